"""Clients that are a script beside this file: a process that takes requests and tells what the client made of them."""

import json
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.clients.serving import HOST, KEYS, ended, listening, server_of
from tests.structure.tree import ROOT

Facts = dict[str, Any]


@dataclass
class Conversation:
    """A client that is connected to our server.

    Attributes:
        protocol: the version of the protocol that the two agreed on.
    """

    process: subprocess.Popen[bytes]
    log: Path
    protocol: str = ""

    def say(self, request: Facts) -> Facts:
        """Have the client make a request; what came of it."""
        stdin = self.process.stdin
        assert stdin is not None
        stdin.write(json.dumps(request).encode() + b"\n")
        stdin.flush()
        return self.heard()

    def heard(self) -> Facts:
        """What the client tells next."""
        stdout: IO[bytes] | None = self.process.stdout
        assert stdout is not None
        line = stdout.readline()
        assert line, f"the client ended: {self.log.read_text('utf-8')[-2000:]}"
        facts: Facts = json.loads(line)
        return facts


@dataclass(frozen=True)
class Scripted:
    """A client as a command, and the version of the protocol that it will agree on."""

    command: Sequence[str]
    era: str
    protocol: str
    asks: bool = True

    @contextmanager
    def connected(self, transport: str, endpoint: str, folder: Path) -> Generator[Conversation]:
        """The client, connected to a server of its own, which reaches this emulator."""
        if transport == "stdio":
            passed = (f"{name}={value}" for name, value in KEYS.items())  # clients pass on few variables
            with self._started("stdio", ["env", *passed, *server_of(endpoint)], folder) as conversation:
                yield conversation
        else:
            server = [*server_of(endpoint), "--transport", "http"]
            with (
                listening(server, folder / "server.log", **KEYS) as port,
                self._started("http", [f"http://{HOST}:{port}/mcp"], folder) as conversation,
            ):
                yield conversation

    @contextmanager
    def _started(self, transport: str, target: list[str], folder: Path) -> Generator[Conversation]:
        """The client, connected to a server by its address or its command."""
        log = folder / "client.log"
        with (
            log.open("wb") as said,
            subprocess.Popen(
                [*self.command, self.era, transport, *target],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                cwd=ROOT,
            ) as process,
        ):
            try:
                conversation = Conversation(process, log)
                conversation.protocol = conversation.heard()["protocol"]
                yield conversation
            finally:
                _left(process)


def _left(process: subprocess.Popen[bytes]) -> None:
    """Let the client leave by the end of its stdin, for then its server ends with it."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        ended(process)
