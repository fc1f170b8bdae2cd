"""Work on several things, a few at once."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import anyio

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 5
"""Things that are worked on at the same time; the rate limit allows about so many requests in a second."""


async def side_by_side(things: Iterable[T], work: Callable[[T], Awaitable[R]]) -> list[R]:
    """What the work on each thing returns, in order; if it fails for one, the first error is raised at the end."""
    turns, failures = anyio.Semaphore(AT_ONCE), list[Exception]()
    found = dict[int, R]()

    async def one(place: int, thing: T) -> None:
        async with turns:
            try:
                found[place] = await work(thing)
            except Exception as error:  # a group of errors would hide what it is
                failures.append(error)

    async with anyio.create_task_group() as group:
        for place, thing in enumerate(things):
            group.start_soon(one, place, thing)
    if failures:
        raise failures[0]
    return [found[place] for place in sorted(found)]
