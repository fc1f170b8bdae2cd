"""Families of operations: each has its own response fields and its own error codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.failures import DI, NEW_ERRORS, PUBLIC, ErrorSet


@dataclass(frozen=True)
class Family:
    """The response format of a family of operations.

    Attributes:
        errors: the codes of its error answers.
        fields: response fields besides ``Success`` and the data.
        has_error_fields: whether a failure in HTTP 200 is in fields next to the data, and not in the data.
        has_success: whether a successful answer has the field ``Success``.
    """

    errors: ErrorSet = PUBLIC
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    has_success: bool = True
    has_error_fields: bool = False


PLAIN = Family()
DATA_INTEGRATION = Family(errors=DI)
"""The operations whose pages list the DI codes; the others answer with the public ones."""

STUDIO = Family(fields={"HttpStatusCode": 200}, has_error_fields=True)
"""DataStudio's operations; a successful answer was seen without the fields of an error."""

META = Family(fields={"HttpStatusCode": 200, "ErrorCode": "", "ErrorMessage": ""})
"""The operations on metadata."""

NEW = Family(errors=NEW_ERRORS, has_success=False)
CONFIRMED = Family(errors=NEW_ERRORS)
"""The operations of version 2024-05-18; a successful answer of the second ones has ``Success``."""

STATUS = Family(fields={"HttpStatusCode": 200})
BARE = Family(has_success=False)
