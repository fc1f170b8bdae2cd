"""A real process of the server over HTTP, whose callers act as roles of an emulator."""

import json
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emulator.service import Emulator
from emulator.world.roles import ACCOUNT
from tests.emulator.serving import emulator_of_today, served
from tests.server.http.talk import reached
from tests.server.processes import KEYS, line_with, started
from tests.server.test_http import ready

FULL, READER, BY_TOKEN = (f"acs:ram::{ACCOUNT}:role/{kind}" for kind in ("dataworks-full", "dataworks-reader", "token"))
PROVIDER = f"acs:ram::{ACCOUNT}:oidc-provider/company"
ADA, BOB = "planted-token-of-ada-01", "planted-token-of-bob-02"


@dataclass
class Host:
    """A server and the emulator that it calls.

    Attributes:
        output: what the process wrote, once it has ended.
    """

    url: str
    emulator: Emulator
    audit: Path
    output: list[str] = field(default_factory=list[str])

    async def call(self, token: str, tool: str, **arguments: Any) -> Any:
        """The result of a tool."""
        async with reached(self.url, token) as client:
            return await client.call_tool(tool, arguments)

    def recorded(self) -> list[dict[str, Any]]:
        """The lines of the audit."""
        return [json.loads(line) for line in self.audit.read_text("utf-8").splitlines()]

    def secrets(self) -> set[str]:
        """Every secret that STS has given."""
        keys = (session.key for session in self.emulator.world.roles.sessions.values())
        return {secret for key in keys for secret in (key.access_key_secret, key.security_token or "")}


@asynccontextmanager
async def hosting(folder: Path, *options: str, emulator: Emulator | None = None) -> AsyncGenerator[Host]:
    """Run a server whose callers act as roles; what it wrote is checked for secrets at the end."""
    service, audit = emulator or emulator_of_today(), folder / "audit.jsonl"
    async with served(service) as url:
        to = ("--endpoint", url, "--sts-endpoint", url, "--audit", str(audit), "--toolsets", "all", "--mode", "full")
        with started("serve", "--transport", "http", "--port", "0", *to, *options, **KEYS) as process:
            address = line_with(process.stderr, "Serving MCP").split()[-1].removesuffix("/mcp")
            await ready(f"{address}/mcp")
            host = Host(address, service, audit)
            yield host
            host.output.extend(_rest(process))
        told = "".join((*host.output, audit.read_text("utf-8") if audit.exists() else ""))
        assert any(host.output)
        assert not [secret for secret in (*host.secrets(), ADA, BOB) if secret in told]


def _rest(process: subprocess.Popen[bytes]) -> list[str]:
    """End a process, and return what it wrote and nobody read."""
    process.terminate()
    return [each.decode() for each in process.communicate()]


def with_file(folder: Path, text: str) -> tuple[str, ...]:
    """The options of a token file with this content, for callers who act as a role."""
    path = folder / "tokens"
    path.write_text(text)
    path.chmod(0o600)
    return ("--token-file", str(path), "--assume-role", FULL)
