"""Clients for the tests: of an emulator or of prepared answers, with time that passes only when somebody waits."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx2

from dataworks.client import DataWorks, Timing
from dataworks.credentials import static
from dataworks.operations.v2020.sync_tasks import CreateDISyncTask, GetDISyncTask
from dataworks.signing import Credentials
from dataworks.transport import Http
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from emulator.world.lifecycle import DEFAULT_SPEED, Speed
from tests.forms import emulator_of

ENDPOINT = "http://127.0.0.1"
KEY = Credentials("emulator", "emulator")
NOON = 1_795_176_000.0
DAY = 86400.0

READ = GetDISyncTask(project_id="10000", task_type="DI_REALTIME", file_id="100")
CREATE = CreateDISyncTask(
    project_id="10000",
    task_type="DI_OFFLINE",
    task_content='{"type":"job","version":"2.0","steps":[],"private":"script"}',
    task_name="private_name",
)


@dataclass
class Time:
    """A clock that moves when somebody sleeps; it remembers every sleep."""

    now: float = NOON
    sleeps: list[float] = field(default_factory=list[float])

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds
        assert sum(self.sleeps) < DAY, "this wait has no end"

    def timing(self, jitter: float = 1.0) -> Timing:
        return Timing(
            clock=lambda: self.now,
            sleep=self.sleep,
            utc=lambda: datetime.fromtimestamp(self.now, UTC),
            jitter=lambda: jitter,
        )


@dataclass
class Prepared(httpx2.AsyncBaseTransport):
    """A service that answers what it was given, in order, the last one for ever; it keeps the requests."""

    answers: Sequence[httpx2.Response | Exception]
    requests: list[httpx2.Request] = field(default_factory=list[httpx2.Request])

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)


@dataclass
class Setting:
    """An emulator, a client of it, and the time of both."""

    emulator: Emulator
    api: DataWorks
    time: Time

    @property
    def sent(self) -> list[str]:
        """The operations that arrived, in order."""
        return [call.action for call in self.emulator.calls]


def emulated(speed: Speed = DEFAULT_SPEED, *, credentials: Credentials = KEY, jitter: float = 1.0) -> Setting:
    time = Time()
    emulator = emulator_of(lambda: time.now, speed)
    http = EmulatorTransport(emulator)
    return Setting(emulator, DataWorks(ENDPOINT, static(credentials), http, time.timing(jitter)), time)


def prepared(*answers: httpx2.Response | Exception, jitter: float = 1.0) -> tuple[DataWorks, Prepared, Time]:
    time, transport = Time(), Prepared(answers)
    return DataWorks(ENDPOINT, static(KEY), Http(transport), time.timing(jitter)), transport, time


def answered(status: int = 200, *, headers: dict[str, str] | None = None, **payload: Any) -> httpx2.Response:
    return httpx2.Response(status, headers=headers, content=json.dumps(payload).encode())


DONE = answered(Success=True, RequestId="r", Data={"Status": "success", "Code": "{}", "FileId": 5})


def texts_of(error: BaseException | None) -> Iterator[str]:
    """Everything that printing or logging an error could show, its causes included."""
    while error is not None:
        yield from (str(error), repr(error), repr(error.args), repr(vars(error)), *getattr(error, "__notes__", ()))
        yield from texts_of(error.__cause__)
        error = error.__context__
