"""Progress as the protocol wants it: each value is larger than the one before."""

from math import floor


class Progress:
    """The values of one call. A step that is reported again comes closer to the next one, and never reaches it."""

    def __init__(self) -> None:
        self._last = -1.0

    def value(self, step: int) -> float | None:
        """The value for a report of this step; ``None``: it can't be larger any more, so there is nothing to report."""
        value = step if step > self._last else (self._last + floor(self._last) + 1) / 2
        if not self._last < value < max(step, floor(self._last)) + 1:
            return None
        self._last = value
        return value
