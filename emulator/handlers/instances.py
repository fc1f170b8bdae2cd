"""Handlers of running tasks: deploy, start, query, stop, undeploy and delete a task."""

from dataclasses import replace
from typing import NamedTuple

from dataworks.operations.v2020.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    StartDISyncInstance,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.v2020.sync_tasks import DeleteDISyncTask
from emulator.failures import (
    DEPLOY_FAILED,
    NO_INSTANCE,
    NOT_DEPLOYED,
    STILL_DEPLOYED,
    WRONG_STATE,
    Malformed,
    WorkFailed,
)
from emulator.gateway.evidence import assumed, documented
from emulator.generation.script_reader import Job, read
from emulator.handlers.handler import Data, Starts, handles
from emulator.handlers.solutions import solution_run
from emulator.world.course import Course
from emulator.world.lifecycle import FAILED_START, STARTING, STOPPING, Failing
from emulator.world.state import PRODUCTION, Task, Workspace, World


class Transition(NamedTuple):
    """A change of a deployed task: its verb in the failure text, and the run states that allow it."""

    verb: str
    states: frozenset[str]


START = Transition("started", frozenset({"NORUN", "PAUSE"}))
STOP = Transition("stopped", frozenset({"WAIT", "RUN"}))
TERMINATE = Transition("terminated", frozenset({"NORUN", "PAUSE"}))
"""Assumed: the console offers start, stop and undeploy in these states."""

SUCCESS: Data = {"Status": "success"}


@handles(
    DeployDISyncTask,
    documented("It commits and deploys the task; the message of a failure is: submit and deploy fail."),
    assumed(
        "It fails if the script names a data source that is not in production.",
        unsettled="A task can only be created with data sources in production; one would have to be deleted meanwhile.",
    ),
    assumed(
        "A running task can be deployed again, and continues to run.",
        case="realtime-deploy-running realtime-state-after-deployment",
    ),
)
def deploy_task(world: World, request: DeployDISyncTask) -> Data:
    """Commit and deploy a task; fail if one of its data sources is not in production."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.file_id)
    if _missing(workspace, task):
        raise WorkFailed(DEPLOY_FAILED)
    workspace.add(replace(task, committed=True, deployed=True, node_id=task.node_id or world.new_id("node")))
    return SUCCESS


@handles(
    StartDISyncInstance,
    documented("It answers at once; the state changes later. StartParam is read for DI_REALTIME only."),
    assumed(
        "A task that is not deployed, or not in NORUN or PAUSE, fails; the texts are assumed.",
        case="realtime-start-undeployed realtime-start-running",
    ),
    assumed(
        "NORUN, then WAIT, then RUN.",
        case="realtime-starting",
    ),
    assumed(
        "A failed start ends in PAUSE: there is no state for failure.",
        unsettled="No request makes the start of a task fail that could be created.",
    ),
    starts=Starts(),
)
def start_instance(world: World, request: StartDISyncInstance) -> Data:
    """Accept the start and record StartParam; the state changes later."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.file_id)
    _allow(world, task, START)
    path = FAILED_START if isinstance(world.running_speed, Failing) else STARTING
    param = request.start_param
    settings = {} if param is None else param.model_dump(by_alias=True, exclude_none=True)
    workspace.add(replace(task, instance=Course(path, world.running_speed, world.clock()), start_param=settings))
    return SUCCESS


@handles(
    GetDISyncInstanceInfo,
    documented("Status is the run state of a real-time task: PAUSE, NORUN, RUN, KILLING or WAIT."),
    documented("For a solution Status is the call's result, and the run state is in SolutionInfo."),
    documented("An id that does not exist fails with fileId[n] is invalid."),
    assumed(
        "A task that was never started is NORUN, deployed or not; the names of a solution's steps.",
        case="realtime-state-new realtime-state-deployed",
    ),
)
def get_instance(world: World, request: GetDISyncInstanceInfo) -> Data:
    """Return the run state: as Status for a real-time task, in SolutionInfo for a solution."""
    task = world.workspace(request.project_id).tasks.get((request.task_type, int(request.file_id)))
    if task is None:
        raise WorkFailed(NO_INSTANCE.format(id=request.file_id))
    state = task.instance.read(world.clock()) if task.instance else "NORUN"
    if task.task_type == "DI_SOLUTION":
        return {**SUCCESS, "SolutionInfo": solution_run(task, state)}
    return {"Status": state, "Name": task.name}


@handles(
    StopDISyncInstance,
    assumed(
        "From WAIT or RUN to KILLING, then PAUSE; in any other state it fails; the text is assumed.",
        case="realtime-stopping realtime-stop-stopped realtime-stop-undeployed",
    ),
    starts=Starts(can_fail=False),
)
def stop_instance(world: World, request: StopDISyncInstance) -> Data:
    """Accept the stop; the state changes later."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.file_id)
    _allow(world, task, STOP)
    workspace.add(replace(task, instance=Course(STOPPING, world.running_speed, world.clock())))
    return SUCCESS


@handles(
    TerminateDISyncInstance,
    documented("The task is undeployed."),
    assumed(
        "Only from NORUN or PAUSE; while it runs or stops it fails; the text is assumed.",
        case="realtime-terminate-running",
    ),
)
def terminate_instance(world: World, request: TerminateDISyncInstance) -> Data:
    """Undeploy a task that does not run."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.file_id)
    _allow(world, task, TERMINATE)
    workspace.add(replace(task, deployed=False, instance=None))
    return SUCCESS


@handles(
    DeleteDISyncTask,
    documented("Real-time tasks only."),
    assumed("A task that is deployed can not be deleted; the text is assumed.", case="realtime-delete-running"),
)
def delete_task(world: World, request: DeleteDISyncTask) -> Data:
    """Delete a task that is not deployed."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.file_id)
    if task.deployed:
        raise WorkFailed(STILL_DEPLOYED.format(id=task.file_id))
    workspace.remove(task)
    return SUCCESS


def _allow(world: World, task: Task, transition: Transition) -> None:
    state = task.run_state(world.clock())
    if not task.deployed:
        raise WorkFailed(NOT_DEPLOYED.format(id=task.file_id))
    if state not in transition.states:
        raise WorkFailed(WRONG_STATE.format(id=task.file_id, verb=transition.verb, state=state))


def _missing(workspace: Workspace, task: Task) -> bool:
    """Whether a data source of the task is not in production. Other scripts of the console are not checked."""
    known = {name for name, source in workspace.data_sources.items() if PRODUCTION in source.environments}
    try:
        named = set(read(Job, task.script).data_sources())
    except Malformed:
        return False
    return not named <= known
