"""Finding sync tasks, and reading their status."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Forbidden
from dataworks.explain.arguments import LEAVE_ONE_OUT, NOT_TOGETHER, REQUIRED
from dataworks.fields import DECODED, Name, Names, ProjectId, TaskId
from dataworks.flows.groups import Groups, groups_of_tasks
from dataworks.flows.job_watching import HEALTH, health_of
from dataworks.flows.known_nodes import NODE_LOOKS
from dataworks.flows.new_search import NEW_SEARCH, find_on_new, with_jobs
from dataworks.flows.node_creation import node_named
from dataworks.flows.search import BATCH_STATES, Findings, Search, SearchedState, find_tasks
from dataworks.flows.task_status import (
    JOB_LISTS,
    JOB_LOOKS,
    TASK_LOOKS,
    KnownTask,
    job_named,
    known_node,
    task_named,
    task_status,
)
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operation import Operation, Operations
from dataworks.operations.v2024.jobs import GetDIJob, ListDIJobs
from dataworks.operations.v2024.nodes import GetNode, ListNodes
from dataworks.operations.v2024.pipelines import ListPipelineRuns
from dataworks.quoting import named
from dataworks.retry import not_there
from dataworks.studio_settings import StudioName
from dataworks.studios.choosing import is_not_classic
from dataworks.studios.groups import GROUP_LISTS
from dataworks.task_ids import WRITTEN, IdOf, id_of, is_job, is_node
from tools.arguments.parsing import Arguments, Finding, InvalidArguments
from tools.arguments.task_kinds import scheduler_nodes_named
from tools.catalog import Call, tool
from tools.views.status import FoundTasksView, TaskStatusView

OR_NAME = Text("or name the task", "或给出任务名称")
ONLY_OF_BATCH = Text("is a state of batch tasks only", "仅是离线同步任务的状态")
NOT_OF_BATCH = Text("is no state of batch tasks", "不是离线同步任务的状态")
OMIT_EITHER = Text("leave it out, or task_type", "请去掉它，或去掉 task_type")
NO_SUCH_NAME = Text("no task has exactly the name {}", "没有名称恰为 {} 的任务")
FIND_PARTS = Text("find_sync_tasks finds parts of names", "可用 find_sync_tasks 按部分名称查找")
GIVE_AS_ID = Text("if that is an id, give it as task_id", "如果这是 ID，请用 task_id 给出")


class StatusArguments(Arguments):
    """The task to read."""

    project_id: ProjectId
    task_id: TaskId | None = None
    name: Annotated[Name | None, described("Its exact name, instead of task_id.", "完整名称，代替 task_id。")] = None

    def findings(self) -> Iterable[Finding]:
        """Neither an id nor a name, or both."""
        if (self.task_id is None) == (self.name is None):
            none = self.task_id is None
            problem, advice = (REQUIRED, OR_NAME) if none else (NOT_TOGETHER.filled("name"), LEAVE_ONE_OUT)
            yield Finding("/task_id", problem, advice)

    def operations(self) -> Operations:
        """The operations that a call sends in any case."""
        if self.task_id is None:
            return TASK_LOOKS
        if is_node(self.task_id):
            return NODE_LOOKS
        return JOB_LOOKS if is_job(self.task_id) else TASK_LOOKS


class SearchArguments(Arguments):
    """The tasks to find."""

    project_id: ProjectId
    name: Annotated[
        Name | None, described("Part of the name, or a pattern such as tmp_*.", "名称的一部分，或模式，例如 tmp_*。")
    ] = None
    task_type: Annotated[
        Literal["DI_OFFLINE", "DI_REALTIME", "DI_SOLUTION"] | None,
        described("DI_OFFLINE: batch.", "DI_OFFLINE：离线。"),
    ] = None
    data_source: Annotated[Name | None, described("Source or destination.", "来源或目标。")] = None
    reads: Annotated[Names | None, DECODED, described("Reads one of these data sources.", "读取其中之一的数据源。")] = (
        None
    )
    writes: Annotated[Names | None, DECODED, described("Writes one of these.", "写入其中之一的数据源。")] = None
    state: Annotated[
        SearchedState | None,
        described(
            "DRAFT to DEPLOYED: batch. NOT_RUNNING: all but RUN.",
            "DRAFT 到 DEPLOYED：离线。NOT_RUNNING：除 RUN 外的全部。",
        ),
    ] = None

    def findings(self) -> Iterable[Finding]:
        """A state is given that tasks of the given type do not have."""
        if self.state is None or self.task_type is None:
            return
        if (self.task_type == "DI_OFFLINE") != (self.state in BATCH_STATES):
            problem = ONLY_OF_BATCH if self.state in BATCH_STATES else NOT_OF_BATCH
            yield Finding("/state", problem, OMIT_EITHER)

    @property
    def search(self) -> Search:
        """The search."""
        ends = tuple(self.reads or ()), tuple(self.writes or ())
        return Search(self.project_id, self.name, self.task_type, self.data_source, self.state, *ends)


@tool(
    Text("Get the status of a task", "查看任务状态"),
    StatusArguments,
    TaskStatusView,
    operations=(*TASK_LOOKS, *JOB_LOOKS, *NODE_LOOKS),
    optional=(*GROUP_LISTS, *JOB_LISTS, ListNodes, *HEALTH),
    operations_of=StatusArguments.operations,
    repeatable=True,
)
async def get_task_status(call: Call, arguments: StatusArguments) -> TaskStatusView:
    """Read the status of one task.

    Raises:
        InvalidArguments: no task has the name.
    """
    if arguments.task_id is not None:
        place = arguments.project_id, arguments.task_id
        async with scheduler_nodes_named(call.api, call.may_send, *place):
            task = await task_status(call.api, *place)
    else:
        task = await _named(call, arguments.project_id, arguments.name or "")
    groups = await _groups(call, arguments.project_id, task)
    health = await health_of(call.api, call.may_send, task.job.id) if task.job else None
    return await call.api.computed(TaskStatusView.of, task, call.api.meter.calls, groups, health)


async def _named(call: Call, project_id: str, name: str) -> KnownTask:
    found, failure = await _file_named(call, project_id, name)
    if found is None and all(call.may_send(each) for each in _reads_of_jobs(project_id, name)):
        found = await job_named(call.api, project_id, name)
    if found is None and all(call.may_send(each) for each in _reads_of_nodes(project_id, name)):
        found = await _node_named(call.api, project_id, name)
    if found is None and failure is not None:
        raise failure
    if found is None:
        problem = NO_SUCH_NAME.filled(named(name))
        fix = GIVE_AS_ID if WRITTEN.fullmatch(name) else FIND_PARTS
        raise InvalidArguments([Finding("/name", problem, fix)], after_reads=True)
    return found


async def _file_named(call: Call, project_id: str, name: str) -> tuple[KnownTask | None, DataWorksError | None]:
    """The file that has the name; or why the service shows none, as in a workspace on the new studio."""
    try:
        return await task_named(call.api, project_id, name), None
    except DataWorksError as error:
        if not not_there(error):
            raise
        return None, error


async def _node_named(api: DataWorks, project_id: str, name: str) -> KnownTask | None:
    """The node that has the name, if there is one; none where the service shows no nodes."""
    try:
        found = await node_named(api, project_id, name)
    except DataWorksError as error:
        if not (not_there(error) or isinstance(error, Forbidden)):
            raise
        return None
    return await known_node(api, project_id, id_of(found.id, IdOf.NODE)) if found else None


def _reads_of_nodes(project_id: str, name: str) -> tuple[Operation[Any], ...]:
    """What finding a node by its name sends."""
    node = {"project_id": project_id, "id": "0"}
    listed = ListPipelineRuns(project_id=project_id, object_id="0")
    return ListNodes(project_id=project_id, name=name), GetNode.model_validate(node, by_name=True), listed


def _reads_of_jobs(project_id: str, name: str) -> tuple[Operation[Any], ...]:
    """What finding a job by its name sends."""
    return ListDIJobs(project_id=project_id, name=name), GetDIJob(project_id=project_id, id="0")


@tool(
    Text("Find sync tasks", "查找同步任务"),
    SearchArguments,
    FoundTasksView,
    operations=TASK_LOOKS,
    optional=(*GROUP_LISTS, *NEW_SEARCH),
    repeatable=True,
)
async def find_sync_tasks(call: Call, arguments: SearchArguments) -> FoundTasksView:
    """Find the tasks that match: those of the studio that the workspace is on, and jobs in any."""
    chooser, project_id = call.chooser(), arguments.project_id
    studio = chooser.known(project_id)
    found = None if studio is StudioName.NEW else await _classic_tasks(call, arguments.search)
    nothing = found is not None and not found.tasks and not found.stopped and studio is None
    if found is None or (nothing and await chooser.studio_of(project_id) is StudioName.NEW):
        found = await find_on_new(call.api, call.may_send, arguments.search)
    else:
        found = await with_jobs(call.api, call.may_send, arguments.search, found)
    groups = await _groups(call, project_id, *found.tasks)
    return await call.api.computed(FoundTasksView.of, found, call.api.meter.calls, groups)


async def _classic_tasks(call: Call, search: Search) -> Findings | None:
    """The files that match; ``None``: the workspace is on the new studio."""
    try:
        return await find_tasks(call.api, search)
    except DataWorksError as error:
        if not is_not_classic(error):
            raise
        return None


async def _groups(call: Call, project_id: str, *tasks: KnownTask) -> Groups:
    """The groups, if one of the tasks names its own."""
    named = ((task.task_id, task.resource_group) for task in tasks)
    return await groups_of_tasks(call.api, call.may_send, project_id, named)


TOOLS = (get_task_status, find_sync_tasks)
