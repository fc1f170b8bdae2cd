"""What a mirror has read so far, in a file, so that the next run continues where this one ended."""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from dataworks.operation import Operation
from dataworks.private_files import append_private

FORMAT = 1


class Kept(NamedTuple):
    """What is kept of a request: its answer without secrets, or the code that it was refused with."""

    answer: dict[str, Any] | None
    refused: str = ""


class Journal:
    """Answers by request. Without a file, they are kept in memory alone.

    Attributes:
        path: the file, one line for each request; only its owner can read it.
        found: how many answers it had at the start.
    """

    def __init__(self, path: Path | None, service: str) -> None:
        """Read what an earlier run has kept; ``service`` is where the answers come from.

        Raises:
            ValueError: the file is none of these, or its answers are of another service.
            OSError: it can't be read.
        """
        self.path = path
        self._head = {"mirror": FORMAT, "service": service}
        self._kept: dict[str, Kept] = {}
        if path is not None and path.exists():
            self._load(path)
        self.found = len(self._kept)

    def find(self, operation: Operation[Any]) -> Kept | None:
        """Return what is kept of a request."""
        return self._kept.get(key_of(operation))

    def keep(self, operation: Operation[Any], kept: Kept) -> None:
        """Keep an answer, on the disk before anything else is sent.

        Raises:
            OSError: it can't be written.
        """
        if self.path is not None and not self._kept:
            append_private(self.path, _line(self._head))
        self._kept[key_of(operation)] = kept
        if self.path is not None:
            append_private(self.path, _line({"request": key_of(operation), **kept._asdict()}))

    def remove(self) -> None:
        """Remove the file, once the mirror is written."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def _load(self, path: Path) -> None:
        lines = _whole_lines(path)
        try:
            head, *entries = [json.loads(line) for line in lines] or [self._head]
            if head.get("mirror") != FORMAT:
                raise ValueError
            self._kept = {each["request"]: Kept(each["answer"], each["refused"]) for each in entries}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(
                f"{path} is not what an earlier mirror has kept: remove it, or name another --output"
            ) from None
        if head != self._head:
            raise ValueError(f"{path} has what was read from {head.get('service')}: remove it to read everything again")


def key_of(operation: Operation[Any]) -> str:
    """Return the text that a request has and no other."""
    wire = operation.wire()
    return f"{operation.version}/{operation.action()} {json.dumps({**wire.query, **wire.form}, sort_keys=True)}"


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _whole_lines(path: Path) -> list[bytes]:
    """Return the lines; a last one that was not written whole is removed from the file."""
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        os.truncate(path, len(whole))
    return whole.splitlines()
