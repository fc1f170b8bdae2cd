"""Makes what the options ask for, and nothing else: without them no library of telemetry is loaded."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from server.telemetry.watchers import Telemetry

if TYPE_CHECKING:
    from server.telemetry.asked import RequestObserver

INSTALL = "pip install 'dataworks-di-mcp[telemetry]'"


def telemetry(traces: bool, metrics: str | None) -> Telemetry | None:
    """Return what these options ask for.

    Raises:
        ValueError: a library is not installed, or an address is wrong.
        OSError: an address is in use.
    """
    if not (traces or metrics):
        return None
    try:
        return _watching(traces, metrics)
    except ImportError as error:
        option = "--metrics" if str(error.name).startswith("prometheus") else "--traces"
        raise ValueError(f"{option} needs {error.name}: {INSTALL}") from None


def _watching(traces: bool, metrics: str | None) -> Telemetry:
    from server.telemetry.watching import Together

    observers: list[RequestObserver] = []
    published: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    end: Callable[[], Any] = bool
    if traces:
        from server.telemetry.traces import Traces, exported

        provider = exported()
        observers.append(Traces(provider))
        end = provider.force_flush
    if metrics:
        from server.telemetry.figures import Figures
        from server.telemetry.metrics_page import listening, page

        figures = Figures()
        observers.append(figures)
        published = partial(page, figures, listening(metrics))
    return Telemetry(observers[0] if len(observers) == 1 else Together(tuple(observers)), published, end)
