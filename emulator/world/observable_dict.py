"""The collections of the world: a dictionary that reports its changes."""

from collections import UserDict
from collections.abc import Callable, Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ObservableDict(UserDict[K, V]):
    """A dictionary of immutable values in insertion order: a change replaces the value.

    Attributes:
        on_change: called with the key of a value that was added, replaced or removed.
    """

    on_change: Callable[[K], None] | None = None

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if self.on_change is not None:
            self.on_change(key)

    def __delitem__(self, key: K) -> None:
        super().__delitem__(key)
        if self.on_change is not None:
            self.on_change(key)
