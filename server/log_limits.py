"""Limits for the lines on stderr: what requests can cause beside one for each call of the API, and what is read."""

import logging
import os
import select
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from tools.rules.refusal_counts import FROM_UNKNOWN, RefusalCounts

OURS = ("dataworks", "tools", "server", "emulator")
"""The loggers of this product, whose lines have each value as an argument of the record."""

LIMITED = frozenset({"server.auth.oidc"})
"""Those of them with a line for each token that is not valid. Loggers of libraries are limited too."""


@dataclass
class LineLimit(logging.Filter):
    """Lets ``FROM_UNKNOWN`` lines a minute of each such logger pass; the next one has the number of the others."""

    counts: RefusalCounts = field(default_factory=RefusalCounts)

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written."""
        if record.name not in LIMITED and record.name.partition(".")[0] in OURS:
            return True
        left_out = self.counts.left_out(record.name, FROM_UNKNOWN, record.created)
        if left_out:
            record.msg = f"{record.msg} ({left_out} lines before this one were left out)"
        return left_out is not None


LONGEST_ASCII, LONGEST = 4_000, 1_000
"""Characters of a line: a pipe that takes more at all takes 4,096 bytes."""


class LineHandler(logging.StreamHandler[TextIO]):
    """Writes what the stream takes at once: a host that does not read stderr must not stop the server.

    Lines that do not fit are left out, and the next one that does has their number.
    """

    left_out = 0

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._always_takes = _is_file(stream)

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line of a record, or count it."""
        if self._always_takes or _takes_a_line(self.stream):
            super().emit(record)
        else:
            self.left_out += 1

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Count a record that can't be written; Python would write its values, which may be secrets."""
        self.left_out += 1

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""
        line = super().format(record)
        longest = LONGEST_ASCII if line.isascii() else LONGEST
        before, self.left_out = self.left_out, 0
        note = f" ({before} lines before this one were left out)" if before else ""
        return f"{line if len(line) <= longest else line[:longest] + '...'}{note}"


def _is_file(stream: TextIO) -> bool:
    """Return whether a stream is a file or the null device, for which no line has to wait."""
    try:
        status = os.fstat(stream.fileno())
        return stat.S_ISREG(status.st_mode) or os.path.samestat(status, Path(os.devnull).stat())
    except (OSError, ValueError):
        return False


def _takes_a_line(stream: TextIO) -> bool:
    try:
        return bool(select.select((), (stream.fileno(),), (), 0)[1])
    except (OSError, ValueError):  # it is no file, or can't be asked, as on Windows
        return True
