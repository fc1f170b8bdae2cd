"""A request of a client, and who sees it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from dataworks.observing import Facts, Observer


@dataclass(frozen=True)
class Asked:
    """A request of a client, by names that are known.

    ``name``: of the tool or the prompt; ``traceparent``: the trace that the client names in ``_meta``, and
    ``outer``: the one that the header of its HTTP request names, as a gateway sends it.
    """

    method: str
    name: str | None
    request_id: str | None
    protocol: str
    traceparent: str | None = None
    outer: str | None = None


class RequestObserver(Observer, Protocol):
    """Sees requests of clients too."""

    def request(self, asked: Asked) -> AbstractContextManager[Facts]:
        """Surround a request; ``error`` is added to the facts if it fails."""
        ...
