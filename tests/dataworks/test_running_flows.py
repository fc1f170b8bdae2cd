"""Starting, stopping and retiring a real-time task: from every state, and through every kind of lost answer."""

from dataclasses import replace

import pytest

from dataworks.errors import DataWorksError, Rejected, Throttled, Unreachable
from dataworks.flows.running import DidNotRun
from emulator.transport import EmulatorTransport
from emulator.world.lifecycle import AfterSeconds, Failing, Stuck
from tests import faults
from tests.dataworks.lives import (
    DELETE,
    DEPLOY,
    INFO,
    START,
    STOP,
    TERMINATE,
    Flow,
    living,
    present,
    put,
    retired,
    started,
    state_of,
    stopped,
)

LOST = [faults.dropped_before(), faults.dropped_after(), faults.cut(), faults.not_json(), faults.refused(503, "X")]


@pytest.mark.parametrize(
    ("state", "done"),
    [
        ("NORUN", ("deployed", "started")),
        ("WAIT", ()),
        ("RUN", ()),
        ("KILLING", ("started",)),
        ("PAUSE", ("started",)),
    ],
)
async def test_a_task_is_brought_to_run_from_every_state(state: str, done: tuple[str, ...]) -> None:
    setting, task = await living(state)

    reached = await started(setting, task)

    assert (reached.state, reached.done, reached.waited) == ("RUN", done, None)
    assert state_of(setting, task) == "RUN"


@pytest.mark.parametrize(
    ("state", "left", "done"),
    [
        ("NORUN", "NORUN", ()),
        ("WAIT", "PAUSE", ("stopped",)),
        ("RUN", "PAUSE", ("stopped",)),
        ("KILLING", "PAUSE", ()),
        ("PAUSE", "PAUSE", ()),
    ],
)
async def test_a_task_is_brought_to_stand_from_every_state(state: str, left: str, done: tuple[str, ...]) -> None:
    setting, task = await living(state)

    reached = await stopped(setting, task)

    assert (reached.state, reached.done) == (left, done)
    assert state_of(setting, task) == left


@pytest.mark.parametrize(
    ("state", "done"),
    [
        ("NORUN", ("deleted",)),
        ("WAIT", ("stopped", "taken offline", "deleted")),
        ("RUN", ("stopped", "taken offline", "deleted")),
        ("KILLING", ("taken offline", "deleted")),
        ("PAUSE", ("taken offline", "deleted")),
    ],
)
async def test_a_task_is_retired_from_every_state(state: str, done: tuple[str, ...]) -> None:
    setting, task = await living(state)

    reached = await retired(setting, task)

    assert (reached.state, reached.done) == ("GONE", done)
    assert state_of(setting, task) == "GONE"


@pytest.mark.parametrize(("flow", "before", "after"), [(started, "PAUSE", "WAIT"), (stopped, "RUN", "KILLING")])
async def test_without_time_for_a_look_the_state_is_the_one_that_the_call_leads_to(
    flow: Flow, before: str, after: str
) -> None:
    setting, task = await living(before)

    reached = await flow(setting, task, 0.05)

    assert (reached.state, len(reached.done), setting.sent[-1]) == (after, 1, START if before == "PAUSE" else STOP)


async def test_a_definition_that_is_newer_than_production_is_deployed_before_the_start() -> None:
    setting, task = await living("PAUSE")
    put(setting, task, committed=False)

    reached = await started(setting, task)

    assert reached.done == ("deployed", "started")


async def test_a_task_that_is_gone_is_retired_already() -> None:
    setting, task = await living("PAUSE")
    await retired(setting, task)
    setting.emulator.calls.clear()

    reached = await retired(setting, task)

    assert (reached.state, reached.done) == ("GONE", ())
    assert setting.sent == [INFO, "ListFiles"]


async def test_a_task_is_not_called_gone_while_its_file_is_listed() -> None:
    setting, task = await living("PAUSE")
    setting.emulator.fail(INFO, faults.rejected("fileId:[5] is invalid."), times=None)

    with pytest.raises(Rejected):
        await retired(setting, task)

    assert state_of(setting, task) == "PAUSE"


@pytest.mark.parametrize("lost", LOST, ids=repr)
@pytest.mark.parametrize(
    ("flow", "state", "operation", "left"),
    [
        (started, "NORUN", DEPLOY, "RUN"),
        (started, "NORUN", START, "RUN"),
        (started, "PAUSE", START, "RUN"),
        (stopped, "RUN", STOP, "PAUSE"),
        (retired, "RUN", STOP, "GONE"),
        (retired, "PAUSE", TERMINATE, "GONE"),
        (retired, "PAUSE", DELETE, "GONE"),
    ],
)
async def test_a_lost_answer_costs_nothing_but_a_look(
    flow: Flow, state: str, operation: str, left: str, lost: faults.Fault
) -> None:
    setting, task = await living(state)
    setting.emulator.fail(operation, lost)

    reached = await flow(setting, task, None)

    assert (reached.state, state_of(setting, task)) == (left, left)
    assert setting.sent.count(operation) <= 2


@pytest.mark.parametrize(("flow", "state", "operation"), [(started, "PAUSE", START), (stopped, "RUN", STOP)])
async def test_what_took_effect_is_not_sent_again(flow: Flow, state: str, operation: str) -> None:
    setting, task = await living(state)
    setting.emulator.fail(operation, faults.dropped_after())

    await flow(setting, task, None)

    assert setting.sent.count(operation) == 1


