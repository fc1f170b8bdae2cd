"""Toolset batch: a batch task's way to production."""

from dataworks.operations.deployments import (
    DeleteFile,
    DeployFile,
    GetDeployment,
    ListFileVersions,
    SubmitFile,
    UpdateFile,
)
from tools.catalog import PlanText, StandIn, expose
from tools.views.deployments import (
    DeletedFileView,
    DeployingView,
    DeploymentView,
    SubmittingView,
    UpdatedFileView,
    VersionsView,
)

STATUS = StandIn("get_task_status", {"project_id": "project_id", "task_id": "file_id"})

TOOLS = (
    expose(
        UpdateFile,
        "Set a batch task's schedule",
        UpdatedFileView,
        plan=PlanText("Overwrite settings of {task}.", "The present settings."),
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
        plan=PlanText("Deploy {task} to production.", "The version that is in production now is replaced."),
    ),
    expose(GetDeployment, "Read a deployment's state", DeploymentView, stand_in=STATUS),
    expose(ListFileVersions, "List what was submitted of a file", VersionsView, stand_in=STATUS),
    expose(
        DeleteFile,
        "Delete a file",
        DeletedFileView,
        plan=PlanText("Delete {task}.", "The task, its definition and its schedule, for good."),
    ),
)
