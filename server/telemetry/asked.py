"""A request of a client, and who sees it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from dataworks.observing import Facts, Observer


@dataclass(frozen=True)
class Asked:
    """A request of a client, by names that are known.

    ``name``: of the tool or the prompt; ``meta``: what the client sent beside it.
    """

    method: str
    name: str | None
    request_id: str | None
    protocol: str
    meta: Mapping[str, Any] | None


class RequestObserver(Observer, Protocol):
    """Sees requests of clients too."""

    def request(self, asked: Asked) -> AbstractContextManager[Facts]:
        """Surround a request; ``error`` is added to the facts if it fails."""
        ...
