"""Failures as the client sees them that most hosts embed; ``make clients`` runs this."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import pytest
from anyio.from_thread import start_blocking_portal

from emulator.faults.fault_rules import Faults
from emulator.http.web import serve
from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.world.lifecycle import AtOnce
from tests.clients.scripted import Conversation
from tests.clients.serving import ALL, COMMAND, HOST, listening
from tests.clients.stories import OLD, Session, typescript
from tests.emulator.serving import emulator_of_today
from tests.forms import RUN
from tests.tools.failing import ANSWERED, EVERY, Case

CLIENT = typescript("typescript_sdk1.mjs", "legacy", OLD)
KEYS = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator",
    "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
}


@dataclass(frozen=True)
class Setting:
    """A client, and the emulator that its server reaches."""

    session: Session
    emulator: Emulator


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Generator[Setting]:
    emulator, ready, folder = emulator_of_today(), Queue[str](), tmp_path_factory.mktemp("failures")
    with start_blocking_portal() as portal:
        serving = portal.start_task_soon(serve, emulator, HOST, 0, ready.put)
        with connected(ready.get(), folder) as conversation:
            yield Setting(Session(CLIENT, conversation), emulator)
        serving.cancel()


@contextmanager
def connected(endpoint: str, folder: Path) -> Generator[Conversation]:
    """The client, connected to a server that reaches this emulator."""
    command = [COMMAND, "serve", *ALL, "--endpoint", endpoint, "--transport", "http"]
    with (
        listening(command, folder / "server.log", **KEYS) as port,
        CLIENT.started("http", [f"http://{HOST}:{port}/mcp"], folder) as conversation,
    ):
        yield conversation


@pytest.mark.parametrize(("name", "case"), EVERY.items(), ids=EVERY.keys())
def test_a_failure_reaches_the_client_whole_and_as_promised(name: str, case: Case, setting: Setting) -> None:
    setting.emulator.world = initial_world(speed=AtOnce(), documented=RUN.documented)
    setting.emulator.faults = Faults()
    case.arrange(setting.emulator)
    told = setting.session.call(*case.call)

    error = told["structured"]["error"]
    assert told["failed"]
    assert told["fits"] is True
    assert (error["code"], error["retry"]) == (case.told, case.retry)
    assert error["means"]
    assert error["fix"]
    assert (name in ANSWERED) is ("request_id" in error)
    for fact in ("code", "means", "retry", "request_id"):
        assert error.get(fact, "") in told["text"]


def test_the_check_of_the_client_tells_what_is_not_promised(setting: Setting) -> None:
    told = setting.session.conversation.say({"tool": "list_files", "structured": {"error": {"code": 1}}})

    assert told == {"fits": False}
