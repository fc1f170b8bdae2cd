"""The claims of answers about what exists, compared with what exists: a row for each field of an answer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.chaos.context import Context, reads
from tests.chaos.scenarios import owner
from tests.chaos.sentences import SENTENCES
from tests.chaos.snapshot import Row
from tests.chaos.transitions import moved

AFTER_A_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


def false_claims(context: Context) -> Iterator[str]:
    """Yield the claims of an answer that are false, at each moment of the call."""
    earlier = [
        replace(context, now=moment, moments=context.moments[: place + 1])
        for place, moment in enumerate(context.moments)
    ]
    for claim in _false_now(context):
        if all(claim in {*_false_now(then)} for then in earlier):
            yield claim


def _false_now(context: Context) -> Iterator[str]:
    error = context.facts.get("error")
    if error is None:
        yield from (claim for claim, holds in VIEWS[context.step.tool].items() if not holds(context, context.facts))
        return
    if error["code"] == "ServerFailure":
        yield "a failure inside the server"
    messages = [error["message"]] if error["code"] == "InvalidArguments" else []
    for text in [*messages, error.get("exists") or ""]:
        yield from (sentence for sentence in AFTER_A_SENTENCE.split(text) if sentence and not _true(context, sentence))


def _true(context: Context, sentence: str) -> bool:
    for pattern, holds in SENTENCES:
        found = re.fullmatch(pattern, sentence, re.DOTALL)
        if found is not None:
            return holds(context, found)
    return False


def _is_leaving(context: Context, state: str) -> bool:
    """Return whether a batch task is in the recycle bin, and its removal in progress."""
    return state in {"REMOVING", "DEPLOYING"} and context.file_id in context.now.deleted


def _set(context: Context, facts: dict[str, Any]) -> bool:
    row = _made(context, facts)
    if row is None:
        return False
    if facts["outcome"] not in {"applied", "applying"}:
        return context.unchanged(facts["task_id"])
    made = row.cron in (None, context.step.more.get("cron", row.cron))
    if facts["outcome"] == "applied":
        return made and row.committed in (None, True) and row.deployed is not False
    return made


def _shown(facts: dict[str, Any], tables: tuple[str, ...]) -> bool:
    shown = facts.get("tables")
    return shown is None or {item["source"] for item in shown["items"]} == {*tables}


def _made(context: Context, facts: dict[str, Any]) -> Row | None:
    return context.row(facts["task_id"])


def _in_state(context: Context, facts: dict[str, Any]) -> bool:
    row, state = _made(context, facts), facts["state"]
    if row is None or state == "GONE":
        return row is None and (state == "GONE" or _is_leaving(context, state))
    if row.task_type != "DI_OFFLINE":
        return moved(state, row.state)
    paused = facts["result"] not in ("finished", "as wished") or row.paused in (None, context.step.tool == "stop_tasks")
    return paused and (state != "DEPLOYED" or row.deployed is not False)


def _created(context: Context, facts: dict[str, Any]) -> bool:
    if facts["state"] == "generating":
        return context.nothing_made()
    row = _made(context, facts)
    if row is None:
        return False
    deployed_before = facts["state"] == "created" and facts["next"].startswith("It was deployed before")
    as_created = deployed_before or not row.deployed
    as_reported = as_created if facts["state"] == "created" else moved(facts["state"], row.state)
    return as_reported and _ran_with(context, row) and _shown(facts, context.scenario.tables)


def _ran_with(context: Context, row: Row) -> bool:
    """Return whether a task has the requested tables, or had them when it was started.

    A change of a job that has started counts from its next start, and its definition shows it at once.
    """
    earlier = (moment.tasks.get(context.facts["task_id"]) for moment in (context.before, *context.moments))
    changed_since = row.task_type == "JOB" and row.state == "RUN"
    return reads(row, context.scenario.tables) or (
        changed_since and any(each is not None and reads(each, context.scenario.tables) for each in earlier)
    )


def _differs(facts: dict[str, Any]) -> bool:
    """Return whether differences of a copy are reported; the copies of these scenarios have none but alarm rules."""
    return any(not text.startswith("Alarm rules ") for text in facts.get("differences", ()))


def _done(context: Context, facts: dict[str, Any]) -> bool:
    return not facts.get("done") or context.did(facts["task_id"], facts["done"])


def _previewed(context: Context, facts: dict[str, Any]) -> bool:
    return context.nothing_made() and _shown(facts, context.scenario.tables)


def _changed(context: Context, facts: dict[str, Any]) -> bool:
    row = _made(context, facts)
    if row is None:
        return False
    if facts["outcome"] in {"applied", "applying"}:
        # A job is stopped before it is changed, by this call, an earlier one, or somebody else.
        stopped_first = row.task_type == "JOB" and facts["outcome"] == "applying" and facts["state"] == "KILLING"
        return (stopped_first or reads(row, context.scenario.changed)) and moved(facts["state"], row.state)
    return context.unchanged(facts["task_id"])


def _batch(context: Context, facts: dict[str, Any]) -> bool:
    row, state = _made(context, facts), facts["state"]
    if row is None and state == "deployed":  # somebody deleted it on its way to production, which it has reached
        return facts["task_id"] in context.now.left
    if row is None or row.task_type != "DI_OFFLINE":
        return False
    scheduled = state == "created" or row.cron in (None, context.step.more.get("cron"))
    submitted = state not in {"submitted", "deploying", "deployed"} or row.committed in (None, True)
    return scheduled and submitted and (state != "deployed" or row.deployed is not False)


def _removed(context: Context, facts: dict[str, Any]) -> bool:
    file_id = facts["file_id"]
    return file_id in context.now.deleted and (facts["state"] != "deleted" or file_id not in context.now.left)


def _found(context: Context, facts: dict[str, Any]) -> bool:
    listed = {row["task_id"] for row in facts["tasks"] if owner(row["name"]) == context.scenario.name}
    return listed == context.now.named(context.scenario.name)


VIEWS: dict[str, dict[str, Callable[[Context, dict[str, Any]], bool]]] = {
    "create_realtime_task": {"the task is as reported": _created, "done": _done},
    "copy_realtime_task": {
        "the task is as reported": _created,
        "nothing differs": lambda _, facts: not _differs(facts),
    },
    "preview_realtime_task": {"nothing is created": _previewed},
    "start_tasks": {"state": _in_state, "done": _done},
    "stop_tasks": {"state": _in_state, "done": _done},
    "retire_tasks": {"state": _in_state, "done": _done},
    "change_realtime_tables": {"the task is as reported": _changed, "done": _done},
    "change_task": {"the task is as reported": _set, "done": _done},
    "create_batch_task": {"the task is as reported": _batch},
    "delete_file": {"the file is as reported": _removed},
    "find_sync_tasks": {"the list is complete": _found},
}
"""The claims of each tool's successful answers."""
