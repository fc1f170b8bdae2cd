"""The official SDK for API 2024-05-18, unchanged, over the whole life of a Data Integration job."""

from collections.abc import Callable
from typing import Any

import anyio.to_thread

from emulator.service import Emulator
from tests.emulator.job_calls import GROUP, HOME
from tests.emulator.sdk import KEY
from tests.emulator.serving import emulator_of_today, served

Life = Callable[[Any, Any], dict[str, Any]]
"""Calls a client, with the models of the SDK, and returns what it saw."""


async def lived(service: Emulator, life: Life) -> dict[str, Any]:
    """Let the SDK live against an emulator, in a thread next to the server."""

    def run(url: str) -> dict[str, Any]:
        from alibabacloud_dataworks_public20240518 import models
        from alibabacloud_dataworks_public20240518.client import Client
        from alibabacloud_tea_openapi.utils_models import Config

        client = Client(Config(**KEY, protocol="HTTP", endpoint=url.removeprefix("http://")))
        return life(client, models)

    async with served(service) as url:
        return await anyio.to_thread.run_sync(run, url)


def new_job(models: Any) -> Any:
    """Return the request for a job that brings a table of the shop to Hologres."""
    resource = {"resource_group_identifier": GROUP, "requested_cu": 2.0}
    selected = [
        models.CreateDIJobRequestTableMappingsSourceObjectSelectionRules(
            object_type=kind, action="Include", expression_type="Exact", expression=name
        )
        for kind, name in (("Datasource", "mysql_shop"), ("Database", "shop"), ("Table", "orders"))
    ]
    return models.CreateDIJobRequest(
        project_id=int(HOME),
        name="shop_to_holo",
        job_type="DatabaseRealtimeMigration",
        migration_type="FullAndRealtimeIncremental",
        source_data_source_type="MySQL",
        destination_data_source_type="Hologres",
        source_data_source_settings=[
            models.CreateDIJobRequestSourceDataSourceSettings(data_source_name="mysql_shop"),
        ],
        destination_data_source_settings=[
            models.CreateDIJobRequestDestinationDataSourceSettings(data_source_name="holo_shop"),
        ],
        resource_settings=models.CreateDIJobRequestResourceSettings(
            realtime_resource_settings=models.CreateDIJobRequestResourceSettingsRealtimeResourceSettings(**resource),
        ),
        table_mappings=[
            models.CreateDIJobRequestTableMappings(
                source_object_selection_rules=selected,
                transformation_rules=[
                    models.CreateDIJobRequestTableMappingsTransformationRules(
                        rule_name="ods", rule_action_type="Rename", rule_target_type="Table"
                    )
                ],
            )
        ],
        transformation_rules=[
            models.CreateDIJobRequestTransformationRules(
                rule_name="ods",
                rule_action_type="Rename",
                rule_target_type="Table",
                rule_expression='{"expression":"ods_${srcTableName}"}',
            )
        ],
    )


def whole_life(client: Any, models: Any) -> dict[str, Any]:
    """Create a job, watch it, change it and delete it; return what the SDK read."""
    job_id = client.create_dijob(new_job(models)).body.id
    client.start_dijob(models.StartDIJobRequest(id=job_id, force_to_rerun=False))
    period = {"start_time": 1_700_000_000, "end_time": 2_000_000_000}
    rule = models.CreateDIAlarmRuleRequest(
        dijob_id=job_id,
        name="late",
        metric_type="Delay",
        enabled=True,
        trigger_conditions=[
            models.CreateDIAlarmRuleRequestTriggerConditions(severity="Warning", duration=1, threshold=60)
        ],
        notification_settings=models.CreateDIAlarmRuleRequestNotificationSettings(
            notification_channels=[
                models.CreateDIAlarmRuleRequestNotificationSettingsNotificationChannels(
                    severity="Warning", channels=["Mail"]
                )
            ]
        ),
    )
    rule_id = client.create_dialarm_rule(rule).body.id
    seen = {
        "read": client.get_dijob(models.GetDIJobRequest(id=job_id, project_id=int(HOME))).body,
        "listed": client.list_dijobs(models.ListDIJobsRequest(project_id=int(HOME), name="shop")).body,
        "tables": client.list_dijob_run_details(models.ListDIJobRunDetailsRequest(dijob_id=job_id)).body,
        "metrics": client.list_dijob_metrics(
            models.ListDIJobMetricsRequest(dijob_id=job_id, metric_name=["delayTime", "speedRecordsRead"], **period)
        ).body,
        "log": client.get_dijob_log(models.GetDIJobLogRequest(id=job_id, page_number=1)).body,
        "events": client.list_dijob_events(
            models.ListDIJobEventsRequest(dijob_id=job_id, event_type="Failover", **period)
        ).body,
        "alarms": client.list_dialarm_rules(models.ListDIAlarmRulesRequest(job_id=job_id)).body,
    }
    updates = {
        "updated": client.update_dijob(
            models.UpdateDIJobRequest(id=job_id, project_id=int(HOME), description="changed")
        ).body,
        "alarm_changed": client.update_dialarm_rule(
            models.UpdateDIAlarmRuleRequest(id=rule_id, dijob_id=job_id, enabled=False)
        ).body,
        "alarm_deleted": client.delete_dialarm_rule(models.DeleteDIAlarmRuleRequest(id=rule_id, dijob_id=job_id)).body,
        "stopped": client.stop_dijob(models.StopDIJobRequest(id=job_id)).body,
        "deleted": client.delete_dijob(models.DeleteDIJobRequest(id=job_id, project_id=int(HOME))).body,
    }
    return {name: body.to_map() for name, body in {**seen, **updates}.items()}


async def test_a_job_lives_its_whole_life() -> None:
    service = emulator_of_today()

    seen = await lived(service, whole_life)

    assert (seen["read"]["PagingInfo"]["JobStatus"], seen["read"]["PagingInfo"]["JobName"]) == (
        "Running",
        "shop_to_holo",
    )
    assert [row["JobStatus"] for row in seen["listed"]["PagingInfo"]["DIJobs"]] == ["Running"]
    (table,) = seen["tables"]["PagingInfo"]["JobRunInfos"]
    assert (table["DestinationTableName"], table["RealtimeMigrationStatus"]) == ("ods_orders", "Running")
    assert [series["Name"] for series in seen["metrics"]["PagingInfo"]["JobMetrics"]] == [
        "JobDelay",
        "speedRecordsRead",
    ]
    assert "starts run 1" in seen["log"]["Log"]
    assert seen["events"]["PagingInfo"]["TotalCount"] == 0
    (rule,) = seen["alarms"]["PagingInfo"]["DIJobAlarmRules"]
    assert (rule["Name"], rule["Enabled"], rule["TriggerConditions"][0]["Threshold"]) == ("late", True, 60)
    done = ("updated", "alarm_changed", "alarm_deleted", "stopped", "deleted")
    assert [seen[name]["Success"] for name in done] == [True] * 5
    assert list(service.world.workspaces[HOME].jobs) == [11500]
