"""What watches a server while it runs."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import anyio
import anyio.to_thread

from server.telemetry.asked import RequestObserver

LAST_MOMENT = 0.5
"""Seconds in which the rest of the traces is sent at the end."""


@dataclass(frozen=True)
class Telemetry:
    """What watches a server.

    Attributes:
        observer: sees its work.
        published: shows the figures meanwhile, if they are asked for.
        end: sends the rest of the traces.
    """

    observer: RequestObserver
    published: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    end: Callable[[], Any] = lambda: None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Show the figures meanwhile, and send the rest of the traces at the end."""
        try:
            async with self.published():
                yield
        finally:
            await self.send_rest()

    async def send_rest(self) -> None:
        """Send the rest of the traces, for a moment: a collector that does not answer must not hold up the end."""
        with anyio.move_on_after(LAST_MOMENT, shield=True):
            await anyio.to_thread.run_sync(self.end, abandon_on_cancel=True)
