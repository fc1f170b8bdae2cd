"""Toolset admin: setting up a workspace."""

from dataworks.operations.project_config import UpdateDIProjectConfig
from dataworks.operations.workspaces import CreateFolder
from tools.catalog import PlanText, expose
from tools.views.workspaces import ConfiguredView, FolderCreatedView

TOOLS = (
    expose(CreateFolder, "Create a folder", FolderCreatedView),
    expose(
        UpdateDIProjectConfig,
        "Set DDL handling",
        ConfiguredView,
        plan=PlanText(
            "Overwrite how solutions handle DDL messages, for the whole workspace.",
            "The current settings of the workspace.",
        ),
    ),
)
