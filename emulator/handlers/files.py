"""Handlers of files, for the deployment of batch tasks: read, schedule, submit, deploy and delete a file."""

from collections.abc import Iterator
from dataclasses import replace

from dataworks.operations.v2020.deployments import (
    DeleteFile,
    DeployFile,
    GetDeployment,
    ListFileVersions,
    SubmitFile,
    UpdateFile,
)
from dataworks.operations.v2020.files import GetFile
from dataworks.operations.v2020.resource_groups import SCHEDULING
from emulator.failures import (
    DEPLOYMENT_FAILED,
    NO_DEPLOYMENT,
    NO_PARENT,
    NOT_READY,
    NOT_SUBMITTED,
    STILL_DEPLOYED,
    UNKNOWN_PARENT,
    WorkFailed,
    invalid,
    invalid_path,
)
from emulator.gateway.evidence import CAPTURES, PROBES, SAMPLE, assumed, sdk, seen
from emulator.gateway.families import STUDIO
from emulator.handlers.handler import Data, Starts, handles
from emulator.handlers.listings import file_row
from emulator.handlers.paging import counted
from emulator.handlers.schedules import schedule_of
from emulator.world.course import Course
from emulator.world.lifecycle import DEPLOYING, FAILED_DEPLOYMENT, Failing
from emulator.world.state import Deployment, Task, World

READY, DONE, FAILED = "0", "1", "2"

SUBMITTING, TO_PRODUCTION, STRAIGHT_TO_PRODUCTION = (0, 1), (1, 2), (0, 2)
"""The environments of a deployment; the last one where there is no development."""

SUBMISSION = {READY: "COMMITTING", DONE: "COMMITTED", FAILED: "CANCELLED"}
DEPLOYMENT = {READY: "DEPLOYING", DONE: "DEPLOYED", FAILED: "COMMITTED"}
"""The states of a file's version, by the status of its last deployment to development or to production."""


@handles(
    GetFile,
    sdk("By FileId or NodeId; the script is the file's Content, the schedule is NodeConfiguration."),
    seen("A file in the recycle bin is read too, with DeletedStatus RECYCLE_BIN.", CAPTURES),
    assumed(
        "Of two tasks with the same id the batch task is returned.",
        unsettled="Two tasks with one id are known from the samples of the pages alone.",
    ),
    family=STUDIO,
)
def get_file(world: World, request: GetFile) -> Data:
    """Return the file with its script, and its schedule; one in the recycle bin too."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    in_bin = workspace.in_bin(request.file_id)
    task = in_bin or workspace.file(request.file_id, request.node_id)
    file = {**file_row(world, task), "Content": task.script, "DeletedStatus": "RECYCLE_BIN" if in_bin else "NORMAL"}
    return {"File": file, "NodeConfiguration": task.schedule}


@handles(
    UpdateFile,
    sdk("Parameters that are not sent stay unchanged; InputList and OutputList are split at commas."),
    seen("An item of InputList has a ParseType: MANUAL for what was sent.", CAPTURES),
    assumed(
        "A cron expression needs six or seven fields; it is not validated further.",
        case="file-update-cron-of-five-fields",
    ),
    assumed(
        "A scheduling resource group that does not exist is invalid; GetFile shows it by its number.",
        case="file-update-unknown-group file-read-updated",
    ),
    assumed("A folder that does not exist fails with the text of CreateFolder.", case="file-update-unknown-folder"),
    family=STUDIO,
)
def update_file(world: World, request: UpdateFile) -> Data:
    """Set the given parameters; the others stay unchanged."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    task = workspace.file(request.file_id)
    path = request.file_folder_path or task.folder.path
    folder = workspace.folder(path)
    if folder is None:
        raise invalid_path(path)
    schedule = {**task.schedule, **schedule_of(request), **_scheduling_group(world, request)}
    changed = replace(task, schedule=schedule, version=task.version + 1, edited=world.clock(), committed=False)
    named = replace(changed, name=request.file_name or task.name, owner=request.owner or task.owner, folder=folder)
    workspace.add(replace(named, script=request.content or task.script))
    return {}


