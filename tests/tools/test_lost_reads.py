"""A read whose answer is lost has changed nothing: nobody is sent to look for its effect."""

from typing import Any

import pytest

from emulator.faults.fault_rules import Fault
from tests.sessions import WISH, Time, emulated, facts_of, trusted

READS: list[tuple[str, str, dict[str, Any]]] = [
    ("ListDataSources", "list_data_sources", {"project_id": "10000"}),
    ("GetDISyncTask", "get_di_sync_task", {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"}),
    ("GetDIJob", "get_task_status", {"project_id": "10002", "task_id": "job-11500"}),
    ("QueryDISyncTaskConfigProcessResult", "create_realtime_task", WISH),
]


@pytest.mark.parametrize(("operation", "tool", "given"), READS, ids=[tool for _, tool, _ in READS])
@pytest.mark.parametrize(("fault", "code"), [("drop-after", "Unreachable"), ("not-json", "Unreadable")])
async def test_a_lost_read_is_said_to_have_changed_nothing(
    operation: str, tool: str, given: dict[str, Any], fault: Any, code: str
) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail(operation, Fault(kind=fault), times=None)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool(tool, given))["error"]

    assert (error["operation"].rpartition("/")[2], error["code"], error["retry"]) == (operation, code, "yes")
    assert "only reads, so it changed nothing" in error["means"]
    assert error["fix"][0].startswith("Make the same call again")
    assert error.get("next_tool") in (None, tool)


async def test_a_lost_write_is_still_looked_for() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("CreateFolder", Fault(kind="drop-after"), times=None)
    given = {"project_id": "10000", "folder_path": "Business Flow/shop/Data Integration/new"}
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool("create_folder", given))["error"]

    assert (error["code"], error["retry"]) == ("Unreachable", "look first")
    assert "whether it took effect is unknown" in error["means"]
