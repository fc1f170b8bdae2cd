"""The options of the command line."""

import argparse
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from dataworks.studio_settings import WORDS, StudioName
from server.client_formats import CLIENTS
from server.configuration import option_values as values
from server.configuration.keys import add_config, add_config_option, commands_of, settings_of
from server.identity.options import ROLE_OPTIONS, TOKEN_OPTIONS, add_options
from server.settings import NAME, VERSION
from server.shell_arguments import FORMS
from server.telemetry.options import add_log_options, add_telemetry_options
from tools.rules.mode import ConsentBy, Mode
from tools.toolsets import BY_DEFAULT, TOOLSETS

CALL_USAGE = f"{NAME} call TOOL [ARGUMENT ...] [options]\n       {NAME} call TOOL --help\n       {NAME} call --list"
DEFAULT_TOOLSETS = ",".join(BY_DEFAULT)


class Options(Protocol):
    """A command, or a group of its options."""

    def add_argument(self, *names: str, **settings: Any) -> argparse.Action:
        """Add an option."""
        ...


class Parser(argparse.ArgumentParser):
    """A parser that takes options by their whole name: an abbreviation may mean another option in the next version."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False)


def options_in(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of a command line; of ``call``, ``words`` are the tool and its arguments.

    ``given`` are the settings among them, by name; ``settle`` adds those of other sources. It ends the process
    where an option is not valid.
    """
    top = parser()
    with _only_what_is_given(commands_of(top).values()):
        options, more = top.parse_known_args(arguments)
    words = getattr(options, "words", None)
    unknown = more if words is None else [word for word in more if word.startswith("-") and word != "-"]
    if unknown:
        top.error(f"unrecognized arguments: {' '.join(unknown)}")
    if words is not None:
        words += more  # argparse takes words in front of options only
    settings = {action.dest for action in settings_of(commands_of(top)[options.command]).values()}
    options.given = {name: value for name, value in vars(options).items() if name in settings}
    options.commands = commands_of(top)
    return options


@contextmanager
def _only_what_is_given(commands: Iterable[argparse.ArgumentParser]) -> Generator[None]:
    """Let parsers set no defaults, and ask for no setting, since another source may have it."""
    actions = {action for command in commands for action in settings_of(command).values()}
    before = [(action, action.default, action.required) for action in actions]
    for action in actions:
        action.default, action.required = argparse.SUPPRESS, False
    yield
    for action, default, required in before:
        action.default, action.required = default, required


WORLD = "(TOML; or mysql://USER@HOST/DATABASE: the tables of that MySQL server as one more data source)"
"""What ``--world`` takes."""

