"""How much of a model's attention the list of tools takes; ``make bench`` counts it with a tokenizer besides."""

import pytest

from bench.tokens import BUDGETS, estimated, sets
from tools.toolsets import ListedTool, listed_tools


@pytest.mark.parametrize("tool", listed_tools().values(), ids=lambda tool: tool.name)
def test_a_tool_takes_at_most_550_tokens(tool: ListedTool) -> None:
    assert estimated([tool]) <= 550


@pytest.mark.parametrize("name", BUDGETS)
def test_each_set_of_tools_keeps_its_budget(name: str) -> None:
    assert estimated(sets()[name]) <= BUDGETS[name]


def test_at_most_30_tools_are_on_by_default() -> None:
    assert len(sets()["on by default"]) <= 30
