"""Placeholders in the parameters of cases: ``${project}`` and the like."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

from dataworks.language import Text

PLACEHOLDER = re.compile(r"\$\{([a-z][a-z_]*)\}")
"""Variables of the API's own expressions, such as ``${srcTableName}``, have a capital letter or are not known here."""

API_VARIABLES = frozenset({"bizdate"})
"""Variables of the service that look like a placeholder."""

COMPUTED = frozenset("project unknown_id now hour_ago yesterday tomorrow name token".split())
"""Those that no read is needed for. ``name`` is what the names of all that is created begin with."""

PREPARED: Mapping[str, Text] = {
    "identifier": Text("the name of the workspace", "工作空间的名称"),
    "data_source": Text(
        "a MySQL data source in production whose tables can be listed", "生产环境中可以列出其表的 MySQL 数据源"
    ),
    "data_source_id": Text("the id of this data source", "该数据源的 ID"),
    "part_of_data_source": Text("a data source with a name of two letters or more", "名称有两个或更多字母的数据源"),
    "unreachable_source": Text(
        "a MySQL data source in production that was not reachable when it was tested",
        "生产环境中测试时无法连通的 MySQL 数据源",
    ),
    "unreachable_id": Text("the id of this data source", "该数据源的 ID"),
    "destination": Text("a MaxCompute data source in production", "生产环境中的 MaxCompute 数据源"),
    "destination_type": Text("the type of this data source", "该数据源的类型"),
    "group": Text("a resource group for data integration that works", "正常的数据集成资源组"),
    "database": Text("a database of the MySQL data source with three tables", "该 MySQL 数据源中有三张表的数据库"),
    "table": Text("a table of it", "其中的一张表"),
    "second_table": Text("a second table of it", "其中的第二张表"),
    "third_table": Text("a third table of it", "其中的第三张表"),
    "group_name": Text("the name of this group", "该资源组的名称"),
    "group_other_case": Text("a name of this group with letters", "含有字母的该资源组名称"),
    "scheduling_group": Text("an exclusive resource group for scheduling", "独享调度资源组"),
    "flow_other_case": Text("a business flow with letters in its name", "名称含有字母的业务流程"),
    "realtime_other_case": Text("a real-time task with letters in its name", "名称含有字母的实时任务"),
    "job_part": Text("a job with a name of two letters or more", "名称有两个或更多字母的作业"),
    "job_source_type": Text("the type of the source of this job", "该作业的来源端类型"),
    "node_other_case": Text("a node with letters in its name", "名称含有字母的节点"),
    "flow": Text("a business flow", "业务流程"),
    "folder": Text("a folder for data integration in a business flow", "业务流程中的数据集成文件夹"),
    "realtime_task": Text("a real-time task", "实时任务"),
    "realtime_name": Text("the name of this task", "该任务的名称"),
    "batch_task": Text("a batch task", "离线任务"),
    "batch_name": Text("the name of this task", "该任务的名称"),
    "batch_node": Text("the scheduler's id of a submitted batch task", "已提交的离线任务的调度 ID"),
    "job": Text("a Data Integration job", "数据集成作业"),
    "job_name": Text("the name of this job", "该作业的名称"),
    "node": Text("a node of the new Data Studio", "新版数据开发的节点"),
    "node_name": Text("the name of this node", "该节点的名称"),
    "scheduled_task": Text("a task in production", "生产环境中的任务"),
    "entity": Text("a data source whose tables Data Map has collected", "数据地图已采集其表的数据源"),
    "all_sources": Text("at most 100 data sources", "最多 100 个数据源"),
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
