"""What scripts look like, to read: each kind with its keys and a good example, each step type with its parameters."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dataworks.fields import DDL_MESSAGES, DDL_REACTIONS
from dataworks.language import Text
from dataworks.scripts.batch_draft import BatchRequest, End, batch_script
from dataworks.scripts.findings import KINDS, Kind
from dataworks.scripts.jobs.building import JobOptions, JobRequest, job_specification
from dataworks.scripts.jobs.enumerations import RENAME_VARIABLES
from dataworks.scripts.jobs.expressions import EXPRESSIONS
from dataworks.scripts.kinds import REMEDIES, WHAT
from dataworks.scripts.realtime_script import PAIRS, realtime_script
from dataworks.scripts.rules.parameters import CHOICES, IN_THE_DATA_SOURCE
from dataworks.scripts.step_types import Parameter, plugins

GROUP = "S_res_group_280749521950784_1623033752022"
"""An identifier as the official samples have it."""

WITHOUT_A_SOURCE = Text("without a datasource", "未指定数据源时")

SPELLED = Text(
    ", ".join(f"{pair.task_type} and {pair.step_type}" for pair in PAIRS.values()),
    "、".join(f"{pair.task_type} 与 {pair.step_type}" for pair in PAIRS.values()),
)

NOTES: dict[Kind, tuple[Text, ...]] = {
    "realtime-create": (
        Text("type is realtime, version is 1.0, as texts.", "type 为 realtime，version 为 1.0，均为文本。"),
        Text(
            "taskType and the writer's stepType: {}; the reader is mysql.",
            "taskType 与 writer 的 stepType：{}；reader 为 mysql。",
        ).filled(SPELLED),
        Text(
            "A connection has selectedTables (of any databases) or table (names alone, of one database), not both.",
            "一个连接只能有 selectedTables（可跨数据库）或 table（只写表名，同一数据库）之一。",
        ),
        Text(
            "resourceGroup is the identifier of a data integration group; scheduleResgroupId is a number.",
            "resourceGroup 是数据集成资源组的标识；scheduleResgroupId 是数字。",
        ),
    ),
    "realtime-update": (
        Text(
            "One reader whose connection names all tables wanted: the full set, not the difference (assumed).",
            "只有一个 reader，其连接列出所需的全部表：是完整的集合，而不是差异（推测）。",
        ),
        Text("Nothing but the tables can be changed this way.", "这种方式只能变更表。"),
    ),
    "realtime-task": (
        Text("It is generated; pass it on unchanged.", "由服务生成，请原样传递。"),
        Text("Every table has a rule that says where it goes.", "每张表都有一条规则，说明写入何处。"),
    ),
    "batch-job": (
        Text(
            "type is job, version is 2.0; the shape of DataX (job.content) is not taken.",
            "type 为 job，version 为 2.0；不接受 DataX 的格式（job.content）。",
        ),
        Text(
            "One reader and one writer; hops join them by name; columns go by position, as many on both sides.",
            "一个 reader 和一个 writer；hops 按名称连接；列按位置对应，两端列数相同。",
        ),
        Text(
            "setting.speed: concurrent from 1 to 32; throttle true needs mbps. executeMode null or distribute "
            "(concurrent at least 8). errorLimit.record: a count, or empty for any number.",
            "setting.speed：concurrent 为 1 到 32；throttle 为 true 时需要 mbps。executeMode 为 null 或 distribute"
            "（concurrent 至少为 8）。errorLimit.record：行数，留空表示不限。",
        ),
    ),
    "create-param": (
        Text(
            "FileFolderPath: an existing folder. ResourceGroup: an identifier. Cu: a multiple of 0.5, serverless only.",
            "FileFolderPath：已有的文件夹。ResourceGroup：资源组标识。Cu：0.5 的整数倍，仅用于 Serverless 资源组。",
        ),
    ),
    "update-param": (
        Text(
            "ResourceGroup: an identifier. Cu: a multiple of 0.5, serverless only. Both may be left out.",
            "ResourceGroup：资源组标识。Cu：0.5 的整数倍，仅用于 Serverless 资源组。两者都可省略。",
        ),
    ),
    "start-param": (
        Text("ddlMarkMap: any of {}, each {}.", "ddlMarkMap：可含 {}，取值为 {}。").filled(
            ", ".join(DDL_MESSAGES), ", ".join(DDL_REACTIONS)
        ),
        Text(
            "failoverLimit: count within interval minutes. errorLimit.record: dirty rows that are allowed; 0, none.",
            "failoverLimit：interval 分钟内的次数 count。errorLimit.record：允许的脏数据行数；0 表示不允许。",
        ),
    ),
    "job": (
        Text(
            "It has the parameters of CreateDIJob. Nothing of it is checked by the service before the job starts.",
            "即 CreateDIJob 的参数。任务启动前，服务不会检查其内容。",
        ),
        Text(
            "A mapping selects one table, by Datasource, Database and Table, and refers to rules by their three names.",
            "每个映射按 Datasource、Database、Table 选择一张表，并用三个名称引用规则。",
        ),
        Text(
            "RuleExpression is JSON text in JSON text; its keys depend on the action: {}.",
            "RuleExpression 是 JSON 文本中的 JSON 文本，其键取决于动作：{}。",
        ).filled(", ".join(EXPRESSIONS)),
        Text("Names of tables have the variables {}.", "表名规则可用的变量：{}。").filled(
            ", ".join(f"${{{name}}}" for name in RENAME_VARIABLES)
        ),
    ),
}

JOB = BatchRequest(
    End("mysql", "mysql_shop", "orders", ("id", "total"), {"splitPk": "id"}),
    End("odps", "odps_shop", "orders", ("id", "total")),
    partition="pt=${bizdate}",
    concurrency=2,
)


NEW_JOB = JobRequest(
    *("shop_to_hologres", "mysql_shop", "MySQL", ["shop.orders", "shop.refunds"], "holo_shop", "Hologres", GROUP),
    JobOptions(table_name="ods_${table}", schema="public", ddl={"DropTable": "Ignore"}),
)


@dataclass(frozen=True)
class Format:
    """A kind of script: what it is, where it goes, what to know, and an example that passes the check."""

    kind: Kind
    what: str
    use: str
    notes: tuple[str, ...]
    example: str


def formats() -> tuple[Format, ...]:
    """Every kind of script."""
    return tuple(
        Format(
            kind, WHAT[kind].said(), REMEDIES[kind].said(), tuple(note.said() for note in NOTES[kind]), _example(kind)
        )
        for kind in KINDS
    )


def step_type(name: str) -> dict[str, Any] | None:
    """A step type's parameters as reader and as writer: whether each is required, its default, its values."""
    categories = plugins().get(name)
    if categories is None:
        return None
    return {
        category: {
            parameter: {
                "required": _required(parameter, facts),
                **({"default": facts.default} if facts.default is not None else {}),
                **({"each": facts.each} if facts.each is not None else {}),
                **_values(name, category, parameter),
            }
            for parameter, facts in parameters.items()
        }
        for category, parameters in categories.items()
    }


