"""Whatever an answer says to do next can be done: by a tool that is on, or by a person who is named by role."""

from typing import Any

import pytest

from emulator.world.lifecycle import Failing
from server.hosting import Hosting
from tests.followable import unfollowable
from tests.sessions import BATCH_WISH, WISH, Time, assistant, emulated, facts_of, text_of, trusted
from tests.stories.homes import Home, both
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.selection import selection
from tools.toolsets import listed_tools


@both
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_after_a_broken_start_the_next_look_shows_the_run_state(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.running_speed = Failing("binlog position is gone")
    async with trusted(emulator, time, mode=mode) as client:
        error = facts_of(await client.call_tool("create_realtime_task", {**home.wish, "start": True}))["error"]
        state = facts_of(await client.call_tool(error["next_tool"], error["next_arguments"]))

    assert (error["code"], error["next_tool"]) == ("DidNotRun", "get_task_status")
    assert state["name"] == home.wish["task_name"]
    assert state["state"] == home.broken


Call = tuple[str, dict[str, Any]]

CALLS: dict[str, Call] = {
    "a wrong group": ("create_realtime_task", {**WISH, "resource_group": "S_res_group_none"}),
    "a wrong source": ("create_batch_task", {**BATCH_WISH, "source": "mysql_shp"}),
    "a workspace": ("describe_workspace", {}),
    "a parent": ("explain_error", {"error": "父节点输出名:MYWORKSPACE.x_out 不存在"}),
    "a task in production": ("explain_error", {"error": "fileId:[100] is deployed and can not be deleted."}),
}
CALLS_OF: dict[str, dict[str, Call]] = {
    "classic": {
        "a wrong folder": ("create_realtime_task", {**WISH, "folder": "Business Flow/shop/x"}),
        "an unknown task": ("get_task_status", {"task_id": "404"}),
        "a batch task": ("get_di_sync_task", {"task_type": "DI_REALTIME", "file_id": "1000000"}),
    },
    "new": {
        "a job": ("get_task_status", {"task_id": "job-11500"}),
        "a node": ("get_task_status", {"task_id": "node-7567482277219412494"}),
        "an unknown job": ("get_task_status", {"task_id": "job-404"}),
        "an unknown node": ("read_task_script", {"task_id": "node-404"}),
        "the log of an unknown node": ("get_task_log", {"task_id": "node-404"}),
        "metrics of a node": ("get_task_metrics", {"task_id": "node-7567482277219412494"}),
        "alarms of an unknown job": ("set_task_alarm", {"task_id": "job-404", "above": 60}),
        "a node whose name changes": ("change_task", {"task_id": "node-7567482277219412494", "name": "x"}),
        "tables of a node": ("change_realtime_tables", {"task_id": "node-7567482277219412494", "add": ["shop.orders"]}),
        "an operation of the other studio": ("create_folder", {"folder_path": "Business Flow/shop/x"}),
        "a job by its operation": ("get_di_sync_task", {"task_type": "DI_REALTIME", "file_id": "11500"}),
    },
}
"""Calls that fail, or whose answers say what comes next; the second ones are of one studio."""

GATES = {
    "default": Gate(selection=selection()),
    "only tasks": Gate(selection=selection(["tasks"])),
    "only operations": Gate(selection=selection(["sync_tasks", "running"], ["explain_error"])),
    "read only": Gate(Mode.READ_ONLY, selection=selection(exclude=["find_sync_tasks"])),
}


@both
@pytest.mark.parametrize("gate", GATES.values(), ids=GATES.keys())
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_no_answer_sends_on_to_a_tool_that_is_off(home: Home, gate: Gate, language: Any) -> None:
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting(gate=gate, language=language)) as client:
        for tool, arguments in (CALLS | CALLS_OF[home.name]).values():
            if gate.offers(listed_tools()[tool]):
                given = arguments if tool == "explain_error" else home.at_home(arguments)
                result = await client.call_tool(tool, given)

                assert [*unfollowable(facts_of(result), gate)] == [], text_of(result)
