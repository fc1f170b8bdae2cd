"""Toolset batch: scheduling batch tasks, deploying them to production, and taking them away."""

from dataworks.fields import ByIdentifier, FileId, InProject
from dataworks.flows.removal import REMOVAL, remove_file
from dataworks.language import Text
from dataworks.operations.v2020.deployments import (
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
    Text("Delete a file", "删除文件"),
    FileArguments,
    RemovedFileView,
    operations=REMOVAL,
    repeatable=True,
    plan=PlanText(
        Text(
            "Move {task} to the recycle bin, and then deploy its removal to production, if it runs there.",
            "将{task}移入回收站；如生产环境仍在运行，则发布其删除。",
        ),
        interrupted=Text("Its schedule ends, and the task does not run any more.", "其调度终止，任务不再运行。"),
        stays=Text("The file, in the recycle bin; what was written.", "回收站中的文件；已写入的数据。"),
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
        next=REMOVED[removed.state].said(),
    )


TOOLS = (
    expose(
        UpdateFile,
        Text("Set a batch task's schedule", "设置离线任务的调度"),
        UpdatedFileView,
        plan=PlanText(
            Text("Overwrite settings of {task}.", "覆盖{task}的设置。"),
            replaced=Text("The current settings that differ.", "有差异的当前设置。"),
            stays=Text("What runs in production, until it is deployed.", "生产环境中运行的版本，直到重新发布。"),
        ),
    ),
    expose(
        SubmitFile,
        Text("Submit a batch task", "提交离线任务"),
        SubmittingView,
        plan=PlanText(
            Text("Submit {task} for deployment.", "提交{task}以待发布。"),
            stays=Text("What runs in production, until it is deployed.", "生产环境中运行的版本，直到重新发布。"),
        ),
        alternative=START,
    ),
    expose(
        DeployFile,
        Text("Deploy a batch task", "发布离线任务"),
        DeployingView,
        plan=PlanText(
            Text("Deploy {task} to production.", "将{task}发布到生产环境。"),
            in_production=Text("The version in production.", "生产环境中的版本。"),
        ),
        alternative=START,
    ),
    expose(GetDeployment, Text("Read a deployment's state", "读取发布状态"), DeploymentView, alternative=STATUS),
    expose(
        ListFileVersions,
        Text("List what was submitted of a file", "文件的提交版本列表"),
        VersionsView,
        alternative=STATUS,
    ),
    delete_file,
)
