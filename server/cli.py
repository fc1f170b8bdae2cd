"""The command line: serve, config, call, doctor, explain, demo, emulate, mirror, compare, completion."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from logging import ERROR, getLogger
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from dataworks.errors import Unconfigured
from dataworks.language import speaking
from server.collector import rare_collections
from server.configuration.precedence import settle
from server.identity.options import roles_of
from server.identity.roles import claims_of_request, with_identity
from server.options import options_in
from server.output import escape_what_can_not_be_encoded, note, show
from server.settings import NAME, Settings, check_network

if TYPE_CHECKING:
    from dataworks.client import DataWorks
    from emulator.service import Emulator
    from server.configuration.settings_file import SettingsFile
    from server.hosting import Hosting


log = getLogger("server")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command of the console script and exit: 0 done, 1 failed, 2 misused, by SIGINT if interrupted."""
    escape_what_can_not_be_encoded()
    options = options_in([*map(_decoded, sys.argv[1:] if arguments is None else arguments)])
    gc.disable()  # loading creates objects that stay; collecting garbage meanwhile takes a tenth of the start
    try:
        settle(options, options.commands)
        sys.exit(COMMANDS[options.command](options))
    except Unconfigured as error:
        _fail(f"{NAME}: {error.message}. {error.fix}")
    except ValueError as error:
        _fail(f"{NAME}: {error}")
    except OSError as error:
        _fail(f"{NAME}: {_problem(error, options)}")
    except KeyboardInterrupt:
        _end_by_signal()
    finally:
        gc.enable()


def _fail(text: str) -> NoReturn:
    from server.telemetry.notices import say

    say(f"{text}\n", ERROR)
    sys.exit(1)


