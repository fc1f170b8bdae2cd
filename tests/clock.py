"""An event loop with simulated time: it advances only while all tasks wait, so that runs are fast and repeatable."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

from dataworks.workers import running
from tests.sessions import Time

T = TypeVar("T")


class Skipping(selectors.SelectSelector):
    """A selector that adds ``timeout`` to ``now`` (seconds) instead of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready now; wait only if there is no timeout, or a thread is computing."""
        ready = super().select(0 if timeout and not running else timeout)
        if timeout and not ready and not running:
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
    """The time of the running loop, in epoch seconds; several tasks can wait at the same time."""

    def clock(self) -> float:
        """Return the current time."""
        return self.now + asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await anyio.sleep(seconds)


def run_skipping(work: Callable[[], Awaitable[T]]) -> T:
    """Run a function on such a loop."""
    return anyio.run(work, backend_options={"loop_factory": SkippingLoop})
