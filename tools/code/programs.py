"""Programs for flows: files of ``examples/sdk``, each named after its tool, with a call's arguments filled in."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from dataworks.language import Text
from dataworks.scripts.patterns import is_pattern
from dataworks.task_ids import IdOf, kind_of
from tools.arguments.parsing import Finding
from tools.code.python import formatted, json_literal

SDK = Path(__file__).parents[2] / "examples" / "sdk"

BLOCK = re.compile(r"(?<=^# Arguments\n).*?(?=^# End of arguments$)", re.M | re.S)
ARGUMENT = re.compile(r"^(?P<name>\w+): (?P<type>.+?) = .+?(?P<comment>  # .*)?$", re.M)
"""The arguments at the top of a program; in the file each has an example value."""

WAITING = ("wait_seconds", "waited_seconds")
"""Arguments that a program does not have: a tool's waiting time is limited, a program waits until the work is done."""

OF_STUDIOS = ("options", "studio", "from_time", "load_again")
"""Others: programs are for the classic studio."""

TABLE_ARGUMENTS = ("tables", "add", "remove")
"""Arguments that name tables."""


def program_of(tool: str) -> str | None:
    """The program for a tool, with example values; ``None`` if there is none."""
    path = SDK / f"{tool}.py"
    return path.read_text("utf-8") if path.is_file() else None


def filled(program: str, arguments: BaseModel, endpoint: str) -> str:
    """The program with these arguments in place of the example values."""
    values = {**arguments.model_dump(mode="json", by_alias=True, exclude_none=True), "endpoint": endpoint}

    def line(argument: re.Match[str]) -> str:
        name, kind, comment = argument.group("name", "type", "comment")
        return f"{name}: {kind} = {_literal(values.get(name), kind)}{comment or ''}"

    return BLOCK.sub(lambda block: ARGUMENT.sub(line, block[0]), program)


def has_program(arguments: BaseModel) -> bool:
    """Whether the program is for these arguments: it handles one task of the classic studio that is a file."""
    several: list[str] = getattr(arguments, "task_ids", ["1"])
    new = getattr(arguments, "studio", None) == "new" or "new" in getattr(arguments, "studios", {}).values()
    return len(several) == 1 and kind_of(several[0]) is IdOf.FILE and not new


NO_PATTERNS = Text("a program takes no patterns", "程序不支持模式")
NAME_TABLES = Text("list_source_tables shows the tables", "可用 list_source_tables 查看表")


def not_in_programs(arguments: BaseModel) -> Iterator[Finding]:
    """Arguments that a program does not support: patterns, since it does not look up which tables match."""
    for name in TABLE_ARGUMENTS:
        if any(map(is_pattern, getattr(arguments, name, None) or ())):
            yield Finding(f"/arguments/{name}", NO_PATTERNS, NAME_TABLES)


def _literal(value: Any, kind: str) -> str:
    """A value as Python. Ids are text here and numbers in the SDK; scripts are JSON text here."""
    if isinstance(value, str) and kind.startswith("int"):
        return str(int(value))
    if kind.startswith("list[int]"):
        return formatted([*map(int, cast("list[str]", value))])
    if isinstance(value, str) and kind.startswith("dict"):
        return json_literal(value) or repr(value)
    return formatted(value)
