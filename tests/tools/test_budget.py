"""How much of a model's attention the list of tools takes: names, descriptions and input schemas."""

import json

import pytest

import prompts
from tools.catalog import ToolSpec
from tools.schemas import input_schema
from tools.selection import BY_DEFAULT
from tools.toolsets import TOOLS, TOOLSETS

CHARACTERS_PER_TOKEN = 4.2
"""On the safe side: the o200k encoding takes 4.5 characters of this list for a token."""


def tokens(*specs: ToolSpec) -> float:
    """The tokens that a list of these tools takes, at most."""
    seen = [
        {
            "name": spec.name,
            "description": prompts.text(f"tools/{spec.name}.md"),
            "inputSchema": input_schema(spec.arguments),
        }
        for spec in specs
    ]
    return len(json.dumps(seen, separators=(",", ":"))) / CHARACTERS_PER_TOKEN


@pytest.mark.parametrize("spec", TOOLS, ids=lambda spec: spec.name)
def test_a_tool_takes_at_most_550_tokens(spec: ToolSpec) -> None:
    assert tokens(spec) <= 550


def test_the_tools_that_are_on_by_default_take_at_most_6000_tokens() -> None:
    assert tokens(*(spec for name in BY_DEFAULT for spec in TOOLSETS[name])) <= 6000


def test_all_tools_take_at_most_10000_tokens() -> None:
    assert tokens(*TOOLS) <= 10000


def test_at_most_30_tools_are_on_by_default() -> None:
    assert sum(len(TOOLSETS[name]) for name in BY_DEFAULT) <= 30
