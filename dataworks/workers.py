"""Long computations, in threads of their own, so that other calls need not wait for them.

A caller has one at a time, and all callers together a few: more would not be faster, as Python runs one at a time.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar, TypeVarTuple
from weakref import WeakValueDictionary

import anyio.to_thread
from anyio.lowlevel import RunVar

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

THREADS = 4

running = set[object]()
"""One for each computation that a thread does now; no simulated time may pass meanwhile."""

_caller = ContextVar("caller", default="")
_threads = RunVar[anyio.CapacityLimiter]("threads")
_turns = RunVar["WeakValueDictionary[str, anyio.CapacityLimiter]"]("turns")


@contextmanager
def on_behalf_of(caller: str) -> Generator[None]:
    """Let computations of this block take turns with others of the same caller."""
    token = _caller.set(caller)
    try:
        yield
    finally:
        _caller.reset(token)


async def computed(function: Callable[[*Ts], T], *arguments: *Ts, long: bool = True) -> T:
    """Return what a function returns; if it may be ``long``, run it in a thread.

    It is not interrupted: a call that is cancelled meanwhile ends after it, since its turn must not be given away.
    """
    if not long:
        return function(*arguments)
    async with _turn():
        running.add(task := object())
        try:
            outcome = await anyio.to_thread.run_sync(_outcome, function, arguments, limiter=_shared())
        finally:
            running.remove(task)
    if not isinstance(outcome, _Failed):
        return outcome
    try:
        raise outcome.error
    finally:
        del outcome  # else the error, its traceback and this frame hold each other, and all arguments with them


@dataclass(frozen=True)
class _Failed:
    error: Exception


def _outcome(function: Callable[[*Ts], T], arguments: tuple[*Ts]) -> "T | _Failed":
    """Return the result or the error: one that is raised in a thread is kept there until garbage is collected."""
    try:
        return function(*arguments)
    except Exception as error:
        return _Failed(error)


def _turn() -> anyio.CapacityLimiter:
    turns = _turns.get(None)
    if turns is None:
        turns = WeakValueDictionary[str, anyio.CapacityLimiter]()
        _turns.set(turns)
    return turns.setdefault(_caller.get(), anyio.CapacityLimiter(1))


def _shared() -> anyio.CapacityLimiter:
    limiter = _threads.get(None)
    if limiter is None:
        limiter = anyio.CapacityLimiter(THREADS)
        _threads.set(limiter)
    return limiter
