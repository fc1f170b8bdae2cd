"""The lines of a token file: ``name token [scopes]``."""

import re
from dataclasses import dataclass
from hashlib import sha256

from server.auth.callers import RESERVED

SHORTEST = 16
"""Characters of the shortest token that is accepted."""

NAME = re.compile(r"[A-Za-z0-9_.@+-]{1,64}")
TOKEN = re.compile(r"[!-~]+")
HASH = re.compile(r"sha256:([0-9a-fA-F]{64})")


@dataclass(frozen=True)
class Entry:
    """Who holds a token: the SHA-256 of the token, and what it opens."""

    name: str
    digest: bytes
    writes: bool


def entries_in(text: str, source: str) -> tuple[Entry, ...]:
    """The entries of a token file; empty lines and lines that begin with ``#`` say nothing.

    Raises:
        ValueError: a line is wrong. The message names source and line, and repeats nothing of the line.
    """
    found: dict[int, Entry] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            entry = _entry(line.split())
            _check_new(entry, found)
        except ValueError as error:
            raise ValueError(f"{source}, line {number}: {error}") from None
        found[number] = entry
    return tuple(found.values())


def _entry(words: list[str]) -> Entry:
    if len(words) not in {2, 3}:
        raise ValueError("expected a name, a token, and perhaps scopes")
    name, token, *scopes = words
    if not NAME.fullmatch(name):
        raise ValueError("the name may have 64 letters, digits and _.@+- at most")
    if name in RESERVED:
        raise ValueError("this name means that there is no token; choose another")
    return Entry(name, _digest(token), _writes(scopes))


def _digest(token: str) -> bytes:
    if hashed := HASH.fullmatch(token):
        return bytes.fromhex(hashed[1])
    if token.startswith("sha256:"):
        raise ValueError("after sha256: come 64 hexadecimal digits")
    if not TOKEN.fullmatch(token):
        raise ValueError("the token has characters that no HTTP header carries")
    if len(token) < SHORTEST:
        raise ValueError(f"the token is shorter than {SHORTEST} characters")
    return sha256(token.encode()).digest()


def _writes(scopes: list[str]) -> bool:
    words = set(scopes[0].split(",")) if scopes else {"read", "write"}
    if words not in ({"read"}, {"read", "write"}):
        raise ValueError("the scopes are read, or read,write")
    return "write" in words


def _check_new(entry: Entry, found: dict[int, Entry]) -> None:
    for number, other in found.items():
        if other.name == entry.name:
            raise ValueError(f"the name stands in line {number} already")
        if other.digest == entry.digest:
            raise ValueError(f"the token stands in line {number} already")
