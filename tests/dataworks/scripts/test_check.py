"""The check of scripts: good ones pass, and each broken one gets exactly its finding."""

import json
from pathlib import Path
from typing import Any

import pytest

from dataworks.scripts.check import RULES, check
from dataworks.scripts.findings import KINDS, Kind
from tests.dataworks.scripts.broken import BROKEN, TEXTS
from tests.dataworks.scripts.patches import ROOT, Broken, script

EXAMPLES = sorted((ROOT / "examples" / "scripts").glob("*.json"))
REQUESTS = sorted((ROOT / "tests" / "emulator" / "samples").glob("*.json"))
ANSWERS = ROOT / "tests" / "dataworks" / "answers"


def found(text: str, expected: Kind | None = None) -> list[tuple[str, str, str]]:
    return [(finding.pointer, finding.rule, finding.severity) for finding in check(text, expected).findings]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_good_script_passes_without_a_word(path: Path) -> None:
    assert check(path.read_text("utf-8")).findings == ()


def test_there_is_a_good_script_of_every_kind() -> None:
    assert {check(path.read_text("utf-8")).kind for path in EXAMPLES} == set(KINDS) == set(RULES)


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.stem)
def test_the_scripts_in_the_official_sample_requests_pass_without_an_error(path: Path) -> None:
    parameters = json.loads(path.read_text("utf-8"))["parameters"]

    for name in parameters.keys() & {"TaskParam", "TaskContent"}:
        assert check(parameters[name]).errors == ()


def test_the_sample_answer_that_is_no_json_gets_just_that() -> None:
    answer = json.loads((ANSWERS / "QueryDISyncTaskConfigProcessResult.json").read_text("utf-8"))
    checked = check(answer["Data"]["TaskContent"])

    assert [finding.rule for finding in checked.findings] == ["invalid-json"]
    assert "(character 813)" in checked.findings[0].message


def test_the_sample_of_a_task_that_the_console_made_gets_warnings_only() -> None:
    answer = json.loads((ANSWERS / "GetDISyncTask.json").read_text("utf-8"))
    checked = check(answer["Data"]["Code"])

    assert checked.kind == "realtime-task"
    assert checked.errors == ()
    assert {finding.rule for finding in checked.warnings} == {
        "missing-key",
        "one-reader",
        "one-writer",
        "hop-direction",
    }


CONSOLE: dict[str, Any] = json.loads(json.loads((ANSWERS / "GetDISyncTask.json").read_text("utf-8"))["Data"]["Code"])
"""A real-time task that the console made: of two writers, and no reader."""


def test_a_task_without_a_reader_can_be_read_with_a_warning_and_not_be_created() -> None:
    text = json.dumps(CONSOLE)

    assert ("/steps", "one-reader", "warning") in found(text)
    assert [row for row in found(text, "realtime-task") if row[2] == "error"] == [("/steps", "one-reader", "error")]


def test_a_task_with_a_reader_and_two_writers_can_be_created_as_the_console_does() -> None:
    steps = [{**CONSOLE["steps"][0], "category": "reader", "name": "r"}, *CONSOLE["steps"]]
    checked = check(json.dumps({**CONSOLE, "steps": steps}), "realtime-task")

    assert checked.errors == ()
    assert "one-writer" in {finding.rule for finding in checked.warnings}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_script_gets_exactly_its_finding(broken: Broken) -> None:
    good = (ROOT / "examples" / "scripts" / f"{broken.good}.json").read_text("utf-8")
    checked = check(script(broken), check(good).kind)

    assert found(script(broken), check(good).kind) == [(broken.pointer, broken.rule, broken.severity)], checked.findings
    if broken.suggestion is not None:
        assert checked.findings[0].suggestion == broken.suggestion


@pytest.mark.parametrize(("text", "pointer", "rule"), TEXTS.values(), ids=TEXTS.keys())
def test_a_text_that_is_no_script_gets_exactly_its_finding(text: str, pointer: str, rule: str) -> None:
    assert [(at, name) for at, name, _ in found(text)] == [(pointer, rule)]


def test_all_findings_come_at_once_errors_first() -> None:
    text = '{"type":"job","version":"1","steps":[],"setting":{"speed":{"concurrent":0,"mbps":1}},"a/b~c":1}'

    assert found(text) == [
        ("/version", "wrong-value", "error"),
        ("/steps", "one-reader", "error"),
        ("/steps", "one-writer", "error"),
        ("/setting/speed/concurrent", "concurrency", "error"),
        ("/a~1b~0c", "unknown-key", "warning"),
        ("/setting/speed/mbps", "mbps-without-throttle", "warning"),
    ]


KINDS_BY_SIGNS: dict[str, tuple[dict[str, Any], str | None]] = {
    "a type alone": ({"type": "job"}, "batch-job"),
    "a task type alone": ({"setting": {"taskType": "oneclick_to_holo"}}, "realtime-create"),
    "steps with a task type": ({"steps": [], "setting": {"taskType": "x"}}, "realtime-create"),
    "a reader and a writer that select tables": (
        {"steps": [{"category": "reader", "parameter": {"connection": []}}, {"category": "writer"}]},
        "realtime-create",
    ),
    "a reader and a writer with columns": (
        {"steps": [{"category": "reader", "parameter": {"column": []}}, {"category": "writer"}]},
        "batch-job",
    ),
    "a mode": ({"steps": [], "extend": {"mode": "migration_holo"}}, "realtime-task"),
    "DDL": ({"DDLMarkMap": {}}, "start-param"),
    "a misspelt folder": ({"filefolderpath": "x"}, "create-param"),
    "compute units": ({"cu": 1}, "update-param"),
}


