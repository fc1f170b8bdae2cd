"""Rules for what a generation is asked for."""

import re
from collections.abc import Iterator
from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import EMPTY, NAME_ONCE, NONE_OF, Finding, Findings, at, quoted
from dataworks.scripts.reading import fields, items, selected, text
from dataworks.scripts.realtime_script import PAIRS
from dataworks.scripts.rules.steps import categories, names_differ, sources_are_selected_once
from dataworks.scripts.spelling import did_you_mean, nearest
from dataworks.scripts.steps import Script, Step, twice

SINKS = {pair.task_type: pair.step_type for pair in PAIRS.values()}
TASK_TYPES = {pair.step_type: pair.task_type for pair in PAIRS.values()}

NOT_AN_IDENTIFIER = re.compile(r"\s|^\d+$|[^\x00-\x7f]")
"""A number, or words: the id or the name of a group, where its identifier belongs."""


MISMATCH = Text("{} does not match /setting/taskType, which wants {}", "{} 与 /setting/taskType 不匹配，后者要求 {}")
WRITE_TYPE = Text('write "{}"', '请写 "{}"')
OR_TASK_TYPE = Text(', or "{}" as the task type', '，或将任务类型改为 "{}"')
NO_REALTIME = Text("{} can't be read in real time by this API; mysql can", "此 API 不支持实时读取 {}，支持 mysql")
CONSOLE = Text("use the console for other sources", "其他来源端请使用控制台")
TWO_SELECTIONS = Text("is given together with selectedTables", "与 selectedTables 同时存在")
KEEP_ONE = Text("keep one of them", "请只保留其中一项")
NAME_TABLES = Text("name a data source and its tables", "请指定数据源及其中的表")
NO_TABLE = Text("names no table", "未指定任何表")
AT_LEAST_ONE = Text("name at least one", "请至少指定一个")
SAME_TABLE = Text("names the same table as {}{}", "与 {}{} 指定的是同一张表")
DOT = Text(
    "here a dot is part of the name; databases are named in selectedTables",
    "此处的点是表名的一部分；数据库应在 selectedTables 中指定",
)
WRITE_THERE = Text("write {} there", "请在其中写 {}")
NO_PATTERN = Text(
    "is taken as a name: the service knows no patterns for tables", "会被当作表名：服务不支持用通配符指定表"
)
NAME_THEM = Text(
    "name the tables (list_source_tables shows them); create_realtime_task takes patterns",
    "请逐一指定表（可用 list_source_tables 查看）；create_realtime_task 支持通配符",
)
TWO_CONNECTIONS = Text("has two connections to {}", "有两个连接指向 {}")
TOGETHER = Text("put them together", "请将其合并")
NO_IDENTIFIER = Text(
    "{} looks like a group's number or name, not its identifier", "{} 像是资源组的编号或名称，而不是其标识"
)
IDENTIFIERS = Text("describe_workspace shows identifiers", "可用 describe_workspace 查看标识")


def task_type(script: Script) -> Findings:
    """There are three, one for each destination."""
    found = script.setting("setting", "taskType")
    if isinstance(found, str) and found not in SINKS:
        message = NONE_OF.said(quoted(found), ", ".join(SINKS))
        yield Finding("/setting/taskType", "unknown-task-type", message, did_you_mean(nearest(found, SINKS)))


def sink_matches_task_type(script: Script) -> Findings:
    """The writer is of the kind that the task type names."""
    wanted = SINKS.get(text(script.setting("setting", "taskType")))
    writer = script.only("writer")
    if wanted is None or writer is None or writer.step_type == wanted or not _typed(script, writer):
        return
    message = MISMATCH.said(quoted(writer.step_type), quoted(wanted))
    other = TASK_TYPES.get(writer.step_type)
    suggestion = WRITE_TYPE.said(wanted) + (OR_TASK_TYPE.said(other) if other else "")
    yield Finding(at(writer.pointer, "stepType"), "sink-matches-task-type", message, suggestion)