def _scheduling_group(world: World, request: UpdateFile) -> Data:
    """Return the number of the group that the scheduler is to run the task on."""
    identifier = request.resource_group_identifier
    if identifier is None:
        return {}
    group = world.resource_groups.get(identifier)
    if group is None or group.type != SCHEDULING:
        raise invalid("ResourceGroupIdentifier", identifier)
    return {"ResourceGroupId": group.id}


@handles(
    SubmitFile,
    sdk("Data is the deployment's id."),
    seen("Without an input a batch task is refused: 输入输出不能为空.", CAPTURES),
    seen("An input that no submitted node has as its output is refused: 父节点输出名:X 不存在.", CAPTURES),
    seen("The file is committed, and has a node, once the submission is successful.", CAPTURES),
    assumed("The root of the workspace, WORKSPACE_root, is a parent that exists.", case="file-submit"),
    assumed(
        "The other outputs are WORKSPACE.FILE_out and those of OutputList, of any workspace.",
        unsettled="A file that depends on them would need a second one, and a deployment of both.",
    ),
    assumed("A change makes a file uncommitted.", case="file-read-changed"),
    family=STUDIO,
    starts=Starts(),
)
def submit_file(world: World, request: SubmitFile) -> int:
    """Start the deployment of the current version to development."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    task = workspace.file(request.file_id)
    if task.task_type == "DI_OFFLINE" and not task.schedule.get("InputList"):
        raise NO_PARENT.failure(task.file_id)
    _check_parents(world, task)
    submission = _deploying(world, workspace.id, task, SUBMITTING, comment=request.comment)
    node_id = task.node_id or world.new_id("node")
    first = submission if world.node_of(task) is None else task.first
    workspace.add(replace(task, committed=True, node_id=node_id, submission=submission, first=first))
    return submission


@handles(
    DeployFile,
    sdk("Data is the deployment's id."),
    seen("Of a file in the recycle bin it deploys the removal.", SAMPLE),
    assumed("It fails until the submission is successful; the texts are assumed.", case="file-deploy-unsubmitted"),
    family=STUDIO,
    starts=Starts(),
)
def deploy_file(world: World, request: DeployFile) -> int:
    """Start the deployment of the submitted version, or of the removal of a deleted file, to production."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    in_bin = workspace.in_bin(request.file_id)
    task = in_bin or workspace.file(request.file_id, request.node_id)
    submission = world.deployments.get(task.submission or 0)
    state = submission.course.state(world.clock()) if submission else FAILED
    if state != DONE:
        raise WorkFailed((NOT_READY if state == READY else NOT_SUBMITTED).format(id=task.file_id))
    if in_bin is None:
        workspace.add(replace(task, deployed=True))
    return _deploying(world, workspace.id, task, TO_PRODUCTION, removes=in_bin is not None)


@handles(
    GetDeployment,
    sdk("Status 0 ready, 1 successful, 2 failed; environments 0 editor, 1 development, 2 production."),
    seen("An unknown deployment is refused: 发布包X不存在.", CAPTURES),
    assumed("CheckingStatus is never set: checks take no time.", case="file-submission"),
    family=STUDIO,
)
def get_deployment(world: World, request: GetDeployment) -> Data:
    """Return the status of a deployment; each call counts as a read."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    deployment = world.deployments.get(int(request.deployment_id))
    if deployment is None or deployment.project_id != workspace.id:
        raise NO_DEPLOYMENT.failure(request.deployment_id)
    status = int(deployment.course.read(world.clock()))
    item = {"FileId": deployment.file_id, "FileVersion": deployment.version, "Status": status}
    return {"Deployment": _described(deployment, status), "DeployedItems": [item]}


@handles(
    ListFileVersions,
    sdk("The submitted versions, with the states COMMITTING, COMMITTED, DEPLOYING, DEPLOYED and CANCELLED."),
    sdk("The removal of a file is a version of its own, with ChangeType DELETE."),
    sdk("A version has the Comment of its submission."),
    seen("An unknown file has no versions, which is no failure; the answer has no fields of an error.", PROBES),
    assumed(
        "Newest first; a failed submission is CANCELLED; after a failed deployment it is COMMITTED again.",
        case="file-versions file-versions-deployed",
    ),
    family=STUDIO,
)
def list_versions(world: World, request: ListFileVersions) -> Data:
    """Return the submitted versions of the file, newest first, with the state of the last deployment of each."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    deployments = [
        deployment
        for deployment in world.deployments.values()
        if (deployment.project_id, deployment.file_id) == (workspace.id, int(request.file_id))
    ]
    if not deployments:
        return counted([], "FileVersions", request.page_number, request.page_size)
    task = workspace.in_bin(request.file_id) or workspace.file(request.file_id)
    rows = {deployment.version: _version(task, deployment, world.clock()) for deployment in deployments}
    in_production = world.production_version(workspace.id, task.file_id)
    comments = {deployment.version: deployment.comment for deployment in deployments if deployment.comment}
    found = [
        {**rows[each], "IsCurrentProd": each == in_production, "Comment": comments.get(each, "")}
        for each in sorted(rows, reverse=True)
    ]
    return counted(found, "FileVersions", request.page_number, request.page_size)


