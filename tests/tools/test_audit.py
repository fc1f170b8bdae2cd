"""The audit trail."""

import json
from pathlib import Path
from typing import Any

from emulator.seed.samples import BATCH_SCRIPT
from server.hosting import Hosting
from tests.faults import refused
from tests.secrecy.planted import DATA_SOURCE_PASSWORD
from tests.sessions import WISH, Time, assistant, emulated, facts_of
from tools.rules.audit import Audit
from tools.rules.caller import Caller
from tools.rules.gate import Gate
from tools.rules.mode import Mode


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


async def test_each_write_is_one_line_with_what_was_asked_and_what_came_of_it(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    emulator = emulated(time)
    rules = Hosting(audit=Audit(path, time.utc), gate=Gate(Mode.FULL), caller_of=lambda: Caller("ann"))
    emulator.fail("UpdateDISyncTask", refused(400, "Invalid.DI.Parameter"))
    async with assistant(emulator, time, hosting=rules) as client:
        await client.call_tool("list_files", {"project_id": "10000"})
        await client.call_tool("create_realtime_task", WISH)
        update = {"project_id": "10000", "task_type": "DI_OFFLINE", "file_id": "1000000", "task_content": BATCH_SCRIPT}
        failed = facts_of(await client.call_tool("update_di_sync_task", update))

    created, update_line = lines(path)
    assert created["caller"] == "ann"
    assert created["tool"] == "create_realtime_task"
    assert created["arguments"]["tables"] == WISH["tables"]
    assert created["outcome"] == "done"
    assert len(created["request_ids"]) == 4
    assert created["time"].startswith("2026-09-2")
    assert update_line["outcome"] == "Invalid.DI.Parameter"
    assert update_line["request_ids"] == [failed["error"]["request_id"]]
    assert update_line["arguments"]["task_content"].keys() == {"sha256", "bytes", "tables"}


async def test_settings_are_told_as_they_were_and_without_secrets(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    rules = Hosting(audit=Audit(path, time.utc), gate=Gate(Mode.FULL))
    task = {"project_id": "10000", "file_id": "100", "task_type": "DI_REALTIME"}
    file = {"project_id": "10000", "file_id": "1000000", "para_value": f"password={DATA_SOURCE_PASSWORD}"}
    async with assistant(emulated(time), time, hosting=rules) as client:
        await client.call_tool("update_di_sync_task", {**task, "task_param": {"Cu": 1.5}})
        await client.call_tool("start_di_sync_instance", {**task, "start_param": {"error_limit": {"record": 5}}})
        await client.call_tool("update_file", file)

    update, start, values = (line["arguments"] for line in lines(path))
    assert update["task_param"] == '{"Cu":1.5}'
    assert start["start_param"]["error_limit"] == {"record": 5}
    assert values["para_value"] == "password=***"


async def test_a_write_that_was_not_made_leaves_no_line(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    async with assistant(emulated(time), time, hosting=Hosting(audit=Audit(path))) as client:
        await client.call_tool(
            "update_di_sync_task", {"project_id": "10000", "task_type": "DI_OFFLINE", "file_id": "1"}
        )

    assert not path.exists()


async def test_a_line_that_can_not_be_written_does_not_turn_success_into_failure(tmp_path: Path) -> None:
    time = Time()
    rules = Hosting(audit=Audit(tmp_path / "missing" / "audit.jsonl"))
    async with assistant(emulated(time), time, hosting=rules) as client:
        result = await client.call_tool("create_realtime_task", WISH)

    assert facts_of(result)["state"] == "created"
