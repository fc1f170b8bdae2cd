"""How much of a model's attention the list of tools takes; ``make bench`` counts it with a tokenizer besides."""

import pytest

from bench.tokens import BUDGETS, OF_A_TOOL, SHARES, estimated, sets
from dataworks.language import Language
from server.instructions import instructions
from tools.toolsets import ListedTool, listed_tools

each_language = pytest.mark.parametrize("language", SHARES)


@each_language
@pytest.mark.parametrize("tool", listed_tools().values(), ids=lambda tool: tool.name)
def test_a_tool_keeps_its_budget(tool: ListedTool, language: Language) -> None:
    assert estimated([tool], language) <= OF_A_TOOL * SHARES[language]


@each_language
@pytest.mark.parametrize("name", BUDGETS)
def test_each_set_of_tools_keeps_its_budget(name: str, language: Language) -> None:
    assert estimated(sets()[name], language) <= BUDGETS[name] * SHARES[language]


def test_at_most_30_tools_are_on_by_default() -> None:
    assert len(sets()["on by default"]) <= 30


@each_language
def test_clients_that_cut_texts_after_2_kb_show_all_of_them(language: Language) -> None:
    texts = [
        instructions(listed_tools().keys(), language),
        *(tool.description for tool in listed_tools(language).values()),
    ]

    assert max(len(text.encode()) for text in texts) <= 2048


@each_language
def test_the_first_512_characters_of_the_instructions_say_where_to_begin(language: Language) -> None:
    beginning = instructions(listed_tools().keys(), language)[:512]

    assert "DataWorks" in beginning
    assert all(f"`{name}`" in beginning for name in ("describe_workspace", "create_realtime_task", "find_sync_tasks"))
