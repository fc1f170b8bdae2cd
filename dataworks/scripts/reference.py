"""What scripts look like, to read: each kind with its keys and a good example, each step type with its parameters."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dataworks.fields import DDL_MESSAGES, DDL_REACTIONS
from dataworks.scripts.batch_draft import BatchRequest, End, batch_script
from dataworks.scripts.findings import KINDS, Kind
from dataworks.scripts.kinds import REMEDIES, WHAT
from dataworks.scripts.realtime_script import PAIRS, realtime_script
from dataworks.scripts.rules.parameters import CHOICES, IN_THE_DATA_SOURCE
from dataworks.scripts.step_types import Parameter, plugins

GROUP = "S_res_group_280749521950784_1623033752022"
"""An identifier as the official samples have it."""

WITHOUT_A_SOURCE = "without a datasource"

SPELLED = ", ".join(f"{pair.task_type} and {pair.step_type}" for pair in PAIRS.values())

NOTES: dict[Kind, tuple[str, ...]] = {
    "realtime-create": (
        "type is realtime, version is 1.0, as texts.",
        f"taskType and the writer's stepType: {SPELLED}; the reader is mysql.",
        "A connection has selectedTables (of any databases) or table (names alone, of one database), not both.",
        "resourceGroup is the identifier of a data integration group; scheduleResgroupId is a number.",
    ),
    "realtime-update": (
        "One reader whose connection names all tables wanted: the full set, not the difference (assumed).",
        "Nothing but the tables can be changed this way.",
    ),
    "realtime-task": ("It is generated; pass it on unchanged.", "Every table has a rule that says where it goes."),
    "batch-job": (
        "type is job, version is 2.0; the shape of DataX (job.content) is not taken.",
        "One reader and one writer; hops join them by name; columns go by position, as many on both sides.",
        "setting.speed: concurrent from 1 to 32; throttle true needs mbps. executeMode null or distribute "
        "(concurrent at least 8). errorLimit.record: a count, or empty for any number.",
    ),
    "create-param": (
        "FileFolderPath: an existing folder. ResourceGroup: an identifier. Cu: a multiple of 0.5, serverless only.",
    ),
    "update-param": ("ResourceGroup: an identifier. Cu: a multiple of 0.5, serverless only. Both may be left out.",),
    "start-param": (
        f"ddlMarkMap: any of {', '.join(DDL_MESSAGES)}, each {', '.join(DDL_REACTIONS)}.",
        "failoverLimit: count within interval minutes. errorLimit.record: dirty rows that are allowed; 0, none.",
    ),
}

JOB = BatchRequest(
    End("mysql", "mysql_shop", "orders", ("id", "total"), {"splitPk": "id"}),
    End("odps", "odps_shop", "orders", ("id", "total")),
    partition="pt=${bizdate}",
    concurrency=2,
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
    return tuple(Format(kind, WHAT[kind], REMEDIES[kind], NOTES[kind], _example(kind)) for kind in KINDS)


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
    return WITHOUT_A_SOURCE if facts.required is True and name in IN_THE_DATA_SOURCE else facts.required


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
