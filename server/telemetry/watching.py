"""Watches the requests of clients: one span and one measurement each, by what traces and figures ask for."""

import re
from collections.abc import Callable, Container, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult
from pydantic import ValidationError

from dataworks.observing import Counted, Facts, Kind
from server.telemetry.asked import Asked, RequestObserver
from server.telemetry.bounded import OTHER, method_of
from tools.toolsets import listed_tools

if TYPE_CHECKING:
    from collections.abc import Generator

    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

TRACE = "traceparent"

ID = re.compile(r"-?[0-9]{1,20}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Together:
    """Several observers as one."""

    observers: tuple[RequestObserver, ...]

    @contextmanager
    def _all(self, enter: Callable[[RequestObserver], AbstractContextManager[Facts]]) -> "Generator[Facts]":
        with ExitStack() as stack:
            found = [stack.enter_context(enter(observer)) for observer in self.observers]
            facts: Facts = {}
            try:
                yield facts
            finally:
                for each in found:
                    each.update(facts)

    def work(self, kind: Kind, name: str, known: Mapping[str, Any]) -> AbstractContextManager[Facts]:
        """Let all see a piece of work."""
        return self._all(lambda observer: observer.work(kind, name, known))

    def request(self, asked: Asked) -> AbstractContextManager[Facts]:
        """Let all see a request."""
        return self._all(lambda observer: observer.request(asked))

    def count(self, what: Counted, label: str = "", amount: float = 1.0) -> None:
        """Let all count."""
        for observer in self.observers:
            observer.count(what, label, amount)


@dataclass(frozen=True)
class Watch:
    """Middleware of the MCP library that shows each request to an observer.

    Attributes:
        observer: sees the request.
        prompts: returns the names of the prompts that there are.
    """

    observer: RequestObserver
    prompts: Callable[[], frozenset[str]]

    async def __call__(self, ctx: "ServerRequestContext[Any, Any]", call_next: "CallNext") -> "HandlerResult":
        """Pass a request on, and say how it ended."""
        with self.observer.request(self._asked(ctx)) as facts:
            try:
                result = await call_next(ctx)
            except MCPError as error:
                facts["error"] = str(error.error.code)
                raise
            except ValidationError:
                facts["error"] = "-32602"
                raise
            code = _failure(result) if ctx.method == "tools/call" else None
            if code is not None:
                facts["error"] = code
            return result

    def _asked(self, ctx: "ServerRequestContext[Any, Any]") -> Asked:
        name = ctx.params.get("name") if ctx.params else None
        names: dict[str, Callable[[], Container[str]]] = {"tools/call": listed_tools, "prompts/get": self.prompts}
        known = names.get(ctx.method)
        shown = None if known is None or name is None else name if isinstance(name, str) and name in known() else OTHER
        outer = ctx.request.headers.get(TRACE) if ctx.request else None
        return Asked(
            method_of(ctx.method),
            shown,
            id_of(ctx.request_id),
            ctx.protocol_version,
            _text((ctx.meta or {}).get(TRACE)),
            outer,
        )


def id_of(request_id: object) -> str | None:
    """Return the id of a request if it is a number or a UUID; a client may use any text, which would be content."""
    text = str(request_id)
    return text if ID.fullmatch(text) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _failure(result: object) -> str | None:
    """Return the code of a failure that is a result, in either of the forms that handlers return."""
    content: Any = None
    if isinstance(result, CallToolResult) and result.is_error:
        content = result.structured_content
    elif isinstance(result, dict) and (wire := cast("dict[str, Any]", result)).get("isError") is True:
        content = wire.get("structuredContent")
    else:
        return None
    error: Any = content.get("error", {}) if content else {}
    code: object = error.get("code")
    return code if isinstance(code, str) else "tool_error"
