"""A batch task that two callers bring to production at the same time, or that somebody else submits or deletes."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from dataworks.operations.v2020.deployments import DeployFile, SubmitFile
from emulator.handlers.catalog import handlers
from emulator.service import Emulator
from emulator.world.lifecycle import AfterSeconds, AtOnce, Speed
from tests.faults import Fault, refused, rejected
from tests.others import acts_before, together
from tests.sessions import Time, emulated, facts_of, sent, text_of, trusted
from tests.tools.test_batch_changed_meanwhile import newest
from tests.tools.test_batch_to_production import DEPLOYED, TOOL
from tests.tools.test_create_batch_task import PLAIN


def sent_by_another(emulator: Emulator, operation: type[SubmitFile | DeployFile]) -> None:
    """Have somebody submit or deploy the newest task."""
    asked = operation(project_id="10000", file_id=str(newest(emulator).file_id))
    handlers()[operation.key()].answer(emulator.world, asked)


@pytest.mark.parametrize("speed", [AtOnce(), AfterSeconds(4)], ids=["at once", "slowly"])
async def test_two_callers_bring_one_task_to_production(speed: Speed) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.deploying_speed = speed
    async with trusted(emulator, time) as client, trusted(emulator, time) as other:
        results: list[Any] = await together(
            partial(client.call_tool, TOOL, DEPLOYED), partial(other.call_tool, TOOL, DEPLOYED)
        )

    assert [text_of(result) for result in results if result.is_error] == []
    assert {(facts_of(result)["state"], facts_of(result)["task_id"]) for result in results} == {
        ("deployed", str(newest(emulator).file_id))
    }
    assert (sent(emulator).count("SubmitFile"), sent(emulator).count("DeployFile")) == (1, 1)


@pytest.mark.parametrize(
    ("before", "operation", "said", "requests"),
    [
        (("GetFile", 2), SubmitFile, ["submitted"], 0),
        (("SubmitFile", 1), SubmitFile, ["submitted"], 1),
        (("GetFile", 3), DeployFile, ["deployed"], 0),
        (("DeployFile", 1), DeployFile, ["deployed"], 1),
    ],
)
async def test_what_is_under_way_is_not_made_again_and_who_did_it_is_told(
    before: tuple[str, int], operation: type[SubmitFile | DeployFile], said: list[str], requests: int
) -> None:
    time = Time()
    emulator = emulated(time)
    acts_before(emulator, before[0], lambda: sent_by_another(emulator, operation), before[1])
    if requests:
        emulator.fail(operation.action(), rejected(f"fileId:[1] can not be {said[0]} now."))
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, DEPLOYED))

    assert (answer["state"], answer["done_by_others"]) == ("deployed", said)
    assert sent(emulator).count(operation.action()) == requests
    assert len(emulator.world.deployments) == 2


async def test_a_schedule_that_somebody_else_has_just_set_is_no_failure() -> None:
    time = Time()
    emulator = emulated(time)

    def scheduled() -> None:
        parent = f"{emulator.world.workspaces['10000'].identifier}_root"
        schedule = {"CronExpress": "00 30 02 * * ?", "CycleType": "DAY", "InputList": [{"Input": parent}]}
        values = {**newest(emulator).schedule, **schedule, "ParaValue": "bizdate=$bizdate"}
        emulator.world.workspaces["10000"].add(replace(newest(emulator), schedule=values))

    acts_before(emulator, "UpdateFile", scheduled)
    emulator.fail("UpdateFile", refused(400, "Invalid.Parameter", "nothing to update"))
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, DEPLOYED))

    assert answer["state"] == "deployed"
    assert sent(emulator).count("UpdateFile") == 1


@pytest.mark.parametrize(
    ("operation", "number"), [("UpdateFile", 1), ("SubmitFile", 1), ("GetDeployment", 1), ("DeployFile", 1)]
)
async def test_a_new_task_that_somebody_deletes_is_made_anew_by_the_same_call(operation: str, number: int) -> None:
    time = Time()
    emulator = emulated(time)
    acts_before(emulator, operation, lambda: emulator.world.workspaces["10000"].remove(newest(emulator)), number)
    async with trusted(emulator, time) as client:
        broken = await client.call_tool(TOOL, DEPLOYED)
        answer = facts_of(await client.call_tool(TOOL, DEPLOYED))

    error = facts_of(broken)["error"]
    assert (error["code"], error["retry"]) == ("NewTaskDeleted", "yes")
    gone = f"Task {answer['replaced'][0]} is no longer among the files of the workspace."
    assert error["exists"] == f"{gone} The same call creates another one."
    assert "exists;" not in text_of(broken)
    assert (answer["state"], answer["task_id"]) == ("deployed", str(newest(emulator).file_id))


@pytest.mark.parametrize("fault", [refused(403, "Forbidden.Access"), refused(400, "X"), rejected("no")], ids=repr)
async def test_a_task_that_still_exists_is_not_called_gone(fault: Fault) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("SubmitFile", fault, times=None)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool(TOOL, DEPLOYED))["error"]

    task = f"Task {newest(emulator).file_id}"
    assert error["exists"] == (
        f"{task} exists; it was not submitted; the same call again continues. {task} was scheduled by this call."
    )


async def test_a_plain_create_does_not_look_for_others() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool(TOOL, PLAIN)

    assert sent(emulator) == [
        *("ListFolders", "ListDataSources", "GetDataSourceMeta", "GetMetaTableColumn", "ListResourceGroups"),
        *("CreateDISyncTask", "GetFile"),
    ]
