"""Toolset admin: setting a workspace up."""

from dataworks.operations.project_config import UpdateDIProjectConfig
from dataworks.operations.workspaces import CreateFolder
from tools.catalog import expose
from tools.views.workspaces import ConfiguredView, FolderCreatedView

TOOLS = (
    expose(CreateFolder, "Create a folder", FolderCreatedView),
    expose(UpdateDIProjectConfig, "Set DDL handling", ConfiguredView),
)
