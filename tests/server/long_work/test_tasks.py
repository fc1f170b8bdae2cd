"""Calls that wait, for clients that know tasks: from the call to the end of its task."""

from dataclasses import replace
from secrets import token_hex
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from mcp import Client, MCPError
from mcp.client.extension import advertise
from mcp.server.request_state import AESGCMRequestStateCodec
from mcp_types import CallToolResult, ElicitResult

from emulator.world.lifecycle import AfterSeconds, Failing
from server.app import app
from server.long_work import answer, long_tasks, task_ids
from server.long_work.task_ids import SealedTask, TaskIds
from tests.server.long_work.asking import EXTENSION, KEY, Service, Tasks, asked, begun, seen, state_of, until
from tests.sessions import WISH, Time, client_of, emulated, facts_of, sent, text_of
from tools.rules.caller import Caller
from tools.rules.mode import Mode

NOWHERE = {**WISH, "task_name": "orders_elsewhere", "folder": "Business Flow/none/Data Integration"}
START = {"project_id": "10000", "task_ids": ["100"]}
CREATE = "CreateDISyncTask"


def user(approve: bool) -> Any:
    async def answers(*_: Any) -> ElicitResult:
        return ElicitResult(action="accept", content={"approve": approve})

    return answers


@pytest.fixture
def unprepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls become tasks before they are allowed, and their users asked."""
    monkeypatch.setattr(answer, "PREPARATION", 0.0)
    monkeypatch.setattr(answer, "AT_ONCE", 0.0)


async def test_a_call_that_waits_becomes_a_task_that_ends_with_its_result() -> None:
    service = Service()
    tasks = Tasks(looked=service.time.go.set)
    async with service.replica(tasks) as client:
        created = await client.call_tool("create_realtime_task", WISH)

    first, last = tasks.saw[0], tasks.saw[-1]
    assert facts_of(created)["state"] == "created"
    assert (first["status"], last["status"], last["resultType"]) == ("working", "completed", "complete")
    assert "waited" in first["statusMessage"]
    assert (first["ttlMs"], first["pollIntervalMs"]) == (900_000, 1_000)
    assert first["createdAt"].endswith("Z")
    assert sent(service.emulator).count(CREATE) == 1


async def test_a_task_waits_longer_than_a_call_may() -> None:
    time = Time()
    async with Client(app(lambda: client_of(emulated(time, AfterSeconds(120)), time))) as client:
        cut = await client.call_tool("create_realtime_task", WISH)
    service = Service(speed=AfterSeconds(120))
    async with service.replica(Tasks(looked=service.time.go.set)) as client:
        whole = await client.call_tool("create_realtime_task", WISH)

    assert facts_of(cut)["state"] == "generating"
    assert facts_of(whole)["state"] == "created"


async def test_a_wait_that_the_caller_has_set_is_kept() -> None:
    service = Service(speed=AfterSeconds(120))
    async with service.replica(Tasks(looked=service.time.go.set)) as client:
        cut = await client.call_tool("create_realtime_task", {**WISH, "wait_seconds": 10})

    assert facts_of(cut)["state"] == "generating"


async def test_what_is_done_at_once_is_no_task() -> None:
    service = Service()
    service.time.go.set()
    async with service.replica(tasks := Tasks()) as client:
        wrong = await client.call_tool("create_realtime_task", NOWHERE)
        read = await client.call_tool("list_resource_groups", {})

    assert (wrong.is_error, read.is_error, tasks.saw) == (True, False, [])


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_who_does_not_know_tasks_gets_results(mode: str) -> None:
    """Also a client of an older version of the protocol that declares them: it could not be given one."""
    service, time = Service(speed=AfterSeconds(120)), Time()
    service.time.go.set()
    declared = [advertise(EXTENSION)] if mode == "legacy" else []
    server = app(lambda: client_of(service.emulator, service.time), service.hosting())
    async with Client(server, mode=mode, extensions=declared) as client:
        result = await client.call_tool("create_realtime_task", WISH)

    assert facts_of(result)["state"] == "generating", time


async def test_a_failure_completes_a_task() -> None:
    service = Service(speed=Failing("Table shop.orders does not exist"))
    async with service.replica(tasks := Tasks(looked=service.time.go.set)) as client:
        failed = await client.call_tool("create_realtime_task", WISH)

    assert failed.is_error
    assert "shop.orders does not exist" in text_of(failed)
    assert [state["status"] for state in tasks.saw][-1] == "completed"


@pytest.mark.parametrize("approve", [True, False], ids=["yes", "no"])
async def test_the_user_is_asked_before_there_is_a_task(approve: bool) -> None:
    service = Service()
    async with service.replica(tasks := Tasks(looked=service.time.go.set), user(approve)) as client:
        result = await client.call_tool("start_tasks", START)

    assert ("StartDISyncInstance" in sent(service.emulator)) is approve, text_of(result)
    assert result.is_error is not approve
    assert not [state for state in tasks.saw if state["status"] == "input_required"]


@pytest.mark.usefixtures("unprepared")
@pytest.mark.parametrize("approve", [True, False], ids=["yes", "no"])
async def test_a_question_inside_of_a_task_is_answered_there(approve: bool) -> None:
    service = Service()
    service.time.go.set()
    tasks = Tasks(answers={"action": "accept", "content": {"approve": approve}})
    async with service.replica(tasks, user(approve=True)) as client:
        result = await client.call_tool("start_tasks", START)

    asking = next(state for state in tasks.saw if state["status"] == "input_required")
    (question,) = asking["inputRequests"].values()
    assert question["method"] == "elicitation/create"
    assert "100" in question["params"]["message"]
    assert ("StartDISyncInstance" in sent(service.emulator)) is approve
    assert result.is_error is not approve


ANSWERS: dict[str, Any] = {
    "another key": {"other": {"action": "accept", "content": {"approve": True}}},
    "no form": {"consent-1": {"action": "accept", "content": {"approve": "true"}}},
    "declined": {"consent-1": {"action": "decline", "content": {"approve": True}}},
    "nothing": {},
}


@pytest.mark.usefixtures("unprepared")
@pytest.mark.parametrize("sent_back", ANSWERS.values(), ids=ANSWERS.keys())
async def test_nothing_but_a_clear_yes_is_consent(sent_back: dict[str, Any]) -> None:
    service = Service()
    service.time.go.set()
    async with service.replica(answer=user(approve=True)) as client:
        task_id = await begun(client, "start_tasks", START)
        await until(client, task_id, "input_required")
        acknowledged = await asked(client.session, "tasks/update", task_id, inputResponses=sent_back)
        for _ in range(50):
            await anyio.lowlevel.checkpoint()
        state = await state_of(client, task_id)

    assert acknowledged == {"resultType": "complete"}
    assert "StartDISyncInstance" not in sent(service.emulator)
    assert state["status"] == ("completed" if "consent-1" in sent_back else "input_required")


@pytest.mark.usefixtures("unprepared")
async def test_an_answer_without_the_form_of_one_is_refused_and_the_question_stays() -> None:
    service = Service()
    service.time.go.set()
    async with service.replica(answer=user(approve=True)) as client:
        task_id = await begun(client, "start_tasks", START)
        await until(client, task_id, "input_required")
        with pytest.raises(MCPError) as refused:
            await asked(client.session, "tasks/update", task_id, inputResponses={"consent-1": "yes"})
        state = await state_of(client, task_id)

    assert (refused.value.code, state["status"]) == (-32602, "input_required")


@pytest.mark.usefixtures("unprepared")
async def test_a_question_that_nobody_answers_ends() -> None:
    service = Service()
    service.time.go.set()
    async with service.replica(answer=user(approve=True), answer_limit=0.0) as client:
        task_id = await begun(client, "start_tasks", START)
        state = await until(client, task_id, "completed")

    assert "not answered in time" in state["result"]["content"][0]["text"]
    assert "StartDISyncInstance" not in sent(service.emulator)


async def test_a_cancelled_task_says_that_nothing_was_sent() -> None:
    service = Service()
    async with service.replica() as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        assert await asked(client.session, "tasks/cancel", task_id) == {"resultType": "complete"}
        await until(client, task_id, "cancelled")
        await seen(client, task_id, "before anything was sent")
        again = await asked(client.session, "tasks/cancel", task_id)
        service.time.go.set()
        last = await state_of(client, task_id)

    assert (again, last["status"]) == ({"resultType": "complete"}, "cancelled")
    assert CREATE not in sent(service.emulator)


@pytest.mark.parametrize("longest", [task_ids.LONGEST, 160], ids=["whole", "too long for an id"])
async def test_a_task_that_is_cancelled_after_a_write_says_what_exists(
    longest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task_ids, "LONGEST", longest)
    service = Service(mode=Mode.FULL)
    async with service.replica() as client:
        task_id = await begun(client, "start_tasks", START)
        await service.time.waiting.wait()
        assert "StartDISyncInstance" in sent(service.emulator)
        assert len(task_id) <= longest
        await asked(client.session, "tasks/cancel", task_id)
        service.time.go.set()
        await until(client, task_id, "cancelled")
        state = await seen(client, task_id, "What was read of it")

    assert "running" in state["statusMessage"], state
    assert "has not begun the task" not in state["statusMessage"]
    assert sent(service.emulator).count("StartDISyncInstance") == 1


async def test_a_cancel_of_a_task_that_has_ended_changes_nothing() -> None:
    service = Service()
    async with service.replica() as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        service.time.go.set()
        done = await until(client, task_id, "completed")
        await asked(client.session, "tasks/cancel", task_id)
        after = await state_of(client, task_id)

    assert after == done


METHODS = ["tasks/get", "tasks/update", "tasks/cancel"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("task_id", ["x", "", "v1.", "v1." + "A" * 4_000, "任务", "../../etc", "v1.AAAA\n"])
async def test_an_unknown_id_is_refused(method: str, task_id: str) -> None:
    async with Service().replica() as client:
        with pytest.raises(MCPError) as refused:
            await asked(client.session, method, task_id)

    assert refused.value.code == -32602


@pytest.mark.parametrize("method", METHODS)
async def test_each_changed_id_is_unknown(method: str) -> None:
    service = Service()
    async with service.replica() as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        place = len(task_id) // 2
        changed = task_id[:place] + ("A" if task_id[place] != "A" else "B") + task_id[place + 1 :]
        for wrong in (changed, task_id[:-4], task_id + "AAAA", task_id[::-1]):
            with pytest.raises(MCPError) as refused:
                await asked(client.session, method, wrong)
            assert refused.value.code == -32602


@pytest.mark.parametrize("method", METHODS)
async def test_the_task_of_another_caller_is_unknown(method: str) -> None:
    service, who = Service(), ["ann"]
    service.caller_of = lambda: Caller(who[0])
    async with service.replica() as here, service.replica() as elsewhere:
        task_id = await begun(here, "create_realtime_task", WISH)
        who[0] = "bob"
        for client in (here, elsewhere):
            with pytest.raises(MCPError) as refused:
                await asked(client.session, method, task_id)
            assert refused.value.code == -32602
        who[0] = "ann"
        assert (await state_of(here, task_id))["status"] == "working"


@pytest.mark.parametrize("method", METHODS)
async def test_a_client_that_does_not_declare_tasks_is_told_so(method: str) -> None:
    service = Service()
    server = app(lambda: client_of(service.emulator, service.time), service.hosting())
    async with Client(server) as client:
        with pytest.raises(MCPError) as refused:
            await asked(client.session, method, "x")

    assert refused.value.code == -32021
    assert refused.value.data == {"requiredCapabilities": {"extensions": {EXTENSION: {}}}}


@pytest.mark.parametrize("method", ["tasks/list", "tasks/result"])
async def test_the_methods_of_earlier_drafts_are_not_there(method: str) -> None:
    async with Service().replica() as client:
        with pytest.raises(MCPError) as refused:
            await asked(client.session, method, "x")

    assert refused.value.code == -32601


async def filled_up(client: Client) -> list[str]:
    """The ids of as many tasks as a caller may have."""
    wishes = ({**WISH, "task_name": f"orders_{number}"} for number in range(long_tasks.MOST_TASKS_OF_CALLER))
    return [await begun(client, "create_realtime_task", wish) for wish in wishes]


@pytest.mark.usefixtures("unprepared")  # without the limit, every call becomes a task
async def test_a_caller_with_many_tasks_gets_results() -> None:
    service = Service()
    async with service.replica() as client:
        ids = await filled_up(client)
        service.time.go.set()
        one_more = await client.session.call_tool("create_realtime_task", WISH, allow_claimed=True)
        states = [(await until(client, task_id, "completed"))["status"] for task_id in ids]

    assert isinstance(one_more, CallToolResult)
    assert len({*ids}) == len(states)


@pytest.mark.usefixtures("unprepared")
async def test_large_arguments_are_limited_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_tasks, "MOST_BYTES_OF_CALLER", long_tasks.size_of(WISH) + 10)
    service = Service()
    async with service.replica() as client:
        await begun(client, "create_realtime_task", WISH)
        service.time.go.set()
        more = {**WISH, "task_name": "more"}
        plain = await client.session.call_tool("create_realtime_task", more, allow_claimed=True)

    assert isinstance(plain, CallToolResult)


async def test_the_tasks_of_a_client_that_never_asks_are_dropped_after_their_time() -> None:
    service = Service()
    async with service.replica() as client:
        ids = await filled_up(client)
        service.time.go.set()
        await until(client, ids[-1], "completed")
        service.time.now += 900.0
        for task_id in ids:
            with pytest.raises(MCPError) as refused:
                await state_of(client, task_id)
            assert refused.value.code == -32602
        service.time.go = anyio.Event()
        again = await begun(client, "create_realtime_task", {**WISH, "task_name": "later"})

    assert again not in ids


async def test_a_result_is_there_until_the_time_is_over() -> None:
    service = Service()
    async with service.replica() as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        service.time.go.set()
        done = await until(client, task_id, "completed")
        service.time.now = done_at(done) + 899.0
        late = await state_of(client, task_id)

    assert late["result"] == done["result"]


def done_at(state: dict[str, Any]) -> float:
    from datetime import datetime

    return datetime.fromisoformat(state["createdAt"]).timestamp()


async def test_a_server_that_ends_with_tasks_at_work_sends_nothing_more() -> None:
    service = Service()
    async with service.replica() as client:
        for number in range(3):
            await begun(client, "create_realtime_task", {**WISH, "task_name": f"orders_{number}"})
    service.time.go.set()
    for _ in range(100):
        await anyio.lowlevel.checkpoint()

    assert CREATE not in sent(service.emulator)


@pytest.mark.parametrize("length", [10, 3_000, 200_000])
def test_ids_have_a_bounded_length_and_show_nothing(length: int) -> None:
    ids = TaskIds(AESGCMRequestStateCodec([KEY]))
    tables = [f"shop.{token_hex(8)}" for _ in range(length // 10)]
    task = SealedTask("ann", "create_realtime_task", {**WISH, "tables": tables}, True, 1, 2.0, "")
    task_id, names = ids.seal(task), {name: WISH[name] for name in ("project_id", "task_name")}

    assert len(task_id) <= 2_048
    assert "orders" not in task_id
    assert task_id.isascii()
    assert ids.open(task_id) == (task if length == 10 else replace(task, arguments=names, whole=False))
    assert ids.seal(task) != task_id
