"""Time limits of requests: slow ones are refused, late answers cut, streams left alone."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpx2
import pytest
from anyio.abc import SocketStream
from mcp.shared.exceptions import MCPError

from server.http.exposure import Exposure
from server.http.limits import Limits
from server.http.sockets import listener, url_of
from tests.clock import SkippingLoop
from tests.loopback import web
from tests.server.http.talk import ERAS, Stage, legacy, modern, post, reached, staged


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Nobody waits in earnest for a limit to pass."""
    return "asyncio", {"loop_factory": SkippingLoop}


HEAD = b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Type: application/json\r\n"


@asynccontextmanager
async def connected(url: str) -> AsyncGenerator[SocketStream]:
    host, _, port = url.removeprefix("http://").rpartition(":")
    async with await anyio.connect_tcp(host, int(port)) as stream:
        yield stream


async def rest(stream: SocketStream) -> bytes:
    """All that comes until the server closes the connection."""
    received = b""
    try:
        while True:
            received += await stream.receive()
    except (anyio.EndOfStream, anyio.BrokenResourceError):
        return received


@pytest.mark.parametrize("beginning", [b"", b"POST /mcp HTT", HEAD])
async def test_a_connection_without_a_whole_request_is_closed(beginning: bytes) -> None:
    async with staged(Stage(), Exposure(limits=Limits(head=0.1))) as url, connected(url) as stream:
        await stream.send(beginning)

        assert await rest(stream) == b""


async def test_a_slow_second_request_on_a_connection_is_closed_too() -> None:
    async with staged(Stage(), Exposure(limits=Limits(head=0.1))) as url, connected(url) as stream:
        await stream.send(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        assert (await stream.receive()).startswith(b"HTTP/1.1 200")
        await stream.send(b"GET /heal")

        assert b"HTTP" not in await rest(stream)


async def test_a_body_that_does_not_come_is_answered_with_408() -> None:
    async with staged(Stage(), Exposure(limits=Limits(body=0.1))) as url, connected(url) as stream:
        await stream.send(HEAD + b"Content-Length: 100\r\n\r\n{")
        answer = await rest(stream)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.endswith(b'{"error": "The request took too long to arrive."}')


async def test_a_body_nobody_wants_does_not_keep_its_connection() -> None:
    async with staged(Stage(), Exposure(limits=Limits(head=0.1))) as url, connected(url) as stream:
        await stream.send(b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n")
        assert (await stream.receive()).startswith(b"HTTP/1.1 405")
        await stream.send(b"{")

        assert b"HTTP" not in await rest(stream)


async def test_a_call_that_takes_too_long_is_answered_with_504_and_cancelled() -> None:
    stage = Stage()
    headers, body = modern("tools/call", name="wait", arguments={})
    async with staged(stage, Exposure(limits=Limits(call=0.2))) as url, web() as http:
        answer = await http.post(f"{url}/mcp", json=body, headers=headers)
        await stage.cancelled.wait()

    assert (answer.status_code, answer.json()) == (504, {"error": "The answer took too long."})


@pytest.mark.parametrize("era", ERAS)
async def test_progress_arrives_and_a_stream_that_takes_too_long_ends(era: str) -> None:
    stage = Stage()
    seen: list[str | None] = []

    async def progressed(progress: float, total: float | None, message: str | None) -> None:
        del progress, total
        seen.append(message)

    exposure = Exposure(limits=Limits(call=0.5))
    async with staged(stage, exposure) as url, reached(url, mode=era) as client:
        with pytest.raises(MCPError):
            await client.call_tool("wait", {"progress": True}, progress_callback=progressed)

    assert seen == ["half of it"]


async def opened(http: httpx2.AsyncClient, url: str, era: str) -> httpx2.Response:
    """A stream of notifications."""
    if era == "auto":
        headers, body = modern("subscriptions/listen", notifications={"toolsListChanged": True})
        return await http.send(http.build_request("POST", f"{url}/mcp", json=body, headers=headers), stream=True)
    headers, body = legacy()
    session = (await http.post(f"{url}/mcp", json=body, headers=headers)).headers["mcp-session-id"]
    listening = {"accept": "text/event-stream", "mcp-session-id": session, "mcp-protocol-version": "2025-11-25"}
    return await http.send(http.build_request("GET", f"{url}/mcp", headers=listening), stream=True)


async def stays_open(stream: httpx2.Response) -> bool:
    with anyio.move_on_after(0.1) as waited:
        async for _ in stream.aiter_raw():
            pass
    return waited.cancelled_caught


@pytest.mark.parametrize("era", ERAS)
async def test_a_stream_of_notifications_lasts_as_long_as_its_client(era: str) -> None:
    late, call = modern("tools/call", name="wait", arguments={})
    exposure = Exposure(limits=Limits(call=0.2))
    async with staged(Stage(), exposure) as url, web() as http:
        stream = await opened(http, url, era)
        assert (stream.status_code, stream.headers["content-type"]) == (200, "text/event-stream")
        assert (await http.post(f"{url}/mcp", json=call, headers=late)).status_code == 504
        assert await stays_open(stream)
        await stream.aclose()


async def test_a_client_that_does_not_read_its_answer_does_not_keep_the_server_from_ending() -> None:
    stage = Stage()
    headers, body = modern("tools/call", name="much", arguments={})
    content = json.dumps(body).encode()
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = HEAD + "\r\n".join([*lines, f"content-length: {len(content)}", "", ""]).encode()
    async with staged(stage) as url:
        stream = await anyio.connect_tcp("127.0.0.1", int(url.rpartition(":")[2]))
        await stream.send(head + content)
        await stage.entered.wait()
        begun = anyio.current_time()

    assert anyio.current_time() - begun < 2
    assert stage.left.is_set()
    await stream.aclose()


async def test_a_call_that_goes_on_without_its_client_does_not_keep_the_server_from_ending(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stage = Stage()
    headers, body = legacy()
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "wait", "arguments": {}}}
    async with staged(stage) as url:
        async with web() as http:
            session = (await http.post(f"{url}/mcp", json=body, headers=headers)).headers["mcp-session-id"]
            known = {**headers, "mcp-session-id": session, "mcp-protocol-version": "2025-11-25"}
            async with http.stream("POST", f"{url}/mcp", json=call, headers=known):
                await stage.entered.wait()
        begun = anyio.current_time()

    assert anyio.current_time() - begun < 1
    assert stage.cancelled.is_set()
    assert stage.left.is_set()
    assert "gave up" not in caplog.text


async def test_answers_are_sent_at_once() -> None:
    nodelay: list[Any] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        accepted: socket.socket = writer.get_extra_info("socket")
        nodelay.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()
        await writer.wait_closed()

    bound = listener("127.0.0.1", 0)
    async with await asyncio.start_server(accept, sock=bound), connected(url_of(bound)) as stream:
        await rest(stream)

    assert nodelay == [1]


async def test_a_port_is_taken_only_once_unless_it_is_shared() -> None:
    async with staged(Stage()) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(OSError, match="Address already in use"):
            listener("127.0.0.1", port)
        with pytest.raises(OSError, match="Address already in use"):
            listener("127.0.0.1", port, shared=True)
        assert (await post(url, "auto")).status_code == 200


async def test_the_address_of_a_v6_socket_has_brackets() -> None:
    with listener("::1", 0) as bound:
        assert url_of(bound) == f"http://[::1]:{bound.getsockname()[1]}"
