"""Toolset batch: a batch task's way to production."""

from dataworks.operations.batch import DeleteFile, DeployFile, GetDeployment, SubmitFile, UpdateFile
from tools.catalog import expose
from tools.views.batch import DeletedFileView, DeployingView, DeploymentView, SubmittingView, UpdatedFileView

TOOLS = (
    expose(UpdateFile, "Set a batch task's schedule", UpdatedFileView),
    expose(SubmitFile, "Submit a batch task", SubmittingView),
    expose(DeployFile, "Deploy a batch task", DeployingView),
    expose(GetDeployment, "Read a deployment's state", DeploymentView),
    expose(DeleteFile, "Delete a batch task", DeletedFileView),
)
