"""The official SDK for API 2024-05-18, unchanged: a node to production and away again, and what discovery reads."""

from typing import Any

import anyio.to_thread

from tests.emulator.job_calls import GROUP, HOME
from tests.emulator.node_calls import node, spec
from tests.emulator.sdk import KEY
from tests.emulator.serving import emulator_of_today, served


def client_of(url: str) -> tuple[Any, Any]:
    """The client of the SDK, and its models."""
    from alibabacloud_dataworks_public20240518 import models
    from alibabacloud_dataworks_public20240518.client import Client
    from alibabacloud_tea_openapi.utils_models import Config

    return Client(Config(**KEY, protocol="HTTP", endpoint=url.removeprefix("http://"))), models


def through(client: Any, models: Any, project: int, node_id: str, kind: str) -> list[str]:
    """Take a node through a pipeline, and return the codes of its stages once it is successful."""
    created = client.create_pipeline_run(
        models.CreatePipelineRunRequest(project_id=project, type=kind, object_ids=[node_id])
    )
    number = created.body.id
    while True:
        found = client.get_pipeline_run(models.GetPipelineRunRequest(project_id=project, id=number)).body.pipeline
        if found.status != "Running":
            assert found.status == "Success"
            return [stage.code for stage in found.stages]
        due = next(stage for stage in found.stages if stage.status == "Init")
        started = client.exec_pipeline_run_stage(
            models.ExecPipelineRunStageRequest(project_id=project, id=number, code=due.code)
        )
        assert started.body.success is True


async def test_a_node_lives_its_whole_life() -> None:
    project = int(HOME)

    def life(url: str) -> dict[str, Any]:
        client, models = client_of(url)
        asked = models.CreateNodeRequest(project_id=project, scene="DATAWORKS_PROJECT", spec=spec(node()))
        number = client.create_node(asked).body.id
        listed = client.list_nodes(models.ListNodesRequest(project_id=project, name="orders", page_size=100)).body
        deployed = through(client, models, project, number, "Online")
        read = client.get_node(models.GetNodeRequest(id=number, project_id=project)).body.node
        change = spec({"id": number, "recurrence": "Pause"})
        updated = client.update_node(models.UpdateNodeRequest(project_id=project, id=number, spec=change))
        task = client.get_task(models.GetTaskRequest(id=read.task_id)).body.task
        gone = through(client, models, project, number, "Offline")
        deleted = client.delete_node(models.DeleteNodeRequest(project_id=project, id=number)).body.success
        left = client.list_nodes(models.ListNodesRequest(project_id=project, name="orders", page_size=100)).body
        return {
            "listed": [row.id for row in listed.paging_info.nodes],
            "number": number,
            "deployed": deployed,
            "task": (task.name, task.project_id),
            "updated": updated.body.success,
            "gone": gone,
            "deleted": deleted,
            "left": left.paging_info.total_count,
        }

    async with served(emulator_of_today()) as url:
        seen = await anyio.to_thread.run_sync(life, url)

    assert seen["listed"] == [seen["number"]]
    assert seen["deployed"] == ["BUILD_PACKAGE", "DEV_CHECK", "DEV", "PROD_CHECK", "PROD"]
    assert seen["gone"] == ["OfflineCheck", "PROD_CHECK", "PROD"]
    assert (seen["task"], seen["updated"], seen["deleted"], seen["left"]) == (("orders", project), True, True, "0")


async def test_discovery_is_answered_as_the_sdk_reads_it() -> None:
    project = int(HOME)

    def look(url: str) -> dict[str, Any]:
        client, models = client_of(url)
        workspace = client.get_project(models.GetProjectRequest(id=project)).body.project
        sources = client.list_data_sources(
            models.ListDataSourcesRequest(project_id=project, types=["mysql", "odps"], page_size=100)
        ).body.paging_info.data_sources
        shop = next(source for source in sources if source.name == "mysql_shop").data_source[-1]
        reached = client.test_data_source_connectivity(
            models.TestDataSourceConnectivityRequest(
                project_id=project, data_source_id=shop.id, resource_group_id=GROUP
            )
        ).body.connectivity.connect_state
        crawler = client.list_crawlers(
            models.ListCrawlersRequest(project_id=project, data_source_ids=[shop.id])
        ).body.paging_info.crawlers[0]
        database = client.list_databases(
            models.ListDatabasesRequest(parent_meta_entity_id=crawler.meta_entity_id)
        ).body.paging_info.databases[0]
        tables = client.list_tables(
            models.ListTablesRequest(parent_meta_entity_id=database.id, table_types=["TABLE"], page_size=100)
        ).body.paging_info.tables
        columns = client.list_columns(models.ListColumnsRequest(table_id=tables[0].id)).body.paging_info.columns
        groups = client.list_resource_groups(
            models.ListResourceGroupsRequest(
                project_id=project, resource_group_types=["CommonV2", "ExclusiveDataIntegration"], statuses=["Normal"]
            )
        ).body.paging_info.resource_group_list
        return {
            "workspace": (workspace.id, workspace.dev_environment_enabled),
            "environment": shop.connection_properties["envType"],
            "reached": reached,
            "tables": [table.name for table in tables],
            "column": columns[0].name,
            "groups": {group.resource_group_type for group in groups},
        }

    async with served(emulator_of_today()) as url:
        seen = await anyio.to_thread.run_sync(look, url)

    assert seen == {
        "workspace": (project, True),
        "environment": "Prod",
        "reached": "Connectable",
        "tables": ["customers", "orders", "order_items", "refunds", "products"],
        "column": "id",
        "groups": {"CommonV2", "ExclusiveDataIntegration"},
    }
