"""The progress of calls: a bar for each on a terminal, a line for each step elsewhere, or nothing."""

import os
import sys
from collections.abc import Callable
from typing import Protocol, TextIO

from dataworks.language import Text
from server.output import note
from server.terminal.width import columns_of, padded, shortened, width_of, wrapped
from tools.rendering import clean

DONE, FAILED, INTERRUPTED = Text("done", "完成"), Text("failed", "失败"), Text("interrupted", "已中断")

WIDE, NARROW = 72, 32
"""Columns from which a bar has 20 cells, and 10."""


class Progress(Protocol):
    """Shows how far a call is."""

    async def report(self, progress: float, total: float | None, message: str | None) -> None:
        """Take what the server reports of its progress."""

    def end(self, outcome: Text) -> None:
        """Show how the call has ended: ``DONE``, ``FAILED`` or ``INTERRUPTED``."""


class Silent:
    """Shows nothing."""

    async def report(self, progress: float, total: float | None, message: str | None) -> None:
        """Show nothing."""

    def end(self, outcome: Text) -> None:
        """Show nothing."""


class Lines:
    """Writes a line for each step."""

    def __init__(self, label: str) -> None:
        self._label = label

    async def report(self, progress: float, total: float | None, message: str | None) -> None:
        """Write the step, and what is done in it."""
        steps = f"/{int(total)}" if total else ""
        text = f"[{int(progress)}{steps}] {self._label}: {clean(message or '')}"
        note("\n".join([*wrapped(text, columns_of(sys.stderr), "  ", "    "), ""]))

    def end(self, outcome: Text) -> None:
        """Write nothing: the last step says it."""


class Bar:
    """Keeps one line of a terminal up to date."""

    def __init__(self, label: str) -> None:
        self._label, self._share = label, 0.0

    async def report(self, progress: float, total: float | None, message: str | None) -> None:
        """Move the bar on; it never moves back."""
        if total:
            self._share = max(self._share, min(progress / total, 1.0))
        self._draw(clean(message or ""))

    def end(self, outcome: Text) -> None:
        """Fill the bar, or leave it where the call came to."""
        if outcome is DONE:
            self._share = 1.0
        self._draw(outcome.said())
        note("\n")

    def _draw(self, message: str) -> None:
        width = columns_of(sys.stderr) - 1  # a terminal may begin a new line after its last column
        note("\r" + padded(bar(self._label, self._share, message, width), width))


def bar(label: str, share: float, message: str, width: int) -> str:
    """A bar within a width: what it is about, how much is done, and, where it fits, what is done now."""
    cells = 20 if width >= WIDE else 10 if width >= NARROW else 0
    done = int(share * cells)
    drawn = f"[{'#' * done}{'.' * (cells - done)}] " if cells else ""
    state = f"{drawn}{int(share * 100):3} %"
    left = width - len(state) - 1
    name = padded(shortened(label, left), min(24, left))
    line = f"{name} {state}"
    left = width - width_of(line) - 2
    return f"{line}  {shortened(message, left)}" if left >= 8 else line


def shows_bars(stream: TextIO) -> bool:
    """Whether a stream is a terminal that can write a line again, and nobody has asked for plain text."""
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")


def progress_for(*, silent: bool) -> Callable[[str], Progress]:
    """Return how the progress of a call is shown on stderr, by its label."""
    if silent:
        return lambda _label: Silent()
    return Bar if sys.stderr is not None and shows_bars(sys.stderr) else Lines  # pyright: ignore[reportUnnecessaryComparison]
