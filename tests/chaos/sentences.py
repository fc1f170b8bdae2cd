"""The sentences about what exists that answers may contain, each with its check against what exists."""

import re
from collections.abc import Callable
from dataclasses import replace

from tests.chaos.context import DONE, Context, reads
from tests.chaos.scenarios import owner
from tests.chaos.snapshot import Row, Snapshot
from tests.chaos.transitions import moved
from tests.sessions import FOLDER

Match = re.Match[str]
Claim = tuple[str, Callable[[Context, Match], bool]]

SENTENCES: tuple[Claim, ...] = (
    (r"It is unknown whether (?:task|the deployment of task|taking task) .+", lambda *_: True),
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
        r"Task ([\w-]+) exists; its newest version (?:is|was) not (?:submitted|deployed)[.;:].*",
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
        r"(?:Job|Node) ([\w-]+) no longer exists in the workspace(?:; .+|\.)",
        lambda context, found: context.row(found[1]) is None,
    ),
    (r"The same call creates another one\.|Somebody else .+ meanwhile\.", lambda *_: True),
    (r"File (\d+) was not deleted\.", lambda context, found: context.row(found[1]) is not None),
    (r"It is unknown whether (?:file|the removal of file) \d+ was .+", lambda *_: True),
    (r"The same call again (?:finds out|continues)\.", lambda *_: True),
    (r"After the fix the same call again begins another one\.", lambda *_: True),
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


def _left_alone(context: Context, file_id: str) -> bool:
    """Return whether a task is unchanged, or somebody else is said to have changed it, or made the same change."""
    if context.facts["error"]["code"] in ("ChangedMeanwhile", "NewTaskChanged"):
        return True
    before, now = context.before.tasks.get(file_id), context.now.tasks.get(file_id)
    if context.moments and before is not None and now is not None:
        made = replace(before, state=now.state, deployed=now.deployed, committed=now.committed)
        made = replace(made, script=now.script) if reads(now, context.scenario.changed) else made
        context = replace(context, before=Snapshot({**context.before.tasks, file_id: made}, context.before.deleted))
    return context.unchanged(file_id)


def _was(context: Context, file_id: str, state: str) -> bool:
    row = context.now.tasks.get(file_id)
    return (row is None and state == "GONE") or (row is not None and moved(state, row.state))


def _lacks(row: Row | None, step: str) -> bool:
    return row is not None and (not row.deployed if step == "deployed" else not row.committed)


def _named(context: Context, file_id: str, name: str) -> bool:
    row = context.now.tasks.get(file_id)
    return row is not None and row.name == owner(name)


def _has_schedule(row: Row | None, *, off: bool) -> bool:
    return row is None or row.paused in (None, off)


def _of_type(context: Context, file_id: str, *, batch: bool) -> bool:
    row = context.now.tasks.get(file_id)
    return row is not None and (row.task_type == "DI_OFFLINE") == batch
