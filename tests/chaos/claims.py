"""What answers say about what exists, held against what exists: a row for each sentence and field that claims."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dataworks.scripts.definition import Definition
from tests.chaos.picture import Picture, Row
from tests.chaos.wishes import Step, Story, owner
from tests.sessions import FOLDER

MOVING = {"WAIT": {"WAIT", "RUN", "PAUSE"}, "KILLING": {"KILLING", "PAUSE"}}
"""Where a task may be by now that was seen in a state which it leaves by itself."""


@dataclass(frozen=True)
class Scene:
    """An answer, what was asked, and what there was before and is now."""

    story: Story
    step: Step
    facts: dict[str, Any]
    before: Picture
    now: Picture
    file_id: str | None = None

    def row(self, file_id: str) -> Row | None:
        """The task of that id, if it is there and the story's."""
        row = self.now.tasks.get(file_id)
        return row if row is not None and row.name == self.story.name else None

    def nothing_made(self) -> bool:
        """No task of this name has come since the call began."""
        return self.now.ever(self.story.name) == self.before.ever(self.story.name)

    def unchanged(self, file_id: str) -> bool:
        """It is as it was, but for what goes on by itself."""
        before, now = self.before.tasks.get(file_id), self.now.tasks.get(file_id)
        if before is None or now is None:
            return before is now
        same = (before.deployed, before.script, before.committed, before.cron)
        return same == (now.deployed, now.script, now.committed, now.cron) and moved(before.state, now.state)

    def did(self, file_id: str, done: list[str]) -> bool:
        """What it says was done has the effect that it should have by now."""
        row = self.row(file_id)
        return all(DONE[word](self, row) or OUTDONE.get(word, "") in done for word in done)


def moved(seen: str, now: str) -> bool:
    """Whether a task that was seen in a state can be in this one now."""
    return now in MOVING.get(seen, {seen})


DONE: dict[str, Callable[[Scene, Row | None], bool]] = {
    "updated": lambda scene, row: row is not None and _reads(row, scene.story.changed),
    "deployed": lambda _, row: row is not None and row.deployed is not False,
    "started": lambda _, row: row is not None and row.state in {"WAIT", "RUN", "PAUSE"},
    "stopped": lambda _, row: row is None or row.state in {"KILLING", "PAUSE", "NORUN"},
    "taken offline": lambda _, row: row is None or not row.deployed,
    "deleted": lambda _, row: row is None,
}
"""What each thing that was done to a task leaves behind."""

OUTDONE = {"stopped": "started"}
"""What is not to be seen any more when that was done as well."""

Match = re.Match[str]
Claim = tuple[str, Callable[[Scene, Match], bool]]

SENTENCES: tuple[Claim, ...] = (
    (r"It is unknown whether task .+", lambda *_: True),
    (r"Process \d+ (goes on by itself|has failed|was not shown to us).*", lambda *_: True),
    (r"This call created no task\b.*", lambda scene, _: scene.nothing_made()),
    (r"Without process_id the same call generates anew\.", lambda *_: True),
    (r"It ran before this call: .+", lambda *_: True),
    (r"The task is as it was\.", lambda scene, _: scene.unchanged(scene.file_id or "")),
    (r"Task (\d+) was created, by this .+", lambda scene, found: found[1] in scene.now.ever(scene.story.name)),
    (
        r"Task (\d+) was not changed by this call; its run state was (\w+) .+",
        lambda scene, found: scene.unchanged(found[1]) and _was(scene, found[1], found[2]),
    ),
    (
        r"Task (\d+) was not changed by this call; its run state is not known\.",
        lambda scene, found: scene.unchanged(found[1]),
    ),
    (
        r"Task (\d+) was (.+) by this call; its run state (?:was \w+ .+|is not known\.)",
        lambda scene, found: scene.did(found[1], found[2].split(" and ")),
    ),
    (
        r"Task (\d+) exists(?:;| and) (?:it )?was not (submitted|deployed);.+",
        lambda scene, found: _lacks(scene.row(found[1]), found[2]),
    ),
    (r"Task (\d+) exists\b.+", lambda scene, found: scene.row(found[1]) is not None),
    (r"File (\d+) (?:already )?has the name (\S+?)[,;] .+", lambda scene, found: _named(scene, found[1], found[2])),
    (r"The name belongs to file (\d+)\b.*", lambda scene, found: scene.row(found[1]) is not None),
    (r"No file of this name is shown\.", lambda scene, _: not scene.now.named(scene.story.name)),
    (r"Workspace \d+ shows no file of this id\.", lambda scene, _: scene.file_id not in scene.now.tasks),
    (
        r"File (\d+) \(.*\) of workspace \d+ is a batch task: .+",
        lambda scene, found: _of_type(scene, found[1], batch=True),
    ),
    (
        r"File (\d+) \(.*\) of workspace \d+ is a real-time .+",
        lambda scene, found: _of_type(scene, found[1], batch=False),
    ),
    (r"Folders (?:of the workspace|near it): .+", lambda _, found: FOLDER in found[0]),
    (r"The arguments are not valid; nothing was (?:sent|made)\.", lambda scene, _: scene.nothing_made()),
)
"""Every sentence about what exists that an answer may hold. One that is not here is an untruth: nobody checks it."""

