"""What has become of the tasks of a workspace, and what of a wish is not met by it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.generation.job_plan import plan
from emulator.service import Emulator
from emulator.world.jobs import DIJob
from emulator.world.nodes import Node
from emulator.world.state import Task
from tests.stories.homes import OURS, Home
from tests.wishes.wishlist import Ends


@dataclass(frozen=True)
class Seen:
    """A task as its studio has it; ``live``: whether production has its definition as it is."""

    state: str
    text: str
    live: bool
    cron: object = None
    groups: frozenset[str] = frozenset()
    folder: str = ""


GONE = Seen("GONE", "", live=False)


def _file(emulator: Emulator, task: Task) -> Seen:
    live, cron = task.deployed and emulator.world.is_committed(task), task.schedule.get("CronExpress")
    groups = frozenset({task.resource_group})
    return Seen(task.run_state(emulator.world.clock()), task.script, live, cron, groups, task.folder.path)


def _job(emulator: Emulator, project_id: str, job: DIJob) -> Seen:
    """A job; it runs with its definition if its last run began with the tables that the definition selects."""
    workspace, now = emulator.world.workspaces[project_id], emulator.world.clock()
    planned = plan(emulator.world, workspace, job.given).tables
    live = job.last_run is None or job.last_run.plan.tables == planned
    groups = frozenset(each["ResourceGroupIdentifier"] for each in job.given["ResourceSettings"].values())
    sources = [table.source.table for table in planned]
    return Seen(OURS.get(job.state(now), "FAILED"), json.dumps([job.given, sources]), live, groups=groups)


def _node(emulator: Emulator, project_id: str, node: Node) -> Seen:
    runs = emulator.world.workspaces[project_id].deployed_nodes(emulator.world.clock()).get(node.id)
    live, cron = runs is not None and runs.spec == node.spec, node.spec["trigger"]["cron"]
    return Seen("NORUN", node.spec["script"]["content"], live, cron)


def tasks_of(emulator: Emulator, project_id: str) -> dict[str, Seen]:
    """The tasks of a workspace by name, whichever studio made them."""
    workspace = emulator.world.workspaces[project_id]
    return {
        **{task.name: _file(emulator, task) for task in workspace.tasks.values()},
        **{job.name: _job(emulator, project_id, job) for job in workspace.jobs.values()},
        **{node.name: _node(emulator, project_id, node) for node in workspace.nodes.values()},
    }


def state(emulator: Emulator) -> dict[Any, Any]:
    """All tasks of all workspaces."""
    return {
        (shop.id, *map(str, key if isinstance(key, tuple) else (key,))): task
        for shop in emulator.world.workspaces.values()
        for every in (shop.tasks, shop.jobs, shop.nodes)
        for key, task in every.items()
    }


Check = Callable[[Seen, str], bool]

OF_TASKS: Mapping[str, Check] = {
    "has": lambda seen, word: word in seen.text,
    "lacks": lambda seen, word: word not in seen.text,
    "schedule": lambda seen, cron: seen.cron == cron,
    "group": lambda seen, group: seen.groups == frozenset({group}),
    "folder": lambda seen, path: seen.folder == path,
}
"""What a wish says of a task by its name, and how it is looked up."""

OF_LISTS: Mapping[str, Callable[[Seen], bool]] = {
    "running": lambda seen: seen.state == "RUN",
    "stopped": lambda seen: seen.state in ("NORUN", "PAUSE"),
    "gone": lambda seen: seen == GONE,
    "deployed": lambda seen: seen.live,
}
"""The same, of each task in a list."""


def unmet(emulator: Emulator, home: Home, ends: Ends, before: dict[Any, Any], answer: str) -> list[str]:
    """What is not as the wish says."""
    seen, shop = tasks_of(emulator, home.project_id), emulator.world.workspaces[home.project_id]
    checks = {
        **{
            f"{field}: {name}": met(seen.get(name, GONE))
            for field, met in OF_LISTS.items()
            for name in getattr(ends, field)
        },
        **{
            f"{field}: {name}, {word}": met(seen.get(name, GONE), word)
            for field, met in OF_TASKS.items()
            for name, words in getattr(ends, field).items()
            for word in ([words] if isinstance(words, str) else words)
        },
        **{f"{path} exists": shop.folder(path) is not None for path in ends.folders},
        **{f"{names} in {other}": [*tasks_of(emulator, other)] == names for other, names in ends.elsewhere.items()},
        **{f"the answer says {word}": word in answer for word in ends.answer},
        "the world is unchanged": not ends.unchanged or state(emulator) == before,
    }
    return [check for check, met in checks.items() if not met]
