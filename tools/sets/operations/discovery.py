"""Toolset discovery: the contents of a workspace."""

from dataworks.operations.v2020.data_sources import GetDataSourceMeta, ListDataSources, TestNetworkConnection
from dataworks.operations.v2020.files import GetFile, ListFiles
from dataworks.operations.v2020.project_config import ListDIProjectConfig
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.tables import GetMetaTableColumn
from dataworks.operations.v2020.workspaces import GetProject, ListBusiness, ListFolders, ListProjects
from dataworks.operations.v2024 import data_sources as sources
from dataworks.operations.v2024 import resource_groups as groups
from dataworks.operations.v2024 import workspaces as new
from dataworks.operations.v2024.data_map import ListColumns, ListCrawlers, ListDatabases, ListSchemas, ListTables
from tools.catalog import Alternative, expose
from tools.views.data_sources import ColumnsView, ConnectionView, DataSourcesView, SourceTablesView
from tools.views.files import FilesView, FileView
from tools.views.found import FoundPage, FoundView
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
    expose(new.ListProjects, "List workspaces (2024-05-18)", FoundPage, alternative=Alternative("describe_workspace")),
    expose(new.GetProject, "Read a workspace (2024-05-18)", FoundView, alternative=WORKSPACE),
    expose(sources.ListDataSources, "List data sources (2024-05-18)", FoundPage, alternative=WORKSPACE),
    expose(sources.GetDataSource, "Read a data source", FoundView),
    expose(sources.TestDataSourceConnectivity, "Test a data source's connection", FoundView),
    expose(groups.ListResourceGroups, "List resource groups (2024-05-18)", FoundPage, alternative=WORKSPACE),
    expose(ListCrawlers, "List metadata crawlers", FoundPage),
    expose(ListDatabases, "List databases in Data Map", FoundPage),
    expose(ListSchemas, "List schemas in Data Map", FoundPage),
    expose(ListTables, "List tables in Data Map", FoundPage),
    expose(ListColumns, "List columns in Data Map", FoundPage),
)