AFTER_A_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


def untruths(scene: Scene) -> Iterator[str]:
    """What an answer says that is not so."""
    error = scene.facts.get("error")
    if error is None:
        yield from (claim for claim, holds in VIEWS[scene.step.tool].items() if not holds(scene, scene.facts))
        return
    if error["code"] == "ServerFailure":
        yield "a failure inside the server"
    told = [error["message"]] if error["code"] == "InvalidArguments" else []
    for text in [*told, error.get("exists") or ""]:
        yield from (sentence for sentence in AFTER_A_SENTENCE.split(text) if sentence and not _true(scene, sentence))


def _true(scene: Scene, sentence: str) -> bool:
    for pattern, holds in SENTENCES:
        found = re.fullmatch(pattern, sentence, re.DOTALL)
        if found is not None:
            return holds(scene, found)
    return False


def _was(scene: Scene, file_id: str, state: str) -> bool:
    row = scene.now.tasks.get(file_id)
    return (row is None and state == "GONE") or (row is not None and moved(state, row.state))


def _lacks(row: Row | None, step: str) -> bool:
    return row is not None and (not row.deployed if step == "deployed" else not row.committed)


def _named(scene: Scene, file_id: str, name: str) -> bool:
    row = scene.now.tasks.get(file_id)
    return row is not None and row.name == owner(name)


def _of_type(scene: Scene, file_id: str, *, batch: bool) -> bool:
    row = scene.now.tasks.get(file_id)
    return row is not None and (row.task_type == "DI_OFFLINE") == batch


def _reads(row: Row, tables: tuple[str, ...]) -> bool:
    return row.script is None or {mapping.source for mapping in Definition(row.script).mappings} == {*tables}


def _shown(facts: dict[str, Any], tables: tuple[str, ...]) -> bool:
    shown = facts.get("tables")
    return shown is None or {item["source"] for item in shown["items"]} == {*tables}


def _made(scene: Scene, facts: dict[str, Any]) -> Row | None:
    return scene.row(facts["task_id"])


def _in_state(scene: Scene, facts: dict[str, Any]) -> bool:
    row, state = _made(scene, facts), facts["state"]
    return row is None if state == "GONE" else row is not None and moved(state, row.state)


def _created(scene: Scene, facts: dict[str, Any]) -> bool:
    if facts["state"] == "generating":
        return scene.nothing_made()
    row = _made(scene, facts)
    if row is None:
        return False
    as_told = not row.deployed if facts["state"] == "created" else moved(facts["state"], row.state)
    return as_told and _reads(row, scene.story.tables) and _shown(facts, scene.story.tables)


def _differs(facts: dict[str, Any]) -> bool:
    """Whether a copy is said to lack something; those that are made here lack nothing."""
    return bool(facts.get("differences"))


def _done(scene: Scene, facts: dict[str, Any]) -> bool:
    return not facts.get("done") or scene.did(facts["task_id"], facts["done"])


def _previewed(scene: Scene, facts: dict[str, Any]) -> bool:
    return scene.nothing_made() and _shown(facts, scene.story.tables)


def _changed(scene: Scene, facts: dict[str, Any]) -> bool:
    row = _made(scene, facts)
    if row is None:
        return False
    if facts["outcome"] in {"applied", "applying"}:
        return _reads(row, scene.story.changed) and moved(facts["state"], row.state)
    return scene.unchanged(facts["task_id"])


def _batch(scene: Scene, facts: dict[str, Any]) -> bool:
    row, state = _made(scene, facts), facts["state"]
    if row is None or row.task_type != "DI_OFFLINE":
        return False
    scheduled = state == "created" or row.cron in (None, scene.step.more.get("cron"))
    submitted = state not in {"submitted", "deploying", "deployed"} or row.committed in (None, True)
    return scheduled and submitted and (state != "deployed" or row.deployed is not False)


def _found(scene: Scene, facts: dict[str, Any]) -> bool:
    listed = {row["task_id"] for row in facts["tasks"] if owner(row["name"]) == scene.story.name}
    return listed == scene.now.named(scene.story.name)


VIEWS: dict[str, dict[str, Callable[[Scene, dict[str, Any]], bool]]] = {
    "create_realtime_task": {"the task is as told": _created, "done": _done},
    "copy_realtime_task": {"the task is as told": _created, "nothing differs": lambda _, facts: not _differs(facts)},
    "preview_realtime_task": {"nothing is created": _previewed},
    "start_realtime_task": {"state": _in_state, "done": _done},
    "stop_realtime_task": {"state": _in_state, "done": _done},
    "retire_realtime_task": {"state": _in_state, "done": _done},
    "change_realtime_tables": {"the task is as told": _changed, "done": _done},
    "create_batch_task": {"the task is as told": _batch},
    "find_sync_tasks": {"the list is whole": _found},
}
"""What each tool's answer claims, where it is no failure."""
