"""Bearer tokens from a file that the operator keeps."""

import hmac
import logging
import stat
from hashlib import sha256
from os import stat_result
from pathlib import Path

from mcp.server.auth.provider import AccessToken

from server.auth.callers import Scopes
from server.auth.entries import Entry, entries_in

logger = logging.getLogger(__name__)

LARGEST = 2**20
"""Bytes that a token file may have at most."""

Version = tuple[int, int, int]


class TokenFile:
    """Verifies tokens by a file with ``name token [scopes]`` in each line.

    A changed file is read before the next request. If it is not valid, the old tokens stay valid and a warning is
    logged; with an empty file all requests are refused.

    Raises:
        ValueError: the file contains no token, or a line is not valid; the message has its number, never the token.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path, scopes: Scopes | None = None) -> None:
        self._path = path
        self._scopes = scopes or Scopes()
        self._version: Version | None = _version(path.stat())
        self._entries = self._read()
        if not self._entries:
            raise ValueError(f"{path} contains no token")

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return the holder of this token, or None."""
        self._reload_if_changed()
        entry = self._entry(sha256(token.encode()).digest())
        if entry is None:
            return None
        granted = [self._scopes.read, self._scopes.write] if entry.writes else [self._scopes.read]
        # Without the token itself: it is not needed, and so it can't leak.
        return AccessToken(token="", client_id=entry.name, subject=entry.name, scopes=granted)

    def _entry(self, digest: bytes) -> Entry | None:
        """Return the entry with this digest; all are compared, so that the time taken reveals nothing."""
        matches = [entry for entry in self._entries if hmac.compare_digest(entry.digest, digest)]
        return matches[0] if matches else None

    def _reload_if_changed(self) -> None:
        version = self._current()
        if version == self._version:
            return
        self._version = version
        try:
            self._entries = self._read()
        except (OSError, ValueError) as error:
            logger.warning("%s; the old tokens stay valid", error)

    def _current(self) -> Version | None:
        try:
            return _version(self._path.stat())
        except OSError:
            return None

    def _read(self) -> tuple[Entry, ...]:
        with self._path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ValueError(f"{self._path} is larger than {LARGEST} bytes")
        if self._path.stat().st_mode & stat.S_IROTH:
            logger.warning("%s can be read by every user of this machine; run chmod o-r", self._path)
        return entries_in(data.decode("utf-8-sig", "replace"), str(self._path))


def _version(status: stat_result) -> Version:
    return status.st_mtime_ns, status.st_size, status.st_ino
