"""The check beside mutated scripts: it never raises, points at what is there, and agrees with the emulator.

``SCRIPTS`` in the environment says how many are tried; 100,000 take some minutes.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dataworks.scripts.check import check
from dataworks.scripts.findings import KINDS, Kind
from emulator.failures import Malformed, WorkFailed
from emulator.generation.realtime_scripts import Plan, generated, plan_creation, plan_update
from emulator.generation.script_reader import GeneratedJob, read
from emulator.seed.initial_world import initial_world
from emulator.world.lifecycle import AtOnce
from tests.fuzz_scripts.mutations import mutated

pytestmark = pytest.mark.repeats

ROOT = Path(__file__).parents[2]
GOOD = tuple(path.read_text("utf-8") for path in sorted((ROOT / "examples" / "scripts").glob("*.json")))
WORLD = initial_world(speed=AtOnce())
GENERATIONS = tuple(
    text for text in GOOD if check(text).kind == "realtime-create"
)  # all of them name only things in the emulator's world
CHANGES = tuple(text for text in GOOD if check(text).kind == "realtime-update")
PRESENT = read(GeneratedJob, generated(plan_creation(WORLD, WORLD.workspace("10000"), GENERATIONS[0])))

many = settings(
    max_examples=int(os.environ.get("SCRIPTS", "2000")),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def at(script: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        script = script[int(key)] if isinstance(script, list) else script[key]
    return script


def plan_change(text: str) -> Plan:
    return plan_update(WORLD.workspace("10000"), PRESENT, text)


def plan_new(text: str) -> Plan:
    return plan_creation(WORLD, WORLD.workspace("10000"), text)


def generates(text: str, plan: Callable[[str], Plan] = plan_new) -> bool | None:
    """Whether the emulator makes a script of it; ``None`` if that can't be sent, or names what its world lacks."""
    try:
        text.encode()
        generated(plan(text))
    except (WorkFailed, UnicodeEncodeError):
        return None
    except Malformed:
        return False
    return True


@many
@given(mutated(GOOD), st.sampled_from([None, *KINDS]))
def test_whatever_the_script_every_finding_points_at_a_place_in_it(text: str, expected: Kind | None) -> None:
    checked = check(text, expected)

    for finding in checked.findings:
        if finding.pointer:
            at(json.loads(text), finding.pointer)
    json.dumps([finding.message for finding in checked.findings])


@many
@given(mutated(GENERATIONS))
def test_what_the_check_accepts_is_what_the_emulator_generates(text: str) -> None:
    accepted = not check(text, "realtime-create").errors
    outcome = generates(text)

    assert outcome is None or outcome is accepted, check(text, "realtime-create").findings


@many
@given(mutated(CHANGES))
def test_the_same_holds_for_what_a_change_is_generated_from(text: str) -> None:
    accepted = not check(text, "realtime-update").errors
    outcome = generates(text, plan_change)

    assert outcome is None or outcome is accepted, check(text, "realtime-update").findings
