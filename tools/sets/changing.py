"""Changing the settings of tasks of any type."""

from collections.abc import Awaitable, Callable, Mapping

from dataworks.flows.job_change import JOB_CHANGE, JobRequest, change_job
from dataworks.flows.known_nodes import NODE_LOOKS
from dataworks.flows.node_edits import NODE_CHANGE, NODE_NAMES, change_node
from dataworks.flows.once import exists_on_failure
from dataworks.flows.taking_effect import UNTOUCHED
from dataworks.flows.task_change import (
    BATCH_CHANGE,
    BATCH_LOOKS,
    GROUP_LOOKS,
    LOOKS,
    REALTIME_CHANGE,
    REALTIME_LOOKS,
    SCRIPT_CHANGE,
    SettingsChange,
    change_batch_task,
    change_realtime_task,
)
from dataworks.language import Text
from dataworks.retry import not_there
from dataworks.studios.classic_reads import id_unknown, listed_with
from dataworks.studios.groups import GROUP_LISTS
from dataworks.studios.jobs import JOBS
from dataworks.studios.studio import TaskPlace
from dataworks.task_ids import IdOf, kind_of
from tools.arguments.job_changes import check_phases
from tools.arguments.realtime_reads import realtime_definition
from tools.arguments.task_changes import TaskChangeArguments, check_detail
from tools.arguments.task_kinds import scheduler_nodes_named
from tools.catalog import Call, PlanText, ToolSpec, tool
from tools.views.after_changes import JOB_INTERRUPTED
from tools.views.task_changes import TaskChangeView, job_change_view, task_change_view

ALL_LOOKS = (*LOOKS, *GROUP_LOOKS, *BATCH_LOOKS, *REALTIME_LOOKS)
OF_FILES = (*ALL_LOOKS, *SCRIPT_CHANGE, *BATCH_CHANGE, *REALTIME_CHANGE)
OF_NODES = (*NODE_LOOKS, *NODE_NAMES, *NODE_CHANGE)
OPERATIONS = tuple(dict.fromkeys((*OF_FILES, *JOB_CHANGE, *OF_NODES)))


@tool(
    Text("Change a task", "修改任务"),
    TaskChangeArguments,
    TaskChangeView,
    operations=OPERATIONS,
    optional=GROUP_LISTS,
    operations_of=TaskChangeArguments.operations,
    plan=PlanText(
        Text("Change the settings of {task}, and bring them to production.", "修改 {task} 的设置，并发布到生产环境。"),
        interrupted=Text(
            "A real-time task that runs, until it is started again.", "正在运行的实时任务，直到再次启动。"
        ),
        replaced=Text("The current settings.", "当前设置。"),
        of_jobs=PlanText(
            Text("Change the settings of {task}.", "修改{task}的设置。"),
            interrupted=JOB_INTERRUPTED,
            replaced=Text("The current settings.", "当前设置。"),
        ),
        in_production=Text("The current settings, and the version in production.", "当前设置，以及生产环境中的版本。"),
    ),
    repeatable=True,
)
async def change_task(call: Call, arguments: TaskChangeArguments) -> TaskChangeView:
    """Show the difference; make the change if ``apply`` is set."""
    return await CHANGES[kind_of(arguments.task_id)](call, arguments)


async def _change_file(call: Call, arguments: TaskChangeArguments) -> TaskChangeView:
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    with exists_on_failure(UNTOUCHED.said()):
        file = await listed_with(api, arguments.project_id, arguments.task_id)
        arguments.check_type(file)
        groups = await arguments.groups(api)
        wanted = await arguments.wanted(api, groups)
    request = SettingsChange(
        arguments.project_id,
        arguments.task_id,
        file,
        call.agreed,
        wanted,
        arguments.apply,
        arguments.restart,
        call.idle,
    )
    if arguments.is_of_batch(file):
        made = await change_batch_task(api, request, call.report, lambda present: check_detail(arguments, present))
    else:
        with exists_on_failure(UNTOUCHED.said(), unless=id_unknown):
            present = call.agreed or await realtime_definition(api, arguments.project_id, arguments.task_id)
        made = await change_realtime_task(api, request, present, call.report)
    return await api.computed(task_change_view, made, request, groups, api.meter.calls)


async def _change_node(call: Call, arguments: TaskChangeArguments) -> TaskChangeView:
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    with exists_on_failure(UNTOUCHED.said(), unless=not_there):
        checked = await arguments.checked_groups(api, call.may_send)
        wanted = await arguments.wanted(api, checked.groups)
    place = (arguments.project_id, arguments.task_id)
    request = SettingsChange(*place, None, call.agreed, wanted, arguments.apply, idle=call.idle)
    async with scheduler_nodes_named(api, call.may_send, *place):
        made = await change_node(api, request, call.report, arguments.check_node)
    view = await api.computed(task_change_view, made, request, checked.groups, api.meter.calls)
    return view.model_copy(update={"next": " ".join((view.next, *checked.unchecked))})


async def _change_job(call: Call, arguments: TaskChangeArguments) -> TaskChangeView:
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    place = TaskPlace(arguments.project_id, arguments.task_id)
    with exists_on_failure(UNTOUCHED.said(), unless=JOBS.is_unknown):
        present = call.agreed or await JOBS.read(api, place)
        await api.computed(check_phases, arguments.options, present)
        checked = await arguments.checked_groups(api, call.may_send)
    change, restart = arguments.job_change, arguments.restart
    request = JobRequest(place, present, change, arguments.apply, restart, call.idle)
    made = await change_job(api, request, call.report)
    return await api.computed(job_change_view, made, checked.groups, checked.unchecked, api.meter.calls)


CHANGES: Mapping[IdOf, Callable[[Call, TaskChangeArguments], Awaitable[TaskChangeView]]] = {
    IdOf.FILE: _change_file,
    IdOf.JOB: _change_job,
    IdOf.NODE: _change_node,
}
"""How each kind of tasks is changed."""

TOOLS: tuple[ToolSpec, ...] = (change_task,)
"""The tool of this module."""
