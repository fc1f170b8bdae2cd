"""Files that only the user of this process may read, and a warning about files that every user may read or change."""

import errno
import logging
import os
import stat
from pathlib import Path

log = logging.getLogger(__name__)

OWNER_ONLY = 0o600
"""The mode of new files. That of an existing file is left as it is."""


def create_private(path: Path) -> None:
    """Create an empty file unless it exists.

    Raises:
        OSError: it can't be opened.
    """
    append_private(path, b"")


def append_private(path: Path, data: bytes) -> None:
    """Append to a file, in one write, so that several processes can share it. It is created if there is none.

    A pipe that nobody reads, or that is full, is a failure: nothing is waited for.

    Raises:
        OSError: it can't be opened or written, or not all of the data could be written.
    """
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, OWNER_ONLY)
    try:
        if os.write(file, data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(file)


def warn_if_exposed(path: Path, *, secret: bool = True) -> None:
    """Log a warning if every user of this machine can read a secret file, or change any.

    Raises:
        OSError: there is no such file.
    """
    mode = path.stat().st_mode
    rights = {"read": stat.S_IROTH if secret else 0, "changed": stat.S_IWOTH}
    found = [right for right, bit in rights.items() if mode & bit]
    if found and stat.S_ISREG(mode):
        log.warning("%s can be %s by every user of this machine; run chmod o-rw", path, " and ".join(found))
