"""What happened to a job in a period is said beside its metrics."""

from dataclasses import replace

from emulator.faults.fault_rules import Fault
from emulator.world.jobs import Event
from emulator.world.lifecycle import Failing
from tests.emulator.job_calls import ask, created
from tests.sessions import Time, emulated
from tests.stories.test_watching_jobs import facts, running


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
