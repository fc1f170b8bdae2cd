"""The claims of answers about what exists, compared with what exists: a row for each sentence and each field."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dataworks.scripts.definition import Definition
from tests.chaos.scenarios import Scenario, Step, owner
from tests.chaos.snapshot import STARTING, Row, Snapshot
from tests.chaos.transitions import moved
from tests.sessions import FOLDER


@dataclass(frozen=True)
class Context:
    """An answer, its request, and the snapshots before and after.

    Attributes:
        moments: the snapshots in between, if others act at the same time; a claim may be about any of them.
    """

    scenario: Scenario
    step: Step
    facts: dict[str, Any]
    before: Snapshot
    now: Snapshot
    file_id: str | None = None
    moments: tuple[Snapshot, ...] = ()

    def row(self, file_id: str) -> Row | None:
        """Return the task of that id, if it exists and belongs to the scenario."""
        row = self.now.tasks.get(file_id)
        return row if row is not None and row.name == self.scenario.name else None

    def nothing_made(self) -> bool:
        """Return whether no task of this name was created since the call began."""
        return self.now.ever(self.scenario.name) == self.before.ever(self.scenario.name)

    def unchanged(self, file_id: str) -> bool:
        """Return whether a task is unchanged, except for its run state."""
        before, now = self.before.tasks.get(file_id), self.now.tasks.get(file_id)
        if before is None or now is None:
            return before is now
        same = (before.deployed, before.script, before.committed, before.cron)
        return same == (now.deployed, now.script, now.committed, now.cron) and moved(before.state, now.state)

    def did(self, file_id: str, done: list[str]) -> bool:
        """Return whether everything that was reported as done has its effect."""
        row, text = self.row(file_id), self.facts.get("error", {}).get("exists") or ""
        hidden = {word for word, later in OVERWRITTEN_BY.items() if later in done or f"was {later};" in text}
        return all(DONE[word](self, row) or word in hidden for word in done)


DONE: dict[str, Callable[[Context, Row | None], bool]] = {
    "updated": lambda context, row: row is not None and (_sets(context) or _reads(row, context.scenario.changed)),
    "configured": lambda context, row: row is None or row.cron in (None, context.step.more.get("cron", row.cron)),
    "deployed": lambda _, row: row is not None and row.deployed is not False,
    "scheduled": lambda context, row: row is None or row.cron in (None, context.step.more.get("cron", row.cron)),
    "submitted": lambda _, row: row is None or row.committed is not False,
    "started": lambda _, row: row is not None and row.state in {"WAIT", "RUN", "PAUSE", STARTING, "FAILED"},
    "stopped": lambda context, row: row is None or _stands(row.state, shared=bool(context.moments)),
    "taken offline": lambda _, row: row is None or not row.deployed,
    "deleted": lambda _, row: row is None,
    "paused": lambda _, row: row is None or row.paused in (None, True),
    "resumed": lambda _, row: row is None or row.paused in (None, False),
    "taken out of production": lambda context, _: context.file_id not in context.now.left,
}
"""The effect of each thing that was done to a task."""

OVERWRITTEN_BY = {"stopped": "started"}
"""The effects that a later step hides, even one of which it is unknown whether it was made."""

Match = re.Match[str]
Claim = tuple[str, Callable[[Context, Match], bool]]

SENTENCES: tuple[Claim, ...] = (
    (r"It is unknown whether task .+", lambda *_: True),
    (r"Process \d+ (continues by itself|has failed|was not shown).*", lambda *_: True),
    (r"This call created no task\b.*", lambda context, _: context.nothing_made()),
    (r"Without process_id the same call generates again\.", lambda *_: True),
    (r"It ran before this call: .+", lambda *_: True),
    (r"The task is as it was\.", lambda context, _: context.unchanged(context.file_id or "")),
    (
        r"Task ([\w-]+) was created, by this .+",
        lambda context, found: found[1] in context.now.ever(context.scenario.name),
    ),
    (
        r"Task ([\w-]+) was created; the same call again continues\.",
        lambda context, found: found[1] in context.now.ever(context.scenario.name),
    ),
    (
        r"Task ([\w-]+) was not changed by this call; its run state was (\w+) .+",
        lambda context, found: _left_alone(context, found[1]) and _was(context, found[1], found[2]),
    ),
    (
        r"Task ([\w-]+) was not (paused|resumed)\.",
        lambda context, found: _has_schedule(context.row(found[1]), off=found[2] == "resumed"),
    ),
    (r"Task ([\w-]+) could not be read; this call did nothing\.", lambda context, found: context.unchanged(found[1])),
    (
        r"Task ([\w-]+) was not changed by this call; its run state is not known\.",
        lambda context, found: context.unchanged(found[1]),
    ),
    (
        r"Task ([\w-]+) was (.+) by this call; its run state (?:was \w+ .+|is not known\.)",
        lambda context, found: context.did(found[1], found[2].split(" and ")),
    ),
    (r"Task ([\w-]+) was (.+) by this call\.", lambda context, found: context.did(found[1], found[2].split(" and "))),
    (
        r"Task ([\w-]+) exists(?:;| and) (?:it )?was not (submitted|deployed);.+",
        lambda context, found: _lacks(context.row(found[1]), found[2]),
    ),
    (
        r"Task ([\w-]+) exists; its newest version (?:is|was) not deployed[.:].*",
        lambda context, found: context.row(found[1]) is not None,
    ),
    (
        r"Task ([\w-]+) exists and is being (?:deployed|taken out of production), by pipeline .+",
        lambda context, found: context.row(found[1]) is not None,
    ),
    (
        r"Task ([\w-]+) exists, and production runs it[.:].*",
        lambda context, found: not _lacks(context.row(found[1]), "deployed"),
    ),
    (
        r"Task ([\w-]+) exists; it is unknown whether stage .+",
        lambda context, found: context.row(found[1]) is not None,
    ),
    (
        r"Task ([\w-]+) exists, without a dependency, .+",
        lambda context, found: _lacks(context.row(found[1]), "deployed"),
    ),
    (
        r"Task ([\w-]+) exists, and was not deleted by this call\.",
        lambda context, found: context.row(found[1]) is not None,
    ),
    (
        r"Task ([\w-]+) has the name .+; the same call again compares the two\.",
        lambda context, found: context.row(found[1]) is not None,
    ),
    (
        r"Task ([\w-]+) was created; the same call again continues\.",
        lambda context, found: found[1] in context.now.ever(context.scenario.name),
    ),
    (
        r"Task ([\w-]+) exists; its change was not (?:submitted|deployed)[;:].+",
        lambda context, found: context.row(found[1]) is not None,
    ),
    (
        r"Task ([\w-]+) is submitted and was not (deployed): .+",
        lambda context, found: _lacks(context.row(found[1]), found[2]),
    ),
    (
        r"Task ([\w-]+) is in production with version \d+, not \d+\.",
        lambda context, found: DONE["deployed"](context, context.row(found[1])),
    ),
    (
        r"Task ([\w-]+) is no longer among the files of the workspace(?:; .+|\.)",
        lambda context, found: context.row(found[1]) is None,
    ),
    (
        r"Job ([\w-]+) no longer exists in the workspace(?:; .+|\.)",
        lambda context, found: context.row(found[1]) is None,
    ),
    (r"The same call creates another one\.|Somebody else .+ meanwhile\.", lambda *_: True),
    (r"File (\d+) was not deleted\.", lambda context, found: context.row(found[1]) is not None),
    (r"It is unknown whether (?:file|the removal of file) \d+ was .+", lambda *_: True),
    (r"The same call again (?:finds out|continues)\.", lambda *_: True),
    (
        r"File (\d+) is in the recycle bin, and production runs it; .+",
        lambda context, found: found[1] in context.now.left,
    ),
    (
        r"File (\d+) is among the files of the workspace again; .+",
        lambda context, found: context.row(found[1]) is not None,
    ),
    (r"This call has deployed it, as deleted or as restored\.", lambda *_: True),
    (
        r"File (\d+) was deleted, and its removal was deployed\.",
        lambda context, found: context.row(found[1]) is None and found[1] not in context.now.left,
    ),
    (r"File (\d+) is in the recycle bin.*", lambda context, found: found[1] in context.now.deleted),
    (r"Task ([\w-]+) exists\b.+", lambda context, found: context.row(found[1]) is not None),
    (
        r"(?:File|Task) ([\w-]+) (?:already )?has the name \"(\S+?)\"[,;] .+",
        lambda context, found: _named(context, found[1], found[2]),
    ),
    (
        r"Task ([\w-]+), which this request had created as .+, is \"(\S+?)\" by now\.",
        lambda context, found: _named(context, found[1], found[2]),
    ),
    (r"The name belongs to file (\d+)\b.*", lambda context, found: context.row(found[1]) is not None),
    (
        r"No file of this name is shown\.",
        lambda context, _: all(context.now.tasks[each].renamed for each in context.now.named(context.scenario.name)),
    ),
    (r"Workspace \d+ shows no file of this id\.", lambda context, _: context.file_id not in context.now.tasks),
    (
        r"File (\d+) \(.*\) of workspace \d+ is a batch task: .+",
        lambda context, found: _of_type(context, found[1], batch=True),
    ),
    (
        r"File (\d+) \(.*\) of workspace \d+ is a real-time .+",
        lambda context, found: _of_type(context, found[1], batch=False),
    ),
    (r"Folders (?:of the workspace|near it): .+", lambda _, found: FOLDER in found[0]),
    (r"Tables of data source \"?mysql_shop\"?: .+", lambda _, found: "shop.orders" in found[0]),
    (r"Data sources of the workspace in production: .+", lambda _, found: "mysql_shop" in found[0]),
    (r"The arguments are not valid; nothing was (?:sent|made)\.", lambda context, _: context.nothing_made()),
)
"""Every sentence about what exists that an answer may contain, with its check. Other sentences count as false."""

AFTER_A_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


def false_claims(context: Context) -> Iterator[str]:
    """Yield the claims of an answer that are false, at each moment of the call."""
    for claim in _false_now(context):
        if all(claim in {*_false_now(replace(context, now=moment))} for moment in context.moments):
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


def _left_alone(context: Context, file_id: str) -> bool:
    """Return whether a task is unchanged, or somebody else is said to have changed it, or made the same change."""
    if context.facts["error"]["code"] in ("ChangedMeanwhile", "NewTaskChanged"):
        return True
    before, now = context.before.tasks.get(file_id), context.now.tasks.get(file_id)
    if context.moments and before is not None and now is not None:
        made = replace(before, state=now.state, deployed=now.deployed, committed=now.committed)
        made = replace(made, script=now.script) if _reads(now, context.scenario.changed) else made
        context = replace(context, before=Snapshot({**context.before.tasks, file_id: made}, context.before.deleted))
    return context.unchanged(file_id)


def _stands(state: str, *, shared: bool) -> bool:
    """Return whether a task is stopped; no state of a job shows that somebody else has just started it."""
    return state in {"KILLING", "PAUSE", "NORUN"} or (shared and state == STARTING)


def _was(context: Context, file_id: str, state: str) -> bool:
    row = context.now.tasks.get(file_id)
    return (row is None and state == "GONE") or (row is not None and moved(state, row.state))


def _lacks(row: Row | None, step: str) -> bool:
    return row is not None and (not row.deployed if step == "deployed" else not row.committed)


def _named(context: Context, file_id: str, name: str) -> bool:
    row = context.now.tasks.get(file_id)
    return row is not None and row.name == owner(name)


def _is_leaving(context: Context, state: str) -> bool:
    """Return whether a batch task is in the recycle bin, and its removal in progress."""
    return state in {"REMOVING", "DEPLOYING"} and context.file_id in context.now.deleted


def _has_schedule(row: Row | None, *, off: bool) -> bool:
    return row is None or row.paused in (None, off)


def _of_type(context: Context, file_id: str, *, batch: bool) -> bool:
    row = context.now.tasks.get(file_id)
    return row is not None and (row.task_type == "DI_OFFLINE") == batch


def _reads(row: Row, tables: tuple[str, ...]) -> bool:
    return row.script is None or {mapping.source for mapping in Definition(row.script).mappings} == {*tables}


def _sets(context: Context) -> bool:
    """Return whether the call changes settings, and no tables."""
    return context.step.tool == "change_task"


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
    return as_reported and _reads(row, context.scenario.tables) and _shown(facts, context.scenario.tables)


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
        stopped_first = row.task_type == "JOB" and facts["outcome"] == "applying" and facts["done"] == ["stopped"]
        return (stopped_first or _reads(row, context.scenario.changed)) and moved(facts["state"], row.state)
    return context.unchanged(facts["task_id"])


def _batch(context: Context, facts: dict[str, Any]) -> bool:
    row, state = _made(context, facts), facts["state"]
    if row is None or row.task_type != "DI_OFFLINE":
        return False
    any_schedule = context.scenario.studio == "new" and "cron" not in context.step.more
    scheduled = state == "created" or any_schedule or row.cron in (None, context.step.more.get("cron"))
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
