"""One task is told the same by all that tell of it: its creation, its status, searches and plans."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from mcp import Client

from dataworks.studios.standing import CHANGED_SINCE
from emulator.service import Emulator
from emulator.world.lifecycle import AfterReads, AtOnce, Failing, Speed, Stuck
from server.hosting import Hosting
from tests.sessions import BATCH_WISH, GROUP, WISH, Time, assistant, emulated, facts_of, text_of, trusted
from tests.tools.test_tasks import WORKSPACE, with_solution
from tools.rules.gate import Gate
from tools.rules.mode import Mode

REALTIME, BATCH, SOLUTION = "DI_REALTIME", "DI_OFFLINE", "DI_SOLUTION"
DAILY = {**WORKSPACE, **BATCH_WISH, "cron": "00 30 02 * * ?"}
SPEEDS: dict[str, Callable[[], Speed]] = {
    "stuck": Stuck,
    "at once": AtOnce,
    "failing": lambda: Failing("no"),
    "slow": lambda: AfterReads(10**6),
}

Walk = tuple[str, ...]
"""What was done to a task: operations without ``_di_sync_``, and the speed of what follows."""


@dataclass
class Told:
    """What is told of one task: its state, whether it changed, and in which words its plan says so."""

    state: str
    changed: bool = False
    plan: str = ""
    removed: bool = False


REALTIME_STATES: dict[Walk, Told] = {
    (): Told("NORUN", plan="not submitted, run state NORUN"),
    ("deploy",): Told("NORUN", plan="submitted, run state NORUN"),
    ("deploy", "stuck", "start"): Told("WAIT", plan="deployed, run state WAIT"),
    ("deploy", "start"): Told("RUN", plan="deployed, run state RUN"),
    ("deploy", "update"): Told("NORUN", True, f"{CHANGED_SINCE.en}, run state NORUN"),
    ("deploy", "start", "update"): Told("RUN", True, f"{CHANGED_SINCE.en}, run state RUN"),
    ("deploy", "start", "update", "deploy"): Told("RUN", plan="deployed, run state RUN"),
    ("deploy", "start", "stuck", "stop"): Told("KILLING", plan="deployed, run state KILLING"),
    ("deploy", "start", "stop"): Told("PAUSE", plan="deployed, run state PAUSE"),
    ("deploy", "start", "stop", "update"): Told("PAUSE", True, f"{CHANGED_SINCE.en}, run state PAUSE"),
    ("deploy", "failing", "start"): Told("PAUSE", plan="deployed, run state PAUSE"),
    ("deploy", "start", "stop", "terminate"): Told("NORUN", plan="submitted, run state NORUN"),
    ("delete_file",): Told("GONE", removed=True),
}

BATCH_STATES: dict[Walk, Told] = {
    (): Told("DRAFT", plan="not submitted"),
    ("slow", "submit_file"): Told("SUBMITTING", plan="being submitted"),
    ("submit_file",): Told("SUBMITTED", plan="submitted"),
    ("submit_file", "slow", "deploy_file"): Told("DEPLOYING", plan="being deployed"),
    ("submit_file", "deploy_file"): Told("DEPLOYED", plan="deployed"),
    ("submit_file", "update"): Told("DRAFT", plan="not submitted"),
    ("submit_file", "deploy_file", "update"): Told("DEPLOYED", True, f"deployed, {CHANGED_SINCE.en}"),
    ("submit_file", "deploy_file", "update", "submit_file"): Told("DEPLOYED", True, f"deployed, {CHANGED_SINCE.en}"),
    ("submit_file", "deploy_file", "update", "submit_file", "deploy_file"): Told("DEPLOYED", plan="deployed"),
    ("submit_file", "deploy_file", "delete_file"): Told("GONE", removed=True),
}


async def test_all_that_tell_of_a_real_time_task_agree() -> None:
    await _agree(REALTIME_STATES, _realtime)


async def test_all_that_tell_of_a_batch_task_agree() -> None:
    await _agree(BATCH_STATES, _batch)


async def _agree(states: dict[Walk, Told], made: Callable[[Client], Awaitable[str]]) -> None:
    for walk, expected in states.items():
        time = Time()
        emulator = emulated(time)
        kind = REALTIME if made is _realtime else BATCH
        async with trusted(emulator, time) as client:
            task_id = await made(client)
            for step in walk:
                await _step(client, emulator, step, task_id, kind)
            told = await _told(client, task_id, expected.removed)
            if not expected.removed:
                again = await _created_again(client, made)
                assert (CHANGED_SINCE.en in again) is expected.changed, (walk, again)
        assert told == [(expected.state, expected.changed)] * (1 if expected.removed else 3), walk
        if not expected.removed:
            assert expected.plan in await _plan(emulator, time, task_id, kind), walk
            start = await _start(emulator, time, task_id)
            assert expected.state in start, walk
            assert (CHANGED_SINCE.en in start.lower()) is expected.changed, (walk, start)


async def _realtime(client: Client) -> str:
    return str(facts_of(await client.call_tool("create_realtime_task", WISH))["task_id"])


async def _batch(client: Client) -> str:
    return str(facts_of(await client.call_tool("create_batch_task", {**DAILY, "deploy": False}))["task_id"])


async def _created_again(client: Client, made: Callable[[Client], Awaitable[str]]) -> str:
    """What the same creation says of the task that exists."""
    wish = ("create_realtime_task", WISH) if made is _realtime else ("create_batch_task", {**DAILY, "deploy": False})
    result = await client.call_tool(*wish)
    assert not result.is_error, text_of(result)
    return text_of(result)


async def _step(client: Client, emulator: Emulator, step: str, task_id: str, kind: str) -> None:
    if step in SPEEDS:
        emulator.world.running_speed = emulator.world.deploying_speed = SPEEDS[step]()
        return
    names = {
        "start": "start_di_sync_instance",
        "stop": "stop_di_sync_instance",
        "terminate": "terminate_di_sync_instance",
    }
    tool = step if step.endswith("_file") else names.get(step, f"{step}_di_sync_task")
    typed = {} if step.endswith("_file") else {"task_type": kind}
    more = {"task_param": {"ResourceGroup": GROUP}} if step == "update" else {}
    result = await client.call_tool(tool, {**WORKSPACE, "file_id": task_id, **typed, **more})
    assert not result.is_error, text_of(result)


async def _told(client: Client, task_id: str, removed: bool) -> list[tuple[str, bool]]:
    """Its state, and whether it is said to have changed: by its id, and by name and among others if it is there."""

    def told(answer: dict[str, Any]) -> tuple[str, bool]:
        return answer["state"], CHANGED_SINCE.en in answer.get("changed", "")

    by_id = facts_of(await client.call_tool("get_task_status", {**WORKSPACE, "task_id": task_id}))
    if removed:
        return [told(by_id)]
    by_name = facts_of(await client.call_tool("get_task_status", {**WORKSPACE, "name": by_id["name"]}))
    found = facts_of(await client.call_tool("find_sync_tasks", {**WORKSPACE, "name": by_id["name"]}))
    return [told(answer) for answer in (by_id, by_name, *found["tasks"])]


async def _plan(emulator: Emulator, time: Time, task_id: str, kind: str) -> str:
    """The task as the plan of a change of it shows it."""
    change = {**WORKSPACE, "file_id": task_id, "task_type": kind, "task_param": {"Cu": 2}}
    hosting = Hosting(gate=Gate(Mode.CONFIRM))
    async with assistant(emulator, time, hosting=hosting) as client:
        plan = facts_of(await client.call_tool("update_di_sync_task", change))["plan"]
    return str(plan["task"])


async def _start(emulator: Emulator, time: Time, task_id: str) -> str:
    """What starting it says, as a plan or as the answer where nothing is to be done."""
    emulator.world.running_speed = emulator.world.deploying_speed = AtOnce()
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(Mode.CONFIRM))) as client:
        return text_of(await client.call_tool("start_tasks", {**WORKSPACE, "task_ids": [task_id]}))


async def test_a_paused_schedule_is_said_to_be_paused() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        made = facts_of(await client.call_tool("create_batch_task", {**DAILY, "deploy": True}))
        stopped = await client.call_tool("stop_tasks", {**WORKSPACE, "task_ids": [made["task_id"]]})
        status = facts_of(await client.call_tool("get_task_status", {**WORKSPACE, "task_id": made["task_id"]}))

    assert "paused" in text_of(stopped)
    assert status["state"] == "DEPLOYED"
    assert "paused" in status["means"]


@pytest.mark.parametrize("arguments", [{}, {"task_id": "100", "name": "x"}, {"name": "nothing has this name"}])
async def test_a_status_needs_one_task(arguments: dict[str, str]) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool("get_task_status", {**WORKSPACE, **arguments})

    assert result.is_error
    assert ("/name: no task has exactly" if "nothing" in str(arguments) else "/task_id") in text_of(result)


async def test_all_that_tell_of_a_solution_agree() -> None:
    time = Time()
    emulator = emulated(time)
    async with with_solution(emulator, time) as (client, file_id):
        await _step(client, emulator, "deploy", file_id, SOLUTION)
        await _step(client, emulator, "start", file_id, SOLUTION)
        before = await _told(client, f"solution-{file_id}", removed=False)
        workspace = emulator.world.workspaces["10000"]
        workspace.add(replace(workspace.task(SOLUTION, file_id), committed=False))
        after = await _told(client, f"solution-{file_id}", removed=False)

    assert before == [("RUN", False)] * 3
    assert after == [("RUN", True)] * 3
