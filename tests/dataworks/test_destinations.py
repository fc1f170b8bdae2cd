"""A destination type is one row here and one in the emulator; what else must know of it is named when it does not."""

from typing import Any, get_args

import pytest

from dataworks.scripts import realtime_script
from dataworks.scripts.realtime_script import PAIRS
from emulator.generation.destinations import SINKS
from tests.structure.tree import ROOT

PROGRAM = ROOT / "examples" / "sdk" / "create_realtime_task.py"

every_type = pytest.mark.parametrize("name", PAIRS)


@every_type
def test_the_emulator_spells_it_alike(name: str) -> None:
    pair = PAIRS[name]
    emulated = {(sink.step_type, sink.task_type, sink.mode) for sink in SINKS}

    assert (pair.step_type, pair.task_type, pair.mode) in emulated


@pytest.mark.parametrize("page", ["README.md", "prompts/tools/create_realtime_task.md"])
@every_type
def test_a_page_that_lists_them_names_its_product(name: str, page: str) -> None:
    assert PAIRS[name].product in (ROOT / page).read_text("utf-8"), f"{page} must name it"


@every_type
def test_the_program_that_creates_a_task_spells_it_alike(name: str) -> None:
    assert f'"{name}": "{PAIRS[name].step_type}"' in PROGRAM.read_text("utf-8")
    assert PAIRS[name].task_type == f"oneclick_to_{PAIRS[name].step_type}"


def test_tools_take_all_of_them() -> None:
    taken: Any = vars(realtime_script)["DestinationType"]

    assert get_args(taken) == tuple(PAIRS)
