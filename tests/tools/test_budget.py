"""How much of a model's attention the list of tools takes; ``make bench`` counts it with a tokenizer besides."""

import pytest

from bench.tokens import BUDGETS, estimated, sets
from tools.catalog import ToolSpec
from tools.toolsets import TOOLS


@pytest.mark.parametrize("spec", TOOLS, ids=lambda spec: spec.name)
def test_a_tool_takes_at_most_550_tokens(spec: ToolSpec) -> None:
    assert estimated([spec]) <= 550


@pytest.mark.parametrize("name", BUDGETS)
def test_each_set_of_tools_keeps_its_budget(name: str) -> None:
    assert estimated(sets()[name]) <= BUDGETS[name]


def test_at_most_30_tools_are_on_by_default() -> None:
    assert len(sets()["on by default"]) <= 30
