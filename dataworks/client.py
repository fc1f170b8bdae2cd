"""The client: ``call``, its iterator ``pages``, and ``recall`` for what was asked a short while ago."""

import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import random
from types import TracebackType
from typing import Any, Self, TypeVar

import anyio

from dataworks.answers import Answer
from dataworks.credentials import CredentialSource
from dataworks.errors import DataWorksError, OutOfTime, ServiceError
from dataworks.operation import Effect, Operation
from dataworks.rate import RateLimit
from dataworks.recall import Memory
from dataworks.request import Request, build
from dataworks.retry import RETRIES, RetryRule, lost, next_delay
from dataworks.transport import Response, Transport
from dataworks.verdict import verdict

A = TypeVar("A", bound=Answer)

ANSWER_TIMEOUT = 30.0

log = logging.getLogger("dataworks")


@dataclass
class Meter:
    """What one piece of work has spent.

    Attributes:
        calls: HTTP requests sent, retries included.
        request_ids: what the service called them, as far as it answered.
    """

    calls: int = 0
    request_ids: list[str] = field(default_factory=list[str])


@dataclass
class Vitals:
    """What a connection has seen since it was made.

    Attributes:
        calls: HTTP requests sent.
        skew: seconds that the service's clock was ahead of ours at its last answer.
    """

    calls: int = 0
    skew: float | None = None


