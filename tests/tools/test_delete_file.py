"""A file is called deleted only once production does not run it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.lifecycle import AfterReads, AtOnce, Stuck
from tests.faults import Fault, dropped_after, dropped_before, refused
from tests.others import acts_before
from tests.sessions import BATCH_WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted

HOME = {"project_id": "10000"}
WRITES = {"DeleteFile", "DeployFile"}


def writes(emulator: Emulator) -> list[str]:
    return [action for action in sent(emulator) if action in WRITES]


class Life:
    """A batch task in production, or on its way there."""

    def __init__(self, *, deploy: bool = True) -> None:
        self.time = Time()
        self.emulator = emulated(self.time)
        self.deploy, self.file_id = deploy, ""

    async def create(self) -> None:
        wish = {**HOME, **BATCH_WISH, "deploy": self.deploy}
        async with trusted(self.emulator, self.time) as client:
            self.file_id = facts_of(await client.call_tool("create_batch_task", wish))["task_id"]
        self.emulator.calls.clear()

    async def delete(self, **more: Any) -> dict[str, Any]:
        async with trusted(self.emulator, self.time) as client:
            result = await client.call_tool("delete_file", {**HOME, "file_id": self.file_id, **more})
        return facts_of(result)

    def runs(self) -> bool:
        return self.emulator.world.in_production("10000", int(self.file_id))


async def living(*, deploy: bool = True) -> Life:
    life = Life(deploy=deploy)
    await life.create()
    return life


async def test_contradiction_2_a_file_is_deleted_once_production_does_not_run_it() -> None:
    life = await living()

    answer = await life.delete()

    assert (answer["state"], life.runs()) == ("deleted", False)
    assert writes(life.emulator) == ["DeleteFile", "DeployFile"]


async def test_contradiction_2_the_plan_says_both_steps() -> None:
    life = await living()
    async with assistant(life.emulator, life.time) as client:
        plan = text_of(await client.call_tool("delete_file", {**HOME, "file_id": life.file_id}))

    assert "to the recycle bin, and then deploy its removal to production" in plan
    assert writes(life.emulator) == []


@pytest.mark.parametrize("operation", sorted(WRITES))
@pytest.mark.parametrize("fault", [dropped_after, dropped_before])
async def test_a_lost_answer_is_looked_up(operation: str, fault: Callable[[], Fault]) -> None:
    life = await living()
    life.emulator.fail(operation, fault())

    answer = await life.delete()

    assert (answer["state"], life.runs()) == ("deleted", False)
    assert len(writes(life.emulator)) == (2 if fault is dropped_after else 3)


async def test_a_call_that_ran_out_of_time_is_continued() -> None:
    life = await living()
    life.emulator.world.deploying_speed = Stuck()

    first = await life.delete()
    again = await life.delete()
    for deployment in life.emulator.world.deployments.values():
        deployment.course.speed = AtOnce()
    life.emulator.world.deploying_speed = Stuck()
    second = await life.delete()
    still = life.runs()
    last = await life.delete()
    for deployment in life.emulator.world.deployments.values():
        deployment.course.speed = AtOnce()
    done = await life.delete()

    assert [each["state"] for each in (first, again, second, last)] == [
        "removing",
        "removing",
        "deploying",
        "deploying",
    ]
    assert first["deployment_id"]
    assert still
    assert (done["state"], life.runs()) == ("deleted", False)
    assert writes(life.emulator) == ["DeleteFile", "DeployFile"]


async def test_a_deleted_file_is_deleted_again_without_a_request_to_change_it() -> None:
    life = await living()
    await life.delete()
    life.emulator.calls.clear()

    assert (await life.delete())["state"] == "deleted"
    assert writes(life.emulator) == []


async def test_what_was_submitted_again_since_its_deployment_leaves_production_too() -> None:
    life = await living()
    async with trusted(life.emulator, life.time) as client:
        await client.call_tool("submit_file", {**HOME, "file_id": life.file_id})

    answer = await life.delete()

    assert (answer["state"], life.runs()) == ("deleted", False)
    assert writes(life.emulator) == ["DeleteFile", "DeployFile"]


async def test_what_never_was_in_production_is_not_deployed() -> None:
    life = await living(deploy=False)

    assert (await life.delete())["state"] == "deleted"
    assert writes(life.emulator) == ["DeleteFile"]


async def test_without_a_development_environment_nothing_is_deployed() -> None:
    life = await living()
    life.emulator.world.workspaces["10000"].standard = False

    assert (await life.delete())["state"] == "deleted"
    assert writes(life.emulator) == ["DeleteFile"]
    assert not life.runs()


async def test_a_deployment_that_fails_leaves_the_file_in_production_and_is_made_again() -> None:
    life = await living()
    life.emulator.fail("DeployFile", Fault(kind="fail", message="Approval is required."))

    error = (await life.delete())["error"]
    still = life.runs()
    answer = await life.delete()

    assert error["message"] == "Approval is required."
    assert error["exists"].startswith(
        f"File {life.file_id} is in the recycle bin, and production runs it; after the fix"
    )
    assert still
    assert (answer["state"], life.runs()) == ("deleted", False)


@pytest.mark.parametrize(
    ("operation", "exists"),
    [
        ("DeleteFile", "File {} was not deleted."),
        (
            "DeployFile",
            "File {} is in the recycle bin, and production runs it; after the fix the same call again continues.",
        ),
        (
            "ListFileVersions",
            "File {} is in the recycle bin; whether production runs it is not known. The same call again finds out.",
        ),
        (
            "GetDeployment",
            "File {} is in the recycle bin, and being removed from development; production may still run it. The same "
            "call again continues.",
        ),
    ],
)
async def test_a_refused_step_says_how_far_the_file_is(operation: str, exists: str) -> None:
    life = await living()
    life.emulator.fail(operation, refused(400, "Invalid.Parameter"), times=None)

    error = (await life.delete())["error"]

    assert error["exists"] == exists.format(life.file_id)
    assert life.runs()


@pytest.mark.parametrize("deploy", [True, False])
async def test_a_file_that_could_not_be_removed_from_development_is_not_called_deleted_later(*, deploy: bool) -> None:
    life = await living()
    if not deploy:
        life.emulator.world.deployments.popitem()
    life.emulator.fail("DeleteFile", Fault(kind="fail", message="Another node depends on it."))

    errors = [(await life.delete())["error"] for _ in range(2)]

    assert [error["operation"] for error in errors] == ["DeleteFile", "DeleteFile"]
    assert (
        errors[0]["exists"]
        == errors[1]["exists"]
        == (
            f"File {life.file_id} is in the recycle bin, and was not removed from development; only DataStudio can "
            "restore it from there."
        )
    )
    assert writes(life.emulator) == ["DeleteFile"]


@pytest.mark.parametrize(
    ("operation", "number", "made"),
    [
        ("ListFileVersions", 1, ["DeleteFile"]),
        ("DeployFile", 1, ["DeleteFile", "DeployFile"]),
        ("GetDeployment", 2, ["DeleteFile", "DeployFile"]),
    ],
)
async def test_a_file_that_somebody_restores_is_not_deployed_nor_called_deleted(
    operation: str, number: int, made: list[str]
) -> None:
    life = await living()
    acts_before(life.emulator, operation, lambda: restored(life.emulator, life.file_id), number)

    error = (await life.delete())["error"]
    done = writes(life.emulator)
    answer = await life.delete()

    assert (error["code"], done) == ("ChangedMeanwhile", made)
    assert error["next_arguments"] == {**HOME, "task_id": life.file_id}
    assert error["exists"] == (
        f"File {life.file_id} is among the files of the workspace again; the same call again deletes it."
        + " This call has deployed it, as deleted or as restored." * ("DeployFile" in made)
    )
    assert (answer["state"], life.runs()) == ("deleted", False)


def restored(emulator: Emulator, file_id: str) -> None:
    """Have somebody take a file out of the recycle bin."""
    workspace = emulator.world.workspaces["10000"]
    file = workspace.in_bin(file_id)
    assert file is not None
    del workspace.recycled[file.task_type, file.file_id]
    workspace.add(replace(file, version=file.version + 1, committed=False))


async def test_a_deployment_under_way_when_the_file_is_deleted_does_not_bring_it_back() -> None:
    life = Life(deploy=True)
    life.emulator.world.deploying_speed = AtOnce()
    life.emulator.fail("DeployFile", Fault(kind="slow", seconds=300.0))
    wish = {**HOME, **BATCH_WISH, "wait_seconds": 5}
    async with trusted(life.emulator, life.time) as client:
        made = facts_of(await client.call_tool("create_batch_task", wish))
    life.file_id = made["task_id"]

    answer = await life.delete()
    life.time.now += 3600

    assert made["state"] == "deploying"
    assert (answer["state"], life.runs()) == ("deleted", False)


async def test_a_file_that_is_deleted_while_it_is_brought_to_production_is_not_deployed() -> None:
    life = await living(deploy=False)
    life.emulator.world.deploying_speed = AfterReads(1)
    wish = {**HOME, **BATCH_WISH}
    async with trusted(life.emulator, life.time) as client:

        def recycle() -> None:
            workspace = life.emulator.world.workspaces["10000"]
            workspace.recycle(workspace.file(life.file_id))

        original = life.time.sleep

        async def sleep(seconds: float) -> None:
            if "SubmitFile" in sent(life.emulator) and not life.emulator.world.workspaces["10000"].recycled:
                recycle()
            await original(seconds)

        life.time.sleep = sleep  # type: ignore[method-assign]
        error = facts_of(await client.call_tool("create_batch_task", wish))["error"]

    assert (error["code"], error["retry"]) == ("NewTaskDeleted", "yes")
    assert "is no longer among the files of the workspace" in error["exists"]
    assert "DeployFile" not in sent(life.emulator)


async def test_a_task_in_the_recycle_bin_is_made_anew() -> None:
    life = await living()
    await life.delete()

    async with trusted(life.emulator, life.time) as client:
        answer = facts_of(await client.call_tool("create_batch_task", {**HOME, **BATCH_WISH}))

    assert (answer["state"], answer["replaced"]) == ("deployed", [life.file_id])
    assert answer["task_id"] != life.file_id


async def test_an_unknown_file_is_told() -> None:
    life = await living()
    life.file_id = "7"

    error = (await life.delete())["error"]

    assert error["message"] == "fileId:[7] is invalid."
    assert "shows no file of this id" in error["exists"]
