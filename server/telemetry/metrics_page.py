"""``/metrics`` at an address of its own, on this machine."""

import re
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import anyio

from dataworks.endpoints import is_loopback
from server.telemetry.notices import say

if TYPE_CHECKING:
    from server.telemetry.figures import Figures

PATH = b"/metrics"
LARGEST_HEAD = 8_192
HOST = re.compile(rb"\r\nhost:[ \t]*(\[[0-9a-f:.]*\]|[^:\r]*)")
SECONDS = 10.0
"""That a client may take."""


def address(text: str) -> tuple[str, int]:
    """Return host and port of an address.

    Raises:
        ValueError: it is none, or not one of this machine.
    """
    host, _, port = text.rpartition(":")
    host = host.strip("[]")
    if not (host and port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ValueError(f"--metrics takes HOST:PORT, such as 127.0.0.1:9100, not {text!r}")
    if not is_loopback(host):
        raise ValueError(f"--metrics takes an address of this machine, such as 127.0.0.1:9100, not {text!r}")
    return ("127.0.0.1" if host == "localhost" else host), int(port)


def listening(text: str) -> socket.socket:
    """Return a socket that listens there.

    Raises:
        ValueError: as ``address``.
        OSError: the address is in use.
    """
    host, port = address(text)
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise OSError(error.errno, f"can't listen on {text} (--metrics): {error.strerror}") from None
    bound.listen(16)
    bound.setblocking(False)
    return bound


@asynccontextmanager
async def page(figures: "Figures", bound: socket.socket) -> AsyncGenerator[None]:
    """Answer requests for the figures meanwhile. What the block raises is raised as it is."""
    host, port = bound.getsockname()[:2]
    try:
        async with await anyio.abc.SocketListener.from_socket(bound) as listener, anyio.create_task_group() as group:
            group.start_soon(listener.serve, partial(_answer, figures))
            say(f"Figures at http://{f'[{host}]' if ':' in host else host}:{port}/metrics\n")
            try:
                yield
            finally:
                group.cancel_scope.cancel()  # it ends before its socket is closed
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def _answer(figures: "Figures", stream: anyio.abc.SocketStream) -> None:
    """Answer one request, and close the connection; what is wrong with it is the client's loss."""
    async with stream:
        with anyio.move_on_after(SECONDS):
            try:
                await stream.send(_reply(await _head(stream), figures))
            except (OSError, anyio.BrokenResourceError, anyio.EndOfStream, anyio.ClosedResourceError):
                return


async def _head(stream: anyio.abc.SocketStream) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < LARGEST_HEAD:
        head += await stream.receive()
    return head


def _reply(head: bytes, figures: "Figures") -> bytes:
    from server.telemetry.figures import CONTENT_TYPE

    method, _, rest = head.partition(b" ")
    path = rest.partition(b" ")[0].partition(b"?")[0]
    if _is_from_page(head.lower()):
        return _http("403 Forbidden", "text/plain", b"")
    if path != PATH or method != b"GET":
        return _http("404 Not Found" if path != PATH else "405 Method Not Allowed", "text/plain", b"")
    return _http("200 OK", CONTENT_TYPE, figures.page())


def _is_from_page(head: bytes) -> bool:
    """Return whether a page in a browser asks, also one whose name leads to this machine meanwhile (DNS rebinding)."""
    found = HOST.search(head)
    foreign = found is not None and not is_loopback(found[1].decode("latin-1").strip("[]"))
    return foreign or b"\r\norigin:" in head or b"\r\nsec-fetch-site: cross-site" in head


def _http(status: str, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return head.encode() + body
