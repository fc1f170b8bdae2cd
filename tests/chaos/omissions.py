"""What an answer leaves out of what its call did: a row for each change of a task, and the words that tell of it."""

import json
import re
from collections.abc import Callable, Iterator

from tests.chaos.context import Context
from tests.chaos.snapshot import Row

UNKNOWN = r"unknown whether (?!task \d+ was )|(?<!run state )is not known|may have"
"""Words of an answer that leaves open what was done; where it is a single step, they name that step and no other."""

ADVICE = ("message", "means", "fix", "retry", "next_tool")
"""Parts of a failure that do not tell what its call did."""

Change = tuple[str, str, Callable[[Row, Row], bool]]

CHANGES: tuple[Change, ...] = (
    ("stopped", r"stop|PAUSE|KILLING|NORUN", lambda before, now: before.runs and not now.runs),
    ("started", r"\bstart|WAIT|RUN", lambda before, now: not before.runs and now.runs),
    ("updated", r"updated|applied|applying", lambda before, now: before.script != now.script),
    (
        "deployed",
        r"deployed|deploying|production|WAIT|RUN",
        lambda before, now: not before.deployed and bool(now.deployed) and not before.arriving,
    ),
    (
        "taken offline",
        r"offline|out of production|GONE",
        lambda before, now: bool(before.deployed) and not now.deployed and not before.arriving,
    ),
    (
        "submitted",
        r"submit|deploy|production",
        lambda before, now: not before.committed and bool(now.committed) and not before.arriving,
    ),
    ("paused", r"paused|\bstop", lambda before, now: before.paused is False and now.paused is True),
    ("resumed", r"resumed|\bstart", lambda before, now: before.paused is True and now.paused is False),
    ("scheduled", r"schedule|cron|configured", lambda before, now: before.cron != now.cron),
)
"""What was done to a task that exists, the words of which one is in an answer that tells of it, and the comparison."""

DELETED = r"deleted|GONE|no file|no longer among the files|offline|recycle bin"


def left_out(context: Context) -> Iterator[str]:
    """Yield what a call did to the tasks of its scenario and does not tell."""
    error = {name: value for name, value in context.facts.get("error", {}).items() if name not in ADVICE}
    text, name = json.dumps({**context.facts, "error": error}), context.scenario.name
    if re.search(UNKNOWN, text):
        return
    yield from (
        f"task {file_id} was created"
        for file_id in sorted(context.now.ever(name) - context.before.ever(name))
        if f'"{file_id}"' not in text and not re.search(rf"\b{file_id}\b", text)
    )
    for file_id in sorted(context.before.named(name)):
        before, now = context.before.tasks[file_id], context.now.tasks.get(file_id)
        if now is None:
            yield from () if re.search(DELETED, text) else (f"task {file_id} was deleted",)
            continue
        # All settings of a node are one specification, which is updated as a whole.
        or_else = r"|updated" if file_id.startswith("node-") else ""
        for word, words, happened in CHANGES:
            if happened(before, now) and not re.search(words + or_else, text):
                yield f"task {file_id} was {word}"