@handles(
    DeleteFile,
    sdk("A file that was never committed is deleted at once; the deletion of another one has a DeploymentId."),
    seen("The file goes to the recycle bin.", CAPTURES),
    seen("With separate development and production, production runs it until the removal is deployed.", SAMPLE),
    assumed(
        "The file is not listed any more at once; a deployed real-time task is refused.",
        case="file-list-deleted realtime-file-delete-deployed",
    ),
    family=STUDIO,
    starts=Starts(),
)
def delete_file(world: World, request: DeleteFile) -> Data:
    """Move the file to the recycle bin, and start the removal of a committed one from development."""
    workspace = world.named_workspace(request.project_id, request.project_identifier)
    task = workspace.file(request.file_id)
    if task.deployed and task.task_type != "DI_OFFLINE":
        raise WorkFailed(STILL_DEPLOYED.format(id=task.file_id))
    removed = replace(task, version=task.version + 1)
    if task.node_id is None:
        workspace.recycle(removed)
        return {}
    environments = SUBMITTING if workspace.standard else STRAIGHT_TO_PRODUCTION
    removal = _deploying(world, workspace.id, removed, environments, removes=True)
    workspace.recycle(replace(removed, submission=removal))
    return {"DeploymentId": removal}


def _check_parents(world: World, task: Task) -> None:
    known = set(_outputs(world))
    for row in task.schedule.get("InputList", ()):
        if row["Input"] not in known:
            raise UNKNOWN_PARENT.failure(row["Input"])


def _outputs(world: World) -> Iterator[str]:
    """Yield the outputs of the root nodes, and of all files that have a node."""
    for workspace in world.workspaces.values():
        yield f"{workspace.identifier}_root"
        for task in workspace.tasks.values():
            if world.node_of(task) is not None:
                yield f"{workspace.identifier}.{task.file_id}_out"
                yield from (row["Output"] for row in task.schedule.get("OutputList", ()))


def _deploying(
    world: World,
    project_id: str,
    task: Task,
    environments: tuple[int, int],
    *,
    removes: bool = False,
    comment: str | None = None,
) -> int:
    path = FAILED_DEPLOYMENT if isinstance(world.deploying_speed, Failing) else DEPLOYING
    course, number = Course(path, world.deploying_speed, world.clock()), world.new_id("deployment")
    world.deployments[number] = Deployment(
        number, project_id, task.file_id, task.version, environments, course, world.clock(), removes, comment
    )
    return number


def _version(task: Task, deployment: Deployment, now: float) -> Data:
    states = SUBMISSION if deployment.environments == SUBMITTING else DEPLOYMENT
    change = "UPDATE" if deployment.version > 1 else "CREATE"
    return {
        "FileVersion": deployment.version,
        "Status": states[deployment.course.read(now)],
        "ChangeType": "DELETE" if deployment.removes else change,
        "CommitTime": int(deployment.created * 1000),
        "CommitUser": task.owner,
        "NodeId": task.node_id,
        "FileName": task.name,
        "FileContent": task.script,
        "UseType": "NORMAL",
    }


def _described(deployment: Deployment, status: int) -> Data:
    speed = deployment.course.speed
    source, target = deployment.environments
    return {
        "Status": status,
        "Name": f"deployment_{deployment.id}",
        "ErrorMessage": (speed.message if isinstance(speed, Failing) else DEPLOYMENT_FAILED) if status == 2 else "",
        "FromEnvironment": source,
        "ToEnvironment": target,
        "CreateTime": int(deployment.created * 1000),
        "ExecuteTime": int(deployment.created * 1000),
    }
