"""Toolset discovery: what a workspace has."""

from dataworks.operations.files import ListFiles
from dataworks.operations.resource_groups import ListResourceGroups
from tools.catalog import expose
from tools.views.files import FilesView
from tools.views.groups import GroupsView

TOOLS = (
    expose(ListFiles, "List files and tasks", FilesView),
    expose(ListResourceGroups, "List resource groups", GroupsView),
)
