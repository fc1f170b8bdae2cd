"""The log: a line per event on stderr, without secrets."""

import logging
import sys
import time
from functools import lru_cache
from typing import TextIO

from server.log_limits import OURS, LineHandler, LineLimit
from tools.rendering import clean

NUMBER = (int, float)


def handler_for(stream: TextIO, form: str = "text") -> logging.Handler:
    """Return a handler that writes a line per event, as ``text`` or ``json``."""
    handler = _as_text(stream) if form == "text" else _as_json(stream)
    handler.addFilter(LineLimit())
    return handler


def _as_text(stream: TextIO) -> logging.Handler:
    handler = LineHandler(stream)
    handler.setFormatter(LineFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return handler


def _as_json(stream: TextIO) -> logging.Handler:
    from server.telemetry.json_lines import JsonHandler

    return JsonHandler(stream)


class LineFormatter(logging.Formatter):
    """Lines without secrets and invisible characters; what continues one is indented, so that it looks like none."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """Return the time of a record, in local time with milliseconds; the text of its second is made once."""
        return f"{_second(int(record.created), datefmt or self.default_time_format)},{int(record.msecs):03d}"

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""
        line = self._whole(record)
        if _has_plain_values(record) and line.isascii() and line.isprintable():
            return line
        return clean(line).replace("\r", "\\r").replace("\n", "\n    ")

    def _whole(self, record: logging.LogRecord) -> str:
        try:
            return super().format(record)
        except Exception:  # its values do not fit its form, or have no text; the line must not be lost
            record.args = None
            return super().format(record)


@lru_cache(maxsize=1)
def _second(second: int, form: str) -> str:
    return time.strftime(form, time.localtime(second))


def _has_plain_values(record: logging.LogRecord) -> bool:
    """Return whether a line is ours and has only numbers and names that are known to be clean, as most have."""
    from dataworks.secrets import is_clean_text  # loaded with the first line: a server starts without it

    ours = str(record.name).partition(".")[0] in OURS
    if not (ours and isinstance(record.args, tuple)) or record.exc_info or record.exc_text or record.stack_info:
        return False
    for value in (record.msg, *record.args):
        if not (is_clean_text(value) if isinstance(value, str) else isinstance(value, NUMBER)):
            return False
    return True


def log_to_stderr(level: str = "info", form: str = "text") -> None:
    """Log a line per event to stderr, as stdout carries the protocol; call it before the library sets up logging.

    Args:
        level: the lowest level of our lines; of libraries, warnings and errors are logged.
        form: ``text``, or ``json`` for an object a line.
    """
    least = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=max(least, logging.WARNING), handlers=[handler_for(sys.stderr, form)])
    # These fields are in no line; looking them up takes a tenth of the time of a line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # pyright: ignore[reportPrivateUsage]  # as its manual says
    for name in OURS:
        logging.getLogger(name).setLevel(least)
