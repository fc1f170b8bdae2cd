"""The MCP server as a web application: who may call, what a request may look like, and a health route."""

from typing import Any

from mcp.server.auth.middleware.auth_context import AuthContextMiddleware
from mcp.server.auth.middleware.bearer_auth import BearerAuthBackend, RequireAuthMiddleware
from mcp.server.auth.routes import build_resource_metadata_url, create_protected_resource_routes
from mcp.server.mcpserver import MCPServer
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import AnyHttpUrl, ConfigDict, TypeAdapter
from starlette.applications import Starlette
from starlette.authentication import AuthenticationError
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from server.auth.authentication import Authentication
from server.auth.callers import Scopes
from server.http.admission import Admission
from server.http.cross_origin import CrossOrigin
from server.http.exposure import Exposure
from server.http.limits import TimeLimits
from server.http.requests import RequestLimits
from server.http.sessions import SessionLimits
from server.settings import VERSION
from tools.rules.audit import Audit

PATH = "/mcp"
PATHS = (PATH, f"{PATH}/")

ADDRESS = TypeAdapter(AnyHttpUrl, config=ConfigDict(url_preserve_empty_path=True))
"""Keeps an address unchanged: with one more slash it would be another issuer."""

RETRY_AFTER = "10"
"""Seconds after which a client may try again while the issuer is down; until then its keys are not fetched."""


def http_app(
    server: MCPServer[Any],
    exposure: Exposure,
    authentication: Authentication | None = None,
    audit: Audit | None = None,
) -> TimeLimits:
    """Return the application: the tools at ``/mcp``, and ``/health``, which shows the version without authentication.

    ``/mcp/`` is the same, and no answer is a redirect, whose address would come from the request.

    Statuses: 401 no valid token; 403 no scope for reading, or ``Origin`` not allowed; 421 ``Host`` not allowed;
    413 too large; 408 too slow; 429 too many at once; 503 the issuer is down, or the server stops; 504 the answer took
    too long.

    Raises:
        ValueError: other machines could call without authentication, see ``Exposure.check``.
    """
    exposure.check(authenticated=authentication is not None)
    server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=exposure.shared_port,
        max_request_body_size=exposure.body_limit,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # Admission checks that
    )
    limits = exposure.limits
    sessions = SessionLimits(StreamableHTTPASGIApp(server.session_manager), limits.sessions)
    tools: ASGIApp = RequestLimits(sessions, limits.requests, limits.size, exposure.body_limit)
    routes = [Route("/health", _health)]
    if authentication is not None:
        metadata: AnyHttpUrl | None = None
        if exposure.public_url and authentication.issuer:
            metadata, published = _metadata(exposure.public_url, authentication.issuer, authentication.scopes)
            routes += published
        tools = _guarded(tools, authentication, metadata)
    tools = Admission(tools, exposure, audit or Audit(), authentication.scopes if authentication else None)
    others = Starlette(routes=routes, lifespan=lambda _: server.session_manager.run())
    others.router.redirect_slashes = False
    return CrossOrigin(_with_tools(others, tools), exposure.limits, exposure.allowed_origins)


def _with_tools(others: ASGIApp, tools: ASGIApp) -> ASGIApp:
    """Return the application with the tools at their paths, which are found without a search."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = tools if scope["type"] == "http" and scope["path"] in PATHS else others
        await chosen(scope, receive, send)

    return app


def _guarded(app: ASGIApp, authentication: Authentication, metadata: AnyHttpUrl | None) -> ASGIApp:
    """Return the application, which then requires a bearer token with the scope for reading.

    It is composed of the library's parts, since the library's own function requires the address of an OAuth server.
    """
    required = RequireAuthMiddleware(app, [authentication.scopes.read], metadata)
    backend = BearerAuthBackend(authentication.verifier)
    return AuthenticationMiddleware(AuthContextMiddleware(required), backend, _issuer_down)


def _metadata(resource: str, issuer: str, scopes: Scopes) -> tuple[AnyHttpUrl, list[Route]]:
    """Return the address of the metadata with the issuer of tokens (RFC 9728), and its routes."""
    address = ADDRESS.validate_python(resource)
    issuers = [ADDRESS.validate_python(issuer)]
    routes = create_protected_resource_routes(address, issuers, scopes_supported=[scopes.read, scopes.write])
    return build_resource_metadata_url(address), routes


def _issuer_down(_: HTTPConnection, error: AuthenticationError) -> Response:
    """Answer 503: after a 401, clients would discard a token that may be valid."""
    del error
    body = {"error": "temporarily_unavailable", "error_description": "The token cannot be checked now."}
    return JSONResponse(body, status_code=503, headers={"retry-after": RETRY_AFTER})


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok", "version": VERSION})
