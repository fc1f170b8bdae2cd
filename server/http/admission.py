"""Which requests are let in by their headers, and the record of those that are not."""

from dataclasses import dataclass

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.auth.callers import Scopes, caller_of
from server.http.cross_origin import is_preflight, preflight_answer
from server.http.exposure import Exposure
from tools.rules.audit import Audit
from tools.rules.caller import LOCAL, UNKNOWN, Caller

REASONS = {
    401: "no valid token",
    403: "the token lacks the scope for reading",
    429: "too many requests at a time",
}
"""Why the application behind refuses a request, by the status of its answer."""


@dataclass(frozen=True)
class Admission:
    """An application that gets only requests by an allowed name, and not from a foreign web page.

    These are checked first. What is refused, here or by the application, is recorded. The question of a browser whether
    a page may send a request is answered here, without a token.

    Attributes:
        scopes: the names of the scopes; ``None`` if callers are not authenticated.
    """

    app: ASGIApp
    exposure: Exposure
    audit: Audit
    scopes: Scopes | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        preflight = is_preflight(scope)
        refused = self.exposure.objection(*_hosts_and_origins(scope), elsewhere=preflight)
        if refused is not None:
            status, reason = refused
            self.audit.refused(UNKNOWN, None, reason)
            await PlainTextResponse(f"Refused: {reason}", status)(scope, receive, send)
            return
        if preflight:
            await preflight_answer()(scope, receive, send)
            return

        async def recorded(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in REASONS:
                self.audit.refused(self._caller(scope), None, REASONS[message["status"]])
            await send(message)

        await self.app(scope, receive, recorded)

    def _caller(self, scope: Scope) -> Caller:
        user = scope.get("user")
        if isinstance(user, AuthenticatedUser):
            return caller_of(user.access_token, self.scopes or Scopes())
        return UNKNOWN if self.scopes else LOCAL


def _hosts_and_origins(scope: Scope) -> tuple[list[str], list[str]]:
    """Return the values of ``Host`` and of ``Origin``."""
    found = {b"host": list[str](), b"origin": list[str]()}
    for name, value in scope["headers"]:
        if name in found:
            found[name].append(value.decode("latin-1"))
    return found[b"host"], found[b"origin"]
