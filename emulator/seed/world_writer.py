"""Worlds as TOML, which ``file_world.py`` reads again as the same world."""

import re
from collections.abc import Iterator
from typing import cast

from pydantic import BaseModel

from emulator.seed.table_text import UNKNOWN, table_text
from emulator.seed.toml_text import key_text, string_text
from emulator.seed.world_file import DataSourceEntry, WorkspaceEntry, WorldEntry
from emulator.world.state import Databases

LITERAL = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f]*")
"""What a literal string of TOML may have, apart from three quotes."""

LONG = 100
"""The length from which a text has lines of its own."""


def world_text(entry: WorldEntry) -> str:
    """Return a world as TOML."""
    return "\n".join(_world(entry)) + "\n"


def table_texts(databases: Databases) -> dict[str, dict[str, str]]:
    """Return the tables of a data source as the texts that a world file has."""
    return {name: {table: table_text(each) for table, each in named.items()} for name, named in databases.items()}


def _world(entry: WorldEntry) -> Iterator[str]:
    for group in entry.resource_group:
        yield from _table("[[resource_group]]", group)
    for number, workspace in entry.workspace.items():
        yield from _workspace(f"workspace.{number}", workspace)


def _workspace(place: str, workspace: WorkspaceEntry) -> Iterator[str]:
    yield from _table(f"[{place}]", workspace, leave_out={"folder", "data_source", "task", "job", "node"})
    for name, source in workspace.data_source.items():
        yield from _data_source(f"{place}.data_source.{key_text(name)}", source)
    for kind in ("folder", "task", "job", "node"):
        for each in getattr(workspace, kind):
            yield from _table(f"[[{place}.{kind}]]", each)


def _data_source(place: str, source: DataSourceEntry) -> Iterator[str]:
    yield from _table(f"[{place}]", source, leave_out={"database"})
    for database, tables in source.database.items():
        yield f"[{place}.database.{key_text(database)}]"
        yield from (
            f"{key_text(name)} = {string_text(text) if text == UNKNOWN else _lines(text)}"
            for name, text in tables.items()
        )
        yield ""


def _table(head: str, entry: BaseModel, leave_out: frozenset[str] | set[str] = frozenset()) -> Iterator[str]:
    yield head
    values = entry.model_dump(exclude_defaults=True, exclude=set(leave_out))
    yield from (f"{key_text(name)} = {_value(value)}" for name, value in values.items() if value is not None)
    yield ""


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _lines(value) if len(value) > LONG else string_text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, cast('list[object]', value)))}]"
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value).items()
        return f"{{ {', '.join(f'{key_text(name)} = {_value(each)}' for name, each in pairs)} }}"
    return str(value)


def _lines(text: str) -> str:
    """A string of several lines; the first line break is not part of it, and the last one is of no importance."""
    if "'''" in text or text.endswith("'") or not LITERAL.fullmatch(text):
        return string_text(text)
    return f"'''\n{text}'''"
