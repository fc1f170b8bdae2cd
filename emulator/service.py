"""The emulator: it answers requests. Both transports, in process and over HTTP, call only this."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dataworks.operation import NEW, Effect, Operation, OperationKey
from dataworks.signing import Credentials
from emulator.exchange import Dropped, Reply, Request
from emulator.failures import (
    ACTION_NOT_FOUND,
    INVALID_VERSION,
    PUBLIC,
    TOKEN_EXPIRED,
    UNSUPPORTED_METHOD,
    ErrorSet,
    Forbidden,
    Malformed,
    Refusal,
    RequestRefused,
    WorkFailed,
    missing,
    not_emulated,
    unreadable,
)
from emulator.faults.fault_effects import apply_fault
from emulator.faults.fault_rules import Fault, FaultRule, Faults
from emulator.faults.fault_schedule import FaultSchedule
from emulator.faults.quota import Quota
from emulator.gateway.admission import Gateway
from emulator.gateway.envelopes import Envelope
from emulator.gateway.known_actions import VERSIONS, known_actions
from emulator.gateway.lenient import Given, given
from emulator.gateway.request_line import LONGEST_LINE, refused_line
from emulator.handlers.catalog import handlers
from emulator.handlers.handler import Handler
from emulator.handlers.studio import check_studio
from emulator.world.lifecycle import Speed
from emulator.world.membership import seen_by
from emulator.world.roles import Session
from emulator.world.state import World

KEYS = (Credentials("emulator", "emulator"),)
"""The access key that is accepted by default."""

METHODS = frozenset({"GET", "POST"})
"""The HTTP methods that every operation of this style of API accepts."""

FARTHEST = 1000 * 366 * 86_400
"""Seconds that the world's time may be ahead: dates have years of four digits."""

MOST_CALLS = 1000
"""Calls that ``Emulator.calls`` keeps."""

SCRIPT_ERRORS = frozenset({"invalid_json", "not_an_object", "value_error"})
"""The types of validation errors about the content of a script, not about the parameter that holds it."""

R = TypeVar("R")


class Call(NamedTuple):
    """A request that was answered.

    Attributes:
        parameters: as sent.
        status: the HTTP status of the answer; ``None``: the connection was dropped.
        time: the time of the request by the emulator's clock, in epoch seconds.
    """

    action: str
    parameters: Mapping[str, str]
    status: int | None
    time: float


class Worlds(NamedTuple):
    """The worlds that an emulator can begin with: its first one, and that of the text of a world file.

    ``read`` raises a ValueError that names the wrong places.
    """

    first: Callable[[], World]
    read: Callable[[str], World]


