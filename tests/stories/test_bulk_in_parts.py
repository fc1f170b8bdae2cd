"""Work on many tasks that takes longer than one call: the same call continues under the same consent."""

from functools import partial
from typing import Any

import anyio
import pytest

from emulator.world.lifecycle import Stuck
from tests.faults import refused
from tests.others import acts_before
from tests.sessions import facts_of, sent, text_of
from tests.stories.homes import Home, both
from tests.stories.talks import conversation, eras, made, results


@both
@eras
@pytest.mark.parametrize("asks", [False, True], ids=["confirmation", "question"])
async def test_what_time_has_cut_continues_under_the_same_consent(home: Home, mode: str, *, asks: bool) -> None:
    emulator, time, ids = await made(8, speed=Stuck(), home=home)
    stop = {"task_ids": ids, "wait_seconds": 20}
    async with conversation(emulator, time, home=home, asks=asks, mode=mode) as talk:
        early = await talk.agreed("stop_tasks", **stop)
        for each in ids:
            home.release(emulator, each)
        late = await talk.again("stop_tasks", **stop)
        stopped = facts_of(late)
        third = await talk.again("stop_tasks", **stop)

    assert {*results(early)} == {"unfinished", "untouched"}
    assert all(each in early["next"] for each in ids)
    assert results(stopped) == ["finished"] * 8
    assert [row["done"] for row in stopped["rows"]] == [["stopped"]] * 8
    assert [talk.state(each) for each in ids] == ["PAUSE"] * 8
    assert sent(emulator).count(home.stops) == 8
    assert len(talk.questions) == asks
    assert results(facts_of(third)) == ["as wished"] * 8, "nothing is left to do, and nobody is asked"


@both
@pytest.mark.parametrize("asks", [False, True], ids=["confirmation", "question"])
async def test_an_untouched_task_that_somebody_changed_is_shown_again(home: Home, *, asks: bool) -> None:
    emulator, time, ids = await made(8, speed=Stuck(), home=home)
    stop = {"task_ids": ids, "wait_seconds": 20}
    async with conversation(emulator, time, home=home, asks=asks) as talk:
        early = await talk.agreed("stop_tasks", **stop)
        left = next(row["task_id"] for row in early["rows"] if row["result"] == "untouched")
        home.rename(emulator, left, "renamed")
        for each in ids:
            home.release(emulator, each)
        late = await talk.again("stop_tasks", **stop)

    if asks:
        assert len(talk.questions) == 2
        assert "renamed" in talk.questions[1]
    else:
        assert "renamed" in text_of(late)
        assert "not valid: the task changed since the plan was shown" in text_of(late)
        assert text_of(late).startswith("Nothing was done")
        assert talk.state(left) == "RUN"


@both
@pytest.mark.parametrize(("seconds", "stopped"), [(299, 8), (301, 5)])
async def test_a_consent_is_good_for_five_minutes(home: Home, seconds: int, stopped: int) -> None:
    emulator, time, ids = await made(8, speed=Stuck(), home=home)
    began = time.now
    async with conversation(emulator, time, home=home, clock=time.clock) as talk:
        await talk.agreed("stop_tasks", task_ids=ids, wait_seconds=20)
        for each in ids:
            home.release(emulator, each)
        time.now = began + seconds
        late = await talk.again("stop_tasks", task_ids=ids, wait_seconds=20)

    assert sent(emulator).count(home.stops) == stopped
    assert ("it has expired" in text_of(late)) is (seconds > 300)


@both
async def test_a_task_that_was_stopped_and_is_started_by_somebody_is_not_stopped_again(home: Home) -> None:
    emulator, time, ids = await made(2, speed=Stuck(), home=home)
    async with conversation(emulator, time, home=home) as talk:
        await talk.agreed("stop_tasks", task_ids=ids, wait_seconds=5)
        home.put_in(emulator, time, ids[0], "RUN")
        home.release(emulator, ids[1])
        late = facts_of(await talk.again("stop_tasks", task_ids=ids, wait_seconds=5))

    assert results(late) == ["failed", "finished"]
    assert late["rows"][0]["error"]["code"] == "ChangedMeanwhile"
    assert talk.state(ids[0]) == "RUN"
    assert sent(emulator).count(home.stops) == 2


