"""Two callers with one wish: it comes true once, both are told so, and nobody is told no."""

from dataclasses import replace
from functools import partial

import pytest

from dataworks.errors import ChangedMeanwhile, DataWorksError, Rejected
from dataworks.flows.task_handle import Reached
from emulator.world.course import Course
from emulator.world.lifecycle import AfterSeconds, AtOnce
from tests import faults
from tests.dataworks.lives import (
    DELETE,
    DEPLOY,
    START,
    STOP,
    TERMINATE,
    Flow,
    living,
    put,
    retired,
    started,
    state_of,
    stopped,
)
from tests.others import acts_before, together, yielding


@pytest.mark.parametrize("speed", [AtOnce(), AfterSeconds(3)], ids=["at once", "slowly"])
@pytest.mark.parametrize(
    ("flow", "state", "left", "word"),
    [
        (started, "NORUN", "RUN", "started"),
        (started, "PAUSE", "RUN", "started"),
        (stopped, "RUN", "PAUSE", "stopped"),
        (retired, "RUN", "GONE", "deleted"),
        (retired, "PAUSE", "GONE", "deleted"),
    ],
)
async def test_both_callers_get_what_they_wished(
    flow: Flow, state: str, left: str, word: str, speed: AtOnce | AfterSeconds
) -> None:
    setting, task = await living(state, speed=speed)
    pair = replace(setting, api=yielding(setting.api))

    both = await together(partial(flow, pair, task, None), partial(flow, pair, task, None))

    reached = [each for each in both if isinstance(each, Reached)]
    assert [each.state for each in reached] == [left] * 2, both
    assert state_of(setting, task) == left
    assert sum(word in each.done for each in reached) == 1
    assert sum(word in (*each.done, *each.by_others) for each in reached) >= 1


@pytest.mark.parametrize(
    ("flow", "state", "operation", "theirs", "word", "left"),
    [
        (started, "PAUSE", START, {"instance": ("WAIT", "RUN")}, "started", "RUN"),
        (stopped, "RUN", STOP, {"instance": ("KILLING", "PAUSE")}, "stopped", "PAUSE"),
        (stopped, "RUN", STOP, {"instance": None, "deployed": False}, "stopped", "NORUN"),
        (retired, "RUN", STOP, {"instance": ("KILLING", "PAUSE")}, "stopped", "GONE"),
    ],
)
async def test_what_somebody_else_has_just_done_is_no_failure_and_they_are_named(
    flow: Flow, state: str, operation: str, theirs: dict[str, tuple[str, ...] | None], word: str, left: str
) -> None:
    setting, task = await living(state)
    course = theirs.get("instance")
    change = {**theirs, "instance": course and Course(course, AfterSeconds(1), setting.time.now)}
    acts_before(setting.emulator, operation, lambda: put(setting, task, **change))

    reached = await flow(setting, task, None)

    assert (reached.state, reached.by_others) == (left, (word,))
    assert word not in reached.done
    assert setting.sent.count(operation) == 1


@pytest.mark.parametrize("operation", ["GetDISyncInstanceInfo", "GetDISyncTask", STOP, TERMINATE, DELETE])
async def test_a_task_that_somebody_else_deletes_meanwhile_is_retired(operation: str) -> None:
    setting, task = await living("RUN")
    workspace = setting.emulator.world.workspace("10000")
    acts_before(setting.emulator, operation, lambda: workspace.remove(task), 2 if operation.startswith("Get") else 1)

    reached = await retired(setting, task)

    assert (reached.state, reached.by_others[-1]) == ("GONE", "deleted")


async def test_a_contrary_wish_is_still_a_failure() -> None:
    setting, task = await living("PAUSE")
    stopping = Course(("KILLING", "PAUSE"), AfterSeconds(60), setting.time.now)
    acts_before(setting.emulator, START, lambda: put(setting, task, instance=stopping))

    with pytest.raises(Rejected) as raised:
        await started(setting, task)

    assert raised.value.exists == (
        f"Task {task.file_id} was not changed by this call; its run state was KILLING when last seen."
    )


async def test_a_task_that_is_started_again_while_it_stops_is_not_waited_for() -> None:
    setting, task = await living("RUN", speed=AfterSeconds(60))
    running = Course(("RUN",), AtOnce(), setting.time.now)
    acts_before(setting.emulator, "GetDISyncInstanceInfo", lambda: put(setting, task, instance=running), 4)

    with pytest.raises(ChangedMeanwhile, match="started the task again") as raised:
        await stopped(setting, task)

    assert "was stopped by this call; its run state was RUN" in (raised.value.exists or "")


async def test_a_task_that_somebody_starts_while_a_start_waits_for_its_stop_is_started() -> None:
    setting, task = await living("KILLING")
    running = Course(("RUN",), AtOnce(), setting.time.now)
    acts_before(setting.emulator, "GetDISyncInstanceInfo", lambda: put(setting, task, instance=running), 2)

    reached = await started(setting, task, 45)

    assert (reached.state, reached.done, reached.waited) == ("RUN", (), None)


DOUBLED = [
    (started, "NORUN", DEPLOY, "deployed", "RUN"),
    (started, "PAUSE", START, "started", "RUN"),
    (stopped, "RUN", STOP, "stopped", "PAUSE"),
    (retired, "RUN", STOP, "stopped", "GONE"),
    (retired, "PAUSE", TERMINATE, "taken offline", "GONE"),
    (retired, "PAUSE", DELETE, "deleted", "GONE"),
]


@pytest.mark.parametrize(("flow", "state", "operation", "word", "left"), DOUBLED)
async def test_a_request_that_arrives_twice_counts_as_done_once_its_effect_is_seen(
    flow: Flow, state: str, operation: str, word: str, left: str
) -> None:
    setting, task = await living(state)
    setting.emulator.fail(operation, faults.doubled())

    reached = await flow(setting, task, None)

    assert (reached.state, state_of(setting, task)) == (left, left)
    assert (reached.done.count(word), reached.by_others) == (1, ())
    assert setting.sent.count(operation) == (2 if operation == DEPLOY else 1)


@pytest.mark.parametrize(("flow", "state", "operation", "word", "left"), DOUBLED)
async def test_it_stays_unknown_where_it_can_not_be_seen(
    flow: Flow, state: str, operation: str, word: str, left: str
) -> None:
    setting, task = await living(state)
    setting.emulator.fail(operation, faults.refused(400, "SignatureNonceUsed"), times=2)

    with pytest.raises(DataWorksError) as raised:
        await flow(setting, task, None)

    before = f" Task {task.file_id} was taken offline by this call; its run state was NORUN when last seen."
    assert raised.value.exists == (
        f"It is unknown whether task {task.file_id} was {word}; the same call again finds out."
        + before * (operation == "DeleteDISyncTask")
    )
    await flow(setting, task, None)
    assert state_of(setting, task) == left


async def test_a_second_request_that_is_refused_since_the_first_was_late_counts_as_done() -> None:
    setting, task = await living("RUN")
    stopping = Course(("KILLING", "PAUSE"), AfterSeconds(1), setting.time.now)
    setting.emulator.fail(STOP, faults.dropped_before())
    acts_before(setting.emulator, STOP, lambda: put(setting, task, instance=stopping), 2)

    reached = await stopped(setting, task)

    assert (reached.state, reached.done, reached.by_others) == ("PAUSE", ("stopped",), ())
