"""A job is watched in plain words: how far behind it is, why it failed, when to say so."""

from typing import Any

import pytest

from emulator.faults.fault_rules import Fault
from emulator.service import Emulator
from emulator.world.lifecycle import Failing
from server.hosting import Hosting
from tests.emulator.job_calls import RULE, ask, created
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of, trusted
from tools.rules.gate import Gate
from tools.rules.policy import Policy

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
    assert sent(emulator) == ["GetDIJob", "ListDIJobMetrics", "ListDIJobEvents", "ListDIJobEvents"]


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


ALARM = {"above": 60}


def rules(emulator: Emulator, task_id: str) -> list[dict[str, Any]]:
    job = emulator.world.workspaces["10002"].jobs[int(task_id.removeprefix("job-"))]
    return [rule.given for rule in job.alarms]


async def test_tell_me_when_the_delay_is_above_60_s() -> None:
    time = Time()
    emulator, task_id = running(time)

    made = await facts(emulator, time, "set_task_alarm", task_id, **ALARM)
    again = await facts(emulator, time, "set_task_alarm", task_id, **ALARM)

    (rule,) = rules(emulator, task_id)
    assert (made["outcome"], again["outcome"]) == ("created", "unchanged")
    assert made["alarm"]["receivers"] == ["AliyunUid 1000000000000001"]
    assert (rule["Enabled"], rule["MetricType"]) == (True, "Delay")
    assert rule["TriggerConditions"] == [{"Severity": "Warning", "Duration": 5, "Threshold": 60}]


@pytest.mark.parametrize("kind", ["drop-after", "drop-before", "cut", "double"])
async def test_a_lost_answer_creates_one_rule(kind: Any) -> None:
    time = Time()
    emulator, task_id = running(time)
    emulator.fail("CreateDIAlarmRule", Fault(kind=kind))

    made = await facts(emulator, time, "set_task_alarm", task_id, **ALARM)

    assert made["outcome"] == "created"
    assert len(rules(emulator, task_id)) == 1


@pytest.mark.parametrize(
    ("wish", "changed"),
    [
        ({"above": 90}, {"TriggerConditions": [{"Severity": "Warning", "Duration": 5, "Threshold": 90}]}),
        ({"enabled": False}, {"Enabled": False}),
        ({"options": {"minutes": 1}}, {"TriggerConditions": [{"Severity": "Warning", "Duration": 1, "Threshold": 60}]}),
        (
            {"options": {"channels": ["Sms"], "users": ["7"]}},
            {
                "NotificationSettings": {
                    "MuteInterval": 5,
                    "NotificationChannels": [{"Severity": "Warning", "Channels": ["Sms"]}],
                    "NotificationReceivers": [{"ReceiverType": "AliyunUid", "ReceiverValues": ["7"]}],
                }
            },
        ),
    ],
    ids=str,
)
async def test_a_change_asks_and_keeps_what_was_not_named(wish: dict[str, Any], changed: dict[str, Any]) -> None:
    time = Time()
    emulator, task_id = running(time)
    await facts(emulator, time, "set_task_alarm", task_id, **ALARM)
    (before,) = rules(emulator, task_id)
    async with assistant(emulator, time) as client:
        call = {**HOME, "task_id": task_id, "do": "change", **wish}
        plan = facts_of(await client.call_tool("set_task_alarm", call))
        assert rules(emulator, task_id) == [before]
        done = facts_of(await client.call_tool("set_task_alarm", {**call, "confirmation": plan["confirmation"]}))

    assert "delay" in plan["plan"]["what"]
    assert done["outcome"] == "changed"
    assert rules(emulator, task_id) == [{**before, **changed}]


async def test_a_removal_asks_and_removes_only_the_named_rule() -> None:
    time = Time()
    emulator, task_id = running(time)
    await facts(emulator, time, "set_task_alarm", task_id, **ALARM)
    await facts(emulator, time, "set_task_alarm", task_id, on="state")
    async with assistant(emulator, time) as client:
        call = {**HOME, "task_id": task_id, "do": "remove"}
        plan = facts_of(await client.call_tool("set_task_alarm", call))
        done = facts_of(await client.call_tool("set_task_alarm", {**call, "confirmation": plan["confirmation"]}))

    assert "Delay" in plan["plan"]["task"]
    assert done["outcome"] == "removed"
    assert [rule["Name"] for rule in rules(emulator, task_id)] == ["state"]


@pytest.mark.parametrize("action", ["change", "remove"])
@pytest.mark.parametrize("kind", ["drop-after", "cut", "double", "drop-before"])
async def test_a_lost_answer_to_a_change_is_looked_after(action: str, kind: Any) -> None:
    time = Time()
    emulator, task_id = running(time)
    await facts(emulator, time, "set_task_alarm", task_id, **ALARM)
    emulator.fail("UpdateDIAlarmRule", Fault(kind=kind))
    emulator.fail("DeleteDIAlarmRule", Fault(kind=kind))

    wish = {"above": 90} if action == "change" else {}
    done = await facts(emulator, time, "set_task_alarm", task_id, do=action, **wish)

    assert done["outcome"] == f"{action}d"
    thresholds = [rule["TriggerConditions"][0]["Threshold"] for rule in rules(emulator, task_id)]
    assert thresholds == ([90] if action == "change" else [])


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({}, "/above: is required"),
        ({"on": "ddl", "above": 1}, "/above: has no meaning for ddl"),
        ({"above": 10**30}, "/above: must be less than or equal to"),
        ({"above": 60, "options": {"minutes": 10**30}}, "/options/minutes: must be less than or equal to"),
        ({"on": "resources", "above": 101}, "/above: is more than 100 percent"),
        ({"do": "remove"}, "no alarm rule of the job is called"),
        ({"do": "change", "enabled": True}, "it has none"),
        ({"above": 1, "options": {"channels": ["Pigeon"]}}, "/options/channels/0"),
    ],
    ids=str,
)
async def test_a_wrong_wish_is_refused_and_changes_nothing(wish: dict[str, Any], says: str) -> None:
    time = Time()
    emulator, task_id = running(time)

    result = await answer(emulator, time, "set_task_alarm", task_id, **wish)

    assert result.is_error
    assert says in text_of(result)
    assert rules(emulator, task_id) == []


