"""Bearer tokens from a file that the operator keeps."""

import hmac
import logging
import os
import stat
import time
from hashlib import sha256
from pathlib import Path

from mcp.server.auth.provider import AccessToken

from dataworks.private_files import warn_if_exposed
from server.auth.callers import Scopes
from server.auth.entries import Entry, entries_in
from server.identity.roles import ROLE_CLAIM

logger = logging.getLogger(__name__)

LARGEST = 2**20
"""Bytes that a token file may have at most."""

RECENT = 2.0
"""Seconds in which a second change may not be seen in a file's size and times: a file this new is read again."""

Version = tuple[int, ...]


class TokenFile:
    """Verifies tokens by a file with ``name token [scopes] [role]`` in each line.

    A changed file is read before the next request. While it is missing, not readable or not valid, no token is valid;
    one line of the log says so, and one that it is right again. ``roles``: callers act as RAM roles.

    Raises:
        ValueError: the file contains no token, or a line is not valid; the message has its number, never the token.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path, scopes: Scopes | None = None, *, roles: bool = False) -> None:
        self._path = path
        self._roles = roles
        self._scopes = scopes or Scopes()
        self._version: Version | None = None
        self._problem: str | None = None
        self._entries: tuple[Entry, ...] = ()
        self._read()
        warn_if_exposed(path)

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return the holder of this token, or None."""
        self._read_if_changed()
        entry = self._entry(sha256(token.encode()).digest())
        if entry is None:
            return None
        granted = [self._scopes.read, self._scopes.write] if entry.writes else [self._scopes.read]
        # Without the token itself: it is not needed, and so it can't leak.
        return AccessToken(
            token="", client_id=entry.name, subject=entry.name, scopes=granted, claims={ROLE_CLAIM: entry.role}
        )

    def _entry(self, digest: bytes) -> Entry | None:
        """Return the entry with this digest; all are compared, so that the time taken reveals nothing."""
        matches = [entry for entry in self._entries if hmac.compare_digest(entry.digest, digest)]
        return matches[0] if matches else None

    def _read_if_changed(self) -> None:
        problem = None
        try:
            if self._version is not None and self._version == _version(self._path.stat()):
                return
            self._read()
        except (OSError, ValueError) as error:
            self._entries, problem = (), str(error)
        if problem != self._problem:
            self._report(problem)
        self._problem = problem

    def _report(self, problem: str | None) -> None:
        if problem is None:
            logger.warning("%s is right again: its %d tokens are valid", self._path, len(self._entries))
        else:
            logger.error("%s; until this is fixed, no token is valid and every request gets 401", problem)

    def _read(self) -> None:
        """Read the file. A file that can't be read, or has just changed, is read again for the next request."""
        self._version = None
        data, status = _content(self._path)
        if time.time() - status.st_ctime > RECENT:
            self._version = _version(status)
        self._entries = entries_in(data.decode("utf-8-sig", "replace"), str(self._path), roles=self._roles)


def _content(path: Path) -> tuple[bytes, os.stat_result]:
    """Return the content of a regular file, and its status. Opening it does not wait, as it would for a pipe."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError(f"{path} is not a regular file")
        data = b"" if status.st_size > LARGEST else os.read(file, LARGEST + 1)
    finally:
        os.close(file)
    if max(len(data), status.st_size) > LARGEST:
        raise ValueError(f"{path} is larger than {LARGEST} bytes")
    return data, status


def _version(status: os.stat_result) -> Version:
    return status.st_dev, status.st_ino, status.st_size, status.st_mode, status.st_mtime_ns, status.st_ctime_ns