@dataclass(frozen=True)
class Timing:
    """Time as the client sees it: a clock in seconds, a way to wait, and jitter from 0 to 1."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    utc: Callable[[], datetime] = lambda: datetime.now(UTC)
    jitter: Callable[[], float] = random


@dataclass(frozen=True)
class DataWorks(AbstractAsyncContextManager["DataWorks"]):
    """A connection to the service, or to anything that answers like it.

    Attributes:
        endpoint: the address without a path, such as ``https://dataworks.cn-shanghai.aliyuncs.com``.
        credentials: asked before each request.
        http: what sends the requests.
        meter: counts what is spent; ``metered`` hands out a client with a meter of its own.
        vitals: counts for the whole connection.
        memory: answers that are kept for a short while; ``recall`` looks there.
        rate: how many requests a second all its users may send together.
        deadline: a time of the client's clock after which nothing is sent any more.
    """

    endpoint: str
    credentials: CredentialSource
    http: Transport
    timing: Timing = field(default_factory=Timing)
    retries: RetryRule = RETRIES
    meter: Meter = field(default_factory=Meter)
    vitals: Vitals = field(default_factory=Vitals)
    memory: Memory = field(default_factory=Memory)
    rate: RateLimit = field(default_factory=RateLimit)
    deadline: float | None = None

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    def metered(self, deadline: float | None = None) -> Self:
        """The same connection with a new meter, for one piece of work."""
        return replace(self, meter=Meter(), deadline=deadline)

    def until(self, deadline: float) -> Self:
        """The same connection and the same meter with another deadline."""
        return replace(self, deadline=deadline)

    def remaining(self) -> float | None:
        """Seconds until the deadline, or ``None`` when there is none."""
        return None if self.deadline is None else self.deadline - self.timing.clock()

    async def call(self, operation: Operation[A]) -> A:
        """Send an operation, repeat it where that is safe and helps, and read the answer.

        Raises:
            DataWorksError: see ``dataworks.errors`` for the tree.
        """
        try:
            return await self._answer(operation)
        finally:
            if operation.effect is not Effect.READ:  # whatever it came to, something may have changed
                self.memory.forget()

    async def recall(
        self,
        operation: Operation[A],
        *,
        refresh: bool = False,
        instead: Callable[[DataWorksError], A | None] = lambda _: None,
    ) -> A:
        """The answer to an operation that was asked for a short while ago, or a new one.

        ``dataworks.recall`` says which operations' answers are kept. ``refresh`` asks the service in any case.
        ``instead`` makes an answer of a failure that says as much as one; it is kept like the others.
        """
        who = (await self.credentials()).access_key_id
        known = None if refresh else self.memory.find(operation, who, self.timing.clock())
        if known is not None:
            return known
        answer = await self._called(operation, instead)
        self.memory.keep(operation, who, answer, self.timing.clock())
        return answer

    async def _called(self, operation: Operation[A], instead: Callable[[DataWorksError], A | None]) -> A:
        try:
            return await self.call(operation)
        except DataWorksError as error:
            answer = instead(error)
            if answer is None:
                raise
            return answer

    async def _answer(self, operation: Operation[A]) -> A:
        attempt, doubtful = 0, False
        while True:
            attempt += 1
            try:
                return await self._attempt(operation)
            except DataWorksError as error:
                error.doubtful = doubtful
                delay = self._delay(error, operation, attempt)
                if delay is None:
                    raise
                doubtful = doubtful or lost(error)
            await self.timing.sleep(delay)

    async def pages(self, operation: Operation[A]) -> AsyncIterator[A]:
        """Every page of an operation that hands out its rows in pages, until a short one."""
        paging = operation.paging
        if paging is None:
            raise TypeError(f"{operation.action()} has no pages")
        number, full = 1, True
        while full:
            page = await self.call(operation.model_copy(update={"page_number": number, "page_size": paging.size}))
            yield page
            number, full = number + 1, len(getattr(page, paging.items)) >= paging.size

    def _delay(self, error: DataWorksError, operation: Operation[Any], attempt: int) -> float | None:
        delay = next_delay(
            error,
            repeatable=operation.repeatable,
            attempt=attempt,
            rule=self.retries,
            jitter=self.timing.jitter,
        )
        remaining = self.remaining()
        return None if delay is None or (remaining is not None and delay >= remaining) else delay

    async def _attempt(self, operation: Operation[A]) -> A:
        await self._turn(operation)
        request = build(operation, self.endpoint, await self.credentials(), self.timing.utc(), secrets.token_hex(16))
        started = time.perf_counter()
        try:
            response = await self._send(operation, request)
            answer = verdict(operation, *response)
        except DataWorksError as error:
            self._note(operation, started, error)
            raise
        self._note(operation, started, answer)
        return answer

    async def _turn(self, operation: Operation[Any]) -> None:
        """Wait until the rate limit lets a request through: before it is signed, since signatures age."""
        delay = self.rate.turn(self.timing.clock(), self.deadline)
        if delay is None:
            raise OutOfTime(
                operation.action(), "the time given for this call was up before the rate limit let it through"
            )
        if delay > 0:
            await self.timing.sleep(delay)

    async def _send(self, operation: Operation[Any], request: Request) -> Response:
        remaining = self.remaining()
        if remaining is not None and remaining <= 0:
            raise OutOfTime(operation.action(), "the time given for this call was up before it was sent")
        limit = ANSWER_TIMEOUT if remaining is None else min(ANSWER_TIMEOUT, remaining)
        self.meter.calls += 1
        self.vitals.calls += 1
        response = await self.http.send(request, limit)
        self.vitals.skew = _skew(response.headers.get("date"), self.timing.utc())
        return response

    def _note(self, operation: Operation[Any], started: float, outcome: Answer | DataWorksError) -> None:
        status, code, request_id = _facts(outcome)
        if request_id:
            self.meter.request_ids.append(request_id)
        milliseconds = (time.perf_counter() - started) * 1000
        log.info("%s %.0f ms %s %s %s", operation.action(), milliseconds, status, _word(code), _word(request_id or "-"))


def _facts(outcome: Answer | DataWorksError) -> tuple[int | str, str, str | None]:
    """Status, code and request id of an outcome."""
    if isinstance(outcome, ServiceError):
        return outcome.http_status, outcome.code, outcome.request_id
    if isinstance(outcome, DataWorksError):
        return "-", outcome.code, None
    return 200, "ok", outcome.request_id


def _word(text: str) -> str:
    """What the service calls something, as one word: it can't forge a line of the log."""
    text = text.strip()
    return text if text.isprintable() else "".join(each if each.isprintable() else "?" for each in text)


def _skew(date: str | None, now: datetime) -> float | None:
    try:
        return (parsedate_to_datetime(date) - now).total_seconds() if date else None
    except (ValueError, TypeError):  # no date, or one of no known time zone
        return None
