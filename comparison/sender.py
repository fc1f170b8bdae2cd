"""Sends the requests of the comparison: the one place that decides whether a request may be sent at all."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any, cast

from comparison.requests import RESERVED, RawRequest, effect_of
from dataworks.answers import is_failure, payload_of
from dataworks.client import ANSWER_TIMEOUT, DataWorks
from dataworks.errors import Throttled, Unreachable
from dataworks.language import Text
from dataworks.operation import Effect
from dataworks.request import signed
from dataworks.retry import next_delay
from dataworks.transport import Response
from dataworks.verdict import QUOTA_CODES, is_throttling, retry_after

BROKEN = frozenset({502, 503, 504})
"""Statuses of a service that does not work at the moment."""

IDENTIFIERS = frozenset(
    "id dijobid jobid fileid nodeid objectids dialarmruleid taskid deploymentid instanceid containerid".split()
)
"""Parameters that say what a write is about, in lower case."""

UNKNOWN_ID = "999999999999"
"""An id that nothing has."""


class NotAllowed(Exception):
    """The request is not sent, since it might change something that this run has not created."""


class Outage(Exception):
    """The service does not answer, or the quota of the day is used up: the comparison ends."""


@dataclass(frozen=True)
class Answer:
    """The answer to a request. ``payload``: its JSON; ``None``: it is not JSON, but ``text``."""

    status: int
    payload: Any
    text: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of its JSON; empty: it has none."""
        payload: object = self.payload
        return cast("dict[str, Any]", payload) if isinstance(payload, dict) else {}

    @property
    def failed(self) -> bool:
        """Whether it is a refusal."""
        return self.status >= 400

    @property
    def worked(self) -> bool:
        """Whether it is a success: no refusal, and no failure in HTTP 200."""
        data = self.fields.get("Data")
        status = cast("dict[str, Any]", data).get("Status") if isinstance(data, dict) else None
        return not (self.failed or self.code or is_failure(self.fields.get("Success")) or status in ("fail", False))

    @property
    def code(self) -> str:
        """The error code; "": it has none."""
        found = self.fields.get("Code") or self.fields.get("code") or self.fields.get("ErrorCode")
        return str(found) if found else ""


OF_PROTOCOL = Text("{} has the parameter {}, which belongs to the protocol", "{} 含有属于协议的参数 {}")
NO_WRITES = Text("{} may change something, and --writes is not given", "{} 可能会更改内容，而未给出 --writes")
NOT_OWN = Text("{} is not about something that this run has created", "{} 针对的不是本次运行创建的内容")


@dataclass
class Permission:
    """What may be sent. Without ``name``, reads alone.

    Attributes:
        name: what the names of all that this run creates begin with.
        made: the ids of what it has created.
    """

    name: str | None = None
    made: set[str] = field(default_factory=set[str])

    def check(self, request: RawRequest) -> None:
        """Check that a request reads, or is about something that this run creates or has created.

        Raises:
            NotAllowed: it may do something else.
        """
        reserved = [name for name in request.parameters if name.lower() in RESERVED or name.lower().startswith("x-acs")]
        if reserved:
            raise NotAllowed(OF_PROTOCOL.said(request.name, reserved[0]))
        effect = effect_of(request.name)
        if effect is Effect.READ:
            return
        if not self.name:
            raise NotAllowed(NO_WRITES.said(request.name))
        if effect is None or not (self._creates(request) if effect is Effect.CREATE else self._is_own(request)):
            raise NotAllowed(NOT_OWN.said(request.name))

    def _creates(self, request: RawRequest) -> bool:
        """Whether what it would create has a name of this run; an alarm rule also belongs to a job of this run."""
        named = any((self.name or "") in text for text in request.parameters.values())
        return named and ("DIJobId" not in request.parameters or self._is_own(request))

    def _is_own(self, request: RawRequest) -> bool:
        ids = [text for name, text in request.parameters.items() if name.lower() in IDENTIFIERS]
        return bool(ids) and all(_ids(text) <= {*self.made, UNKNOWN_ID} for text in ids)


def _ids(text: str) -> frozenset[str]:
    """Return the ids in a parameter, which may be a list in JSON."""
    try:
        found = json.loads(text)
    except ValueError:
        return frozenset({text})
    return frozenset(map(str, cast("list[object]", found))) if isinstance(found, list) else frozenset({text})


@dataclass
class Sender:
    """One of the two services that are compared.

    Attributes:
        api: its address, keys, transport, and clock.
        permission: what may be sent.
        reads: requests for reading that were sent, and ``writes``: those that may change something.
        repeated: those of them that were sent again, after throttling or without an answer.
    """

    api: DataWorks
    permission: Permission = field(default_factory=Permission)
    reads: int = 0
    writes: int = 0
    repeated: int = 0

    async def send(self, request: RawRequest) -> Answer:
        """Send a request and return the answer. A read is repeated where that can help, a write is not.

        Raises:
            NotAllowed: it may not be sent.
            Outage: the service does not answer.
        """
        self.permission.check(request)
        attempt = 0
        while True:
            attempt += 1
            self.repeated += attempt > 1
            failure, answer = await self._attempt(request)
            if answer is not None:
                return answer
            delay = self._delay(request, failure, attempt)
            if delay is None:
                raise Outage(str(failure))
            await self.api.timing.sleep(delay)

    def _delay(self, request: RawRequest, failure: Throttled | Unreachable, attempt: int) -> float | None:
        reads = effect_of(request.name) is Effect.READ
        api = self.api
        return next_delay(failure, repeatable=reads, attempt=attempt, rule=api.retries, jitter=api.timing.jitter)

    async def _attempt(self, request: RawRequest) -> tuple[Any, Answer | None]:
        """Send it, and return its answer, or why there is none."""
        timing = self.api.timing
        await timing.sleep(self.api.rate.turn(timing.clock()) or 0.0)
        facts = (self.api.endpoint, await self.api.credentials(), timing.utc(), secrets.token_hex(16))
        reads = effect_of(request.name) is Effect.READ
        self.reads, self.writes = self.reads + reads, self.writes + (not reads)
        try:
            response = await self.api.http.send(signed(request.unsigned(), *facts), ANSWER_TIMEOUT)
        except Unreachable as error:
            return error, None
        return _read(request, response)


def _read(request: RawRequest, response: Response) -> tuple[Any, Answer | None]:
    payload = payload_of(response.body)
    answer = Answer(response.status, payload, "" if payload is not None else response.body.decode("utf-8", "replace"))
    message = str((payload or {}).get("Message", ""))
    if (response.status >= 400 or answer.code) and is_throttling(response.status, answer.code, message):
        hint, used_up = retry_after(response.headers), answer.code in QUOTA_CODES
        facts = (request.name, message, response.status, None, answer.code)
        return Throttled(*facts, retry_after=hint, quota_used_up=used_up), None
    if response.status in BROKEN:
        return Unreachable(request.name, f"HTTP {response.status} {answer.code}".strip(), sent=True), None
    return None, answer
