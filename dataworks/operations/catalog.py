"""All operations by their wire action."""

from typing import Any

from dataworks.operation import Operation
from dataworks.operations.files import ListFiles
from dataworks.operations.resource_groups import ListResourceGroups
from dataworks.operations.sync_tasks import (
    CreateDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    GetDISyncTask,
    QueryDISyncTaskConfigProcessResult,
    UpdateDISyncTask,
)

OPERATIONS: dict[str, type[Operation[Any]]] = {
    operation.action(): operation
    for operation in (
        GenerateDISyncTaskConfigForCreating,
        GenerateDISyncTaskConfigForUpdating,
        QueryDISyncTaskConfigProcessResult,
        CreateDISyncTask,
        UpdateDISyncTask,
        GetDISyncTask,
        ListFiles,
        ListResourceGroups,
    )
}
