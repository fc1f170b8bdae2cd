"""Placeholders in the parameters of cases: ``${project}`` and the like."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

PLACEHOLDER = re.compile(r"\$\{([a-z][a-z_]*)\}")
"""Variables of the API's own expressions, such as ``${srcTableName}``, have a capital letter or are not known here."""

API_VARIABLES = frozenset({"bizdate"})
"""Variables of the service that look like a placeholder."""

COMPUTED = frozenset("project unknown_id now hour_ago yesterday tomorrow name token".split())
"""Those that no read is needed for. ``name`` is what the names of all that is created begin with."""

PREPARED: Mapping[str, str] = {
    "identifier": "the name of the workspace",
    "data_source": "a MySQL data source in production whose tables can be listed",
    "data_source_id": "the id of this data source",
    "part_of_data_source": "a data source with a name of two letters or more",
    "unreachable_source": "a MySQL data source in production that was not reachable when it was tested",
    "unreachable_id": "the id of this data source",
    "destination": "a MaxCompute data source in production",
    "destination_type": "the type of this data source",
    "group": "a resource group for data integration that works",
    "database": "a database of the MySQL data source with three tables",
    "table": "a table of it",
    "second_table": "a second table of it",
    "third_table": "a third table of it",
    "group_name": "the name of this group",
    "group_other_case": "a name of this group with letters",
    "scheduling_group": "an exclusive resource group for scheduling",
    "flow_other_case": "a business flow with letters in its name",
    "realtime_other_case": "a real-time task with letters in its name",
    "job_part": "a job with a name of two letters or more",
    "job_source_type": "the type of the source of this job",
    "node_other_case": "a node with letters in its name",
    "flow": "a business flow",
    "folder": "a folder for data integration in a business flow",
    "realtime_task": "a real-time task",
    "realtime_name": "the name of this task",
    "batch_task": "a batch task",
    "batch_name": "the name of this task",
    "batch_node": "the scheduler's id of a submitted batch task",
    "job": "a Data Integration job",
    "job_name": "the name of this job",
    "node": "a node of the new Data Studio",
    "node_name": "the name of this node",
    "scheduled_task": "a task in production",
    "entity": "a data source whose tables Data Map has collected",
    "all_sources": "at most 100 data sources",
}
"""What the preparation looks for, in words: a case is not tried if one that it needs is missing."""


def placeholders_in(value: object) -> Iterator[str]:
    """Yield the names of the placeholders in a value, at any depth."""
    match value:
        case str():
            yield from (name for name in PLACEHOLDER.findall(value) if name not in API_VARIABLES)
        case list() | tuple():
            for child in cast("list[object]", value):
                yield from placeholders_in(child)
        case dict():
            for child in cast("dict[str, object]", value).values():
                yield from placeholders_in(child)
        case _:
            return


def filled(value: object, values: Mapping[str, str]) -> object:
    """Return a value with its placeholders replaced; those without a value stay as they are.

    An object with the only key ``$text`` becomes its content as JSON text: scripts and rules are JSON texts in JSON.
    One with the only key ``$repeat`` becomes a text that is repeated.
    """
    match value:
        case str():
            return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), value)
        case list():
            return [filled(child, values) for child in cast("list[object]", value)]
        case dict():
            return _filled(cast("dict[str, object]", value), values)
        case _:
            return value


def _filled(fields: dict[str, object], values: Mapping[str, str]) -> object:
    inside = {name: filled(child, values) for name, child in fields.items()}
    match [*inside.items()]:
        case [("$text", inner)]:
            return json.dumps(inner, ensure_ascii=False, separators=(",", ":"))
        case [("$repeat", [str() as text, int() as times])]:
            return text * times
        case _:
            return inside