@both
async def test_what_was_begun_when_a_client_gives_up_is_not_done_again(home: Home) -> None:
    emulator, time, ids = await made(2, speed=Stuck(), home=home)
    async with conversation(emulator, time, home=home) as talk:
        plan = facts_of(await talk.call("stop_tasks", task_ids=ids))
        talk.confirmation = plan["confirmation"]
        with anyio.CancelScope() as scope:
            acts_before(emulator, home.looks, scope.cancel, 5)
            await talk.again("stop_tasks", task_ids=ids)
        await anyio.wait_all_tasks_blocked()  # until the server has ended the call
        for each in ids:
            home.release(emulator, each)
        late = facts_of(await talk.again("stop_tasks", task_ids=ids))

    assert results(late) == ["finished", "finished"]
    assert [row["done"] for row in late["rows"]] == [["stopped"], ["stopped"]]
    assert late["api_calls"] <= 4, "what was read to see how far it is, and the groups"
    assert sent(emulator).count(home.stops) == 2


@both
async def test_a_call_with_its_plan_takes_no_longer_than_a_client_waits(home: Home) -> None:
    emulator, time, ids = await made(20, speed=Stuck(), home=home)
    async with conversation(emulator, time, home=home) as talk:
        plan = facts_of(await talk.call("stop_tasks", task_ids=ids, wait_seconds=55))
        answer, began = emulator.answer, time.now

        def slowly(request: Any) -> Any:
            time.now += 0.4
            return answer(request)

        vars(emulator)["answer"] = slowly
        facts = facts_of(
            await talk.call("stop_tasks", task_ids=ids, wait_seconds=55, confirmation=plan["confirmation"])
        )

    assert time.now - began <= 56
    assert {*results(facts)} == {"unfinished", "untouched"}


@both
@eras
async def test_two_calls_at_once_with_one_confirmation_stop_each_task_once(home: Home, mode: str) -> None:
    emulator, time, ids = await made(3, home=home)
    async with conversation(emulator, time, home=home, mode=mode) as talk:
        plan = facts_of(await talk.call("stop_tasks", task_ids=ids))
        talk.confirmation = plan["confirmation"]
        async with anyio.create_task_group() as group:
            group.start_soon(partial(talk.again, "stop_tasks", task_ids=ids))
            group.start_soon(partial(talk.again, "stop_tasks", task_ids=ids))

    assert sent(emulator).count(home.stops) == 3
    assert [talk.state(each) for each in ids] == ["PAUSE"] * 3


@both
@pytest.mark.parametrize("asks", [False, True], ids=["confirmation", "question"])
async def test_a_read_that_fails_in_between_does_not_end_the_consent(home: Home, *, asks: bool) -> None:
    emulator, time, ids = await made(8, speed=Stuck(), home=home)
    stop = {"task_ids": ids, "wait_seconds": 20}
    async with conversation(emulator, time, home=home, asks=asks) as talk:
        await talk.agreed("stop_tasks", **stop)
        for each in ids:
            home.release(emulator, each)
        emulator.fail(home.lists, refused(403, "Forbidden.Access"), times=1)
        error = await talk.again("stop_tasks", **stop)
        late = facts_of(await talk.again("stop_tasks", **stop))

    assert error.is_error
    assert results(late) == ["finished"] * 8
    assert sent(emulator).count(home.stops) == 8
    assert len(talk.questions) == asks


@both
async def test_tasks_that_hang_hold_up_no_others(home: Home) -> None:
    emulator, time, ids = await made(8, home=home)
    for each in ids[:6]:
        home.put_in(emulator, time, each, "KILLING", "PAUSE", speed=Stuck())
    async with conversation(emulator, time, home=home) as talk:
        stopped = await talk.agreed("stop_tasks", task_ids=ids, wait_seconds=20)

    assert results(stopped)[6:] == ["finished"] * 2
