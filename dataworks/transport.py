"""Transports, which send requests to the service, and the usual one over HTTP."""

import ssl
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import NamedTuple, Protocol, cast

import anyio
import httpx2
from socksio.exceptions import SOCKSError

from dataworks.errors import TooLong, Unreachable
from dataworks.language import Text
from dataworks.network import NO_CERTIFICATES, Proxy, bad_certificates, check_certificates, proxy_for
from dataworks.request import Request

CONNECT_TIMEOUT = 5.0

LIMITS = httpx2.Limits(max_connections=32, max_keepalive_connections=32)
"""Enough for hundreds of calls per second. All are kept open; more would make the search for a free one slower."""

OURS = {"user-agent": "dataworks-di-mcp", "accept-encoding": "identity"}
"""Headers that are not signed: proxies may rewrite them."""

LONGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer. The longest that is known, a task of 10,000 tables with 20 columns each, has about 40 million."""

NOT_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.LocalProtocolError,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    SOCKSError,  # the proxy does not speak its protocol
)
"""Failures before the request was sent."""

BROKEN = Text("the connection broke before the whole answer was here", "收到完整应答之前连接已中断")
LATE = Text("no answer in time", "未及时收到应答")
NO_CONNECTION = Text("no connection to the service", "未能连接到服务")
NOT_IN_TIME = Text("no connection in time", "未能及时建立连接")
THROUGH = Text("{}, through {}", "{}，经由{}")
ANSWER_TOO_LONG = Text("the answer is longer than {:,} bytes", "应答超过 {:,} 字节")


class Response(NamedTuple):
    """The answer to a request. Header names are looked up in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Sends requests to the service, or to an emulator of it."""

    async def send(self, request: Request, limit: float) -> Response:
        """Send a request and return the answer.

        Raises:
            Unreachable: no answer came within ``limit`` seconds.
            TooLong: the answer is longer than ``LONGEST_ANSWER``.
        """
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class Http:
    """Sends requests with the HTTP library; connections are kept open between requests."""

    def __init__(self, http: httpx2.AsyncBaseTransport, through: Callable[[], Proxy | None] = lambda: None) -> None:
        self._http = http
        self._through = through

    async def send(self, request: Request, limit: float) -> Response:
        """Send a request and return the answer.

        Raises:
            Unreachable: no answer came within ``limit`` seconds.
            TooLong: the answer is longer than ``LONGEST_ANSWER``.
            Unconfigured: the proxy or the certificates that the environment names can't be used.
        """
        try:
            with anyio.fail_after(limit):  # httpx2 restarts its own limits with every byte it receives
                response = await self._http.handle_async_request(_http_request(request, limit))
                return Response(response.status_code, response.headers, await _body(request.action, response))
        except (httpx2.HTTPError, SOCKSError, TimeoutError) as error:  # it has the URL, so it must not be the cause
            sent, reason = not isinstance(error, NOT_SENT), f"{_reason(error).said()} ({self._way(_host(request))})"
        raise Unreachable(request.action, reason, sent=sent)

    def _way(self, host: str) -> str:
        proxy = self._through()
        return THROUGH.said(host, proxy) if proxy else host

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def connect(endpoint: str) -> Http:
    """Return the transport for an endpoint. Proxies of the environment are used for other hosts only."""
    if endpoint.startswith("http://"):
        return Http(httpx2.AsyncHTTPTransport(verify=False, trust_env=False, limits=LIMITS))
    return Http(LazyClient(partial(_client, endpoint)), partial(proxy_for, endpoint))


def _client(endpoint: str) -> httpx2.AsyncClient:
    """Return a client for an endpoint.

    Raises:
        Unconfigured: the proxy or the certificates that the environment names can't be used.
    """
    proxy = proxy_for(endpoint)
    return httpx2.AsyncClient(
        verify=_certificates(), proxy=proxy.url if proxy else None, trust_env=False, limits=LIMITS
    )


def _certificates() -> ssl.SSLContext:
    check_certificates()
    try:
        return httpx2.create_ssl_context()
    except OSError:  # of the TLS library too
        raise bad_certificates(NO_CERTIFICATES) from None


class LazyClient(httpx2.AsyncBaseTransport):
    """A client that is made at the first request, since loading the certificates takes 40 ms."""

    def __init__(self, make: Callable[[], httpx2.AsyncClient]) -> None:
        self._make = make
        self._client: httpx2.AsyncClient | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request."""
        self._client = self._client or self._make()
        return await self._client.send(request, stream=True)

    async def aclose(self) -> None:
        """Close the client if it was made."""
        if self._client is not None:
            await self._client.aclose()


def _http_request(request: Request, limit: float) -> httpx2.Request:
    """Return the request of the library. Only the steps before sending have their own time limits."""
    start = request.url.index("/", len("https://"))
    extensions = {
        "timeout": {"connect": min(CONNECT_TIMEOUT, limit), "pool": limit},
        "target": request.url[start:].encode(),  # as it was signed; httpx2 would check each of its characters
    }
    length = {} if request.method == "GET" else {"content-length": str(len(request.body))}
    headers = {**request.headers, **OURS, **length}
    origin, body = _origin(request.url[:start]), httpx2.ByteStream(request.body)
    # A stream, since httpx2 would read the headers of a request with ``content`` twice.
    return httpx2.Request(request.method, origin, headers=headers, stream=body, extensions=extensions)


@lru_cache(maxsize=64)
def _origin(address: str) -> httpx2.URL:
    return httpx2.URL(address)


async def _body(action: str, response: httpx2.Response) -> bytes:
    """Return the body as it came, with a limit for its length: nothing is decompressed, and so becomes longer.

    Compression is not asked for, and ``aread`` takes a tenth of a call to check that.
    """
    parts, length = list[bytes](), 0
    try:
        async for part in cast("httpx2.AsyncByteStream", response.stream):
            parts.append(part)
            length += len(part)
            if length > LONGEST_ANSWER:
                raise TooLong(action, ANSWER_TOO_LONG.said(LONGEST_ANSWER), response.status_code)
        return b"".join(parts)
    finally:
        await response.aclose()


def _host(request: Request) -> str:
    """Return the host and the port of a request, which have no secrets, unlike the rest of its URL."""
    return request.url.partition("://")[2].partition("/")[0]


def _reason(error: httpx2.HTTPError | SOCKSError | TimeoutError) -> Text:
    if isinstance(error, httpx2.TimeoutException | TimeoutError):
        return NOT_IN_TIME if isinstance(error, NOT_SENT) else LATE
    if isinstance(error, NOT_SENT):
        return NO_CONNECTION
    return BROKEN
