"""Toolset discovery: the contents of a workspace."""

from dataworks.language import Text
from dataworks.operations.v2020.data_sources import GetDataSourceMeta, ListDataSources, TestNetworkConnection
from dataworks.operations.v2020.files import GetFile, ListFiles
from dataworks.operations.v2020.project_config import ListDIProjectConfig
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.tables import GetMetaTableColumn
from dataworks.operations.v2020.tables import ListTables as ListTablesOfType
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
    expose(
        ListProjects,
        Text("List workspaces", "工作空间列表"),
        ProjectsView,
        alternative=Alternative("describe_workspace"),
    ),
    expose(GetProject, Text("Read a workspace", "读取工作空间"), ProjectView, alternative=WORKSPACE),
    expose(ListDataSources, Text("List data sources", "数据源列表"), DataSourcesView, alternative=WORKSPACE),
    expose(
        GetDataSourceMeta,
        Text("List a data source's tables", "数据源的表列表"),
        SourceTablesView,
        alternative=Alternative("list_source_tables", {"project_id": "project_id", "source": "datasource_name"}),
    ),
    expose(TestNetworkConnection, Text("Test a connection", "测试连通性"), ConnectionView),
    expose(ListResourceGroups, Text("List resource groups", "资源组列表"), GroupsView, alternative=WORKSPACE),
    expose(ListBusiness, Text("List business flows", "业务流程列表"), BusinessView, alternative=WORKSPACE),
    expose(ListFolders, Text("List folders", "文件夹列表"), FoldersView, alternative=WORKSPACE),
    expose(
        ListFiles,
        Text("List files and tasks", "文件和任务列表"),
        FilesView,
        alternative=Alternative("find_sync_tasks", {"project_id": "project_id", "name": "exact_file_name"}),
    ),
    expose(GetFile, Text("Read a file", "读取文件"), FileView),
    expose(GetMetaTableColumn, Text("List a MaxCompute table's columns", "MaxCompute 表的列"), ColumnsView),
    expose(ListTablesOfType, Text("List all tables of a type", "某类型的所有表"), FoundView),
    expose(ListDIProjectConfig, Text("Read DDL handling", "读取 DDL 处理规则"), ConfigView),
    expose(
        new.ListProjects,
        Text("List workspaces (2024-05-18)", "工作空间列表（2024-05-18）"),
        FoundPage,
        alternative=Alternative("describe_workspace"),
    ),
    expose(
        new.GetProject,
        Text("Read a workspace (2024-05-18)", "读取工作空间（2024-05-18）"),
        FoundView,
        alternative=WORKSPACE,
    ),
    expose(
        sources.ListDataSources,
        Text("List data sources (2024-05-18)", "数据源列表（2024-05-18）"),
        FoundPage,
        alternative=WORKSPACE,
    ),
    expose(sources.GetDataSource, Text("Read a data source", "读取数据源"), FoundView),
    expose(
        sources.TestDataSourceConnectivity, Text("Test a data source's connection", "测试数据源的连通性"), FoundView
    ),
    expose(
        groups.ListResourceGroups,
        Text("List resource groups (2024-05-18)", "资源组列表（2024-05-18）"),
        FoundPage,
        alternative=WORKSPACE,
    ),
    expose(ListCrawlers, Text("List metadata crawlers", "元数据采集器列表"), FoundPage),
    expose(ListDatabases, Text("List databases in Data Map", "数据地图中的数据库"), FoundPage),
    expose(ListSchemas, Text("List schemas in Data Map", "数据地图中的 schema"), FoundPage),
    expose(ListTables, Text("List tables in Data Map (2024-05-18)", "数据地图中的表（2024-05-18）"), FoundPage),
    expose(ListColumns, Text("List columns in Data Map", "数据地图中的列"), FoundPage),
)
