"""One of the two services of a comparison: a sender, what it is asked with, and what it has answered."""

from dataclasses import dataclass, field
from typing import Any

from comparison.case import Case, Requested, Until
from comparison.differences import Seen
from comparison.normal import Normal
from comparison.placeholders import filled
from comparison.preparation import times
from comparison.requests import RawRequest, raw_request
from comparison.sender import Answer, Sender
from comparison.values import values_at
from dataworks.language import Text


@dataclass(frozen=True)
class Exchange:
    """A request that was answered, perhaps several times: ``states`` are the values that it waited for, in order."""

    answer: Answer
    states: tuple[str, ...] = ()


@dataclass
class Service:
    """A service under comparison.

    Attributes:
        values: its placeholders, which grow as cases save more.
        why: why placeholders have no value.
    """

    sender: Sender
    values: dict[str, str]
    why: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def normal(self) -> Normal:
        """Its normal form of values, by its placeholders."""
        return Normal({name: value for name, value in self.values.items() if name not in times(0)})

    def seen(self, case: Case, answer: Answer) -> Seen:
        """Return an answer, with the paths of the values that are compared, and its normal form of values."""
        paths = [str(filled(path, self.values)) for path in case.compare]
        return Seen(answer, tuple(paths), self.normal)

    def request(self, requested: Requested) -> RawRequest:
        """Return a request with its placeholders filled in; times are those of the request."""
        values = {**self.values, **times(self.sender.api.timing.utc().timestamp())}
        parameters = {name: filled(value, values) for name, value in requested.parameters.items()}
        return raw_request(requested.version, requested.action, parameters)

    async def exchange(self, requested: Requested) -> Exchange:
        """Send a request, again and again until it shows what is waited for.

        Raises:
            NotAllowed: it may not be sent.
            Outage: the service does not answer.
        """
        if requested.until is None:
            return Exchange(await self.sender.send(self.request(requested)))
        return await self._waited(requested, requested.until)

    async def _waited(self, requested: Requested, until: Until) -> Exchange:
        states, calls = list[str](), 0
        while True:
            calls += 1
            answer = await self.sender.send(self.request(requested))
            found = values_at(answer.payload, until.path)
            states += [str(each) for each in found[:1] if not states or states[-1] != str(each)]
            if answer.failed or _arrived(until, found) or calls == until.calls:
                return Exchange(answer, tuple(states))
            await self.sender.api.timing.sleep(until.seconds)

    def save(self, case: Case, answer: Answer) -> None:
        """Keep the values that later cases need; the ids in answers to writes are those of what was created."""
        for name, path in case.save.items():
            found = values_at(answer.payload, path)
            if found and answer.worked:
                self.values[name] = _text(found[0])
                if case.is_write:
                    self.sender.permission.made.add(self.values[name])
            else:
                self.why[name] = Text("{} did not get it", "{} 未能得到它").said(case.name)


def _arrived(until: Until, found: list[Any]) -> bool:
    return bool(found) if until.exists else bool(found) and str(found[0]) in until.values


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
