"""A call of each operation on nodes, pipelines and Data Map, about what the emulator starts with."""

from typing import Any

from dataworks.operation import NEW, OperationKey
from dataworks.operations.catalog import operations
from tests.sessions import GROUP
from tools.catalog import tool_of

NODE: dict[str, Any] = {"project_id": "10002", "id": "7567482277219412494"}
PIPELINE: dict[str, Any] = {"project_id": "10002", "id": "ae78000000000000"}

NEW_EXAMPLES: dict[str, dict[str, Any]] = {
    "ListProjects": {"ids": ["10000", "10002"], "dev_environment_enabled": True},
    "GetProject": {"project_id": "10002"},
    "ListDataSources": {"project_id": "10002", "types": ["mysql", "odps"], "env_type": "Prod"},
    "GetDataSource": {"id": "2000021"},
    "TestDataSourceConnectivity": {"project_id": "10002", "data_source_id": "2000021", "resource_group_id": GROUP},
    "ListResourceGroups": {"project_id": "10002", "resource_group_types": ["CommonV2", "ExclusiveDataIntegration"]},
    "ListCrawlers": {"project_id": "10002", "data_source_ids": ["2000021", "2000023"]},
    "ListDatabases": {"parent_meta_entity_id": "mysql:rm-10002-mysql-shop"},
    "ListSchemas": {"parent_meta_entity_id": "holo-database:rm-1::shop", "name": "pub"},
    "ListTables": {"parent_meta_entity_id": "mysql-database:rm-10002-mysql-shop::shop", "page_size": 100},
    "ListColumns": {"table_id": "mysql-table:rm-10002-mysql-shop::shop::orders"},
    "CreateNode": {"project_id": "10002", "scene": "DATAWORKS_PROJECT", "spec": '{"a": "it\'s \\u00e4"}'},
    "UpdateNode": {**NODE, "spec": {"spec": {"nodes": []}}},
    "RenameNode": {**NODE, "name": "another"},
    "GetNode": NODE,
    "ListNodes": {"project_id": "10002", "name": "ö&+ /?", "page_size": 10},
    "DeleteNode": NODE,
    "CreatePipelineRun": {"project_id": "10002", "type": "Online", "object_ids": ["7567482277219412494"]},
    "ExecPipelineRunStage": {**PIPELINE, "code": "PROD"},
    "GetPipelineRun": PIPELINE,
    "ListPipelineRuns": {"project_id": "10002", "object_id": "7567482277219412494"},
    "ListTasks": {"project_id": "10002", "ids": ["702000"]},
    "GetTask": {"scheduled_task_id": "702000"},
    "ListTaskInstances": {"project_id": "10002", "bizdate": 1795104000000, "scheduled_task_id": "702000"},
    "GetTaskInstanceLog": {"id": "70200020776", "run_number": 1},
}
"""By action."""

NODE_EXAMPLES = {tool_of(operations()[OperationKey(NEW, action)]): example for action, example in NEW_EXAMPLES.items()}
"""By tool."""
