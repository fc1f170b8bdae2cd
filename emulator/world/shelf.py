"""Where the world keeps things: a dictionary that says when it changes."""

from collections import UserDict
from collections.abc import Callable, Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shelf(UserDict[K, V]):
    """Things by key, in the order in which they came. Nothing on it changes: a changed thing takes the old one's place.

    Attributes:
        changed: told the key of whatever is put, replaced or taken away.
    """

    changed: Callable[[K], None] | None = None

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if self.changed is not None:
            self.changed(key)

    def __delitem__(self, key: K) -> None:
        super().__delitem__(key)
        if self.changed is not None:
            self.changed(key)
