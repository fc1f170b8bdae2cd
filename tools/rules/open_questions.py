"""Questions that wait for an answer while their calls run: each keeps the arguments of its call in memory."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.rules.seals import SealedCall

OVERHEAD = 2**18
"""Bytes that a question counts beside the arguments of its call."""

MOST_BYTES, MOST_BYTES_OF_CALLER = 2**26, 2**23
"""Bytes of all open questions, and of those of one caller: 256 and 32 questions of calls with few arguments."""


@dataclass(frozen=True)
class OpenQuestions:
    """The bytes of the open questions, by caller."""

    sizes: dict[str, int] = field(default_factory=dict[str, int])

    def has_room_for(self, call: "SealedCall") -> bool:
        """Whether a question about this call may be asked now."""
        of_caller = self.sizes.get(call.caller, 0) + call.size + OVERHEAD
        of_all = sum(self.sizes.values()) + call.size + OVERHEAD
        return of_caller <= MOST_BYTES_OF_CALLER and of_all <= MOST_BYTES

    @contextmanager
    def opened(self, call: "SealedCall") -> Generator[None]:
        """Count the question about this call until it is answered, or its call ends."""
        size = call.size + OVERHEAD
        self.sizes[call.caller] = self.sizes.get(call.caller, 0) + size
        try:
            yield
        finally:
            self.sizes[call.caller] -= size
            if not self.sizes[call.caller]:
                del self.sizes[call.caller]
