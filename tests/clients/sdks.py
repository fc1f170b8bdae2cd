"""The whole life of tasks with the SDKs that people use, against the emulator; ``make clients`` runs this.

Each SDK is a process with packages of its own, which reads a request and writes its answer, a line of JSON each.
"""

import json
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest

from bench.worlds import LARGE, PLACE, TABLES, with_large_source
from emulator.service import Emulator
from tests.clients.runtimes import FOLDER, NODE, python
from tests.clients.serving import reachable
from tests.emulator.calls import generation, sample
from tests.emulator.serving import emulator_of_today
from tests.structure.tree import ROOT

SECRET = "emulator"
REALTIME = {"ProjectId": 10000, "TaskType": "DI_REALTIME"}
BATCH = {"ProjectId": 10000, "TaskType": "DI_OFFLINE"}
SUCCESSES = {"success", "true"}
CRASHES = {"IndexError", "KeyError", "TypeError", "AttributeError", "ValueError", "NameError", "UnboundLocalError"}
"""What a client raises that did not understand an answer."""


class Sdk(NamedTuple):
    """An SDK: its command without the address, what it says of a wrong secret, and whether scripts are in the URL."""

    command: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    denied: str = "SignatureDoesNotMatch"
    in_url: bool = True


def official(environment: str, *arguments: str, in_url: bool = True) -> Sdk:
    return Sdk((python(environment), "-m", "tests.clients.sdk_official"), arguments, in_url=in_url)


def legacy(mode: str, **facts: Any) -> Sdk:
    return Sdk((python("legacy"), "-m", "tests.clients.sdk_legacy"), (mode,), **facts)


def node(*arguments: str, in_url: bool = True) -> Sdk:
    return Sdk((NODE, str(FOLDER / "sdk_node.mjs")), arguments, in_url=in_url)


SDKS = {
    "official-3.4.3": official("sdk3", in_url=False),
    "official-4.7.4": official("sdk4"),
    "official-5.7.0": official("sdk5"),
    "official-5.7.0-v2": official("sdk5", "v2"),
    "legacy-classes": legacy("classes", denied="InvalidAccessKeySecret"),
    "legacy-query": legacy("query"),
    "legacy-body": legacy("body", in_url=False),
    "pop-core-get": node("pop-core", "GET"),
    "pop-core-post": node("pop-core", "POST", in_url=False),
    "openapi-client": node("openapi-client"),
    "openapi-client-v2": node("openapi-client", "v2"),
    "openapi-core": node("openapi-core"),
}


@dataclass
class Session:
    """An SDK that runs, and the emulator that it reaches."""

    sdk: Sdk
    emulator: Emulator
    process: "subprocess.Popen[str]"

    def say(self, action: str, parameters: Mapping[str, object], secret: str = SECRET) -> dict[str, Any]:
        """Send a request, and return what the SDK said."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(
            json.dumps({"action": action, "parameters": dict(parameters), "secret": secret}) + "\n"
        )
        self.process.stdin.flush()
        said: dict[str, Any] = json.loads(self.process.stdout.readline())
        return said

    def data(self, action: str, parameters: Mapping[str, object]) -> Any:
        """Return the Data of a successful answer, or the answer itself where it has none."""
        said = self.say(action, parameters)
        assert "body" in said, said
        data = said["body"].get("Data", said["body"])
        if isinstance(data, dict) and "Status" in data and action not in {"GetProject", "GetDISyncInstanceInfo"}:
            assert str(data["Status"]).lower() in SUCCESSES, data
        return data


@pytest.fixture(params=SDKS)
def session(request: pytest.FixtureRequest) -> Generator[Session]:
    sdk, emulator = SDKS[request.param], emulator_of_today()
    with_large_source(emulator.world)
    with reachable(emulator) as endpoint, running(sdk, endpoint.removeprefix("http://")) as process:
        yield Session(sdk, emulator, process)


@contextmanager
def running(sdk: Sdk, address: str) -> Generator["subprocess.Popen[str]"]:
    command = [*sdk.command, address, *sdk.arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


def generated(session: Session, *tables: str, source: str = LARGE) -> str:
    """Return a generated script."""
    param = json.dumps(generation(source, *tables))
    started = session.data("GenerateDISyncTaskConfigForCreating", {**REALTIME, "TaskParam": param})
    process = {**REALTIME, "AsyncProcessId": started["ProcessId"]}
    return str(session.data("QueryDISyncTaskConfigProcessResult", process)["TaskContent"])


def test_a_real_time_task_lives_its_whole_life(session: Session) -> None:
    new = {"TaskParam": json.dumps(PLACE), "TaskContent": generated(session, TABLES[0]), "TaskName": "orders"}
    task = {**REALTIME, "FileId": session.data("CreateDISyncTask", {**REALTIME, **new})["FileId"]}
    for action in ("DeployDISyncTask", "StartDISyncInstance"):
        session.data(action, task)
    state = session.data("GetDISyncInstanceInfo", task)["Status"]
    for action in ("StopDISyncInstance", "TerminateDISyncInstance", "DeleteDISyncTask"):
        session.data(action, task)

    assert state == "RUN"
    assert 414 not in [call.status for call in session.emulator.calls]


def test_a_batch_task_goes_to_production(session: Session) -> None:
    content = sample("create")["parameters"]["TaskContent"]
    new = {"TaskParam": json.dumps(PLACE), "TaskContent": content, "TaskName": "nightly"}
    file = {
        "ProjectId": 10000,
        "FileId": session.data("CreateDISyncTask", {**BATCH, **new})["FileId"],
    }
    session.data("UpdateFile", {**file, "CronExpress": "00 30 05 * * ?", "InputList": "workspace_10000_root"})
    deployments = [session.data(action, file) for action in ("SubmitFile", "DeployFile")]
    asked = ({"ProjectId": 10000, "DeploymentId": deployment} for deployment in deployments)
    states = [session.data("GetDeployment", each)["Deployment"]["Status"] for each in asked]
    versions = session.data("ListFileVersions", file)["FileVersions"]

    assert session.data("GetFile", file)["File"]["Content"] == content
    assert states == [1, 1]
    assert [version["Status"] for version in versions] == ["DEPLOYED"]


def test_a_wrong_secret_is_an_error_that_says_so(session: Session) -> None:
    said = session.say("ListDataSources", {"ProjectId": 10000}, secret="not-the-secret")

    assert said.get("kind") not in {None, *CRASHES}
    assert session.sdk.denied in said["text"]


def test_a_script_of_500_tables_gets_as_far_as_the_service_lets_it(session: Session) -> None:
    param = generation(LARGE)
    names = [name.removeprefix("large.") for name in TABLES[:500]]
    rows = [{"dbName": "large", "enable": True, "table": name, "tableName": name} for name in names]
    connection = {"datasourceType": "mysql", "datasource": LARGE}
    selected = {"selectedTables": [{"dbName": "large", "schema": [{"tableInfos": rows}]}]}
    param["steps"][0]["parameter"]["connection"] = [{**connection, **selected}]
    before = session.emulator.world.last["process"]
    said = session.say("GenerateDISyncTaskConfigForCreating", {**REALTIME, "TaskParam": json.dumps(param)})

    assert [call.status for call in session.emulator.calls] == [414 if session.sdk.in_url else 200]
    assert session.emulator.world.last["process"] == before + (not session.sdk.in_url)
    assert ("body" in said) is not session.sdk.in_url
    assert said.get("kind") not in CRASHES
