"""What clients can read, in both eras of the protocol."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, ResourceTemplateReference, TextResourceContents

from dataworks.explain.lookup import BY_CODE, TEXTS
from dataworks.scripts.findings import KINDS
from dataworks.scripts.reference import step_type, step_types
from server.hosting import Hosting
from server.resources import COVERAGE, ERROR, ERRORS, EXAMPLE, EXAMPLES, FORMAT, FORMATS, PAGES, STEP, STEPS, TEMPLATES
from tests.operations import OPERATIONS
from tests.sessions import Time, assistant, emulated, facts_of
from tools.calls.apps import PAGE
from tools.calls.links import TASK

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

    assert [str(resource.uri) for resource in resources] == [*PAGES, PAGE]
    assert {template.uri_template for template in templates} == {*TEMPLATES, TASK}
    assert all(resource.title and resource.mime_type == "text/markdown" for resource in resources[:-1])
    assert (resources[-1].title, resources[-1].mime_type) == (
        "Picture of a result, for hosts of MCP Apps",
        "text/html;profile=mcp-app",
    )
    assert all(template.title and template.mime_type for template in templates)


@both_eras
async def test_the_error_table_holds_every_code_and_text(mode: str) -> None:
    text = await page(ERRORS, mode=mode)

    headings = [line for line in text.splitlines() if line.startswith("### ")]
    assert all(any(code in heading for heading in headings) for code in BY_CODE)
    assert all(row.explanation.means.en in text for row in TEXTS)


async def test_the_error_table_is_there_in_chinese() -> None:
    text = await page(ERRORS, language="zh")

    assert text.startswith("# DataWorks 数据集成错误")
    assert all(meaning.means.zh in text for meaning in BY_CODE.values())


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
@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("dataworks://errors/Brand.New", "Brand.New is not known; dataworks://errors lists the names"),
        ("dataworks://errors/Throtling.User", "did you mean 'Throttling.User'?"),
        ("dataworks://scripts/steps/mysq", "mysq is not known; did you mean 'mysql'?"),
        ("dataworks://scripts/steps/MaxCompute", "did you mean 'odps'?"),
        ("dataworks://scripts/steps/fluvio", "fluvio is not known; dataworks://scripts/steps lists the names"),
        ("dataworks://scripts/steps/..%2F..%2Fetc%2Fpasswd", "is not known"),
        ("dataworks://scripts/formats/batch", "batch is not known"),
        ("dataworks://scripts/examples/mysq-to-maxcompute", "did you mean 'mysql-to-odps'?"),
        ("dataworks://scripts/examples/realtime-mysql-to-oss", "dataworks://scripts/examples lists the names"),
        ("dataworks://scripts/examples/mysql", "dataworks://scripts/examples lists the names"),
        ("dataworks://nothing", "dataworks://nothing"),
    ],
)
async def test_what_is_not_there_is_the_callers_mistake_and_says_what_is(uri: str, says: str, mode: str) -> None:
    time = Time()
    async with assistant(emulated(time), time, mode=mode) as client:
        with pytest.raises(MCPError) as caught:
            await client.read_resource(uri)

    assert caught.value.error.code == INVALID_PARAMS
    assert says in caught.value.error.message


@both_eras
@pytest.mark.parametrize(
    ("uri", "parameter", "typed", "says"),
    [
        (ERROR, "code", "throttling.a", ["Throttling.Api", "Throttling.Api.Risk"]),
        (ERROR, "code", "zzz", []),
        (FORMAT, "kind", "realtime-c", ["realtime-create"]),
        (STEP, "step_type", "or", ["oracle"]),
        (EXAMPLE, "pair", "mysql-to-od", ["mysql-to-odps"]),
        (EXAMPLE, "pair", "realtime-mysql-to-k", ["realtime-mysql-to-kafka"]),
        (STEP, "step_type", "polardb-x", ["PolarDB-X%202.0"]),
    ],
)
async def test_names_are_completed(uri: str, parameter: str, typed: str, says: list[str], mode: str) -> None:
    time = Time()
    async with assistant(emulated(time), time, mode=mode) as client:
        done = await client.complete(ResourceTemplateReference(uri=uri), {"name": parameter, "value": typed})
        other = await client.complete(ResourceTemplateReference(uri="dataworks://x/{y}"), {"name": "y", "value": ""})

    assert (done.completion.values, done.completion.total) == (says, len(says))
    assert other.completion.values == []


async def test_the_coverage_names_every_operation_and_its_evidence() -> None:
    text = await page(COVERAGE)

    assert all(f"## {action}\n" in text for action in OPERATIONS)
    assert {"documented", "sdk", "assumed"} <= set(re.findall(r"^- (\w+): ", text, re.MULTILINE))


def examples(text: str) -> list[dict[str, Any]]:
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_kind_of_script_is_read_by_itself_and_among_the_others(kind: str) -> None:
    (alone,) = examples(await page(FORMAT.format(kind=kind)))
    headings = re.findall(r"^## (.+)$", everything := await page(FORMATS), re.MULTILINE)

    assert headings == list(KINDS)
    assert alone in examples(everything)


async def test_the_examples_of_scripts_work() -> None:
    shown = dict(zip(KINDS, examples(await page(FORMATS)), strict=True))
    place = shown["create-param"]
    time = Time()
    task = {"project_id": "10000", "task_name": "x", "task_param": place}
    wish = {"project_id": "10000", "task_name": "first", "folder": place["FileFolderPath"]}
    async with assistant(emulated(time), time) as client:
        made = [
            await client.call_tool("create_realtime_task", {**wish, "script": shown["realtime-create"]}),
            *[
                await client.call_tool(
                    "create_di_sync_task", {**task, "task_type": kind, "task_content": content, "task_name": kind}
                )
                for kind, content in (("DI_OFFLINE", shown["batch-job"]), ("DI_REALTIME", shown["realtime-task"]))
            ],
        ]

    assert [facts_of(result).get("error") for result in made] == [None] * 3


@both_eras
async def test_every_step_type_is_listed_with_what_it_needs(mode: str) -> None:
    text = await page(STEPS, mode=mode)

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == list(step_types())
    assert "## mysql\n\n- reader: `column`, `datasource`, `table`\n- writer: " in text
    assert "accessKey" not in text, "the data source has it"


@pytest.mark.parametrize("name", step_types())
async def test_a_step_type_is_read_with_every_parameter(name: str) -> None:
    text = await page(STEP.format(step_type=quote(name)))
    tables = {
        heading: re.findall(r"^\| `(.+?)` \|", rows, re.MULTILINE)
        for heading, rows in re.findall(r"^## As (\w+)\n(.*?)(?=\n## |\Z)", text, re.MULTILINE | re.DOTALL)
    }

    assert tables == {category: list(parameters) for category, parameters in (step_type(name) or {}).items()}


async def test_a_step_type_tells_what_is_required_and_what_values_there_are() -> None:
    text = await page("dataworks://scripts/steps/mysql")

    assert "| `writeMode` | yes | insert | `insert`, `update`, `replace` |" in text
    assert "| `where` | no |  |  |" in text
    assert "| `skipNullColumn` | conditional |  |  |" in text


async def test_the_page_of_a_pair_has_its_script() -> None:
    (batch,) = examples(await page(EXAMPLE.format(pair="mysql-to-odps")))
    (live,) = examples(await page(EXAMPLE.format(pair="realtime-mysql-to-kafka")))

    assert [step["stepType"] for step in batch["steps"]] == ["mysql", "odps"]
    assert live["type"] == "realtime"
    assert "`mysql-to-odps`" in (listed := await page(EXAMPLES))
    assert "`realtime-mysql-to-hologres`" in listed


async def test_the_page_of_a_step_type_has_an_example_of_each_side() -> None:
    reader, writer = examples(await page(STEP.format(step_type="mysql")))

    assert (reader["category"], writer["category"]) == ("reader", "writer")
