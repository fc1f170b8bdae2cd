"""The audit trail."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp_types import ElicitResult

from emulator.seed.samples import BATCH_SCRIPT
from server.hosting import Hosting
from tests.faults import refused
from tests.secrecy.planted import DATA_SOURCE_PASSWORD
from tests.sessions import WISH, Time, assistant, emulated, facts_of
from tools.rules.audit import Audit
from tools.rules.caller import Caller
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.rules.selection import selection


def lines(path: Path, *, begun: bool = False) -> list[dict[str, Any]]:
    """The lines of refusals and outcomes, or of what was begun."""
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [line for line in found if (line["outcome"] == "begun") is begun]


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
    assert len(created["request_ids"]) == 6
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
    assert values["para_value"].keys() == {"sha256", "bytes"}


async def test_a_write_that_was_not_made_leaves_no_line(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    async with assistant(emulated(time), time, hosting=Hosting(audit=Audit(path))) as client:
        await client.call_tool(
            "update_di_sync_task", {"project_id": "10000", "task_type": "DI_OFFLINE", "file_id": "1"}
        )

    assert not path.exists()


async def test_a_write_is_recorded_before_it_is_made(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=Hosting(audit=Audit(path, time.utc))) as client:
        await client.call_tool("create_realtime_task", WISH)

    ((begun,), (done,)) = lines(path, begun=True), lines(path)
    assert json.loads(path.read_text("utf-8").splitlines()[0]) == begun
    assert begun["arguments"] == done["arguments"]
    assert begun["time"] < done["time"]


@pytest.mark.parametrize("broken", ["missing/audit.jsonl", "/dev/full"])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_write_whose_line_can_not_be_written_is_not_made(broken: str, language: Any, tmp_path: Path) -> None:
    time = Time()
    emulator = emulated(time)
    rules = Hosting(audit=Audit(tmp_path / broken), language=language)
    async with assistant(emulator, time, hosting=rules) as client:
        error = facts_of(await client.call_tool("create_realtime_task", WISH))["error"]
        read = await client.call_tool("list_files", {"project_id": "10000"})

    assert ("nothing was done" if language == "en" else "\u672a\u6267\u884c") in json.dumps(error, ensure_ascii=False)
    assert not read.is_error, "what only reads needs no line"
    assert len(emulator.calls) == 1


async def declined(_: object, __: object) -> ElicitResult:
    return ElicitResult(action="decline")


async def unanswered(_: object, __: object) -> ElicitResult:
    await anyio.sleep_forever()
    raise AssertionError


DELETE = ("delete_di_sync_task", {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "4711000123"})
WHO = Caller("ann")
READER = Caller("ann", may_write=False)

REFUSED: dict[str, tuple[Hosting, Any, tuple[str, dict[str, Any]], str]] = {
    "policy": (
        Hosting(gate=Gate(policy=Policy(deny=["Delete*"]))),
        None,
        DELETE,
        "policy: deny = 'Delete*' forbids DeleteDISyncTask",
    ),
    "policy, shown as code": (
        Hosting(gate=Gate(policy=Policy(deny=["Delete*"]))),
        None,
        ("show_as_code", {"tool": DELETE[0], "arguments": DELETE[1]}),
        "policy: deny = 'Delete*' forbids DeleteDISyncTask",
    ),
    "scope": (Hosting(caller_of=lambda: READER), None, DELETE, "the token of ann lacks the scope for writing"),
    "mode": (Hosting(gate=Gate(Mode.READ_ONLY)), None, DELETE, "read-only mode is on"),
    "tool off": (Hosting(gate=Gate(selection=selection(("tasks",)))), None, DELETE, "toolset running is off"),
    "excluded": (
        Hosting(gate=Gate(selection=selection(exclude=(DELETE[0],)))),
        None,
        DELETE,
        "the tool is excluded",
    ),
    "declined": (Hosting(), declined, DELETE, "the user did not agree"),
    "unanswered": (Hosting(), unanswered, DELETE, "the question was not answered in time"),
}


@pytest.mark.parametrize(("rules", "answer", "call", "reason"), REFUSED.values(), ids=REFUSED)
async def test_each_refusal_is_one_line_without_arguments(
    rules: Hosting, answer: Any, call: tuple[str, dict[str, Any]], reason: str, tmp_path: Path
) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    caller_of = rules.caller_of if rules.caller_of().name == "ann" else lambda: WHO
    rules = replace(rules, audit=Audit(path, time.utc), caller_of=caller_of)
    limit = 0.05 if answer is unanswered else 120.0
    async with assistant(
        emulated(time), time, mode="legacy", hosting=rules, answer=answer, answer_limit=limit
    ) as client:
        await client.call_tool(*call)

    (line,) = lines(path)
    assert {**line, "time": ""} == {
        "time": "",
        "caller": "ann",
        "tool": call[0],
        "outcome": "refused",
        "reason": reason,
    }
    assert DELETE[1]["file_id"] not in path.read_text("utf-8")


async def test_lines_about_api_calls_have_caller_and_tool(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "dataworks")
    time = Time()
    rules = Hosting(caller_of=lambda: Caller('ann" 200 ok\nlocal'), gate=Gate(Mode.FULL))
    async with assistant(emulated(time), time, hosting=rules) as client:
        await client.call_tool("create_realtime_task", WISH)

    messages = [record.getMessage() for record in caplog.records if record.name == "dataworks"]
    assert len(messages) == 6
    assert all(line.startswith('"ann\\" 200 ok\\nlocal" create_realtime_task ') for line in messages)
