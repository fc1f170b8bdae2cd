"""A newcomer's way: with the list of tools and a wish, no argument known beforehand; the user agrees when asked."""

from contextlib import AbstractAsyncContextManager
from typing import Any, cast

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.session import ClientRequestContext
from mcp_types import ElicitRequestParams, ElicitResult

from tests.server.processes import COMMAND
from tests.sessions import Time, assistant, emulated, facts_of, text_of


async def agreeing(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
    """A user who reads what is done to which task, and agrees."""
    assert "task 1000001 in workspace 10000" in params.message
    return ElicitResult(action="accept", content={"approve": True})


def in_memory() -> AbstractAsyncContextManager[Client]:
    time = Time()
    return assistant(emulated(time), time, answer=agreeing)


def over_stdio() -> AbstractAsyncContextManager[Client]:
    server = StdioServerParameters(command=str(COMMAND), args=["serve", "--emulator", "--toolsets", "all"])
    return Client(server, elicitation_callback=cast("Any", agreeing))


async def use(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """Call a tool that is listed, with arguments that its schema has."""
    listed = {each.name: each for each in (await client.list_tools()).tools}
    assert arguments.keys() <= listed[tool].input_schema["properties"].keys()
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    return facts_of(result)


async def wish_of(client: Client) -> dict[str, Any]:
    """What "the shop's orders and refunds into Hologres, live" is in arguments: every one is read from an answer."""
    workspaces = (await use(client, "describe_workspace"))["workspaces"]
    offers = [await use(client, "describe_workspace", project_id=row["project_id"]) for row in workspaces]
    workspace, offer = next(
        (row["project_id"], offer) for row, offer in zip(workspaces, offers, strict=True) if offer["folders"]
    )
    live = [row for row in offer["data_sources"] if "production" in row["environments"]]
    source = next(row["name"] for row in live if row["type"] == "mysql" and "shop" in row["name"])
    found = await use(client, "list_source_tables", project_id=workspace, source=source, pattern="*.*")
    return {
        "project_id": workspace,
        "task_name": "shop_live",
        "source": source,
        "tables": [table for table in found["tables"] if table.endswith((".orders", ".refunds"))],
        "destination_type": "hologres",
        "destination": next(row["name"] for row in live if row["type"] == "holo" and "shop" in row["name"]),
        "resource_group": next(row["identifier"] for row in offer["resource_groups"] if row["status"] == "normal"),
        "folder": next(path for path in offer["folders"] if "/shop/" in path),
    }


async def seen(client: Client, task: dict[str, Any], state: str) -> None:
    """Ask how the task is until it has come to a state."""
    while (await use(client, "get_task_status", **task))["state"] != state:
        await anyio.lowlevel.checkpoint()


@pytest.mark.parametrize("session", [in_memory, over_stdio])
async def test_a_task_is_found_created_deployed_started_checked_stopped_and_deleted(session: Any) -> None:
    async with session() as client:
        wish = await wish_of(client)
        made = await use(client, "create_realtime_task", **wish)
        one = {"project_id": wish["project_id"], "task_id": made["task_id"]}
        task = {"project_id": wish["project_id"], "file_id": made["task_id"], "task_type": "DI_REALTIME"}
        await seen(client, one, "NORUN")
        await use(client, "deploy_di_sync_task", **task)
        await use(client, "start_di_sync_instance", **task)
        await seen(client, one, "RUN")
        await use(client, "stop_di_sync_instance", **task)
        await seen(client, one, "PAUSE")
        found = await use(client, "find_sync_tasks", project_id=wish["project_id"], name=wish["task_name"])
        for tool in ("terminate_di_sync_instance", "delete_di_sync_task"):
            await use(client, tool, **task)
        left = await use(client, "find_sync_tasks", project_id=wish["project_id"], name=wish["task_name"])

    assert made["tables"]["count"] == 2
    assert [row["task_id"] for row in found["tasks"]] == [made["task_id"]]
    assert left["count"] == 0
