"""What clients can read, in both eras of the protocol."""

import json
import re
from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, ResourceTemplateReference, TextResourceContents

from dataworks.explain.lookup import TABLE, TEXTS
from dataworks.operations.catalog import OPERATIONS
from server.hosting import Hosting
from server.resources import COVERAGE, ERROR, ERRORS, FORMATS
from tests.sessions import Time, assistant, emulated, facts_of

both_eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


async def read(client: Client, uri: str) -> str:
    content = (await client.read_resource(uri)).contents[0]
    assert isinstance(content, TextResourceContents)
    assert content.mime_type == "text/markdown"
    return content.text


async def page(uri: str, *, mode: str = "auto", language: Any = "en") -> str:
    time = Time()
    async with assistant(emulated(time), time, mode=mode, hosting=Hosting(language=language)) as client:
        return await read(client, uri)


@both_eras
async def test_the_resources_are_listed_with_title_and_type(mode: str) -> None:
    time = Time()
    async with assistant(emulated(time), time, mode=mode) as client:
        resources = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates

    assert {str(resource.uri) for resource in resources} == {ERRORS, COVERAGE, FORMATS}
    assert [template.uri_template for template in templates] == [ERROR]
    assert all(resource.title and resource.mime_type == "text/markdown" for resource in resources)
    assert all(template.title and template.mime_type == "text/markdown" for template in templates)


@both_eras
async def test_the_error_table_holds_every_code_and_text(mode: str) -> None:
    text = await page(ERRORS, mode=mode)

    headings = [line for line in text.splitlines() if line.startswith("### ")]
    assert all(any(code in heading for heading in headings) for code in TABLE)
    assert all(row.explanation.means.en in text for row in TEXTS)


async def test_the_error_table_is_there_in_chinese() -> None:
    text = await page(ERRORS, language="zh")

    assert text.startswith("# DataWorks 数据集成错误")
    assert all(meaning.means.zh in text for meaning in TABLE.values())


@both_eras
async def test_one_code_is_read_by_itself_and_a_longer_one_by_its_family(mode: str) -> None:
    known = await page("dataworks://errors/Throttling.Resource", mode=mode)
    longer = await page("dataworks://errors/InvalidAccessKeyId.Inactive", mode=mode)

    assert known.startswith("# Throttling.Resource\n")
    assert "- retry: no" in known
    assert "access key" in longer


async def test_a_text_is_read_percent_encoded() -> None:
    assert "data integration group" in await page("dataworks://errors/ResourceGroup%3A%5Bx%5D%20is%20invalid.")


@both_eras
@pytest.mark.parametrize("uri", ["dataworks://errors/Brand.New", "dataworks://nothing"])
async def test_what_is_not_there_is_the_callers_mistake(uri: str, mode: str) -> None:
    time = Time()
    async with assistant(emulated(time), time, mode=mode) as client:
        with pytest.raises(MCPError) as caught:
            await client.read_resource(uri)

    assert caught.value.error.code == INVALID_PARAMS


@both_eras
@pytest.mark.parametrize(
    ("typed", "says"),
    [("throttling.a", ["Throttling.Api", "Throttling.Api.Risk"]), ("zzz", [])],
    ids=["some", "none"],
)
async def test_codes_are_completed(typed: str, says: list[str], mode: str) -> None:
    time = Time()
    async with assistant(emulated(time), time, mode=mode) as client:
        reference = ResourceTemplateReference(uri=ERROR)
        done = await client.complete(reference, {"name": "code", "value": typed})
        other = await client.complete(ResourceTemplateReference(uri="dataworks://x/{y}"), {"name": "y", "value": ""})

    assert (done.completion.values, done.completion.total) == (says, len(says))
    assert other.completion.values == []


async def test_the_coverage_names_every_operation_and_its_evidence() -> None:
    text = await page(COVERAGE)

    assert all(f"## {action}\n" in text for action in OPERATIONS)
    assert {"documented", "sdk", "assumed"} <= set(re.findall(r"^- (\w+): ", text, re.MULTILINE))


def examples(text: str) -> list[dict[str, Any]]:
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]


async def test_the_shapes_of_scripts_come_with_examples_that_work() -> None:
    by_tables, by_table, _, generated, batch, param, _ = examples(await page(FORMATS))
    time = Time()
    wish = {"project_id": "10000", "folder": param["FileFolderPath"]}
    task = {"project_id": "10000", "task_name": "batch", "task_type": "DI_OFFLINE", "task_param": param}
    async with assistant(emulated(time), time) as client:
        made = [
            await client.call_tool("create_realtime_task", {**wish, "task_name": name, "script": script})
            for name, script in {"first": by_tables, "second": by_table}.items()
        ]
        made.append(await client.call_tool("create_di_sync_task", {**task, "task_content": batch}))
        made.append(
            await client.call_tool(
                "create_di_sync_task",
                {**task, "task_name": "x", "task_type": "DI_REALTIME", "task_content": generated},
            )
        )

    assert [facts_of(result).get("error") for result in made] == [None] * 4
