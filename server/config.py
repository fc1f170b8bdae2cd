"""The shell command that prints what to paste into an MCP client."""

import argparse
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dataworks.endpoints import is_loopback
from server.client_formats import KEY_VARIABLES, Client, Syntax, Value
from server.configuration.precedence import Rank
from server.output import note, show
from server.settings import NAME

ADDRESS = re.compile(r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d+)?/\S+")

USUAL_PLACES = (
    "The server finds an access key in the usual places of Alibaba Cloud, such as `aliyun configure`. "
    f"To give it one, use {' and '.join(KEY_VARIABLES)}; empty ones are ignored."
)


def run_config(client: Client, http: str | None, server_options: Sequence[str], *, needs_keys: bool) -> int:
    """Print what to paste to stdout, and where and what else to do to stderr.

    Args:
        client: where it is pasted.
        http: the address of a server that runs already; if ``None``, the client starts one.
        server_options: arguments of the server that the client starts.
        needs_keys: that server needs an access key.

    Raises:
        ValueError: the address is not valid, or there are options for a server that the client does not start.
    """
    if http is None:
        pasted = _filled(client.stdio, _start(server_options, needs_keys=needs_keys))
        hint = USUAL_PLACES if needs_keys else ""
    elif server_options:
        raise ValueError(f"a server with an address has its own options; leave out {' '.join(server_options)}")
    else:
        pasted, hint = _filled(client.http, {"{url}": _checked(http)}), client.secret
    note(f"Paste this into {client.place}:\n")
    show(f"{WRITERS[client.syntax](pasted)}\n")
    note(f"{hint}\n" if hint else "")
    return 0


def in_force(server: argparse.ArgumentParser, options: argparse.Namespace) -> Iterator[str]:
    """Return the arguments that give a server these options; files get their absolute path, defaults are left out.

    A client has another environment, so variables of this shell are written down; what the file has stays there. A
    server that runs already has its own settings: then only those of the command line count. The file may be that of
    a server over HTTP, but one that a client starts speaks over stdio.
    """
    actions: list[argparse.Action] = vars(server)["_actions"]
    first = {action.dest: action for action in reversed(actions)}  # --mode, not --read-only
    for action in reversed(first.values()):
        value, setting = vars(options)[action.dest], options.sources.get(action.dest)
        rank = setting.rank if setting else Rank.VARIABLE  # the option that names the file
        if value != action.default and rank is not Rank.FILE and (rank is Rank.FLAG or not options.http):
            yield action.option_strings[0]
            if action.nargs != 0:
                yield _spelled(value)
    if options.config and not options.http:
        yield from ("--transport", "stdio")


def _spelled(value: str | float | Path | Sequence[str]) -> str:
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, list | tuple):
        return ",".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def own_command() -> list[str]:
    """Return the command that starts this program, by its absolute path: clients seldom have our folder on PATH."""
    for script in (Path(sys.argv[0]), Path(sys.executable).with_name(NAME)):
        if script.stem == NAME and (found := shutil.which(str(script.parent.resolve() / script.name))):
            return [found]
    return [sys.executable, "-m", "dataworks_di_mcp"]


def _start(server_options: Sequence[str], *, needs_keys: bool) -> dict[str, Value]:
    command, *first = own_command()
    names = list(KEY_VARIABLES) if needs_keys else []
    return {
        "{command}": command,
        "{args}": [*first, "serve", *server_options],
        "{keys}": dict.fromkeys(names, ""),
        "{key names}": names,
    }


def _filled(template: Value, values: Mapping[str, Value]) -> Value:
    """Return a template with values in place of the words in braces; in an object, an empty one leaves its key out."""
    if isinstance(template, str):
        return values.get(template, template)
    if isinstance(template, Mapping):
        filled = {key: _filled(value, values) for key, value in template.items()}
        return {key: value for key, value in filled.items() if value not in ({}, [])}
    return template if isinstance(template, bool) else [_filled(value, values) for value in template]


def _checked(url: str) -> str:
    """Return an address of ``/mcp``.

    Raises:
        ValueError: it is not one, or has a password in it, or a token would be readable on the way.
    """
    match = ADDRESS.fullmatch(url)
    if match is None or not (match["scheme"] == "https" or is_loopback(match["host"].strip("[]"))):
        raise ValueError(
            "--http takes an address such as https://mcp.example.com/mcp; http:// is for this machine only"
        )
    return url


def _json(pasted: Value) -> str:
    return json.dumps(pasted, indent=2, ensure_ascii=False)


def _toml(pasted: Value, path: tuple[str, ...] = ()) -> str:
    """Return the lines of the tables that have values; a value is written as in JSON."""
    if not isinstance(pasted, Mapping):
        return f"{path[-1]} = {json.dumps(pasted, ensure_ascii=False)}"
    lines = [_toml(value, (*path, key)) for key, value in pasted.items()]
    has_values = not any(isinstance(value, Mapping) for value in pasted.values())
    return "\n".join([f"[{'.'.join(path)}]", *lines] if has_values else lines)


def _shell(pasted: Value) -> str:
    return shlex.join(_words(pasted))


def _words(pasted: Value) -> Iterator[str]:
    if isinstance(pasted, str):
        yield pasted
    elif isinstance(pasted, Sequence):
        for part in pasted:
            yield from _words(part)


WRITERS = {Syntax.JSON: _json, Syntax.TOML: _toml, Syntax.SHELL: _shell}
