"""The Inspector's command line: one process for each request, so over stdio one server for each request, too."""

import json
import os
import subprocess
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.clients.runtimes import NODE, PACKAGES
from tests.clients.scripted import Facts
from tests.clients.serving import HOST, KEYS, listening, server_of

INSPECTOR = PACKAGES / "@modelcontextprotocol/inspector/clients/launcher/build/index.js"

IS_ERROR = 5
"""How the Inspector ends when a tool has failed."""


@dataclass(frozen=True)
class Invocation:
    """The Inspector as it is started for each request."""

    era: str
    target: tuple[str, ...]
    environment: dict[str, str]
    protocol: str = ""

    def say(self, request: Facts) -> Facts:
        """Make a request; what came of it, in the words of the other clients."""
        if "tool" not in request:
            return {"tools": self._result("tools/list")["tools"]}
        arguments = json.dumps(request["arguments"])
        result = self._result("tools/call", "--tool-name", request["tool"], "--tool-args-json", arguments)
        return {
            "failed": result.get("isError", False),
            "text": "\n".join(block["text"] for block in result["content"]),
            "structured": result.get("structuredContent"),
            "asked": [],
        }

    def ran(self, *options: str) -> subprocess.CompletedProcess[str]:
        """The Inspector, run to its end."""
        return subprocess.run(
            [NODE, INSPECTOR, "--cli", *self.target, "--protocol-era", self.era, *options],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env={**os.environ, **self.environment},
        )

    def _result(self, method: str, *options: str) -> Facts:
        ran = self.ran("--method", method, *options, "--format", "json")
        assert ran.returncode in {0, IS_ERROR}, f"the Inspector ended with {ran.returncode}: {ran.stderr[-2000:]}"
        result: Facts = json.loads(ran.stdout)["result"]
        assert result.get("isError", False) == (ran.returncode == IS_ERROR)
        return result

    def agreed(self) -> str:
        """The version of the protocol."""
        return str(self._result("initialize")["protocolVersion"])


@dataclass(frozen=True)
class Inspector:
    """The Inspector in one era of the protocol."""

    era: str
    protocol: str
    asks: bool = False

    @contextmanager
    def connected(self, transport: str, endpoint: str, folder: Path) -> Generator[Invocation]:
        """The Inspector with a server on this emulator, or over stdio with servers that share a key."""
        home = {"HOME": str(folder)}
        with ExitStack() as stack:
            target = _command(endpoint)
            if transport == "http":
                server = [*server_of(endpoint), "--transport", "http"]
                port = stack.enter_context(listening(server, folder / "server.log", **KEYS))
                target = (f"http://{HOST}:{port}/mcp", "--transport", "http")
            agreed = Invocation(self.era, target, home).agreed()
            yield Invocation(self.era, target, home, agreed)


def _command(endpoint: str) -> tuple[str, ...]:
    variables = [part for name, value in KEYS.items() for part in ("-e", f"{name}={value}")]
    return (*variables, *server_of(endpoint))
