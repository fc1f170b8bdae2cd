"""Creating, starting, stopping and retiring a job: from every state, and through every kind of lost answer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from dataworks.errors import ChangedMeanwhile, DataWorksError, DeletedMeanwhile, Refused, Throttled
from dataworks.flows.name_conflicts import NameTaken
from dataworks.flows.retiring import retire
from dataworks.flows.running import DidNotRun, start
from dataworks.flows.running import stopped as stopped_task
from dataworks.flows.task_handle import Handle, Reached
from dataworks.studios.studio import Start
from emulator.world.lifecycle import AfterReads, AfterSeconds, Failing
from tests import faults
from tests.dataworks.clients import answered, prepared
from tests.dataworks.job_lives import (
    CREATE,
    DELETE,
    LIST,
    LOOK,
    START,
    STOP,
    Flow,
    created,
    handle,
    jobs,
    living,
    put,
    retired,
    started,
    state_of,
    stopped,
    wish,
)
from tests.emulator.job_calls import HOME, mapping

Work = Callable[[Handle], Awaitable[Reached]]
LOST = [faults.dropped_before(), faults.dropped_after(), faults.cut(), faults.not_json(), faults.refused(503, "X")]


@pytest.mark.parametrize(
    ("state", "done"),
    [
        ("Initialized", ("started",)),
        ("Running", ()),
        ("Stopping", ("started",)),
        ("Stopped", ("started",)),
        ("Failed", ("started",)),
    ],
)
async def test_a_job_is_brought_to_run_from_every_state(state: str, done: tuple[str, ...]) -> None:
    setting, made = living(state)

    reached = await started(setting, made)

    assert (reached.state, reached.done, reached.waited) == ("RUN", done, None)
    assert state_of(setting, made) == "Running"


@pytest.mark.parametrize(
    ("state", "left", "shown", "done"),
    [
        ("Initialized", "Initialized", "NORUN", ()),
        ("Running", "Stopped", "PAUSE", ("stopped",)),
        ("Stopping", "Stopped", "PAUSE", ()),
        ("Stopped", "Stopped", "PAUSE", ()),
        ("Failed", "Failed", "FAILED", ()),
        ("Finished", "Finished", "FINISHED", ()),
    ],
)
async def test_a_job_is_stopped_from_every_state(state: str, left: str, shown: str, done: tuple[str, ...]) -> None:
    setting, made = living(state)

    reached = await stopped(setting, made)

    assert (reached.state, reached.done, state_of(setting, made)) == (shown, done, left)


@pytest.mark.parametrize(
    ("state", "done"),
    [
        ("Initialized", ("deleted",)),
        ("Running", ("stopped", "deleted")),
        ("Stopping", ("deleted",)),
        ("Failed", ("deleted",)),
    ],
)
async def test_a_job_is_retired_without_being_taken_offline(state: str, done: tuple[str, ...]) -> None:
    setting, made = living(state)

    reached = await retired(setting, made)

    assert (reached.state, reached.done, jobs(setting)) == ("GONE", done, [])


@pytest.mark.parametrize("lost", LOST, ids=repr)
@pytest.mark.parametrize(
    ("flow", "state", "operation", "left"),
    [
        (started, "Initialized", START, "Running"),
        (started, "Stopped", START, "Running"),
        (stopped, "Running", STOP, "Stopped"),
        (retired, "Running", STOP, "GONE"),
        (retired, "Stopped", DELETE, "GONE"),
    ],
)
@pytest.mark.parametrize("speed", [None, AfterSeconds(3)], ids=repr)
async def test_a_lost_answer_costs_nothing_but_looks(
    flow: Flow, state: str, operation: str, left: str, lost: faults.Fault, speed: AfterSeconds | None
) -> None:
    setting, made = living(state, speed=speed)
    setting.emulator.fail(operation, lost)

    reached = await flow(setting, made, None)

    assert (reached.waited, state_of(setting, made)) == (None, left)
    arrived = lost.kind not in ("drop-before", "refuse")
    assert setting.sent.count(operation) == (1 if arrived else 2)


async def test_a_job_that_waits_for_resources_is_started_once_whoever_calls_again() -> None:
    setting, made = living("Stopped", speed=AfterSeconds(100))

    first = await started(setting, made, 20)
    second = await started(setting, made, 20)
    third = await started(setting, made, 300)

    assert (first.state, first.done, second.state, second.done) == ("WAIT", ("started",), "WAIT", ())
    assert (third.state, third.done, setting.sent.count(START)) == ("RUN", (), 1)


async def test_a_job_that_fails_says_why() -> None:
    setting, made = living("Stopped", speed=Failing("binlog is missing"))

    with pytest.raises(DidNotRun, match="binlog is missing") as raised:
        await started(setting, made)

    assert "was started by this call" in (raised.value.exists or "")


async def test_a_batch_job_that_has_loaded_all_is_finished() -> None:
    setting, made = living(speed=AfterReads(1), JobType="DatabaseOfflineMigration", MigrationType="Full")

    reached = await started(setting, made)

    assert (reached.state, reached.done, reached.waited) in [
        ("RUN", ("started",), None),
        ("FINISHED", ("started",), None),
    ]


async def test_everything_is_loaded_again_by_force_and_once() -> None:
    setting, made = living("Stopped")
    setting.emulator.fail(START, faults.dropped_after())

    await started(setting, made, None, Start(load_again=True))

    (there,) = jobs(setting)
    assert [run.loads for run in there.runs] == [False, True]


async def test_a_job_starts_from_a_time() -> None:
    setting, made = living("Stopped")

    await started(setting, made, None, Start(from_time=1_790_000_123))

    (there,) = jobs(setting)
    assert there.runs[-1].position == 1_790_000_123


@pytest.mark.parametrize(("flow", "operation"), [(start, START), (retire, DELETE)])
async def test_a_job_that_somebody_changes_is_neither_started_nor_deleted(flow: Work, operation: str) -> None:
    setting, made = living("Stopped")
    task = handle(setting, made)
    task.agreed = await task.read()
    put(setting, replace(made, given={**made.given, "TableMappings": [mapping("refunds")]}))

    with pytest.raises(ChangedMeanwhile):
        await flow(task)

    assert operation not in setting.sent


async def test_a_job_that_somebody_deletes_is_gone() -> None:
    setting, made = living("Stopped")
    task = handle(setting, made)
    await task.look()
    setting.emulator.world.workspace(HOME).jobs.clear()

    with pytest.raises(DeletedMeanwhile) as raised:
        await start(task)

    assert raised.value.exists == f"Job job-{made.id} no longer exists in the workspace."


async def test_a_job_that_is_gone_is_retired_already() -> None:
    setting, made = living("Stopped")
    await retired(setting, made)

    again = await retired(setting, made)

    assert (again.state, again.done) == ("GONE", ())


@pytest.mark.parametrize("flow", [start, stopped_task])
async def test_a_job_of_another_workspace_is_not_touched(flow: Work) -> None:
    setting, made = living("Running")
    task = handle(setting, made)
    task.project_id = "10000"

    with pytest.raises(DataWorksError):
        await flow(task)

    assert {START, STOP}.isdisjoint(setting.sent)


async def test_a_job_that_the_service_shows_of_another_workspace_is_unknown() -> None:
    api, transport, _ = prepared(answered(PagingInfo={"Id": 5, "ProjectId": 10000, "JobStatus": "Running"}))

    with pytest.raises(Refused, match="Job 5 is not in workspace 10002"):
        await stopped_task(Handle(api, HOME, "job-5"))

    assert len(transport.requests) == 1


async def test_throttling_is_waited_for() -> None:
    setting, made = living("Stopped")
    setting.emulator.fail(START, faults.refused(400, "9990020002", "Throttling.User"), times=2)

    reached = await started(setting, made)

    assert (reached.state, setting.sent.count(START)) == ("RUN", 3)


async def test_a_job_is_created_once_and_found_again_by_its_name() -> None:
    setting, _ = living()
    setting.emulator.world.workspace(HOME).jobs.clear()

    first = await created(setting, wish())
    second = await created(setting, wish())

    (there,) = jobs(setting)
    assert (first.task_id, first.existed, second.task_id, second.existed) == (
        f"job-{there.id}",
        False,
        first.task_id,
        True,
    )
    assert setting.sent.count(CREATE) == 1


@pytest.mark.parametrize("lost", LOST, ids=repr)
async def test_a_lost_answer_of_a_creation_makes_no_second_job(lost: faults.Fault) -> None:
    setting, _ = living()
    setting.emulator.world.workspace(HOME).jobs.clear()
    setting.emulator.fail(CREATE, lost)
    unknown = 'It is unknown whether task "shop_to_holo" was created; the same call again finds out.'

    try:
        await created(setting, wish(run=True))
    except DataWorksError as error:
        said = error.exists
    else:
        said = unknown
    await created(setting, wish(run=True))

    assert said == unknown
    (there,) = jobs(setting)
    assert there.state(setting.time.now) == "Running"


async def test_a_name_of_another_job_is_not_taken_over() -> None:
    setting, made = living()

    with pytest.raises(NameTaken) as raised:
        await created(setting, wish(TableMappings=[mapping("refunds")]))

    assert (raised.value.exists or "").startswith(
        f'Task job-{made.id} already has the name "shop_to_holo", and another'
    )
    assert CREATE not in setting.sent


async def test_a_longer_name_is_another_one() -> None:
    setting, _ = living()

    made = await created(setting, wish("shop"))

    assert (made.existed, len(jobs(setting))) == (False, 2)
    assert LIST in setting.sent


async def test_a_list_that_can_not_be_read_creates_nothing() -> None:
    setting, _ = living()
    setting.emulator.fail(LIST, faults.refused(400, "9990020002", "Throttling.User"), times=None)

    with pytest.raises(Throttled) as raised:
        await created(setting, wish("other"))

    assert (raised.value.exists, CREATE in setting.sent, LOOK in setting.sent) == (
        "This call created no task.",
        False,
        False,
    )
