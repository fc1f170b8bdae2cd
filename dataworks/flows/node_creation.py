"""Creating a batch task on the new Data Studio: a node, and a pipeline that takes it to production.

No token protects a creation there, so the name is looked up first, and again after an answer that was lost. The same
call continues from what it finds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from dataworks.client import DataWorks
from dataworks.errors import Rejected
from dataworks.flows.batch_creation import BatchTask, NewBatchTask, State
from dataworks.flows.done_words import MAY_BE_DONE, WORDS, accounted
from dataworks.flows.known_nodes import SeenNode
from dataworks.flows.name_conflicts import MAY_BE_CREATED, NameTaken, has_name
from dataworks.flows.once import NOTHING, exists_on_failure, once
from dataworks.flows.pipeline_run import PIPELINES, PipelineWay, Run
from dataworks.flows.schedule import KNOWN_VALUES, Schedule, change_call, given_values
from dataworks.flows.waits import Report
from dataworks.language import SEMICOLON, Text
from dataworks.observing import flow
from dataworks.operation import Operations
from dataworks.operations.v2024.nodes import (
    DI_COMMAND,
    IN_PROJECT,
    CreateNode,
    GetNode,
    ListedNode,
    ListNodes,
    Node,
    UpdateNode,
)
from dataworks.operations.v2024.workspaces import GetProject
from dataworks.quoting import named
from dataworks.scripts.batch_script import variables
from dataworks.scripts.differences import differences
from dataworks.scripts.flow_spec import (
    NORMAL,
    BatchNode,
    FlowSpec,
    changed_spec,
    without_extend,
)
from dataworks.scripts.node_settings import NodeSettings, changed_fields, plain_values, with_settings
from dataworks.scripts.settings import filter_of, with_filter
from dataworks.task_ids import IdOf, id_of

NODE_CREATION: Operations = (GetProject, ListNodes, GetNode, CreateNode)
"""The operations that creating a node may call."""

NODE_SCHEDULING: Operations = (*NODE_CREATION, UpdateNode)
"""The same where the schedule of a draft may have to be set."""

NODE_DEPLOYMENT: Operations = (*NODE_SCHEDULING, *PIPELINES)
"""The same all the way to production."""

DEFAULT = "00 00 00 * * ?"
"""When a node runs that was created without a schedule, should the service give it one (assumed)."""

TAKEN = Text("The node name already exists.", "节点名称已存在。")

NAME_PAGES = 5
"""Pages of nodes that are read for a name; the service finds names that contain it."""

OTHER_TYPE = Text("is a node of type {}", "是 {} 类型的节点")
OTHER_SCRIPT = Text("has another script: {}", "脚本不同：{}")
OTHER_CRON = Text("runs at {}, not {}", "调度时间是 {}，而不是 {}")
NO_CRON = Text("has no schedule", "没有调度")
OTHER_VALUE = Text("gives the variable {} the value {}, not {}", "变量 {} 的值是 {}，而不是 {}")
OTHER_GROUP = Text("runs on resource group {}", "运行在资源组 {} 上")
OTHER_PATH = Text("is in the folder {}", "位于文件夹 {} 中")
UNSURE = Text(
    "Task {} has the name {}; the same call again compares the two.",
    "任务 {} 使用了名称 {}；重复同样的调用即可比较两者。",
)
WITHOUT_PARENT = Text("the service has stored the node without what it waits for: {}", "服务存储的节点缺少其依赖：{}")
AS_STORED = Text(
    "Task {} exists, without a dependency, and production does not run it. Add the dependency in the console, then "
    "the same call again continues.",
    "任务 {} 已存在，但缺少依赖，生产环境不会运行。请在控制台添加依赖，然后重复同样的调用即可继续。",
)
READ_AGAIN = Text("Task {} was created; the same call again continues.", "任务 {} 已创建；重复同样的调用即可继续。")


@dataclass(frozen=True)
class NodeTask:
    """A batch task on the new Data Studio.

    Attributes:
        run: the pipeline of this call, if there was one to be waited for.
    """

    task: BatchTask
    run: Run | None = None


@flow
async def create_node_task(api: DataWorks, request: NewBatchTask, report: Report) -> NodeTask:
    """Create the node, or continue with the one of an earlier call, until the request is done or time is short.

    Raises:
        NameTaken: another node has the name, or this one with another script or schedule.
        DataWorksError: a step failed; ``exists`` says what exists.
    """
    ensured = await _ensured(api, request)
    node, task_id = ensured.node, id_of(ensured.node.id, IdOf.NODE)
    present, state = without_extend(node.spec.definition), _drawn(node)
    idle = node.spec.is_idle
    made = NodeTask(BatchTask(task_id, ensured.existed, state, ensured.done, present=present, idle=idle))
    if not request.deploy:
        return made
    with accounted(task_id, ensured.done):
        return await _deployed(PipelineWay(api, request.project_id, node.id, task_id, report=report), node, made)


def _drawn(node: Node) -> State:
    """How far a draft is."""
    return "scheduled" if node.spec.cron else "created"


async def _deployed(way: PipelineWay, node: Node, made: NodeTask) -> NodeTask:
    """Bring the node to production, unless it is there."""
    task = made.task
    with exists_on_failure(READ_AGAIN.said(task.file_id)):
        found = await way.pipelines()
    if SeenNode(task.file_id, node, found).is_deployed:
        return replace(made, task=replace(task, state="deployed"))
    run = await way.go(found)
    state: State = "deployed" if run.is_done else "deploying"
    done = ("deployed",) if run.is_done and (run.mine or way.started) else ()
    return replace(made, task=replace(task, state=state, done=(*task.done, *done)), run=run)


async def node_named(api: DataWorks, project_id: str, name: str) -> ListedNode | None:
    """The node that has exactly this name, if there is one.

    Raises:
        DataWorksError: the nodes can't be read.
    """
    for page in range(1, NAME_PAGES + 1):
        asked = ListNodes(project_id=project_id, name=name, page_number=page, page_size=100)
        nodes = (await api.call(asked)).nodes
        found = next((node for node in nodes if node.name == name), None)
        if found is not None or len(nodes) < 100:
            return found
    return None


class Ensured(NamedTuple):
    """A node as it is stored.

    Attributes:
        existed: whether it was there before this call, or may have been.
        done: what this call did to it then.
    """

    node: Node
    existed: bool
    done: tuple[str, ...] = ()


async def _ensured(api: DataWorks, request: NewBatchTask) -> Ensured:
    """The node that is requested, created unless it is there."""
    listed = await node_named(api, request.project_id, request.task_name)
    if listed is not None:
        return await _scheduled(api, request, await _compared(api, request, listed))
    node_id, existed = await _created(api, request)
    with exists_on_failure(READ_AGAIN.said(id_of(node_id, IdOf.NODE))):
        node = await api.call(GetNode(project_id=request.project_id, id=node_id))
        _check(request, node)
    return Ensured(node, existed)


async def _created(api: DataWorks, request: NewBatchTask) -> tuple[str, bool]:
    """Create the node once; after a lost answer, or a refusal of the name, find it by its name."""
    root = await _root(api, request.project_id)
    spec = node_of(request, root).spec()
    create = CreateNode(project_id=request.project_id, scene=IN_PROJECT, spec=spec)

    async def is_there() -> bool:
        return await node_named(api, request.project_id, request.task_name) is not None

    unknown = MAY_BE_CREATED.said(named(request.task_name))
    with exists_on_failure(NOTHING.said()):
        made = await once(api, create, is_there, unknown)
    if made.answer is not None:
        return made.answer.id, False
    with exists_on_failure(unknown):
        found = await node_named(api, request.project_id, request.task_name)
    if found is None:
        raise Rejected(CreateNode.action(), unknown, exists=unknown)
    await _compared(api, request, found)
    return found.id, True


async def _scheduled(api: DataWorks, request: NewBatchTask, node: Node) -> Ensured:
    """The node with the requested schedule, where a draft has only the one that nobody has given."""
    lacking = _lacking(request, node.spec) if _is_unscheduled(node) else {}
    if not lacking:
        return Ensured(node, existed=True)
    asked = GetNode(project_id=request.project_id, id=node.id)

    async def is_set() -> bool:
        return not _lacking(request, (await api.call(asked)).spec)

    task_id, spec = id_of(node.id, IdOf.NODE), changed_spec(node.id, lacking)
    unknown = MAY_BE_DONE.said(task_id, WORDS["scheduled"])
    with exists_on_failure(READ_AGAIN.said(task_id)):
        made = await once(api, UpdateNode(project_id=request.project_id, id=node.id, spec=spec), is_set, unknown)
    done = ("scheduled",) if made.mine else ()
    with accounted(task_id, done), exists_on_failure(READ_AGAIN.said(task_id)):
        node = await api.call(asked)
        _check(request, node)
    return Ensured(node, existed=True, done=done)


def _is_unscheduled(node: Node) -> bool:
    """Whether it is a draft whose schedule nobody has given: production has nothing of it."""
    return node.task_id is None and node.spec.cron in (None, DEFAULT)


def _lacking(request: NewBatchTask, spec: FlowSpec) -> dict[str, Any]:
    """What an unscheduled node lacks of the requested schedule: fields of its FlowSpec, each as a whole."""
    wanted = request.schedule or Schedule()
    values = {**plain_values(spec), **given_values(wanted.para_value)}
    found = changed_fields(spec, with_settings(spec, NodeSettings(cron=wanted.cron, values=values)))
    return {**found, "recurrence": NORMAL} if wanted.cron is not None and spec.is_idle else found


async def _root(api: DataWorks, project_id: str) -> str:
    """The name of the workspace, from which those of outputs follow."""
    return (await api.cached(GetProject(project_id=project_id))).name or project_id


def node_of(request: NewBatchTask, workspace: str) -> BatchNode:
    """The node to be created: it waits for the root of the workspace, as a task of the classic studio does."""
    schedule = request.schedule
    given = given_values(schedule.para_value if schedule else None)
    used = {name: KNOWN_VALUES[name] for name in variables(request.definition.text) if name in KNOWN_VALUES}
    return BatchNode(
        request.task_name,
        request.definition,
        request.resource_group,
        schedule.cron if schedule else None,
        {**used, **given},
        [f"{workspace}_root"],
        [f"{workspace}.{request.task_name}"],
        request.folder.strip("/"),
    )


async def _compared(api: DataWorks, request: NewBatchTask, listed: ListedNode) -> Node:
    """The node that has the name, if it is the requested task.

    Raises:
        NameTaken: it is another one.
    """
    with exists_on_failure(UNSURE.said(id_of(listed.id, IdOf.NODE), named(request.task_name))):
        node = await api.call(GetNode(project_id=request.project_id, id=listed.id))
    for difference in node_differences(request, node):
        raise _taken(request, node.id, difference)
    return node


def node_differences(request: NewBatchTask, node: Node) -> tuple[str, ...]:
    """How a node that has the name differs from the requested task; empty if it does not, or can be continued."""
    return (*_differences(replace(request, schedule=None) if _is_unscheduled(node) else request, node),)


def _differences(request: NewBatchTask, node: Node) -> Iterator[str]:
    """Each difference between a node and the requested task, with the call that removes it, if one does."""
    if node.spec.command not in ("", DI_COMMAND):
        yield OTHER_TYPE.said(node.spec.command)
    script = without_extend(node.spec.definition)
    if changes := differences(script, request.definition):
        where = filter_of(request.definition)
        same = with_filter(script, where).means_the_same(request.definition)
        yield OTHER_SCRIPT.said(SEMICOLON.said().join(changes)) + (
            f"{SEMICOLON.said()}{_change(node, where=where)}" if same else ""
        )
    yield from _of_schedule(request.schedule or Schedule(), node)
    group = node.spec.resource_group
    if group not in (None, request.resource_group):
        yield f"{OTHER_GROUP.said(named(group or ''))}; {_change(node, resource_group=request.resource_group)}"
    folder, wanted = node.spec.path.rpartition("/")[0], request.folder.strip("/")
    if wanted and folder and folder != wanted:
        yield OTHER_PATH.said(named(folder))


def _of_schedule(wanted: Schedule, node: Node) -> Iterator[str]:
    """The same for its schedule, and the first of its values."""
    present, values = node.spec.cron, node.spec.values
    if wanted.cron is not None and present != wanted.cron:
        differs = OTHER_CRON.said(named(present), named(wanted.cron)) if present else NO_CRON.said()
        yield f"{differs}; {_change(node, cron=wanted.cron)}"
    given = given_values(wanted.para_value)
    for name in [name for name, value in given.items() if values.get(name) != value][:1]:
        differs = OTHER_VALUE.said(named(name), named(values.get(name, "")), named(given[name]))
        yield f"{differs}; {_change(node, para_value=wanted.para_value)}"


def _change(node: Node, **settings: str | None) -> str:
    """The call of ``change_task`` that gives a node these settings."""
    return change_call(id_of(node.id, IdOf.NODE), **settings)


def _taken(request: NewBatchTask, node_id: str, difference: str) -> NameTaken:
    exists = has_name(id_of(node_id, IdOf.NODE), named(request.task_name), difference)
    return NameTaken(CreateNode.action(), TAKEN.said(), exists=exists)


def _check(request: NewBatchTask, node: Node) -> None:
    """Compare what the service has stored with what was sent: dependencies were seen to be left out without a word.

    Raises:
        NameTaken: somebody changed it meanwhile.
        Rejected: it lacks its dependency.
    """
    for difference in _differences(request, node):
        raise _taken(request, node.id, difference)
    if node.spec and not node.spec.parents:
        task_id = id_of(node.id, IdOf.NODE)
        raise Rejected(CreateNode.action(), WITHOUT_PARENT.said(request.project_id), exists=AS_STORED.said(task_id))
