"""Pausing, resuming and retiring nodes of the new Data Studio with the tools for tasks of any type."""

from typing import Any

import pytest

from emulator.handlers.v2024.pipelines import approve
from emulator.seed.first_node import PIPELINE_ID
from emulator.service import Emulator
from emulator.world.course import Course
from emulator.world.ids import FIRST_NODE
from emulator.world.lifecycle import AtOnce, Failing
from emulator.world.nodes import OFFLINE, PRODUCTION_STAGE, SUCCESS, Pipeline, Stage
from tests.faults import Fault, doubled, dropped_after, dropped_before
from tests.others import acts_before
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of, trusted

NODE = f"node-{FIRST_NODE}"
CALL = {"project_id": "10002", "task_ids": [NODE]}
LOST = [dropped_after, dropped_before, doubled]


def recurrence(emulator: Emulator) -> str | None:
    """That of the node in production; ``None``: production does not run it."""
    node = emulator.world.workspaces["10002"].deployed_nodes(emulator.world.clock()).get(FIRST_NODE)
    return None if node is None else str(node.spec["recurrence"])


def begun(emulator: Emulator) -> int:
    """How many pipelines calls have begun."""
    return len([each for each in emulator.world.workspaces["10002"].pipelines if each != PIPELINE_ID])


async def row_of(client: Any, tool: str) -> dict[str, Any]:
    result = await client.call_tool(tool, CALL)
    assert not result.is_error, text_of(result)
    (row,) = facts_of(result)["rows"]
    return dict(row)


async def test_a_schedule_is_paused_and_resumed_in_production() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        paused = await row_of(client, "stop_tasks")
        assert recurrence(emulator) == "Pause"
        emulator.calls.clear()
        again = await row_of(client, "stop_tasks")
        assert {"UpdateNode", "CreatePipelineRun"}.isdisjoint(sent(emulator))
        time.now += 60
        resumed = await row_of(client, "start_tasks")

    assert (paused["done"], again["result"]) == (["paused", "deployed"], "as wished")
    assert (resumed["done"], recurrence(emulator)) == (["resumed", "deployed"], "Normal")
    assert begun(emulator) == 2


async def test_a_pipeline_of_somebody_who_takes_the_node_out_is_not_that_of_a_lost_request() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10002"]

    def taken_out() -> None:
        done = Course((SUCCESS,), AtOnce(), time.now)
        stage = Stage(PRODUCTION_STAGE, "Take out of production", "Offline", done)
        node = workspace.nodes[FIRST_NODE]
        workspace.pipelines["theirs"] = Pipeline("theirs", OFFLINE, node, time.now, (stage,))

    emulator.fail("CreatePipelineRun", dropped_before())
    acts_before(emulator, "CreatePipelineRun", taken_out)
    async with trusted(emulator, time) as client:
        paused = await row_of(client, "stop_tasks")

    assert (paused["done"], recurrence(emulator)) == (["paused", "deployed"], "Pause")
    assert sent(emulator).count("CreatePipelineRun") == 2


async def test_a_node_is_taken_out_of_production_and_deleted() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        row = await row_of(client, "retire_tasks")

    assert row["state"] == "GONE"
    assert row["done"] == ["taken out of production", "deleted"]
    assert emulator.world.workspaces["10002"].nodes == {}
    assert recurrence(emulator) is None


async def test_what_a_call_goes_on_with_is_its_own_deed_where_a_later_step_fails() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("ExecPipelineRunStage", Fault(kind="refuse", status=403, code="Forbidden"))
    emulator.fail("DeleteNode", Fault(kind="reject"))
    async with trusted(emulator, time) as client:
        first = facts_of(await client.call_tool("retire_tasks", CALL))
        second = facts_of(await client.call_tool("retire_tasks", CALL))

    assert "was taken out of production" not in str(first)
    assert "was taken out of production by this call" in str(second)
    assert (recurrence(emulator), begun(emulator)) == (None, 1)


