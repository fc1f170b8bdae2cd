"""Finding sync tasks, and reading their status."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from dataworks.fields import Name, ProjectId, TaskId
from dataworks.flows.search import Search, SearchedState, find_tasks
from dataworks.flows.task_status import TASK_LOOKS, task_status
from tools.arguments.parsing import Arguments, Finding
from tools.catalog import Call, tool
from tools.views.status import FoundTasksView, TaskStatusView


class StatusArguments(Arguments):
    """The task to read."""

    project_id: ProjectId
    task_id: TaskId


class SearchArguments(Arguments):
    """The tasks to find."""

    project_id: ProjectId
    name: Annotated[Name | None, Field(description="Part of the name.")] = None
    task_type: Annotated[
        Literal["DI_OFFLINE", "DI_REALTIME", "DI_SOLUTION"] | None, Field(description="DI_OFFLINE: batch.")
    ] = None
    data_source: Annotated[Name | None, Field(description="Source or destination.")] = None
    state: Annotated[SearchedState | None, Field(description="NOT_RUNNING: all but RUN; batch tasks have none.")] = None

    def findings(self) -> Iterable[Finding]:
        """A state is given for batch tasks, which have none."""
        if self.state is not None and self.task_type == "DI_OFFLINE":
            yield Finding("/state", "is not available for batch tasks", "leave it out")


@tool("Get the status of a task", StatusArguments, TaskStatusView, operations=TASK_LOOKS, repeatable=True)
async def get_task_status(call: Call, arguments: StatusArguments) -> TaskStatusView:
    """Read the status of one task."""
    task = await task_status(call.api, arguments.project_id, arguments.task_id)
    return await call.api.computed(TaskStatusView.of, task, call.api.meter.calls)


@tool("Find sync tasks", SearchArguments, FoundTasksView, operations=TASK_LOOKS, repeatable=True)
async def find_sync_tasks(call: Call, arguments: SearchArguments) -> FoundTasksView:
    """Find the tasks that match."""
    search = Search(arguments.project_id, arguments.name, arguments.task_type, arguments.data_source, arguments.state)
    found = await find_tasks(call.api, search)
    return await call.api.computed(FoundTasksView.of, found, call.api.meter.calls)


TOOLS = (get_task_status, find_sync_tasks)
