"""A step of a batch task that somebody else has made, or whose answer was lost, is not made twice."""

import pytest

from dataworks.operations.v2020.deployments import DeployFile, SubmitFile
from emulator.exchange import Dropped, Reply, Request
from emulator.handlers.files import deploy_file, submit_file
from emulator.world.lifecycle import AfterSeconds
from tests.faults import dropped_after, refused
from tests.sessions import Time, emulated, facts_of, trusted
from tests.tools.test_batch_to_production import DEPLOYED, SCHEDULED, TOOL, writes


@pytest.mark.parametrize("operation", ["SubmitFile", "DeployFile"])
async def test_a_step_whose_answer_was_lost_is_looked_up_and_goes_on(operation: str) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail(operation, dropped_after())
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, DEPLOYED))

    assert answer["state"] == "deployed"
    assert writes(emulator)[2:] == ["SubmitFile", "DeployFile"]


async def test_what_somebody_else_is_submitting_is_not_submitted_again() -> None:
    """Until the submission is successful the file shows neither a node nor that it is committed."""
    time = Time()
    emulator = emulated(time)
    emulator.world.deploying_speed = AfterSeconds(20.0)
    async with trusted(emulator, time) as client:
        file_id = facts_of(await client.call_tool(TOOL, SCHEDULED))["task_id"]
        await client.call_tool("submit_file", {"project_id": "10000", "file_id": file_id})
        reported = facts_of(await client.call_tool(TOOL, SCHEDULED))["state"]
        answer = facts_of(await client.call_tool(TOOL, {**DEPLOYED, "wait_seconds": 55}))

    assert (reported, answer["state"]) == ("submitting", "deployed")
    assert writes(emulator).count("SubmitFile") == 1


@pytest.mark.parametrize("operation", [SubmitFile, DeployFile])
async def test_a_step_that_somebody_else_made_in_between_is_no_failure(
    operation: type[SubmitFile | DeployFile],
) -> None:
    """The step is refused, since it is under way; the look after that shows it."""
    time = Time()
    emulator = emulated(time)
    emulator.fail(operation.action(), refused(400, "Invalid.Parameter", "It is under way."), times=None)
    answer, made = emulator.answer, set[str]()

    def answered(request: Request) -> Reply | Dropped:
        if request.action == operation.action() and not made:
            made.add(request.action)
            handler = {SubmitFile: submit_file, DeployFile: deploy_file}[operation]
            handler.answer(emulator.world, operation(project_id="10000", file_id=request.parameters["FileId"]))
        return answer(request)

    emulator.answer = answered  # type: ignore[method-assign]
    async with trusted(emulator, time) as client:
        result = facts_of(await client.call_tool(TOOL, DEPLOYED))

    assert result["state"] == "deployed"
    assert len(emulator.world.deployments) == 2
