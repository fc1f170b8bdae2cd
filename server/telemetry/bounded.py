"""Names that may be attributes and labels: of things that there are, never as a client or the service chose them."""

import re

from mcp_types.methods import SPEC_CLIENT_METHODS, SPEC_CLIENT_NOTIFICATION_METHODS

OTHER = "_OTHER"
"""Stands for every name that is not known here."""

METHODS = SPEC_CLIENT_METHODS | SPEC_CLIENT_NOTIFICATION_METHODS | {"tasks/get", "tasks/update", "tasks/cancel"}

MOST_CODES = 200
CODE = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}|-?[0-9]{1,6}")


class Codes:
    """The codes of failures that were seen; beyond ``MOST_CODES`` of them, and for what is none, it is ``OTHER``."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def known(self, code: object) -> str:
        """Return a code that may be a label."""
        text = str(code)
        if text not in self._seen:
            if len(self._seen) >= MOST_CODES or not CODE.fullmatch(text):
                return OTHER
            self._seen.add(text)
        return text


def method_of(method: str) -> str:
    """Return the name of a method, if the protocol has it."""
    return method if method in METHODS else OTHER
