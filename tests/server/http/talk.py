"""A small server with people to let in, and requests as clients of both eras send them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.mcpserver import Context, MCPServer

from server.auth.callers import Scopes, current_caller
from server.http.application import http_app
from server.http.exposure import Exposure
from tests.loopback import web
from tests.server.auth.identity import listening
from tools.rules.audit import Audit

ERAS = ("legacy", "auto")

Headers = dict[str, str]


@dataclass
class Stage:
    """A server whose tools say who calls, and wait for nothing but their end."""

    entered: anyio.Event = field(default_factory=anyio.Event)
    cancelled: anyio.Event = field(default_factory=anyio.Event)
    left: anyio.Event = field(default_factory=anyio.Event)

    @asynccontextmanager
    async def lifespan(self, _: MCPServer[None]) -> AsyncGenerator[None]:
        yield
        self.left.set()

    async def who(self) -> str:
        """Say who calls."""
        caller = current_caller(Scopes())
        return f"{caller.name} {'writes' if caller.may_write else 'reads'}"

    async def wait(self, ctx: Context[None, Any], progress: bool = False) -> None:
        """Wait for ever."""
        self.entered.set()
        try:
            if progress:
                await ctx.report_progress(1, 2, "half of it")
            await anyio.sleep_forever()
        except anyio.get_cancelled_exc_class():
            self.cancelled.set()
            raise

    async def much(self) -> str:
        """Answer with more than any socket holds."""
        self.entered.set()
        return "x" * 2**24

    def server(self) -> MCPServer[None]:
        server: MCPServer[None] = MCPServer("stage", lifespan=self.lifespan, log_level="WARNING")
        server.add_tool(self.who)
        server.add_tool(self.much, structured_output=False)
        server.add_tool(self.wait, structured_output=False)
        return server


@asynccontextmanager
async def reached(
    url: str, token: str | None = None, mode: Any = "auto", headers: Headers | None = None
) -> AsyncGenerator[Client]:
    """An MCP client with this token."""
    sent = ({"authorization": f"Bearer {token}"} if token else {}) | (headers or {})
    async with (
        web(headers=sent) as http,
        Client(streamable_http_client(f"{url}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


def modern(method: str = "tools/list", **params: Any) -> tuple[Headers, dict[str, Any]]:
    """A request by the protocol of 2026: headers and body."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    headers = {"mcp-protocol-version": "2026-07-28", "mcp-method": method}
    if "name" in params:
        headers["mcp-name"] = params["name"]
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": meta}}
    return {**headers, "accept": "application/json, text/event-stream"}, body


def legacy() -> tuple[Headers, dict[str, Any]]:
    """The first request by the protocol of 2025: headers and body."""
    params = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
    return {"accept": "application/json, text/event-stream"}, body


REQUESTS = {"legacy": legacy, "auto": modern}


async def post(url: str, era: str, token: str | None = None, **headers: str) -> httpx2.Response:
    """The answer to one request of this era."""
    sent, body = REQUESTS[era]()
    credentials = {"authorization": f"Bearer {token}"} if token is not None else {}
    async with web() as http:
        return await http.post(f"{url}/mcp", json=body, headers=sent | credentials | headers)


@asynccontextmanager
async def staged(
    stage: Stage, exposure: Exposure | None = None, authentication: Any = None, audit: Audit | None = None
) -> AsyncGenerator[str]:
    """The stage's server, by its address."""
    limits = (exposure or Exposure()).limits
    async with listening(http_app(stage.server(), exposure or Exposure(), authentication, audit), limits) as url:
        yield url
