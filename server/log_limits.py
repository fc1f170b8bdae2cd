"""A limit for the lines on stderr that a request without a valid token can cause."""

import logging
from dataclasses import dataclass, field

from tools.rules.refusal_counts import FROM_UNKNOWN, RefusalCounts

LIMITED = frozenset({"server.auth.oidc", "uvicorn.error"})
"""Loggers with a line for each token, or each request, that is not valid."""


@dataclass
class LineLimit(logging.Filter):
    """Lets ``FROM_UNKNOWN`` lines a minute of each of these loggers pass; the next one has the number of the others."""

    counts: RefusalCounts = field(default_factory=RefusalCounts)

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written."""
        if record.name not in LIMITED:
            return True
        left_out = self.counts.left_out(record.name, FROM_UNKNOWN, record.created)
        if left_out:
            record.msg = f"{record.msg} ({left_out} lines before this one were left out)"
        return left_out is not None
