"""The yardstick: the official SDK, in this process or in its own one.

``python -m bench.sdk ENDPOINT`` creates a task for each line on stdin, a JSON object, and prints its id.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

from alibabacloud_dataworks_public20200518 import models
from alibabacloud_dataworks_public20200518.client import Client
from alibabacloud_tea_openapi.models import Config

from dataworks.flows.waits import USUAL

WHERE: Mapping[str, Any] = {"project_id": 10000, "task_type": "DI_REALTIME"}


def official(endpoint: str) -> Client:
    """Return the SDK's client for the emulator at this address."""
    config = Config(
        access_key_id="emulator",
        access_key_secret="emulator",  # noqa: S106
        endpoint=endpoint.removeprefix("http://"),
        protocol="HTTP",
    )
    return Client(config)


async def created(client: Client, name: str, script: str, place: str) -> int:
    """Create a real-time task and return its id: generate, read after the same waits as our flows, create."""
    generate = models.GenerateDISyncTaskConfigForCreatingRequest(**WHERE, task_param=script)
    started = await client.generate_disync_task_config_for_creating_async(generate)
    content, waited = None, 0.0
    while not content:
        due = USUAL.next_look(waited)
        await asyncio.sleep(due - waited)
        process = models.QueryDISyncTaskConfigProcessResultRequest(
            **WHERE, async_process_id=int(started.body.data.process_id or 0)
        )
        content, waited = (
            (await client.query_disync_task_config_process_result_async(process)).body.data.task_content,
            due,
        )
    create = models.CreateDISyncTaskRequest(**WHERE, task_name=name, task_content=content, task_param=place)
    made = await client.create_disync_task_async(create)
    if not made.body.data.file_id:
        raise RuntimeError(made.body.data.message)
    return int(made.body.data.file_id)


async def read(client: Client, file_id: int) -> str:
    """Return the script of a task."""
    answer = await client.get_disync_task_async(models.GetDISyncTaskRequest(**WHERE, file_id=file_id))
    if not answer.body.data.code:
        raise RuntimeError("no script came back")
    return str(answer.body.data.code)


async def _create_each(endpoint: str) -> None:
    client = official(endpoint)
    print("ready", flush=True)
    for line in sys.stdin:
        print(await created(client, **json.loads(line)), flush=True)


if __name__ == "__main__":
    asyncio.run(_create_each(sys.argv[1]))
