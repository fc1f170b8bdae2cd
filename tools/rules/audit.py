"""The audit trail: JSON lines before and after each write, and one for each call or request that is refused.

A write has its arguments, with a hash and summary of scripts, and short settings unchanged. A refusal has none. A
write whose first line can't be written is not made.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dataworks.private_files import append_private, create_private
from tools.rules.caller import UNKNOWN, Caller
from tools.rules.refusal_counts import FROM_CALLER, FROM_UNKNOWN, RefusalCounts

if TYPE_CHECKING:
    from pydantic import BaseModel

    from dataworks.scripts.definition import Definition

log = logging.getLogger("tools")

LONG = 200
"""Characters above which a text is recorded by its hash only."""


@dataclass(frozen=True)
class Audit:
    """The audit trail in a file; without a path nothing is recorded.

    A line is appended in one write, so that several processes can share a file.
    """

    path: Path | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    counts: RefusalCounts = field(default_factory=RefusalCounts)

    def check(self) -> None:
        """Check that lines can be written.

        Raises:
            OSError: the file can't be opened.
        """
        if self.path is not None:
            create_private(self.path)

    def begin(self, caller: Caller, tool: str, arguments: "BaseModel") -> bool:
        """Append the line of a write that is about to be made; return whether that worked."""
        return self._write(caller, tool, arguments, {"outcome": "begun"})

    def record(self, caller: Caller, tool: str, arguments: "BaseModel", outcome: str, request_ids: list[str]) -> None:
        """Append the line of one write. If that fails, the error is logged, since the write is done."""
        self._write(caller, tool, arguments, {"outcome": outcome, "request_ids": request_ids})

    def _write(self, caller: Caller, tool: str, arguments: "BaseModel", more: dict[str, Any]) -> bool:
        if self.path is None:
            return True
        from tools.arguments.parsing import task_of  # loaded with the first write: a server starts without it

        one, several = task_of(arguments), getattr(arguments, "task_ids", None)
        tasks = {"task": one} if one or not several else {"tasks": several}
        asked = {**tasks, "arguments": _recorded_arguments(arguments)}
        return self._append(caller, tool, self.now(), asked | more)

    def refused(self, caller: Caller, tool: str | None, reason: str) -> None:
        """Append the line of a refused call, or of a request that is refused before its tool is known.

        Of one caller, only so many are recorded in a minute (``refusal_counts``); the next line counts the others.
        """
        if self.path is None:
            return
        now, most = self.now(), FROM_UNKNOWN if caller == UNKNOWN else FROM_CALLER
        left_out = self.counts.left_out(caller.name, most, now.timestamp())
        if left_out is not None:
            others = {"left_out": left_out} if left_out else {}
            self._append(caller, tool, now, {"outcome": "refused", "reason": reason, **others})

    def _append(self, caller: Caller, tool: str | None, now: datetime, more: dict[str, Any]) -> bool:
        """Append a line; return whether that worked, or no line is asked for."""
        if self.path is None:
            return True
        who = {"caller": caller.name, **({"identity": caller.identity.name} if caller.identity else {})}
        line = {"time": now.isoformat(timespec="milliseconds"), **who, "tool": tool, **more}
        try:
            append_private(self.path, json.dumps(line).encode() + b"\n")
        except OSError as error:
            log.error("an audit line of %s could not be written: %s", tool, error.strerror)
            return False
        return True


def _recorded_arguments(arguments: "BaseModel") -> dict[str, Any]:
    """The arguments without secrets: of scripts and free text, which can have any, only hash and length."""
    from dataworks.markers import SHOWN_TO_USERS, FreeText, marked

    free = marked(type(arguments), FreeText)
    values = arguments.model_dump(mode="json", context=SHOWN_TO_USERS).items()
    return {name: _recorded(value, name, free=name in free) for name, value in values}


def _recorded(value: Any, name: str, *, free: bool) -> Any:
    from dataworks.scripts.definition import Definition  # loaded with the first write: a server starts without it
    from dataworks.secrets import masked_value

    if not isinstance(value, str):
        return masked_value(value, name)
    definition = Definition(value)
    script = _is_script(definition)
    if len(value) <= LONG and not free and not script:
        return masked_value(value, name)
    tables = {"tables": [mapping.source for mapping in definition.mappings[:20]]} if script else {}
    return {"sha256": hashlib.sha256(value.encode()).hexdigest(), "bytes": len(value.encode()), **tables}


def _is_script(definition: "Definition") -> bool:
    """Whether a text is a nested JSON object; settings, such as a task's resource group, are flat."""
    values = definition.content.values()
    nested = not values or any(isinstance(value, dict | list) for value in values)
    return nested and definition.text.lstrip().startswith("{")
