"""Alarm rules that somebody made with settings that this server does not know."""

from typing import Any

import pytest

from tests.emulator.job_calls import RULE, ask
from tests.sessions import Time, facts_of, text_of
from tests.stories.test_watching_jobs import answer, rules, running


@pytest.mark.parametrize(
    "part",
    [
        {"NotificationReceivers": [{"ReceiverType": "FeishuUrl", "ReceiverValues": ["robot-4711-token"]}]},
        {"NotificationChannels": [{"Severity": "Warning", "Channels": ["Pigeon"]}]},
        {"NotificationChannels": [{"Severity": "Fatal", "Channels": ["Mail"]}]},
    ],
)
async def test_a_rule_with_settings_that_no_request_can_have_stays_as_it_is(part: dict[str, Any]) -> None:
    time = Time()
    emulator, task_id = running(time)
    settings = {**RULE["NotificationSettings"], **part}
    rule = {**RULE, "Name": "delay", "NotificationSettings": settings, "DIJobId": task_id.removeprefix("job-")}
    ask(emulator, "CreateDIAlarmRule", **rule)
    before = rules(emulator, task_id)

    result = await answer(emulator, time, "set_task_alarm", task_id, do="change", above=90)

    assert facts_of(result)["error"]["code"] == "UnknownSettings"
    assert "robot-4711-token" not in text_of(result)
    assert rules(emulator, task_id) == before
