"""Waiting for work that the service does by itself: how soon it is noticed, and what that costs."""

import math
from dataclasses import replace

import pytest

from dataworks.client import DataWorks
from dataworks.flows.waits import Pending, finished
from tests.dataworks.clients import Setting, emulated

DURATIONS = [1, 5, 20, 60, 300]


async def heard(_text: str) -> None:
    """Nobody listens."""


async def notices(setting: Setting, api: DataWorks, done_at: float, waited: float | None) -> tuple[float | None, int]:
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
    setting = emulated()
    began = setting.time.now

    noticed, looks = await notices(setting, setting.api, began + seconds, 0.0)

    assert noticed is not None
    assert noticed - began <= seconds * 1.25 + 2
    assert looks <= 4 + 2 * math.log2(seconds)


@pytest.mark.parametrize("seconds", DURATIONS)
async def test_calls_of_45_seconds_that_pass_on_what_was_waited_need_at_most_three_looks_more(seconds: int) -> None:
    setting = emulated()
    began, noticed, looks, waited = setting.time.now, None, 0, 0.0

    while noticed is None:
        started = setting.time.now
        noticed, more = await notices(setting, setting.api.until(started + 45), began + seconds, waited)
        looks, waited = looks + more, waited + setting.time.now - started
        assert setting.time.now - started <= 45
        assert more >= 1

    assert looks <= 4 + 2 * math.log2(seconds) + 3
    assert noticed - began <= seconds * 1.25 + 2 + 3


async def test_a_wait_of_unknown_age_begins_with_a_look() -> None:
    setting = emulated()

    noticed, looks = await notices(setting, setting.api, setting.time.now, None)

    assert (noticed, looks) == (setting.time.now, 1)
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

    assert await notices(setting, api, setting.time.now, None) == (None, 0)
