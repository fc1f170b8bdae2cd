"""Toolset admin: setting a workspace up."""

from dataworks.language import Text
from dataworks.operations.v2020.project_config import UpdateDIProjectConfig
from tools.catalog import PlanText, expose
from tools.views.workspaces import ConfiguredView

TOOLS = (
    expose(
        UpdateDIProjectConfig,
        Text("Set DDL handling", "设置 DDL 处理规则"),
        ConfiguredView,
        plan=PlanText(
            Text(
                "Overwrite how solutions handle DDL messages, for the whole workspace.",
                "覆盖整个工作空间中解决方案对 DDL 消息的处理方式。",
            ),
            replaced=Text("The current settings of the workspace.", "工作空间的当前设置。"),
        ),
    ),
)
