"""Job specifications made from plain requests, and changed: what is sent, and that it passes the check."""

import json
from typing import Any

import pytest

from dataworks.scripts.check import check
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.building import JobOptions, JobRequest, job_specification, pruned
from dataworks.scripts.jobs.changing import JobElsewhere, copied, with_tables
from dataworks.scripts.jobs.enumerations import DATA_SOURCE, DATABASE, TABLE
from dataworks.scripts.jobs.pairs import realtime_pairs
from tests.dataworks.scripts.patches import ROOT

GROUP = "S_res_group_280749521950784_1623033752022"


def requested(options: JobOptions | None = None, tables: tuple[str, ...] = ("shop.orders", "shop.refunds")) -> Any:
    ends = "mysql_shop", "MySQL", tables, "holo_shop", "Hologres", GROUP
    return json.loads(job_specification(JobRequest("new", *ends, options or JobOptions())))


def selectors(mapping: Any) -> list[tuple[str, str, str]]:
    return [
        (each["ObjectType"], each["ExpressionType"], each["Expression"])
        for each in mapping["SourceObjectSelectionRules"]
    ]


def test_nothing_is_sent_that_was_not_requested() -> None:
    assert requested() == {
        "Name": "new",
        "JobType": "DatabaseRealtimeMigration",
        "MigrationType": "FullAndRealtimeIncremental",
        "SourceDataSourceType": "MySQL",
        "DestinationDataSourceType": "Hologres",
        "SourceDataSourceSettings": [{"DataSourceName": "mysql_shop"}],
        "DestinationDataSourceSettings": [{"DataSourceName": "holo_shop"}],
        "ResourceSettings": {
            "RealtimeResourceSettings": {"ResourceGroupIdentifier": GROUP},
            "OfflineResourceSettings": {"ResourceGroupIdentifier": GROUP},
        },
        "TableMappings": [
            {
                "SourceObjectSelectionRules": [
                    {"ObjectType": kind, "Action": "Include", "ExpressionType": "Exact", "Expression": name}
                    for kind, name in ((DATA_SOURCE, "mysql_shop"), (DATABASE, "shop"), (TABLE, table))
                ]
            }
            for table in ("orders", "refunds")
        ],
    }


def test_each_option_becomes_a_rule_or_a_setting() -> None:
    options = JobOptions(
        table_name="ods_${database}_${table}",
        schema="public",
        keys={"shop.orders": ["id", "line"], "*": ["id"]},
        columns={"loaded_at": "${EXECUTE_TIME}", "region": "eu"},
        ddl={"DropTable": "Ignore"},
        dml={"Delete": "LogicalDelete", "Update": "id > 1"},
        groups={"full": "S_res_group_1_2"},
        cu={"realtime": 2, "full": 0.5},
    )
    job = requested(options)
    rules = {rule["RuleName"]: json.loads(rule["RuleExpression"]) for rule in job["TransformationRules"]}

    assert rules == {
        "table_name": {"expression": "ods_${srcDatabaseName}_${srcTableName}"},
        "schema": {"expression": "public"},
        "key_1": {"columns": ["id", "line"]},
        "key_2": {"columns": ["id"]},
        "columns": {
            "columns": [
                {"columnName": "loaded_at", "columnValueType": "Variable", "columnValue": "EXECUTE_TIME"},
                {"columnName": "region", "columnValueType": "Constant", "columnValue": "eu"},
            ]
        },
        "dml": {
            "dmlPolicies": [
                {"dmlType": "Delete", "dmlAction": "LogicalDelete"},
                {"dmlType": "Update", "dmlAction": "Filter", "filterCondition": "id > 1"},
            ]
        },
    }
    assert [[rule["RuleName"] for rule in each["TransformationRules"]] for each in job["TableMappings"]] == [
        ["table_name", "schema", "key_1", "columns", "dml"],
        ["table_name", "schema", "key_2", "columns", "dml"],
    ]
    assert job["JobSettings"] == {"DdlHandlingSettings": [{"Type": "DropTable", "Action": "Ignore"}]}
    assert job["ResourceSettings"] == {
        "RealtimeResourceSettings": {"ResourceGroupIdentifier": GROUP, "RequestedCu": 2},
        "OfflineResourceSettings": {"ResourceGroupIdentifier": "S_res_group_1_2", "RequestedCu": 0.5},
    }
    assert check(json.dumps(job)).findings == ()


def test_a_pattern_is_sent_as_a_regular_expression_and_read_back() -> None:
    job = requested(JobOptions(table_name="ods_${table}"), ("shop.order_*", "shop.a.b"))

    assert [selectors(each)[-1] for each in job["TableMappings"]] == [
        ("Table", "Regex", "order_.*"),
        ("Table", "Exact", "a.b"),
    ]
    assert Definition(json.dumps(job)).tables_by_source() == {"mysql_shop": ("shop.order_*", "shop.a.b")}


