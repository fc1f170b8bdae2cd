"""The lines of a token file: ``name token [scopes] [role]``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from dataworks.sts.identity import ROLE, SESSION_NAME
from server.auth.callers import RESERVED

SHORTEST = 16
"""Characters of the shortest token that is accepted."""

NAME = re.compile(r"[A-Za-z0-9_.@+-]{1,64}")
TOKEN = re.compile(r"[!-~]+")
HASH = re.compile(r"sha256:([0-9a-fA-F]{64})")


@dataclass(frozen=True)
class Entry:
    """A caller, the SHA-256 of the token, whether it may write, and the RAM role that it acts as, if it has its own."""

    name: str
    digest: bytes
    writes: bool
    role: str | None = None


def entries_in(text: str, source: str, *, roles: bool = False) -> tuple[Entry, ...]:
    """Return the entries of a token file, at least one; empty lines and lines that begin with ``#`` are ignored.

    ``roles``: each caller acts as a RAM role, in a session of its name.

    Raises:
        ValueError: there is no token, or a line is not valid. The message has source and number of the line, and
            nothing of its text.
    """
    found: list[Entry] = []
    lines: dict[str | bytes, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            entry = _entry(line.split())
            _check_role(entry, roles=roles)
            _check_new(entry, lines)
        except ValueError as error:
            raise ValueError(f"{source}, line {number}: {error}") from None
        found.append(entry)
        lines |= {entry.name: number, entry.digest: number}
    if not found:
        raise ValueError(f"{source} contains no token")
    return tuple(found)


def _entry(words: list[str]) -> Entry:
    role = words.pop() if len(words) > 2 and words[-1].startswith("acs:") else None
    if len(words) not in {2, 3}:
        raise ValueError("expected a name, a token, and optional scopes and role")
    name, token, *scopes = words
    if not NAME.fullmatch(name):
        raise ValueError("the name may have at most 64 letters, digits and _.@+-")
    if name in RESERVED:
        raise ValueError("this name is reserved; choose another")
    return Entry(name, _digest(token), _writes(scopes), role)


def _digest(token: str) -> bytes:
    if hashed := HASH.fullmatch(token):
        return bytes.fromhex(hashed[1])
    if token.startswith("sha256:"):
        raise ValueError("sha256: must be followed by 64 hexadecimal digits")
    if not TOKEN.fullmatch(token):
        raise ValueError("the token has characters that HTTP headers can't have")
    if len(token) < SHORTEST:
        raise ValueError(f"the token is shorter than {SHORTEST} characters")
    return sha256(token.encode()).digest()


def _writes(scopes: list[str]) -> bool:
    words = set(scopes[0].split(",")) if scopes else {"read", "write"}
    if words not in ({"read"}, {"read", "write"}):
        raise ValueError("the scopes are read, or read,write")
    return "write" in words


def _check_role(entry: Entry, *, roles: bool) -> None:
    if entry.role and not ROLE.fullmatch(entry.role):
        raise ValueError("the role must be of the form acs:ram::ACCOUNT:role/NAME")
    if entry.role and not roles:
        raise ValueError("the role has no effect without --assume-role")
    if roles and not SESSION_NAME.fullmatch(entry.name):
        raise ValueError("the name becomes that of a role session: 2 to 64 letters, digits and . @ - _")


def _check_new(entry: Entry, lines: Mapping[str | bytes, int]) -> None:
    """Refuse a name or a token that an earlier line has; ``lines`` are its numbers by name and by digest."""
    for what, key in (("name", entry.name), ("token", entry.digest)):
        if key in lines:
            raise ValueError(f"the {what} is already in line {lines[key]}")
