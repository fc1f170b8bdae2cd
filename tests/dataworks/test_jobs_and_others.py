"""Somebody else who acts on a job right before a request of a flow: what is theirs is not done twice, nor undone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from dataworks.errors import ChangedMeanwhile, DataWorksError, DeletedMeanwhile
from dataworks.flows.job_change import JobRequest, change_job
from dataworks.flows.retiring import retire
from dataworks.flows.running import start
from dataworks.flows.running import stopped as stop
from dataworks.flows.task_handle import Handle, Reached
from dataworks.flows.waits import silent
from dataworks.scripts.jobs.job_changes import JobChange
from emulator.world.jobs import DIJob
from tests import faults
from tests.dataworks.clients import Setting
from tests.dataworks.job_lives import DELETE, LOOK, START, STOP, UPDATE, handle, jobs, living, put, state_of
from tests.emulator.job_calls import HOME, ask, mapping
from tests.others import acts_before

Work = Callable[[Handle], Awaitable[Reached]]
Act = Callable[[Setting, DIJob], object]
CHANGE = JobChange(description="orders", ddl={"DropTable": "Ignore"})


async def changed(task: Handle) -> Reached:
    """Change the settings of a job."""
    request = JobRequest(task.place, await task.read(), CHANGE, apply=True)
    return (await change_job(task.api, request, silent)).run


def does(action: str) -> Act:
    """Somebody sends this request."""
    return lambda setting, made: ask(setting.emulator, action, Id=made.id, ProjectId=HOME)


def changes(setting: Setting, made: DIJob) -> None:
    """Somebody changes the tables."""
    (now,) = jobs(setting)
    put(setting, replace(now, given={**made.given, "TableMappings": [mapping("refunds")]}))


def removes(setting: Setting, made: DIJob) -> None:
    """Somebody deletes it, whatever its state."""
    setting.emulator.world.workspace(HOME).jobs.pop(made.id)


@pytest.mark.parametrize(
    ("flow", "state", "at", "act", "left", "by_others"),
    [
        (start, "Stopped", START, does(START), "Running", ("started",)),
        (stop, "Running", STOP, does(STOP), "Stopped", ("stopped",)),
        (retire, "Running", STOP, does(STOP), "GONE", ("stopped",)),
        (retire, "Stopped", DELETE, does(DELETE), "GONE", ("deleted",)),
        (retire, "Running", STOP, removes, "GONE", ("deleted",)),
        (changed, "Running", STOP, does(STOP), "Running", ("stopped",)),
    ],
)
async def test_what_somebody_else_does_is_said_and_not_done_twice(
    flow: Work, state: str, at: str, act: Act, left: str, by_others: tuple[str, ...]
) -> None:
    setting, made = living(state)
    acts_before(setting.emulator, at, lambda: act(setting, made))

    reached = await flow(handle(setting, made))

    assert (reached.by_others, state_of(setting, made)) == (by_others, left)


@pytest.mark.parametrize(
    ("flow", "state", "at", "sent"),
    [
        (retire, "Running", STOP, [STOP]),
        (changed, "Running", STOP, [STOP]),
    ],
)
async def test_a_change_of_somebody_else_while_the_job_stops_is_kept(
    flow: Work, state: str, at: str, sent: list[str]
) -> None:
    setting, made = living(state)
    acts_before(setting.emulator, at, lambda: changes(setting, made))

    with pytest.raises(ChangedMeanwhile) as raised:
        await flow(handle(setting, made))

    assert [action for action in setting.sent if action in (START, STOP, UPDATE, DELETE)] == sent
    assert "was stopped by this call" in (raised.value.exists or "")
    (there,) = jobs(setting)
    assert there.given["TableMappings"] == [mapping("refunds")]


@pytest.mark.parametrize(
    ("flow", "state", "at"),
    [
        (start, "Stopped", START),
        (stop, "Running", STOP),
        (changed, "Running", STOP),
        (changed, "Stopped", UPDATE),
        (changed, "Running", START),
    ],
)
async def test_a_job_that_somebody_deletes_right_then_is_said_to_be_gone(flow: Work, state: str, at: str) -> None:
    setting, made = living(state)
    acts_before(setting.emulator, at, lambda: removes(setting, made))

    with pytest.raises(DeletedMeanwhile) as raised:
        await flow(handle(setting, made))

    assert f"Job job-{made.id} no longer exists in the workspace" in (raised.value.exists or "")


async def test_a_job_that_somebody_starts_before_the_update_may_run_as_it_was() -> None:
    setting, made = living("Running")
    acts_before(setting.emulator, UPDATE, lambda: does(START)(setting, made))

    with pytest.raises(ChangedMeanwhile, match="Somebody else started the task again") as raised:
        await changed(handle(setting, made))

    assert "was stopped and updated by this call; its run state was RUN" in (raised.value.exists or "")


@pytest.mark.parametrize("refusal", ["500130", "403030", "InternalError"])
async def test_a_refused_update_leaves_the_job_stopped_and_says_so(refusal: str) -> None:
    setting, made = living("Running")
    setting.emulator.fail(UPDATE, faults.refused(403 if refusal == "403030" else 400, refusal, "no"), times=None)

    with pytest.raises(DataWorksError) as raised:
        await changed(handle(setting, made))

    assert "was stopped by this call" in (raised.value.exists or "")
    assert "restart: true" in (raised.value.exists or "")
    assert state_of(setting, made) == "Stopped"


async def test_a_job_that_somebody_changes_and_starts_while_it_stops_is_not_said_to_run_as_agreed() -> None:
    setting, made = living("Stopping")

    def meanwhile() -> None:
        changes(setting, made)
        ask(setting.emulator, START, Id=made.id, ProjectId=HOME)

    acts_before(setting.emulator, LOOK, meanwhile, number=3)

    with pytest.raises(ChangedMeanwhile, match="Somebody else changed the definition"):
        await start(handle(setting, made))

    assert setting.sent.count(START) == 1
    assert state_of(setting, made) == "Running"
