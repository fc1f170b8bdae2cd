"""Every tool that takes a script checks it before it sends anything."""

import json
from typing import Any

import pytest

from dataworks.markers import HoldsScript, marker
from emulator.seed.samples import BATCH_SCRIPT
from tests.operations import OPERATIONS
from tests.sessions import FOLDER, GROUP, Time, emulated, facts_of, sent, text_of, trusted
from tests.structure.tree import ROOT
from tests.tools.calls import called
from tools.arguments.reviews import takes_scripts
from tools.arguments.schemas import input_schema
from tools.catalog import snake_case
from tools.declarations import TOOLS

JOB: dict[str, Any] = json.loads(BATCH_SCRIPT)
CREATE = {"project_id": "10000", "task_type": "DI_OFFLINE", "task_name": "nightly"}
PLACE = {"FileFolderPath": FOLDER, "ResourceGroup": GROUP}
UPDATE = {"project_id": "10000", "task_type": "DI_OFFLINE", "file_id": "1000000"}
WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "batch job": (
        "create_di_sync_task",
        {**CREATE, "task_content": {**JOB, "version": "1.0"}, "task_param": PLACE},
        '/task_content/version: must be "2.0", not "1.0"; write "2.0"',
    ),
    "settings": (
        "create_di_sync_task",
        {**CREATE, "task_content": JOB, "task_param": {**PLACE, "Cu": 0.7}},
        "/task_param/Cu: must be a multiple of 0.5, not 0.7; write 0.5",
    ),
    "job for an update": (
        "update_di_sync_task",
        {**UPDATE, "task_content": {**JOB, "steps": []}},
        "/task_content/steps: no step has the category reader; add a reader step",
    ),
    "generation": (
        "generate_di_sync_task_config_for_creating",
        {"project_id": "10000", "task_type": "DI_REALTIME", "task_param": {"type": "realtime"}},
        "/task_param: lacks setting",
    ),
    "generation of a change": (
        "generate_di_sync_task_config_for_updating",
        {"project_id": "10000", "task_type": "DI_REALTIME", "task_id": "1", "task_param": {"steps": []}},
        "/task_param/steps: no step has the category reader",
    ),
    "real-time task": (
        "create_realtime_task",
        {"project_id": "10000", "task_name": "x", "script": BATCH_SCRIPT},
        "/script: is a batch job; wanted is what a new real-time task is generated from",
    ),
}


SAMPLES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((ROOT / "tests" / "emulator" / "samples").glob("*.json"))
}
WITH_SCRIPTS = {name: sample for name, sample in SAMPLES.items() if takes_scripts(OPERATIONS[sample["action"]])}


@pytest.mark.parametrize("sample", WITH_SCRIPTS.values(), ids=WITH_SCRIPTS.keys())
async def test_the_official_sample_requests_are_sent(sample: dict[str, Any]) -> None:
    arguments = {snake_case(name): value for name, value in sample["parameters"].items()}
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool(snake_case(sample["action"]), arguments)

    assert not result.is_error, text_of(result)
    assert sent(emulator) == [sample["action"]]


@pytest.mark.parametrize(("tool", "arguments", "line"), WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_script_stops_the_call_before_anything_is_sent(
    tool: str, arguments: dict[str, Any], line: str
) -> None:
    arguments = arguments | ({"folder": FOLDER, "resource_group": GROUP} if tool == "create_realtime_task" else {})
    result, operations = await called(tool, arguments)

    assert result.is_error
    assert any(line in finding for finding in facts_of(result)["error"]["fix"]), facts_of(result)
    assert operations == []


async def test_a_wrong_script_and_a_missing_argument_are_told_together() -> None:
    wish = {"project_id": "10000", "task_name": "x", "folder": FOLDER, "script": {"type": "realtime"}}
    result, _ = await called("create_realtime_task", wish)

    assert [line.partition(":")[0] for line in facts_of(result)["error"]["fix"]] == ["/resource_group"] + [
        "/script"
    ] * 3


async def test_warnings_go_along_with_an_answer() -> None:
    job = {**JOB, "colour": "red"}
    result, operations = await called("create_di_sync_task", {**CREATE, "task_content": job, "task_param": PLACE})

    assert facts_of(result)["file_id"]
    assert operations == ["CreateDISyncTask"]
    assert [row["pointer"] for row in facts_of(result)["warnings"]] == ["/task_content/colour"]
    assert "warnings:\n- pointer=/task_content/colour, rule=unknown-key" in text_of(result)


async def test_warnings_go_along_with_a_plan_and_with_a_failure() -> None:
    job = {**JOB, "colour": "red"}
    plan, _ = await called("update_di_sync_task", {**UPDATE, "task_content": job})
    failure, _ = await called(
        "create_di_sync_task", {**CREATE, "task_content": job, "task_param": {**PLACE, "FileFolderPath": "a"}}
    )

    assert facts_of(plan).keys() == {"plan", "confirmation", "next", "warnings"}
    assert "error" in facts_of(failure)
    assert [row["rule"] for row in facts_of(failure)["warnings"]] == ["unknown-key", "folder-path"]


async def test_the_script_of_a_solution_only_has_to_be_json() -> None:
    arguments = {"project_id": "10000", "task_type": "DI_SOLUTION", "task_param": {"anything": "goes"}}
    _, operations = await called("generate_di_sync_task_config_for_creating", arguments)

    assert operations == ["GenerateDISyncTaskConfigForCreating"]


def test_every_script_that_a_tool_takes_is_checked() -> None:
    taken = {
        (spec.name, name)
        for spec in TOOLS
        for name, argument in input_schema(spec.arguments)["properties"].items()
        if "anyOf" in argument
    }
    checked = {
        (spec.name, name)
        for spec in TOOLS
        for name, field in spec.arguments.model_fields.items()
        if (holds := marker(field, HoldsScript)) and holds.kind
    }

    others = {
        ("check_task_script", "script"),  # it is the check
        ("create_batch_task", "reader"),  # a step of the script that is built and checked
        ("create_batch_task", "writer"),
        ("show_as_code", "arguments"),  # those of another tool
        ("create_node", "spec"),  # FlowSpec of any type of node
        ("update_node", "spec"),
    }
    assert taken - checked == others
