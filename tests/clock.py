"""An event loop whose time passes only when everybody waits: hours take seconds, and each run takes the same turns."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

from tests.sessions import Time

T = TypeVar("T")


class Skipping(selectors.SelectSelector):
    """Instead of waiting until ``timeout`` is over it says that it is; ``now`` counts the seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now; only if nothing will ever be due, wait for it in earnest."""
        ready = super().select(0 if timeout else timeout)
        if timeout and not ready:
            self.now += timeout
        return ready


class SkippingLoop(asyncio.SelectorEventLoop):
    """A loop whose clock is its selector's."""

    def __init__(self) -> None:
        self._skipping = Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._skipping.now


class LoopTime(Time):
    """The time of the running loop, as seconds since 1970; all who wait, wait at once."""

    def clock(self) -> float:
        """Now."""
        return self.now + asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await anyio.sleep(seconds)


def run_skipping(work: Callable[[], Awaitable[T]]) -> T:
    """Do the work on such a loop."""
    return anyio.run(work, backend_options={"loop_factory": SkippingLoop})
