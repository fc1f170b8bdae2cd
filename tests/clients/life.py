"""The life of a task, as data: the same calls, with the same answers, whatever client makes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tests.clients.scripted import Facts
from tests.stories.homes import Home

NAME = "life_of_orders"
TASK = "the id of the task"
"""Stands in arguments and answers for the id, which creating the task tells."""

BEFORE = "none yet"


@dataclass(frozen=True)
class Step:
    """A call, and what it does.

    Attributes:
        shows: what its answer has, among other things.
        state: what the emulator then has of the task.
        consents: whether the user has to agree.
    """

    tool: str
    arguments: Facts
    shows: Facts
    state: str
    consents: bool = False


def life(home: Home) -> tuple[Step, ...]:
    """The whole life of a task on one of the studios."""
    tables, later = [{"source": "shop.orders"}, {"source": "shop.refunds"}], "shop.products"
    seen = {name: value for name, value in home.wish.items() if name not in {"task_name", "folder"}}
    one, of_it = {"task_ids": [TASK], **home.workspace}, {"task_id": TASK, **home.workspace}
    change = {**of_it, "add": [later]}
    every = [{"project_id": number} for number in ("10000", "10001", "10002")]
    groups = [
        {"identifier": home.wish["resource_group"], "status": "normal"},
        {"status": "normal"},
        {"status": "stopped"},
    ]
    return (
        Step("describe_workspace", {}, {"workspaces": every}, BEFORE),
        Step("describe_workspace", home.workspace, {"resource_groups": groups}, BEFORE),
        Step("preview_realtime_task", seen, {"state": "generated", "tables": {"items": tables}}, BEFORE),
        Step("create_realtime_task", {**home.wish, "task_name": NAME}, {"tables": {"items": tables}}, "NORUN"),
        Step("start_tasks", one, finished("RUN"), "RUN", consents=True),
        Step("get_task_status", of_it, {"task_id": TASK, "state": "RUN", "tables_count": 2}, "RUN"),
        Step("change_realtime_tables", change, {"outcome": "preview", "added": [later]}, "RUN"),
        Step(
            "change_realtime_tables",
            {**change, "apply": True, "restart": True},
            {"outcome": "applied", "added": [later], "state": "RUN"},
            "RUN",
            consents=True,
        ),
        Step("get_task_status", of_it, {"state": "RUN", "tables_count": 3}, "RUN"),
        Step("stop_tasks", one, finished("PAUSE"), "PAUSE", consents=True),
        Step("retire_tasks", one, finished("GONE"), "GONE", consents=True),
    )


def finished(state: str) -> Facts:
    """The answer about one of many tasks."""
    return {"rows": [{"task_id": TASK, "name": NAME, "result": "finished", "state": state}]}


def filled(value: Any, task_id: str) -> Any:
    """A value with the id of the task in its places."""
    if isinstance(value, Mapping):
        return {name: filled(each, task_id) for name, each in cast("Facts", value).items()}
    if isinstance(value, list):
        return [filled(each, task_id) for each in value]
    return task_id if value == TASK else value


def shown(answer: Any, expected: Any) -> Any:
    """What an answer has in the places of what is expected."""
    if isinstance(expected, Mapping) and isinstance(answer, Mapping):
        return {name: shown(cast("Facts", answer).get(name), each) for name, each in cast("Facts", expected).items()}
    if isinstance(expected, list) and isinstance(answer, list):
        return _each(answer, expected)
    return answer


def _each(answers: Sequence[Any], expected: Sequence[Any]) -> list[Any]:
    if len(answers) != len(expected):
        return [*answers]
    return [shown(answer, each) for answer, each in zip(answers, expected, strict=True)]