class Emulator:
    """Answers requests from a world. ``keys`` are the accepted access keys; ``save`` is called before each answer.

    A request line that is longer than ``longest_line`` bytes is refused. Without ``worlds``, the world can't be
    replaced.

    Attributes:
        calls: the last requests.
        counts: the number of requests by operation; those for unknown operations, and those that did not reach the
            gateway, are not counted.
        clock: the time that signatures and the answers' dates follow. The world's may be ahead of it, see ``move``.
        ahead: by how many seconds it is.
    """

    def __init__(
        self,
        world: World,
        *,
        keys: Iterable[Credentials] = KEYS,
        faults: Faults | None = None,
        save: Callable[[], None] | None = None,
        longest_line: int = LONGEST_LINE,
        worlds: Worlds | None = None,
    ) -> None:
        self.world = world
        self._longest_line = longest_line
        self._save = save or (lambda: None)
        self.calls: deque[Call] = deque(maxlen=MOST_CALLS)
        self.counts: Counter[str] = Counter()
        self.faults = self._first_faults = faults or Faults()
        self.clock = world.clock
        self.ahead = 0.0
        self._worlds = worlds
        self._gateway = Gateway(keys, world.clock, self._session_key)

    @property
    def faults(self) -> Faults:
        """The injected faults. Setting them resets all counts of faults."""
        return self._schedule.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._schedule = FaultSchedule(faults, self.world.last["start"])
        self._quota = Quota(faults.limits)

    @property
    def applied(self) -> list[int]:
        """How often each rule of the faults was applied."""
        return self._schedule.applied

    def fail(self, operation: str, fault: Fault, *, times: int | None = 1, after: int = 0) -> None:
        """Apply a fault to ``times`` calls of an operation (``"*"``: of any), after ``after`` calls without it."""
        settings = fault.model_dump(exclude_unset=True)
        self._schedule.add(FaultRule(operation=operation, times=times, after=after, **settings))

    def move(self, seconds: float) -> None:
        """Move the world's time on. Signatures and dates keep the real one, or no client could call any more.

        Raises:
            ValueError: it would be too far ahead.
        """
        if self.ahead + seconds > FARTHEST:
            raise ValueError(f"the time is at most {FARTHEST:,} seconds ahead, and {self.ahead:,.0f} now")
        clock, self.ahead = self.clock, self.ahead + seconds
        ahead = self.ahead
        self.world.clock = lambda: clock() + ahead

    def begin(self, text: str | None = None) -> None:
        """Begin again with the world of a text, or the first one: no calls, its first faults, and the real time.

        Raises:
            ValueError: the text is not valid, or the world can't be replaced.
        """
        if self._worlds is None:
            raise ValueError("the world of an emulator with --data can't be replaced")
        new = self._worlds.first() if text is None else self._worlds.read(text)
        new.realtime_updates, new.documented = self.world.realtime_updates, self.world.documented
        new.clock, self.ahead = self.clock, 0.0
        self.world = new
        self.calls.clear()
        self.counts.clear()
        self.faults = self._first_faults

    def answer(self, request: Request) -> Reply | Dropped:
        """Answer one request. It never raises."""
        reply = refused_line(request, self._longest_line) or self._replied(request)
        status = reply.status if isinstance(reply, Reply) else None
        self.calls.append(Call(request.action, request.parameters, status, self.world.clock()))
        return reply

    def _replied(self, request: Request) -> Reply | Dropped:
        if request.action in known_actions():
            self.counts[request.action] += 1
        envelope = Envelope.of(request, self.world.new_request_id())
        reply = self._reply(request, envelope)
        return _guarded(envelope, self._save) or reply

    def _reply(self, request: Request, envelope: Envelope) -> Reply | Dropped:
        admitted = _guarded(envelope, lambda: self._admitted(request))
        if isinstance(admitted, Reply):
            return admitted
        handler, session = admitted
        place, documented = handler.operation.answer.place, self.world.documented
        envelope = envelope._replace(place=place, family=handler.family, documented=documented)

        def answered() -> Reply:
            return _guarded(envelope, lambda: envelope.success(self._data(handler, request, session)))

        def work(speed: Speed | None) -> Reply:
            with self.world.with_speed(speed):
                return answered()

        faults = self._schedule.due(request.action)
        if not faults:
            return answered()
        delay = sum(fault.seconds for fault in faults if fault.kind == "delay")
        reply = _guarded(envelope, lambda: apply_fault(faults[-1], work, self.world.clock()))
        return reply._replace(delay=delay) if delay else reply

    def _admitted(self, request: Request) -> tuple[Handler, Session | None]:
        """Return the handler of a request, and the session that sent it, if it is that of a role."""
        handler = _handler(request)
        key = "" if handler.operation.anonymous else self._gateway.admit(request)
        self._quota.take(self.world.clock())
        return handler, self.world.roles.sessions.get(key)

    def _session_key(self, key: str) -> Credentials | None:
        session = self.world.roles.sessions.get(key)
        if session is not None and session.ends <= self.world.clock():
            raise RequestRefused(TOKEN_EXPIRED)
        return None if session is None else session.key

    def _data(self, handler: Handler, request: Request, session: Session | None) -> object:
        errors, world = handler.family.errors, seen_by(self.world, session)
        try:
            if session is not None and session.role.read_only and handler.operation.effect is not Effect.READ:
                raise Forbidden
            asked = _read(handler, request.parameters)
            check_studio(world, handler, asked)
            return handler.answer(world, asked)
        except Malformed:
            raise RequestRefused(errors.malformed) from None
        except Forbidden as forbidden:
            own = self.world.documented or handler.operation.version == NEW
            raise RequestRefused(errors.forbidden if own else forbidden.seen) from None


def _guarded(envelope: Envelope, work: Callable[[], R]) -> R | Reply:
    try:
        return work()
    except RequestRefused as refused:
        return envelope.refusal(refused.refusal)
    except WorkFailed as failed:
        return envelope.failure(failed)
    except Exception:
        logging.getLogger(__name__).exception("%s: unexpected error", envelope.action)
        return envelope.refusal(PUBLIC.internal)


def _handler(request: Request) -> Handler:
    """Return the handler of a request, or refuse its method, path, action or version."""
    if request.method not in METHODS:
        raise RequestRefused(UNSUPPORTED_METHOD)
    if request.path != "/" or request.action not in known_actions():
        raise RequestRefused(ACTION_NOT_FOUND)
    if request.version not in VERSIONS:
        raise RequestRefused(INVALID_VERSION)
    if request.action not in known_actions(request.version):
        raise RequestRefused(ACTION_NOT_FOUND)
    handler = handlers().get(OperationKey(request.version, request.action))
    if handler is None:
        raise RequestRefused(not_emulated(request.action))
    return handler


def _read(handler: Handler, parameters: Mapping[str, str]) -> Operation[Any] | Given:
    """Read the parameters. Unknown ones are ignored, and an empty one is treated as not sent."""
    operation = handler.operation
    if handler.needs is not None:
        return given(operation, parameters, handler.needs)
    known = _parameters(operation)
    sent = {name: value for name, value in parameters.items() if name in known and value != ""}
    try:
        return operation.from_wire(sent)
    except ValidationError as error:
        raise RequestRefused(_refusal(error.errors(), handler.family.errors)) from None


@cache
def _parameters(operation: type[Operation[Any]]) -> frozenset[str | None]:
    return frozenset(field.alias for field in operation.model_fields.values())


def _refusal(findings: list[ErrorDetails], errors: ErrorSet) -> Refusal:
    """Return the refusal of one parameter, a missing one first: the gateway names only one at a time."""
    first = min(findings, key=lambda finding: not _is_missing(finding))
    parameter = str(first["loc"][0])
    if _is_missing(first):
        return missing(parameter)
    return errors.malformed if first["type"] in SCRIPT_ERRORS else unreadable(parameter)


def _is_missing(finding: ErrorDetails) -> bool:
    """Whether a parameter was not sent; one that lacks a part was sent, and is invalid."""
    return finding["type"] == "missing" and len(finding["loc"]) == 1
