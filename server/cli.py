"""The command line: serve, call, doctor, explain, demo, emulate."""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dataworks.errors import Unconfigured
from server.settings import NAME, VERSION, Settings, region_of
from tools.gate import Mode

if TYPE_CHECKING:
    from dataworks.client import DataWorks
    from server.hosting import Hosting

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command of the console script and exit: 0 done, 1 failed, 2 misused."""
    options = parser().parse_args(arguments)
    run: Command = options.run
    try:
        sys.exit(run(options))
    except Unconfigured as error:
        sys.exit(f"{NAME}: {error.message}. {error.fix}")
    except (ValueError, OSError) as error:
        sys.exit(f"{NAME}: {error}")
    except KeyboardInterrupt:
        sys.exit(0)


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog=NAME, description="Alibaba Cloud DataWorks Data Integration for AI assistants.")
    top.add_argument("--version", action="version", version=f"{NAME} {VERSION}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _serve_options(commands.add_parser("serve", help="serve the tools to MCP clients"))
    _call_options(commands.add_parser("call", help="call one tool"))
    _doctor_options(commands.add_parser("doctor", help="say how the server would be set up"))
    _explain_options(commands.add_parser("explain", help="say what an error means"))
    _demo_options(commands.add_parser("demo", help="create three real-time tasks against the emulator"))
    _emulate_options(commands.add_parser("emulate", help="run the emulator of the service as a server"))
    return top


def _serve_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--transport", choices=("stdio", "http"), default="stdio", help="default: stdio")
    serve.add_argument("--host", default="127.0.0.1", help="for http; this machine only (default: 127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, help="for http (default: 8000)")
    _hosting_options(serve)
    serve.set_defaults(run=_serve)


def _call_options(call: argparse.ArgumentParser) -> None:
    call.add_argument("tool", metavar="TOOL", help="name of the tool")
    call.add_argument("arguments", metavar="ARGUMENTS", nargs="?", default="{}", help="a JSON object (default: {})")
    call.add_argument("--yes", action="store_true", help="consent to what the call interrupts or overwrites")
    call.add_argument("--json", action="store_true", help="print the structured answer")
    _hosting_options(call)
    call.set_defaults(run=_call)


def _doctor_options(doctor: argparse.ArgumentParser) -> None:
    doctor.add_argument("--probe", action="store_true", help="spend one API call to see whether the service answers")
    _hosting_options(doctor)
    doctor.set_defaults(run=_doctor)


def _hosting_options(command: argparse.ArgumentParser) -> None:
    target = command.add_mutually_exclusive_group()
    target.add_argument("--emulator", action="store_true", help="answer from an emulated account in this process")
    target.add_argument("--endpoint", metavar="URL", help="address to call instead of the region's")
    command.add_argument("--region", help="region of the workspaces (default: ALIBABA_CLOUD_REGION_ID)")
    command.add_argument("--vpc", action="store_true", help="use the region's address inside its VPC")
    mode = command.add_mutually_exclusive_group()
    mode.add_argument("--mode", type=Mode, choices=tuple(Mode), default=Mode.CONFIRM, help="default: confirm")
    mode.add_argument("--read-only", dest="mode", action="store_const", const=Mode.READ_ONLY, help="--mode read-only")
    command.add_argument("--policy", type=Path, metavar="FILE", help="rules for workspaces and operations (TOML)")
    command.add_argument("--audit", type=Path, metavar="FILE", help="append a JSON line for each write")
    command.add_argument(
        "--state-key-file", type=Path, metavar="FILE", help="key that replicas share (default: DATAWORKS_DI_STATE_KEY)"
    )
    _language_option(command)


def _language_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--language", choices=("en", "zh"), default="en", help="of explanations (default: en)")


def _explain_options(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("error", metavar="CODE-OR-TEXT", help="an error code, a message, or lines of a log")
    _language_option(explain)
    explain.set_defaults(run=_explain)


def _demo_options(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--json", action="store_true", help="print one JSON array instead of tables")
    demo.set_defaults(run=_demo)


def _emulate_options(emulate: argparse.ArgumentParser) -> None:
    emulate.add_argument("--host", default="127.0.0.1", help="this machine only (default: 127.0.0.1)")
    emulate.add_argument("--port", type=_port, default=18080, help="0 picks a free one (default: 18080)")
    emulate.add_argument(
        "--key", action="append", default=[], metavar="ID:SECRET", help="another access key (may be repeated)"
    )
    emulate.add_argument(
        "--fault", action="append", default=[], metavar="FAULT", help="misbehave, such as CreateDISyncTask=drop_after"
    )
    emulate.set_defaults(run=_emulate)


def _hosting(options: argparse.Namespace) -> "tuple[Hosting, Callable[[], DataWorks]]":
    """The rules, and how to reach the service."""
    from server.app import log_to_stderr
    from server.backend import dataworks
    from server.hosting import hosting

    settings = Settings(options.emulator, options.endpoint, options.region or region_of(), options.vpc)
    if settings.endpoint:
        settings.address()  # a wrong address ends the start, a missing one only the first call
    log_to_stderr()
    rules = hosting(settings, options.mode, options.policy, options.audit, options.state_key_file, options.language)
    return rules, partial(dataworks, settings)


def _serve(options: argparse.Namespace) -> int:
    from server.app import app
    from server.transports import serve_http, serve_stdio

    rules, backend = _hosting(options)
    build = partial(app, backend, rules)
    if options.transport == "http":
        return _run(serve_http, build, options.host, options.port)
    return _run(serve_stdio, build)


def _call(options: argparse.Namespace) -> int:
    from server.call import run_call

    rules, backend = _hosting(options)
    return _run(run_call, backend, rules, options.tool, options.arguments, options.yes, options.json)


def _doctor(options: argparse.Namespace) -> int:
    from server.doctor import run_doctor

    rules, backend = _hosting(options)
    return _run(run_doctor, backend, rules, options.probe)


def _explain(options: argparse.Namespace) -> int:
    from server.explain import run_explain

    return run_explain(options.error, options.language)


def _demo(options: argparse.Namespace) -> int:
    from server.demo import run_demo

    return _run(run_demo, options.json)


def _emulate(options: argparse.Namespace) -> int:
    from emulator.faults import parse_fault
    from emulator.seed import initial_world
    from emulator.service import Emulator
    from emulator.web import serve
    from server.signals import until_signal

    emulator = Emulator(initial_world(), keys=dict(map(_key, ["emulator:emulator", *options.key])))
    emulator.faults.extend(map(parse_fault, options.fault))
    return _run(until_signal, partial(serve, emulator, host=options.host, port=options.port, ready=_announce))


def _run(function: Callable[..., Any], *arguments: object) -> int:
    import anyio

    return anyio.run(function, *arguments) or 0


def _announce(url: str) -> None:
    print(f"The emulator answers at {url}; access key: emulator, secret: emulator", file=sys.stderr, flush=True)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def _key(text: str) -> tuple[str, str]:
    name, separator, secret = text.partition(":")
    if not (name and separator and secret):
        raise ValueError("--key takes ID:SECRET")
    return name, secret
