"""Calls of the tools for several tasks with one task, and the row of that task in the answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from emulator.service import Emulator
from emulator.world.course import Course
from emulator.world.lifecycle import AtOnce

REALTIME = ("DI_REALTIME", 100)
"""The real-time task that the emulator starts with."""

FOR_SEVERAL = frozenset({"start_tasks", "stop_tasks", "retire_tasks"})


def for_one(tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a tool, with ``task_ids`` in place of ``task_id`` where it takes several."""
    rest = dict(arguments)
    if tool in FOR_SEVERAL and "task_id" in rest:
        rest["task_ids"] = [rest.pop("task_id")]
    return rest


def of_one(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The answer about the only task, as one object: its row, and what is said of the call; other answers as is."""
    rows = facts.get("rows")
    if rows is None:
        return dict(facts)
    (row,) = rows
    return {**row, **{name: fact for name, fact in facts.items() if name != "rows"}}


def run_as(emulator: Emulator, state: str) -> None:
    """Bring the real-time task of the emulator into a run state."""
    workspace = emulator.world.workspaces["10000"]
    course = Course((state,), AtOnce(), 0.0)
    workspace.add(replace(workspace.tasks[REALTIME], deployed=True, instance=course))
