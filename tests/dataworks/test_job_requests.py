"""Our requests for Data Integration jobs, beside those that the official SDK was seen to send for the same wishes."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import ValidationError

from dataworks.errors import DataWorksError, Refused, Unreachable, Unreadable
from dataworks.operation import NEW, Effect, Operation, OperationKey
from dataworks.operations.catalog import operations
from dataworks.operations.v2024.job_alarms import AlarmCreated, CreateDIAlarmRule
from dataworks.operations.v2024.jobs import Accepted, CreateDIJob, GetDIJob, JobCreated, JobDetail, StartDIJob
from dataworks.retry import RETRIES, next_delay
from dataworks.verdict import verdict


class Captured(NamedTuple):
    """A request of the SDK."""

    version: str
    action: str
    method: str
    query: dict[str, str]
    form: dict[str, str]


CAPTURED = [
    Captured(**request) for request in json.loads(Path(__file__).with_name("job_requests.json").read_text("utf-8"))
]
OF_JOBS = [request for request in CAPTURED if request.version == NEW]

RENAME = {"rule_name": "ods", "rule_action_type": "Rename", "rule_target_type": "Table"}
GROUP = {"resource_group_identifier": "S_res_group_1_2", "requested_cu": 2.0}

WISHES: dict[str, dict[str, Any]] = {
    "CreateDIJob": {
        "project_id": "10000",
        "name": "mysql_to_holo",
        "source_data_source_type": "MySQL",
        "destination_data_source_type": "Hologres",
        "migration_type": "FullAndRealtimeIncremental",
        "job_type": "DatabaseRealtimeMigration",
        "description": "a b&c",
        "source_data_source_settings": [
            {
                "data_source_name": "mysql_pub",
                "data_source_properties": {"encoding": "utf-8", "timezone": "Asia/Shanghai"},
            }
        ],
        "destination_data_source_settings": [{"data_source_name": "holo_sink"}],
        "resource_settings": {"offline_resource_settings": GROUP, "realtime_resource_settings": GROUP},
        "table_mappings": [
            {
                "source_object_selection_rules": [
                    {
                        "object_type": kind,
                        "action": "Include",
                        "expression_type": "Exact",
                        "expression": name,
                    }
                    for kind, name in (("Database", "shop"), ("Table", "orders"))
                ],
                "transformation_rules": [RENAME],
            }
        ],
        "transformation_rules": [{**RENAME, "rule_expression": '{"expression": "ods_${srcTableName}"}'}],
        "job_settings": {
            "ddl_handling_settings": [{"type": "DropTable", "action": "Ignore"}],
            "runtime_settings": [{"name": "runtime.realtime.concurrent", "value": "1"}],
        },
    },
    "UpdateDIJob": {
        "project_id": "10000",
        "id": "11588",
        "description": "d",
        "table_mappings": [
            {
                "source_object_selection_rules": [
                    {
                        "object_type": "Table",
                        "action": "Include",
                        "expression_type": "Exact",
                        "expression": "refunds",
                    }
                ]
            }
        ],
    },
    "GetDIJob": {"project_id": "10000", "id": "11588", "with_details": True},
    "ListDIJobs": {
        "project_id": "10000",
        "name": "mysql",
        "migration_type": "FullAndRealtimeIncremental",
        "page_number": 1,
        "page_size": 100,
    },
    "StartDIJob": {
        "id": "11588",
        "force_to_rerun": False,
        "realtime_start_settings": {"start_time": 1671516776},
    },
    "StopDIJob": {"id": "11588"},
    "DeleteDIJob": {"project_id": "10000", "id": "11588"},
    "ListDIJobRunDetails": {"di_job_id": "11588", "page_number": 1, "page_size": 100},
    "ListDIJobMetrics": {
        "di_job_id": "11588",
        "metric_name": ["delayTime", "speedRecordsRead"],
        "start_time": 1716880000,
        "end_time": 1716881141,
    },
    "ListDIJobEvents": {
        "di_job_id": "11588",
        "event_type": "Failover",
        "start_time": 1716880000,
        "end_time": 1716881141,
    },
    "GetDIJobLog": {"id": "11588", "node_type": "MASTER", "page_number": 1},
    "CreateDIAlarmRule": {
        "di_job_id": "11588",
        "name": "delay",
        "metric_type": "Delay",
        "enabled": True,
        "client_token": "t",
        "trigger_conditions": [{"severity": "Warning", "duration": 10, "threshold": 60}],
        "notification_settings": {
            "mute_interval": 5,
            "notification_channels": [{"severity": "Warning", "channels": ["Mail"]}],
            "notification_receivers": [{"receiver_type": "AliyunUid", "receiver_values": ["1107550004253538"]}],
        },
    },
}
"""The wish behind each captured request, in the arguments of our tools."""

every_capture = pytest.mark.parametrize("captured", OF_JOBS, ids=lambda captured: captured.action)


def wished(captured: Captured) -> Operation[Any]:
    operation = operations()[OperationKey(captured.version, captured.action)]
    return operation.model_validate(WISHES[captured.action], by_alias=False, by_name=True)


def decoded(parameters: dict[str, str]) -> dict[str, Any]:
    """Parameters with the JSON texts among them decoded, and without the empty lists that only the SDK writes."""
    return {
        name: without_empty_lists(json.loads(text)) if text[:1] in "[{" else text for name, text in parameters.items()
    }


def without_empty_lists(value: Any) -> Any:
    match value:
        case dict():
            return {name: without_empty_lists(child) for name, child in value.items() if child != []}
        case list():
            return [without_empty_lists(child) for child in value]
        case _:
            return value


@every_capture
def test_our_request_equals_that_of_the_sdk(captured: Captured) -> None:
    """In method, place and encoding of each parameter; the SDK alone writes ``[]`` for a list that was not given."""
    ours = wished(captured)

    assert ours.method == captured.method
    assert decoded(ours.wire().query) == decoded(captured.query)
    assert decoded(ours.wire().form) == decoded(captured.form)
    assert "[]" not in {**ours.wire().query, **ours.wire().form}.values()


@every_capture
def test_a_request_of_the_sdk_is_read_as_the_same_wish(captured: Captured) -> None:
    read = type(wished(captured)).from_wire({**captured.query, **captured.form})

    assert decoded(read.wire().form) == decoded(wished(captured).wire().form)
    assert decoded(read.wire().query) == decoded(wished(captured).wire().query)


def test_every_capture_has_a_wish() -> None:
    assert [captured.action for captured in OF_JOBS] == list(WISHES)


def test_what_was_not_given_is_nowhere_on_the_wire() -> None:
    wire = CreateDIJob.model_validate(WISHES["CreateDIJob"]).wire()

    assert "[]" not in "".join(wire.form.values())
    assert "null" not in "".join(wire.form.values())


def test_a_rule_expression_may_be_an_object() -> None:
    wish = {**WISHES["CreateDIJob"], "transformation_rules": [{**RENAME, "rule_expression": {"dmlPolicies": [{}]}}]}

    (rule,) = json.loads(CreateDIJob.model_validate(wish).wire().form["TransformationRules"])

    assert rule["RuleExpression"] == '{"dmlPolicies":[{}]}'


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("table_mappings", [{"source_object_selection_rules": [{"object_type": "3333", "expression": "x"}]}]),
        ("table_mappings", [{"source_object_selection_rules": []}]),
        ("transformation_rules", [{**RENAME, "rule_expression": "no json"}]),
        ("transformation_rules", [{**RENAME, "rule_name": "x" * 51, "rule_expression": "{}"}]),
        ("resource_settings", {"realtime_resource_settings": {"resource_group_identifier": "g", "requested_cu": 0}}),
        (
            "source_data_source_settings",
            [{"data_source_name": "m", "data_source_properties": {"connection_properties": "{}"}}],
        ),
        ("job_settings", {"DdlHandlingSettings": [{"Type": "Insert", "Action": "Normal"}]}),
        ("migration_type", "api_FullAndRealtimeIncremental"),
    ],
)
def test_nonsense_is_refused_before_it_is_sent(name: str, value: object) -> None:
    """The service accepts it, and fails when the job starts."""
    with pytest.raises(ValidationError):
        CreateDIJob.model_validate({**WISHES["CreateDIJob"], name: value})


def answered(operation: Operation[Any], payload: dict[str, Any]) -> Any:
    return verdict(operation, 200, {}, json.dumps(payload).encode())


READ = GetDIJob(project_id="10000", id="11588")
CREATE = CreateDIJob.model_validate(WISHES["CreateDIJob"])
ALARM = CreateDIAlarmRule.model_validate(WISHES["CreateDIAlarmRule"])


@pytest.mark.parametrize("spelled", [{"Id": 11588}, {"Id": "11588"}, {"DIJobId": 11588}, {"DIJobId": "11588"}])
def test_an_id_is_read_by_either_name_as_number_or_text(spelled: dict[str, object]) -> None:
    read: JobDetail = answered(READ, {"PagingInfo": spelled})
    created: JobCreated = answered(CREATE, spelled)

    assert (read.id, created.id) == ("11588", "11588")


@pytest.mark.parametrize("spelled", [{"Id": 7}, {"DIAlarmRuleId": "7"}])
def test_the_id_of_an_alarm_rule_is_read_by_either_name(spelled: dict[str, object]) -> None:
    created: AlarmCreated = answered(ALARM, spelled)

    assert created.id == "7"


@pytest.mark.parametrize(
    ("spelled", "state"),
    [("Stop", "Stopped"), ("stopped", "Stopped"), ("RUNNING", "Running"), ("Odd", "Odd"), (None, None)],
)
def test_a_state_is_read_in_any_spelling(spelled: str | None, state: str | None) -> None:
    read: JobDetail = answered(READ, {"PagingInfo": {"Id": 1, "JobStatus": spelled}})

    assert read.job_status == state


def test_an_acceptance_needs_no_field() -> None:
    accepted: Accepted = answered(StartDIJob(id="1"), {"RequestId": "R"})

    assert accepted.request_id == "R"


LOST = (
    Unreachable("Op", "no answer", sent=True),
    Unreadable("Op", "cut", 200),
    Refused("Op", "", 500, service_code="InternalError.System"),
    Refused("Op", "used", 400, service_code="SignatureNonceUsed"),
)
"""Failures after which it is not known whether the request took effect."""


def is_repeated(request: Operation[Any], error: DataWorksError) -> bool:
    facts: Any = {"repeatable": request.repeatable, "attempt": 1, "rule": RETRIES, "jitter": lambda: 1.0}
    return next_delay(error, **facts) is not None


@pytest.mark.parametrize("operation", operations().values(), ids=lambda operation: "/".join(operation.key()))
def test_only_reads_and_what_a_token_protects_are_repeated_whatever_the_verb(operation: type[Operation[Any]]) -> None:
    is_read = operation.effect is Effect.READ
    takes_token = "client_token" in operation.model_fields

    for error in LOST:
        assert is_repeated(operation.model_construct(), error) is is_read
        assert is_repeated(operation.model_construct(client_token="t"), error) is (is_read or takes_token)
