"""Toolset admin: setting a workspace up."""

from dataworks.operations.project_config import UpdateDIProjectConfig
from tools.catalog import PlanText, expose
from tools.views.workspaces import ConfiguredView

TOOLS = (
    expose(
        UpdateDIProjectConfig,
        "Set DDL handling",
        ConfiguredView,
        plan=PlanText(
            "Overwrite how solutions handle DDL messages, for the whole workspace.",
            replaced="The current settings of the workspace.",
        ),
    ),
)
