"""Copying a real-time task: what it does, and what asks for one like it elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from dataworks.scripts.changing import Table, connections, read_tables
from dataworks.scripts.mapping import table_mappings
from dataworks.scripts.reading import decoded, inner, rows, words
from dataworks.scripts.realtime_script import PAIRS, DestinationType, realtime_script, split_table, table_forms_agree

DESTINATIONS: dict[str, DestinationType] = {pair.step_type: name for name, pair in PAIRS.items()}


@dataclass(frozen=True)
class Original:
    """What a real-time task does, as far as another one can be asked for like it.

    Attributes:
        tables: those that it reads, as ``db.table``, by data source.
        destination: the data source that it writes to.
    """

    tables: Mapping[str, tuple[str, ...]]
    destination_type: DestinationType
    destination: str

    def does_the_same(self, other: "Original") -> bool:
        """Whether it reads the same tables, in whatever order, and writes to the same place."""
        tables, others = ({source: {*names} for source, names in each.tables.items()} for each in (self, other))
        places = ((each.destination_type, each.destination) for each in (self, other))
        return tables == others and len({*places}) == 1

    @property
    def databases(self) -> tuple[str, ...]:
        """The databases that it reads; an empty text where tables are named without one."""
        names = (table for tables in self.tables.values() for table in tables)
        return tuple(dict.fromkeys(split_table(name)[0] if "." in name else "" for name in names))


@dataclass(frozen=True)
class Elsewhere:
    """What a copy has in place of the original's; ``None``: the same."""

    source: str | None = None
    database: str | None = None
    destination: str | None = None

    def table(self, source: str, name: str) -> Table:
        """What a table of the original is where the copy reads."""
        return self.source or source, name if self.database is None else f"{self.database}.{split_table(name)[1]}"


def original_of(script: str) -> Original | None:
    """What the task of a generated script does; ``None`` where that is nothing that can be asked for in plain words."""
    job = decoded(script)
    readers, writers = (
        [step for step in rows(job, "steps") if step.get("category") == side] for side in ("reader", "writer")
    )
    tables, writer = _tables(job), writers[0] if writers else dict[str, Any]()
    destination = " ".join(words(inner(writer, "parameter").get("datasource")))
    kind = DESTINATIONS.get(" ".join(words(writer.get("stepType"))))
    agree = table_forms_agree([name for names in tables.values() for name in names])
    if (
        not tables
        or not agree
        or not destination
        or kind is None
        or any(step.get("stepType") != "mysql" for step in readers)
    ):
        return None
    return Original(tables, kind, destination)


def moved(original: Original, elsewhere: Elsewhere) -> Original:
    """What the copy is to do. Only a single source, and a single database, can be another one."""
    tables: dict[str, tuple[str, ...]] = {}
    for source, names in original.tables.items():
        tables[elsewhere.source or source] = tuple(elsewhere.table(source, name)[1] for name in names)
    return Original(tables, original.destination_type, elsewhere.destination or original.destination)


def copy_script(wanted: Original, resource_group: str) -> str:
    """The script that asks for a task."""
    return realtime_script(wanted.tables, wanted.destination_type, wanted.destination, resource_group)


def shared_destinations(original: str, copy: str) -> tuple[str, ...]:
    """The destination tables that both scripts write to."""
    taken = {mapping.destination for mapping in table_mappings(original)}
    return tuple(dict.fromkeys(m.destination for m in table_mappings(copy) if m.destination in taken))


def enabled_tables(connection: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Each table that a connection reads, with what it says of it; one that is switched off is not read."""
    for name, info in read_tables(connection):
        if not (isinstance(info, list) and cast("list[Mapping[str, Any]]", info)[-1].get("enable") is False):
            yield name, info


def _tables(script: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for connection in connections(script):
        source = " ".join(words(connection.get("datasource")))
        found.setdefault(source, []).extend(name for name, _ in enabled_tables(connection))
    return {source: tuple(dict.fromkeys(names)) for source, names in found.items() if source and names}
