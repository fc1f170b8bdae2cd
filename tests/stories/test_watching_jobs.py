"""A job is watched in plain words: how far behind it is, why it failed, when to say so."""

from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.lifecycle import Failing
from tests.emulator.job_calls import ask, created
from tests.sessions import Time, emulated, facts_of, sent, text_of, trusted

HOME = {"project_id": "10002"}
ALL = ("customers", "orders", "order_items", "refunds", "products")


def running(time: Time, *tables: str, cu: float = 2.0, behind: int = 0) -> tuple[Emulator, str]:
    """An emulator with a job that runs, so many seconds behind, and its task id."""
    emulator = emulated(time)
    job_id = created(emulator, *(tables or ("orders",)), cu=cu)
    settings = {"RealtimeStartSettings": {"StartTime": int(time.now) - behind}} if behind else {}
    assert ask(emulator, "StartDIJob", Id=job_id, **settings).payload["Success"]
    emulator.calls.clear()
    return emulator, f"job-{job_id}"


async def answer(emulator: Emulator, time: Time, tool: str, task_id: str, **arguments: Any) -> Any:
    async with trusted(emulator, time) as client:
        return await client.call_tool(tool, {**HOME, "task_id": task_id, **arguments})


async def facts(emulator: Emulator, time: Time, tool: str, task_id: str, **arguments: Any) -> dict[str, Any]:
    result = await answer(emulator, time, tool, task_id, **arguments)
    assert not result.is_error, text_of(result)
    return facts_of(result)


async def test_how_far_behind_is_it() -> None:
    time = Time()
    emulator, task_id = running(time, *ALL, cu=0.5)
    time.now += 1800

    seen = await facts(emulator, time, "get_task_metrics", task_id, minutes=30)

    delay = next(row for row in seen["metrics"] if row["metric"] == "delay")
    assert seen["summary"].startswith(f"It is {delay['now']} s behind, and falls further behind. More compute units")
    assert (delay["unit"], delay["trend"], delay["now"]) == ("s", "rising", delay["worst"])
    assert delay["now"] > delay["median"] > 0
    assert "inferred" in seen["note"]
    assert sent(emulator) == ["GetDIJob", "ListDIJobMetrics"]


async def test_a_job_that_catches_up_is_said_to_do_so() -> None:
    time = Time()
    emulator, task_id = running(time, behind=3600)
    time.now += 60

    seen = await facts(emulator, time, "get_task_metrics", task_id)

    assert "is catching up" in seen["summary"]
    delay, written = (next(row for row in seen["metrics"] if row["metric"] == each) for each in ("delay", "written"))
    assert (delay["trend"], written["now"], written["unit"]) == ("falling", 400, "records/s")


async def test_a_job_that_keeps_up_is_said_to_do_so() -> None:
    time = Time()
    emulator, task_id = running(time)
    time.now += 600

    seen = await facts(emulator, time, "get_task_metrics", task_id)

    assert seen["summary"] == "It keeps up with the source."
    (total,) = [row for row in seen["metrics"] if row["metric"] == "records written"]
    assert total["in_period"] == 15000


async def test_times_without_values_are_named() -> None:
    time = Time()
    emulator, task_id = running(time)
    for action in ("StopDIJob", "StartDIJob"):
        time.now += 600
        ask(emulator, action, Id=task_id.removeprefix("job-"))
    time.now += 600

    seen = await facts(emulator, time, "get_task_metrics", task_id)
    earlier = await facts(emulator, time, "get_task_metrics", task_id, minutes=5, ended_ago=12)

    (gap,) = seen["gaps"]
    assert gap.count(":") == 4
    assert earlier["metrics"] == []
    assert earlier["summary"].startswith("There are no values in this period")


FAILURE = "java.sql.SQLException: Access denied for user 'sync'@'10.0.0.7' (using password: YES)"


async def test_show_me_why_it_failed() -> None:
    time = Time()
    emulator = emulated(time, Failing(FAILURE))
    job_id = created(emulator)
    ask(emulator, "StartDIJob", Id=job_id)

    seen = await facts(emulator, time, "get_task_log", f"job-{job_id}")

    assert seen["state"] == "Failed"
    assert "Access denied" in seen["errors"][-1]["text"] + seen["errors"][0]["text"]
    assert seen["cause"]["matched"]
    assert "password" in " ".join((seen["cause"]["means"], *seen["cause"]["fix"])).lower()


async def test_a_secret_in_a_log_is_not_shown() -> None:
    time = Time()
    emulator = emulated(time, Failing("ERROR login with password=hunter2-Secret failed"))
    job_id = created(emulator)
    ask(emulator, "StartDIJob", Id=job_id)

    result = await answer(emulator, time, "get_task_log", f"job-{job_id}")

    assert "hunter2" not in text_of(result) + str(facts_of(result))


async def test_the_end_of_a_long_log_is_found_with_few_calls() -> None:
    time = Time()
    emulator, task_id = running(time)
    time.now += 60 * 1000
    emulator.calls.clear()

    seen = await facts(emulator, time, "get_task_log", task_id)

    assert seen["pages"] == 21
    assert not seen["all_read"]
    assert "checkpoint completed" in seen["log"]
    assert "no errors" in seen["next"]
    assert sent(emulator).count("GetDIJobLog") <= 14


async def test_a_job_that_was_never_started_has_no_log() -> None:
    time = Time()
    emulator = emulated(time)

    seen = await facts(emulator, time, "get_task_log", f"job-{created(emulator)}")

    assert seen["next"] == "There is no log: the job was never started."


@pytest.mark.parametrize("tool", ["get_task_metrics", "get_task_log"])
@pytest.mark.parametrize(
    ("task_id", "says"),
    [
        ("100", "classic Data Studio"),
        ("solution-100", "classic Data Studio"),
        ("job-7", "no Data Integration job"),
        ("node-7", "is a node"),
    ],
)
async def test_what_is_no_job_is_refused_with_the_reason(tool: str, task_id: str, says: str) -> None:
    time = Time()

    result = await answer(emulated(time), time, tool, task_id)

    assert result.is_error
    assert says in text_of(result)


async def test_a_job_of_another_workspace_is_not_shown() -> None:
    time = Time()
    emulator, task_id = running(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool("get_task_metrics", {"project_id": "10000", "task_id": task_id})

    assert result.is_error
    assert "ListDIJobMetrics" not in sent(emulator)
