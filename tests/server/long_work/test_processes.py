"""A task over HTTP and stdio, between real processes, one of which is killed."""

from contextlib import ExitStack

import pytest
from mcp import Client, StdioServerParameters

from tests.loopback import web
from tests.server.http.talk import modern
from tests.server.long_work.asking import EXTENSION, Tasks, begun, until
from tests.server.processes import COMMAND, KEYS, line_with, started
from tests.sessions import WISH, facts_of

pytestmark = pytest.mark.repeats

KEPT = {**KEYS, "DATAWORKS_DI_STATE_KEY": "k" * 40}


async def test_over_stdio_a_call_is_a_task() -> None:
    parameters = StdioServerParameters(command=str(COMMAND), args=["serve", "--emulator"])
    async with Client(parameters, extensions=[tasks := Tasks()]) as client:
        created = await client.call_tool("create_realtime_task", WISH)

    assert facts_of(created)["state"] == "created"
    assert tasks.saw[-1]["status"] == "completed"


async def test_a_task_outlives_the_process_that_has_begun_it() -> None:
    with ExitStack() as stack:
        emulator = stack.enter_context(started("emulate", "--port", "0"))
        endpoint = line_with(emulator.stderr, "http://").split()[4].rstrip(";")
        arguments = ("serve", "--transport", "http", "--port", "0", "--endpoint", endpoint)
        servers = [stack.enter_context(started(*arguments, **KEPT)) for _ in range(2)]
        first, other = (line_with(server.stderr, "Serving MCP").split()[-1] for server in servers)
        async with Client(first, extensions=[Tasks()]) as client:
            task_id = await begun(client, "create_realtime_task", WISH)
            servers[0].kill()
        async with Client(other, extensions=[Tasks()]) as client:
            done = await until(client, task_id, "completed")
            found = await client.call_tool("find_sync_tasks", {"project_id": "10000", "name": WISH["task_name"]})
            wrong = await _named(other, task_id, "x")

    assert done["result"]["structuredContent"]["state"] == "created"
    assert [row["name"] for row in facts_of(found)["tasks"]] == [WISH["task_name"]]
    assert wrong == (400, -32020)


async def _named(url: str, task_id: str, header: str) -> tuple[int, int]:
    """Status and code of the answer to a request whose header names another task."""
    headers, body = modern("tasks/get", taskId=task_id)
    body["params"]["_meta"]["io.modelcontextprotocol/clientCapabilities"] = {"extensions": {EXTENSION: {}}}
    async with web() as http:
        answer = await http.post(url, json=body, headers={**headers, "mcp-name": header})
    code: int = answer.json()["error"]["code"]
    return answer.status_code, code
