"""Toolset batch: a batch task's way to production."""

from dataworks.operations.deployments import (
    DeleteFile,
    DeployFile,
    GetDeployment,
    ListFileVersions,
    SubmitFile,
    UpdateFile,
)
from tools.catalog import expose
from tools.views.deployments import (
    DeletedFileView,
    DeployingView,
    DeploymentView,
    SubmittingView,
    UpdatedFileView,
    VersionsView,
)

TOOLS = (
    expose(UpdateFile, "Set a batch task's schedule", UpdatedFileView),
    expose(SubmitFile, "Submit a batch task", SubmittingView),
    expose(DeployFile, "Deploy a batch task", DeployingView),
    expose(GetDeployment, "Read a deployment's state", DeploymentView),
    expose(ListFileVersions, "List what was submitted of a file", VersionsView),
    expose(DeleteFile, "Delete a file", DeletedFileView),
)
