"""One request and its answer, within their time."""

import json
import math
from dataclasses import dataclass, field

import anyio
from starlette.types import Message, Receive, Send


@dataclass(frozen=True)
class Cut:
    """How a request is answered whose time is up."""

    status: int
    says: str


SLOW = Cut(408, "The request took too long to arrive.")
LATE = Cut(504, "The answer took too long.")
ENDING = Cut(503, "The server is ending; send the request again.")


@dataclass(eq=False)
class Exchange:
    """A request on its way through the application, which runs inside ``bound``."""

    inner_receive: Receive
    inner_send: Send
    allowed: float
    bound: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    cut: Cut = LATE
    started: bool = False
    streaming: bool = False
    complete: bool = False
    abandoned: bool = False

    def arriving(self, seconds: float) -> None:
        """Allow this long for the body."""
        self._limit(seconds, SLOW)

    def arrived(self) -> None:
        """From here on, the answer has its time."""
        self._limit(self.allowed, LATE)

    def end(self, within: float) -> None:
        """Allow this much more, whatever was allowed before; a stream of notifications ends at once."""
        seconds = 0 if self.allowed == math.inf else within
        self.bound.deadline = min(self.bound.deadline, anyio.current_time() + seconds)
        self.cut = ENDING

    async def receive(self) -> Message:
        """The application's way to the body."""
        message = await self.inner_receive()
        if self.cut is SLOW and not message.get("more_body", False):
            self.arrived()
        if message["type"] == "http.disconnect" and not self.complete:
            self.abandoned = True
        return message

    async def send(self, message: Message) -> None:
        """The application's way to the client."""
        if message["type"] == "http.response.start":
            self.started = True
            self.streaming = not any(name == b"content-length" for name, _ in message["headers"])
        elif not message.get("more_body", False):
            self.complete = True
        await self.inner_send(message)

    async def close(self) -> None:
        """Answer in the application's place, or end the stream that it began."""
        if not self.started:
            body = json.dumps({"error": self.cut.says}).encode()
            headers = [
                ("content-type", "application/json"),
                ("content-length", str(len(body))),
                ("connection", "close"),
            ]
            encoded = [(name.encode(), value.encode()) for name, value in headers]
            await self.inner_send({"type": "http.response.start", "status": self.cut.status, "headers": encoded})
            await self.inner_send({"type": "http.response.body", "body": body})
        elif self.streaming:
            await self.inner_send({"type": "http.response.body", "body": b""})

    def _limit(self, seconds: float, cut: Cut) -> None:
        self.bound.deadline = anyio.current_time() + seconds
        self.cut = cut
