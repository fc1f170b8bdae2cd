"""How two definitions differ, in words a person can check.

For a change of tables they are taken apart into what belongs to one table and the rest, so that it shows as that and
as nothing else, in whatever order the service lists tables.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dataworks.scripts.definition import Definition, Table
from dataworks.scripts.reading import fields, inner, items, text, without

SHOWN = 10
"""How many differences are named; the rest are counted."""


def shown(found: Iterable[str]) -> list[str]:
    """The first differences, and how many more there are."""
    found = list(found)
    return found[:SHOWN] + ([f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else [])


def differences(present: Definition, wanted: Definition) -> list[str]:
    """What the wanted definition changes about the present one; empty when both mean the same."""
    if present.means_the_same(wanted):
        return []
    return table_differences(present, wanted) or shown(_paths(present.value, wanted.value, ""))


def table_differences(present: Definition, wanted: Definition) -> list[str]:
    """The same of tables alone; empty where one of the two names none."""
    if present.text == wanted.text:  # as is usual; to read a script of thousands of tables takes a while
        return []
    before, after = ({mapping.source for mapping in each.mappings} for each in (present, wanted))
    if not before or not after:
        return []
    return shown(
        [
            *(f"the present task also has table {table}" for table in sorted(before - after)),
            *(f"the present task lacks table {table}" for table in sorted(after - before)),
        ]
    )


def unlike(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names whose values differ."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _paths(present: object, wanted: object, place: str) -> Iterator[str]:
    if type(present) is not type(wanted) or not isinstance(present, dict | list):
        if present != wanted:
            yield f"{place or '/'} differs"
        return
    before, after = _children(present), _children(wanted)
    for name in sorted(before.keys() | after.keys()):
        yield from _paths(before.get(name), after.get(name), f"{place}/{name}")


def _children(value: Any) -> dict[str, object]:
    children = enumerate(items(value)) if isinstance(value, list) else fields(value).items()
    return {str(name): child for name, child in children}


@dataclass(frozen=True)
class Difference:
    """What a new definition changes: tables, and in words whatever else."""

    added: tuple[Table, ...]
    removed: tuple[Table, ...]
    others: tuple[str, ...]


def change(present: Definition, wanted: Definition) -> Difference:
    """What the wanted definition changes about the present one."""
    before, after = _parts(present), _parts(wanted)
    added = tuple(table for table in after.tables if table not in before.tables)
    removed = tuple(table for table in before.tables if table not in after.tables)
    others = (
        f"table {name} of {source}"
        for (source, name), told in before.tables.items()
        if after.tables.get((source, name), told) != told
    )
    return Difference(added, removed, tuple(shown([*others, *_rest_differences(before, after)])))


@dataclass(frozen=True)
class _Parts:
    """A definition taken apart: what it says of each table, of each data source, and all the rest."""

    tables: dict[Table, list[object]]
    sources: dict[str, list[object]]
    rest: dict[str, object]


def _parts(definition: Definition) -> _Parts:
    tables, sources = dict[Table, list[object]](), dict[str, list[object]]()
    for connection in definition.connections:
        told = without(connection, "selectedTables", "table")
        sources.setdefault(text(connection.get("datasource")), []).append(told)
    for group in definition.rule_groups:
        sources.setdefault(text(group.get("srcDatasourceName")), []).append(without(group, "tableRule"))
    for each in (*definition.reads, *definition.mappings):
        tables.setdefault(each[0], []).append(each[1])
    return _Parts(tables, sources, {**definition.content, "steps": [_bare(step) for step in definition.steps]})


def _rest_differences(before: _Parts, after: _Parts) -> Iterator[str]:
    """What differs besides tables. A data source whose tables all came or went did so with them."""
    kept = before.sources.keys() & after.sources.keys()
    yield from (f"data source {source}" for source in unlike(before.sources, after.sources) if source in kept)
    yield from (f"/{name}" for name in unlike(before.rest, after.rest))


def _bare(step: dict[str, Any]) -> dict[str, Any]:
    """A step without what belongs to tables and data sources."""
    parameter = without(inner(step, "parameter"), "connection")
    mapping = without(inner(parameter, "tableMappingRule"), "datasource", "totalTableMapping")
    return {**step, "parameter": {**parameter, "tableMappingRule": mapping}}
