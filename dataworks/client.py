"""The client: ``call``, its iterator ``pages``, and ``cached`` for recent answers."""

import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from random import random
from types import TracebackType
from typing import Any, Self, TypeVar, TypeVarTuple

import anyio

from dataworks.answer_cache import AnswerCache
from dataworks.answers import Answer
from dataworks.credentials import CredentialSource
from dataworks.errors import DataWorksError, OutOfTime, ServiceError, Throttled
from dataworks.language import Text
from dataworks.memory import Memory
from dataworks.observing import Line, Observer
from dataworks.operation import Effect, Operation
from dataworks.rate import InTurn, RateLimit
from dataworks.request import Request, build
from dataworks.retry import RETRIES, RetryRule, may_have_effect, next_delay
from dataworks.signing import Credentials
from dataworks.transport import Response, Transport
from dataworks.verdict import verdict
from dataworks.workers import computed
from dataworks.writes import Writes

A = TypeVar("A", bound=Answer)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")

ANSWER_TIMEOUT = 30.0

RENEWABLE = ("InvalidSecurityToken", "InvalidAccessKeyId")
"""How the codes begin of temporary credentials that the service does not take, or no longer."""

LONG = 100_000
"""Bytes of a request or an answer from which reading or writing it may take more than a few milliseconds."""

log = logging.getLogger("dataworks")

LINE = Line("%s %s %.0f ms %s %s %s", "", "operation", "duration_ms", "status", "code", "request_id")
"""The line of the log for a request."""

TOO_LATE = Text("the time given for this call was up before it was sent", "发送之前，本次调用的时间已用完")
RATE_TOO_LATE = Text(
    "the time given for this call was up before the rate limit let it through",
    "轮到发送之前（限流），本次调用的时间已用完",
)

MayShow = Callable[[type[Operation[Any]], str], bool]


@dataclass
class Meter:
    """The requests of one piece of work.

    Attributes:
        source: the caller and the tool that it is done for, as the log shows them.
        calls: HTTP requests sent, including retries.
        request_ids: the ids that the service returned for them.
        longest: bytes of the longest answer.
    """

    source: str = "- -"
    calls: int = 0
    request_ids: list[str] = field(default_factory=list[str])
    longest: int = 0

    @property
    def long(self) -> bool:
        """Whether work with the answers may take long."""
        return self.longest > LONG


@dataclass
class ConnectionStats:
    """Statistics of a connection since it was made.

    Attributes:
        calls: HTTP requests sent.
        dates: the time at the last answer, by the service (a ``Date`` header) and by our clock.
    """

    calls: int = 0
    dates: tuple[str | None, datetime] | None = None

    @property
    def skew(self) -> float | None:
        """The seconds by which the service's clock was ahead of ours at its last answer."""
        theirs, ours = self.dates or (None, None)
        if theirs is None or ours is None:
            return None
        try:
            return (parsedate_to_datetime(theirs) - ours).total_seconds()
        except (ValueError, TypeError):  # not a date, or without a time zone
            return None


