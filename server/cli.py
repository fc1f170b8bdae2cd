"""The command line: serve, demo, emulate."""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from dataworks.errors import Unconfigured
from server.settings import NAME, VERSION, Settings, region_of

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
    _serve_options(commands.add_parser("serve", help="serve the tools to an MCP client"))
    _demo_options(commands.add_parser("demo", help="create three real-time tasks against the emulator"))
    _emulate_options(commands.add_parser("emulate", help="run the emulator of the service as a server"))
    return top


def _serve_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--transport", choices=("stdio", "http"), default="stdio", help="default: stdio")
    serve.add_argument("--host", default="127.0.0.1", help="for http; this machine only (default: 127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, help="for http (default: 8000)")
    target = serve.add_mutually_exclusive_group()
    target.add_argument("--emulator", action="store_true", help="answer from an emulated account in this process")
    target.add_argument("--endpoint", metavar="URL", help="address to call instead of the region's")
    serve.add_argument("--region", help="region of the workspaces (default: ALIBABA_CLOUD_REGION_ID)")
    serve.add_argument("--vpc", action="store_true", help="use the region's address inside its VPC")
    serve.set_defaults(run=_serve)


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
    emulate.add_argument("--coverage", action="store_true", help="print what is emulated and how we know, and end")
    emulate.set_defaults(run=_emulate)


def _serve(options: argparse.Namespace) -> int:
    from server.app import app, log_to_stderr
    from server.backend import dataworks
    from server.transports import serve_http, serve_stdio

    settings = Settings(options.emulator, options.endpoint, options.region or region_of(), options.vpc)
    if settings.endpoint:
        settings.address()  # a wrong address ends the start, a missing one only the first call
    log_to_stderr()
    build = partial(app, partial(dataworks, settings))
    if options.transport == "http":
        return _run(serve_http, build, options.host, options.port)
    return _run(serve_stdio, build)


def _demo(options: argparse.Namespace) -> int:
    from server.demo import run_demo

    return _run(run_demo, options.json)


def _emulate(options: argparse.Namespace) -> int:
    from emulator.coverage import table
    from emulator.faults import parse_fault
    from emulator.seed import initial_world
    from emulator.service import Emulator
    from emulator.web import serve
    from server.signals import until_signal

    if options.coverage:
        print("\n".join(table()))
        return 0
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