def step_types() -> tuple[str, ...]:
    """The names of all step types that are known."""
    return tuple(plugins())


def _required(name: str, facts: Parameter) -> bool | str:
    """How to reach the data is the data source's business."""
    return WITHOUT_A_SOURCE.said() if facts.required is True and name in IN_THE_DATA_SOURCE else facts.required


def _values(name: str, category: str, parameter: str) -> Mapping[str, Any]:
    values = CHOICES.get((name, category), {}).get(parameter)
    return {"values": list(values)} if values else {}


def _example(kind: Kind) -> str:
    tables = ["shop.orders", "shop.refunds"]
    reader = {"datasource": "mysql_shop", "table": ["orders", "refunds"]}
    step = {"stepType": "mysql", "name": "Reader", "category": "reader", "parameter": {"connection": [reader]}}
    place = {"FileFolderPath": "Business Flow/shop/Data Integration", "ResourceGroup": GROUP}
    examples: dict[Kind, object] = {
        "realtime-create": json.loads(realtime_script({"mysql_shop": tables}, "maxcompute", "odps_shop", GROUP)),
        "realtime-update": {"steps": [step]},
        "realtime-task": _generated(),
        "batch-job": json.loads(batch_script(JOB)),
        "create-param": place,
        "update-param": {"ResourceGroup": GROUP, "Cu": 0.5},
        "start-param": {
            "failoverLimit": {"count": 10, "interval": 30},
            "errorLimit": {"record": 0},
            "ddlMarkMap": {"ADDCOLUMN": "NORMAL", "DROPTABLE": "CRITICAL"},
        },
        "job": json.loads(job_specification(NEW_JOB)),
    }
    return json.dumps(examples[kind], indent=2, ensure_ascii=False)


def _generated() -> dict[str, Any]:
    """The smallest one, after the official sample of QueryDISyncTaskConfigProcessResult."""
    selected = {"dbName": "m", "schema": [{"tableInfos": [{"enable": True, "table": "m_v1", "tableName": "m_v1"}]}]}
    connection = {"datasourceType": "mysql", "datasource": "mm", "selectedTables": [selected]}
    rule = {"srcDbName": "m", "srcTable": "m_v1", "dstTable": "m.m_v1"}
    mapping = {"totalTableMapping": 1, "datasource": [{"srcDatasourceName": "mm", "tableRule": [rule]}]}
    writing = {"datasource": "h", "writeMode": "replay", "tableMappingRule": mapping}
    return {
        "type": "job",
        "version": "2.0",
        "extend": {"mode": "migration_holo", "resourceGroup": "280749", "name": "h"},
        "order": {"hops": [{"from": "reader", "to": "writer"}]},
        "steps": [
            {"stepType": "mysql", "name": "reader", "category": "reader", "parameter": {"connection": [connection]}},
            {"stepType": "holo", "name": "writer", "category": "writer", "parameter": writing},
        ],
    }