def _end_by_signal() -> None:
    """End as SIGINT ends other commands: a shell stops its script only where a signal ended the command."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.raise_signal(signal.SIGINT)


def _log(options: argparse.Namespace) -> None:
    """Log as these options say, and warn about the file that they are from, and what in it has no effect."""
    from server.log_lines import log_to_stderr

    given = vars(options)
    log_to_stderr(given.get("log_level", "info"), given.get("log_format", "text"))
    _warn_of_file(options)
    for text in given.get("unused_guards", ()):
        log.warning("%s", text)


def _warn_of_file(options: argparse.Namespace) -> None:
    """Warn if others can read the secrets of the file of settings."""
    if file := _file(options):
        file.warn()


def _file(options: argparse.Namespace) -> "SettingsFile | None":
    return vars(options).get("file")


def _problem(error: OSError, options: argparse.Namespace) -> str:
    """The text of an error of the operating system, with the option that names its file."""
    if error.filename is None:
        return error.strerror or str(error)
    path = os.fsdecode(error.filename)
    sources = {name: setting.source for name, setting in vars(options).get("sources", {}).items()}
    named = (sources.get(name, f"--{name}") for name, value in vars(options).items() if value == Path(path))
    return " ".join([*islice(named, 1), f"{path}: {error.strerror}"])


def _settings(options: argparse.Namespace) -> Settings:
    file = _file(options)
    key = file.credentials() if file and not options.emulator else None
    return Settings(options.emulator, options.endpoint, options.region, options.vpc, options.rate, key)


def _hosting(options: argparse.Namespace, *, strict: bool = True) -> "tuple[Hosting, Callable[[], DataWorks]]":
    """Return the rules, and a function that makes the client; ``strict``: a wrong address or proxy is an error."""
    from server.hosting import hosting
    from tools.rules.selection import selection

    settings = _settings(options)
    if strict and (settings.endpoint or settings.region) and not settings.emulator:
        check_network(settings.address())  # what is wrong fails here, what is missing at the first call
    tools = selection(options.toolsets, options.tools, options.exclude)
    _log(options)
    file = _file(options)
    files = (options.policy, options.audit, options.state_key_file)
    roles = roles_of(options)
    if strict and roles and not settings.emulator and (roles.endpoint or settings.region):
        check_network(roles.address(settings))
    key = file.secret("state_key") if file else None
    language, project, studios = options.language, options.project, options.studio
    rules = hosting(settings, options.mode, *files, language, tools, project, studios, key)
    rules = replace(rules, roles=roles, caller_of=with_identity(roles, rules.caller_of)) if roles else rules
    return rules, partial(_backend, settings, _emulation(options))


def _backend(settings: Settings, make_emulator: "Callable[[], Emulator] | None") -> "DataWorks":
    from server.backend import dataworks  # loaded by the first call, for a quick start

    return dataworks(settings, make_emulator)


def _emulation(options: argparse.Namespace) -> "Callable[[], Emulator] | None":
    """Return how to make the emulator if it has options; their files are read before the server starts."""
    if options.faults is None and options.data is None and options.world is None:
        return None
    from server.emulation import new_emulator

    emulator = new_emulator(options.faults, options.data, world=options.world)
    return lambda: emulator


def _serve(options: argparse.Namespace) -> int:
    from server.app import app
    from server.telemetry.setup import telemetry

    rules, backend = _hosting(options)
    rules = replace(rules, consent=options.consent, telemetry=telemetry(options.traces, options.metrics))
    if options.transport == "http":
        return _serve_http(options, rules, backend)
    from server.stdio import announce_on_terminal, serve_stdio

    build = partial(app, backend, rules)
    return _watched(rules, serve_stdio, build, partial(announce_on_terminal, options.language))


def _serve_http(options: argparse.Namespace, rules: "Hosting", backend: "Callable[[], DataWorks]") -> int:
    from server.app import app
    from server.auth.callers import current_caller
    from server.http.application import http_app
    from server.http.front import front
    from server.http.webserver import serve

    auth, exposure = front(options, rules.roles)
    caller_of = partial(current_caller, auth.scopes if auth else None)
    named = with_identity(rules.roles, caller_of, claims_of_request) if rules.roles else caller_of
    rules = replace(rules, caller_of=named)
    served = http_app(app(backend, rules), exposure, auth, rules.audit)
    return _watched(rules, serve, served, exposure, _announce_server)


def _watched(rules: "Hosting", function: Callable[..., Any], *arguments: object) -> int:
    """Run a server, beside what watches it."""
    watch = rules.telemetry
    if watch is None:
        return _run(function, *arguments)

    async def both() -> None:
        async with watch.running():
            await function(*arguments)

    return _run(both)


def _config(options: argparse.Namespace) -> int:
    from server.client_formats import CLIENTS
    from server.config import in_force, run_config

    server_options = list(in_force(options.server, options))
    return run_config(
        CLIENTS[options.client],
        options.http,
        server_options,
        needs_keys=not (options.emulator or _settings(options).key),
    )


def _call(options: argparse.Namespace) -> int:
    from server.call import run_call
    from server.tool_help import help_of, list_of_tools, tool_named

    if options.help:
        at_home, language = options.project is not None, options.language
        show(help_of(tool_named(options.words[0], language), at_home=at_home) if options.words else options.usage())
        return 0
    rules, backend = _hosting(options)
    if options.list:
        show(list_of_tools(rules.gate, options.language))
        return 0
    if not options.words:
        raise ValueError(f"which tool? `{NAME} call --list` shows them")
    name, *words = options.words
    return _run(run_call, backend, rules, name, words, options.yes, options.json, options.open)


def _doctor(options: argparse.Namespace) -> int:
    from server.configuration.shown import shown_settings
    from server.doctor import run_doctor

    rules, backend = _hosting(options, strict=False)  # it reports what is wrong
    with speaking(options.language):
        return _run(run_doctor, backend, rules, shown_settings(options), options.probe, options.lists, options.json)


def _explain(options: argparse.Namespace) -> int:
    from server.explain import run_explain

    return run_explain(options.error, options.language)


def _demo(options: argparse.Namespace) -> int:
    from server.demo.run import run_demo

    with speaking(options.language):
        return _run(run_demo, options.json)


def _compare(options: argparse.Namespace) -> int:
    with speaking(options.language):
        return _compared(options)


def _compared(options: argparse.Namespace) -> int:
    from server.backend import dataworks
    from server.compare import COULD_NOT_RUN, LEFT_OPEN, agreed, run_compare, wanted

    settings = _settings(options)
    _warn_of_file(options)
    try:
        asked = wanted(options.project, options.writes, options.only, options.studio)
        check_network(settings.address())
        if not agreed(asked, settings.address(), options.yes):
            return COULD_NOT_RUN
        return _run(run_compare, dataworks(settings), asked, options.record, options.json)
    except Unconfigured as error:
        note(f"{NAME}: {error.message}. {error.fix}\n")
    except ValueError as error:
        note(f"{NAME}: {error}\n")
    except OSError as error:
        note(f"{NAME}: {_problem(error, options)}\n")
    except KeyboardInterrupt:
        note(LEFT_OPEN.said())
    return COULD_NOT_RUN


def _emulate(options: argparse.Namespace) -> int:
    from emulator.handlers.coverage import table
    from emulator.http.access import Access
    from emulator.http.web import serve
    from emulator.service import KEYS
    from server.emulation import key, new_emulator
    from server.signals import run_until_signal

    if options.coverage:
        show("\n".join([*table(), ""]))
        return 0
    _log(options)
    keys = [key(each) for each in options.key]
    access = Access.of(options.allowed_hosts, keys)
    access.check(options.host)
    accepted = keys if access.hosts else [*KEYS, *keys]
    words = (options.faults, options.data, options.fault, accepted)
    emulator = new_emulator(*words, world=options.world, documented=options.documented)
    emulator.world.realtime_updates = not options.no_realtime_updates
    key_words = "access key: the one given with --key" if access.hosts else DEFAULT_KEY
    ready = partial(_announce, key_words, next(iter(emulator.world.roles.roles), None))
    return _run(
        run_until_signal, partial(serve, emulator, host=options.host, port=options.port, ready=ready, access=access)
    )


def _mirror(options: argparse.Namespace) -> int:
    from dataworks.studio_settings import StudioSettings
    from mirroring.collected import TablesFrom
    from mirroring.mirror import Wanted
    from server.mirror import Order, run_mirror

    settings = _settings(options)
    _warn_of_file(options)
    if not settings.emulator:
        check_network(settings.address())
    studios = StudioSettings.read(options.studio)
    projects = tuple(dict.fromkeys(options.project))
    tables_from = TablesFrom(options.tables_from or TablesFrom.CHEAPER)
    wanted = Wanted(projects, options.tables, tables_from, options.columns, options.tasks, studios)
    order = Order(wanted, settings.service(), options.calls, options.output, options.json)
    with speaking(options.language):
        return _run(run_mirror, partial(_backend, settings, _emulation(options)), order)


def _completion(options: argparse.Namespace) -> int:
    from server.shell_completion import script

    show(script(options.shell))
    return 0


def _run(function: Callable[..., Any], *arguments: object) -> int:
    import anyio

    with rare_collections():
        return anyio.run(function, *arguments) or 0


def _decoded(word: str) -> str:
    """Return a word of the command line, of which the C locale leaves what is not ASCII as bytes."""
    undecoded = any("\udc80" <= letter <= "\udcff" for letter in word)
    return os.fsencode(word).decode("utf-8", "surrogateescape") if undecoded else word


def _announce(key: str, role: str | None, url: str) -> None:
    """Say where the emulator answers, and how a server takes its first role."""
    from server.telemetry.notices import say

    say(f"The emulator answers at {url}; {key}\n")
    if role is not None:
        say(f"To act as a role: serve --endpoint {url} --sts-endpoint {url} --assume-role {role}\n")


def _announce_server(url: str) -> None:
    from server.telemetry.notices import say

    say(f"Serving MCP on {url}/mcp\n")


DEFAULT_KEY = "access key and secret are both emulator"
"""It opens nothing else, so a log shows it: in words that are not treated as those before a secret."""


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": _serve,
    "config": _config,
    "call": _call,
    "doctor": _doctor,
    "explain": _explain,
    "demo": _demo,
    "emulate": _emulate,
    "mirror": _mirror,
    "compare": _compare,
    "completion": _completion,
}
"""The function of each command; it returns the exit code."""
