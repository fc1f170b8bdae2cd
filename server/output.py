"""What a command writes: no text makes it fail, since what the command did is done by then."""

import codecs
import json
import os
import sys
from io import TextIOWrapper
from typing import TextIO

from server.settings import NAME

ESCAPES = f"{NAME}.escapes"
"""The name under which Python knows ``_escaped``."""


def escape_what_can_not_be_encoded() -> None:
    """Let both streams write escapes for characters that they can't encode, as a Windows code page can't."""
    codecs.register_error(ESCAPES, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # there is none if it is closed
            stream.reconfigure(errors=ESCAPES)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Return the escapes of JSON, so that JSON stays JSON, and where to continue."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


def show(text: str) -> None:
    """Write to stdout; if that is not possible, say so on stderr."""
    problem = _write(sys.stdout, text)
    if problem is not None:
        note(f"{NAME}: the answer can't be written: {problem.strerror}\n")


def show_file(text: str) -> None:
    """Write a file to stdout, in UTF-8 on any terminal.

    Raises:
        OSError: it can't be written.
    """
    bytes_of = getattr(sys.stdout, "buffer", None)
    sys.stdout.flush()
    if bytes_of is None:
        sys.stdout.write(text)
    else:
        bytes_of.write(text.encode("utf-8"))
    sys.stdout.flush()


def note(text: str) -> None:
    """Write to stderr, where nobody may be listening."""
    _write(sys.stderr, text)


def _write(stream: TextIO | None, text: str) -> OSError | None:
    if stream is None:
        return None
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        _discard(stream)
        return error
    return None


def _discard(stream: TextIO) -> None:
    """Send what the stream still holds nowhere: Python writes it at the end, and would exit with 120."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
