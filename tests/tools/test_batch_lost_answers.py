"""A batch task on its way to production, where the answer to a step is lost, or the step fails."""

import re
from typing import Any

import pytest

from tests.faults import doubled, dropped_after, dropped_before, refused
from tests.sessions import Time, emulated, facts_of, sent, trusted
from tests.tools.test_batch_to_production import DEPLOYED, TOOL


@pytest.mark.parametrize("operation", ["UpdateFile", "SubmitFile", "DeployFile"])
@pytest.mark.parametrize("fault", [dropped_after, dropped_before, doubled], ids=["after", "before", "double"])
async def test_after_a_lost_answer_the_call_looks_and_goes_on(operation: str, fault: Any) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail(operation, fault())
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, DEPLOYED))
        listed = await client.call_tool("list_file_versions", {"project_id": "10000", "file_id": answer["task_id"]})

    assert answer["state"] == "deployed"
    assert "done_by_others" not in answer
    assert sent(emulator).count(operation) == (2 if fault is dropped_before else 1)
    assert answer["done"] == ["scheduled", "submitted", "deployed"]
    assert len(emulator.world.deployments) == 2
    assert facts_of(listed)["total_count"] == 1


async def test_a_stage_that_can_not_be_read_is_said_to_be_unknown() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool(TOOL, DEPLOYED)
        emulator.fail("ListFileVersions", refused(403, "Forbidden.Access"), times=None)
        error = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    assert error["exists"].endswith(
        "exists; how far it is on its way to production is not known. The same call again finds out."
    )


@pytest.mark.parametrize(("after", "stage"), [(1, "a draft"), (2, "submitted")])
async def test_a_step_that_can_not_be_checked_leaves_the_stage_that_was_seen(after: int, stage: str) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("GetFile", refused(403, "Forbidden.Access"), after=after, times=None)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    assert f"exists; it was {stage} when last seen; the same call again continues." in error["exists"]


@pytest.mark.parametrize(
    ("operation", "after", "done"),
    [
        ("SubmitFile", 0, "scheduled"),
        ("GetFile", 2, "scheduled and submitted"),
        ("DeployFile", 0, "scheduled and submitted"),
    ],
)
async def test_a_failure_on_the_way_says_what_this_call_did(operation: str, after: int, done: str) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail(operation, refused(403, "Forbidden.Access"), after=after, times=None)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    assert re.search(rf"Task \d+ was {done} by this call\.$", error["exists"])


@pytest.mark.parametrize("operation", ["UpdateFile", "SubmitFile", "DeployFile"])
async def test_after_two_lost_answers_the_same_call_again_finds_out_and_goes_on(operation: str) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail(operation, dropped_before(), times=2)
    async with trusted(emulator, time) as client:
        broken = await client.call_tool(TOOL, DEPLOYED)
        answer = facts_of(await client.call_tool(TOOL, DEPLOYED))
        listed = await client.call_tool("list_file_versions", {"project_id": "10000", "file_id": answer["task_id"]})

    error = facts_of(broken)["error"]
    assert answer["task_id"] in error["exists"]
    assert "the same call again" in error["exists"]
    assert error["operation"] == operation
    assert answer["state"] == "deployed"
    assert len(emulator.world.deployments) == 2
    assert facts_of(listed)["total_count"] == 1
