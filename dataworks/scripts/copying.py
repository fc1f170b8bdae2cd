"""Copying a real-time task: what asks for one like it elsewhere, and how a copy differs from its original."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dataworks.scripts.changing import tables_by_source
from dataworks.scripts.mapping import TableMapping, table_mappings
from dataworks.scripts.reading import decoded, inner, rows, words
from dataworks.scripts.realtime import PAIRS, DestinationType, realtime_script, split_table, table_forms_agree

SHOWN = 10
"""How many differences are named; the rest are counted."""

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

    def table(self, name: str) -> str:
        """What a table of the original is called where the copy reads."""
        return name if self.database is None else f"{self.database}.{split_table(name)[1]}"


def original_of(script: str) -> Original | None:
    """What the task of a generated script does; ``None`` where that is nothing that can be asked for in plain words."""
    steps = list(rows(decoded(script), "steps"))
    readers = [step for step in steps if step.get("category") == "reader"]
    tables = {source: names for source, names in tables_by_source(script).items() if source and names}
    writer = _writer(script)
    destination = " ".join(words(inner(writer, "parameter").get("datasource")))
    kind = DESTINATIONS.get(" ".join(words(writer.get("stepType"))))
    agree = table_forms_agree([name for names in tables.values() for name in names])
    if not tables or not agree or not destination or kind is None or any(s.get("stepType") != "mysql" for s in readers):
        return None
    return Original(tables, kind, destination)


def copy_script(original: Original, elsewhere: Elsewhere, resource_group: str) -> str:
    """The script that asks for the copy. Only a single source, and a single database, can be another one."""
    tables = {
        elsewhere.source or source: tuple(map(elsewhere.table, names)) for source, names in original.tables.items()
    }
    destination = elsewhere.destination or original.destination
    return realtime_script(tables, original.destination_type, destination, resource_group)


def copy_differences(original: str, copy: str, elsewhere: Elsewhere) -> tuple[str, ...]:
    """How the script of a copy differs from the original's, beyond the names of data sources and databases."""
    made = {mapping.source: mapping for mapping in table_mappings(copy)}
    found = [
        *(
            difference
            for mapping in table_mappings(original)
            for difference in _between(mapping, made.get(elsewhere.table(mapping.source)))
        ),
        *_settings(original, copy),
    ]
    more = (f"and {len(found) - SHOWN} more",) if len(found) > SHOWN else ()
    return (*found[:SHOWN], *more)


def shared_destinations(original: str, copy: str) -> tuple[str, ...]:
    """The destination tables that both scripts write to."""
    taken = {mapping.destination for mapping in table_mappings(original)}
    return tuple(dict.fromkeys(m.destination for m in table_mappings(copy) if m.destination in taken))


def _between(before: TableMapping, after: TableMapping | None) -> Iterator[str]:
    if after is None:
        yield f"{before.source} has no counterpart"
        return
    if before.destination != after.destination:
        yield f"{after.source} goes to {after.destination}, in the original to {before.destination}"
    if before.primary_key != after.primary_key:
        yield f"{after.source} has the key {_listed(after.primary_key)}, in the original {_listed(before.primary_key)}"
    lacking = [column for column in before.columns if column not in after.columns]
    gained = [column for column in after.columns if column not in before.columns]
    if lacking:
        yield f"{after.source} lacks the original's {_listed(lacking)}"
    if gained:
        yield f"{after.source} has {_listed(gained)}, the original has not"


def _settings(original: str, copy: str) -> Iterator[str]:
    """What the writers are told besides where to write."""
    before, after = (inner(_writer(script), "parameter") for script in (original, copy))
    names = sorted((before.keys() | after.keys()) - {"datasource", "tableMappingRule"})
    yield from (f"the writer's {name} is another" for name in names if before.get(name) != after.get(name))


def _writer(script: str) -> Mapping[str, Any]:
    writers = (step for step in rows(decoded(script), "steps") if step.get("category") == "writer")
    return next(writers, dict[str, Any]())


def _listed(names: tuple[str, ...] | list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return (", ".join(names[:3]) or "none") + more
