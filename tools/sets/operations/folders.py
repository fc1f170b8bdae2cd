"""The single operation that creates folders; it is in toolset tasks, since a task needs a folder."""

from dataworks.language import Text
from dataworks.operations.v2020.workspaces import CreateFolder
from tools.catalog import expose
from tools.views.workspaces import FolderCreatedView

TOOLS = (expose(CreateFolder, Text("Create a folder", "创建文件夹"), FolderCreatedView),)
