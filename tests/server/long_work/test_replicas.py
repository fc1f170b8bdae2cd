"""A task that one process has begun, and another one is asked about."""

from typing import Any

import anyio
import pytest
from mcp import MCPError

from emulator.world.lifecycle import AfterSeconds
from server.long_work import task_ids
from server.long_work.elsewhere import HANDOVER, PAUSE, SPREAD
from tests.server.long_work.asking import Free, Service, asked, begun, seen, state_of, until
from tests.server.long_work.test_tasks import CREATE, START, user
from tests.sessions import WISH, sent

STARTS = "StartDISyncInstance"
CONSENT = 300.0
LATEST = HANDOVER + SPREAD
"""Seconds after which every process may send writes."""


async def left_behind(service: Service, tool: str, arguments: dict[str, Any]) -> str:
    """The id of a task whose process ends while it waits."""
    async with service.replica(answer=user(approve=True)) as client:
        task_id = await begun(client, tool, arguments)
        await service.time.waiting.wait()
    return task_id


async def test_another_process_finishes_a_creation() -> None:
    service = Service()
    task_id = await left_behind(service, "create_realtime_task", WISH)
    assert CREATE not in sent(service.emulator)

    async with service.replica(time=Free(service.time)) as other:
        waits = await seen(other, task_id, "What was read of it")
        before = sent(service.emulator).count(CREATE)
        service.time.now += LATEST
        done = await until(other, task_id, "completed")

    assert (waits["status"], before) == ("working", 0)
    assert done["result"]["structuredContent"]["state"] == "created"
    assert sent(service.emulator).count(CREATE) == 1


async def test_a_process_that_is_asked_about_done_work_finds_its_task() -> None:
    service = Service()
    async with service.replica() as first, service.replica(time=Free(service.time)) as other:
        task_id = await begun(first, "create_realtime_task", WISH)
        service.time.go.set()
        here = await until(first, task_id, "completed")
        service.time.now += LATEST
        there = await until(other, task_id, "completed")

    ids = [state["result"]["structuredContent"]["task_id"] for state in (here, there)]
    assert ids[0] == ids[1]
    assert named_in(service) == [WISH["task_name"]]


def named_in(service: Service) -> list[str]:
    """The tasks of the name of the call."""
    files = service.emulator.world.workspaces["10000"].tasks.values()
    return [file.name for file in files if file.name == WISH["task_name"]]


async def test_what_another_process_has_done_is_reported_after_the_consent() -> None:
    service = Service()
    async with service.replica() as first, service.replica(time=Free(service.time)) as other:
        task_id = await begun(first, "create_realtime_task", WISH)
        service.time.go.set()
        here = await until(first, task_id, "completed")
        service.time.now += CONSENT
        writes = sent(service.emulator).count(CREATE)
        there = await until(other, task_id, "completed")

    text = "\n".join(block["text"] for block in there["result"]["content"])
    assert here["result"]["structuredContent"]["task_id"] in text
    assert "created no task" not in text
    assert sent(service.emulator).count(CREATE) == writes


async def test_after_the_consent_no_process_sends_a_write() -> None:
    service = Service()
    task_id = await left_behind(service, "create_realtime_task", WISH)
    service.time.now += CONSENT
    async with service.replica(time=Free(service.time)) as other:
        done = await until(other, task_id, "completed")

    assert CREATE not in sent(service.emulator)
    failure = done["result"]["structuredContent"]["error"]
    assert done["result"]["isError"]
    assert (failure["code"], failure["next_tool"]) == ("WritesEnded", "create_realtime_task")
    assert failure["next_arguments"]["task_name"] == WISH["task_name"]


async def test_a_task_ends_with_its_consent_where_it_was_begun_too() -> None:
    service = Service(speed=AfterSeconds(310))
    async with service.replica() as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        service.time.go.set()
        done = await until(client, task_id, "completed")

    assert CREATE not in sent(service.emulator)
    assert done["result"]["structuredContent"]["state"] == "generating"
    assert done["result"]["structuredContent"]["next"]


async def test_work_that_the_user_agreed_to_is_reported_as_it_is() -> None:
    """It had begun, so that what exists is not what the user saw: nothing more is sent."""
    service = Service(speed=AfterSeconds(60))
    task_id = await left_behind(service, "start_tasks", START)
    assert sent(service.emulator).count(STARTS) == 1

    service.time.now += LATEST
    async with service.replica(time=Free(service.time)) as other:
        done = await until(other, task_id, "completed")

    assert done["result"]["structuredContent"]["rows"][0]["state"] == "RUN"
    assert sent(service.emulator).count(STARTS) == 1


async def test_two_processes_asked_at_the_same_time_create_one_task() -> None:
    service = Service()
    task_id = await left_behind(service, "create_realtime_task", WISH)
    service.time.now += LATEST
    one, two = service.replica(time=Free(service.time)), service.replica(time=Free(service.time))
    async with one as first, two as second, anyio.create_task_group() as group:
        for client in (first, second):
            group.start_soon(until, client, task_id, "completed")

    assert named_in(service) == [WISH["task_name"]]


async def test_a_process_that_is_asked_often_reads_seldom() -> None:
    service = Service()
    task_id = await left_behind(service, "create_realtime_task", WISH)
    async with service.replica(time=Free(service.time)) as other:
        await seen(other, task_id, "What was read of it")
        before = len(sent(service.emulator))
        for _ in range(50):
            await state_of(other, task_id)
        asked_often = len(sent(service.emulator))
        service.time.now += LATEST + PAUSE
        await until(other, task_id, "completed")

    assert asked_often == before


async def test_a_cancellation_is_known_where_it_was_received() -> None:
    service = Service()
    async with service.replica() as first, service.replica(time=Free(service.time)) as other:
        task_id = await begun(first, "create_realtime_task", WISH)
        await asked(other.session, "tasks/cancel", task_id)
        there = await state_of(other, task_id)
        here = await state_of(first, task_id)

    assert (there["status"], here["status"]) == ("cancelled", "working")
    assert "may still finish it" in there["statusMessage"]


async def test_arguments_too_long_for_an_id_are_never_finished_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_ids, "LONGEST", 330)
    service = Service(speed=AfterSeconds(60))
    task_id = await left_behind(service, "create_realtime_task", WISH)
    async with service.replica(time=Free(service.time)) as other:
        waits = await seen(other, task_id, "too long for its id")
        service.time.now += CONSENT
        done = await until(other, task_id, "completed")

    assert waits["status"] == "working"
    assert CREATE not in sent(service.emulator)
    text = "\n".join(block["text"] for block in done["result"]["content"])
    assert done["result"]["isError"]
    assert "Make the same call of create_realtime_task again" in text
    assert WISH["task_name"] in text


async def test_a_process_with_another_key_knows_no_task() -> None:
    service = Service()
    task_id = await left_behind(service, "create_realtime_task", WISH)
    service.key = b"x" * 32
    async with service.replica() as other:
        with pytest.raises(MCPError) as refused:
            await state_of(other, task_id)

    assert refused.value.code == -32602
