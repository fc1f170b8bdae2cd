"""The socket that the server listens on."""

import socket


def listener(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Return a bound socket; port 0 picks a free one. A shared one lets this user's other processes listen there too.

    The protocol is given, since asyncio sets TCP_NODELAY only then; without it an answer takes 40 ms more.

    Raises:
        OSError: the port is taken, or the host is not an address of this machine.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    family, kind, protocol, _, address = found[0]
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
