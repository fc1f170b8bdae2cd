"""Names of the service with half of a character (a lone surrogate) are escaped, in plans and answers."""

import re
from typing import Any

import pytest

from emulator.exchange import Dropped, Reply, Request
from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.world.lifecycle import AtOnce
from tests.sessions import BATCH_WISH, Time, assistant, text_of
from tests.tools.several import FOR_SEVERAL, run_as

TEXT = re.compile(rb'"(FileDescription|Owner|ParaValue|AbsoluteFolderPath)": ?"([^"]*)"')
NAME = re.compile(rb'"(Name|FileName)": ?"([^"]*)"')
"""What plans show of the files of tasks; those for several show the name."""


class Halves(Emulator):
    """A service whose texts about files end in half of a character."""

    text = TEXT

    def answer(self, request: Request) -> Reply | Dropped:
        reply = super().answer(request)
        if isinstance(reply, Dropped):
            return reply
        return reply._replace(body=self.text.sub(rb'"\1":"\2\\ud83d"', reply.body))


CALLS: dict[str, dict[str, Any]] = {
    "stop_tasks": {"task_ids": ["100"]},
    "retire_tasks": {"task_ids": ["100"]},
    "delete_di_sync_task": {"task_type": "DI_REALTIME", "file_id": "100"},
    "update_file": {"file_id": "1000000", "cron_express": "00 30 05 * * ?"},
    "delete_file": {"file_id": "1000000"},
    "create_batch_task": {**BATCH_WISH, "task_name": "u_pk_to_odps"},
}


@pytest.mark.parametrize(("tool", "arguments"), CALLS.items(), ids=CALLS.keys())
async def test_a_plan_can_be_made(tool: str, arguments: dict[str, Any]) -> None:
    time = Time()
    emulator = Halves(initial_world(clock=time.clock, speed=AtOnce()))
    if tool in FOR_SEVERAL:
        emulator.text = NAME
        run_as(emulator, "RUN")
    async with assistant(emulator, time) as client:
        result = await client.call_tool(tool, {"project_id": "10000", **arguments})

    assert text_of(result).startswith("Nothing was done: this call needs the user's consent")
    assert "\\ud83d" in text_of(result)


@pytest.mark.parametrize("tool", ["list_files", "find_sync_tasks"])
async def test_a_list_can_be_read(tool: str) -> None:
    time = Time()
    emulator = Halves(initial_world(clock=time.clock, speed=AtOnce()))
    async with assistant(emulator, time) as client:
        result = await client.call_tool(tool, {"project_id": "10000"})

    assert not result.is_error, text_of(result)
    assert "\\ud83d" in text_of(result)
