"""Specifications of jobs as definitions, in each of their spellings, and what the check says of those."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from dataworks.scripts.check import check
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.changing import as_definition
from dataworks.scripts.jobs.enumerations import DESTINATIONS, SOURCES
from dataworks.scripts.jobs.pairs import PAIRS
from tests.alone import times_as_long
from tests.dataworks.scripts.broken_jobs import JOBS
from tests.dataworks.scripts.patches import ROOT, script

FOLDER = ROOT / "examples" / "scripts"


def example(name: str) -> Any:
    return json.loads((FOLDER / f"job_{name}.json").read_text("utf-8"))


def definition(value: Any) -> Definition:
    return Definition(json.dumps(value, ensure_ascii=False))


def small(value: Any) -> Any:
    """The specification as a FileSpec spells it: keys begin with small letters, expressions are objects."""
    if isinstance(value, list):
        return [small(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {key[0].lower() + key[1:]: small(child) for key, child in value.items()}
    if "ruleExpression" in found:
        found["ruleExpression"] = json.loads(value["RuleExpression"])
    return found


def as_answer(value: Any) -> Any:
    """What GetDIJob returns for it."""
    job = {**value, "JobName": value["Name"], "SourceDataSourceType": "Mysql", "JobStatus": "Stop", "DIJobId": "11588"}
    return {"RequestId": "x", "PagingInfo": {name: child for name, child in job.items() if name != "Name"}}


def as_parameters(value: Any) -> Any:
    """What is sent: nested values are JSON text."""
    return {name: child if isinstance(child, str) else json.dumps(child) for name, child in value.items()}


def with_file(value: Any) -> Any:
    return {"ProjectId": 10002, "Name": value["Name"], "FileSpec": json.dumps(small(value))}


SPELLINGS = {
    "parameters": lambda value: value,
    "text": as_parameters,
    "an answer": as_answer,
    "a FileSpec": small,
    "with a FileSpec": with_file,
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_job_reads_the_same_in_each_of_its_spellings(spelling: Any) -> None:
    job = definition(spelling(example("mysql_to_hologres_schema")))

    assert job.tables_by_source() == {"mysql_shop": ("shop.orders", "shop.refunds")}
    assert [(each.table, each.destination, each.primary_key) for each in job.mappings] == [
        (("mysql_shop", "shop.orders"), "public.ods_orders", ()),
        (("mysql_shop", "shop.refunds"), "public.ods_refunds", ("id",)),
    ]
    assert [step["stepType"] for step in job.steps] == ["mysql", "holo"]
    assert job.summary is not None
    assert job.summary.destinations == ("holo_shop",)


@pytest.mark.parametrize("spelling", [small, with_file], ids=["alone", "with a name"])
def test_a_file_specification_is_checked_too(spelling: Any) -> None:
    assert check(json.dumps(spelling(example("mysql_to_hologres")))).errors == ()


def test_findings_about_a_file_specification_are_at_its_own_keys() -> None:
    value = small(example("mysql_to_hologres"))
    value["transformationRules"][0]["ruleExpression"] = {"expression": "${srcTable}"}
    (finding,) = check(json.dumps(value)).findings

    assert (finding.pointer, finding.rule) == (
        "/transformationRules/0/ruleExpression/expression",
        "unknown-variable",
    )


def test_an_answer_is_checked_at_its_own_place() -> None:
    value = as_answer(example("mysql_to_hologres"))
    value["PagingInfo"]["MigrationType"] = "Everything"

    assert [(each.pointer, each.severity) for each in check(json.dumps(value)).findings] == [
        ("/PagingInfo/MigrationType", "error"),
        ("/PagingInfo/SourceDataSourceType", "warning"),
    ]


def test_the_group_of_a_job_is_that_of_its_first_phase() -> None:
    job = example("mysql_to_hologres")
    del job["ResourceSettings"]["RealtimeResourceSettings"]
    job["ResourceSettings"]["OfflineResourceSettings"]["ResourceGroupIdentifier"] = "S_res_group_1_2"

    assert definition(job).resource_group == "S_res_group_1_2"


@pytest.mark.parametrize(
    ("expression", "pattern"),
    [
        (".*", "shop.*"),
        ("order_.*", "shop.order_*"),
        ("^a\\.b.*$", "shop.a.b*"),
        ("order_\\d+", "shop./order_\\d+/"),
        ("(a+)+$", "shop./(a+)+$/"),
    ],
)
def test_a_regular_expression_is_shown_as_a_pattern_or_as_itself(expression: str, pattern: str) -> None:
    job = example("whole_database")
    job["TableMappings"][0]["SourceObjectSelectionRules"][2]["Expression"] = expression

    assert definition(job).tables_by_source() == {"mysql_shop": (pattern,)}


def test_a_table_that_is_left_out_is_listed_as_switched_off() -> None:
    job = example("whole_database")
    rule = {"ObjectType": "Table", "Action": "Exclude", "ExpressionType": "Exact", "Expression": "tmp"}
    job["TableMappings"][0]["SourceObjectSelectionRules"].append(rule)

    assert definition(job).tables_by_source() == {"mysql_shop": ("shop.*", "shop.tmp")}
    assert definition(job).tables_by_source(switched_off=False) == {"mysql_shop": ("shop.*",)}


HOSTILE: dict[str, Any] = {
    "lists of numbers": {"TableMappings": [1, None], "TransformationRules": [3]},
    "objects for lists": {"TableMappings": {"a": 1}, "SourceDataSourceSettings": {}},
    "text that is no JSON": {"TableMappings": "[{"},
    "deep text": {"TableMappings": "[" * 5000 + "]" * 5000},
    "null": {"TableMappings": None, "MigrationType": None},
    "selectors of nothing": {"TableMappings": [{"SourceObjectSelectionRules": [{}, {"ObjectType": 5}]}]},
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_job_of_nonsense_is_read_as_nothing(value: Any) -> None:
    job = definition(value)

    assert job.tables_by_source().keys() <= {""}
    assert job.mappings == ()
    assert check(json.dumps(value)).errors


SENT = {
    **example("mysql_to_hologres"),
    "MigrationType": "api_FullAndRealtimeIncremental",
    "JobType": ...,
}
"""The shape of the requests that the tests of Alibaba's provider for Terraform send."""


