"""Failures as the client sees them that most hosts embed; ``make clients`` runs this."""

from collections.abc import Generator

import pytest

from emulator.faults.fault_rules import Faults
from emulator.seed.initial_world import initial_world
from emulator.world.lifecycle import AtOnce
from tests.clients.serving import reachable
from tests.clients.stories import OLD, Session, typescript
from tests.emulator.serving import emulator_of_today
from tests.forms import RUN
from tests.tools.failing import ANSWERED, EVERY, Case

CLIENT = typescript("typescript_sdk1.mjs", "legacy", OLD)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Generator[Session]:
    emulator, folder = emulator_of_today(), tmp_path_factory.mktemp("failures")
    with reachable(emulator) as endpoint, CLIENT.connected("http", endpoint, folder) as conversation:
        yield Session(CLIENT, conversation, emulator)


@pytest.mark.parametrize(("name", "case"), EVERY.items(), ids=EVERY.keys())
def test_a_failure_reaches_the_client_whole_and_as_promised(name: str, case: Case, session: Session) -> None:
    session.emulator.world = initial_world(speed=AtOnce(), documented=RUN.documented)
    session.emulator.faults = Faults()
    case.arrange(session.emulator)
    told = session.call(*case.call)

    error = told["structured"]["error"]
    assert told["failed"]
    assert told["fits"] is True
    assert (error["code"], error["retry"]) == (case.told, case.retry)
    assert error["means"]
    assert error["fix"]
    assert (name in ANSWERED) is ("request_id" in error)
    for fact in ("code", "means", "retry", "request_id"):
        assert error.get(fact, "") in told["text"]


def test_the_check_of_the_client_tells_what_is_not_promised(session: Session) -> None:
    told = session.conversation.say({"tool": "list_files", "structured": {"error": {"code": 1}}})

    assert told == {"fits": False}
