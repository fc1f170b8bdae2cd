"""Handler of references: the tasks that use a data source, according to their scripts."""

import json
from collections.abc import Iterator

from dataworks.operations.v2020.sync_tasks import ListRefDISyncTasks
from emulator.failures import Malformed
from emulator.gateway.evidence import assumed, sdk
from emulator.generation.script_reader import Steps, read
from emulator.handlers.handler import Data, handles
from emulator.handlers.paging import page_of
from emulator.world.state import Task, Workspace, World

CATEGORIES = {"from": "reader", "to": "writer"}
"""The category of steps for each RefType."""


@handles(
    ListRefDISyncTasks,
    sdk("NodeId, names and data sources as JSON lists in a string; no total."),
    assumed(
        "From the scripts of all tasks, deployed or not; a task that was never committed has no NodeId.",
        case="realtime-references-new",
    ),
)
def list_references(world: World, request: ListRefDISyncTasks) -> Data:
    """Return one page of the tasks of one type, without a total."""
    workspace = world.workspace(request.project_id)
    workspace.data_source(request.datasource_name, environment=None)
    found = list(_using(world, workspace, request))
    return {"DISyncTasks": page_of(found, request.page_number, request.page_size)}


def _using(world: World, workspace: Workspace, request: ListRefDISyncTasks) -> Iterator[Data]:
    for task in workspace.tasks.values():
        named = {category: _named(task, category) for category in ("reader", "writer")}
        if task.task_type == request.task_type and request.datasource_name in named[CATEGORIES[request.ref_type]]:
            node = world.node_of(task)
            yield {
                **({} if node is None else {"NodeId": node}),
                "NodeName": task.name,
                "TaskType": task.task_type,
                "DiSourceDatasource": json.dumps(named["reader"]),
                "DiDestinationDatasource": json.dumps(named["writer"]),
            }


def _named(task: Task, category: str) -> list[str]:
    try:
        return list(dict.fromkeys(read(Steps, task.script).data_sources(category)))
    except Malformed:
        return []
