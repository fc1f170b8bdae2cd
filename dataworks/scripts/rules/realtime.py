"""Rules for what a generation is asked for."""

import re
from collections.abc import Iterator
from typing import Any

from dataworks.scripts.findings import Finding, Findings, at, quoted
from dataworks.scripts.reading import fields, items, selected, text
from dataworks.scripts.realtime_script import PAIRS
from dataworks.scripts.rules.steps import categories, names_differ, sources_are_selected_once
from dataworks.scripts.spelling import did_you_mean, nearest
from dataworks.scripts.steps import Script, Step, twice

SINKS = {pair.task_type: pair.step_type for pair in PAIRS.values()}
TASK_TYPES = {pair.step_type: pair.task_type for pair in PAIRS.values()}

NOT_AN_IDENTIFIER = re.compile(r"\s|^\d+$|[^\x00-\x7f]")
"""A number, or words: the id or the name of a group, where its identifier belongs."""


def task_type(script: Script) -> Findings:
    """There are three, one for each destination."""
    found = script.setting("setting", "taskType")
    if isinstance(found, str) and found not in SINKS:
        message = f"{quoted(found)} is none of {', '.join(SINKS)}"
        yield Finding("/setting/taskType", "unknown-task-type", message, did_you_mean(nearest(found, SINKS)))


def sink_matches_task_type(script: Script) -> Findings:
    """The writer is of the kind that the task type names."""
    wanted = SINKS.get(text(script.setting("setting", "taskType")))
    writer = script.only("writer")
    if wanted is None or writer is None or writer.step_type == wanted or not _typed(script, writer):
        return
    message = f"{quoted(writer.step_type)} does not match /setting/taskType, which wants {quoted(wanted)}"
    other = TASK_TYPES.get(writer.step_type)
    suggestion = f'write "{wanted}"' + (f', or "{other}" as the task type' if other else "")
    yield Finding(at(writer.pointer, "stepType"), "sink-matches-task-type", message, suggestion)


def source_is_mysql(script: Script) -> Findings:
    """Only MySQL sources are documented."""
    reader = script.only("reader")
    if reader and reader.step_type != "mysql" and _typed(script, reader):
        message = f"{quoted(reader.step_type)} can't be read in real time by this API; mysql can"
        suggestion = did_you_mean(nearest(reader.step_type, ("mysql",))) or "use the console for other sources"
        yield Finding(at(reader.pointer, "stepType"), "source-is-mysql", message, suggestion)


def one_selection(script: Script) -> Findings:
    """Tables are named in one way: with their databases, or without."""
    for pointer, connection in _connections(script):
        if connection.get("table") is not None and connection.get("selectedTables") is not None:
            message = "is given together with selectedTables"
            yield Finding(f"{pointer}/table", "two-selections", message, "keep one of them")


def some_connection(script: Script) -> Findings:
    """A reader reads from somewhere."""
    reader = script.only("reader")
    if reader and reader.parameter.get("connection") == []:
        yield Finding(f"{reader.inside}/connection", "no-connection", "is empty", "name a data source and its tables")


def some_tables(script: Script) -> Findings:
    """Every connection names a table that is not disabled."""
    for pointer, connection in _connections(script):
        chosen = connection.get("selectedTables")
        if isinstance(chosen, list):
            off = all(fields(info).get("enable") is False for *_, info in selected(connection))
            if off and _readable(connection):
                yield Finding(f"{pointer}/selectedTables", "no-tables", "names no table", "name at least one")
        elif chosen is None and connection.get("table") == []:
            yield Finding(f"{pointer}/table", "no-tables", "names no table", "name at least one")


def tables_are_selected_once(script: Script) -> Findings:
    """A table that is named twice is taken once."""
    yield from sources_are_selected_once(script)
    for pointer, connection in _connections(script):
        seen = dict[str, str]()
        for place, name in _selected(connection):
            if name in seen:
                message = f"names the same table as {pointer}{seen[name]}"
                yield Finding(f"{pointer}{place}", "duplicate-table", message, "name it once", "warning")
            seen.setdefault(name, place)


def tables_without_database(script: Script) -> Findings:
    """In the plain list a dot is part of the name."""
    for pointer, connection in _connections(script):
        for place, name in enumerate(items(connection.get("table"))):
            if isinstance(name, str) and "." in name.strip("."):
                database, _, table = name.partition(".")
                row = f'{{"dbName":{quoted(database)},"schema":[{{"tableInfos":[{{"table":{quoted(table)}}}]}}]}}'
                message = "here a dot is part of the name; databases are named in selectedTables"
                yield Finding(f"{pointer}/table/{place}", "dotted-table", message, f"write {row} there", "warning")


def tables_are_no_patterns(script: Script) -> Findings:
    """The service takes a name as it is: a star stands for itself."""
    for pointer, connection in _connections(script):
        for place, name in (*_plain(connection), *_named(connection)):
            if re.search(r"[*?]", name):
                message = "is taken as a name: the service knows no patterns for tables"
                suggestion = "name the tables (list_source_tables shows them); create_realtime_task takes patterns"
                yield Finding(f"{pointer}{place}", "table-pattern", message, suggestion, "warning")


def sources_differ(script: Script) -> Findings:
    """One connection for each data source."""
    again = twice([text(connection.get("datasource")) for _, connection in _connections(script)]) - {""}
    for name in sorted(again):
        reader = script.only("reader")
        if reader:
            message = f"has two connections to {quoted(name)}"
            yield Finding(f"{reader.inside}/connection", "duplicate-source", message, "put them together", "warning")


def group_identifier(script: Script) -> Findings:
    """A resource group is given by its identifier."""
    yield from identifier(script.setting("setting", "resourceGroup"), "/setting/resourceGroup")


def identifier(group: Any, pointer: str) -> Findings:
    """Neither the numeric id nor the name: ``S_res_group_...``, for example."""
    if isinstance(group, str) and NOT_AN_IDENTIFIER.search(group):
        message = f"{quoted(group)} looks like a group's number or name, not its identifier"
        suggestion = "describe_workspace shows identifiers"
        yield Finding(pointer, "group-identifier", message, suggestion, "warning")


def _typed(script: Script, step: Step) -> bool:
    place = int(step.pointer.rpartition("/")[2])
    return isinstance(fields(items(script.value["steps"])[place]).get("stepType"), str)


def _connections(script: Script) -> Iterator[tuple[str, dict[str, Any]]]:
    reader = script.only("reader")
    if reader:
        yield from reader.connections()


def _readable(connection: dict[str, Any]) -> bool:
    """Whether lists are where lists are to be; if not, there is a finding for that, and there may be tables anyway."""
    schemas = [fields(database).get("schema") for database in items(connection.get("selectedTables"))]
    infos = [fields(schema).get("tableInfos") for each in schemas for schema in items(each)]
    return all(isinstance(found, list) for found in (*schemas, *infos))


def _plain(connection: dict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((f"/table/{place}", text(name)) for place, name in enumerate(items(connection.get("table"))))


def _named(connection: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for place, _, _, info in selected(connection):
        if "table" in fields(info):
            yield f"{place}/table", text(info["table"])


def _selected(connection: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for place, database, _, info in selected(connection):
        if name := text(fields(info).get("table")):
            yield place, f"{database}.{name}"


UPDATE = (
    categories,
    one_selection,
    some_connection,
    some_tables,
    tables_are_selected_once,
    tables_without_database,
    tables_are_no_patterns,
    sources_differ,
)
CREATE = (*UPDATE, names_differ, task_type, sink_matches_task_type, source_is_mysql, group_identifier)
