"""Toolset discovery: what a workspace has."""

from dataworks.operations.files import GetFile, ListFiles
from dataworks.operations.resource_groups import ListResourceGroups
from tools.catalog import expose
from tools.views.files import FilesView, FileView
from tools.views.groups import GroupsView

TOOLS = (
    expose(ListFiles, "List files and tasks", FilesView),
    expose(GetFile, "Read a file", FileView),
    expose(ListResourceGroups, "List resource groups", GroupsView),
)
