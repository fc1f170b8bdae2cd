"""A limit for the lines on stderr that requests can cause, beside one for each call of the API."""

import logging
from dataclasses import dataclass, field

from tools.rules.refusal_counts import FROM_UNKNOWN, RefusalCounts

OURS = ("dataworks", "tools", "server")
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
