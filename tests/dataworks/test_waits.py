"""Waiting for work that the service does by itself: how soon it is noticed, and what that costs."""

from dataclasses import replace

import pytest

from bench.waits import CALL, DURATIONS, MORE, latest, most_reads, noticed, waits_table
from dataworks.client import DataWorks
from dataworks.flows.waits import Pending, Wait, finished
from tests.dataworks.clients import Setting, emulated


async def heard(_text: str) -> None:
    """Nobody listens."""


async def looked(setting: Setting, api: DataWorks, done_at: float, waited: float | None) -> tuple[float | None, int]:
    """When the end of something is noticed, or ``None``, and after how many looks; waiting is all that takes time."""
    looks = 0

    async def look() -> float | None:
        nonlocal looks
        looks += 1
        return setting.time.now if setting.time.now >= done_at else None

    found = await finished(api, look, heard, waited=waited)
    return (None if isinstance(found, Pending) else found), looks


@pytest.mark.parametrize("seconds", DURATIONS)
async def test_the_end_is_noticed_soon_and_with_few_looks(seconds: int) -> None:
    found = await noticed(seconds)

    assert found.late <= latest(seconds)
    assert found.reads <= most_reads(seconds)


@pytest.mark.parametrize("seconds", DURATIONS)
async def test_calls_of_45_seconds_that_pass_on_what_was_waited_need_at_most_three_looks_more(seconds: int) -> None:
    found = await noticed(seconds, CALL)

    assert found.reads <= most_reads(seconds) + MORE
    assert found.late <= latest(seconds) + 3
    assert found.longest_call <= CALL


async def test_the_table_of_the_benchmark_has_a_row_for_each_duration() -> None:
    header, *rows = await waits_table()

    assert header.split("  ")[0] == "generation takes"
    assert [int(row.split()[0]) for row in rows] == list(DURATIONS)


async def test_a_wait_of_unknown_age_begins_with_a_look() -> None:
    setting = emulated()

    found, looks = await looked(setting, setting.api, setting.time.now, None)

    assert (found, looks) == (setting.time.now, 1)
    assert sum(setting.time.sleeps) == 0


async def test_who_waits_hears_of_it_every_ten_seconds() -> None:
    setting, told = emulated(), list[str]()

    async def tell(text: str) -> None:
        told.append(text)

    async def look() -> bool | None:
        return setting.time.now - began >= 300 or None

    began = setting.time.now
    await finished(setting.api, look, tell)

    assert max(setting.time.sleeps) <= 10
    assert told[0] == "waited 0 s, next look in 1.0 s"
    assert told[-1].startswith("waited 308 s, next look in ")


async def test_no_time_means_no_look() -> None:
    setting = emulated()
    api = replace(setting.api, deadline=setting.time.now)

    assert await looked(setting, api, setting.time.now, None) == (None, 0)


@pytest.mark.parametrize(("seconds", "last"), [(8, 6), (12, 9), (45, 42)])
async def test_of_a_deadline_three_seconds_are_kept_for_what_follows_but_a_quarter_at_most(
    seconds: int, last: int
) -> None:
    setting, looks = emulated(), list[float]()
    began = setting.time.now

    async def look() -> None:
        looks.append(setting.time.now - began)

    api = setting.api.metered(began + seconds)
    found = await finished(api, look, heard, wait=Wait(least=1.0, growth=0.0))

    assert looks == list(range(1, last + 1))
    assert found == Pending(last)
