"""What the new studio shows of a job: progress by table, metrics, log, events and alarm rules."""

from dataclasses import replace
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.jobs import Event
from emulator.world.lifecycle import AfterReads, Failing
from tests.emulator.calls import NOON, Clock, emulator
from tests.emulator.job_calls import RULE, ask, created, info, started

FEW, MANY = ("orders",), ("customers", "orders", "order_items", "refunds", "products")
HOUR = 3600


def values(service: Emulator, job_id: int, metric: str, since: float = NOON, until: float = NOON + HOUR) -> list[float]:
    query = {"DIJobId": job_id, "MetricName": [metric], "StartTime": int(since), "EndTime": int(until)}
    (series,) = info(service, "ListDIJobMetrics", **query)["JobMetrics"]
    return [sample["Value"] for sample in series["SeriesList"]]


def events(service: Emulator, job_id: int, kind: str) -> list[dict[str, Any]]:
    query = {"DIJobId": job_id, "EventType": kind, "StartTime": int(NOON), "EndTime": int(NOON) + HOUR}
    rows: list[dict[str, Any]] = info(service, "ListDIJobEvents", **query)["DIJobEvent"]
    return rows


def rules(service: Emulator, job_id: int, **query: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = info(service, "ListDIAlarmRules", JobId=job_id, **query)["DIJobAlarmRules"]
    return found


def test_run_details_have_a_row_for_each_table() -> None:
    service = emulator()
    job_id = started(service, *FEW)

    page = info(service, "ListDIJobRunDetails", DIJobId=job_id)

    assert (page["TotalCount"], page["PageNumber"], page["PageSize"]) == ("1", "1", "10")
    assert page["JobRunInfos"] == [
        {
            "SourceDatasourceName": "mysql_shop",
            "SourceDatabaseName": "shop",
            "SourceTableName": "orders",
            "DestinationDatasourceName": "holo_shop",
            "DestinationTableName": "ods_orders",
            "StructureMigrationStatus": "Finished",
            "FullMigrationStatus": "Finished",
            "RealtimeMigrationStatus": "Running",
            "OfflineTotalRecords": 7000,
            "OfflineTotalBytes": 700000,
            "OfflineErrorRecords": 0,
        }
    ]


def test_run_details_are_filtered_by_table_and_empty_before_a_start() -> None:
    service = emulator()
    job_id = created(service, *MANY)
    assert info(service, "ListDIJobRunDetails", DIJobId=job_id)["JobRunInfos"] == []
    ask(service, "StartDIJob", Id=job_id)

    rows = info(service, "ListDIJobRunDetails", DIJobId=job_id, SourceTableName="refunds")["JobRunInfos"]

    assert [row["SourceTableName"] for row in rows] == ["refunds"]


def test_a_job_that_starts_has_stages_that_are_not_finished() -> None:
    service = emulator(AfterReads(5))
    job_id = started(service)

    (row,) = info(service, "ListDIJobRunDetails", DIJobId=job_id)["JobRunInfos"]

    assert row["StructureMigrationStatus"] == "Running"
    assert (row["FullMigrationStatus"], row["RealtimeMigrationStatus"]) == ("Initialized", "Initialized")


@pytest.mark.parametrize(
    ("kind", "stages"),
    [
        ("RealtimeIncremental", {"Structure", "Realtime"}),
        ("Full", {"Structure", "Full"}),
        ("FullAndRealtimeIncremental", {"Structure", "Full", "Realtime"}),
    ],
)
def test_a_job_has_the_stages_of_its_migration_type(kind: str, stages: set[str]) -> None:
    service = emulator()
    resource = {"ResourceGroupIdentifier": "S_res_group_XXX_XXXX"}
    phases = {f"{phase}ResourceSettings": resource for phase in ("Realtime", "Offline", "Schedule")}
    job_id = started(service, MigrationType=kind, ResourceSettings=phases)

    (row,) = info(service, "ListDIJobRunDetails", DIJobId=job_id)["JobRunInfos"]

    assert {name.removesuffix("MigrationStatus") for name in row if name.endswith("Status")} == stages


@pytest.mark.parametrize(("units", "grows"), [(0.5, True), (2.0, False)])
def test_the_delay_grows_where_the_resources_are_not_enough(units: float, grows: bool) -> None:
    clock = Clock()
    service = emulator(clock=clock)
    job_id = started(service, *MANY, cu=units)
    clock.now += 600

    delays = values(service, job_id, "delayTime")

    assert len(delays) == 61
    assert (delays[-1] > delays[30] > delays[1] > 0) is grows
    assert (set(delays) == {0.0}) is not grows


def test_a_job_that_is_behind_catches_up_at_full_speed() -> None:
    clock = Clock()
    service = emulator(clock=clock)
    job_id = created(service, *FEW)
    ask(service, "StartDIJob", Id=job_id, RealtimeStartSettings={"StartTime": int(NOON) - 900})
    clock.now += 600

    delays, speeds = values(service, job_id, "delayTime"), values(service, job_id, "speedRecordsRead")

    assert delays[0] == 900
    assert delays[-1] == 0
    assert speeds[0] == 400
    assert speeds[-1] == 25


def test_totals_follow_from_the_speed() -> None:
    clock = Clock()
    service = emulator(clock=clock)
    job_id = started(service, *FEW)
    clock.now += 100

    assert values(service, job_id, "totalRecordsWrite")[-1] == 2500


def test_metrics_have_gaps_while_a_job_is_stopped() -> None:
    clock = Clock()
    service = emulator(clock=clock)
    job_id = started(service, *FEW)
    for action in ("StopDIJob", "StartDIJob"):
        clock.now += 100
        ask(service, action, Id=job_id)
    clock.now += 100

    assert len(values(service, job_id, "delayTime")) == 22
    assert values(service, job_id, "delayTime", NOON + 110, NOON + 190) == []


def test_only_serverless_groups_report_their_utilization() -> None:
    clock = Clock()
    service = emulator(clock=clock)
    on_machines = {"RealtimeResourceSettings": {"ResourceGroupIdentifier": "S_res_group_280749521950784_1623033752022"}}
    serverless, exclusive = started(service, Name="a"), started(service, Name="b", ResourceSettings=on_machines)
    clock.now += 60

    assert values(service, serverless, "resourceUtilization")[-1] == 6.2
    assert values(service, exclusive, "resourceUtilization") == []


def test_the_delay_is_answered_under_another_name() -> None:
    service = emulator()
    job_id = started(service)
    query = {"DIJobId": job_id, "StartTime": 0, "EndTime": 9, "MetricName": ["speedRecordsRead", "delayTime"]}

    names = [series["Name"] for series in info(service, "ListDIJobMetrics", **query)["JobMetrics"]]

    assert names == ["speedRecordsRead", "JobDelay"]
    assert ask(service, "ListDIJobMetrics", **{**query, "MetricName": ["none"]}).code == "InvalidMetricName"


def test_a_long_period_has_at_most_a_thousand_values() -> None:
    clock = Clock()
    service = emulator(clock=clock)
    job_id = started(service)
    clock.now += 30 * 86_400

    assert 500 < len(values(service, job_id, "delayTime", NOON, clock.now)) <= 1_002


def test_the_log_has_pages_and_ends_with_an_empty_one() -> None:
    clock = Clock()
    service = emulator(clock=clock)
    job_id = started(service)
    clock.now += 60 * 120

    pages = [str(ask(service, "GetDIJobLog", Id=job_id, PageNumber=page).payload["Log"]) for page in (1, 2, 3, 4)]

    assert [len(page.splitlines()) for page in pages] == [50, 50, 22, 0]
    assert "starts run 1" in pages[0]
    assert ask(service, "GetDIJobLog", Id=job_id, NodeType="none").code == "InvalidNodeType"


def test_a_failed_start_is_a_failover_with_a_log_of_its_own() -> None:
    service = emulator(Failing("no binlog"))
    job_id = started(service)

    (failover,) = events(service, job_id, "Failover")
    log = ask(service, "GetDIJobLog", Id=job_id, FailoverId=failover["Id"]).payload["Log"]

    assert failover["FailoverMessage"] == "no binlog"
    assert "no binlog" in log
    assert ask(service, "GetDIJobLog", Id=job_id, FailoverId=7).payload["Log"] == ""


def test_recorded_events_are_listed_newest_first_by_kind_and_period() -> None:
    service = emulator()
    job_id = created(service)
    (workspace,) = (each for each in service.world.workspaces.values() if job_id in each.jobs)
    ddl = [Event(number, "DDL", NOON + number, {"SrcSql": f"alter {number}"}) for number in (1, 2, 2 * HOUR)]
    workspace.jobs[job_id] = replace(workspace.jobs[job_id], events=tuple(ddl))

    assert [event["SrcSql"] for event in events(service, job_id, "DDL")] == ["alter 2", "alter 1"]
    assert events(service, job_id, "Failover") == []


def test_an_alarm_rule_is_created_changed_listed_and_deleted() -> None:
    service = emulator()
    job_id = created(service)

    answer = ask(service, "CreateDIAlarmRule", DIJobId=job_id, **RULE).payload
    rule_id = answer["Id"]
    first = rules(service, job_id)
    ask(service, "UpdateDIAlarmRule", Id=rule_id, DIJobId=job_id, Enabled="True")
    second = rules(service, job_id, DIAlarmRuleId=rule_id)
    ask(service, "DeleteDIAlarmRule", Id=rule_id, DIJobId=job_id)

    assert answer["DIAlarmRuleId"] == str(rule_id)
    assert first == [{"Id": rule_id, "DIAlarmRuleId": rule_id, "DIJobId": job_id, "Enabled": False, **RULE}]
    assert second == [{**first[0], "Enabled": True}]
    assert rules(service, job_id) == []
    assert ask(service, "DeleteDIAlarmRule", Id=rule_id).code == "500130"


def test_the_same_creation_of_a_rule_with_a_token_creates_one() -> None:
    service = emulator()
    job_id = created(service)

    ids = {ask(service, "CreateDIAlarmRule", DIJobId=job_id, ClientToken="t", **RULE).payload["Id"] for _ in range(2)}

    assert len(ids) == len(rules(service, job_id)) == 1


@pytest.mark.parametrize("enabled", [True, False])
def test_an_enabled_rule_sends_an_alarm_once_the_delay_has_lasted(enabled: bool) -> None:
    clock = Clock()
    service = emulator(clock=clock)
    job_id = started(service, *MANY, cu=0.5)
    ask(service, "CreateDIAlarmRule", DIJobId=job_id, Enabled=str(enabled), **RULE)
    clock.now += HOUR

    alarms = events(service, job_id, "Alarm")

    assert [alarm["Channels"] for alarm in alarms] == (["Mail"] if enabled else [])
    assert all(float(alarm["CreateTime"]) > NOON + 60 for alarm in alarms)
