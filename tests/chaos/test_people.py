"""What a colleague does to a task takes effect, whatever faults the calls of assistants meet."""

from functools import partial
from random import Random

import anyio
import pytest

from emulator.world.lifecycle import AfterSeconds, AtOnce
from emulator.world.state import Task
from tests.chaos.people import DEEDS, JOB_DEEDS, NODE_DEEDS, colleague
from tests.chaos.scenarios import BESIDE
from tests.chaos.snapshot import Row, Snapshot, snapshot_of_world
from tests.clock import LoopTime, run_skipping
from tests.emulator import job_calls
from tests.sessions import WISH, emulated, facts_of, trusted
from tests.stories.homes import NEW


async def _after(deed: str) -> tuple[Task, Task | None, bool]:
    time = LoopTime()
    emulator = emulated(time, AtOnce())
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "start": deed != "starts"}))
        if deed == "starts":
            await client.call_tool("deploy_di_sync_task", {**made_by(made)})
        key = ("DI_REALTIME", int(made["task_id"]))
        tasks = emulator.world.workspaces["10000"].tasks
        before = tasks[key]
        async with anyio.create_task_group() as group:
            group.start_soon(colleague, emulator, deed, "10000", WISH["task_name"], Random(1))  # noqa: S311
        runs = key in tasks and snapshot_of_world(emulator.world).tasks[made["task_id"]].runs
        return before, tasks.get(key), runs


def made_by(made: dict[str, str]) -> dict[str, str]:
    return {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": made["task_id"]}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_changes_the_task(deed: str) -> None:
    before, now, runs = run_skipping(partial(_after, deed))

    assert now != before
    assert (now is None) == (deed == "deletes")
    assert runs == (deed not in {"stops", "deletes"})


async def _after_on_a_job(deed: str) -> tuple[str, str]:
    time = LoopTime()
    emulator = emulated(time, AtOnce())
    job = NEW.twins(emulator, f"job-{job_calls.created(emulator)}", ["flow_1"])[0]
    NEW.put_in(emulator, time, job, "PAUSE" if deed == "starts" else "RUN")
    before = str(snapshot_of_world(emulator.world).tasks[job])
    async with anyio.create_task_group() as group:
        group.start_soon(colleague, emulator, deed, "10002", "flow_1", Random(1))  # noqa: S311
    return before, str(snapshot_of_world(emulator.world).tasks.get(job))


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_changes_a_job(deed: str) -> None:
    before, now = run_skipping(partial(_after_on_a_job, deed))

    assert now != before
    assert (now == "None") == (deed == "deletes")


async def _after_on_a_node(deed: str | None, *, under_way: bool) -> tuple[Row, Row | None, Snapshot]:
    time = LoopTime()
    emulator = emulated(time, AfterSeconds(1_000) if under_way else AtOnce())
    async with trusted(emulator, time) as client:
        wish = {**NEW.batch_wish, "task_name": "flow_1", "cron": "00 30 02 * * ?", "wait_seconds": 1}
        task_id = facts_of(await client.call_tool("create_batch_task", wish))["task_id"]
    before = snapshot_of_world(emulator.world).tasks[task_id]
    if deed is not None:
        async with anyio.create_task_group() as group:
            group.start_soon(colleague, emulator, deed, "10002", "flow_1", Random(1))  # noqa: S311
    await time.sleep(5_000)
    now = snapshot_of_world(emulator.world)
    return before, now.tasks.get(task_id), now


@pytest.mark.parametrize("under_way", [False, True], ids=["deployed", "under way"])
@pytest.mark.parametrize("deed", NODE_DEEDS)
def test_a_deed_changes_a_node(deed: str, *, under_way: bool) -> None:
    before, row, now = run_skipping(partial(_after_on_a_node, deed, under_way=under_way))

    _, alone, _ = run_skipping(partial(_after_on_a_node, None, under_way=under_way))

    assert before.deployed is not under_way
    assert row != alone
    assert (row is None) == (deed == "deletes")
    assert row is None or row.name == "flow_1"
    assert [*now.ever("flow_1")] != []


def test_every_deed_is_done_in_some_flow() -> None:
    assert {deed for deeds in BESIDE.values() for deed in deeds} == DEEDS.keys() == JOB_DEEDS.keys()
    assert {deed for kind, deeds in BESIDE.items() if kind.startswith("batch") for deed in deeds} == NODE_DEEDS.keys()