def test_the_shape_that_terraform_sends_has_no_error_and_one_warning_about_its_prefix() -> None:
    value: Any = {name: child for name, child in deepcopy(SENT).items() if child is not ...}
    settings = value["JobSettings"]
    settings["ColumnDataTypeSettings"] = [{"SourceDataType": "longtext", "DestinationDataType": "text"}]
    for phase in value["ResourceSettings"].values():
        phase["RequestedCu"] = "2"

    assert [(each.pointer, each.severity) for each in check(json.dumps(value)).findings] == [
        ("/MigrationType", "warning")
    ]


GROUP = [{"requested_cu": 2, "resource_group_identifier": "S_res_group_1_2"}]
RESOURCE: dict[str, Any] = {
    "id": "10000:11588",
    "description": "terraform-example",
    "project_id": "10000",
    "job_name": "example_case",
    "migration_type": "api_FullAndRealtimeIncremental",
    "source_data_source_type": "MySQL",
    "destination_data_source_type": "Hologres",
    "source_data_source_settings": [
        {"data_source_name": "dw_mysql", "data_source_properties": [{"encoding": "utf-8", "timezone": "Asia/Shanghai"}]}
    ],
    "destination_data_source_settings": [{"data_source_name": "dw_holo"}],
    "resource_settings": [
        {f"{phase}_resource_settings": GROUP for phase in ("offline", "realtime", "schedule")},
    ],
    "table_mappings": [
        {
            "source_object_selection_rules": [
                {"action": "Include", "expression": name, "expression_type": "Exact", "object_type": kind}
                for kind, name in (("Datasource", "dw_mysql"), ("Database", "shop"), ("Table", "orders"))
            ],
            "transformation_rules": [
                {"rule_name": "rename", "rule_action_type": "Rename", "rule_target_type": "Table"}
            ],
        }
    ],
    "transformation_rules": [
        {
            "rule_name": "rename",
            "rule_action_type": "Rename",
            "rule_target_type": "Table",
            "rule_expression": '{"expression":"table2"}',
        }
    ],
    "job_settings": [
        {
            "column_data_type_settings": [{"destination_data_type": "text", "source_data_type": "longtext"}],
            "ddl_handling_settings": [{"action": "Ignore", "type": "CreateTable"}],
            "runtime_settings": [{"name": "runtime.realtime.concurrent", "value": "1"}],
            "channel_settings": '{"structInfo":"MANAGED"}',
        }
    ],
    "timeouts": {"create": "5m"},
}
"""A resource of Terraform, as its provider documents it."""


