"""A task is a page that a client can attach: its state, its tables and its script, and long answers link to it."""

import json
from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, ResourceLink, ResourceTemplateReference, TextResourceContents

from server.hosting import Hosting
from tests.sessions import Time, assistant, emulated, facts_of, sent
from tests.stories.homes import Home, both
from tests.stories.written import WRITTEN
from tests.wishes.worlds import world
from tools.arguments.home import HomeWorkspace
from tools.calls.links import LINKS_SINCE, LONG, TASK, links
from tools.calls.results import Result
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.rules.selection import selection

both_eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


async def live(client: Client, home: Home) -> str:
    """The id of orders_live."""
    task_id: str = facts_of(await client.call_tool("get_task_status", {**home.workspace, "name": "orders_live"}))[
        "task_id"
    ]
    return task_id


async def page(client: Client, project_id: str, task_id: object) -> str:
    (content,) = (await client.read_resource(f"dataworks://tasks/{project_id}/{task_id}")).contents
    assert isinstance(content, TextResourceContents)
    assert content.mime_type == "text/plain"
    return content.text


@both
@both_eras
async def test_the_page_of_a_task_has_its_state_its_tables_and_its_script(home: Home, mode: str) -> None:
    emulator, time = await world("running", home)
    async with assistant(emulator, time, mode=mode, hosting=Hosting(gate=Gate(Mode.READ_ONLY))) as client:
        task_id = await live(client, home)
        text = await page(client, home.project_id, task_id)

    assert "state: RUN" in text
    assert "shop.orders" in text
    assert json.loads(text.splitlines()[-1]) == WRITTEN[home].definition(emulator, task_id)
    assert not {action for action in sent(emulator) if not action.startswith(("Get", "List", "Query"))}


@both
async def test_the_page_of_a_nightly_task_has_its_schedule_and_its_script(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = await home.nightly(emulator, time)
    async with assistant(emulator, time) as client:
        text = await page(client, home.project_id, task_id)

    assert "00 30 02 * * ?" in text
    assert text.endswith(home.batch(emulator, time, task_id)[0])


@both
async def test_a_secret_in_a_script_is_not_on_the_page(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = WRITTEN[home].holding(emulator, {"datasource": "visible", "password": "s3cr3t-Pa55"})
    async with assistant(emulator, time) as client:
        text = await page(client, home.project_id, task_id)

    assert "visible" in text
    assert "s3cr3t-Pa55" not in text


REFUSED: dict[str, tuple[Gate, str, str]] = {
    "a workspace that is not allowed": (Gate(policy=Policy(workspaces=["10001"])), "HERE", "workspaces does not list"),
    "reading that is not allowed": (Gate(policy=Policy(deny=["read_task_script"])), "HERE", "forbids"),
    "a tool that is off": (Gate(selection=selection(exclude=("read_task_script",))), "HERE", "read_task_script"),
    "a workspace that is not there": (Gate(), "5", "what happened"),
    "no id": (Gate(), "shop", "/project_id"),
}


@both
@both_eras
@pytest.mark.parametrize(("gate", "project_id", "says"), REFUSED.values(), ids=REFUSED)
async def test_a_page_is_read_within_the_rules_of_calls(
    home: Home, gate: Gate, project_id: str, says: str, mode: str
) -> None:
    emulator, time = await world("running", home)
    async with assistant(emulator, time) as client:
        task_id = await live(client, home)
    async with assistant(emulator, time, mode=mode, hosting=Hosting(gate=gate)) as client:
        with pytest.raises(MCPError) as refused:
            await page(client, home.project_id if project_id == "HERE" else project_id, task_id)

    assert refused.value.code == INVALID_PARAMS
    assert says in refused.value.message
    assert not any(part in refused.value.message for part in ("selectedTables", "TableMappings"))


@both
@both_eras
async def test_a_long_answer_links_to_the_page(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    task_id = WRITTEN[home].holding(emulator, {"names": ["x" * 50] * 100})
    asked = {**home.workspace, "task_id": task_id}
    async with assistant(emulator, time, mode=mode) as client:
        script = await client.call_tool("read_task_script", asked)
        status = await client.call_tool("get_task_status", asked)
        (link,) = (block for block in script.content if isinstance(block, ResourceLink))
        text = await page(client, home.project_id, str(link.uri).rpartition("/")[2])

    assert str(link.uri) == f"dataworks://tasks/{home.project_id}/{task_id}"
    assert text.endswith(facts_of(script)["script"])
    assert [block.type for block in status.content] == ["text"]


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 1),
        ({"version": "2025-03-26"}, 0),
        ({"version": None}, 0),
        ({"raw": {}}, 0),
        ({"raw": {}, "home": HomeWorkspace("10000")}, 1),
        ({"result": Result("x" * LONG, {"task_id": "1"})}, 0),
        ({"result": Result("x" * (LONG + 1), {"error": {}}, failed=True)}, 0),
        ({"gate": Gate(selection=selection(exclude=("get_task_status",)))}, 0),
    ],
)
def test_only_a_client_that_can_follow_a_link_gets_one(change: dict[str, Any], count: int) -> None:
    given: dict[str, Any] = {
        "raw": {"project_id": "10000"},
        "result": Result("x" * (LONG + 1), {"task_id": "1"}),
        "home": HomeWorkspace(),
        "gate": Gate(),
        "version": LINKS_SINCE,
    }

    assert len([*links(**{**given, **change})]) == count


@both
async def test_the_address_of_a_page_is_completed(home: Home) -> None:
    emulator, time = await world("running", home)
    uri, here = ResourceTemplateReference(uri=TASK), home.project_id
    async with assistant(emulator, time) as client:
        task_id = await live(client, home)
        workspaces = await client.complete(uri, {"name": "project_id", "value": "1"})
        tasks = await client.complete(uri, {"name": "task_id", "value": task_id[:5]}, {"project_id": here})

    async with assistant(emulator, time, hosting=Hosting(project=here)) as client:
        at_home = await client.complete(uri, {"name": "task_id", "value": task_id[:5]})

    assert workspaces.completion.values == ["10000", "10001", "10002"]
    assert task_id in tasks.completion.values
    assert at_home.completion.values == tasks.completion.values
