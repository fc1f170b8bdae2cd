"""Streams of changes: those of tasks, and those that the library knows."""


from tests.server.long_work.listen import listening

from tests.server.long_work.asking import Service, Tasks, begun, state_of
from tests.sessions import WISH


async def test_a_stream_has_each_change_of_a_task_to_its_end() -> None:
    service = Service()
    async with service.replica(tasks := Tasks()) as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        async with listening(client, taskIds=[task_id]) as stream:
            await stream.until(lambda: bool(tasks.heard))
            service.time.go.set()
            await stream.until(lambda: tasks.heard[-1]["status"] == "completed")
            last = await state_of(client, task_id)

    first, end = tasks.heard[0], tasks.heard[-1]
    assert stream.acknowledged == {"taskIds": [task_id]}
    assert first["status"] == "working"
    assert end["result"] == last["result"]
    assert {heard["taskId"] for heard in tasks.heard} == {task_id}
