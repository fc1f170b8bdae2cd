"""The record of a comparison: all answers as JSON, without what is not for others."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comparison.outcome import Outcome
from comparison.scrubbing import scrubbed, scrubbed_text
from dataworks.private_files import OWNER_ONLY

LONGEST_TEXT = 2_000
"""Characters of an answer that is not JSON."""


@dataclass
class Recording:
    """The file of a record. It is written again after each case, so that nothing is lost if the process ends."""

    path: Path
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def begin(self) -> None:
        """Create the file, readable for its owner alone.

        Raises:
            FileExistsError: there is one already; it is left as it is.
            OSError: it can't be created.
        """
        os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWNER_ONLY))
        self._write()

    def add(self, outcome: Outcome) -> None:
        """Add an outcome with its answers.

        Raises:
            OSError: the file can't be written.
        """
        self.rows.append(_row(outcome))
        self._write()

    def _write(self) -> None:
        """Replace the file in one step, by another one of the same mode."""
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        text = json.dumps({"format": 1, "cases": self.rows}, ensure_ascii=False, indent=1)
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, OWNER_ONLY)
        try:
            with os.fdopen(file, "w", encoding="utf-8") as target:
                target.write(text)
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)


def _row(outcome: Outcome) -> dict[str, Any]:
    case, sides = outcome.case, {"theirs": outcome.theirs, "ours": outcome.ours}
    answers = {
        name: {"status": answer.status, "body": _body(answer.payload, answer.text)}
        for name, answer in sides.items()
        if answer is not None
    }
    facts = {"case": case.name, "version": case.version, "action": case.action, "verdict": outcome.verdict}
    differences = [[scrubbed_text(part) for part in each] for each in outcome.differences]
    return {**facts, "why": scrubbed_text(outcome.why), "differences": differences, **answers}


def _body(payload: Any, text: str) -> Any:
    return scrubbed(payload) if payload is not None else scrubbed_text(text[:LONGEST_TEXT])
