"""The rate limit: how fast requests leave, whoever sends them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import combinations, count

import anyio
import anyio.lowlevel
import pytest

from dataworks.client import DataWorks
from dataworks.errors import OutOfTime, Throttled
from dataworks.flows.realtime_creation import Created, create_realtime_task
from dataworks.flows.waits import silent
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.rate import RateLimit
from emulator.faults.fault_rules import Faults, Limits
from emulator.world.lifecycle import AfterSeconds
from tests.dataworks.clients import Setting, Time, emulated
from tests.dataworks.wishes import GENERATE, wish

BASIC = Limits(per_second=5, per_day=100)


@dataclass
class SharedTime(Time):
    """A clock for several at once: it moves to the next who wakes as soon as nobody does anything else."""

    numbers: Iterator[int] = field(default_factory=count)
    sleepers: list[tuple[float, int, anyio.Event]] = field(default_factory=list[tuple[float, int, anyio.Event]])

    async def sleep(self, seconds: float) -> None:
        wakes = anyio.Event()
        heappush(self.sleepers, (self.now + seconds, next(self.numbers), wakes))
        await wakes.wait()

    async def go(self) -> None:
        """Move the clock, until cancelled."""
        while True:
            await anyio.wait_all_tasks_blocked()
            if self.sleepers:
                self.now, _, wakes = heappop(self.sleepers)
                wakes.set()
            else:
                await anyio.lowlevel.checkpoint()


def limited(rate: float, limits: Limits | None = None) -> tuple[Setting, DataWorks]:
    setting = emulated()
    setting.emulator.faults = Faults(limits=limits or Limits())
    return setting, replace(setting.api, rate=RateLimit(rate))


def busiest(times: list[float]) -> int:
    """The most requests that any second has seen."""
    return max(sum(start <= time < start + 1 for time in times) for start in times)


@pytest.mark.parametrize("rate", [1, 5, 20])
async def test_no_second_sees_more_requests_than_it_may(rate: int) -> None:
    setting, api = limited(rate)
    began = setting.time.now

    for _ in range(3 * rate):
        await api.call(ListResourceGroups())

    assert busiest([call.time for call in setting.emulator.calls]) == rate
    assert setting.time.now - began <= 2 * 1.05


async def test_half_a_request_a_second_is_one_in_two() -> None:
    setting, api = limited(0.5)

    for _ in range(3):
        await api.call(ListResourceGroups())

    first, second, third = [call.time for call in setting.emulator.calls]
    assert (round(second - first, 2), round(third - second, 2)) == (2.05, 2.05)


async def test_without_a_limit_nobody_waits() -> None:
    setting, api = limited(0)

    for _ in range(50):
        await api.call(ListResourceGroups())

    assert setting.time.sleeps == []


async def test_a_turn_that_would_come_too_late_is_left_to_others() -> None:
    setting, api = limited(1)
    await api.call(ListResourceGroups())

    with pytest.raises(OutOfTime) as raised:
        await api.until(setting.time.now + 1).call(ListResourceGroups())

    assert not raised.value.sent
    assert len(setting.emulator.calls) == 1
    assert api.rate.turn(setting.time.now) == pytest.approx(1.05)


async def test_ten_creations_at_once_keep_to_the_basic_edition_and_all_finish() -> None:
    time = SharedTime()
    setting, api = limited(5, BASIC)
    setting.emulator.world.clock = lambda: time.now
    setting.emulator.world.speed = AfterSeconds(2)
    api = replace(api, timing=time.timing())
    shop = ("shop.orders", "shop.refunds", "shop.customers", "shop.products")
    wishes = [wish(*tables, name=f"task_{number}") for number, tables in enumerate([*pairs(shop), *triples(shop)][:10])]
    made: dict[str, tuple[Created, int]] = {}

    async def create(number: int) -> None:
        client = api.metered()
        outcome = await create_realtime_task(client, wishes[number], silent)
        assert isinstance(outcome, Created)
        made[wishes[number].task_name] = outcome, client.meter.calls

    async with anyio.create_task_group() as everybody:
        everybody.start_soon(time.go)
        async with anyio.create_task_group() as creators:
            for number in range(len(wishes)):
                creators.start_soon(create, number)
        everybody.cancel_scope.cancel()

    assert len(made) == len(wishes) == 10
    assert {call.status for call in setting.emulator.calls} == {200}
    assert busiest([call.time for call in setting.emulator.calls]) <= 5
    for each in wishes:
        outcome, spent = made[each.task_name]
        marks = {each.task_name, outcome.process_id, outcome.task_id}
        arrived = [
            call
            for call in setting.emulator.calls
            if marks & set(call.parameters.values())
            or (call.action == GENERATE and call.parameters["TaskParam"] == each.script)
        ]
        assert spent == len(arrived)
    assert sum(spent for _, spent in made.values()) == len(setting.emulator.calls)


def pairs(tables: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(combinations(tables, 2))


def triples(tables: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(combinations(tables, 3))


async def test_a_used_up_day_is_told_from_a_busy_second() -> None:
    setting, api = limited(0, Limits(per_second=2, per_day=3))

    for _ in range(3):
        await api.call(ListResourceGroups())
    with pytest.raises(Throttled) as raised:
        await api.call(ListResourceGroups())

    assert raised.value.quota_used_up
    assert [call.status for call in setting.emulator.calls].count(200) == 3
    assert json.dumps(setting.emulator.faults.as_dict()["limits"]) == '{"per_second": 2, "per_day": 3}'
