"""The emulator: a request in, an answer out. Both edges, in process and over HTTP, call nothing else."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dataworks.operation import VERSION, Operation, OperationKey
from emulator.exchange import Dropped, Reply, Request
from emulator.failures import (
    ACTION_NOT_FOUND,
    NO_SUCH_VERSION,
    PUBLIC,
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
from emulator.faults.fault_effects import strike
from emulator.faults.fault_rules import Fault, Faults, Mishap
from emulator.faults.fault_schedule import Drill
from emulator.faults.quota import Quota
from emulator.gateway.admission import Gateway
from emulator.gateway.envelopes import Envelope
from emulator.gateway.known_actions import known_actions
from emulator.handlers.catalog import handlers
from emulator.handlers.handler import Handler
from emulator.world.lifecycle import Speed
from emulator.world.state import World

KEYS = {"emulator": "emulator"}
"""The access key, and its secret, that is accepted when nothing else is said."""

METHODS = frozenset({"GET", "POST"})
"""An operation of this style of API takes either."""

REMEMBERED = 1000
"""Calls that the log keeps."""

NOT_A_SCRIPT = frozenset({"invalid_json", "not_an_object", "value_error"})
"""The findings that concern what is in a script, and not the parameter it travels in."""


R = TypeVar("R")


@dataclass(frozen=True)
class Call:
    """A request that arrived.

    Attributes:
        parameters: as sent.
        status: that of the answer; ``None``: dropped.
        time: when it arrived, by the emulator's clock.
    """

    action: str
    parameters: Mapping[str, str]
    status: int | None
    time: float


class Emulator:
    """Answers requests from a world. ``keys`` are the secrets by access key; ``keep`` is called before each answer.

    Attributes:
        calls: the last requests.
        counts: all requests so far, by operation; what is no operation is not counted.
    """

    def __init__(
        self,
        world: World,
        *,
        keys: Mapping[str, str] | None = None,
        faults: Faults | None = None,
        keep: Callable[[], None] | None = None,
    ) -> None:
        self.world = world
        self._keep = keep or _forget
        self.calls: deque[Call] = deque(maxlen=REMEMBERED)
        self.counts: Counter[str] = Counter()
        self.faults = faults or Faults()
        self._gateway = Gateway(KEYS if keys is None else keys, world.clock)

    @property
    def faults(self) -> Faults:
        """What goes wrong on demand. Setting it starts all counts of faults anew."""
        return self._drill.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._drill = Drill(faults, self.world.last["start"])
        self._quota = Quota(faults.limits)

    @property
    def struck(self) -> list[int]:
        """How often each rule of the faults struck."""
        return self._drill.struck

    def fail(self, operation: str, mishap: Mishap, *, times: int | None = 1, after: int = 0) -> None:
        """Let so many calls of an operation (``"*"``: of any) go wrong, after so many that don't."""
        told = mishap.model_dump(exclude_unset=True)
        self._drill.add(Fault(operation=operation, times=times, after=after, **told))

    def answer(self, request: Request) -> Reply | Dropped:
        """Answer one request. It never raises."""
        envelope = Envelope.of(request, self.world.new_request_id())
        reply = self._answered(request, envelope)
        reply = _guarded(envelope, self._keep) or reply
        status = reply.status if isinstance(reply, Reply) else None
        self.calls.append(Call(request.action, request.parameters, status, self.world.clock()))
        if request.action in known_actions():
            self.counts[request.action] += 1
        return reply

    def _answered(self, request: Request, envelope: Envelope) -> Reply | Dropped:
        handler = _guarded(envelope, lambda: self._admitted(request))
        if isinstance(handler, Reply):
            return handler
        spelled = replace(envelope, place=handler.operation.answer.place, family=handler.family)

        def work(speed: Speed | None) -> Reply:
            with self.world.at(speed):
                return _guarded(spelled, lambda: spelled.success(self._data(handler, request)))

        faults = self._drill.strikes(request.action)
        if not faults:
            return work(None)
        late = sum(fault.seconds for fault in faults if fault.kind == "delay")
        reply = _guarded(spelled, lambda: strike(faults[-1], work, self.world.clock()))
        return replace(reply, delay=late) if late else reply

    def _admitted(self, request: Request) -> Handler:
        handler = _handler(request)
        self._gateway.admit(request)
        self._quota.take(self.world.clock())
        return handler

    def _data(self, handler: Handler, request: Request) -> object:
        complaints = handler.family.complaints
        try:
            return handler.answer(self.world, _read(handler.operation, request.parameters, complaints))
        except Malformed:
            raise RequestRefused(complaints.malformed) from None
        except Forbidden:
            raise RequestRefused(complaints.forbidden) from None


def _forget() -> None:
    """Keep nothing."""


def _guarded(envelope: Envelope, work: Callable[[], R]) -> R | Reply:
    try:
        return work()
    except RequestRefused as refused:
        return envelope.refusal(refused.refusal)
    except WorkFailed as failed:
        return envelope.failure(failed.message)
    except Exception:
        logging.getLogger(__name__).exception("%s: not foreseen", envelope.action)
        return envelope.refusal(PUBLIC.internal)


def _handler(request: Request) -> Handler:
    """What answers a request, if it is made in a way that the API knows."""
    if request.method not in METHODS:
        raise RequestRefused(UNSUPPORTED_METHOD)
    if request.path != "/" or request.action not in known_actions():
        raise RequestRefused(ACTION_NOT_FOUND)
    if request.version != VERSION:
        raise RequestRefused(NO_SUCH_VERSION)
    handler = handlers().get(OperationKey(request.version, request.action))
    if handler is None:
        raise RequestRefused(not_emulated(request.action))
    return handler


def _read(operation: type[Operation[Any]], parameters: Mapping[str, str], complaints: ErrorSet) -> Operation[Any]:
    """Read the parameters. Unknown ones are ignored, and an empty one was not sent."""
    known = _parameters(operation)
    sent = {name: value for name, value in parameters.items() if name in known and value != ""}
    try:
        return operation.from_wire(sent)
    except ValidationError as error:
        raise RequestRefused(_complaint(error.errors(), complaints)) from None


@cache
def _parameters(operation: type[Operation[Any]]) -> frozenset[str | None]:
    return frozenset(field.alias for field in operation.model_fields.values())


def _complaint(findings: list[ErrorDetails], complaints: ErrorSet) -> Refusal:
    """The gateway complains about one parameter at a time, a missing one first."""
    first = min(findings, key=lambda finding: not _is_missing(finding))
    parameter = str(first["loc"][0])
    if _is_missing(first):
        return missing(parameter)
    return complaints.malformed if first["type"] in NOT_A_SCRIPT else unreadable(parameter)


def _is_missing(finding: ErrorDetails) -> bool:
    """Whether a parameter was not sent; what lacks a part was, and is not valid."""
    return finding["type"] == "missing" and len(finding["loc"]) == 1
