"""Scripts as vendors show and users write them: none is refused that the service takes, and no warning is false.

``cases``: modelled on public scripts. ``further.jsonl``: more of them, after the vendor's pages about each step type
and after public repositories, each with its findings: place, rule, severity. ``vendor_parameters.json``: parameters
that these pages name, sampled over the step types.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from dataworks.scripts.check import check
from dataworks.scripts.findings import Finding

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").iterdir())
FURTHER: list[dict[str, Any]] = [json.loads(line) for line in (HERE / "further.jsonl").read_text("utf-8").splitlines()]
PARAMETERS: list[tuple[str, str, str]] = json.loads((HERE / "vendor_parameters.json").read_text("utf-8"))

READER, WRITER = "/steps/0/parameter", "/steps/1/parameter"
Found = list[tuple[str, str, str]]

FINDINGS: dict[str, Found] = {
    "05_stream_reader_template.json": [(READER, "empty-step", "error")],
    "07_mysql_to_holo.json": [(READER, "no-split-key", "warning")],
    "16_mongo_reader.json": [("/setting/speed/concurrent", "mongodb-concurrency", "warning")],
    "40_oceanbase_no_table.json": [(READER, "missing-parameter", "warning")],
    "41_dm_no_schema.json": [
        (READER, "missing-parameter", "warning"),
        (f"{READER}/column", "star-column", "warning"),
    ],
    "52_version_1.0_old.json": [("/configuration", "datax-shape", "error")],
    "58_kafka_writer_no_columns.json": [(WRITER, "no-data-source", "warning")],
    "62_oss_text_columns_passes.json": [(f"{READER}/column", "column-objects", "warning")],
    "63_connection_object.json": [(f"{READER}/connection", "wrong-type", "error")],
    "64_lowercase_querysql.json": [(f"{READER}/querysql", "misspelt-parameter", "error")],
    "65_datax_suggestion.json": [("/job", "datax-shape", "error")],
    "66_comment.json.txt": [("", "invalid-json", "error")],
}
"""What is right to find in cases; in all others nothing."""


def findings_in(text: str) -> Found:
    return [(finding.pointer, finding.rule, finding.severity) for finding in check(text).findings]


def only_finding(name: str) -> Finding:
    (finding,) = check((HERE / "cases" / name).read_text("utf-8")).findings
    return finding


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_in_a_real_script_nothing_is_found_but_what_is_wrong(path: Path) -> None:
    assert findings_in(path.read_text("utf-8")) == FINDINGS.get(path.name, [])


@pytest.mark.parametrize("row", FURTHER, ids=lambda row: row["name"])
def test_in_a_further_script_nothing_is_found_but_what_is_wrong(row: dict[str, Any]) -> None:
    assert sorted(findings_in(json.dumps(row["script"]))) == sorted(map(tuple, row["right"]))


def test_there_are_enough_further_scripts_of_enough_step_types() -> None:
    types = {step.get("stepType") for row in FURTHER for step in row["script"]["steps"]}

    assert len(FURTHER) >= 60
    assert len(types) >= 40


@pytest.mark.parametrize(("step_type", "category", "parameter"), PARAMETERS)
def test_a_parameter_that_the_vendor_names_is_known(step_type: str, category: str, parameter: str) -> None:
    step = {"stepType": step_type, "category": category, "name": "A", "parameter": {parameter: ""}}
    found = findings_in(json.dumps({"type": "job", "version": "2.0", "steps": [step]}))

    assert [rule for place, rule, _ in found if place == f"{READER}/{parameter}" and "known" in rule] == []


def test_a_hundred_parameters_are_sampled_over_the_step_types() -> None:
    assert len({tuple(row) for row in PARAMETERS}) >= 100
    assert len({step_type for step_type, _, _ in PARAMETERS}) >= 50


def test_text_columns_are_answered_with_the_form_that_is_right() -> None:
    suggestion = only_finding("62_oss_text_columns_passes.json").suggestion

    assert suggestion == 'write {"index": 0, "type": "string"}, for example'


def test_a_misspelt_query_is_the_cause_of_the_missing_table() -> None:
    assert only_finding("64_lowercase_querysql.json").suggestion == "did you mean 'querySql'?"


def test_a_connection_that_is_an_object_must_be_a_list() -> None:
    assert "must be a list" in only_finding("63_connection_object.json").message


def test_a_comment_is_named_with_its_place() -> None:
    assert "has a comment at line 3, column 21" in only_finding("66_comment.json.txt").message
