"""A task is a page that a client can attach: its state, its tables and its script, and long answers link to it."""

from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, ResourceLink, ResourceTemplateReference, TextResourceContents

from server.hosting import Hosting
from tests.sessions import assistant, sent
from tests.wishes.worlds import LIVE, made, put, task_named, world
from tools.arguments.home import HomeWorkspace
from tools.calls.links import LINKS_SINCE, LONG, links
from tools.calls.results import Result
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.rules.selection import selection

both_eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


async def page(client: Client, project_id: str, task_id: object) -> str:
    (content,) = (await client.read_resource(f"dataworks://tasks/{project_id}/{task_id}")).contents
    assert isinstance(content, TextResourceContents)
    assert content.mime_type == "text/plain"
    return content.text


@both_eras
async def test_the_page_of_a_task_has_its_state_its_tables_and_its_script(mode: str) -> None:
    emulator, time = await world("running")
    live = task_named(emulator, "orders_live")
    async with assistant(emulator, time, mode=mode, hosting=Hosting(gate=Gate(Mode.READ_ONLY))) as client:
        text = await page(client, "10000", live.file_id)

    assert "state: RUN" in text
    assert "shop.orders" in text
    assert text.endswith(live.script)
    assert not {action for action in sent(emulator) if not action.startswith(("Get", "List", "Query"))}


async def test_a_secret_in_a_script_is_not_on_the_page() -> None:
    emulator, time = await world("running")
    live = task_named(emulator, "orders_live")
    put(emulator, live, script=live.script.replace('"writeMode"', '"password":"s3cr3t-Pa55","writeMode"'))
    async with assistant(emulator, time) as client:
        text = await page(client, "10000", live.file_id)

    assert "writeMode" in text
    assert "s3cr3t-Pa55" not in text


REFUSED: dict[str, tuple[Gate, str, str]] = {
    "a workspace that is not allowed": (Gate(policy=Policy(workspaces=["10001"])), "10000", "workspaces does not list"),
    "reading that is not allowed": (Gate(policy=Policy(deny=["read_task_script"])), "10000", "forbids"),
    "a tool that is off": (Gate(selection=selection(exclude=("read_task_script",))), "10000", "read_task_script"),
    "a workspace that is not there": (Gate(), "5", "what happened"),
    "no id": (Gate(), "shop", "/project_id"),
}


@both_eras
@pytest.mark.parametrize(("gate", "project_id", "says"), REFUSED.values(), ids=REFUSED)
async def test_a_page_is_read_within_the_rules_of_calls(gate: Gate, project_id: str, says: str, mode: str) -> None:
    emulator, time = await world("running")
    live = task_named(emulator, "orders_live")
    async with assistant(emulator, time, mode=mode, hosting=Hosting(gate=gate)) as client:
        with pytest.raises(MCPError) as refused:
            await page(client, project_id, live.file_id)

    assert refused.value.code == INVALID_PARAMS
    assert says in refused.value.message
    assert "selectedTables" not in refused.value.message


@both_eras
async def test_a_long_answer_links_to_the_page(mode: str) -> None:
    emulator, time = await world("shop")
    tables = ["shop.orders", "shop.customers", "shop.products", "shop.order_items"]
    long = await made(emulator, time, "create_realtime_task", {**LIVE, "tables": tables})
    asked: dict[str, Any] = {"project_id": "10000", "task_id": str(long.file_id)}
    async with assistant(emulator, time, mode=mode) as client:
        script = await client.call_tool("read_task_script", asked)
        status = await client.call_tool("get_task_status", asked)
        (link,) = (block for block in script.content if isinstance(block, ResourceLink))
        text = await page(client, "10000", str(link.uri).rpartition("/")[2])

    assert str(link.uri) == f"dataworks://tasks/10000/{long.file_id}"
    assert text.endswith(long.script)
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


async def test_the_address_of_a_page_is_completed() -> None:
    emulator, time = await world("running")
    live = task_named(emulator, "orders_live")
    uri = ResourceTemplateReference(uri="dataworks://tasks/{project_id}/{task_id}")
    async with assistant(emulator, time) as client:
        workspaces = await client.complete(uri, {"name": "project_id", "value": "1"})
        tasks = await client.complete(uri, {"name": "task_id", "value": "10000"}, {"project_id": "10000"})

    async with assistant(emulator, time, hosting=Hosting(project="10000")) as client:
        at_home = await client.complete(uri, {"name": "task_id", "value": "10000"})

    assert workspaces.completion.values == ["10000", "10001", "10002"]
    assert str(live.file_id) in tasks.completion.values
    assert at_home.completion.values == tasks.completion.values
