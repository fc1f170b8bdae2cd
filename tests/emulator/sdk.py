"""Calls of the official SDK.

It runs in a thread next to the server. It honours the proxy variables but ignores NO_PROXY, and its credentials
library reads variables when it is imported: ``tests/conftest.py`` takes care of both.
"""

import re
from typing import Any

import anyio.to_thread

KEY: dict[str, Any] = {"access_key_id": "emulator", "access_key_secret": "emulator"}

NUMBERS = {"ProjectId", "FileId", "TaskId", "AsyncProcessId", "ResourceGroupType", "PageSize"}
"""Parameters that are numbers to the SDK, and text in the official samples."""


def snake(name: str) -> str:
    """Return a wire name in the spelling of the SDK: ``ListDISyncTasks`` is ``list_disync_tasks``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def spelled(parameters: dict[str, object]) -> dict[str, object]:
    """Return parameters as the SDK expects them: ``ProjectId="10000"`` is ``project_id=10000``."""
    return {snake(name): int(str(value)) if name in NUMBERS else value for name, value in parameters.items()}


def sdk_call(url: str, action: str, parameters: dict[str, object], **settings: Any) -> dict[str, Any]:
    """Call an operation with the SDK, and return the body of the answer as the SDK reads it."""
    from alibabacloud_dataworks_public20200518 import models
    from alibabacloud_dataworks_public20200518.client import Client
    from alibabacloud_tea_openapi.utils_models import Config

    config = Config(**{**KEY, **settings}, protocol="HTTP", endpoint=url.removeprefix("http://"))
    request = getattr(models, f"{action}Request")(**spelled(parameters))
    body: dict[str, Any] = getattr(Client(config), snake(action))(request).body.to_map()
    return body


async def asked(url: str, action: str, parameters: dict[str, object], **settings: Any) -> dict[str, Any]:
    """Make the same call without blocking the server."""
    return await anyio.to_thread.run_sync(lambda: sdk_call(url, action, parameters, **settings))
