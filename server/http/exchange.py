"""One request and its answer, with their time limits."""

import asyncio
import json
import math
from dataclasses import dataclass, field

import anyio
from starlette.types import Message, Receive, Send


@dataclass(frozen=True)
class Abort:
    """The answer to a request that is aborted."""

    status: int
    message: str


SLOW = Abort(408, "The request took too long to arrive.")
LATE = Abort(504, "The answer took too long.")
STOPPING = Abort(503, "The server stops; send the request again.")


@dataclass(eq=False)
class Exchange:
    """A request and its answer; the application runs inside ``bound``.

    Attributes:
        allowed: seconds for the answer.
        deadline: when the application is to be aborted, on the clock of the event loop.
        abort: the answer to send if the time is up.
        abandoned: the client has closed the connection before the answer was complete.
    """

    inner_receive: Receive
    inner_send: Send
    allowed: float
    deadline: float = math.inf
    bound: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    abort: Abort = LATE
    started: bool = False
    streaming: bool = False
    complete: bool = False
    abandoned: bool = False

    def limit_body(self, seconds: float) -> None:
        """Limit the time for the body."""
        self._limit(seconds, SLOW)

    def limit_answer(self) -> None:
        """Limit the time for the answer, from now on."""
        self._limit(self.allowed, LATE)

    def end(self, within: float) -> None:
        """Abort after at most ``within`` seconds; abort a stream of notifications at once."""
        seconds = 0 if self.allowed == math.inf else within
        self.bound.deadline = min(self.deadline, _now() + seconds)
        self.abort = STOPPING

    async def receive(self) -> Message:
        """Receive a part of the body, for the application."""
        message = await self.inner_receive()
        if self.abort is SLOW and not message.get("more_body", False):
            self.limit_answer()
        if message["type"] == "http.disconnect" and not self.complete:
            self.abandoned = True
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer, for the application."""
        if message["type"] == "http.response.start":
            self.started = True
            self.streaming = not any(name == b"content-length" for name, _ in message["headers"])
        elif not message.get("more_body", False):
            self.complete = True
        await self.inner_send(message)

    async def close(self) -> None:
        """Send the answer of ``abort``, or end the stream that the application has started."""
        if not self.started:
            body = json.dumps({"error": self.abort.message}).encode()
            headers = [
                ("content-type", "application/json"),
                ("content-length", str(len(body))),
                ("connection", "close"),
            ]
            encoded = [(name.encode(), value.encode()) for name, value in headers]
            await self.inner_send({"type": "http.response.start", "status": self.abort.status, "headers": encoded})
            await self.inner_send({"type": "http.response.body", "body": body})
        elif self.streaming:
            await self.inner_send({"type": "http.response.body", "body": b""})

    def _limit(self, seconds: float, abort: Abort) -> None:
        self.deadline = _now() + seconds
        self.abort = abort


def _now() -> float:
    """The time of the event loop, as cancel scopes count it; ``anyio.current_time`` first looks up the library."""
    return asyncio.get_running_loop().time()


async def nothing() -> Message:
    """Receive a request without a body: one that this server makes itself."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def dropped(message: Message) -> None:
    """Send a part of an answer to nobody."""
    del message