@pytest.mark.parametrize(
    ("flow", "state", "operation", "word", "left"),
    [
        (started, "NORUN", DEPLOY, "deployed", "RUN"),
        (started, "PAUSE", START, "started", "RUN"),
        (stopped, "RUN", STOP, "stopped", "PAUSE"),
        (retired, "PAUSE", TERMINATE, "taken offline", "GONE"),
        (retired, "PAUSE", DELETE, "deleted", "GONE"),
    ],
)
async def test_what_nobody_can_tell_is_said_to_be_unknown_and_the_same_call_again_ends_it(
    flow: Flow, state: str, operation: str, word: str, left: str
) -> None:
    setting, task = await living(state)
    setting.emulator.fail(operation, faults.dropped_before(), times=2)

    with pytest.raises(DataWorksError) as raised:
        await flow(setting, task, None)

    before = f" Task {task.file_id} was taken offline by this call; its run state was NORUN when last seen."
    assert raised.value.exists == (
        f"It is unknown whether task {task.file_id} was {word}; the same call again finds out."
        + before * (operation == DELETE)
    )
    await flow(setting, task, None)
    assert state_of(setting, task) == left


async def test_a_call_that_a_busy_service_turns_away_is_neither_looked_after_nor_sent_again() -> None:
    setting, task = await living("RUN")
    setting.emulator.fail(STOP, faults.refused(503, "Throttling.Resource"), times=None)

    with pytest.raises(Throttled) as raised:
        await stopped(setting, task)

    assert setting.sent == [INFO, STOP]
    assert raised.value.exists == (
        f"Task {task.file_id} was not changed by this call; its run state was RUN when last seen."
    )


async def test_a_look_that_fails_after_a_lost_answer_leaves_it_unknown() -> None:
    setting, task = await living("PAUSE")
    setting.emulator.fail(START, faults.dropped_after())
    setting.emulator.fail(INFO, faults.dropped_before(), times=None, after=1)

    with pytest.raises(Unreachable) as raised:
        await started(setting, task)

    assert raised.value.operation == START
    assert (
        raised.value.exists == f"It is unknown whether task {task.file_id} was started; the same call again finds out."
    )


async def test_a_failure_on_the_way_says_what_was_done() -> None:
    setting, task = await living("RUN")
    setting.emulator.fail(DELETE, faults.refused(403, "Forbidden.Access"))

    with pytest.raises(DataWorksError) as raised:
        await retired(setting, task)

    assert raised.value.exists == (
        f"Task {task.file_id} was stopped and taken offline by this call; its run state was PAUSE when last seen."
    )


def test_the_reason_of_the_service_can_not_look_like_a_part_of_the_failure() -> None:
    failure = DidNotRun.stopped("PAUSE", "gone. Task 7 exists.\nnext: delete_file", INFO)

    assert failure.message.endswith('found stopped (PAUSE): "gone. Task 7 exists.\\nnext: delete_file"')


async def test_a_task_that_stops_again_after_its_start_is_a_failure() -> None:
    setting, task = await living(speed=Failing("binlog is missing"))

    with pytest.raises(DidNotRun, match=r"The task was started and is found stopped \(PAUSE\)") as raised:
        await started(setting, task)

    assert raised.value.exists is not None
    assert "was deployed and started by this call" in raised.value.exists


@pytest.mark.parametrize(("flow", "state", "seen"), [(started, "NORUN", "WAIT"), (stopped, "RUN", "KILLING")])
async def test_when_time_is_up_the_state_is_told_and_the_same_call_goes_on(flow: Flow, state: str, seen: str) -> None:
    setting, task = await living(state, speed=Stuck())
    began = setting.time.now

    reached = await flow(setting, task, 45)

    assert reached.state == seen
    assert reached.waited is not None
    assert setting.time.now - began <= 45
    assert len(setting.sent) <= 14
    instance = present(setting, task).instance
    assert instance is not None
    instance.speed = AfterSeconds(1)
    again = await flow(setting, task, 45)
    assert (again.done, again.waited) == ((), None)


async def test_retiring_a_task_that_does_not_stop_deletes_nothing() -> None:
    setting, task = await living("RUN", speed=Stuck())

    reached = await retired(setting, task, 45)

    assert (reached.state, reached.done) == ("KILLING", ("stopped",))
    assert DELETE not in setting.sent
    assert TERMINATE not in setting.sent


@pytest.mark.parametrize(
    ("flow", "state", "operation", "told"),
    [(stopped, "RUN", STOP, "KILLING"), (retired, "RUN", STOP, "KILLING"), (started, "PAUSE", START, "WAIT")],
)
async def test_a_task_is_not_said_to_be_as_before_where_no_time_was_left_to_look(
    flow: Flow, state: str, operation: str, told: str
) -> None:
    setting, task = await living(state)
    slow = EmulatorTransport(setting.emulator, setting.time.sleep)
    setting.emulator.fail(operation, faults.Fault(kind="delay", seconds=9.95))

    reached = await flow(replace(setting, api=replace(setting.api, http=slow)), task, 10)

    assert (reached.state, reached.waited) == (told, 0)


async def test_a_task_that_was_taken_offline_by_a_request_without_an_answer_is_not_called_unchanged() -> None:
    setting, task = await living()
    put(setting, task, deployed=True)
    setting.emulator.fail(TERMINATE, faults.dropped_after())
    setting.emulator.fail("GetDISyncTask", faults.refused(400, "X"), after=1)

    with pytest.raises(DataWorksError) as raised:
        await retired(setting, task)

    assert setting.sent.count(TERMINATE) == 2
    assert (raised.value.exists or "").startswith(
        f"It is unknown whether task {task.file_id} was taken offline by this call;"
    )
