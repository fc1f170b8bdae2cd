"""Requests about Data Integration jobs, in the workspace of the new studio of an emulator."""

import json
from collections.abc import Mapping
from typing import Any

from dataworks.operation import NEW
from emulator.service import Emulator
from tests.emulator.calls import Answer, Sender, reply

HOME = "10002"
GROUP = "S_res_group_XXX_XXXX"
SLOW = "S_res_group_280749521950784_1623033752022"
RENAME = {"RuleName": "ods", "RuleActionType": "Rename", "RuleTargetType": "Table"}


RULE: dict[str, Any] = {
    "Name": "late",
    "MetricType": "Delay",
    "TriggerConditions": [{"Severity": "Warning", "Duration": 1, "Threshold": 60}],
    "NotificationSettings": {
        "NotificationChannels": [{"Severity": "Warning", "Channels": ["Mail"]}],
        "NotificationReceivers": [{"ReceiverType": "AliyunUid", "ReceiverValues": ["1"]}],
    },
}


def ask(service: Emulator, action: str, **query: object) -> Answer:
    """Call an operation of 2024-05-18 with GET."""
    return asked(service, action, "GET", query, {})


def asked(service: Emulator, action: str, method: str, query: Mapping[str, object], form: Mapping[str, str]) -> Answer:
    """Call an operation of 2024-05-18, with parameters in query and form."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in query.items()}
    sender = Sender(headers={"x-acs-version": NEW})
    answer = reply(service, sender.request(action, texts, form, method=method, at=service.world.clock()))
    return Answer(answer.status, json.loads(answer.body))


def mapping(*tables: str, rules: bool = True) -> dict[str, Any]:
    """Return a mapping that selects each of these tables of the shop."""
    names = [("Datasource", "mysql_shop"), ("Database", "shop"), *(("Table", table) for table in tables)]
    selected = [
        {"ObjectType": kind, "Action": "Include", "ExpressionType": "Exact", "Expression": name} for kind, name in names
    ]
    return {"SourceObjectSelectionRules": selected, "TransformationRules": [RENAME] if rules else []}


def job(*tables: str, cu: float = 2.0, **other: object) -> dict[str, object]:
    """Return the parameters of a new job that brings tables of the shop to Hologres."""
    resource = {"ResourceGroupIdentifier": GROUP, "RequestedCu": cu}
    rename = {**RENAME, "RuleExpression": json.dumps({"expression": "ods_${srcTableName}"})}
    return {
        "ProjectId": HOME,
        "Name": "shop_to_holo",
        "JobType": "DatabaseRealtimeMigration",
        "MigrationType": "FullAndRealtimeIncremental",
        "SourceDataSourceType": "MySQL",
        "DestinationDataSourceType": "Hologres",
        "SourceDataSourceSettings": [{"DataSourceName": "mysql_shop"}],
        "DestinationDataSourceSettings": [{"DataSourceName": "holo_shop"}],
        "ResourceSettings": {"RealtimeResourceSettings": resource, "OfflineResourceSettings": resource},
        "TableMappings": [mapping(*(tables or ("orders",)))],
        "TransformationRules": [rename],
        **other,
    }


def created(service: Emulator, *tables: str, **other: Any) -> int:
    """Create a job, and return its id."""
    return int(ask(service, "CreateDIJob", **job(*tables, **other)).payload["Id"])


def started(service: Emulator, *tables: str, **other: Any) -> int:
    """Create a job and start it, and return its id."""
    job_id = created(service, *tables, **other)
    assert ask(service, "StartDIJob", Id=job_id).payload["Success"]
    return job_id


def state(service: Emulator, job_id: int) -> str:
    """Return the state of a job as reading it says."""
    return str(ask(service, "GetDIJob", Id=job_id).payload["PagingInfo"]["JobStatus"])


def info(service: Emulator, action: str, **query: object) -> Any:
    """Call an operation, and return what is in ``PagingInfo`` of its answer."""
    return ask(service, action, **query).payload["PagingInfo"]
