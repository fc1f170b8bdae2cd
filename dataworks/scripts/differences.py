"""How two definitions differ, in words a person can check.

For a change of tables they are split into what belongs to one table and the rest, so that only that change shows, in
any order in which the service lists tables.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dataworks.language import Text
from dataworks.quoting import named, plain_or_named, table_named
from dataworks.scripts.definition import Definition, Table
from dataworks.scripts.leaves import ABSENT, Pair, differing, place, pointers
from dataworks.scripts.reading import inner, text, without

SHOWN = 10
"""How many differences are named; the rest are counted."""

OF_TABLES = ("TableMappings", "TransformationRules")
"""The parts of a job about its tables, which its steps show."""


MORE = Text("and {} more", "另有 {} 项")
DIFFERS = Text("{} differs", "{} 不同")
HAS_TABLE = Text("the current task also has table {}", "当前任务还有表 {}")
LACKS_TABLE = Text("the current task lacks table {}", "当前任务没有表 {}")
TABLE = Text("table {}", "表 {}")
SOURCE = Text("data source {}", "数据源 {}")


def shown(found: Iterable[str]) -> list[str]:
    """The first differences, and how many more there are."""
    found = list(found)
    return found[:SHOWN] + ([MORE.said(len(found) - SHOWN)] if len(found) > SHOWN else [])


def differences(present: Definition, wanted: Definition) -> list[str]:
    """What the wanted definition changes in the current one; empty when both mean the same."""
    if present.means_the_same(wanted):
        return []
    places = dict.fromkeys(pointers(present.text, wanted.text))
    return table_differences(present, wanted) or shown(DIFFERS.said(plain_or_named(place or "/")) for place in places)


def altered(present: Definition, wanted: Definition) -> list[str]:
    """The same without keys that only the current definition has: the service may add settings of its own (assumed)."""
    if present.text == wanted.text:
        return []
    places = dict.fromkeys(place(pair) for pair in differing(present.text, wanted.text) if not _is_added(pair))
    return table_differences(present, wanted) or shown(DIFFERS.said(plain_or_named(each or "/")) for each in places)


def _is_added(pair: Pair) -> bool:
    return pair.after is ABSENT and isinstance(pair.old.step, str)


def table_differences(present: Definition, wanted: Definition) -> list[str]:
    """The same for tables only; empty where one of the two names none."""
    if present.text == wanted.text:  # as is usual; to read a script of thousands of tables takes a while
        return []
    before, after = ({mapping.source for mapping in each.mappings} for each in (present, wanted))
    if not before or not after:
        return []
    return shown(
        [
            *(HAS_TABLE.said(named(table)) for table in sorted(before - after)),
            *(LACKS_TABLE.said(named(table)) for table in sorted(after - before)),
        ]
    )


def unlike(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names whose values differ."""
    return sorted(name for name in before.keys() | after.keys() if not _alike(before.get(name), after.get(name)))


def _alike(one: object, two: object) -> bool:
    """Whether two values are the same, and of the same types."""
    return one == two and json.dumps(one, sort_keys=True) == json.dumps(two, sort_keys=True)


@dataclass(frozen=True)
class Difference:
    """What a new definition changes: tables, and all other differences in words."""

    added: tuple[Table, ...]
    removed: tuple[Table, ...]
    others: tuple[str, ...]


def change(current: Definition, wanted: Definition) -> Difference:
    """What the wanted definition changes in the current one."""
    before, after = _by_table(current), _by_table(wanted)
    others = [
        *(TABLE.said(table_named(*key)) for key, parts in before.items() if not _alike(after.get(key, parts), parts)),
        *(SOURCE.said(plain_or_named(source)) for source in sources_unlike(current, wanted)),
        *(plain_or_named(f"/{name}") for name in unlike(_rest(current), _rest(wanted))),
    ]
    added, removed = (key for key in after if key not in before), (key for key in before if key not in after)
    return Difference(tuple(added), tuple(removed), tuple(shown(others)))


def sources_unlike(current: Definition, wanted: Definition, renamed: str | None = None) -> list[str]:
    """The data sources of both that are read or mapped with other settings.

    ``renamed`` stands for those of the current one. One whose tables all came or went did so with them.
    """
    before, after = _by_source(current, renamed), _by_source(wanted)
    return [source for source in unlike(before, after) if source in before and source in after]


def _by_source(definition: Definition, renamed: str | None = None) -> dict[str, list[object]]:
    """The settings of each data source, tables left out."""
    found = dict[str, list[object]]()
    for name, places in (("datasource", definition.connections), ("srcDatasourceName", definition.rule_groups)):
        for connection in places:
            source = renamed or connection.get(name)
            settings = {**without(connection, "selectedTables", "table", "tableRule"), name: source}
            found.setdefault(renamed or text(connection.get(name)), []).append(settings)
    return found


def _by_table(definition: Definition) -> dict[Table, list[object]]:
    found = dict[Table, list[object]]()
    for each in (*definition.reads, *definition.mappings):
        found.setdefault(each[0], []).append(each[1])
    return found


def _rest(definition: Definition) -> dict[str, object]:
    return {**without(definition.content, *OF_TABLES), "steps": [_bare(step) for step in definition.steps]}


def _bare(step: dict[str, Any]) -> dict[str, Any]:
    """A step without what belongs to tables and data sources."""
    parameter = without(inner(step, "parameter"), "connection")
    mapping = without(inner(parameter, "tableMappingRule"), "datasource", "totalTableMapping")
    return {**step, "parameter": {**parameter, "tableMappingRule": mapping}}
