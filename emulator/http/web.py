"""The emulator over HTTP, on this machine only."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING

import anyio

from dataworks.observing import Line
from emulator.exchange import Dropped, Reply, Request
from emulator.http.access import NO_KEY, OURS, Access, address_of
from emulator.http.control import PREFIX, control, json_reply
from emulator.http.origins import objection
from emulator.service import Emulator

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


log = logging.getLogger("emulator")

LARGEST_BODY = 64 * 2**20
"""Bytes of a body: more than a world of 20,000 tables has. A body is read before the key is checked."""

TOO_LARGE = json_reply(413, {"error": f"a body has at most {LARGEST_BODY:,} bytes"})


def application(emulator: Emulator, access: Access = OURS) -> ASGIApp:
    """Return the emulator as an ASGI application. The server must have the extension ``emulator.drop``."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        request = await _received(scope, receive)
        reply = TOO_LARGE if request is None else _answer(emulator, request, access)
        _log(emulator, scope, request, reply, started)
        if reply.delay > 0:
            with anyio.move_on_after(reply.delay):
                await receive()  # returns early when the client disconnects
        if isinstance(reply, Dropped):
            scope["extensions"]["emulator.drop"]()
            await receive()  # returns when the connection is closed
            return
        headers = _headers(reply, emulator.clock())
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})

    return app


async def serve(
    emulator: Emulator,
    host: str = "127.0.0.1",
    port: int = 0,
    ready: Callable[[str], None] = lambda _: None,
    access: Access = OURS,
) -> None:
    """Serve until cancelled or until a signal; ``ready`` is called with the URL. Port 0: a free port.

    Raises:
        ValueError: the host is not a loopback address, and nothing says who may call it from elsewhere.
        OSError: the port is in use.
    """
    from emulator.http.connections import serve_on

    access.check(host)
    listener = _listener(host, port)
    await serve_on(listener, application(emulator, access), lambda: ready(_url(listener)))


def _answer(emulator: Emulator, request: Request, access: Access) -> Reply | Dropped:
    refused = objection(request, access.hosts)
    if refused is not None:
        return json_reply(refused[0], {"error": refused[1]})
    if not request.path.startswith(PREFIX):
        return emulator.answer(request)
    return control(emulator, request) if access.may_control(request) else NO_KEY


LINE = Line("%s %s %.1f ms %s %s", "method", "operation", "duration_ms", "status", "request_id")
"""The line of the log for a request; what is delayed on purpose does not count as its duration."""


def _log(emulator: Emulator, scope: Scope, request: Request | None, reply: Reply | Dropped, started: float) -> None:
    if not log.isEnabledFor(logging.INFO):
        return
    action = request.action if request and request.path == "/" else ""
    named = action if action in emulator.counts else scope["path"] if scope["path"].startswith(PREFIX) else "-"
    status, request_id = ("dropped", "-") if isinstance(reply, Dropped) else (reply.status, reply.request_id)
    log.info(LINE, scope["method"], named, (time.perf_counter() - started) * 1000, status, request_id)


async def _received(scope: Scope, receive: Receive) -> Request | None:
    """Return a request; ``None``: its body is too large."""
    body = await _body(receive)
    return None if body is None else _request(scope, body)


async def _body(receive: Receive) -> bytes | None:
    """Return the body of a request; ``None``: it is too large, and was read without being kept."""
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > LARGEST_BODY:
            chunks.clear()
        more = message.get("more_body", False)
    return b"".join(chunks) if size <= LARGEST_BODY else None


def _request(scope: Scope, body: bytes) -> Request:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    return Request.read(scope["method"], scope["path"], scope["query_string"], headers, body)


def _headers(reply: Reply, now: float) -> list[tuple[bytes, bytes]]:
    """Return all headers. The date is set here, not by the web server, since a fault can make it wrong."""
    body = {"content-type": reply.content_type, "content-length": str(len(reply.body))}
    headers = {"date": _date(int(now)), **body, **dict(reply.headers)}
    return [(name.encode(), value.encode()) for name, value in headers.items()]


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)


def _listener(host: str, port: int) -> socket.socket:
    """Return a bound socket with an explicit protocol: else asyncio omits TCP_NODELAY, which costs 40 ms an answer."""
    address = address_of(host)
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(address), port))
    except OSError as error:
        listener.close()
        raise OSError(
            error.errno, f"can't listen on port {port} of {host} (--port, --host): {error.strerror}"
        ) from None
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
