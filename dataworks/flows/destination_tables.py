"""The tables that a destination has already, as far as they were read: they are an aid, and no call fails without."""

from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.groups import MaySend
from dataworks.operations.v2020.data_sources import GetDataSourceMeta
from dataworks.scripts.definition import Definition
from dataworks.scripts.reading import inner, text

PAGE = 100
"""Tables of a destination that are read at most."""

REMEMBERED = 600.0
"""Seconds that they are remembered."""

WITH_TABLES = ("odps", "holo")
"""Types of writers whose data sources show tables."""


@dataclass(frozen=True)
class Present:
    """Tables of a destination, with and without their database; ``complete``: it has no others."""

    tables: frozenset[str]
    complete: bool


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
    present = Present(names, len(tables) < PAGE)
    api.memory.keep(_key(api, project_id, source), present, api.timing.clock() + REMEMBERED)
    return present


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
