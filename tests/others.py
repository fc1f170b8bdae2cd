"""Somebody else: who acts right before a request is answered, and a second caller at the same time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import anyio
import anyio.lowlevel

from dataworks.client import DataWorks
from dataworks.request import Request
from dataworks.transport import Response, Transport
from emulator.service import Emulator

T = TypeVar("T")


def acts_before(emulator: Emulator, operation: str, act: Callable[[], object], number: int = 1) -> None:
    """Have somebody act right before the nth such operation is answered."""
    answer, seen = emulator.answer, list[str]()

    def answered(request: Any) -> Any:
        seen.append(request.action)
        if request.action == operation and seen.count(operation) == number:
            act()
        return answer(request)

    vars(emulator)["answer"] = answered


@dataclass(frozen=True)
class Yielding:
    """A transport that lets the other callers go on before each request, so that their requests alternate."""

    inner: Transport

    async def send(self, request: Request, limit: float) -> Response:
        await anyio.lowlevel.checkpoint()
        return await self.inner.send(request, limit)

    async def aclose(self) -> None:
        await self.inner.aclose()


def yielding(api: DataWorks) -> DataWorks:
    """The same connection, whose requests alternate with those of others."""
    return replace(api, http=Yielding(api.http))


async def together(*calls: Callable[[], Awaitable[T]]) -> list[T | Exception]:
    """Make these calls at the same time; return the outcome of each."""
    outcomes = dict[int, T | Exception]()

    async def made(number: int, call: Callable[[], Awaitable[T]]) -> None:
        try:
            outcomes[number] = await call()
        except Exception as error:
            outcomes[number] = error

    async with anyio.create_task_group() as group:
        for number, call in enumerate(calls):
            group.start_soon(made, number, call)
    return [outcomes[number] for number in range(len(calls))]
