"""What a call is allowed follows from what its arguments lead to, not from all that its tool could do."""

from pathlib import Path

import pytest

from dataworks.flows.waits import silent
from dataworks.language import Text
from dataworks.operation import Operations
from dataworks.operations.v2020.deployments import DeployFile, UpdateFile
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.sync_tasks import CreateDISyncTask
from server.hosting import Hosting
from server.shared import shared_by_calls
from tests.sessions import Time, client_of, emulated
from tools.arguments.parsing import Arguments
from tools.calls.invoke import Invocation, invoke
from tools.catalog import Call, tool
from tools.rules.audit import Audit
from tools.rules.caller import LOCAL, Caller
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.rules.refusals import READ_ONLY, Refusal
from tools.views.view import View


class PublishArguments(Arguments):
    project_id: str = "10000"
    create: bool = True
    deploy: bool = False


class Published(View):
    done: bool


def reached(wish: PublishArguments) -> Operations:
    making = (CreateDISyncTask, UpdateFile) if wish.create else ()
    return (ListFiles, *making, *([DeployFile] if wish.deploy else []))


@tool(
    Text("Publish", "发布"),
    PublishArguments,
    Published,
    operations=(ListFiles, CreateDISyncTask, UpdateFile, DeployFile),
    repeatable=True,
    operations_of=reached,
    completing=(UpdateFile,),
)
async def publish(_: Call, wish: PublishArguments) -> Published:
    return Published(done=wish.create)


LOOK, CREATE, DEPLOY = PublishArguments(create=False), PublishArguments(), PublishArguments(deploy=True)


def test_only_the_call_that_goes_further_than_creating_needs_consent() -> None:
    gate = Gate(Mode.CONFIRM)

    assert gate.may_ask(publish)
    assert gate.decide(publish, LOOK, LOCAL) == "allow"
    assert gate.decide(publish, CREATE, LOCAL) == "allow"
    assert gate.decide(publish, DEPLOY, LOCAL) == "ask"
    assert Gate(Mode.FULL).decide(publish, DEPLOY, LOCAL) == "allow"


def test_read_only_mode_leaves_out_the_whole_tool() -> None:
    gate = Gate(Mode.READ_ONLY)

    assert not gate.offers(publish)
    assert gate.absence(publish) is READ_ONLY


def test_who_may_not_write_can_make_the_calls_that_only_look() -> None:
    reader = Caller("ann", may_write=False)

    assert Gate().decide(publish, LOOK, reader) == "allow"
    assert isinstance(Gate().decide(publish, CREATE, reader), Refusal)


@pytest.mark.parametrize("policy", [Policy(deny=["Deploy*"]), Policy(allow=["List*", "Create*", "Update*"])])
def test_a_policy_is_asked_about_the_operations_that_the_call_can_reach(policy: Policy) -> None:
    gate = Gate(Mode.FULL, policy)

    assert gate.decide(publish, CREATE, LOCAL) == "allow"
    assert isinstance(gate.decide(publish, DEPLOY, LOCAL), Refusal)


def test_a_workspace_where_nothing_is_changed_can_be_looked_at() -> None:
    gate = Gate(Mode.FULL, Policy(read_only=["10000"]))

    assert gate.decide(publish, LOOK, LOCAL) == "allow"
    assert isinstance(gate.decide(publish, CREATE, LOCAL), Refusal)


async def test_only_a_call_that_could_write_leaves_an_audit_line(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "audit.jsonl"
    rules = Hosting(gate=Gate(Mode.FULL), audit=Audit(path))
    async with shared_by_calls(lambda: client_of(emulated(time), time), rules) as shared:
        for wish in (LOOK, CREATE):
            await invoke(publish, wish.model_dump(), shared, Invocation(LOCAL, silent))

    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == 2, "one before the write, and one after it"
    assert all('"create": true' in line for line in lines)
