"""Signed requests to an emulator, and their answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dataworks.signing import Credentials, authorization, body_hash, encoded
from emulator.exchange import Dropped, Reply, Request
from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.world.lifecycle import AtOnce, Speed

NOON = 1_795_176_000.0
"""The time of the test clock, in epoch seconds."""

SAMPLES = Path(__file__).parent / "samples"
NONCES = count(1)


@dataclass
class Clock:
    """A clock that tests set."""

    now: float = NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Answer:
    """A decoded answer."""

    status: int
    payload: dict[str, Any]

    @property
    def data(self) -> Any:
        return self.payload["Data"]

    @property
    def code(self) -> str:
        return str(self.payload["Code"])

    @property
    def error_message(self) -> str:
        """The message of a failure of a DataStudio operation, in either form."""
        if self.status == 400:
            assert self.code == "Invalid.Parameter", self.payload
            return str(self.payload["Message"])
        outcome = (self.status, self.payload["Success"], self.payload["ErrorCode"])
        assert outcome == (200, False, "Invalid.Parameter"), self.payload
        return str(self.payload["ErrorMessage"])

    @property
    def failure(self) -> str:
        assert (self.status, self.data["Status"]) == (200, "fail"), self.payload
        return str(self.data["Message"])


@dataclass
class Sender:
    """Signs requests; its fields can make the signature wrong."""

    access_key: str = "emulator"
    secret: str = "emulator"
    headers: dict[str, str] = field(default_factory=dict[str, str])
    after_signing: dict[str, str] = field(default_factory=dict[str, str])

    def request(
        self, action: str, query: Mapping[str, str], form: Mapping[str, str], *, method: str = "POST", at: float = NOON
    ) -> Request:
        """Return a signed request; ``headers`` are signed too, ``after_signing`` are added after signing."""
        body = urlencode(form).encode()
        headers = {
            "host": "localhost",
            "x-acs-action": action,
            "x-acs-version": "2020-05-18",
            "x-acs-date": datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": str(next(NONCES)),
            "x-acs-content-sha256": body_hash(body),
            "content-type": "application/x-www-form-urlencoded",
            **self.headers,
        }
        credentials = Credentials(self.access_key, self.secret)
        signed = authorization(method, encoded(query), headers, headers["x-acs-content-sha256"], credentials)
        sent = {**headers, "authorization": signed, **self.after_signing}
        return Request.read(method, "/", urlencode(query).encode(), sent.items(), body)


def emulator(speed: Speed | None = None, clock: Clock | None = None, *, documented: bool = False) -> Emulator:
    """Return an emulator of the initial world; by default generations are done at once."""
    return Emulator(initial_world(clock=clock or Clock(), speed=speed or AtOnce(), documented=documented))


def reply(service: Emulator, request: Request) -> Reply:
    """Return the answer to a request."""
    answer = service.answer(request)
    assert not isinstance(answer, Dropped)
    return answer


def call(service: Emulator, action: str, form: Mapping[str, str] | None = None, /, **query: object) -> Answer:
    """Call an operation; parameters go in the query unless they are given as a form."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in query.items()}
    answer = reply(service, Sender().request(action, texts, form or {}, at=service.world.clock()))
    return Answer(answer.status, json.loads(answer.body))


def sample(name: str) -> dict[str, Any]:
    """Return a sample request of the official pages, by the name of its file."""
    loaded: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    return loaded


def generation(
    source: str, *tables: str, sink: str = "odps", destination: str | None = None, **setting: object
) -> dict[str, Any]:
    """Return TaskParam of a generation in single-database mode."""
    return {
        "type": "realtime",
        "version": "1.0",
        "setting": {
            "resourceGroup": "S_res_group_280749521950784_1623033752022",
            "taskType": f"oneclick_to_{sink}",
            **setting,
        },
        "steps": [
            {
                "stepType": "mysql",
                "name": "Reader",
                "category": "reader",
                "parameter": {"connection": [{"datasourceType": "mysql", "datasource": source, "table": list(tables)}]},
            },
            {
                "stepType": sink,
                "name": "Writer",
                "category": "writer",
                "parameter": {"datasource": destination or f"{sink}_shop"},
            },
        ],
    }


def generate(service: Emulator, param: object, **more: object) -> Answer:
    """Start a generation in workspace 10000."""
    form = {"TaskParam": param if isinstance(param, str) else json.dumps(param)}
    query = {"ProjectId": "10000", "TaskType": "DI_REALTIME", **more}
    return call(service, "GenerateDISyncTaskConfigForCreating", form, **query)


def query(service: Emulator, process_id: int) -> Answer:
    """Query the result of a generation."""
    return call(
        service,
        "QueryDISyncTaskConfigProcessResult",
        ProjectId="10000",
        TaskType="DI_REALTIME",
        AsyncProcessId=str(process_id),
    )


def script(service: Emulator, param: object) -> str:
    """Return the script that a generation makes, as text."""
    started = generate(service, param)
    return str(query(service, started.data["ProcessId"]).data["TaskContent"])


def rules(text: str) -> list[dict[str, Any]]:
    """Return the rules in a generated script, one for each table."""
    writer = json.loads(text)["steps"][1]
    return [rule for source in writer["parameter"]["tableMappingRule"]["datasource"] for rule in source["tableRule"]]


def create(service: Emulator, content: object, name: str = "orders_live", **more: object) -> Answer:
    """Create a task in the shop's folder."""
    text = content if isinstance(content, str) else json.dumps(content)
    place = {"FileFolderPath": "Business Flow/shop/Data Integration", "ResourceGroup": "S_res_group_XXX_XXXX"}
    query = {"TaskType": "DI_REALTIME", "TaskParam": place, "TaskName": name, **more}
    return call(service, "CreateDISyncTask", {"TaskContent": text}, ProjectId="10000", **query)
