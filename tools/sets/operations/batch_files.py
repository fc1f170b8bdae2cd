"""Toolset batch: scheduling batch tasks and deploying them to production."""

from dataworks.operations.deployments import (
    DeleteFile,
    DeployFile,
    GetDeployment,
    ListFileVersions,
    SubmitFile,
    UpdateFile,
)
from tools.catalog import Alternative, PlanText, expose
from tools.views.deployments import (
    DeletedFileView,
    DeployingView,
    DeploymentView,
    SubmittingView,
    UpdatedFileView,
    VersionsView,
)

STATUS = Alternative("get_task_status", {"project_id": "project_id", "task_id": "file_id"})

TOOLS = (
    expose(
        UpdateFile,
        "Set a batch task's schedule",
        UpdatedFileView,
        plan=PlanText("Overwrite settings of {task}.", "The current settings."),
    ),
    expose(
        SubmitFile,
        "Submit a batch task",
        SubmittingView,
        plan=PlanText("Submit {task} for deployment.", "Nothing is lost."),
    ),
    expose(
        DeployFile,
        "Deploy a batch task",
        DeployingView,
        plan=PlanText("Deploy {task} to production.", "The version in production is replaced."),
    ),
    expose(GetDeployment, "Read a deployment's state", DeploymentView, alternative=STATUS),
    expose(ListFileVersions, "List what was submitted of a file", VersionsView, alternative=STATUS),
    expose(
        DeleteFile,
        "Delete a file",
        DeletedFileView,
        plan=PlanText("Delete {task}.", "The task, its definition and its schedule, permanently."),
    ),
)