@pytest.mark.parametrize(("script", "kind"), KINDS_BY_SIGNS.values(), ids=KINDS_BY_SIGNS.keys())
def test_a_broken_script_is_still_known_by_its_signs(script: dict[str, Any], kind: str | None) -> None:
    assert check(json.dumps(script)).kind == kind


def test_a_job_of_the_consoles_making_passes_as_a_real_time_task() -> None:
    text = (ROOT / "examples" / "scripts" / "batch_kafka_to_maxcompute.json").read_text("utf-8")

    assert check(text, "realtime-task").errors == ()


def test_steps_that_are_empty_are_not_told_again_of_every_hop() -> None:
    text = script(Broken("batch_mysql_to_maxcompute", {"/steps": []}, "", ""))

    assert [rule for _, rule, _ in found(text)] == ["one-reader", "one-writer"]


def test_a_store_with_keys_apart_need_not_have_as_many_columns() -> None:
    job = json.loads((ROOT / "examples" / "scripts" / "batch_mysql_to_maxcompute.json").read_text("utf-8"))
    parameter = {"datasource": "o", "table": "t", "primaryKey": [{"name": "id"}], "column": [{"name": "total"}]}
    job["steps"][1] |= {"stepType": "ots", "parameter": parameter}

    assert "column-count" not in {finding.rule for finding in check(json.dumps(job)).findings}


def test_a_change_of_a_task_may_have_more_than_it_needs() -> None:
    text = json.dumps({"steps": [], "order": {}, "nodeDef": {}})

    assert [rule for _, rule, _ in found(text, "realtime-update")] == ["one-reader", "unknown-key", "unknown-key"]


@pytest.mark.parametrize(
    ("name", "expected", "mending"),
    [
        ("realtime_to_kafka", "batch-job", "generate_di_sync_task_config_for_creating"),
        ("batch_mysql_to_mysql", "realtime-create", "task_type DI_OFFLINE"),
        ("realtime_generated", "batch-job", "task_type DI_REALTIME"),
        ("start_param", "create-param", "start_param"),
    ],
)
def test_a_script_in_the_wrong_place_is_told_where_it_belongs(name: str, expected: Any, mending: str) -> None:
    (finding,) = check((ROOT / "examples" / "scripts" / f"{name}.json").read_text("utf-8"), expected).findings

    assert finding.rule == "wrong-kind"
    assert mending in (finding.suggestion or "")


@pytest.mark.parametrize("inside", [True, False], ids=["job", "no job"])
def test_the_shape_of_datax_is_answered_with_the_steps_that_were_meant_and_without_its_secrets(inside: bool) -> None:
    reader = {"name": "mysqlreader", "parameter": {"column": ["id"], "password": "hush"}}
    content = {"content": [{"reader": reader, "writer": {"name": "odpswriter"}}], "setting": {}}
    checked = check(json.dumps({"job": content} if inside else content))
    (finding,) = checked.findings

    assert checked.kind == "batch-job"
    assert '{"stepType": "mysql", "name": "Reader", "category": "reader"' in (finding.suggestion or "")
    assert '{"stepType": "odps", "name": "Writer"' in (finding.suggestion or "")
    assert "hush" not in (finding.suggestion or "")


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/steps/0/parameter/datasource", "${source}"),
        ("/steps/0/parameter/table", "${table}"),
        ("/steps/0/parameter/table", ["${table}"]),
        ("/steps/0/parameter/column", "${columns}"),
        ("/steps/0/parameter/splitFactor", "${factor}"),
        ("/steps/1/parameter/partition", "${part}"),
        ("/steps/1/parameter/partition", "${name}=${value}"),
        ("/setting/speed/concurrent", "${c}"),
        ("/setting/speed", {"concurrent": 1, "throttle": True, "mbps": "${rate}"}),
        ("/setting/errorLimit/record", "${errors}"),
        ("/setting/executeMode", "${mode}"),
        ("/setting/jvmOption", "-Xms${memory} -Xmx4g"),
        ("/setting", {"executeMode": "distribute", "speed": {"concurrent": "${c}"}}),
        ("/steps/0/parameter/column", ["${column}", "status", "total"]),
        ("/steps/1/parameter/truncate", "${truncate}"),
        ("/steps/1/parameter/partition", "pt=$[yyyymmdd-1]"),
    ],
)
def test_a_variable_may_stand_for_what_only_the_schedule_knows(pointer: str, value: Any) -> None:
    text = script(Broken("batch_mysql_to_maxcompute", {pointer: value}, "", ""))

    assert check(text).findings == ()


@pytest.mark.parametrize("hollow", [None, "", 5, ["a"]])
def test_a_data_source_that_is_none_gets_no_second_finding_for_what_it_would_know(hollow: Any) -> None:
    parameter = {"datasource": hollow, "logstore": "l", "column": ["a"], "beginDateTime": "1", "endDateTime": "2"}
    step = {"stepType": "LogHub", "name": "Reader", "category": "reader", "parameter": parameter}
    text = script(Broken("batch_kafka_to_maxcompute", {"/steps/0": step, "/steps/1/parameter/column": ["a"]}, "", ""))

    assert len(found(text)) == 1
