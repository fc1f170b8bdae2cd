"""Programs for flows: files of ``examples/sdk``, each named after its tool, with a call's arguments filled in."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from dataworks.language import Text
from dataworks.scripts.patterns import is_pattern
from dataworks.studio_settings import StudioName
from dataworks.task_ids import IdOf, kind_of, number_of
from tools.arguments.parsing import Finding
from tools.arguments.realtime_arguments import GenerationArguments
from tools.code.python import formatted, json_literal

SDK = Path(__file__).parents[2] / "examples" / "sdk"
FOLDERS = {StudioName.CLASSIC: SDK, StudioName.NEW: SDK / "new_studio"}
"""Where the programs of each studio are: for files, and for jobs."""

STUDIOS = {IdOf.FILE: StudioName.CLASSIC, IdOf.JOB: StudioName.NEW}
"""The tasks that programs are for."""

BLOCK = re.compile(r"(?<=^# Arguments\n).*?(?=^# End of arguments$)", re.M | re.S)
ARGUMENT = re.compile(r"^(?P<name>\w+): (?P<type>.+?) = (?:\{$[\s\S]*?^\}|.+?)(?P<comment>  # .*)?$", re.M)
"""The arguments at the top of a program; in the file each has an example value."""

WAITING = ("wait_seconds", "waited_seconds")
"""Arguments that a program does not have: a tool's waiting time is limited, a program waits until the work is done."""

OF_JOBS = ("options", "studio", "from_time", "load_again")
"""Others, which the programs for the classic studio do not have."""

OF_FILES = ("folder", "restart", "start_param", "studio")
MADE_OF = ("source", "tables", "destination_type", "destination", "resource_group", "process_id", "options")
"""The same of the new studio: jobs have none of the first ones, and the others are in the specification."""

TABLE_ARGUMENTS = ("tables", "add", "remove")
"""Arguments that name tables."""


def program_of(tool: str, studio: StudioName = StudioName.CLASSIC) -> str | None:
    """The program for a tool, with example values; ``None`` if there is none."""
    path = FOLDERS[studio] / f"{tool}.py"
    return path.read_text("utf-8") if path.is_file() else None


def filled(program: str, arguments: BaseModel, endpoint: str, studio: StudioName = StudioName.CLASSIC) -> str:
    """The program with these arguments in place of the example values."""
    given = arguments.model_dump(mode="json", by_alias=True, exclude_none=True)
    values = {**given, **_specification(arguments, studio), "endpoint": endpoint}

    def line(argument: re.Match[str]) -> str:
        name, kind, comment = argument.group("name", "type", "comment")
        return f"{name}: {kind} = {_literal(values.get(name), kind)}{comment or ''}"

    return BLOCK.sub(lambda block: ARGUMENT.sub(line, block[0]), program)


def _specification(arguments: BaseModel, studio: StudioName) -> dict[str, str]:
    """What a job is created from, which the tool makes of its arguments."""
    if studio is StudioName.CLASSIC or not isinstance(arguments, GenerationArguments):
        return {}
    return {"script": arguments.job_for(getattr(arguments, "task_name", ""), arguments.tables)}


def studio_of(arguments: BaseModel, known: StudioName | None) -> StudioName | None:
    """The studio whose program a call has; ``None``: it has none, since it is not about one file, or one job.

    ``known``: that of the workspace, for calls about no task.
    """
    ids: list[str] = getattr(arguments, "task_ids", None) or [getattr(arguments, "task_id", "")]
    if any(ids):
        return STUDIOS.get(kind_of(ids[0])) if len(ids) == 1 else None
    wished = getattr(arguments, "studio", None) or next(iter(getattr(arguments, "studios", {}).values()), None)
    return StudioName(wished) if wished else known or StudioName.CLASSIC


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
        return formatted([int(number_of(each)) for each in cast("list[str]", value)])
    if isinstance(value, str) and kind.startswith("dict"):
        return json_literal(value) or repr(value)
    return formatted(value)
