"""Toolset batch: scheduling batch tasks, deploying them to production, and taking them away."""

from dataworks.fields import ByIdentifier, FileId, InProject
from dataworks.flows.removal import REMOVAL, remove_file
from dataworks.operations.deployments import (
    DeleteFile,
    DeployFile,
    GetDeployment,
    ListFileVersions,
    SubmitFile,
    UpdateFile,
)
from tools.arguments.parsing import Arguments
from tools.arguments.realtime_arguments import WaitSeconds
from tools.catalog import Alternative, Call, PlanText, expose, tool
from tools.views.deployments import (
    REMOVED,
    DeployingView,
    DeploymentView,
    RemovedFileView,
    SubmittingView,
    UpdatedFileView,
    VersionsView,
)

START = Alternative("start_tasks", {"project_id": "project_id", "task_ids": "file_id"})
STATUS = Alternative("get_task_status", {"project_id": "project_id", "task_id": "file_id"})


class FileArguments(Arguments):
    """The file, and how long to wait for it."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    file_id: FileId
    wait_seconds: WaitSeconds = 45


@tool(
    "Delete a file",
    FileArguments,
    RemovedFileView,
    operations=REMOVAL,
    repeatable=True,
    plan=PlanText(
        "Move {task} to the recycle bin, and then deploy its removal to production, if it runs there.",
        interrupted="Its schedule ends, and the task does not run any more.",
        stays="The file, in the recycle bin; what was written.",
    ),
)
async def delete_file(call: Call, arguments: FileArguments) -> RemovedFileView:
    """Delete the file, and deploy its removal if production runs it."""
    api = call.api.until(call.api.timing.clock() + arguments.wait_seconds)
    request = DeleteFile.model_validate(arguments.model_dump(exclude={"wait_seconds"}))
    removed = await remove_file(api, request, call.report)
    return RemovedFileView(
        state=removed.state,
        file_id=arguments.file_id,
        deployment_id=removed.deployment_id,
        api_calls=api.meter.calls,
        next=REMOVED[removed.state],
    )


TOOLS = (
    expose(
        UpdateFile,
        "Set a batch task's schedule",
        UpdatedFileView,
        plan=PlanText(
            "Overwrite settings of {task}.",
            replaced="The current settings that differ.",
            stays="What runs in production, until it is deployed.",
        ),
    ),
    expose(
        SubmitFile,
        "Submit a batch task",
        SubmittingView,
        plan=PlanText("Submit {task} for deployment.", stays="What runs in production, until it is deployed."),
        alternative=START,
    ),
    expose(
        DeployFile,
        "Deploy a batch task",
        DeployingView,
        plan=PlanText("Deploy {task} to production.", replaced="The version in production."),
        alternative=START,
    ),
    expose(GetDeployment, "Read a deployment's state", DeploymentView, alternative=STATUS),
    expose(ListFileVersions, "List what was submitted of a file", VersionsView, alternative=STATUS),
    delete_file,
)
