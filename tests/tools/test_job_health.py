"""How a job is doing, as a status shows it: delay, stages, failovers, changes, alarms; and what is not known."""

import time
from dataclasses import replace
from typing import Any

import pytest

from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.flows.job_watching import HEALTH, METRICS, health_of, summaries
from dataworks.flows.series import Gap, Line, Value, lines_of, summary_of
from dataworks.operations.v2024.job_watching import JobMetrics
from dataworks.signing import Credentials
from emulator.faults.fault_rules import Fault
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from emulator.world.jobs import Event, Place
from emulator.world.lifecycle import Failing
from tests.emulator.job_calls import RULE, ask, started
from tests.emulator.serving import emulator_of_today
from tests.sessions import ADDRESS, Time, client_of, emulated, sent
from tools.views.watching import HealthView

ALL = ("customers", "orders", "order_items", "refunds", "products")


async def seen(emulator: Emulator, clock: Time, job_id: int, *denied: Any) -> HealthView:
    api = client_of(emulator, clock)
    return HealthView.of(await health_of(api, lambda request: type(request) not in denied, str(job_id)), runs=True)


async def test_a_job_that_falls_behind_shows_it_with_all_its_tables() -> None:
    clock = Time()
    emulator = emulated(clock)
    job_id = started(emulator, *ALL, cu=0.5)
    clock.now += 600

    health = await seen(emulator, clock, job_id)

    assert health.summary.startswith(f"It is {health.delay} s behind, and falls further behind.")
    assert (health.rows_read, health.rows_written) == (100, 100)
    assert health.stages == (
        "structure: 5 of 5 tables Finished",
        "full load: 5 of 5 tables Finished",
        "real time: 5 of 5 tables Running",
    )
    assert (health.failed_tables, health.failovers) == ((), ())
    assert [note[:24] for note in health.notes] == ["It has no alarm rule: no"]


async def test_what_happened_in_the_last_day_and_the_alarms_are_shown() -> None:
    clock = Time()
    emulator = emulated(clock)
    job_id = started(emulator)
    ask(emulator, "CreateDIAlarmRule", DIJobId=job_id, **RULE)
    jobs = emulator.world.workspaces["10002"].jobs
    ddl = {"SrcTable": "shop.orders", "SrcSql": "ALTER TABLE orders ADD c int", "Action": "Normal"}
    happened = [Event(1, "DDL", clock.now - 60, ddl), Event(2, "DDL", clock.now - 2 * 86_400, ddl)]
    jobs[job_id] = replace(jobs[job_id], events=tuple(happened))

    health = await seen(emulator, clock, job_id)

    assert [each.what for each in health.ddl] == ["shop.orders ALTER TABLE orders ADD c int (Normal)"]
    assert [(each.name, each.enabled) for each in health.alarms] == [("late", False)]


@pytest.mark.parametrize(("count", "read", "calls"), [(100, 100, 1), (101, 101, 2), (250, 250, 3), (700, 500, 5)])
async def test_the_stages_of_many_tables_are_counted_and_what_was_not_read_is_said(
    count: int, read: int, calls: int
) -> None:
    clock = Time()
    emulator = emulated(clock)
    job_id = started(emulator)
    jobs = emulator.world.workspaces["10002"].jobs
    (run,) = jobs[job_id].runs
    many = tuple(replace(run.plan.tables[0], source=Place("mysql_shop", "shop", "", f"t{n}")) for n in range(count))
    jobs[job_id] = replace(jobs[job_id], runs=(replace(run, plan=replace(run.plan, tables=many)),))
    emulator.calls.clear()

    health = await seen(emulator, clock, job_id)

    assert health.stages[-1] == f"real time: {read} of {read} tables Running"
    said = f"Stages and errors of only {read} of the {count} tables were read."
    assert (said in health.notes) is (read < count)
    assert sent(emulator).count("ListDIJobRunDetails") == calls


async def test_a_failed_job_shows_the_table_the_stage_and_the_failover() -> None:
    clock = Time()
    emulator = emulated(clock, Failing("no binlog"))
    job_id = started(emulator)

    health = await seen(emulator, clock, job_id)

    (table,) = health.failed_tables
    assert (table.table, table.stage, table.error) == ("mysql_shop.shop.orders", "structure", "no binlog")
    assert [each.what for each in health.failovers] == ["no binlog"]
    assert health.delay is None
    assert health.summary.startswith("There are no values")


@pytest.mark.parametrize("operation", HEALTH, ids=lambda operation: operation.action())
@pytest.mark.parametrize("how", ["denied", "failing"])
async def test_what_can_not_be_read_is_named_and_the_rest_is_shown(operation: Any, how: str) -> None:
    clock = Time()
    emulator = emulated(clock)
    job_id = started(emulator)
    clock.now += 60
    if how == "failing":
        emulator.fail(operation.action(), Fault(kind="refuse"), times=None)
    emulator.calls.clear()

    health = await seen(emulator, clock, job_id, *([operation] if how == "denied" else []))

    assert health.notes[0] == f"Not known, as it could not be read: {operation.action()}."
    assert any("no alarm rule" in note for note in health.notes) == (operation.action() != "ListDIAlarmRules")
    assert (operation.action() in sent(emulator)) is (how == "failing")
    assert len(sent(emulator)) <= 5, "nothing is repeated"


