"""A connection that sends nothing but reads, keeps their answers without secrets, and sends each of them once."""

import json
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from pydantic import ValidationError

from dataworks.answers import Answer, payload_of
from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Denied, OutOfTime
from dataworks.operation import Effect, Operation
from dataworks.request import Request
from dataworks.retry import not_there
from dataworks.scripts.reading import fields
from dataworks.transport import Response
from dataworks.verdict import IDENTITY_CODES, verdict
from mirroring.cleaning import cleaned
from mirroring.journal import Journal, Kept

A = TypeVar("A", bound=Answer)
R = TypeVar("R", bound=Operation[Any])


class NotARead(Exception):
    """Something asked for an operation that is no read: a defect of this program. Nothing was sent."""


@dataclass(frozen=True, kw_only=True)
class ReadOnly(DataWorks):
    """A connection for a mirror. All requests pass ``_attempt``, which refuses what is no read.

    Attributes:
        journal: the answers that are known.
        most: how many calls may be sent, those that are repeated included.
        cut: lists of which a later page was refused.
    """

    journal: Journal
    most: int
    cut: list[str] = field(default_factory=list[str])

    @classmethod
    def of(cls, api: DataWorks, journal: Journal, most: int) -> Self:
        """Return a connection like this one that reads only."""
        return cls(**vars(api), journal=journal, most=most)

    async def payload(self, operation: Operation[Any]) -> dict[str, Any]:
        """Return what is in an answer, with the names of the API; fields that no model of ours knows too.

        Raises:
            DataWorksError: see ``dataworks.errors``.
        """
        await self.call(operation)
        kept = self.journal.find(operation)
        return fields(operation.answer.data_in(kept.answer) if kept and kept.answer else None)

    async def if_allowed(self, operation: Operation[A] | None) -> A | None:
        """Return the answer to a read that the mirror does not need; ``None``: the service refuses it.

        A refusal is kept like an answer. ``operation``: ``None`` if it can't be sent.
        """
        if operation is None:
            return None
        kept = self.journal.find(operation)
        if kept is not None and kept.answer is None:
            return None
        try:
            return await self.call(operation)
        except DataWorksError as error:
            if not _is_final(error):
                raise
            self.journal.keep(operation, Kept(None, error.code))
            return None

    def refusal(self, operation: Operation[Any] | None) -> str:
        """Return the code that a read was refused with."""
        kept = self.journal.find(operation) if operation else None
        return kept.refused if kept else ""

    async def _attempt(self, operation: Operation[A]) -> A:
        if operation.effect is not Effect.READ:
            raise NotARead(operation.action())
        kept = self.journal.find(operation)
        if kept is not None and kept.answer is not None:
            return verdict(operation, 200, {}, json.dumps(kept.answer).encode())
        return await super()._attempt(operation)

    async def _send(self, operation: Operation[Any], request: Request) -> Response:
        """Send a read, and keep its answer if it is a success: from then on, it is what was kept.

        Raises:
            OutOfTime: as many calls were made as may be; it was not sent.
        """
        if self.stats.calls >= self.most:
            raise OutOfTime(operation.action(), f"{self.most} calls were made, as many as --calls allows")
        response = await super()._send(operation, request)
        payload = payload_of(response.body)
        try:
            verdict(operation, *response)
        except DataWorksError:
            return response
        answer = cleaned(payload or {})
        self.journal.keep(operation, Kept(answer))
        return Response(response.status, response.headers, json.dumps(answer).encode())


def request(operation: type[R], **parameters: Any) -> R | None:
    """Return a request with what was read; ``None`` if it can't be sent, such as for a name with a line break."""
    try:
        return operation(**parameters)
    except ValidationError:
        return None


def _is_final(error: DataWorksError) -> bool:
    """Whether the service refuses this read, now and later; not the key, and not for a while."""
    return not_there(error) or (isinstance(error, Denied) and not error.code.startswith(IDENTITY_CODES))
