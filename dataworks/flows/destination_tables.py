"""What is read about the tables of a task: those that the destination has, and types of columns in keys.

It is an aid, and no call fails without.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.data_map import columns_on_new
from dataworks.flows.groups import MaySend
from dataworks.operations.v2020.data_sources import GetDataSourceMeta
from dataworks.scripts.definition import Definition, Table
from dataworks.scripts.reading import inner, text

PAGE = 100
"""Tables of a destination that are read at most."""

REMEMBERED = 600.0
"""Seconds that they are remembered."""

WITH_TABLES = ("odps", "holo")
"""Types of writers whose data sources show tables."""


KEYS_READ = 10
"""Tables of which the types of the columns in their keys are read at most."""

WITH_KEY_TYPES = ("holo",)
"""Types of writers that take some types of columns in keys, and no others."""


@dataclass(frozen=True)
class Present:
    """What was read about the tables of a task.

    Attributes:
        tables: those of the destination, with and without their database.
        complete: whether it has no others.
        columns: the columns of source tables, as ``name type``, where the definition names a key and no types.
    """

    tables: frozenset[str]
    complete: bool
    columns: Mapping[Table, tuple[str, ...]] = field(default_factory=dict[Table, tuple[str, ...]])


async def look_at_destination(
    api: DataWorks, may_send: MaySend, project_id: str, definition: Definition
) -> Present | None:
    """The tables of the destination of a script, from one page; ``None`` if they can't be read."""
    source = _destination(definition)
    asked = GetDataSourceMeta(project_id=project_id, datasource_name=source, page_size=PAGE) if source else None
    if asked is None or not may_send(asked):
        return None
    try:
        tables = (await api.call(asked)).tables
    except DataWorksError:
        return None
    names = frozenset((*tables, *(table.partition(".")[2] for table in tables)))
    present = Present(names, len(tables) < PAGE, await _columns(api, may_send, project_id, definition))
    api.memory.keep(_key(api, project_id, source), present, api.timing.clock() + REMEMBERED)
    return present


async def _columns(
    api: DataWorks, may_send: MaySend, project_id: str, definition: Definition
) -> dict[Table, tuple[str, ...]]:
    """The columns of the first source tables whose key, but no types, the definition of a task names."""
    if not any(text(each.get("stepType")) in WITH_KEY_TYPES for each in definition.of_category("writer")):
        return {}
    wanted = [each.table for each in definition.mappings if each.primary_key and not each.columns][:KEYS_READ]
    return {table: await columns_on_new(api, may_send, project_id, *table) for table in wanted}


def seen_at_destination(api: DataWorks, project_id: str, definition: Definition) -> Present | None:
    """The same, only if this process has read them lately."""
    return api.memory.find(_key(api, project_id, _destination(definition)), Present, api.timing.clock())


def _destination(definition: Definition) -> str:
    """The data source of the only writer, if it shows tables."""
    writers = definition.of_category("writer")
    shown = [writer for writer in writers if text(writer.get("stepType")) in WITH_TABLES]
    return text(inner(shown[0], "parameter").get("datasource")) if len(writers) == len(shown) == 1 else ""


def _key(api: DataWorks, project_id: str, source: str) -> str:
    return f"tables/{source}/{project_id}/{api.endpoint}"
