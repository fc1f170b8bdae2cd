"""Plans of the single operations on jobs: nested settings are shown, tokens of robots are not."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.hosting import Hosting
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.tools.job_examples import ALARM, JOB_EXAMPLES
from tools.rules.audit import Audit
from tools.rules.gate import Gate
from tools.rules.mode import Mode

TOKEN = "robot-4711-token"
MILLISECONDS = 1_671_516_776_000
SETTINGS = {
    "notification_channels": [{"severity": "Warning", "channels": ["Ding"]}],
    "notification_receivers": [{"receiver_type": "DingToken", "receiver_values": [TOKEN]}],
}


async def planned(tool: str, arguments: dict[str, Any]) -> Any:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(tool, arguments)
    assert "plan" in facts_of(result), text_of(result)
    assert not any(action.startswith(("Update", "Delete", "Start", "Stop")) for action in sent(emulator))
    return result


async def test_a_change_of_mappings_is_shown() -> None:
    result = await planned("update_di_job", JOB_EXAMPLES["UpdateDIJob"])

    assert '"expression":"refunds"' in text_of(result).replace(" ", "").replace("\\", "")
    assert "refunds_to_holo" in text_of(result)


@pytest.mark.parametrize("given", [SETTINGS, json.dumps(SETTINGS)], ids=["object", "text"])
async def test_a_token_of_a_robot_is_not_shown_in_a_plan(given: Any) -> None:
    result = await planned("update_di_alarm_rule", {**ALARM, "notification_settings": given})

    assert TOKEN not in text_of(result) + str(facts_of(result))
    assert "Ding" in text_of(result)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("start_di_job", {"id": "11500", "realtime_start_settings": {"start_time": MILLISECONDS}}),
        ("list_di_job_events", {"di_job_id": "11500", "event_type": "DDL", "start_time": 1, "end_time": MILLISECONDS}),
        (
            "list_di_job_metrics",
            {"di_job_id": "11500", "metric_name": ["delayTime"], "start_time": MILLISECONDS, "end_time": 1},
        ),
    ],
    ids=str,
)
async def test_a_time_in_milliseconds_is_refused_and_never_sent(tool: str, arguments: dict[str, Any]) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool(tool, arguments)

    assert "_time: must be less than or equal to 99999999999" in text_of(result)
    assert sent(emulator) == []


async def test_a_token_of_a_robot_is_not_recorded(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    rules = Hosting(audit=Audit(path, time.utc), gate=Gate(Mode.FULL))
    async with assistant(emulated(time), time, hosting=rules) as client:
        wish = {**JOB_EXAMPLES["CreateDIAlarmRule"], "notification_settings": SETTINGS}
        result = await client.call_tool("create_di_alarm_rule", wish)

    assert not result.is_error, text_of(result)
    assert "DingToken" in path.read_text("utf-8")
    assert TOKEN not in path.read_text("utf-8")
