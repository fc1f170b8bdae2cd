"""An alarm rule is changed only where it is meant: what it watches, and at which severity."""

from typing import Any

import pytest

from emulator.faults.fault_rules import Fault
from emulator.service import Emulator
from tests.chaos.memory import NoTokens
from tests.emulator.job_calls import RULE, ask, started
from tests.sessions import Time, assistant, emulated, facts_of, text_of, trusted

SEVERE: dict[str, Any] = {
    **RULE,
    "Name": "delay",
    "Enabled": "true",
    "TriggerConditions": [
        {"Severity": "Warning", "Duration": 5, "Threshold": 60},
        {"Severity": "Critical", "Duration": 5, "Threshold": 600},
    ],
    "NotificationSettings": {
        "NotificationChannels": [
            {"Severity": "Warning", "Channels": ["Mail"]},
            {"Severity": "Critical", "Channels": ["Phone"]},
        ],
        "NotificationReceivers": [{"ReceiverType": "AliyunUid", "ReceiverValues": ["1"]}],
    },
}
PLAIN = {**RULE, "Name": "delay", "TriggerConditions": [{"Severity": "Warning", "Duration": 5, "Threshold": 3}]}


def with_rule(rule: dict[str, Any]) -> tuple[Emulator, Time, dict[str, str]]:
    """An emulator whose job has this rule, its clock, and the task of the job."""
    time = Time()
    emulator = emulated(time)
    job_id = started(emulator)
    ask(emulator, "CreateDIAlarmRule", DIJobId=job_id, **rule)
    return emulator, time, {"project_id": "10002", "task_id": f"job-{job_id}"}


def stored(emulator: Emulator, task: dict[str, str]) -> list[dict[str, Any]]:
    """The rules of the job, as the service has them."""
    job = emulator.world.workspaces["10002"].jobs[int(task["task_id"].removeprefix("job-"))]
    return [rule.given for rule in job.alarms]


@pytest.mark.parametrize(
    ("wish", "thresholds", "channels"),
    [
        ({"above": 90, "options": {"critical": False}}, [90, 600], ["Mail", "Phone"]),
        ({"above": 900, "options": {"critical": True}}, [60, 900], ["Mail", "Phone"]),
        ({"options": {"critical": True, "channels": ["Sms"]}}, [60, 600], ["Mail", "Sms"]),
        ({"options": {"users": ["7"]}}, [60, 600], ["Mail", "Phone"]),
    ],
    ids=str,
)
async def test_of_several_severities_only_the_named_one_is_changed(
    wish: dict[str, Any], thresholds: list[int], channels: list[str]
) -> None:
    emulator, time, task = with_rule(SEVERE)
    async with trusted(emulator, time) as client:
        done = facts_of(await client.call_tool("set_task_alarm", {**task, "do": "change", **wish}))

    (rule,) = stored(emulator, task)
    assert done["outcome"] == "changed"
    assert [each["Severity"] for each in rule["TriggerConditions"]] == ["Warning", "Critical"]
    assert [each["Threshold"] for each in rule["TriggerConditions"]] == thresholds
    assert [each["Channels"][0] for each in rule["NotificationSettings"]["NotificationChannels"]] == channels


@pytest.mark.parametrize(
    ("rule", "wish", "says"),
    [
        (SEVERE, {"do": "change", "above": 90}, '/options/critical: the rule "delay" has conditions of several'),
        (SEVERE, {"do": "create", "above": 60}, "exists, with other settings"),
        (PLAIN, {"do": "change", "on": "failovers", "above": 3}, '/on: the rule "delay" watches delay'),
        (PLAIN, {"do": "remove", "on": "failovers"}, '/on: the rule "delay" watches delay'),
        (PLAIN, {"do": "create", "on": "failovers", "above": 3}, "exists, with other settings"),
        ({**PLAIN, "MetricType": "Heartbeat"}, {"do": "change", "above": 3}, "/above: has no meaning for state"),
        (PLAIN, {"do": "remove", "enabled": False}, "/enabled: has no meaning for remove"),
    ],
    ids=str,
)
async def test_what_does_not_fit_the_rule_or_is_left_open_changes_nothing(
    rule: dict[str, Any], wish: dict[str, Any], says: str
) -> None:
    emulator, time, task = with_rule(rule)
    before = stored(emulator, task)
    async with trusted(emulator, time) as client:
        result = await client.call_tool("set_task_alarm", {**task, "options": {"name": "delay"}, **wish})

    assert result.is_error
    assert says in text_of(result)
    assert stored(emulator, task) == before


async def test_a_rule_is_found_by_its_name_whatever_it_watches() -> None:
    emulator, time, task = with_rule({**PLAIN, "Name": "重启 告警", "MetricType": "FailoverCount"})
    call = {**task, "do": "change", "above": 5, "options": {"name": "重启 告警"}}
    async with trusted(emulator, time) as client:
        done = facts_of(await client.call_tool("set_task_alarm", call))

    assert (done["outcome"], done["alarm"]["metric_type"]) == ("changed", "FailoverCount")
    assert stored(emulator, task)[0]["TriggerConditions"][0]["Threshold"] == 5


@pytest.mark.parametrize(("wish", "change"), [({"enabled": False}, "enabled: false"), ({"above": 0}, "above: 0")])
async def test_a_plan_shows_that_a_rule_is_switched_off_and_a_threshold_of_0(wish: dict[str, Any], change: str) -> None:
    emulator, time, task = with_rule({**PLAIN, "Enabled": "true"})
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool("set_task_alarm", {**task, "do": "change", **wish}))

    assert plan["plan"]["changes"] == [change]


@pytest.mark.parametrize("kind", ["drop-after", "drop-before", "cut"])
async def test_a_lost_answer_creates_one_rule_where_the_service_keeps_no_client_tokens(kind: Any) -> None:
    emulator, time, task = with_rule(PLAIN)
    emulator.world.tokens = NoTokens()
    emulator.fail("CreateDIAlarmRule", Fault(kind=kind))
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("set_task_alarm", {**task, "on": "state"}))

    assert made["outcome"] == "created"
    assert [rule["Name"] for rule in stored(emulator, task)] == ["delay", "state"]
