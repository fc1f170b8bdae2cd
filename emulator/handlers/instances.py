"""Handlers of running tasks: deploying, starting, watching, stopping, taking offline and deleting them."""

from dataclasses import replace
from typing import Any, NamedTuple

from dataworks.operations.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    StartDISyncInstance,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.sync_tasks import DeleteDISyncTask
from emulator.failures import DEPLOY_FAILED, NOT_DEPLOYED, STILL_DEPLOYED, WRONG_STATE, Malformed, WorkFailed
from emulator.gateway.evidence import assumed, documented
from emulator.generation.script_reader import Job, read
from emulator.handlers.handler import Starts, handles
from emulator.handlers.solutions import solution_run
from emulator.world.lifecycle import DYING, STARTING, STOPPING, Failing
from emulator.world.state import PRODUCTION, Course, Task, Workspace, World

Data = dict[str, Any]


class Step(NamedTuple):
    """What may be done to a deployed task: in which states, and what a refusal calls it."""

    verb: str
    states: frozenset[str]


START = Step("started", frozenset({"NORUN", "PAUSE"}))
STOP = Step("stopped", frozenset({"WAIT", "RUN"}))
TERMINATE = Step("terminated", frozenset({"NORUN", "PAUSE"}))
"""Not documented, assumed: the console offers start, stop and undeploy in this order."""

SUCCESS: Data = {"Status": "success"}


@handles(
    DeployDISyncTask,
    documented("Commits and deploys in one; failure says: submit and deploy fail."),
    assumed("It fails when the script names a data source that has no production side."),
    assumed("A running task may be deployed again, and goes on running."),
)
def deploy_task(world: World, request: DeployDISyncTask) -> Data:
    """Commit and deploy in one; a data source that is not in production makes it fail."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.file_id)
    if _missing(workspace, task):
        raise WorkFailed(DEPLOY_FAILED)
    workspace.add(replace(task, committed=True, deployed=True, node_id=task.node_id or world.new_node_id()))
    return SUCCESS


@handles(
    StartDISyncInstance,
    documented("It answers at once; the state changes later. StartParam is read for DI_REALTIME only."),
    assumed("A task that is not deployed, or not in NORUN or PAUSE, fails; the texts are ours."),
    assumed("NORUN, then WAIT, then RUN. One that can not run goes to PAUSE: there is no state for failure."),
    starts=Starts(),
)
def start_instance(world: World, request: StartDISyncInstance) -> Data:
    """The start is accepted; the state changes later. What StartParam says is recorded."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.file_id)
    _allow(world, task, START)
    path = DYING if isinstance(world.running_speed, Failing) else STARTING
    param = request.start_param
    told = {} if param is None else param.model_dump(by_alias=True, exclude_none=True)
    workspace.add(replace(task, instance=Course(path, world.running_speed, world.clock()), start_param=told))
    return SUCCESS


@handles(
    GetDISyncInstanceInfo,
    documented("Status is the run state of a real-time task: PAUSE, NORUN, RUN, KILLING or WAIT."),
    documented("For a solution Status is the call's result, and the state stands in SolutionInfo."),
    assumed("A task that was never started is NORUN, deployed or not; the names of a solution's steps."),
)
def get_instance(world: World, request: GetDISyncInstanceInfo) -> Data:
    """For a real-time task Status is the run state; for a solution it is the call's result."""
    task = world.workspace(request.project_id).task(request.task_type, request.file_id)
    state = task.instance.look(world.clock()) if task.instance else "NORUN"
    if task.task_type == "DI_SOLUTION":
        return {**SUCCESS, "SolutionInfo": solution_run(task, state)}
    return {"Status": state, "Name": task.name}


@handles(
    StopDISyncInstance,
    assumed("From WAIT or RUN to KILLING, then PAUSE; in any other state it fails, and the text is ours."),
    starts=Starts(can_fail=False),
)
def stop_instance(world: World, request: StopDISyncInstance) -> Data:
    """The stop is accepted; the state changes later."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.file_id)
    _allow(world, task, STOP)
    workspace.add(replace(task, instance=Course(STOPPING, world.running_speed, world.clock())))
    return SUCCESS


@handles(
    TerminateDISyncInstance,
    documented("The task is undeployed."),
    assumed("Only from NORUN or PAUSE; while it runs or stops it fails, and the text is ours."),
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
    assumed("A task that is deployed can not be deleted; the text is ours."),
)
def delete_task(world: World, request: DeleteDISyncTask) -> Data:
    """Delete a task that is not deployed."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.file_id)
    if task.deployed:
        raise WorkFailed(STILL_DEPLOYED.format(id=task.file_id))
    workspace.remove(task)
    return SUCCESS


def _allow(world: World, task: Task, step: Step) -> None:
    state = task.run_state(world.clock())
    if not task.deployed:
        raise WorkFailed(NOT_DEPLOYED.format(id=task.file_id))
    if state not in step.states:
        raise WorkFailed(WRONG_STATE.format(id=task.file_id, verb=step.verb, state=state))


def _missing(workspace: Workspace, task: Task) -> bool:
    """Whether a data source that the task names has no production side. What the console made is not looked at."""
    known = {name for name, source in workspace.data_sources.items() if PRODUCTION in source.environments}
    try:
        named = set(read(Job, task.script).data_sources())
    except Malformed:
        return False
    return not named <= known
