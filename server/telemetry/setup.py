"""Makes what the options ask for, and nothing else: without them no library of telemetry is loaded."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from socket import socket
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

if TYPE_CHECKING:
    from server.telemetry.figures import Figures
    from server.telemetry.watching import RequestObserver

LAST_MOMENT = 0.5
"""Seconds for that."""

INSTALL = "pip install 'dataworks-di-mcp[telemetry]'"


@dataclass(frozen=True)
class Telemetry:
    """What watches a server.

    Attributes:
        observer: sees its work.
        figures: what ``/metrics`` shows, if it is asked for.
        bound: where that listens.
        end: sends the rest of the traces.
    """

    observer: "RequestObserver"
    figures: "Figures | None" = None
    bound: socket | None = None
    end: Callable[[], Any] = lambda: None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Show the figures meanwhile, and send the rest of the traces at the end."""
        from server.telemetry.metrics_page import published

        try:
            if self.figures is None or self.bound is None:
                yield
            else:
                async with published(self.figures, self.bound):
                    yield
        finally:
            await self.send_rest()

    async def send_rest(self) -> None:
        """Send the rest of the traces, for a moment: a collector that does not answer must not hold up the end."""
        with anyio.move_on_after(LAST_MOMENT, shield=True):
            await anyio.to_thread.run_sync(self.end, abandon_on_cancel=True)


def telemetry(traces: bool, metrics: str | None) -> Telemetry | None:
    """Return what these options ask for.

    Raises:
        ValueError: a library is not installed, or an address is wrong.
        OSError: an address is in use.
    """
    if not (traces or metrics):
        return None
    from server.telemetry.metrics_page import listening
    from server.telemetry.watching import Together

    bound = listening(metrics) if metrics else None
    try:
        end: Callable[[], Any] = lambda: None  # noqa: E731
        observers: list[RequestObserver] = []
        figures = None
        if traces:
            from server.telemetry.traces import Traces, exported

            provider: Any = exported()
            observers.append(Traces(provider))
            end = provider.force_flush
        if metrics:
            from server.telemetry.figures import Figures

            figures = Figures()
            observers.append(figures)
    except ImportError as error:
        option = "--metrics" if metrics and not traces else "--traces"
        raise ValueError(f"{option} needs {error.name}: {INSTALL}") from None
    observer = observers[0] if len(observers) == 1 else Together(tuple(observers))
    return Telemetry(observer, figures, bound, end)