def source_is_mysql(script: Script) -> Findings:
    """Only MySQL sources are documented."""
    reader = script.only("reader")
    if reader and reader.step_type != "mysql" and _typed(script, reader):
        message = NO_REALTIME.said(quoted(reader.step_type))
        suggestion = did_you_mean(nearest(reader.step_type, ("mysql",))) or CONSOLE.said()
        yield Finding(at(reader.pointer, "stepType"), "source-is-mysql", message, suggestion)


def one_selection(script: Script) -> Findings:
    """Tables are named in one way: with their databases, or without."""
    for pointer, connection in _connections(script):
        if connection.get("table") is not None and connection.get("selectedTables") is not None:
            message = TWO_SELECTIONS.said()
            yield Finding(f"{pointer}/table", "two-selections", message, KEEP_ONE.said())


def some_connection(script: Script) -> Findings:
    """A reader reads from somewhere."""
    reader = script.only("reader")
    if reader and reader.parameter.get("connection") == []:
        yield Finding(f"{reader.inside}/connection", "no-connection", EMPTY.said(), NAME_TABLES.said())


def some_tables(script: Script) -> Findings:
    """Every connection names a table that is not disabled."""
    for pointer, connection in _connections(script):
        chosen = connection.get("selectedTables")
        if isinstance(chosen, list):
            off = all(fields(info).get("enable") is False for *_, info in selected(connection))
            if off and _readable(connection):
                yield Finding(f"{pointer}/selectedTables", "no-tables", NO_TABLE.said(), AT_LEAST_ONE.said())
        elif chosen is None and connection.get("table") == []:
            yield Finding(f"{pointer}/table", "no-tables", NO_TABLE.said(), AT_LEAST_ONE.said())


def tables_are_selected_once(script: Script) -> Findings:
    """A table that is named twice is taken once."""
    yield from sources_are_selected_once(script)
    for pointer, connection in _connections(script):
        seen = dict[str, str]()
        for place, name in _selected(connection):
            if name in seen:
                message = SAME_TABLE.said(pointer, seen[name])
                yield Finding(f"{pointer}{place}", "duplicate-table", message, NAME_ONCE.said(), "warning")
            seen.setdefault(name, place)


def tables_without_database(script: Script) -> Findings:
    """In the plain list a dot is part of the name."""
    for pointer, connection in _connections(script):
        for place, name in enumerate(items(connection.get("table"))):
            if isinstance(name, str) and "." in name.strip("."):
                database, _, table = name.partition(".")
                row = f'{{"dbName":{quoted(database)},"schema":[{{"tableInfos":[{{"table":{quoted(table)}}}]}}]}}'
                message = DOT.said()
                yield Finding(f"{pointer}/table/{place}", "dotted-table", message, WRITE_THERE.said(row), "warning")


def tables_are_no_patterns(script: Script) -> Findings:
    """The service takes a name as it is: a star stands for itself."""
    for pointer, connection in _connections(script):
        for place, name in (*_plain(connection), *_named(connection)):
            if re.search(r"[*?]", name):
                message = NO_PATTERN.said()
                suggestion = NAME_THEM.said()
                yield Finding(f"{pointer}{place}", "table-pattern", message, suggestion, "warning")


def sources_differ(script: Script) -> Findings:
    """One connection for each data source."""
    again = twice([text(connection.get("datasource")) for _, connection in _connections(script)]) - {""}
    for name in sorted(again):
        reader = script.only("reader")
        if reader:
            message = TWO_CONNECTIONS.said(quoted(name))
            yield Finding(f"{reader.inside}/connection", "duplicate-source", message, TOGETHER.said(), "warning")


def group_identifier(script: Script) -> Findings:
    """A resource group is given by its identifier."""
    yield from identifier(script.setting("setting", "resourceGroup"), "/setting/resourceGroup")


def identifier(group: Any, pointer: str) -> Findings:
    """Neither the numeric id nor the name: ``S_res_group_...``, for example."""
    if isinstance(group, str) and NOT_AN_IDENTIFIER.search(group):
        message = NO_IDENTIFIER.said(quoted(group))
        suggestion = IDENTIFIERS.said()
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
