"""All operations by their wire action."""

from typing import Any

from dataworks.operation import Operation
from dataworks.operations.data_sources import GetDataSourceMeta, ListDataSources, TestNetworkConnection
from dataworks.operations.deployments import (
    DeleteFile,
    DeployFile,
    GetDeployment,
    ListFileVersions,
    SubmitFile,
    UpdateFile,
)
from dataworks.operations.files import GetFile, ListFiles
from dataworks.operations.project_config import ListDIProjectConfig, UpdateDIProjectConfig
from dataworks.operations.resource_groups import ListResourceGroups
from dataworks.operations.running import (
    DeployDISyncTask,
    GetDISyncInstanceInfo,
    StartDISyncInstance,
    StopDISyncInstance,
    TerminateDISyncInstance,
)
from dataworks.operations.sync_tasks import (
    CreateDISyncTask,
    DeleteDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    GetDISyncTask,
    ListRefDISyncTasks,
    QueryDISyncTaskConfigProcessResult,
    UpdateDISyncTask,
)
from dataworks.operations.tables import GetMetaTableColumn
from dataworks.operations.workspaces import CreateFolder, GetProject, ListBusiness, ListFolders, ListProjects

OPERATIONS: dict[str, type[Operation[Any]]] = {
    operation.action(): operation
    for operation in (
        GenerateDISyncTaskConfigForCreating,
        GenerateDISyncTaskConfigForUpdating,
        QueryDISyncTaskConfigProcessResult,
        CreateDISyncTask,
        UpdateDISyncTask,
        GetDISyncTask,
        DeployDISyncTask,
        StartDISyncInstance,
        GetDISyncInstanceInfo,
        StopDISyncInstance,
        TerminateDISyncInstance,
        DeleteDISyncTask,
        ListRefDISyncTasks,
        ListFiles,
        GetFile,
        UpdateFile,
        SubmitFile,
        DeployFile,
        GetDeployment,
        ListFileVersions,
        DeleteFile,
        ListResourceGroups,
        ListProjects,
        GetProject,
        ListDataSources,
        GetDataSourceMeta,
        TestNetworkConnection,
        GetMetaTableColumn,
        ListBusiness,
        ListFolders,
        CreateFolder,
        ListDIProjectConfig,
        UpdateDIProjectConfig,
    )
}
