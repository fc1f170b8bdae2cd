"""The script with which a shell completes our command line: made from its parser and the tools."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from server.configuration.keys import actions_of, commands_of
from server.options import parser
from tools.toolsets import ListedTool, listed_tools

SCRIPTS = Path(__file__).with_name("shells")
ROWS = "{{rows}}"
"""Where a script has the rows of the table."""

FILES = "@files"
ANY = "@any"
"""In place of words: the names of files, and any text."""


def script(shell: str) -> str:
    """Return the script for ``bash``, ``zsh`` or ``fish``."""
    lines = FISH if shell == "fish" else POSIX
    rows = "\n".join(lines.format(place=place, words=" ".join(words)) for place, words in table())
    return "".join((SCRIPTS / name).read_text("utf-8") for name in PARTS[shell]).replace(ROWS, rows)


POSIX = "        '{place}') found='{words}' ;;"
FISH = "        case '{place}'\n            string split ' ' -- '{words}'"
"""A row of the table, as these shells write it."""

PARTS = {
    "bash": ("candidates.sh", "completion.bash"),
    "zsh": ("start.zsh", "candidates.sh", "completion.zsh"),
    "fish": ("completion.fish",),
}
"""The files that the script of a shell is made of."""


def table() -> Iterator[tuple[str, list[str]]]:
    """Each place on the command line, with the words that are possible there.

    ``""``: commands; ``COMMAND -``: its options; ``COMMAND OPTION``: its values; ``COMMAND +``: what comes first;
    ``call TOOL``: its arguments; ``call TOOL NAME=``: values of one.
    """
    commands = commands_of(parser())
    yield "", [*commands]
    for name, command in commands.items():
        yield from _rows(name, command)
    yield "call +", [*listed_tools()]
    for tool in listed_tools().values():
        yield from _rows_of_tool(tool)


def _rows(name: str, command: argparse.ArgumentParser) -> Iterator[tuple[str, list[str]]]:
    options = [action for action in actions_of(command) if action.option_strings]
    yield f"{name} -", [action.option_strings[-1] for action in options]
    for action in options:
        if action.nargs != 0:
            yield f"{name} {action.option_strings[-1]}", _values(action)
    for action in actions_of(command):
        if not action.option_strings and action.choices:
            yield f"{name} +", _values(action)


def _values(action: argparse.Action) -> list[str]:
    if action.choices:
        return [*map(str, action.choices)]
    return [FILES if action.metavar == "FILE" else ANY]


def _rows_of_tool(tool: ListedTool) -> Iterator[tuple[str, list[str]]]:
    arguments: Mapping[str, Mapping[str, Any]] = tool.input_schema["properties"]
    if arguments:
        yield f"call {tool.name}", [f"{name}=" for name in arguments]
    for name, about in arguments.items():
        if values := [*dict.fromkeys(_possible(about))]:
            yield f"call {tool.name} {name}=", [f"{name}={value}" for value in values]


def _possible(about: Mapping[str, Any]) -> Iterator[object]:
    """The values of an argument, or of the items of a list, where its schema names them."""
    if about.get("type") == "boolean":
        yield from ("true", "false")
    yield from about.get("enum", ())
    for inner in (*about.get("anyOf", ()), *([about["items"]] if "items" in about else [])):
        yield from _possible(inner)
