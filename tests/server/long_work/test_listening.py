"""Streams of changes: those of tasks, and those that the library knows."""

from typing import Any

import pytest
from mcp import MCPError
from mcp.server.subscriptions import ToolsListChanged
from mcp_types import SubscriptionFilter, SubscriptionsListenRequestParams

from tests.server.long_work.asking import Service, Tasks, begun, state_of, until
from tests.sessions import WISH, assistant
from tools.rules.caller import Caller


@pytest.fixture
def of_tasks(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets the streams of a client have the changes of these tasks, which its library can't name."""

    def named(*task_ids: Any) -> None:
        class WithTasks(SubscriptionsListenRequestParams):
            def __init__(self, notifications: SubscriptionFilter) -> None:
                wished = {**notifications.model_dump(by_alias=True, exclude_none=True), "taskIds": [*task_ids]}
                super().__init__(notifications=SubscriptionFilter.model_validate(wished))

        monkeypatch.setattr("mcp.client.subscriptions.types.SubscriptionsListenRequestParams", WithTasks)

    return named


async def test_a_stream_has_the_changes_of_a_task_to_its_end(of_tasks: Any) -> None:
    service, tasks = Service(), Tasks()
    async with service.replica(tasks) as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        of_tasks(task_id)
        async with client.listen() as stream:
            await tasks.hears(lambda: tasks.heard)
            service.time.go.set()
            await tasks.hears(lambda: tasks.heard[-1]["status"] == "completed")
            last = await state_of(client, task_id)

    first, end = tasks.heard[0], tasks.heard[-1]
    assert (stream.honored.model_extra or {})["taskIds"] == [task_id]
    assert first["status"] == "working"
    assert end["result"] == last["result"]
    assert {heard["taskId"] for heard in tasks.heard} == {task_id}


async def test_a_stream_of_tasks_has_the_changes_of_lists_too(of_tasks: Any) -> None:
    service = Service()
    async with service.replica() as client:
        of_tasks(await begun(client, "create_realtime_task", WISH))
        async with client.listen(tools_list_changed=True) as stream:
            await service.bus().publish(ToolsListChanged())
            change = await anext(aiter(stream))

    assert isinstance(change, ToolsListChanged)
    assert stream.honored.tools_list_changed


async def test_a_stream_without_tasks_is_that_of_the_library() -> None:
    service = Service()
    async with service.replica() as client, client.listen(tools_list_changed=True) as stream:
        await service.bus().publish(ToolsListChanged())
        change = await anext(aiter(stream))

    assert isinstance(change, ToolsListChanged)
    assert not stream.honored.model_extra


async def test_a_stream_has_no_tasks_of_others(of_tasks: Any) -> None:
    service, who = Service(), ["ann"]
    service.caller_of = lambda: Caller(who[0])
    async with service.replica(tasks := Tasks()) as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        of_tasks(task_id, "x", 7, None, *(["y"] * 1_000))
        who[0] = "bob"
        async with client.listen() as stream:
            service.time.go.set()
            who[0] = "ann"
            await until(client, task_id, "completed")

    assert (stream.honored.model_extra or {})["taskIds"] == []
    assert tasks.heard == []


async def test_a_client_that_does_not_declare_tasks_gets_no_stream_of_them(of_tasks: Any) -> None:
    service = Service()
    of_tasks("x")
    async with assistant(service.emulator, service.time) as client:
        with pytest.raises(MCPError) as refused:
            async with client.listen():
                raise AssertionError

    assert refused.value.code == -32021
