"""The server as a process: how it ends, and two on one port."""

import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest
from anyio.abc import Process, TaskStatus
from anyio.streams.text import TextReceiveStream
from mcp.shared.exceptions import MCPError

from tests.loopback import web
from tests.server.http.talk import ERAS, legacy, reached
from tests.server.http.test_time import HEAD, connected, opened, rest
from tests.sessions import text_of

ROOT = Path(__file__).parents[3]


@dataclass
class Program:
    """A server in a process."""

    process: Process
    url: str

    async def end(self, number: signal.Signals) -> int:
        """Send a signal; the exit code."""
        self.process.send_signal(number)
        return await self.process.wait()

    async def output(self) -> tuple[str, str]:
        """What is left to read of stdout and stderr."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        return (
            "".join([text async for text in TextReceiveStream(self.process.stdout)]),
            "".join([text async for text in TextReceiveStream(self.process.stderr)]),
        )


@asynccontextmanager
async def running(port: str = "0", *words: str) -> AsyncGenerator[Program]:
    command = [sys.executable, "-m", "tests.server.http.program", port, *words]
    async with await anyio.open_process(command, stdin=subprocess.DEVNULL, cwd=ROOT) as process:
        assert process.stderr is not None
        try:
            url = (await TextReceiveStream(process.stderr).receive()).strip()
            yield Program(process, url)
        finally:
            if process.returncode is None:
                process.kill()


async def caught_in_a_call(url: str, era: str, *, task_status: TaskStatus[None]) -> None:
    """Call a tool that waits for ever, until the server ends."""

    async def progressed(progress: float, total: float | None, message: str | None) -> None:
        del progress, total, message
        task_status.started()

    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(reached(url, mode=era))
        with pytest.raises(MCPError):
            await client.call_tool("wait", {"progress": True}, progress_callback=progressed)


@pytest.mark.alone
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
async def test_an_idle_server_ends_sooner_than_it_starts(number: signal.Signals, clock: Callable[[], float]) -> None:
    begun = clock()
    async with running() as program, web() as http:
        assert (await http.get(f"{program.url}/health")).status_code == 200
        ready = clock()

        code = await program.end(number)
        ended = clock()

        assert (code, await program.output()) == (0, ("", "left True\n"))
        assert ended - ready < ready - begun


@pytest.mark.alone
@pytest.mark.repeats
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
async def test_a_busy_server_ends_as_soon(number: signal.Signals, clock: Callable[[], float]) -> None:
    begun = clock()
    async with running() as program, web() as http, connected(program.url) as half:
        await half.send(HEAD + b"Content-Length: 100\r\n\r\n{")
        streams = [await opened(http, program.url, era) for era in ERAS]
        async with anyio.create_task_group() as group:
            for era in ERAS:
                await group.start(caught_in_a_call, program.url, era)
            ready = clock()
            code = await program.end(number)
            end = clock() - ready
            assert (code, end < 3 * (ready - begun)) == (0, True)
        ended = [await stream.aread() for stream in streams]
        answer = await rest(half)

        assert await program.output() == ("", "left True\n")
        assert len(ended) == 2
        assert answer.startswith(b"HTTP/1.1 503 ")


@pytest.mark.repeats
@pytest.mark.parametrize("era", ERAS)
async def test_two_processes_answer_on_one_port(era: str) -> None:
    async with running("0", "shared") as one, running(one.url.rpartition(":")[2], "shared") as two:
        answered: set[str] = set()
        for _ in range(40):
            async with reached(one.url, mode=era) as client:
                answered.add(text_of(await client.call_tool("process", {})))
            if len(answered) == 2:
                break

        assert one.url == two.url
        assert answered == {str(one.process.pid), str(two.process.pid)}


async def test_on_a_shared_port_nobody_gets_a_session_that_the_other_process_does_not_know() -> None:
    headers, body = legacy()
    async with running("0", "shared") as program, web() as http:
        answer = await http.post(f"{program.url}/mcp", json=body, headers=headers)

    assert answer.status_code == 200
    assert "mcp-session-id" not in answer.headers
