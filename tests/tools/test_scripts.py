"""Scripts through an assistant's eyes: checked and drafted without a call, and checked before every call."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from emulator.seed.samples import BATCH_SCRIPT
from tests.sessions import FOLDER, GROUP, WISH, facts_of, text_of
from tests.tools.calls import called

FILES = sorted((Path(__file__).parents[2] / "examples" / "scripts").glob("*.json"))
EXAMPLES = {path.stem: path.read_text("utf-8") for path in FILES}
REALTIME = {
    "kind": "real-time",
    **{name: WISH[name] for name in ("source", "tables", "destination_type", "destination", "resource_group")},
}
JOB: dict[str, Any] = json.loads(BATCH_SCRIPT)
CREATE = {"project_id": "10000", "task_type": "DI_OFFLINE", "task_name": "nightly"}
PLACE = {"FileFolderPath": FOLDER, "ResourceGroup": GROUP}


@pytest.mark.parametrize("script", EXAMPLES.values(), ids=EXAMPLES.keys())
async def test_a_good_script_is_fine_and_nothing_is_sent(script: str) -> None:
    result, operations = await called("check_task_script", {"script": script})

    assert facts_of(result)["ok"] is True
    assert facts_of(result)["count"] == 0
    assert operations == []


async def test_a_check_answers_with_every_finding_in_text_and_structure() -> None:
    broken = {**JOB, "version": "1.0", "setting": {"speed": {"concurrent": 64, "mbps": 3}}}
    result, _ = await called("check_task_script", {"script": broken})

    assert not result.is_error
    assert facts_of(result)["ok"] is False
    assert facts_of(result)["kind"] == "batch-job"
    assert [row["pointer"] for row in facts_of(result)["findings"]] == [
        "/version",
        "/setting/speed/concurrent",
        "/setting/speed/mbps",
    ]
    assert "pointer=/version, rule=wrong-value, severity=error" in text_of(result)


@pytest.mark.parametrize(
    "script", ["{", "", "[1]", "\ud800", "[" * 100_000], ids=["{", "empty", "list", "half", "deep"]
)
async def test_a_check_takes_any_text_at_all(script: str) -> None:
    result, _ = await called("check_task_script", {"script": script})

    assert not result.is_error
    assert facts_of(result)["ok"] is False


async def test_a_check_tells_when_a_script_is_not_of_the_kind_wanted() -> None:
    result, _ = await called("check_task_script", {"script": BATCH_SCRIPT, "kind": "realtime-create"})

    assert [row["rule"] for row in facts_of(result)["findings"]] == ["wrong-kind"]


async def test_of_many_findings_the_first_are_shown_and_all_are_counted() -> None:
    result, _ = await called("check_task_script", {"script": {**JOB, **{f"key{i}": 1 for i in range(100)}}})

    assert facts_of(result)["count"] == 100
    assert len(facts_of(result)["findings"]) == 50


async def test_a_real_time_draft_is_what_create_realtime_task_would_send() -> None:
    result, operations = await called("draft_task_script", REALTIME)
    draft = facts_of(result)

    assert (draft["ok"], draft["kind"], draft.get("findings", []), operations) == (True, "realtime-create", [], [])
    created, _ = await called(
        "create_realtime_task",
        {"project_id": "10000", "task_name": "drafted", "folder": FOLDER, "script": draft["script"]},
    )
    assert facts_of(created)["state"] == "created"


@pytest.mark.parametrize("pattern", ["shop.*", "orders_*"])
async def test_a_real_time_draft_of_patterns_is_refused_since_a_draft_looks_at_no_tables(pattern: str) -> None:
    result, operations = await called("draft_task_script", {**REALTIME, "tables": [pattern, "shop.orders"]})
    (fix,) = facts_of(result)["error"]["fix"]

    assert operations == []
    assert fix.startswith("/tables/0: is a pattern")
    assert "list_source_tables" in fix
    assert "create_realtime_task takes patterns" in fix


DRAFT_JOB = {
    "kind": "job",
    "source": "mysql_shop",
    "tables": ["shop.orders", "crm.*"],
    "destination_type": "starrocks",
    "destination": "stars",
    "resource_group": GROUP,
}


async def test_a_draft_of_a_job_has_its_options_and_no_api_call() -> None:
    options = {"table_name": "ods_${table}", "keys": {"shop.orders": ["id"]}, "dml": {"Delete": "Ignore"}}
    result, operations = await called("draft_task_script", {**DRAFT_JOB, "options": options})
    draft = facts_of(result)
    job = json.loads(draft["script"])

    assert (draft["ok"], draft["kind"], draft.get("findings", []), operations) == (True, "job", [], [])
    assert job["DestinationDataSourceType"] == "StarRocks"
    assert [rule["RuleActionType"] for rule in job["TransformationRules"]] == [
        "Rename",
        "DefinePrimaryKey",
        "HandleDml",
    ]
    assert "create_realtime_task" in draft["next"]


async def test_a_draft_of_a_job_says_what_is_wrong_with_its_options() -> None:
    options = {"table_name": "${table}_${tabel}", "source_type": "mysql"}
    result, _ = await called("draft_task_script", {**DRAFT_JOB, "options": options})

    assert [row["rule"] for row in facts_of(result)["findings"]] == ["unknown-variable"]


@pytest.mark.parametrize(
    ("arguments", "fix"),
    [
        ({"kind": "real-time"}, "/destination_type: is for jobs"),
        ({"kind": "job", "table": "t"}, "/table: does not belong to a job script"),
        ({"kind": "job", "options": {"colour": "red"}}, "/options/colour"),
        ({"kind": "real-time", "options": {}, "destination_type": "kafka"}, "/options: does not belong"),
    ],
)
async def test_a_draft_says_what_belongs_to_another_kind(arguments: dict[str, Any], fix: str) -> None:
    result, _ = await called("draft_task_script", {**DRAFT_JOB, "tables": ["shop.orders"], **arguments})

    assert fix in "\n".join(facts_of(result)["error"]["fix"])


async def test_a_batch_draft_can_be_created_as_it_is() -> None:
    wish = {
        "kind": "batch",
        "reader_type": "mysql",
        "source": "mysql_shop",
        "table": "orders",
        "columns": ["id", "total"],
        "reader_parameter": {"splitPk": "id"},
        "writer_type": "odps",
        "destination": "odps_shop",
        "partition": "pt=${bizdate}",
        "write_mode": "truncate",
        "concurrency": 2,
    }
    result, operations = await called("draft_task_script", wish)
    draft = facts_of(result)

    assert (draft["ok"], draft.get("findings", []), operations) == (True, [], [])
    assert json.loads(draft["script"])["steps"][1]["parameter"]["truncate"] is True
    created, _ = await called("create_di_sync_task", {**CREATE, "task_content": draft["script"], "task_param": PLACE})
    assert facts_of(created)["file_id"]


@pytest.mark.parametrize(
    ("writer", "mode", "parameter"),
    [
        ("mysql", "replace", {"writeMode": "replace", "nullMode": "writeNull", "table": "t"}),
        ("holo", "update", {"conflictMode": "update", "table": "t"}),
        ("odps", "append", {"truncate": False, "table": "t"}),
        ("kafka", None, {"topic": "t", "keyType": "string", "valueType": "string"}),
        ("fluvio", "x", {"table": "t", "writeMode": "x"}),
    ],
)
async def test_a_batch_draft_speaks_as_its_writer_does(
    writer: str, mode: str | None, parameter: dict[str, Any]
) -> None:
    wish: dict[str, Any] = {"kind": "batch", "reader_type": "mysql", "writer_type": writer, "write_mode": mode}
    wish |= {"source": "a", "destination": "b", "table": "t", "columns": '["id"]'}
    result, _ = await called("draft_task_script", wish)

    assert json.loads(facts_of(result)["script"])["steps"][1]["parameter"] == {
        "datasource": "b",
        "column": ["id"],
        **parameter,
    }


@pytest.mark.parametrize(
    ("reader", "columns"),
    [
        ("mongodb", [{"name": "id", "type": "string"}, {"name": "total", "type": "string"}]),
        ("ftp", [{"index": 0, "type": "string"}, {"index": 1, "type": "string"}]),
        ("ots", [{"name": "id"}, {"name": "total"}]),
        ("mysql", ["id", "total"]),
    ],
)
async def test_a_draft_has_columns_in_the_form_of_its_step_types(reader: str, columns: list[Any]) -> None:
    wish = {"kind": "batch", "reader_type": reader, "writer_type": "holo", "table": "t", "columns": ["id", "total"]}
    result, _ = await called("draft_task_script", {**wish, "source": "shop", "destination": "holo_shop"})

    assert json.loads(facts_of(result)["script"])["steps"][0]["parameter"]["column"] == columns
    assert [row for row in facts_of(result).get("findings", []) if row["rule"].startswith("column")] == []


async def test_a_draft_of_half_a_wish_is_refused_with_all_that_is_missing() -> None:
    result, _ = await called("draft_task_script", {"kind": "real-time", "source": "a", "table": "t"})

    assert result.is_error
    assert facts_of(result)["error"]["fix"] == [
        "/destination: is required",
        "/tables: is required",
        "/destination_type: is required",
        "/resource_group: is required",
        "/table: does not belong to a real-time script",
    ]


def test_the_server_starts_without_the_rules_and_the_table_of_step_types() -> None:
    code = "import server.app, sys; print([name for name in sys.modules if name.startswith('dataworks.scripts.')])"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout

    assert not {"check", "plugins", "rules", "formats"} & {
        name.split(".")[2].strip("' ]\n") for name in loaded.split(",")
    }
