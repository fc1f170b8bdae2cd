"""Which handler answers which operation, and how each family spells its complaints."""

from collections.abc import Callable
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
from emulator.failures import DI, PUBLIC, ErrorSet
from emulator.handlers.data_sources import get_columns, get_meta, list_data_sources, test_connection
from emulator.handlers.files import (
    delete_file,
    deploy_file,
    get_deployment,
    get_file,
    list_versions,
    submit_file,
    update_file,
)
from emulator.handlers.generations import generate_for_creating, generate_for_updating, query_process
from emulator.handlers.instances import (
    delete_task,
    deploy_task,
    get_instance,
    start_instance,
    stop_instance,
    terminate_instance,
)
from emulator.handlers.listings import list_files, list_resource_groups
from emulator.handlers.references import list_references
from emulator.handlers.tasks import create_task, get_task, update_task
from emulator.handlers.workspaces import (
    create_folder,
    get_project,
    list_business,
    list_config,
    list_folders,
    list_projects,
    update_config,
)
from emulator.world.state import World

Handler = Callable[[World, Any], object]
"""Answers the ``Data`` of one operation, shaped as on the wire."""

HANDLERS: dict[type[Operation[Any]], Handler] = {
    GenerateDISyncTaskConfigForCreating: generate_for_creating,
    GenerateDISyncTaskConfigForUpdating: generate_for_updating,
    QueryDISyncTaskConfigProcessResult: query_process,
    CreateDISyncTask: create_task,
    UpdateDISyncTask: update_task,
    GetDISyncTask: get_task,
    DeployDISyncTask: deploy_task,
    StartDISyncInstance: start_instance,
    GetDISyncInstanceInfo: get_instance,
    StopDISyncInstance: stop_instance,
    TerminateDISyncInstance: terminate_instance,
    DeleteDISyncTask: delete_task,
    ListRefDISyncTasks: list_references,
    ListFiles: list_files,
    GetFile: get_file,
    UpdateFile: update_file,
    SubmitFile: submit_file,
    DeployFile: deploy_file,
    GetDeployment: get_deployment,
    ListFileVersions: list_versions,
    DeleteFile: delete_file,
    ListResourceGroups: list_resource_groups,
    ListProjects: list_projects,
    GetProject: get_project,
    ListDataSources: list_data_sources,
    GetDataSourceMeta: get_meta,
    TestNetworkConnection: test_connection,
    GetMetaTableColumn: get_columns,
    ListBusiness: list_business,
    ListFolders: list_folders,
    CreateFolder: create_folder,
    ListDIProjectConfig: list_config,
    UpdateDIProjectConfig: update_config,
}

COMPLAINTS: dict[type[Operation[Any]], ErrorSet] = {
    GenerateDISyncTaskConfigForCreating: DI,
    GenerateDISyncTaskConfigForUpdating: DI,
    CreateDISyncTask: DI,
    UpdateDISyncTask: DI,
}
"""The operations whose pages list the DI codes; the others answer with the public ones."""


def complaints(operation: type[Operation[Any]]) -> ErrorSet:
    """The codes that an operation complains with."""
    return COMPLAINTS.get(operation, PUBLIC)
