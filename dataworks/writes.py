"""How long, and whether, a piece of work may send requests that change something."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from dataworks.errors import WritesEnded
from dataworks.language import Text

ENDED = Text(
    "the consent to this call has ended, and no request that changes something is sent after it",
    "本次调用获得的同意已过期，此后不再发送任何会产生变更的请求",
)


@dataclass
class Writes:
    """The right of one piece of work to send writes.

    Attributes:
        clock: the time in seconds since 1970.
        closes: until when a write may be sent.
        closed: why no further one may be sent, if that was decided earlier.
        sent: how many were sent.
        refused: whether one was not sent.
    """

    clock: Callable[[], float]
    closes: float
    closed: Text | None = None
    sent: int = 0
    refused: bool = False
    _under_way: int = 0
    _when_done: Callable[[], None] | None = None

    @property
    def are_open(self) -> bool:
        """Whether one may be sent now."""
        return self._objection() is None

    def close(self, reason: Text, done: Callable[[], None] | None = None) -> None:
        """Let no further one be sent. ``done`` is called as soon as none is in progress."""
        self.closed = self.closed or reason
        if done is None:
            return
        if self._under_way:
            self._when_done = done
        else:
            done()

    @contextmanager
    def sending(self, action: str) -> Generator[None]:
        """Send one write.

        Raises:
            WritesEnded: it may not be sent.
        """
        objection = self._objection()
        if objection is not None:
            self.refused = True
            raise WritesEnded(action, objection.said())
        self.sent += 1
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            if self._when_done is not None and not self._under_way:
                self._when_done()

    def _objection(self) -> Text | None:
        return ENDED if self.closed is None and self.clock() >= self.closes else self.closed
