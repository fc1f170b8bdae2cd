"""What happened to a job in a period is said beside its metrics."""

from dataclasses import replace

from dataworks.flows.job_watching import Health
from dataworks.operations.v2024.job_watching import JobEvents, TableRuns
from emulator.faults.fault_rules import Fault
from emulator.world.jobs import Event
from emulator.world.lifecycle import Failing
from tests.emulator.job_calls import ask, created
from tests.sessions import Time, emulated
from tests.stories.test_watching_jobs import facts, running
from tools.views.metrics import newest
from tools.views.watching import HealthView


async def test_what_happened_in_a_period_is_said_beside_its_lines() -> None:
    time = Time()
    emulator = emulated(time, Failing("no binlog"))
    job_id = created(emulator)
    ask(emulator, "StartDIJob", Id=job_id)
    time.now += 600

    seen = await facts(emulator, time, "get_task_metrics", f"job-{job_id}")
    later = await facts(emulator, time, "get_task_metrics", f"job-{job_id}", minutes=5)

    assert [event["what"] for event in seen["events"]] == ["no binlog"]
    assert later["events"] == []


async def test_events_that_can_not_be_read_are_named_and_stop_nothing() -> None:
    time = Time()
    emulator, task_id = running(time)
    time.now += 600
    emulator.fail("ListDIJobEvents", Fault(kind="refuse"), times=None)

    seen = await facts(emulator, time, "get_task_metrics", task_id)

    assert "could not be read: ListDIJobEvents" in seen["note"]
    assert [row["metric"] for row in seen["series"]] == ["delay", "read", "written"]


async def test_only_a_failover_has_an_id_for_it_names_a_log() -> None:
    time = Time()
    emulator, task_id = running(time)
    (workspace,) = (each for each in emulator.world.workspaces.values() if task_id[4:] in map(str, each.jobs))
    (job_id,) = (each for each in workspace.jobs if f"job-{each}" == task_id)
    now = int(time.now)
    events = (Event(7, "DDL", now, {"SrcSql": "alter"}), Event(8, "Failover", now, {"FailoverMessage": "no binlog"}))
    workspace.jobs[job_id] = replace(workspace.jobs[job_id], events=events)

    metrics = await facts(emulator, time, "get_task_metrics", task_id)
    watch = (await facts(emulator, time, "get_task_status", task_id))["watch"]

    assert {event["what"]: event.get("id") for event in metrics["events"]} == {"alter": None, "no binlog": "8"}
    assert [row.get("id") for row in (*watch["ddl"], *watch["failovers"])] == [None, "8"]


async def test_of_many_failovers_the_last_ones_are_shown_and_that_there_are_more_is_said() -> None:
    time = Time()
    emulator, task_id = running(time)
    jobs, job_id = emulator.world.workspaces["10002"].jobs, int(task_id.removeprefix("job-"))
    times = [int(time.now) - 60 * ago for ago in range(57)]
    happened = tuple(Event(at, "Failover", at, {"FailoverMessage": "no binlog"}) for at in times)
    jobs[job_id] = replace(jobs[job_id], events=happened)

    metrics = await facts(emulator, time, "get_task_metrics", task_id)
    watch = (await facts(emulator, time, "get_task_status", task_id))["watch"]

    last = [str(at) for at in times[:20]]
    assert [row["id"] for row in metrics["events"]] == last[::-1]
    assert [row["id"] for row in watch["failovers"]] == last
    assert "Only 20 of 57 failovers are shown." in metrics["note"]
    assert "Only 20 of 57 failovers are shown." in watch["notes"]


def test_events_are_sorted_whatever_the_order_of_the_service() -> None:
    rows = [{"Id": str(place), "CreateTime": str(1000 + place)} for place in range(30)]
    page = JobEvents.read({"PagingInfo": {"DIJobEvent": rows, "TotalCount": 30}})

    assert [event.id for event in newest(page)] == [str(place) for place in range(29, 9, -1)]


def test_of_many_errors_of_tables_that_there_are_more_is_said() -> None:
    rows = [{"SourceTableName": f"t{place}", "FullMigrationErrorMessage": "lost"} for place in range(30)]
    tables = TableRuns.read({"PagingInfo": {"JobRunInfos": rows}}).tables

    view = HealthView.of(Health(tables=tables, tables_count=30), runs=True)

    assert len(view.failed_tables) == 20
    assert "Only 20 of 30 errors of tables are shown." in view.notes
