"""An emulator over loopback HTTP while a block runs."""

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio

from emulator.http.access import OURS, Access
from emulator.http.web import serve
from emulator.service import Emulator
from emulator.world.lifecycle import AtOnce
from tests.forms import emulator_of


def emulator_of_today() -> Emulator:
    """Return an emulator with the real clock, which other clients use for their signatures."""
    return emulator_of(time.time, AtOnce())


@asynccontextmanager
async def served(service: Emulator, host: str = "127.0.0.1", access: Access = OURS) -> AsyncGenerator[str, None]:
    """Serve an emulator while the block runs, and return its URL."""
    send, receive = anyio.create_memory_object_stream[str](1)
    with send, receive:
        async with anyio.create_task_group() as group:
            group.start_soon(serve, service, host, 0, send.send_nowait, access)
            yield await receive.receive()
            group.cancel_scope.cancel()
