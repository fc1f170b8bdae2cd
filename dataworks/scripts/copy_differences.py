"""How the script of a copied task differs from its original's, beyond the names that were to be others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dataworks.scripts.changing import Table, connections, rule_groups, without
from dataworks.scripts.copying import Elsewhere, enabled_tables
from dataworks.scripts.mapping import mapping_of
from dataworks.scripts.reading import decoded, inner, rows, words

SHOWN = 10
"""How many differences are named; the rest are counted."""

NAMED = 3
"""Columns that a difference names; the rest are counted."""

ITS_NAMES = ("srcDbName", "srcTable", "dstTable")
"""What a rule says by names alone; they are told in words of their own."""

ITS_TARGET = ("schemaName", "tableName", "indexType")
"""Names of the destination table once more (the official sample has one as its ``indexType``)."""


@dataclass(frozen=True)
class _Parts:
    """A script taken apart: by table how it is read and where it goes, by data source the rest, and all the rest."""

    reads: dict[Table, object]
    rules: dict[Table, Mapping[str, Any]]
    sources: dict[str, list[object]]
    steps: dict[str, Mapping[str, Any]]
    rest: dict[str, object]


def copy_differences(original: str, copy: str, elsewhere: Elsewhere) -> tuple[str, ...]:
    """What is not as in the original, though nobody asked for it."""
    before, after = _parts(decoded(original), elsewhere), _parts(decoded(copy), Elsewhere())
    found = [*_of_tables(before, after), *_of_sources(before, after), *_of_the_rest(before, after)]
    more = (f"and {len(found) - SHOWN} more",) if len(found) > SHOWN else ()
    return (*found[:SHOWN], *more)


def _parts(script: Mapping[str, Any], elsewhere: Elsewhere) -> _Parts:
    parts = _Parts({}, {}, {}, dict(_steps(script)), dict(_rest(script)))
    for connection in connections(script):
        source = _source(connection, "datasource")
        told = without(connection, "datasource", "selectedTables", "table")
        parts.sources.setdefault(elsewhere.source or source, []).append(told)
        parts.reads.update({elsewhere.table(source, name): info for name, info in enabled_tables(connection)})
    for group in rule_groups(script):
        source = _source(group, "srcDatasourceName")
        parts.sources.setdefault(elsewhere.source or source, []).append(
            without(group, "srcDatasourceName", "tableRule")
        )
        parts.rules.update(
            {elsewhere.table(source, mapping_of(rule).source): rule for rule in rows(group, "tableRule")}
        )
    return parts


def _of_tables(before: _Parts, after: _Parts) -> Iterator[str]:
    several = len({source for source, _ in after.reads}) > 1
    for table in before.reads:
        name = f"{table[1]} of {table[0]}" if several else table[1]
        if table not in after.reads:
            yield f"{name} has no counterpart"
            continue
        yield from _between(name, before.rules.get(table, {}), after.rules.get(table, {}))
        if before.reads[table] != after.reads[table]:
            yield f"{name} is read with other settings"
    yield from (
        f"{name} of {source} is not in the original"
        for source, name in after.reads
        if (source, name) not in before.reads
    )


def _between(name: str, rule: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    """How two rules of a table differ."""
    before, after = mapping_of(rule), mapping_of(other)
    if before.destination != after.destination:
        yield f"{name} goes to {after.destination}, in the original to {before.destination}"
    if before.primary_key != after.primary_key:
        yield f"{name} has the key {_listed(after.primary_key)}, in the original {_listed(before.primary_key)}"
    lacking = [column for column in before.columns if column not in after.columns]
    gained = [column for column in after.columns if column not in before.columns]
    if lacking:
        yield f"{name} lacks the original's {_listed(lacking)}"
    if gained:
        yield f"{name} has {_listed(gained)}, the original has not"
    told = {
        *(["primaryKeyInfo"] if before.primary_key != after.primary_key else []),
        *(["dstCreateTableInfo"] if lacking or gained else []),
    }
    settings = [setting for setting in _unlike(_settings(rule), _settings(other)) if setting not in told]
    if settings:
        yield f"{name} has another {', '.join(settings)}"


def _settings(rule: Mapping[str, Any]) -> dict[str, object]:
    """What a rule says besides names and the columns of the key."""
    key, target = inner(rule, "primaryKeyInfo"), inner(rule, "dstCreateTableInfo")
    more = {"primaryKeyInfo": without(key, "column"), "dstCreateTableInfo": without(target, *ITS_TARGET)}
    return {**without(rule, *ITS_NAMES), **more}


def _of_sources(before: _Parts, after: _Parts) -> Iterator[str]:
    for source in _unlike(before.sources, after.sources):
        if source in before.sources and source in after.sources:
            yield f"data source {source} is read with other settings"


def _of_the_rest(before: _Parts, after: _Parts) -> Iterator[str]:
    yield from (f"the step {name} has no counterpart" for name in before.steps if name not in after.steps)
    for name in (name for name in before.steps if name in after.steps):
        settings = _unlike(before.steps[name], after.steps[name])
        yield from (f"the {name}'s {setting} is another" for setting in settings)
    yield from (f"/{name} is another" for name in _unlike(before.rest, after.rest))


def _steps(script: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What each step is told besides tables and where they are; the first reader and writer go by what they are."""
    seen = set[str]()
    for step in rows(script, "steps"):
        category, name = (" ".join(words(step.get(key))) for key in ("category", "name"))
        parameter = without(inner(step, "parameter"), "connection", "datasource", "tableMappingRule")
        yield (category if category in {"reader", "writer"} - seen else name or category), parameter
        seen.add(category)


def _rest(script: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    yield from without(script, "steps", "extend").items()
    yield "extend", without(inner(script, "extend"), "name", "resourceGroup")


def _unlike(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names whose values differ."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _source(value: Mapping[str, Any], name: str) -> str:
    return " ".join(words(value.get(name)))


def _listed(names: Iterable[str]) -> str:
    known = list(names)
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    return (", ".join(known[:NAMED]) or "none") + more
