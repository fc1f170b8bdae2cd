"""The socket that the server listens on, and how many connections it can have."""

import socket
from contextlib import suppress
from typing import Any

BACKLOG = 100
"""Connections that are accepted in one turn of the event loop at most."""

MOST_CONNECTIONS = 10_000


def most_connections() -> int:
    """Return how many connections may be open: half of the files that this process may open, and at most 10,000.

    The other half is for what else it opens, and for connections that are being accepted. Where the process may raise
    its own limit of files, as far as this needs it, it does: usual is one of 1,024.
    """
    with suppress(ImportError):  # there is no such limit on Windows
        from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit, setrlimit

        needed, (files, most) = 2 * MOST_CONNECTIONS, getrlimit(RLIMIT_NOFILE)
        if files != RLIM_INFINITY and files < needed:
            files = needed if most == RLIM_INFINITY else min(needed, most)
            with suppress(OSError, ValueError):  # macOS has another limit for all processes
                setrlimit(RLIMIT_NOFILE, (files, most))
            files, _ = getrlimit(RLIMIT_NOFILE)
        return MOST_CONNECTIONS if files == RLIM_INFINITY else min(files // 2, MOST_CONNECTIONS)
    return MOST_CONNECTIONS


def listener(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Return a bound socket; port 0 picks a free one. A shared one lets this user's other processes listen there too.

    The protocol is given, since asyncio sets TCP_NODELAY only then; without it an answer takes 40 ms more.

    Raises:
        OSError: the port is taken, or the host is not an address of this machine.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        return _bound(*found[0], shared=shared)
    except OSError as error:
        raise OSError(
            error.errno, f"can't listen on port {port} of {host} (--port, --host): {error.strerror}"
        ) from None


def _bound(family: int, kind: int, protocol: int, _: str, address: tuple[Any, ...], *, shared: bool) -> socket.socket:
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def url_of(bound: socket.socket) -> str:
    """Return the URL of the address that a socket is bound to."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
