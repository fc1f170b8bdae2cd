"""What the scripts of all Python clients share: requests come as lines of JSON on stdin, and for each one goes what
the client made of it, as a line on stdout. It runs in the clients' own environments, so it needs no more than anyio.
"""

import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import anyio
import anyio.to_thread

Facts = dict[str, Any]


@dataclass
class User:
    """Answers the server's questions as the story says, and remembers them."""

    answer: Facts = field(default_factory=Facts)
    asked: list[Facts] = field(default_factory=list[Facts])

    def reply(self, message: str, schema: Facts) -> Facts:
        self.asked.append({"message": message, "schema": schema})
        return self.answer


@dataclass
class Speaker:
    """A client in the middle of its connection."""

    protocol: str
    user: User
    tools: Callable[[], Awaitable[list[Facts]]]
    call: Callable[[str, Facts], Awaitable[Facts]]

    async def converse(self) -> None:
        """Take requests until stdin ends."""
        tell({"protocol": self.protocol})
        while line := await anyio.to_thread.run_sync(sys.stdin.readline):
            tell(await self._came_of(json.loads(line)))

    async def _came_of(self, request: Facts) -> Facts:
        self.user.asked, self.user.answer = [], request.get("answer", {})
        try:
            if "tool" not in request:
                return {"tools": await self.tools()}
            return {**await self.call(request["tool"], request["arguments"]), "asked": self.user.asked}
        except Exception as error:
            return {"thrown": f"{type(error).__name__}: {error}", "asked": self.user.asked}


def told(failed: bool | None, content: Any, structured: Facts | None) -> Facts:
    """A tool's result as the client sees it."""
    return {"failed": bool(failed), "text": "\n".join(block.text for block in content), "structured": structured}


def tell(facts: Facts) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def run(main: Callable[[str, str, list[str]], Awaitable[None]]) -> None:
    """Run a client: the era of the protocol, ``http`` or ``stdio``, and an address or a command."""
    anyio.run(main, sys.argv[1], sys.argv[2], sys.argv[3:])