async def test_a_name_that_is_taken_by_another_rule_is_not_overwritten() -> None:
    time = Time()
    emulator, task_id = running(time)
    await facts(emulator, time, "set_task_alarm", task_id, **ALARM)

    result = await answer(emulator, time, "set_task_alarm", task_id, above=61)

    assert "exists, with other settings" in text_of(result)
    assert rules(emulator, task_id)[0]["TriggerConditions"][0]["Threshold"] == 60


async def test_a_token_of_a_robot_is_neither_shown_nor_lost_by_a_change() -> None:
    time = Time()
    emulator, task_id = running(time)
    receivers = [{"ReceiverType": "DingToken", "ReceiverValues": ["robot-4711-token"]}]
    settings = {
        "NotificationChannels": [{"Severity": "Warning", "Channels": ["Ding"]}],
        "NotificationReceivers": receivers,
    }
    rule = {**RULE, "Name": "delay", "NotificationSettings": settings, "DIJobId": task_id.removeprefix("job-")}
    ask(emulator, "CreateDIAlarmRule", **rule)

    async with assistant(emulator, time) as client:
        call = {**HOME, "task_id": task_id, "do": "change", "options": {"users": ["7"]}}
        plan = await client.call_tool("set_task_alarm", call)
        confirmation = facts_of(plan)["confirmation"]
        done = await client.call_tool("set_task_alarm", {**call, "confirmation": confirmation})

    shown = text_of(plan) + text_of(done) + str(facts_of(plan)) + str(facts_of(done))
    assert "robot-4711-token" not in shown
    (kept,) = rules(emulator, task_id)
    assert receivers[0] in kept["NotificationSettings"]["NotificationReceivers"]


@pytest.mark.parametrize("tool", ["get_task_metrics", "set_task_alarm"])
async def test_a_node_has_no_metrics_and_no_alarms(tool: str) -> None:
    time = Time()

    result = await answer(emulated(time), time, tool, "node-7", **(ALARM if tool == "set_task_alarm" else {}))

    assert result.is_error
    assert "is a node" in text_of(result)


async def test_the_status_of_a_job_says_how_it_is_doing_and_which_alarms_there_are() -> None:
    time = Time()
    emulator, task_id = running(time, *ALL, cu=0.5)
    await facts(emulator, time, "set_task_alarm", task_id, **ALARM)
    time.now += 1200

    seen = await facts(emulator, time, "get_task_status", task_id)

    watch = seen["watch"]
    assert seen["state"] == "RUN"
    assert "falls further behind" in watch["summary"]
    assert (watch["rows_read"], watch["stages"][-1]) == (100, "real time: 5 of 5 tables Running")
    assert [alarm["name"] for alarm in watch["alarms"]] == ["delay"]


async def test_the_status_of_a_job_needs_none_of_what_the_rules_forbid() -> None:
    time = Time()
    emulator, task_id = running(time)
    rules = Policy(deny=["ListDIJobMetrics", "ListDIAlarmRules"])
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(policy=rules))) as client:
        seen = facts_of(await client.call_tool("get_task_status", {**HOME, "task_id": task_id}))

    assert seen["watch"]["notes"] == ["Not known, as it could not be read: ListDIJobMetrics, ListDIAlarmRules."]
    assert "ListDIJobMetrics" not in sent(emulator)


async def test_a_failover_of_the_status_leads_to_its_log() -> None:
    time = Time()
    emulator = emulated(time, Failing(FAILURE))
    job_id = created(emulator)
    ask(emulator, "StartDIJob", Id=job_id)

    status = await facts(emulator, time, "get_task_status", f"job-{job_id}")
    (failover,) = status["watch"]["failovers"]
    seen = await facts(emulator, time, "get_task_log", f"job-{job_id}", failover_id=failover["id"])

    assert "Access denied" in seen["errors"][0]["text"] + seen["errors"][-1]["text"]


async def test_an_alarm_that_changed_since_the_plan_is_shown_again() -> None:
    time = Time()
    emulator, task_id = running(time)
    await facts(emulator, time, "set_task_alarm", task_id, **ALARM)
    async with assistant(emulator, time) as client:
        call = {**HOME, "task_id": task_id, "do": "remove"}
        plan = facts_of(await client.call_tool("set_task_alarm", call))
        await facts(emulator, time, "set_task_alarm", task_id, do="change", above=90)
        result = await client.call_tool("set_task_alarm", {**call, "confirmation": plan["confirmation"]})

    assert "changed since the plan was shown" in text_of(result)
    assert len(rules(emulator, task_id)) == 1
