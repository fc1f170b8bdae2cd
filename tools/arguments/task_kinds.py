"""Ids of tasks that a tool can't work on, and of nodes where the task is meant."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.explain.arguments import (
    GIVE_IT,
    IN_CONSOLE_ONLY,
    NODE_OF_TASK,
    NODES_TOOLS,
    NOT_SOLUTION,
    OF_CLASSIC,
    OF_NODES,
)
from dataworks.flows.groups import MaySend
from dataworks.flows.scheduler_nodes import file_of_node
from dataworks.language import Text
from dataworks.markers import OnlyTasks, marked
from dataworks.operations.v2020.files import ListFiles
from dataworks.retry import not_there
from dataworks.task_ids import IdOf, kind_of, number_of
from tools.arguments.parsing import Finding, InvalidArguments

INSTEAD: dict[IdOf, tuple[Text, Text | None]] = {
    IdOf.SOLUTION: (NOT_SOLUTION, None),
    IdOf.NODE: (OF_NODES, NODES_TOOLS),
}
"""What is wrong with an id of another kind, and what is used instead; no tool refuses only jobs."""


CLASSIC = frozenset({IdOf.FILE, IdOf.SOLUTION})


def wrong_kinds(arguments: BaseModel) -> Iterator[Finding]:
    """Each id of a kind that the tool can't work on; ``check_nodes`` looks at those of nodes."""
    for place, task_id, only in _misplaced(arguments):
        kind = kind_of(task_id)
        if kind in CLASSIC and not only & CLASSIC:
            yield Finding(place, OF_CLASSIC, IN_CONSOLE_ONLY)
        elif kind is not IdOf.NODE:
            yield Finding(place, *INSTEAD[kind])


async def check_nodes(api: DataWorks, may_send: MaySend, arguments: BaseModel) -> None:
    """Check that no id is that of a node, where the tool can't work on nodes.

    Raises:
        InvalidArguments: one is; where it is the scheduler's node of a task, the finding names the task.
    """
    found = [
        await _node(api, may_send, arguments, place, number_of(task_id))
        for place, task_id, _ in _misplaced(arguments)
        if kind_of(task_id) is IdOf.NODE
    ]
    if found:
        raise InvalidArguments(found, after_reads=True)


@asynccontextmanager
async def scheduler_nodes_named(
    api: DataWorks, may_send: MaySend, project_id: str, task_id: str | None
) -> AsyncGenerator[None]:
    """Where a node that the block reads is not there, look whether the id is that of the scheduler's node of a file.

    Raises:
        InvalidArguments: it is; the finding names the task.
    """
    try:
        yield
    except DataWorksError as error:
        if task_id is None or kind_of(task_id) is not IdOf.NODE or not not_there(error):
            raise
        finding = await file_meant(api, may_send, project_id, task_id)
        if finding is None:
            raise
        raise InvalidArguments([replace(finding, pointer="/task_id")], after_reads=True) from None


async def file_meant(api: DataWorks, may_send: MaySend, project_id: str, task_id: str) -> Finding | None:
    """The finding, without its place, that a node which is not there is the scheduler's node of a file."""
    asked = ListFiles(project_id=project_id, node_id=number_of(task_id))
    file = await file_of_node(api, asked) if may_send(asked) else None
    return None if file is None else Finding("", NODE_OF_TASK.filled(file.file_id), GIVE_IT.filled(file.file_id))


async def _node(api: DataWorks, may_send: MaySend, arguments: Any, place: str, number: str) -> Finding:
    second = arguments.second_workspace()
    found = await file_meant(api, may_send, second[0] if second else arguments.project_id, number)
    return replace(found, pointer=place) if found else Finding(place, *INSTEAD[IdOf.NODE])


def _misplaced(arguments: BaseModel) -> Iterator[tuple[str, str, frozenset[IdOf]]]:
    """Each id of another kind, with its place, and the kinds that the tool can work on."""
    for name, only in marked(type(arguments), OnlyTasks).items():
        for place, task_id in _ids(name, getattr(arguments, name)):
            if kind_of(task_id) not in only.kinds:
                yield place, task_id, only.kinds


def _ids(name: str, given: str | list[str] | None) -> Iterator[tuple[str, str]]:
    if isinstance(given, list):
        yield from ((f"/{name}/{place}", task_id) for place, task_id in enumerate(given))
    elif given is not None:
        yield f"/{name}", given
