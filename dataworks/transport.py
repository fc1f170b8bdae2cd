"""How requests reach the service: a way to send one, and the usual one, over HTTP."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import anyio
import httpx2

from dataworks.endpoints import is_loopback
from dataworks.errors import Unreachable
from dataworks.request import Request

CONNECT_TIMEOUT = 5.0

LIMITS = httpx2.Limits(max_connections=32, max_keepalive_connections=32)
"""Enough for hundreds of calls a second. All are kept, since a new one costs more, and few, since each costs a look."""

USER_AGENT = "dataworks-di-mcp"
"""Not signed: proxies may rewrite it."""

NOT_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.LocalProtocolError,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)
"""Failures that happen before the request has left this machine."""

BROKEN = "the connection broke before the whole answer was here"
LATE = "no answer in time"


class Response(NamedTuple):
    """What came back. Header names are looked up in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Sends requests to the service, or to anything that answers like it."""

    async def send(self, request: Request, limit: float) -> Response:
        """The answer to a request.

        Raises:
            Unreachable: none came back, or not within so many seconds.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...


class Http:
    """HTTP, by the library's transport: a connection is kept from request to request."""

    def __init__(self, http: httpx2.AsyncBaseTransport) -> None:
        self._http = http

    async def send(self, request: Request, limit: float) -> Response:
        """The answer to a request.

        Raises:
            Unreachable: none came back, or not within so many seconds.
        """
        try:
            with anyio.fail_after(limit):  # httpx2 starts its own limits anew with every byte that comes
                response = await self._http.handle_async_request(_spelled(request, limit))
                return Response(response.status_code, response.headers, await response.aread())
        except (httpx2.HTTPError, TimeoutError) as error:  # its text and its request hold the URL: nothing goes on
            sent, reason = not isinstance(error, NOT_SENT), _reason(error)
        raise Unreachable(request.action, reason, sent=sent)

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self._http.aclose()


def connect(endpoint: str) -> Http:
    """What sends requests to an endpoint. Proxies of the environment serve other hosts, never this machine."""
    local = is_loopback(httpx2.URL(endpoint).host)
    if endpoint.startswith("http://"):
        return Http(httpx2.AsyncHTTPTransport(verify=False, trust_env=False, limits=LIMITS))
    return Http(Later(lambda: httpx2.AsyncClient(trust_env=not local, limits=LIMITS)))


class Later(httpx2.AsyncBaseTransport):
    """A client made when it is first used: to load the certificates takes 40 ms, too long for the start of a server."""

    def __init__(self, make: Callable[[], httpx2.AsyncClient]) -> None:
        self._make = make
        self._client: httpx2.AsyncClient | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Hand the request on."""
        self._client = self._client or self._make()
        return await self._client.send(request, stream=True)

    async def aclose(self) -> None:
        """Close what was made."""
        if self._client is not None:
            await self._client.aclose()


def _spelled(request: Request, limit: float) -> httpx2.Request:
    """The request as it is sent. Only steps that tell what was not sent have limits of their own."""
    timeout = {"connect": min(CONNECT_TIMEOUT, limit), "pool": limit}
    headers = {**request.headers, "user-agent": USER_AGENT}
    return httpx2.Request(
        request.method, request.url, headers=headers, content=request.body, extensions={"timeout": timeout}
    )


def _reason(error: httpx2.HTTPError | TimeoutError) -> str:
    if isinstance(error, httpx2.TimeoutException | TimeoutError):
        return "no connection in time" if isinstance(error, NOT_SENT) else LATE
    if isinstance(error, NOT_SENT):
        return "no connection to the service"
    return BROKEN
