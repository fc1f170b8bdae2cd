"""The MCP server as a web application: who may call, what a request may look like, and a health route."""

from typing import Any

from mcp.server.auth.middleware.auth_context import AuthContextMiddleware
from mcp.server.auth.middleware.bearer_auth import BearerAuthBackend, RequireAuthMiddleware
from mcp.server.auth.routes import build_resource_metadata_url, create_protected_resource_routes
from mcp.server.mcpserver import MCPServer
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp
from pydantic import AnyHttpUrl, ConfigDict, TypeAdapter
from starlette.applications import Starlette
from starlette.authentication import AuthenticationError
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from server.auth.authentication import Authentication
from server.auth.callers import Scopes
from server.http.exposure import Exposure
from server.http.limits import TimeLimits
from server.settings import VERSION

PATH = "/mcp"

ADDRESS = TypeAdapter(AnyHttpUrl, config=ConfigDict(url_preserve_empty_path=True))
"""Reads an address as it is spelled: an issuer with a slash more is another issuer."""

RETRY_AFTER = "10"
"""Seconds after which it makes sense to ask again while the issuer is down; until then its keys are not tried."""


def http_app(server: MCPServer[Any], exposure: Exposure, authentication: Authentication | None = None) -> TimeLimits:
    """The application to serve: the tools at ``/mcp``, and ``/health``, which tells strangers no more than the version.

    Statuses: 401 no valid token; 403 no right to read, or a foreign ``Origin``; 421 a foreign ``Host``; 413 too large;
    408 too slow; 503 the issuer is down, or the server ends; 504 the answer took too long.

    Raises:
        ValueError: the server would be open to strangers, see ``Exposure.check``.
    """
    exposure.check(authenticated=authentication is not None)
    server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=exposure.shared_port,
        max_request_body_size=exposure.body_limit,
        transport_security=exposure.security(),
    )
    tools: ASGIApp = StreamableHTTPASGIApp(server.session_manager)
    routes = [Route("/health", _health)]
    if authentication is not None:
        metadata: AnyHttpUrl | None = None
        if exposure.public_url and authentication.issuer:
            metadata, published = _metadata(exposure.public_url, authentication.issuer, authentication.scopes)
            routes += published
        tools = _guarded(tools, authentication, metadata)
    app = Starlette(routes=[Route(PATH, tools), *routes], lifespan=lambda _: server.session_manager.run())
    return TimeLimits(app, exposure.limits)


def _guarded(app: ASGIApp, authentication: Authentication, metadata: AnyHttpUrl | None) -> ASGIApp:
    """The application behind a bearer token with the right to read.

    Put together from the library's parts: its own assembly wants the address of an OAuth server in any case.
    """
    required = RequireAuthMiddleware(app, [authentication.scopes.read], metadata)
    backend = BearerAuthBackend(authentication.verifier)
    return AuthenticationMiddleware(AuthContextMiddleware(required), backend, _undecided)


def _metadata(resource: str, issuer: str, scopes: Scopes) -> tuple[AnyHttpUrl, list[Route]]:
    """Where clients find out who issues tokens (RFC 9728), and the routes that tell it."""
    address = ADDRESS.validate_python(resource)
    issuers = [ADDRESS.validate_python(issuer)]
    routes = create_protected_resource_routes(address, issuers, scopes_supported=[scopes.read, scopes.write])
    return build_resource_metadata_url(address), routes


def _undecided(_: HTTPConnection, error: AuthenticationError) -> Response:
    """Neither valid nor invalid: a 401 would make clients throw their token away."""
    del error
    body = {"error": "temporarily_unavailable", "error_description": "The token cannot be checked at present."}
    return JSONResponse(body, status_code=503, headers={"retry-after": RETRY_AFTER})


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok", "version": VERSION})
