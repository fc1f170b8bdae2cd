"""The Chinese listing is the English one in other words: the same tools, arguments, values, numbers and names."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
from mcp_types import ElicitResult
from pydantic import BaseModel

import prompts
from bench.tokens import CHINESE
from server.hosting import Hosting
from server.instructions import instructions
from tests.sessions import Time, assistant, emulated
from tools.calls.served import tool_definition
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.selection import selection
from tools.toolsets import listed_tools

NAMES = re.compile(r"`[^`]+`|[A-Za-z]+(?:_[A-Za-z0-9]+)+|\d+(?:[.:-]\d+)*|\b\w*[A-Za-z]\w*[A-Z]\w*\b|\$\{\w+\}")
"""What is the same in every language: code, names with underscores, numbers, and words with a capital inside."""

ALSO_PROSE = {"ID"}
"""Written in capitals in Chinese only."""

CODE = re.compile(r"\{.*\}|\[.*\]|\$\{\w+\}")
every_tool = pytest.mark.parametrize("name", listed_tools())


def names(text: str) -> set[str]:
    return set(NAMES.findall(text)) - ALSO_PROSE


def taken(name: str, language: Any) -> Any:
    return tool_definition(name, may_ask=True, language=language).input_schema


def said(schema: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The descriptions of a schema, each with its place."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "description" and isinstance(value, str):
                yield path, value
            else:
                yield from said(value, f"{path}/{key}")
    if isinstance(schema, list):
        for place, value in enumerate(schema):
            yield from said(value, f"{path}/{place}")


def unsaid(schema: Any) -> Any:
    """A schema without its descriptions."""
    if isinstance(schema, dict):
        kept = ((key, value) for key, value in schema.items() if key != "description" or not isinstance(value, str))
        return {key: unsaid(value) for key, value in kept}
    return [unsaid(value) for value in schema] if isinstance(schema, list) else schema


@every_tool
def test_a_tool_takes_the_same_in_both_languages(name: str) -> None:
    english, chinese = taken(name, "en"), taken(name, "zh")

    assert unsaid(english) == unsaid(chinese)
    assert [path for path, _ in said(english)] == [path for path, _ in said(chinese)]


@every_tool
def test_every_description_is_said_in_chinese_with_the_same_names_and_numbers(name: str) -> None:
    pairs = zip(said(taken(name, "en")), said(taken(name, "zh")), strict=True)

    for (path, english), (_, chinese) in pairs:
        words = re.search(r"[A-Za-z]{2,} [a-z]{2,}|\.$", CODE.sub("", english))
        assert CHINESE.search(chinese) or not words, (path, chinese)
        assert names(english) == names(chinese), path


def answered(name: str, language: Any) -> Any:
    return tool_definition(name, may_ask=True, language=language).output_schema


def docstrings(model: type[BaseModel] = BaseModel) -> Iterator[str]:
    """The docstrings of all models, which describe them in English only."""
    for below in model.__subclasses__():
        yield inspect.cleandoc(below.__doc__ or "")
        yield from docstrings(below)


@every_tool
def test_the_fields_of_answers_are_described_in_chinese(name: str) -> None:
    english, chinese = answered(name, "en"), dict(said(answered(name, "zh")))

    assert unsaid(english) == unsaid(answered(name, "zh"))
    left_out = {description for path, description in said(english) if path not in chinese}
    assert left_out <= set(docstrings())
    assert all(CHINESE.search(each) for each in chinese.values())
    assert [path for path, each in said(english) if names(each) != names(chinese.get(path, each))] == []


@every_tool
def test_a_tool_is_titled_and_described_in_chinese(name: str) -> None:
    english, chinese = listed_tools()[name], listed_tools("zh")[name]

    assert CHINESE.search(chinese.title)
    assert names(english.title) == names(chinese.title)
    assert all(CHINESE.search(part) for part in chinese.description.split("\n\n"))
    assert chinese.description.count("\n\n") == english.description.count("\n\n")
    assert names(english.description) == names(chinese.description)


def test_the_instructions_name_the_same_tools_in_the_same_lines() -> None:
    english, chinese = (prompts.text("server.md", language).split("\n") for language in ("en", "zh"))

    assert [names(line) for line in english] == [names(line) for line in chinese]
    assert all(CHINESE.search(line) for line in chinese if line)


@pytest.mark.parametrize("on", [listed_tools().keys(), {"start_tasks"}, {"list_files"}], ids=["all", "one", "steps"])
def test_the_instructions_leave_out_the_same_in_both_languages(on: set[str]) -> None:
    english, chinese = instructions(on), instructions(on, "zh")

    assert [names(line) for line in english.split("\n")] == [names(line) for line in chinese.split("\n")]
    assert "ID 是数字字符串" in chinese


def test_a_file_of_a_prompt_has_its_chinese() -> None:
    files = {path.relative_to(prompts.FOLDER) for path in prompts.FOLDER.rglob("*.md")}
    english = {path for path in files if path.parent.name != "zh"}

    assert files - english == {path.parent / "zh" / path.name for path in english}


async def test_a_client_of_a_chinese_server_gets_the_chinese_listing() -> None:
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting(language="zh")) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        said_first = client.instructions or ""

    assert tools["start_tasks"].title == "启动任务"
    assert (tools["start_tasks"].description or "").startswith("启动最多 20 个任务")
    assert tools["start_tasks"].input_schema["properties"]["confirmation"]["description"].startswith("来自执行计划")
    assert said_first.startswith("处理阿里云 DataWorks 数据集成")


async def test_a_user_is_asked_in_chinese() -> None:
    time, asked = Time(), list[Any]()

    async def user(_: object, question: Any) -> ElicitResult:
        asked.append(question.requested_schema)
        return ElicitResult(action="decline")

    for mode in ("auto", "legacy"):
        async with assistant(emulated(time), time, mode=mode, hosting=Hosting(language="zh"), answer=user) as client:
            await client.call_tool("retire_tasks", {"project_id": "10000", "task_ids": ["1000000"]})

    assert [each["properties"]["approve"]["description"] for each in asked] == ["是否继续？", "是否继续？"]
    assert "zh" not in asked[0]["properties"]["approve"]


async def test_the_resources_of_a_chinese_server_have_chinese_titles() -> None:
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting(language="zh")) as client:
        pages = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates

    assert all(CHINESE.search(each.title or "") for each in (*pages, *templates))


def test_a_chinese_read_only_server_names_no_tool_that_writes() -> None:
    text = instructions(Hosting(gate=Gate(Mode.READ_ONLY, selection=selection())).tools_on(), "zh")

    assert "新建任务" not in text
    assert "- 工作空间有什么：`describe_workspace`；`list_source_tables`\n" in text