@pytest.mark.parametrize("fault", LOST, ids=["after", "before", "double"])
@pytest.mark.parametrize("operation", ["UpdateNode", "CreatePipelineRun", "ExecPipelineRunStage"])
async def test_after_a_lost_answer_a_schedule_is_paused_once(operation: str, fault: Any) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail(operation, fault())
    async with trusted(emulator, time) as client:
        row = await row_of(client, "stop_tasks")

    assert (row["done"], recurrence(emulator), begun(emulator)) == (["paused", "deployed"], "Pause", 1)


@pytest.mark.parametrize("fault", LOST, ids=["after", "before", "double"])
@pytest.mark.parametrize("operation", ["CreatePipelineRun", "ExecPipelineRunStage", "DeleteNode"])
async def test_after_a_lost_answer_a_node_is_retired_once(operation: str, fault: Any) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail(operation, fault())
    async with trusted(emulator, time) as client:
        row = await row_of(client, "retire_tasks")

    assert (row["state"], row["done"], begun(emulator)) == ("GONE", ["taken out of production", "deleted"], 1)


@pytest.mark.parametrize("tool", ["stop_tasks", "start_tasks"])
async def test_a_node_that_waits_for_an_approval_says_so_and_the_same_call_continues(tool: str) -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10002"]
    async with trusted(emulator, time) as client:
        if tool == "start_tasks":
            await row_of(client, "stop_tasks")
            time.now += 60
        before = begun(emulator)
        workspace.approves = True
        waiting = facts_of(await client.call_tool(tool, CALL))
        in_a_list = facts_of(await client.call_tool(tool, {**CALL, "task_ids": [NODE, "job-11500"]}))
        (pipeline,) = [number for number, each in workspace.pipelines.items() if each.next_stage(time.now)]
        approve(emulator.world, workspace, pipeline)
        row = await row_of(client, tool)

    assert waiting["rows"][0]["result"] == "unfinished"
    assert "Approval waits for somebody in the console" in waiting["next"]
    assert "Approval waits for somebody in the console" in in_a_list["rows"][0]["means"]
    assert (row["state"], begun(emulator) - before) == ("DEPLOYED", 1)


async def test_a_failed_removal_says_that_production_still_runs_it() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.deploying_speed = Failing("locked")
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool("retire_tasks", CALL))["error"]
        emulator.world.deploying_speed = AtOnce()
        row = await row_of(client, "retire_tasks")

    assert "locked" in error["message"]
    assert "production runs it" in error["exists"]
    assert row["state"] == "GONE"


async def test_a_plan_says_what_retiring_a_node_ends_for_good() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        text = text_of(await client.call_tool("retire_tasks", CALL))

    assert "the nodes are deleted permanently" in text
    assert NODE in text
    assert FIRST_NODE in emulator.world.workspaces["10002"].nodes


def deletes(emulator: Emulator) -> None:
    """Somebody takes the node out of production, and deletes it."""
    workspace = emulator.world.workspaces["10002"]
    del workspace.nodes[FIRST_NODE]
    workspace.pipelines.clear()


@pytest.mark.parametrize(
    ("operation", "number", "before"),
    [
        ("GetNode", 2, ""),
        ("UpdateNode", 1, ""),
        ("GetNode", 3, "; before that, it was paused by this call"),
        ("CreatePipelineRun", 1, "; before that, it was paused by this call"),
    ],
)
async def test_a_node_that_somebody_deletes_while_it_is_paused_is_said_to_be_deleted(
    operation: str, number: int, before: str
) -> None:
    time = Time()
    emulator = emulated(time)
    acts_before(emulator, operation, lambda: deletes(emulator), number)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool("stop_tasks", CALL))["error"]

    assert error["code"] == "DeletedMeanwhile"
    assert error["exists"] == f"Node {NODE} no longer exists in the workspace{before}."


@pytest.mark.parametrize(("operation", "number"), [("GetNode", 2), ("CreatePipelineRun", 1), ("DeleteNode", 1)])
async def test_a_node_that_somebody_deletes_while_it_is_retired_is_retired(operation: str, number: int) -> None:
    time = Time()
    emulator = emulated(time)
    acts_before(emulator, operation, lambda: deletes(emulator), number)
    async with trusted(emulator, time) as client:
        row = await row_of(client, "retire_tasks")

    assert (row["state"], row["done_by_others"]) == ("GONE", ["deleted"])
