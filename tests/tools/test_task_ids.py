"""A task id says what it is: ``100`` is a file, ``solution-100`` a one-click solution, wherever it is used."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from dataworks.explain.local_errors import UNEXPLAINED
from dataworks.operations.v2024.job_alarms import DeleteDIAlarmRule, ListDIAlarmRules
from dataworks.operations.v2024.jobs import StartDIJob
from dataworks.operations.v2024.nodes import GetNode
from dataworks.task_ids import WRITTEN, IdOf, id_of, kind_of, number_of
from server.hosting import Hosting
from tests.sessions import FOLDER, GROUP, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.stories.talks import batch_task
from tests.tools.several import FOR_SEVERAL, for_one
from tools.arguments.parsing import task_of
from tools.calls.next_step import NextCall, next_call, usable
from tools.declarations import TOOLS
from tools.rules.audit import Audit
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.sets.realtime import TaskArguments

HOME = {"project_id": "10000"}
ONLY_FILES: dict[str, dict[str, Any]] = {
    "change_realtime_tables": {"add": ["shop.orders"]},
    "change_task": {"name": "another"},
    "copy_realtime_task": {"task_name": "copy", "folder": FOLDER, "resource_group": GROUP},
}

ONLY_JOBS = {"get_task_metrics", "get_task_log", "set_task_alarm"}

OF_ANY_FILE = {"delete_file"}
"""It deletes any file, and has the name and the parameters of its operation."""


def test_tools_over_tasks_take_a_task_id_and_operations_keep_the_parameters_of_the_api() -> None:
    taking = {spec.name for spec in TOOLS if spec.operation is None and "task_id" in spec.arguments.model_fields}
    showing = {spec.name for spec in TOOLS if spec.operation is None and "task_id" in str(spec.view.model_fields)}

    lists = {spec.name for spec in TOOLS if spec.operation is None and "task_ids" in spec.arguments.model_fields}

    assert taking == {*ONLY_FILES, "get_task_status", "read_task_script", *ONLY_JOBS}
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
        ("solution-", "must be digits, or solution-, job- or node- and digits"),
        ("solution-007", "must be written without leading zeros"),
        ("Solution-7", "must be digits, or solution-"),
        ("7 ", "must be digits, or solution-"),
        ("job-٧", "must be digits, or solution-"),
        ("job-node-7", "must be digits, or solution-"),
        ("-7", "must be digits, or solution-"),
        ("job-07", "must be written without leading zeros"),
        ("node-9223372036854775808", "must be at most 9223372036854775807"),
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


TAKING = {**ONLY_FILES, **{key: {} for key in ("get_task_status", "read_task_script", *sorted(FOR_SEVERAL))}}
WORK_ON_NODES = {*FOR_SEVERAL, "get_task_status", "read_task_script", "change_task"}
JOB, NODE = "job-11588", "node-7567482277219412494"


@pytest.mark.parametrize("tool", TAKING)
async def test_every_tool_works_on_jobs_and_one_that_can_not_work_on_nodes_says_which_can(tool: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        of = [for_one(tool, {**HOME, "task_id": task_id, **TAKING[tool]}) for task_id in (JOB, NODE)]
        job, node = [text_of(await client.call_tool(tool, arguments)) for arguments in of]

    place = "/task_ids/0" if tool in FOR_SEVERAL else "/task_id"
    of_nodes = (f"{place}: is a node of the new Data Studio", "change_task changes it")
    assert [words in node for words in of_nodes] == [tool not in WORK_ON_NODES] * 2
    assert f"{place}: is a " not in job
    looks = [action for action in sent(emulator) if action not in {"GetDIJob", "GetNode", "ListNodes", "ListFolders"}]
    assert looks == ["ListFiles"], "to find the node's task"


@pytest.mark.parametrize("tool", TAKING)
async def test_the_node_of_a_task_is_answered_with_the_task(tool: str) -> None:
    time = Time()
    emulator = emulated(time)
    file_id = await batch_task(emulator, time)
    node = emulator.world.workspaces["10000"].task("DI_OFFLINE", file_id).node_id
    async with assistant(emulator, time) as client:
        arguments = for_one(tool, {**HOME, "task_id": f"node-{node}", **TAKING[tool]})
        result = await client.call_tool(tool, arguments)

    assert f"is the scheduler's node of task {file_id}; give {file_id} instead" in text_of(result)


async def test_no_file_is_looked_for_where_the_rules_forbid_that() -> None:
    time = Time()
    emulator = emulated(time)
    rules = Hosting(gate=Gate(policy=Policy(deny=["ListFiles"])))
    async with assistant(emulator, time, hosting=rules) as client:
        result = await client.call_tool(
            "copy_realtime_task", {**HOME, "task_id": NODE, **ONLY_FILES["copy_realtime_task"]}
        )

    assert sent(emulator) == []
    assert result.is_error


@pytest.mark.parametrize("kind", IdOf)
def test_an_id_says_what_it_is_of_and_its_number_is_that_of_the_api(kind: IdOf) -> None:
    task_id = id_of("7567482277219412494", kind)

    assert (kind_of(task_id), number_of(task_id)) == (kind, "7567482277219412494")
    assert WRITTEN.fullmatch(task_id)


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


@pytest.mark.parametrize(
    ("operation", "task_id"),
    [
        (StartDIJob(id="11588"), "job-11588"),
        (DeleteDIAlarmRule(id="7", di_job_id="11588"), "job-11588"),
        (GetNode(id="7567482277219412494"), "node-7567482277219412494"),
        (ListDIAlarmRules(job_id="11588"), "job-11588"),
    ],
    ids=lambda each: getattr(type(each), "__name__", ""),
)
def test_an_operation_on_a_job_or_a_node_is_one_on_the_task_of_that_id(operation: BaseModel, task_id: str) -> None:
    assert task_of(operation) == task_id


@pytest.mark.parametrize(
    ("action", "task_id", "known"),
    [
        ("GetDIJob", "job-11588", {"project_id": "10000", "id": "11588"}),
        ("ListDIJobEvents", "job-11588", {"di_job_id": "11588"}),
        ("GetNode", "node-5", {"project_id": "10000", "id": "5"}),
        ("GetNode", "job-5", {"project_id": "10000"}),
        ("GetFile", "job-5", {"project_id": "10000"}),
    ],
)
def test_an_operation_that_comes_next_gets_the_number_of_a_task_of_its_kind(
    action: str, task_id: str, known: dict[str, str]
) -> None:
    step = next_call(replace(UNEXPLAINED, then=action), TaskArguments(project_id="10000", task_id=task_id))

    assert step is not None
    assert step.arguments == known


def test_an_operation_that_comes_next_gets_the_number_of_the_task() -> None:
    stopping = TaskArguments(project_id="10000", task_id="100")
    meaning = replace(UNEXPLAINED, then="GetDISyncInstanceInfo")

    step = next_call(meaning, stopping)

    assert step == NextCall("get_di_sync_instance_info", {**HOME, "file_id": "100"})