@dataclass(frozen=True)
class Timing:
    """The time functions of the client: a sleep, UTC, jitter from 0 to 1, and a clock in seconds from any beginning.

    What the service is asked about is a time of ``utc``; the clock only measures how long something takes.
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    utc: Callable[[], datetime] = lambda: datetime.now(UTC)
    jitter: Callable[[], float] = random

    def epoch(self) -> int:
        """Return the time in epoch seconds, as the service counts it."""
        return int(self.utc().timestamp())


@dataclass(frozen=True)
class DataWorks(AbstractAsyncContextManager["DataWorks"]):
    """A connection to the service, or to an emulator of it.

    Attributes:
        endpoint: the address without a path, such as ``https://dataworks.cn-shanghai.aliyuncs.com``.
        credentials: called before each request.
        http: sends the requests.
        meter: counts requests; ``metered`` returns a client with a new meter.
        stats: counts for the whole connection.
        cache: recent answers, used by ``cached``.
        memory: what flows remember between calls, such as generations in progress.
        rate: the rate limit that all users of the connection share.
        account: the rate limit of the account, where several connections share it.
        renew: called with temporary credentials that the service refuses; the next ones are new.
        may_show: whether a workspace, by id, may be in the answer of an operation; rows of others are left out. With
            ``None`` no workspace is hidden.
        deadline: a time of the client's clock after which nothing is sent.
        writes: the right to send writes, where it is limited.
        observer: sees requests and flows, if somebody asks for it.
    """

    endpoint: str
    credentials: CredentialSource
    http: Transport
    timing: Timing = field(default_factory=Timing)
    retries: RetryRule = RETRIES
    meter: Meter = field(default_factory=Meter)
    stats: ConnectionStats = field(default_factory=ConnectionStats)
    cache: AnswerCache = field(default_factory=AnswerCache)
    memory: Memory = field(default_factory=Memory)
    rate: RateLimit = field(default_factory=RateLimit)
    account: InTurn | None = None
    renew: Callable[[Credentials], None] | None = None
    may_show: MayShow | None = None
    deadline: float | None = None
    writes: Writes | None = None
    observer: Observer | None = None

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    @property
    def may_write(self) -> bool:
        """Whether a write may be sent now."""
        return self.writes is None or self.writes.are_open

    def metered(self, deadline: float | None = None, source: str = Meter.source) -> Self:
        """Return the same connection with a new meter, for one piece of work."""
        copy = object.__new__(type(self))  # for each call; ``replace`` would set each attribute by itself
        vars(copy).update(vars(self), meter=Meter(source), deadline=deadline)
        return copy

    def until(self, deadline: float) -> Self:
        """Return the same connection and meter with this deadline, unless it has an earlier one."""
        return replace(self, deadline=deadline if self.deadline is None else min(deadline, self.deadline))

    def remaining(self) -> float | None:
        """Return the seconds until the deadline, or ``None`` if there is none."""
        return None if self.deadline is None else self.deadline - self.timing.clock()

    async def computed(self, function: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """Return what a function returns; if it may take long since an answer was long, run it in a thread."""
        return await computed(function, *arguments, long=self.meter.long)

    async def call(self, operation: Operation[A]) -> A:
        """Send an operation, retry it if that is safe and can help, and return the answer.

        Raises:
            DataWorksError: see ``dataworks.errors``.
        """
        return self._shown(operation, await self._answer(operation))

    async def _answer(self, operation: Operation[A]) -> A:
        """Return the whole answer."""
        try:
            return await self._with_retries(operation)
        finally:
            if operation.effect is not Effect.READ:  # even after a failure, something may have changed
                self.cache.clear()

    async def cached(
        self,
        operation: Operation[A],
        *,
        refresh: bool = False,
        instead: Callable[[DataWorksError], A | None] = lambda _: None,
    ) -> A:
        """Return the cached answer to an operation, or send it and cache the answer for its ``lifetime``.

        Of several callers at the same time one sends it, and the others wait; if that fails, each sends it.
        ``refresh``: send it in any case. ``instead`` may turn a failure into an answer, which is cached as well.
        """
        access_key_id = (await self.credentials()).access_key_id
        kept = None if refresh else await self._kept(operation, access_key_id)
        if kept is not None:
            return self._shown(operation, kept)
        with self.cache.sending(operation, access_key_id):
            clears = self.cache.clears
            answer = await self._call_or(operation, instead)
            if self.cache.clears == clears:  # else something has changed since it was requested
                self.cache.keep(operation, access_key_id, answer, self.timing.clock())
        return self._shown(operation, answer)

    async def _kept(self, operation: Operation[A], access_key_id: str) -> A | None:
        """Return the cached answer, also one that another caller waits for."""
        kept = self.cache.find(operation, access_key_id, self.timing.clock())
        if kept is None and operation.lifetime:
            await self.cache.arrival(operation, access_key_id, self.remaining())
            kept = self.cache.find(operation, access_key_id, self.timing.clock())
        return kept

    async def _call_or(self, operation: Operation[A], instead: Callable[[DataWorksError], A | None]) -> A:
        try:
            return await self._answer(operation)
        except DataWorksError as error:
            answer = instead(error)
            if answer is None:
                raise
            return answer

    async def _with_retries(self, operation: Operation[A]) -> A:
        attempt, doubtful = 0, False
        while True:
            attempt += 1
            try:
                await self._turn(operation)
                return await (
                    self._attempt(operation) if self.observer is None else self._seen(self.observer, operation, attempt)
                )
            except DataWorksError as error:
                error.doubtful = doubtful
                delay = self._delay(error, operation, attempt)
                if delay is None:
                    raise
                doubtful = doubtful or may_have_effect(error)
            await self.timing.sleep(delay)

    async def pages(self, operation: Operation[A]) -> AsyncIterator[A]:
        """Yield the pages of an operation, until one that is not full."""
        paging = operation.paging
        if paging is None:
            raise TypeError(f"{operation.action()} has no pages")
        number, full = 1, True
        while full:
            page = await self.call(operation.model_copy(update={"page_number": number, "page_size": paging.size}))
            yield page
            number, full = number + 1, paging.is_full(page)

    def _shown(self, operation: Operation[Any], answer: A) -> A:
        return answer if self.may_show is None else answer.shown(partial(self.may_show, type(operation)))

    def _delay(self, error: DataWorksError, operation: Operation[Any], attempt: int) -> float | None:
        if attempt == 1 and self._renews(error):
            return 0.0
        delay = next_delay(
            error,
            repeatable=operation.repeatable,
            attempt=attempt,
            rule=self.retries,
            jitter=self.timing.jitter,
        )
        remaining = self.remaining()
        return None if delay is None or (remaining is not None and delay >= remaining) else delay

    def _renews(self, error: DataWorksError) -> bool:
        """Whether the service refuses the credentials, and new ones are available."""
        return self.renew is not None and error.code.startswith(RENEWABLE)

    async def _seen(self, observer: Observer, operation: Operation[A], attempt: int) -> A:
        """Send the operation once, seen by the observer."""
        host = self.endpoint.partition("://")[2]
        known = {"version": operation.version, "attempt": attempt - 1, "host": host, "outcome": "cancelled"}
        with observer.work("request", operation.action(), known) as facts:
            try:
                answer = await self._attempt(operation)
            except DataWorksError as error:
                facts["outcome"], facts["code"] = "failed", error.code
                if isinstance(error, ServiceError):
                    facts["status"], facts["request_id"] = error.http_status, error.request_id
                if isinstance(error, Throttled):
                    observer.count("throttled", operation.action())
                raise
            facts["status"], facts["outcome"], facts["request_id"] = _facts(answer)
            return answer

    async def _attempt(self, operation: Operation[A]) -> A:
        credentials = await self.credentials()
        facts = (self.endpoint, credentials, self.timing.utc(), secrets.token_hex(16))
        request = await computed(build, operation, *facts) if _is_long(operation) else build(operation, *facts)
        started = time.perf_counter()
        try:
            response = await self._send(operation, request)
            if len(response.body) > LONG:
                answer = await computed(verdict, operation, *response)
            else:
                answer = verdict(operation, *response)
        except DataWorksError as error:
            self._log(operation, started, error)
            if self.renew is not None and self._renews(error):
                self.renew(credentials)
            raise
        self._log(operation, started, answer)
        return answer

    async def _turn(self, operation: Operation[Any]) -> None:
        """Wait until the rate limit allows a request, before it is signed, since signatures expire."""
        await self._wait_for(self.rate, operation)
        if self.account is not None:
            async with self.account.alone:
                await self._wait_for(self.account.limit, operation)

    async def _wait_for(self, limit: RateLimit, operation: Operation[Any]) -> None:
        delay = limit.turn(self.timing.clock(), self.deadline)
        if delay is None:
            raise OutOfTime(operation.action(), RATE_TOO_LATE.said())
        if delay > 0:
            if self.observer is not None:
                self.observer.count("rate_limit_wait", amount=delay)
            await self.timing.sleep(delay)

    async def _send(self, operation: Operation[Any], request: Request) -> Response:
        remaining = self.remaining()
        if remaining is not None and remaining <= 0:
            raise OutOfTime(operation.action(), TOO_LATE.said())
        limit = ANSWER_TIMEOUT if remaining is None else min(ANSWER_TIMEOUT, remaining)
        if self.writes is None or operation.effect is Effect.READ:
            response = await self._posted(request, limit)
        else:
            with self.writes.sending(operation.action()):
                response = await self._posted(request, limit)
        self.meter.longest = max(self.meter.longest, len(response.body))
        self.stats.dates = (response.headers.get("date"), self.timing.utc())
        return response

    async def _posted(self, request: Request, limit: float) -> Response:
        self.meter.calls += 1
        self.stats.calls += 1
        return await self.http.send(request, limit)

    def _log(self, operation: Operation[Any], started: float, outcome: Answer | DataWorksError) -> None:
        status, code, request_id = _facts(outcome)
        if request_id:
            self.meter.request_ids.append(request_id)
        milliseconds = (time.perf_counter() - started) * 1000
        facts = (self.meter.source, operation.action(), milliseconds, status, _word(code), _word(request_id or "-"))
        log.info(LINE, *facts)


def _is_long(operation: Operation[Any]) -> bool:
    return sum(len(value) for value in vars(operation).values() if isinstance(value, str)) > LONG


def _facts(outcome: Answer | DataWorksError) -> tuple[int | str, str, str | None]:
    """Return status, code and request id of an outcome."""
    if isinstance(outcome, ServiceError):
        return outcome.http_status, outcome.code, outcome.request_id
    if isinstance(outcome, DataWorksError):
        return "-", outcome.code, None
    return 200, "ok", outcome.request_id


def _word(text: str) -> str:
    """Return a text of the service as one line, so that it can't forge a line of the log."""
    text = text.strip()
    return text if text.isprintable() else "".join(each if each.isprintable() else "?" for each in text)
