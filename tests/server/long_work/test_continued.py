"""What another process does of a task whose process has ended, and the result that it reports."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from mcp_types import CallToolResult

from dataworks.writes import Writes
from emulator.faults.fault_rules import Fault, Faults
from emulator.world.lifecycle import Failing
from server.long_work import extension
from server.long_work.elsewhere import HANDOVER, PAUSE, SPREAD, Surroundings, cancel, look_at, opening
from server.long_work.long_tasks import LongTask
from server.long_work.task_ids import SealedTask
from tests.server.long_work.asking import Free, Service, Tasks, Until, begun, seen, until
from tests.server.long_work.test_replicas import LATEST, STARTS, left_behind
from tests.server.long_work.test_tasks import CREATE, START, user
from tests.sessions import BATCH_WISH, WISH, facts_of, sent
from tools.calls.apps import PICTURE
from tools.rules.audit import Audit
from tools.rules.caller import Caller
from tools.rules.long_call import LongCall
from tools.rules.mode import Mode

DEPLOY = "DeployDISyncTask"


async def cut_before(
    service: Service, operation: str, tool: str, arguments: dict[str, Any], *, done: bool = False
) -> str:
    """The id of a task whose process ends before it sends an operation; ``done``: before it has the answer."""
    network = Until(service.emulator, operation, done=done)
    async with service.replica(answer=user(approve=True), until=network) as client:
        task_id = await begun(client, tool, arguments)
        await network.cut.wait()
    return task_id


async def finished(service: Service, task_id: str, **how: Any) -> dict[str, Any]:
    """The result that another process reports of it once it may send writes."""
    service.time.now += LATEST
    async with service.replica(time=Free(service.time), **how) as other:
        state = await until(other, task_id, "completed")
    result: dict[str, Any] = state["result"]
    return result


async def test_what_the_user_agreed_to_is_finished_by_another_process() -> None:
    service = Service()
    task_id = await cut_before(service, DEPLOY, "start_tasks", START)
    assert STARTS not in sent(service.emulator)
    result = await finished(service, task_id)

    assert sent(service.emulator).count(STARTS) == 1
    assert result["isError"] is False
    assert result["structuredContent"]["rows"][0]["state"] == "RUN"


async def test_a_process_that_asks_nobody_is_bound_to_what_the_user_agreed_to() -> None:
    service = Service()
    task_id = await cut_before(service, DEPLOY, "start_tasks", START)
    service.mode = Mode.FULL
    async with service.replica(time=Free(service.time)) as somebody:
        for tool in ("start_tasks", "stop_tasks"):
            await somebody.session.call_tool(tool, START, allow_claimed=True)
        before = sent(service.emulator).count(STARTS)
        service.time.now += LATEST
        state = await seen(somebody, task_id, "What was read of it")

    assert state["status"] == "working"
    assert "why=Nothing that changes something may be sent now." in state["statusMessage"]
    assert (before, sent(service.emulator).count(STARTS)) == (1, 1)


@pytest.mark.parametrize(
    ("tool", "arguments", "last", "state"),
    [
        ("create_realtime_task", {**WISH, "start": True}, STARTS, "RUN"),
        ("create_batch_task", {**BATCH_WISH, "project_id": "10000"}, "DeployFile", "deployed"),
    ],
)
async def test_what_is_all_done_is_done_where_nothing_may_be_sent(
    tool: str, arguments: dict[str, Any], last: str, state: str
) -> None:
    service = Service()
    service.time.go.set()
    task_id = await cut_before(service, last, tool, arguments, done=True)
    result = await finished(service, task_id)

    assert (result["isError"], result["structuredContent"]["state"]) == (False, state)
    assert [sent(service.emulator).count(operation) for operation in (CREATE, last)] == [1, 1]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("create_realtime_task", WISH),
        ("create_batch_task", {**BATCH_WISH, "project_id": "10000", "deploy": False}),
    ],
)
async def test_a_creation_that_was_cut_is_found_after_the_consent_too(tool: str, arguments: dict[str, Any]) -> None:
    service = Service()
    service.time.go.set()
    task_id = await cut_before(service, CREATE, tool, arguments, done=True)
    service.time.now += 300
    result = await finished(service, task_id)

    assert (result["isError"], result["structuredContent"]["state"]) == (False, "created")
    assert sent(service.emulator).count(CREATE) == 1


async def test_where_nothing_was_created_the_report_says_so() -> None:
    service = Service()
    service.time.go.set()
    task_id = await cut_before(service, CREATE, "create_realtime_task", WISH)
    service.time.now += 300
    result = await finished(service, task_id)

    assert result["content"][0]["text"] == f'The workspace has no task of the name "{WISH["task_name"]}" now.'
    assert result["structuredContent"]["error"]["next_tool"] == "create_realtime_task"


async def test_a_task_that_production_still_has_is_not_said_to_be_deleted() -> None:
    service = Service(mode=Mode.FULL)
    async with service.replica(time=Free(service.time)) as client:
        made = await client.call_tool("create_batch_task", {**BATCH_WISH, "project_id": "10000"})
    retire = {"project_id": "10000", "task_ids": [facts_of(made)["task_id"]]}
    service.mode = Mode.CONFIRM
    task_id = await cut_before(service, "DeleteFile", "retire_tasks", retire, done=True)
    service.time.now += 300
    (row,) = (await finished(service, task_id))["structuredContent"]["rows"]

    assert row["result"] == "untouched"
    assert "production still has it" in row["means"]


async def running(service: Service) -> str:
    """The id of a task that runs."""
    service.time.go.set()
    service.mode, mode = Mode.FULL, service.mode
    async with service.replica(time=Free(service.time)) as client:
        made = await client.call_tool("create_realtime_task", {**WISH, "start": True})
    service.mode = mode
    task_id: str = facts_of(made)["task_id"]
    return task_id


@pytest.mark.parametrize(
    ("tool", "change"),
    [
        ("change_realtime_tables", {"add": ["shop.products"]}),
        ("change_task", {"name": "orders_renamed"}),
    ],
)
async def test_a_change_ends_where_its_task_runs_again(tool: str, change: dict[str, Any]) -> None:
    service = Service(mode=Mode.FULL)
    call = {"project_id": "10000", "task_id": await running(service), "apply": True, **change}
    result = await finished(service, await cut_before(service, DEPLOY, tool, call, done=True))

    assert (result["structuredContent"]["outcome"], result["structuredContent"]["state"]) == ("applied", "RUN")


async def test_a_change_whose_task_is_to_run_again_is_not_done_while_it_is_stopped() -> None:
    service = Service()
    task = {"project_id": "10000", "task_id": await running(service)}
    call = {**task, "add": ["shop.products"], "apply": True}
    task_id = await cut_before(service, DEPLOY, "change_realtime_tables", call, done=True)
    service.time.now += LATEST
    async with service.replica(time=Free(service.time)) as other:
        waits = await seen(other, task_id, "What was read of it")
        service.time.now += 300
        failure = (await until(other, task_id, "completed"))["result"]["structuredContent"]["error"]

    assert waits["status"] == "working"
    assert failure["operation"] == STARTS
    assert failure["next_arguments"] == {**call, "restart": True}


@pytest.mark.parametrize("schedule", [{}, {"cron": "00 30 02 * * ?"}])
async def test_a_deployment_that_was_left_behind_goes_on_as_its_status_says(schedule: dict[str, str]) -> None:
    service = Service()
    service.time.go.set()
    node = {name: value for name, value in BATCH_WISH.items() if name != "folder"}
    node |= {"project_id": "10002", **schedule}
    await cut_before(service, "ExecPipelineRunStage", "create_batch_task", node)
    service.mode = Mode.FULL
    async with service.replica(time=Free(service.time)) as client:
        left = facts_of(await client.call_tool("get_task_status", {"project_id": "10002", "name": node["task_name"]}))
        task = {"project_id": "10002", "task_id": left["task_id"]}
        went_on = facts_of(await client.call_tool("change_task", {**task, "apply": True}))

    assert left["state"] == "DEPLOYING"
    assert "change_task with apply: true" in left["next"]
    assert went_on["state"] == "DEPLOYED"


async def test_the_result_of_a_task_is_that_of_the_call() -> None:
    plain, held = Service(), Service()
    plain.time.go.set()
    async with plain.replica(pages=True) as client:
        direct = await client.call_tool("create_realtime_task", WISH)
    tasks = Tasks(looked=held.time.go.set)
    async with held.replica(tasks, pages=True) as client:
        await client.call_tool("create_realtime_task", WISH)
    orphan = Service()
    elsewhere_made = await finished(orphan, await left_behind(orphan, "create_realtime_task", WISH), pages=True)

    wanted = direct.model_dump(mode="json", by_alias=True, exclude_none=True)
    for name in ("content", "structuredContent", "isError"):
        assert tasks.saw[-1]["result"][name] == wanted[name]
    assert tasks.saw[-1]["result"]["_meta"][PICTURE] == wanted["_meta"][PICTURE] == elsewhere_made["_meta"][PICTURE]


async def test_a_client_that_shows_no_pages_gets_nothing_for_them() -> None:
    service = Service()
    result = await finished(service, await left_behind(service, "create_realtime_task", WISH))

    assert "_meta" not in result


async def test_a_look_that_fails_is_no_end_of_the_task() -> None:
    service = Service()
    task_id = await left_behind(service, "create_realtime_task", WISH)
    service.time.now += LATEST
    service.emulator.fail("*", Fault(kind="drop-before"), times=None)
    async with service.replica(time=Free(service.time)) as other:
        fails = await seen(other, task_id, "What was read of it")
        service.emulator.faults = Faults()
        service.time.now += PAUSE
        done = await until(other, task_id, "completed")

    assert fails["status"] == "working"
    assert done["result"]["isError"] is False
    assert sent(service.emulator).count(CREATE) == 1


async def test_a_failure_that_another_process_finds_too_ends_the_task() -> None:
    service = Service(speed=Failing("Table shop.orders does not exist"))
    task_id = await left_behind(service, "create_realtime_task", WISH)
    result = await finished(service, task_id)

    assert result["isError"] is True
    assert "shop.orders does not exist" in result["content"][0]["text"]


async def test_processes_that_are_asked_at_once_do_not_write_in_step(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(mode=Mode.FULL)
    task_id = await cut_before(service, DEPLOY, "start_tasks", START)
    parts, ends = iter((0.0, 0.9)), list[dict[str, Any]]()
    monkeypatch.setattr(extension, "opening", lambda task: task.created / 1000 + HANDOVER + SPREAD * next(parts))
    one, two = service.replica(time=Free(service.time)), service.replica(time=Free(service.time))
    async with one as first, two as second:
        for client in (first, second):
            await seen(client, task_id, "What was read of it")
        service.time.now += HANDOVER
        async with anyio.create_task_group() as group:
            group.start_soon(seen, second, task_id, "What was read of it")
            ends.append(await until(first, task_id, "completed"))
        service.time.now += SPREAD
        ends.append(await until(second, task_id, "completed"))

    assert [state["result"]["isError"] for state in ends] == [False, False]
    assert [sent(service.emulator).count(each) for each in (DEPLOY, STARTS)] == [1, 1]


async def test_a_look_that_begins_after_its_task_was_cancelled_makes_no_call() -> None:
    made: list[str] = []

    async def make(tool: str, *_: Any) -> CallToolResult:
        made.append(tool)
        return CallToolResult(content=[])

    sealed = SealedTask("ann", "create_realtime_task", WISH, True, 0, 300.0, "")
    task = LongTask(sealed, LongCall(Writes(lambda: 60.0, 300.0)), lambda: 60.0, "id", elsewhere=True)
    shared: Any = SimpleNamespace(language="en")
    async with anyio.create_task_group() as group:
        around = Surroundings(shared, Caller("ann"), group, make)
        look_at(task, around)
        cancel(task, around)

    assert (task.status, made) == ("cancelled", [])


async def test_the_audit_has_what_may_change_something_and_no_mere_looks(tmp_path: Path) -> None:
    service, path = Service(), tmp_path / "audit.jsonl"
    task_id = await left_behind(service, "create_realtime_task", WISH)
    async with service.replica(time=Free(service.time), audit=Audit(path)) as other:
        await seen(other, task_id, "What was read of it")
        before = path.exists()
        service.time.now += LATEST
        await until(other, task_id, "completed")

    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert not before
    assert [(line["tool"], line["outcome"]) for line in lines] == [
        ("create_realtime_task", "begun"),
        ("create_realtime_task", "done"),
    ]


def test_each_process_waits_a_part_of_its_own() -> None:
    task = SealedTask("ann", "start_tasks", START, True, 1_000, 301.0, "")
    times = {opening(task) for _ in range(20)}

    assert len(times) > 1
    assert all(1.0 + HANDOVER <= time <= 1.0 + LATEST for time in times)
