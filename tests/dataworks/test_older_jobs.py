"""The operations on jobs in API 2020-05-18: spelled as there, and read as the newer ones."""

import json
from typing import Any

import pytest

from dataworks.operation import NEW, VERSION, Effect, Operation, OperationKey
from dataworks.operations.catalog import operations
from dataworks.operations.older_jobs import SPELLINGS, OlderJobDetail, in_older_version, lacking, older
from dataworks.verdict import verdict
from tests.dataworks.test_facts import FACTS
from tests.dataworks.test_job_requests import CAPTURED, RENAME, WISHES, Captured, decoded

OLDER = [request for request in CAPTURED if request.version == VERSION]

GROUP = {"resource_group_identifier": "S_res_group_1_2", "requested_cu": 2.0}
OLDER_WISHES: dict[str, dict[str, Any]] = {
    "CreateDIJob": {
        **{name: value for name, value in WISHES["CreateDIJob"].items() if name != "description"},
        "resource_settings": {"realtime_resource_settings": GROUP},
    },
    "StartDIJob": {"id": "11743", "realtime_start_settings": {"start_time": 1671516776}},
    "ListDIJobs": {"project_id": "10000", "page_number": 1},
}
"""The wish behind each captured request; the settings of failovers are runtime settings in the newer version."""

RULE = {**WISHES["CreateDIAlarmRule"], "id": "7"}
EXAMPLES = {
    **WISHES,
    "UpdateDIAlarmRule": {name: value for name, value in RULE.items() if name != "client_token"},
    "ListDIAlarmRules": {"job_id": "11588"},
    "DeleteDIAlarmRule": {"id": "7", "di_job_id": "11588"},
}


def request(action: str, wish: dict[str, Any]) -> Operation[Any]:
    return operations()[OperationKey(NEW, action)].model_validate(wish, by_alias=False, by_name=True)


@pytest.mark.parametrize("captured", OLDER, ids=lambda captured: captured.action)
def test_a_request_equals_that_of_the_older_sdk(captured: Captured) -> None:
    ours = in_older_version(request(captured.action, OLDER_WISHES[captured.action]))
    theirs = decoded(captured.form)
    theirs.get("RealtimeStartSettings", {}).pop("FailoverSettings", None)

    assert (ours.version, ours.action(), ours.method) == (VERSION, captured.action, captured.method)
    assert ours.wire().query == captured.query == {}
    assert decoded(ours.wire().form) == theirs


@pytest.mark.parametrize("operation", [each.operation for each in SPELLINGS], ids=lambda operation: operation.action())
def test_parameters_are_those_of_the_facts(operation: type[Operation[Any]]) -> None:
    facts = FACTS[OperationKey(VERSION, operation.action())]
    wish = {**EXAMPLES[operation.action()], "project_id": "10000"}
    known = {name: value for name, value in wish.items() if name in operation.model_fields}
    form = in_older_version(request(operation.action(), known)).wire().form

    assert facts["http"] == older(operation).method
    assert form.keys() <= facts["params"].keys()
    assert {name for name, each in facts["params"].items() if each["required"]} <= form.keys()


@pytest.mark.parametrize("operation", [each.operation for each in SPELLINGS], ids=lambda operation: operation.action())
def test_no_change_is_repeated_blindly(operation: type[Operation[Any]]) -> None:
    sent = older(operation).model_construct(client_token="t")

    assert sent.repeatable is (operation.effect is Effect.READ)


SELECTED = {"object_type": "Table", "action": "Exclude", "expression_type": "Regex", "expression": ".*"}


@pytest.mark.parametrize(
    ("action", "change", "lacks"),
    [
        (
            "CreateDIJob",
            {"table_mappings": [{"source_object_selection_rules": [SELECTED]}]},
            ["Action Exclude", "ExpressionType Regex"],
        ),
        ("CreateDIJob", {"resource_settings": {"schedule_resource_settings": GROUP}}, ["ScheduleResourceSettings"]),
        (
            "CreateDIJob",
            {
                "resource_settings": {
                    "offline_resource_settings": GROUP,
                    "realtime_resource_settings": {**GROUP, "requested_cu": 1.0},
                }
            },
            ["RequestedCu"],
        ),
        (
            "CreateDIAlarmRule",
            {"trigger_conditions": [{"severity": "Warning", "ddl_types": ["DropTable"]}]},
            ["DdlTypes"],
        ),
        ("CreateDIAlarmRule", {"metric_type": "DdlReport"}, ["MetricType DdlReport"]),
        (
            "CreateDIJob",
            {"transformation_rules": [{**RENAME, "rule_target_type": "Database", "rule_expression": "{}"}]},
            ["RuleTargetType Database"],
        ),
        ("ListDIJobRunDetails", {}, ["ListDIJobRunDetails"]),
    ],
    ids=str,
)
def test_what_the_older_version_lacks_is_named(action: str, change: dict[str, Any], lacks: list[str]) -> None:
    wanted = request(action, {**EXAMPLES[action], **change})

    assert list(lacking(wanted)) == lacks
    with pytest.raises(ValueError, match=lacks[0]):
        in_older_version(wanted)


def answered(action: str, payload: dict[str, Any]) -> Any:
    return verdict(in_older_version(request(action, EXAMPLES[action])), 200, {}, json.dumps(payload).encode())


def test_answers_are_read_as_those_of_the_newer_version() -> None:
    job: OlderJobDetail = answered(
        "GetDIJob", {"Data": {"DIJobId": 7, "JobStatus": "Failed", "ErrorMessage": "no binlog"}}
    )
    page = answered("ListDIJobs", {"DIJobPaging": {"DIJobs": [{"DIJobId": 7, "JobName": "a"}], "TotalCount": 1}})
    rules = answered("ListDIAlarmRules", {"DIAlarmRulePaging": {"DIJobAlarmRules": [{"DIAlarmRuleId": 3}]}})

    assert (job.id, job.job_status, job.error_message) == ("7", "Failed", "no binlog")
    assert [(row.id, row.job_name) for row in page.jobs] == [("7", "a")]
    assert [rule.id for rule in rules.rules] == ["3"]
    assert answered("CreateDIJob", {"DIJobId": 7}).id == "7"


def test_rules_and_their_expressions_stay_as_they_are() -> None:
    form = in_older_version(request("CreateDIJob", WISHES["CreateDIJob"])).wire().form

    (rule,) = json.loads(form["TransformationRules"])
    assert rule["RuleExpression"] == '{"expression": "ods_${srcTableName}"}'
    assert rule["RuleName"] == RENAME["rule_name"]
    assert json.loads(form["JobSettings"])["DdlHandlingSettings"] == [{"Type": "DropTable", "Action": "Ignore"}]


def test_a_selection_of_the_only_source_is_left_out_and_odd_texts_stay() -> None:
    source = {"object_type": "Datasource", "action": "Include", "expression_type": "Exact", "expression": "mysql_pub"}
    (mapping,) = WISHES["CreateDIJob"]["table_mappings"]
    rules = [source, *mapping["source_object_selection_rules"]]
    wish = {
        **WISHES["CreateDIJob"],
        "table_mappings": [{"source_object_selection_rules": rules}],
        "description": "[a, b",
    }

    form = in_older_version(request("CreateDIJob", wish)).wire().form

    (selected,) = json.loads(form["TableMappings"])
    assert [rule["ObjectType"] for rule in selected["SourceObjectSelectionRules"]] == ["Database", "Table"]
    assert form["Description"] == "[a, b"
