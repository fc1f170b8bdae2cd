"""The server as a process on HTTP, on this machine."""

import anyio
import pytest
from mcp import Client

from tests.server.processes import line_with, ran_here, started
from tests.sessions import WISH, facts_of
from tools.declarations import DECLARED
from tools.toolsets import BY_DEFAULT


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_creates_a_task_over_http(mode: str) -> None:
    with started("serve", "--emulator", "--transport", "http", "--port", "0") as process:
        url = line_with(process.stderr, "Serving MCP").split()[-1]
        await ready(url)
        async with Client(url, mode=mode) as client:
            tools = await client.list_tools()
            result = await client.call_tool("create_realtime_task", WISH)

    assert {tool.name for tool in tools.tools} == {spec.name for name in BY_DEFAULT for spec in DECLARED[name]}
    assert facts_of(result)["state"] == "created"


async def ready(url: str) -> None:
    host, port = url.split("/")[2].split(":")
    while True:
        try:
            async with await anyio.connect_tcp(host, int(port)):
                return
        except OSError:
            await anyio.lowlevel.checkpoint()


def test_it_refuses_to_listen_to_other_machines() -> None:
    result = ran_here("serve", "--emulator", "--transport", "http", "--host", "0.0.0.0")  # noqa: S104 - what is refused

    assert result.returncode == 1
    assert "this machine only" in result.stderr