def samples(*values: float, step: int = 10) -> list[dict[str, object]]:
    return [{"Time": str(place * step), "Value": str(value)} for place, value in enumerate(values)]


def metrics(*series: tuple[str, list[dict[str, object]]]) -> JobMetrics:
    rows = [{"Name": name, "SeriesList": values} for name, values in series]
    return JobMetrics.read({"PagingInfo": {"JobMetrics": rows}})


@pytest.mark.parametrize("name", ["JobDelay", "delayTime", "anything", None])
def test_a_series_is_found_whatever_its_name_and_its_place(name: Any) -> None:
    answer = metrics(("totalRecordsRead", samples(9)), (name, samples(1, 2, 3)))

    found = summaries(METRICS, answer)

    assert found["delayTime"].now == Value(20, 3)
    assert found["totalRecordsRead"].now == Value(0, 9)
    assert found.keys() == {"delayTime", "totalRecordsRead"}


def test_values_that_are_no_numbers_are_left_out() -> None:
    answer = metrics(("delayTime", [{"Time": 1, "Value": "n/a"}, {"Time": None, "Value": 2}, {"Time": 3, "Value": 4}]))

    assert summaries(METRICS, answer)["delayTime"].count == 1


@pytest.mark.parametrize(
    ("values", "trend"),
    [
        ((1, 2, 3, 4, 5, 6), "rising"),
        ((6, 5, 4, 3, 2, 1), "falling"),
        ((100, 101, 99, 100, 102, 98), "steady"),
        ((0, 0, 0, 0, 0, 0), "steady"),
        ((0, 0, 0, 9, 0, 0), "steady"),
        ((1, 9), None),
    ],
)
def test_a_trend_compares_the_ends_of_a_series(values: tuple[float, ...], trend: str | None) -> None:
    summary = summary_of([Value(place, value) for place, value in enumerate(values)])

    assert summary is not None
    assert summary.trend == trend


def test_a_series_in_any_order_is_summed_up_with_its_gaps() -> None:
    times = [0, 10, 20, 30, 200, 210, 220]
    summary = summary_of([Value(time, float(time)) for time in reversed(times)], less_is_worse=True)

    assert summary is not None
    assert (summary.now, summary.worst, summary.median, summary.gained) == (Value(220, 220), Value(0, 0), 30, 220)
    assert summary.gaps == (Gap(30, 200),)


def test_a_total_that_starts_again_gains_from_zero() -> None:
    summary = summary_of([Value(place, value) for place, value in enumerate((5, 10, 2, 4))])

    assert summary is not None
    assert summary.gained == 9


def test_an_empty_series_has_no_summary() -> None:
    assert summary_of([]) is None


def line(*values: tuple[int, float], largest: bool = True) -> list[Line]:
    return [*lines_of([Value(*value) for value in values], largest=largest)]


def test_a_line_ends_where_nothing_was_measured_and_another_one_begins() -> None:
    assert line((0, 1), (10, 2), (20, 3), (300, 4), (310, 5)) == [Line(0, 10, (1, 2, 3)), Line(300, 10, (4, 5))]


def test_a_value_that_is_missing_once_is_that_before_it() -> None:
    assert line((0, 1), (10, 2), (30, 4), (40, 5)) == [Line(0, 10, (1, 2, 2, 4, 5))]


def test_a_single_value_is_a_line_and_so_are_two_of_the_same_time() -> None:
    assert line((7, 1)) == [Line(7, 1, (1,))]
    assert line((7, 1), (7, 3), largest=False) == [Line(7, 1, (2,))]


@pytest.mark.parametrize("count", [1, 59, 60, 61, 1_000, 60_480])
def test_a_line_of_any_length_has_about_60_values_and_keeps_the_largest(count: int) -> None:
    (found,) = line(*((place * 10, float(place == count // 2)) for place in range(count)))

    assert len(found.values) <= 61
    assert found.every % 10 == 0 or count == 1
    assert max(found.values) == 1.0
    assert (len(found.values) - 1) * found.every <= (count - 1) * 10


async def test_the_machines_own_clock_asks_for_the_last_minutes_and_not_for_those_after_its_start() -> None:
    emulator, before = emulator_of_today(), int(time.time())
    job_id = started(emulator)
    emulator.move(60)
    api = DataWorks(ADDRESS, static(Credentials("emulator", "emulator")), EmulatorTransport(emulator))

    health = await health_of(api, lambda _: True, str(job_id))

    asked = [call.parameters for call in emulator.calls if call.action in {"ListDIJobMetrics", "ListDIJobEvents"}]
    assert health.unread == ()
    assert all(int(each["EndTime"]) >= before for each in asked)
