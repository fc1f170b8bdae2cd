"""A task id says what it is: ``100`` is a file, ``solution-100`` a one-click solution, wherever it is used."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dataworks.explain.local_errors import UNEXPLAINED
from server.hosting import Hosting
from tests.sessions import FOLDER, GROUP, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.tools.several import FOR_SEVERAL
from tools.calls.next_step import NextCall, next_call, usable
from tools.declarations import TOOLS
from tools.rules.audit import Audit
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.sets.realtime import TaskArguments

HOME = {"project_id": "10000"}
ONLY_FILES: dict[str, dict[str, Any]] = {
    "change_realtime_tables": {"add": ["shop.orders"]},
    "change_task": {"name": "another"},
    "copy_realtime_task": {"task_name": "copy", "folder": FOLDER, "resource_group": GROUP},
}

OF_ANY_FILE = {"delete_file"}
"""It deletes any file, and has the name and the parameters of its operation."""


def test_tools_over_tasks_take_a_task_id_and_operations_keep_the_parameters_of_the_api() -> None:
    taking = {spec.name for spec in TOOLS if spec.operation is None and "task_id" in spec.arguments.model_fields}
    showing = {spec.name for spec in TOOLS if spec.operation is None and "task_id" in str(spec.view.model_fields)}

    lists = {spec.name for spec in TOOLS if spec.operation is None and "task_ids" in spec.arguments.model_fields}

    assert taking == {*ONLY_FILES, "get_task_status", "read_task_script"}
    assert lists == FOR_SEVERAL
    assert taking - showing == set()
    several = [spec for spec in TOOLS if spec.operation is None and spec.name not in OF_ANY_FILE]
    assert [spec.name for spec in several if "file_id" in spec.arguments.model_fields] == []
    assert [spec.name for spec in several if "file_id" in spec.view.model_fields] == []


async def test_a_file_and_a_solution_of_one_number_are_two_tasks() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        task = facts_of(await client.call_tool("get_task_status", {**HOME, "task_id": "100"}))
        solution = facts_of(await client.call_tool("get_task_status", {**HOME, "task_id": "solution-100"}))

    assert (task["task_id"], task["task_type"], task["name"]) == ("100", "DI_REALTIME", "datahub_to_datahub")
    assert (solution["task_id"], solution["task_type"]) == ("solution-100", "DI_SOLUTION")
    assert solution["name"] == "holo_20211206161025"


@pytest.mark.parametrize("tool", ONLY_FILES)
async def test_a_tool_that_can_not_do_its_work_for_a_solution_says_so_before_anything_is_sent(tool: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool(tool, {**HOME, "task_id": "solution-100", **ONLY_FILES[tool]})

    assert result.is_error
    assert "/task_id: is a one-click solution; this tool is for tasks that are files" in text_of(result)
    assert sent(emulator) == []


@pytest.mark.parametrize(
    ("task_id", "problem"),
    [
        ("solution-", "must be digits, or solution- and digits"),
        ("solution-007", "must be written without leading zeros"),
        ("Solution-7", "must be digits, or solution- and digits"),
        ("job-7", "must be digits, or solution- and digits"),
        ("7 ", "must be digits, or solution- and digits"),
        ("solution-9223372036854775808", "must be at most 9223372036854775807"),
        (2**53, "rounded by some clients"),
    ],
)
async def test_an_id_has_one_spelling(task_id: object, problem: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool("get_task_status", {**HOME, "task_id": task_id})

    assert f"/task_id: {problem}" in text_of(result) or problem in text_of(result)
    assert sent(emulator) == []


async def test_a_plan_and_the_audit_trail_name_a_solution_as_one(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    call = {**HOME, "file_id": "100"}
    async with assistant(emulated(time), time) as client:
        plans = [
            facts_of(await client.call_tool("deploy_di_sync_task", {**call, "task_type": kind}))["plan"]["what"]
            for kind in ("DI_SOLUTION", "DI_REALTIME")
        ]
    rules = Hosting(gate=Gate(Mode.FULL), audit=Audit(path))
    async with assistant(emulated(time), time, hosting=rules) as client:
        for kind in ("DI_SOLUTION", "DI_REALTIME"):
            await client.call_tool("deploy_di_sync_task", {**call, "task_type": kind})
        await client.call_tool("start_tasks", {**HOME, "task_ids": ["100"]})

    assert [plan.partition(" and ")[0] for plan in plans] == [
        "Submit task solution-100 in workspace 10000",
        "Submit task 100 in workspace 10000",
    ]
    recorded = [json.loads(line)["task"] for line in path.read_text("utf-8").splitlines()]
    assert recorded[::2] == recorded[1::2] == ["solution-100", "100", "100"], "before each write, and after it"


@pytest.mark.parametrize(("kind", "task_id"), [("DI_SOLUTION", "solution-100"), ("DI_REALTIME", "100")])
def test_the_tool_that_stands_in_for_an_operation_gets_the_id_in_its_own_spelling(kind: str, task_id: str) -> None:
    named = NextCall("get_di_sync_instance_info", {**HOME, "file_id": "100", "task_type": kind})

    step = usable(named, lambda name: name == "get_task_status")

    assert step == NextCall("get_task_status", {**HOME, "task_id": task_id})


def test_an_operation_that_comes_next_gets_the_number_of_the_task() -> None:
    stopping = TaskArguments(project_id="10000", task_id="100")
    meaning = replace(UNEXPLAINED, then="GetDISyncInstanceInfo")

    step = next_call(meaning, stopping)

    assert step == NextCall("get_di_sync_instance_info", {**HOME, "file_id": "100"})
