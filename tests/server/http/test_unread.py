"""Answers that clients do not read: their bytes are limited, at the cost of the caller who has the most."""

import json
import socket
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from anyio import BrokenResourceError, EndOfStream
from anyio.abc import SocketAttribute, SocketStream

from server.auth.authentication import authentication
from server.http.exposure import Exposure
from server.http.limits import Limits
from tests.server.auth.test_tokens import ANNA, CARL, LINES, written
from tests.server.http.talk import Stage, modern, post, staged
from tests.server.http.test_time import HEAD

ANSWER = 2**24
"""Bytes of each answer, of which sockets hold less than a third."""


@asynccontextmanager
async def unread(url: str, token: str = "") -> AsyncGenerator[SocketStream]:
    """A connection with an answer that has begun, of which no more is read."""
    headers, body = modern("tools/call", name="much", arguments={})
    content = json.dumps(body).encode()
    known = {"authorization": f"Bearer {token}"} if token else {}
    sent = {**headers, **known, "connection": "close", "content-length": str(len(content))}
    head = HEAD + "".join(f"{name}: {value}\r\n" for name, value in sent.items()).encode()
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", int(url.rpartition(":")[2])))
    async with await SocketStream.from_socket(raw) as stream:
        await stream.send(head + b"\r\n" + content)
        await stream.receive(1)
        yield stream


async def size_of(stream: SocketStream) -> int:
    """How many bytes come until the server closes the connection."""
    stream.extra_attributes[SocketAttribute.raw_socket]().setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**20)
    size = 0
    with suppress(EndOfStream, BrokenResourceError):
        while True:
            size += len(await stream.receive(2**20))
    return size


async def test_the_oldest_unread_answers_are_given_up_for_others() -> None:
    async with staged(Stage(), Exposure(limits=Limits(unread=1))) as url, AsyncExitStack() as open_ones:
        streams = [await open_ones.enter_async_context(unread(url)) for _ in range(3)]
        received = [await size_of(stream) for stream in streams]

    assert [size > ANSWER for size in received] == [False, False, True]


async def test_unread_answers_below_the_limit_wait_for_their_clients() -> None:
    async with staged(Stage(), Exposure(limits=Limits(unread=4 * ANSWER))) as url, AsyncExitStack() as open_ones:
        streams = [await open_ones.enter_async_context(unread(url)) for _ in range(3)]
        received = [await size_of(stream) for stream in streams]

    assert all(size > ANSWER for size in received)


async def test_a_caller_who_does_not_read_loses_own_connections_only(tmp_path: Path) -> None:
    known = authentication(written(tmp_path / "tokens", LINES), None, None)
    limits = Limits(unread=5 * ANSWER // 2)
    async with staged(Stage(), Exposure(limits=limits), known) as url, AsyncExitStack() as open_ones:
        tokens = (CARL, *[ANNA] * 4)
        streams = [await open_ones.enter_async_context(unread(url, token)) for token in tokens]
        own, other = await post(url, "auto", ANNA), await post(url, "auto", CARL)
        received = [await size_of(stream) for stream in streams]

    assert received[0] > ANSWER
    assert received[1] < ANSWER
    assert received[-1] > ANSWER
    assert (own.status_code, other.status_code) == (200, 200)


async def test_answers_that_are_read_do_not_count() -> None:
    async with staged(Stage(), Exposure(limits=Limits(unread=1))) as url:
        for _ in range(3):
            async with unread(url) as stream:
                assert await size_of(stream) > ANSWER

        assert (await post(url, "auto")).status_code == 200
