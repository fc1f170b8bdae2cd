"""Toolset discovery: the contents of a workspace."""

from dataworks.operations.v2020.data_sources import GetDataSourceMeta, ListDataSources, TestNetworkConnection
from dataworks.operations.v2020.files import GetFile, ListFiles
from dataworks.operations.v2020.project_config import ListDIProjectConfig
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.tables import GetMetaTableColumn
from dataworks.operations.v2020.workspaces import GetProject, ListBusiness, ListFolders, ListProjects
from tools.catalog import Alternative, expose
from tools.views.data_sources import ColumnsView, ConnectionView, DataSourcesView, SourceTablesView
from tools.views.files import FilesView, FileView
from tools.views.groups import GroupsView
from tools.views.workspaces import BusinessView, ConfigView, FoldersView, ProjectsView, ProjectView

WORKSPACE = Alternative("describe_workspace", {"project_id": "project_id"})

TOOLS = (
    expose(ListProjects, "List workspaces", ProjectsView, alternative=Alternative("describe_workspace")),
    expose(GetProject, "Read a workspace", ProjectView, alternative=WORKSPACE),
    expose(ListDataSources, "List data sources", DataSourcesView, alternative=WORKSPACE),
    expose(
        GetDataSourceMeta,
        "List a data source's tables",
        SourceTablesView,
        alternative=Alternative("list_source_tables", {"project_id": "project_id", "source": "datasource_name"}),
    ),
    expose(TestNetworkConnection, "Test a connection", ConnectionView),
    expose(ListResourceGroups, "List resource groups", GroupsView, alternative=WORKSPACE),
    expose(ListBusiness, "List business flows", BusinessView, alternative=WORKSPACE),
    expose(ListFolders, "List folders", FoldersView, alternative=WORKSPACE),
    expose(
        ListFiles,
        "List files and tasks",
        FilesView,
        alternative=Alternative("find_sync_tasks", {"project_id": "project_id", "name": "exact_file_name"}),
    ),
    expose(GetFile, "Read a file", FileView),
    expose(GetMetaTableColumn, "List a MaxCompute table's columns", ColumnsView),
    expose(ListDIProjectConfig, "Read DDL handling", ConfigView),
)
