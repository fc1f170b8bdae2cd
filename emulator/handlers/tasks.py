"""Handlers of sync tasks: create, update and read a task."""

from dataclasses import replace

from dataworks.operations.v2020.sync_tasks import CreateDISyncTask, GetDISyncTask, UpdateDISyncTask
from emulator.failures import FILE_EXISTED, Malformed, RequestRefused, invalid, invalid_path, missing
from emulator.gateway.evidence import assumed, documented, sdk
from emulator.gateway.families import DATA_INTEGRATION
from emulator.generation.script_reader import GeneratedJob, Job, TaskParam, read
from emulator.handlers.generations import idempotent
from emulator.handlers.handler import Data, handles
from emulator.handlers.solutions import solution_detail
from emulator.world.state import PRODUCTION, Folder, Task, Workspace, World

BATCH = "DI_OFFLINE"
REALTIME = "DI_REALTIME"
SOLUTION = "DI_SOLUTION"


@handles(
    CreateDISyncTask,
    documented("A folder that does not exist fails with Invalid path: ..."),
    documented("The same request with the same ClientToken returns the first FileId."),
    documented("The code for a name in use is Invalid.DI.Parameter.File.Existed."),
    sdk("TaskParam is optional: without it the task is created in the workspace's first folder."),
    assumed(
        "Real-time scripts must have the generated structure, batch ones a reader, a writer and valid hops.",
        case="realtime-create-empty-script batch-create-without-writer",
    ),
    documented("Data sources of a batch task may be in development only, as in the sample of guide 321443."),
    assumed(
        "Those of a real-time task must be in production; tables are not checked.",
        unsettled="No operation that the comparison sends can make a data source in one environment alone.",
    ),
    family=DATA_INTEGRATION,
)
def create_task(world: World, request: CreateDISyncTask) -> Data:
    """Create a task in its folder; it is neither committed nor deployed."""
    workspace = world.workspace(request.project_id)
    file_id = idempotent(world, request, request.client_token, lambda: _created(world, workspace, request))
    return {"Status": "success", "Message": "Invalid path: Business Flow/xxxx/Data Integration", "FileId": file_id}


@handles(
    UpdateDISyncTask,
    documented("An empty TaskContent keeps the script; Cu is a multiple of 0.5."),
    documented("A resource group that does not exist fails with ResourceGroup:[...] is invalid."),
    assumed("After it the file is not committed, until it is deployed again.", case="realtime-list-updated"),
    assumed(
        "DI_REALTIME is accepted, although its page lists batch only; emulate --no-realtime-updates refuses it.",
        case="realtime-update",
    ),
    family=DATA_INTEGRATION,
)
def update_task(world: World, request: UpdateDISyncTask) -> Data:
    """Replace the script, the resource group or the compute units; parameters that are not given stay unchanged."""
    workspace = world.workspace(request.project_id)
    if request.task_type == SOLUTION or (request.task_type == REALTIME and not world.realtime_updates):
        raise Malformed
    task = workspace.task(request.task_type, request.file_id)
    param = read(TaskParam, request.task_param or "{}")
    group, cu = _group(world, param), _compute_units(param.cu)
    if request.task_content:
        _check_script(workspace, request.task_type, request.task_content)
    changed = replace(task, version=task.version + 1, edited=world.clock(), committed=False)
    script, cu = request.task_content or task.script, cu or task.cu
    workspace.add(replace(changed, script=script, resource_group=group or task.resource_group, cu=cu))
    return {"Status": "success", "Message": "ResourceGroup:[S_res_group_XXX] is invalid."}


@handles(
    GetDISyncTask,
    documented("Code for a real-time task, SolutionDetail for a solution; a successful answer has a Message."),
    documented("An id that does not exist fails with fileId:[n] is invalid."),
    assumed(
        "A new solution has status 1, not running.",
        unsettled="The API can create a solution, but not delete it with all that it makes.",
    ),
)
def get_task(world: World, request: GetDISyncTask) -> Data:
    """Return the script of a real-time task, or the details of a solution."""
    task = world.workspace(request.project_id).task(request.task_type, request.file_id)
    outcome = {"Status": "success", "Message": "fileId:[100] is invalid."}
    if task.task_type == REALTIME:
        return {"Code": task.script, **outcome}
    return {**outcome, "SolutionDetail": solution_detail(task, int(request.project_id))}


def _created(world: World, workspace: Workspace, request: CreateDISyncTask) -> int:
    if request.task_name is None:
        raise RequestRefused(missing("TaskName"))
    param = read(TaskParam, request.task_param or "{}")
    _check_script(workspace, request.task_type, request.task_content)
    folder, group, cu = _folder(workspace, param), _group(world, param), _compute_units(param.cu)
    if any(task.name == request.task_name for task in workspace.tasks.values()):
        raise RequestRefused(FILE_EXISTED)
    now, file_id = world.clock(), world.new_id("file")
    script, name = request.task_content, request.task_name
    workspace.add(Task(file_id, request.task_type, name, folder, script, now, now, group, cu))
    return file_id


def _check_script(workspace: Workspace, task_type: str, text: str) -> None:
    """Validate a batch job or a generated script, and that its data sources exist where they have to."""
    if task_type == BATCH:
        job = read(Job, text)
    else:
        job = read(GeneratedJob, text)
        job.connections()
        job.writer_parameter()
    if not job.connected():
        raise Malformed
    for name in job.data_sources():
        workspace.data_source(name, environment=None if task_type == BATCH else PRODUCTION)


def _folder(workspace: Workspace, param: TaskParam) -> Folder:
    """Return the requested folder; without a path the first of the workspace (assumed: it is optional in the SDK)."""
    path = param.file_folder_path
    folder = next(iter(workspace.folders.values()), None) if path is None else workspace.folder(path)
    if folder is None:
        raise invalid_path(path or "")
    return folder


def _group(world: World, param: TaskParam) -> str:
    """Return the identifier of the requested resource group, or ""."""
    return "" if param.resource_group is None else world.sync_group(param.resource_group).identifier


def _compute_units(cu: object) -> float | None:
    """Return compute units, a positive multiple of 0.5, from a number or its text; no upper bound is documented."""
    if cu is None:
        return None
    text = str(cu)
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if isinstance(cu, bool) or number <= 0 or number * 2 % 1 != 0:
        raise invalid("Cu", text)
    return number