def test_changes_alone_need_no_group_for_the_full_load() -> None:
    job = requested(JobOptions(full_load=False))

    assert job["MigrationType"] == "RealtimeIncremental"
    assert [*job["ResourceSettings"]] == ["RealtimeResourceSettings"]
    assert check(json.dumps(job)).findings == ()


def test_a_topic_is_read_alone_and_has_no_database() -> None:
    ends = "kafka_shop", "Kafka", ["events.v1"], "odps_shop", "MaxCompute", GROUP
    job = json.loads(job_specification(JobRequest("topic", *ends)))

    assert (job["JobType"], job["MigrationType"]) == ("SingleTableRealtimeMigration", "RealtimeIncremental")
    assert selectors(job["TableMappings"][0]) == [
        ("Datasource", "Exact", "kafka_shop"),
        ("Table", "Exact", "events.v1"),
    ]


@pytest.mark.parametrize(("source", "destination"), realtime_pairs(), ids=" to ".join)
def test_a_job_of_any_pair_in_the_table_has_no_error(source: str, destination: str) -> None:
    text = job_specification(JobRequest("job", "a", source, ["db.t"], "b", destination, GROUP))

    assert {each.rule for each in check(text).findings} <= {"unknown-value"}
    assert check(text).errors == () or source == "DataHub"


def test_empty_lists_are_pruned_at_any_depth() -> None:
    assert pruned({"a": [], "b": {"c": None, "d": {}}, "e": [{"f": []}], "g": 0, "h": ""}) == {
        "e": [{}],
        "g": 0,
        "h": "",
    }


def good(name: str) -> Definition:
    return Definition((ROOT / "examples" / "scripts" / f"job_{name}.json").read_text("utf-8"))


def test_a_table_that_is_added_has_the_rules_that_all_others_have() -> None:
    changed = with_tables(good("mysql_to_hologres_schema"), ["shop.items"], [])
    mapping = changed.content["TableMappings"][-1]

    assert selectors(mapping) == [
        ("Datasource", "Exact", "mysql_shop"),
        ("Database", "Exact", "shop"),
        ("Table", "Exact", "items"),
    ]
    assert [rule["RuleName"] for rule in mapping["TransformationRules"]] == ["rename_orders", "to_public"]
    assert check(changed.text).findings == ()


def test_a_table_that_goes_takes_its_own_rules_with_it() -> None:
    changed = with_tables(good("mysql_to_hologres_schema"), [], ["shop.refunds"])

    assert changed.tables_by_source() == {"mysql_shop": ("shop.orders",)}
    assert [rule["RuleName"] for rule in changed.content["TransformationRules"]] == ["rename_orders", "to_public"]
    assert check(changed.text).findings == ()


def test_a_table_of_a_pattern_is_excluded_from_it() -> None:
    changed = with_tables(good("whole_database"), [], ["shop.tmp"])

    assert changed.tables_by_source(switched_off=False) == {"mysql_shop": ("shop.*",)}
    assert changed.content["TableMappings"][0]["SourceObjectSelectionRules"][-1] == {
        "ObjectType": "Table",
        "Action": "Exclude",
        "ExpressionType": "Exact",
        "Expression": "tmp",
    }


def test_a_table_that_is_there_is_not_added_again() -> None:
    assert with_tables(good("mysql_to_hologres"), ["shop.orders"], []).means_the_same(good("mysql_to_hologres"))


def test_a_copy_differs_in_its_names_alone() -> None:
    elsewhere = JobElsewhere("copy", "mysql_two", None, "shop_two", "odps_two", "MaxCompute", "S_res_group_3_4")
    copy = copied(good("mysql_to_hologres"), elsewhere)

    assert copy.tables_by_source() == {"mysql_two": ("shop_two.orders",)}
    assert copy.resource_group == "S_res_group_3_4"
    assert (copy.content["Name"], copy.content["DestinationDataSourceType"]) == ("copy", "MaxCompute")
    assert copy.content["TransformationRules"] == good("mysql_to_hologres").content["TransformationRules"]
    assert copy.content["SourceDataSourceSettings"][0]["DataSourceProperties"]["Encoding"] == "utf-8"


def test_a_copy_with_nothing_else_is_the_same() -> None:
    assert copied(good("whole_database"), JobElsewhere()).means_the_same(good("whole_database"))


@pytest.mark.parametrize("destination", ["StarRocks", "Hive", "Hologres"])
def test_a_stream_has_no_databases_and_no_full_load_wherever_it_goes(destination: str) -> None:
    request = JobRequest("new", "clicks", "Kafka", ["topic.a"], "there", destination, GROUP)
    made = json.loads(job_specification(request))

    assert (made["JobType"], made["MigrationType"]) == ("SingleTableRealtimeMigration", "RealtimeIncremental")
    assert selectors(made["TableMappings"][0]) == [(DATA_SOURCE, "Exact", "clicks"), (TABLE, "Exact", "topic.a")]
    assert "OfflineResourceSettings" not in made["ResourceSettings"]
