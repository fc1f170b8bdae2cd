"""One exchange with the service: what comes in, and what goes back. No HTTP library is involved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self
from urllib.parse import parse_qsl, quote

Headers = tuple[tuple[str, str], ...]
"""Names in lower case, and their values."""

FREQUENT = {quote(character): character for character in ' "[]{}:,'}
"""What scripts are full of, and what means nothing to a form: a form is read faster without it."""

FORM = "application/x-www-form-urlencoded"


def decoded_pairs(encoded: bytes) -> tuple[tuple[str, str], ...]:
    """The pairs of a query string or of a form. Bytes that are no UTF-8 become replacement characters."""
    text = encoded.decode("latin-1")
    for spelled, character in FREQUENT.items():
        text = text.replace(spelled, character)
    return tuple(parse_qsl(text, keep_blank_values=True))


@dataclass(frozen=True)
class Request:
    """What arrived. Header names are in lower case, the query is decoded, the body is as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def read(cls, method: str, path: str, query: bytes, headers: Iterable[tuple[str, str]], body: bytes) -> Self:
        """Read a request from the parts that every HTTP library knows."""
        lowered = {name.lower(): value for name, value in headers}
        return cls(method.upper(), path, lowered, decoded_pairs(query), body)

    @cached_property
    def form(self) -> dict[str, str]:
        """The form fields in the body."""
        is_form = self.headers.get("content-type", "").lower().startswith(FORM)
        return dict(decoded_pairs(self.body)) if is_form else {}

    @cached_property
    def parameters(self) -> dict[str, str]:
        """Query and form alike: an operation doesn't mind how a parameter travelled."""
        return {**dict(self.query), **self.form}

    @property
    def action(self) -> str:
        """The operation asked for. The official pages show it in the query, the SDK sends a header."""
        return self.headers.get("x-acs-action") or self.parameters.get("Action", "")

    @property
    def version(self) -> str:
        """The API version asked for, in the same two places."""
        return self.headers.get("x-acs-version") or self.parameters.get("Version", "")


@dataclass(frozen=True)
class Reply:
    """What goes back, ``delay`` seconds late, with these headers besides those of its body."""

    status: int
    content_type: str
    body: bytes
    headers: Headers = ()
    delay: float = 0.0


@dataclass(frozen=True)
class Dropped:
    """Nothing goes back: the connection is to be dropped without an answer, ``delay`` seconds late."""

    delay: float = 0.0
