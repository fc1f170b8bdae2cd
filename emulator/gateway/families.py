"""Families of operations: each spells its answers, and its complaints about a request, in its own way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.failures import DI, PUBLIC, ErrorSet


@dataclass(frozen=True)
class Family:
    """How a family of operations answers.

    Attributes:
        complaints: the codes that it refuses a request with.
        beside: what it answers beside ``Success`` and the data.
        says_success: whether an answer that is no failure has ``Success``.
    """

    complaints: ErrorSet = PUBLIC
    beside: Mapping[str, Any] = field(default_factory=dict[str, Any])
    says_success: bool = True

    @property
    def fails_beside(self) -> bool:
        """Whether a failure in HTTP 200 is told beside the data, and not in it."""
        return "ErrorMessage" in self.beside


PLAIN = Family()
DATA_INTEGRATION = Family(complaints=DI)
"""The operations whose pages list the DI codes; the others answer with the public ones."""

STUDIO = Family(beside={"HttpStatusCode": 200, "ErrorCode": "", "ErrorMessage": ""})
"""DataStudio's operations."""

STATUS = Family(beside={"HttpStatusCode": 200})
SILENT = Family(says_success=False)
