"""What flows remember between the calls of one connection. It is lost with the process, and no call depends on it."""

from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

LARGEST = 64
"""Number of values that are kept; beyond it, the oldest is removed."""


@dataclass(frozen=True)
class Memory:
    """Values by key, each until a time of the client's clock."""

    largest: int = LARGEST
    kept: dict[str, tuple[float, object]] = field(default_factory=dict[str, tuple[float, object]], repr=False)

    def find(self, key: str, kind: type[T], now: float) -> T | None:
        """Return the value of a key if it is of this kind and has not expired."""
        until, value = self.kept.get(key, (now, None))
        return value if now < until and isinstance(value, kind) else None

    def keep(self, key: str, value: object, until: float) -> None:
        """Keep a value, instead of the one that the key had."""
        self.kept.pop(key, None)  # so that it becomes the newest
        self.kept[key] = (until, value)
        while len(self.kept) > self.largest:
            del self.kept[next(iter(self.kept))]

    def forget(self, key: str) -> None:
        """Remove the value of a key."""
        self.kept.pop(key, None)
