"""A seal is for one plan of one call by one caller, and is used once within five minutes."""

from typing import Any

import pytest
from pydantic import BaseModel

from tests.sessions import Time
from tools.rules.refusals import EXPIRED, OTHER_CALL, TOO_MANY_USED, USED_BEFORE
from tools.rules.seals import LIFETIME, MOST_USED, MOST_USED_BY_CALLER, SealedCall, Seals
from tools.views.plan import Plan

KEY = b"key"


class Change(BaseModel):
    """Arguments of some tool."""

    cu: float | bool | str = 1.5


class Free(BaseModel):
    """Arguments of any type."""

    value: Any


PLAN = Plan(what="Update task 100.", lost="The old settings.")
CALL = SealedCall.of("update", Change(), "ann")


def seals(time: Time, key: bytes = KEY) -> Seals:
    return Seals(key, time.clock)


def test_a_seal_is_valid_once() -> None:
    issued = seals(Time())
    seal = issued.issue(CALL, PLAN)

    assert issued.shows(seal, PLAN)
    assert issued.use(seal, CALL) is None
    assert issued.use(seal, CALL) is USED_BEFORE


def test_a_call_that_is_planned_twice_gets_two_seals() -> None:
    issued = seals(Time())
    first, second = issued.issue(CALL, PLAN), issued.issue(CALL, PLAN)

    assert issued.use(first, CALL) is None
    assert issued.use(second, CALL) is None


def test_a_seal_expires() -> None:
    time = Time()
    issued = seals(time)
    seal, late = issued.issue(CALL, PLAN), issued.issue(CALL, PLAN)

    time.now += LIFETIME
    assert issued.use(seal, CALL) is None
    time.now += 1
    assert issued.use(late, CALL) is EXPIRED


OTHERS = {
    "tool": SealedCall.of("delete", Change(), "ann"),
    "caller": SealedCall.of("update", Change(), "bob"),
    "caller in another case": SealedCall.of("update", Change(), "Ann"),
    "argument": SealedCall.of("update", Change(cu=2), "ann"),
    "a number as text": SealedCall.of("update", Change(cu="1.5"), "ann"),
}


@pytest.mark.parametrize("call", OTHERS.values(), ids=OTHERS.keys())
def test_a_seal_is_not_for_another_call(call: SealedCall) -> None:
    issued = seals(Time())

    assert issued.use(issued.issue(CALL, PLAN), call) is OTHER_CALL


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), (True, "true")], ids=str)
def test_a_boolean_a_number_and_a_text_are_not_the_same_argument(one: object, other: object) -> None:
    first, second = (SealedCall.of("update", Free(value=value), "ann") for value in (one, other))

    assert first != second


def test_a_seal_needs_the_key_that_it_was_issued_with() -> None:
    time = Time()
    seal = seals(time).issue(CALL, PLAN)

    assert seals(time, b"x").use(seal, CALL) is OTHER_CALL
    assert not seals(time, b"x").shows(seal, PLAN)
    assert seals(time).use(seal, CALL) is None


def test_a_seal_is_not_for_another_state_of_the_task() -> None:
    issued = seals(Time())
    seal = issued.issue(CALL, PLAN)

    assert not issued.shows(seal, PLAN.model_copy(update={"basis": "another version"}))


def respelled(seal: str) -> dict[str, str]:
    """Other spellings of a seal, and seals with one part changed."""
    expires, number, call, plan = seal.split(".")
    return {
        "empty": "",
        "leading zero": f"0{seal}",
        "plus sign": f"+{seal}",
        "blank before": f" {seal}",
        "blank after the time": f"{expires} .{number}.{call}.{plan}",
        "other digits": "".join(chr(ord(digit) + 0x0660 - 0x30) for digit in expires) + seal[len(expires) :],
        "underscore": f"{expires[:2]}_{seal[2:]}",
        "later": f"{int(expires) + 1}.{number}.{call}.{plan}",
        "no time": f".{number}.{call}.{plan}",
        "padding": f"{expires}.{number}.{call}==.{plan}",
        "one part more before": f"{expires}.{number}.x.{call}.{plan}",
        "one part more": f"{seal}.x",
        "line break": f"{expires}.{number}\n.{call}.{plan}",
        "parts in another order": f"{expires}.{number}.{plan}.{call}",
        "lone surrogate": f"{seal}\ud800",
        "without the plan": f"{expires}.{number}.{call}",
        "huge": "9" * 5000 + seal,
    }


@pytest.mark.parametrize("spelling", respelled("1.2.3.4"))
def test_a_seal_has_one_spelling(spelling: str) -> None:
    issued = seals(Time())

    assert issued.use(respelled(issued.issue(CALL, PLAN))[spelling], CALL) is OTHER_CALL


def test_a_seal_whose_last_part_is_changed_is_used_up_and_shows_no_plan() -> None:
    issued = seals(Time())
    seal = issued.issue(CALL, PLAN)
    forged = seal[:-1] + ("A" if seal[-1] != "A" else "B")

    assert not issued.shows(forged, PLAN)
    assert issued.use(forged, CALL) is None
    assert issued.use(seal, CALL) is USED_BEFORE


def used_by(issued: Seals, caller: str, count: int) -> str:
    """Use so many seals of a caller; return the first."""
    call = SealedCall.of("update", Change(), caller)
    all_of_them = [issued.issue(call, PLAN) for _ in range(count)]
    assert [issued.use(seal, call) for seal in all_of_them] == [None] * count
    return all_of_them[0]


def test_a_caller_who_used_too_many_is_refused_and_none_is_forgotten() -> None:
    time = Time()
    issued = seals(time)
    first = used_by(issued, "ann", MOST_USED_BY_CALLER)
    more = issued.issue(CALL, PLAN)

    assert issued.use(more, CALL) is TOO_MANY_USED
    assert issued.use(first, CALL) is USED_BEFORE
    assert used_by(issued, "bob", 1)

    time.now += LIFETIME
    assert issued.use(more, CALL) is TOO_MANY_USED
    time.now += 1
    assert used_by(issued, "ann", 1)
    assert sum(map(len, issued.used.expiry.values())) == 1


def test_all_callers_together_can_not_use_more_than_are_kept() -> None:
    issued = seals(Time())
    for number in range(MOST_USED // MOST_USED_BY_CALLER):
        used_by(issued, f"caller {number}", MOST_USED_BY_CALLER)

    assert issued.use(issued.issue(CALL, PLAN), CALL) is TOO_MANY_USED
    assert sum(map(len, issued.used.expiry.values())) == MOST_USED


def test_seals_that_are_not_valid_are_not_kept() -> None:
    issued = seals(Time())
    for number in range(100):
        issued.use(f"{number}.x.y.z", CALL)

    assert not issued.used.expiry