def without_lists(value: Any) -> Any:
    """The same with objects for blocks of which there is one, as configurations in JSON may have them."""
    single = {"resource_settings", "job_settings", "data_source_properties"}
    if not isinstance(value, dict):
        return [without_lists(each) for each in value] if isinstance(value, list) else value
    return {
        key: without_lists(child[0] if key in single or key.endswith("_resource_settings") else child)
        for key, child in value.items()
    }


@pytest.mark.parametrize("resource", [RESOURCE, without_lists(RESOURCE)], ids=["lists of one", "objects"])
def test_a_resource_of_terraform_is_read_without_a_finding(resource: dict[str, Any]) -> None:
    job = definition(resource)

    assert check(json.dumps(resource)).findings == ()
    assert job.tables_by_source() == {"dw_mysql": ("shop.orders",)}
    assert [each.destination for each in job.mappings] == ["table2"]
    assert job.resource_group == "S_res_group_1_2"
    made = as_definition(job.content).content
    assert (made["Name"], made["MigrationType"]) == ("example_case", "FullAndRealtimeIncremental")
    assert made["ResourceSettings"]["RealtimeResourceSettings"]["RequestedCu"] == 2
    assert check(json.dumps(made)).findings == ()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda job: job["resource_settings"][0]["realtime_resource_settings"][0].update(requested_cu=-1), "cu"),
        (lambda job: job["job_settings"][0]["ddl_handling_settings"][0].update(type="Nonsense"), "type"),
        (lambda job: job.update(migration_type="api_Nonsense"), "migration_type"),
        (lambda job: job.update(table_mapings=[]), "table_mapings"),
        (lambda job: job["table_mappings"][0].pop("source_object_selection_rules"), "table_mappings/0"),
    ],
)
def test_a_fault_in_a_resource_of_terraform_is_found_at_its_own_place(change: Any, pointer: str) -> None:
    resource = deepcopy(RESOURCE)
    change(resource)
    found = check(json.dumps(resource)).findings

    assert found
    for each in found:
        value: Any = resource
        for step in each.pointer.split("/")[1:]:
            assert step in value or step.isdigit() or step in {"table_mapings", "source_object_selection_rules"}
            value = value[int(step)] if isinstance(value, list) else value.get(step, {})
    assert any(pointer in each.pointer for each in found)


SECRETS = [each for each in JOBS.values() if "hush-" in script(each)]


@pytest.mark.parametrize("broken", SECRETS, ids=lambda each: each.rule)
def test_no_finding_quotes_what_may_be_a_secret(broken: Any) -> None:
    assert "hush-" not in repr(check(script(broken)).findings)


def test_there_are_rows_with_secrets() -> None:
    assert len(SECRETS) >= 4


def test_the_pairs_name_known_types_only() -> None:
    console = {"PostgreSQL", "PolarDB-X 2.0", "DataHub", "AnalyticDB_For_MySQL", "DRDS"}

    for destination, pairs in PAIRS.items():
        assert destination in DESTINATIONS
        assert {*pairs.databases, *pairs.one_table, *pairs.batch, *pairs.inferred} <= {*SOURCES, *console}


def crowded(count: int) -> str:
    """A job of so many tables, each of which refers to a rule of its own, and so many other rules."""
    job = example("mysql_to_hologres")
    (mapping,), (rule,) = job["TableMappings"], job["TransformationRules"]
    table = mapping["SourceObjectSelectionRules"]
    names = {"RuleActionType": "Rename", "RuleTargetType": "Table"}
    job["TableMappings"] = [
        {
            "SourceObjectSelectionRules": [*table[:2], {**table[2], "Expression": f"t{place}"}],
            "TransformationRules": [{"RuleName": f"wanted_{place}", **names}],
        }
        for place in range(count)
    ]
    job["TransformationRules"] = [{**rule, "RuleName": f"there_{place}"} for place in range(count)]
    return json.dumps(job)


@pytest.mark.alone
def test_four_times_as_many_rules_take_about_four_times_as_long(processor_clock: Callable[[], float]) -> None:
    def measured(count: int) -> float:
        text, begun = crowded(count), processor_clock()
        assert check(text).errors
        return processor_clock() - begun

    assert times_as_long(lambda: measured(4_000), lambda: measured(1_000), 8) < 8
