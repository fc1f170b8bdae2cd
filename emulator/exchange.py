"""The request to the emulator and its reply, independent of any HTTP library."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self
from urllib.parse import parse_qsl, quote

Headers = tuple[tuple[str, str], ...]
"""Names in lower case, with their values."""

FREQUENT = {quote(character): character for character in ' "[]{}:,'}
"""Frequent characters of scripts that have no meaning in a form: replacing them first makes the parsing faster."""

FORM = "application/x-www-form-urlencoded"


def decoded_pairs(encoded: bytes) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a query string or of a form. Invalid UTF-8 becomes replacement characters."""
    text = encoded.decode("latin-1")
    if "%" not in text and "+" not in text:  # as most reads are
        pairs = (pair.partition("=") for pair in text.split("&") if pair)
        return tuple((name, value) for name, _, value in pairs)
    for quoted, character in FREQUENT.items():
        text = text.replace(quoted, character)
    return tuple(parse_qsl(text, keep_blank_values=True))


@dataclass(frozen=True)
class Request:
    """A request. Header names are in lower case, the query is decoded, the body is as received.

    ``line`` is the length of path and query as sent, in bytes.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    body: bytes
    line: int = 0

    @classmethod
    def read(cls, method: str, path: str, query: bytes, headers: Iterable[tuple[str, str]], body: bytes) -> Self:
        """Make a request from the parts that every HTTP library has."""
        lowered = {name.lower(): value for name, value in headers}
        return cls(method.upper(), path, lowered, decoded_pairs(query), body, len(path) + len("?") + len(query))

    @cached_property
    def form(self) -> dict[str, str]:
        """The form fields of the body."""
        is_form = self.headers.get("content-type", "").lower().startswith(FORM)
        return dict(decoded_pairs(self.body)) if is_form else {}

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The parameters of the query and of the form together."""
        return {**dict(self.query), **self.form}

    @cached_property
    def is_legacy(self) -> bool:
        """Whether it has the older signature, version 1, which is a parameter."""
        return "Signature" in self.parameters

    @cached_property
    def action(self) -> str:
        """The requested operation: a header of the SDK, or a parameter as on the official pages."""
        return self.headers.get("x-acs-action") or self.parameters.get("Action", "")

    @cached_property
    def version(self) -> str:
        """The requested API version, in the same two places."""
        return self.headers.get("x-acs-version") or self.parameters.get("Version", "")


class Reply(NamedTuple):
    """An answer, to be sent ``delay`` seconds late; ``headers`` are those besides the body's."""

    status: int
    content_type: str
    body: bytes
    headers: Headers = ()
    delay: float = 0.0
    request_id: str = "-"


class Dropped(NamedTuple):
    """No answer: the connection is to be dropped, ``delay`` seconds late."""

    delay: float = 0.0