SHELLS = ("bash", "zsh", "fish")
"""The shells that there are completions for."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = Parser(prog=NAME, description="Alibaba Cloud DataWorks Data Integration for AI assistants.")
    top.add_argument("--version", action="version", version=f"{NAME} {VERSION}")
    commands = top.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    _serve_options(commands.add_parser("serve", help="serve the tools to MCP clients"))
    server = Parser(add_help=False)
    _server_options(server)
    add_log_options(server)
    add_telemetry_options(server)
    add_config_option(server)
    _config_options(commands.add_parser("config", help="print what to paste into a client", parents=[server]), server)
    _call_options(commands.add_parser("call", help="call one tool", add_help=False, usage=CALL_USAGE))
    _doctor_options(commands.add_parser("doctor", help="show how the server would be set up"))
    _explain_options(commands.add_parser("explain", help="explain an error"))
    _demo_options(commands.add_parser("demo", help="create and start three real-time tasks against the emulator"))
    _emulate_options(commands.add_parser("emulate", help="run the emulator of the service as a server"))
    _mirror_options(commands.add_parser("mirror", help="write a workspace into a world file, with reads alone"))
    _compare_options(commands.add_parser("compare", help="compare the emulator with the service, by real requests"))
    _completion_options(commands.add_parser("completion", help="print a script that completes commands in a shell"))
    add_config(commands_of(top))
    return top


def _serve_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--transport", choices=("stdio", "http"), default="stdio", help="default: stdio")
    _http_options(serve.add_argument_group("for --transport http"))
    _caller_options(serve.add_argument_group("who may call over http; without one of these, this machine only"))
    _server_options(serve)
    add_log_options(serve)
    add_telemetry_options(serve)
    serve.set_defaults(command="serve", default=serve.get_default)


def _server_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument(
        "--consent",
        type=ConsentBy,
        choices=tuple(ConsentBy),
        default=ConsentBy.ASK,
        help="ask the user where the client can, or let every client send a confirmation (default: ask)",
    )
    _hosting_options(serve, DEFAULT_TOOLSETS)


def _config_options(config: argparse.ArgumentParser, server: argparse.ArgumentParser) -> None:
    config.add_argument(
        "client", metavar="CLIENT", type=str.lower, choices=tuple(CLIENTS), help=f"one of {', '.join(CLIENTS)}"
    )
    config.add_argument("--http", metavar="URL", help="address of a server that runs already")
    config.set_defaults(command="config", default=config.get_default, server=server)


def _http_options(http: Options) -> None:
    http.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    http.add_argument("--port", type=values.port, default=8000, help="0 picks a free one (default: 8000)")
    http.add_argument("--allowed-hosts", nargs="+", default=[], metavar="NAME", help="host names that clients may use")
    http.add_argument(
        "--allowed-origins", nargs="+", default=[], metavar="ORIGIN", help="origins of web pages that may call it"
    )
    http.add_argument("--public-url", metavar="URL", help="address of /mcp as clients see it")
    http.add_argument("--shared-port", action="store_true", help="let several processes listen on the port")


def _caller_options(callers: Options) -> None:
    callers.add_argument("--token-file", type=Path, metavar="FILE", help="a line 'name token' for each caller")
    callers.add_argument("--issuer", metavar="URL", help="OpenID Connect issuer of the callers' tokens")
    callers.add_argument("--audience", metavar="NAME", help="audience that the tokens must have")
    callers.add_argument("--read-scope", default="dataworks:read", metavar="SCOPE", help="default: dataworks:read")
    callers.add_argument("--write-scope", default="dataworks:write", metavar="SCOPE", help="default: dataworks:write")
    add_options(callers, TOKEN_OPTIONS)


def _call_options(call: argparse.ArgumentParser) -> None:
    call.add_argument("words", metavar="TOOL [ARGUMENT ...]", nargs="*", help=f"a tool, and its arguments: {FORMS}")
    call.add_argument("-h", "--help", action="store_true", help="show this, or what TOOL does and takes")
    call.add_argument("--list", action="store_true", help="show the tools")
    call.add_argument("--yes", action="store_true", help="consent to what the call interrupts or overwrites")
    call.add_argument("--json", action="store_true", help="print the structured answer")
    call.add_argument("--open", action="store_true", help="also show the answer as a picture, in the browser")
    _hosting_options(call, "all")
    add_log_options(call)
    call.set_defaults(command="call", default=call.get_default, usage=call.format_help)


def _doctor_options(doctor: argparse.ArgumentParser) -> None:
    doctor.add_argument("--probe", action="store_true", help="make one API call to see whether the service answers")
    doctor.add_argument(
        "--lists", action="store_true", help="also show which tools are on and off, and protocol versions"
    )
    doctor.add_argument("--json", action="store_true", help="print everything as JSON")
    _hosting_options(doctor, DEFAULT_TOOLSETS)
    doctor.set_defaults(command="doctor", default=doctor.get_default)


def _service_options(command: argparse.ArgumentParser) -> None:
    target = command.add_mutually_exclusive_group()
    target.add_argument("--emulator", action="store_true", help="use the emulator, in this process")
    target.add_argument("--endpoint", metavar="URL", help="address to call instead of the region's")
    command.add_argument("--data", type=Path, metavar="FILE", help="file for the data of --emulator (SQLite)")
    command.add_argument("--faults", type=Path, metavar="FILE", help="faults of --emulator (TOML)")
    command.add_argument("--world", type=values.world, metavar="FILE", help=f"contents of --emulator {WORLD}")
    command.add_argument("--region", help="region of the workspaces (default: ALIBABA_CLOUD_REGION_ID)")
    command.add_argument(
        "--studio",
        action="extend",
        type=values.studios,
        default=[],
        metavar="[ID=]STUDIO",
        help=f"Data Studio of the workspaces, or of one: {', '.join(WORDS)} (default: auto; may be repeated)",
    )
    command.add_argument("--vpc", action="store_true", help="use the region's address inside its VPC")
    command.add_argument(
        "--rate", type=values.rate, metavar="N", help="API calls a second, 0: no limit (default: 5, with --emulator 0)"
    )


def _hosting_options(command: argparse.ArgumentParser, toolsets: str) -> None:
    _service_options(command)
    command.add_argument("--project", type=values.digits, metavar="ID", help="workspace of calls that name none")
    _selection_options(command.add_argument_group("which tools are on"), toolsets)
    mode = command.add_mutually_exclusive_group()
    mode.add_argument("--mode", type=Mode, choices=tuple(Mode), default=Mode.CONFIRM, help="default: confirm")
    mode.add_argument("--read-only", dest="mode", action="store_const", const=Mode.READ_ONLY, help="--mode read-only")
    command.add_argument("--policy", type=Path, metavar="FILE", help="rules for workspaces and operations (TOML)")
    command.add_argument("--audit", type=Path, metavar="FILE", help="append a JSON line for each write")
    command.add_argument(
        "--state-key-file", type=Path, metavar="FILE", help="key that replicas share (default: DATAWORKS_DI_STATE_KEY)"
    )
    add_options(command, ROLE_OPTIONS)
    _language_option(command, "of tools, guides and answers")


def _language_option(command: Options, what: str) -> None:
    command.add_argument("--language", choices=("en", "zh"), default="en", help=f"{what} (default: en)")


def _explain_options(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("error", metavar="CODE-OR-TEXT", help="an error code, a message, or lines of a log")
    _language_option(explain, "of the explanation")
    explain.set_defaults(command="explain", default=explain.get_default)


def _selection_options(tools: Options, toolsets: str) -> None:
    tools.add_argument(
        "--toolsets",
        type=values.names,
        default=values.names(toolsets),
        metavar="A,B",
        help=f"all, or some of: {', '.join(TOOLSETS)} (default: {toolsets})",
    )
    tools.add_argument("--tools", type=values.names, default=(), metavar="X,Y", help="further tools that are on")
    tools.add_argument("--exclude", type=values.names, default=(), metavar="X,Y", help="tools that are always off")


def _demo_options(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--json", action="store_true", help="print one JSON array, and nothing else")
    _language_option(demo, "of what it prints")
    demo.set_defaults(command="demo", default=demo.get_default)


def _emulate_options(emulate: argparse.ArgumentParser) -> None:
    emulate.add_argument(
        "--host",
        default="127.0.0.1",
        help="address; other machines need --allowed-hosts and --key (default: 127.0.0.1)",
    )
    emulate.add_argument(
        "--allowed-hosts", nargs="+", default=[], metavar="NAME", help="host names that other machines may use"
    )
    emulate.add_argument("--port", type=values.port, default=18080, help="0 picks a free one (default: 18080)")
    emulate.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="ID:SECRET[:TOKEN]",
        help="another access key, or a temporary one with its security token (may be repeated)",
    )
    emulate.add_argument("--data", type=Path, metavar="FILE", help="file for the emulator's data (SQLite)")
    emulate.add_argument("--faults", type=Path, metavar="FILE", help="faults (TOML)")
    emulate.add_argument("--world", type=values.world, metavar="FILE", help=f"contents of the account {WORLD}")
    emulate.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="FAULT",
        help="a fault, such as CreateDISyncTask=drop-after (may be repeated)",
    )
    emulate.add_argument(
        "--documented", action="store_true", help="where pages and observations of the service differ, follow the pages"
    )
    emulate.add_argument(
        "--no-realtime-updates",
        action="store_true",
        help="refuse UpdateDISyncTask for real-time tasks, as one page says",
    )
    emulate.add_argument("--coverage", action="store_true", help="print what is emulated, with its evidence, and exit")
    add_log_options(emulate)
    emulate.set_defaults(command="emulate", default=emulate.get_default)


def _mirror_options(mirror: argparse.ArgumentParser) -> None:
    mirror.add_argument(
        "--project",
        action="append",
        type=values.digits,
        default=[],
        required=True,
        metavar="ID",
        help="workspace to mirror (may be repeated)",
    )
    mirror.add_argument("--no-tables", dest="tables", action="store_false", help="leave out the tables of data sources")
    mirror.add_argument(
        "--tables-from",
        choices=("data-map", "source"),
        help="where the names of tables are read (default: where it takes fewer calls; Data Map may be behind)",
    )
    mirror.add_argument("--columns", action="store_true", help="the columns of tables too, one call for each table")
    mirror.add_argument("--tasks", action="store_true", help="tasks too: scripts without secrets, schedules, states")
    mirror.add_argument(
        "--calls", type=values.calls, default=100, metavar="N", help="the most calls of this run (default: 100)"
    )
    mirror.add_argument("--output", type=Path, metavar="FILE", help="world file to write (default: stdout)")
    mirror.add_argument("--json", action="store_true", help="print what was done as JSON; needs --output")
    _language_option(mirror, "of what it says, and of notes in the file")
    _service_options(mirror)
    mirror.set_defaults(command="mirror", default=mirror.get_default)


def _compare_options(compare: argparse.ArgumentParser) -> None:
    compare.add_argument("--project", type=values.digits, required=True, metavar="ID", help="workspace to ask")
    compare.add_argument("--region", help="region of the workspace (default: ALIBABA_CLOUD_REGION_ID)")
    compare.add_argument("--endpoint", metavar="URL", help="address to call instead of the region's")
    compare.add_argument("--vpc", action="store_true", help="use the region's address inside its VPC")
    compare.add_argument(
        "--studio", choices=tuple(StudioName), help="Data Studio of the workspace (default: found out)"
    )
    compare.add_argument("--rate", type=values.rate, metavar="N", help="API calls a second, 0: no limit (default: 5)")
    compare.add_argument(
        "--writes", metavar="PREFIX", help="also create, start and delete things whose names begin so; else only reads"
    )
    compare.add_argument("--only", action="append", default=[], metavar="CASE", help="one case (may be repeated)")
    compare.add_argument("--record", type=Path, metavar="FILE", help="keep the answers in a new file, without secrets")
    compare.add_argument("--json", action="store_true", help="print the report as JSON")
    compare.add_argument("--yes", action="store_true", help="do not ask before requests are sent")
    _language_option(compare, "of what it says")
    compare.set_defaults(command="compare", default=compare.get_default, emulator=False)


def _completion_options(completion: argparse.ArgumentParser) -> None:
    completion.add_argument("shell", metavar="SHELL", choices=SHELLS, help=f"one of {', '.join(SHELLS)}")
    completion.set_defaults(command="completion", default=completion.get_default)
