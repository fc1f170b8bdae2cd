"""Programs for flows: files of ``examples/sdk``, each named after its tool, with the arguments of a call filled in."""

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from dataworks.scripts.patterns import is_pattern
from tools.arguments.parsing import Finding
from tools.code.python import json_literal, laid_out

SDK = Path(__file__).parents[2] / "examples" / "sdk"

BLOCK = re.compile(r"(?<=^# Arguments\n).*?(?=^# End of arguments$)", re.M | re.S)
ARGUMENT = re.compile(r"^(?P<name>\w+): (?P<type>.+?) = .+?(?P<comment>  # .*)?$", re.M)
"""The arguments at the top of a program; in the file each has an example as its value."""

OF_THE_CALL = ("wait_seconds", "waited_seconds")
"""Arguments that a program does not have: how long a tool waits is limited, a program waits until it is done."""

WITH_TABLES = ("tables", "add", "remove")
"""Arguments in which tables are named."""


def program_of(tool: str) -> str | None:
    """The program that does what a tool does, with its examples; ``None`` if there is none."""
    path = SDK / f"{tool}.py"
    return path.read_text("utf-8") if path.is_file() else None


def filled(program: str, arguments: BaseModel, endpoint: str) -> str:
    """The program with these arguments in place of its examples."""
    values = {**arguments.model_dump(mode="json", by_alias=True, exclude_none=True), "endpoint": endpoint}

    def line(argument: re.Match[str]) -> str:
        name, kind, comment = argument.group("name", "type", "comment")
        return f"{name}: {kind} = {_literal(values.get(name), kind)}{comment or ''}"

    return BLOCK.sub(lambda block: ARGUMENT.sub(line, block[0]), program)


def not_in_programs(arguments: BaseModel) -> Iterator[Finding]:
    """What a program can't do: it does not look which tables a pattern stands for."""
    for name in WITH_TABLES:
        if any(map(is_pattern, getattr(arguments, name, None) or ())):
            yield Finding(f"/arguments/{name}", "a program names its tables", "list_source_tables has them")


def _literal(value: object, kind: str) -> str:
    """A value as Python. An id is text to us, and a number to the SDK; a script is JSON text to us."""
    if isinstance(value, str) and kind.startswith("int"):
        return str(int(value))
    if isinstance(value, str) and kind.startswith("dict"):
        return json_literal(value) or repr(value)
    return laid_out(value)
