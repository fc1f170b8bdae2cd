"""Calls that a TypeScript client cancels in the middle of a wait; ``make clients`` runs this."""

from collections.abc import Generator
from pathlib import Path

import pytest

from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.world.lifecycle import AtOnce, Stuck
from tests.clients.scripted import Conversation
from tests.clients.serving import reachable
from tests.clients.stories import CLIENTS, Session
from tests.sessions import WISH

GENERATE, LOOK = "GenerateDISyncTaskConfigForCreating", "QueryDISyncTaskConfigProcessResult"
TYPESCRIPT = {name: client for name, client in CLIENTS.items() if name.startswith("typescript")}

OTHER = {**WISH, "tables": ["shop.orders"]}

PATIENCE = 0.5
"""Seconds after which a call is cancelled. The first look is due a second after the generation has begun."""


class Watched(Emulator):
    """An emulator whose generations are stuck until told otherwise."""

    def __init__(self) -> None:
        super().__init__(initial_world(speed=Stuck()))

    def release(self) -> None:
        """Let what is stuck be done."""
        for process in self.world.processes.values():
            process.speed = AtOnce()


@pytest.fixture
def emulator() -> Watched:
    return Watched()


@pytest.fixture(params=[(name, wire) for name in TYPESCRIPT for wire in ("stdio", "http")], ids="-".join)
def session(request: pytest.FixtureRequest, emulator: Watched, tmp_path: Path) -> Generator[Session]:
    name, wire = request.param
    client = TYPESCRIPT[name]
    with reachable(emulator) as endpoint, client.connected(wire, endpoint, tmp_path) as conversation:
        yield Session(client, conversation, emulator)


def test_a_cancelled_call_looks_at_nothing_any_more_and_the_next_one_ends_the_job(
    session: Session, emulator: Watched
) -> None:
    session.call("list_files", {"project_id": "10000"})  # the server has its credentials and its connection by now
    conversation = session.conversation
    assert isinstance(conversation, Conversation)

    told = conversation.say({"tool": "create_realtime_task", "arguments": WISH, "patience": PATIENCE * 1000})

    assert "thrown" in told, told
    assert emulator.counts[GENERATE] == 1
    conversation.say({"tool": "create_realtime_task", "arguments": OTHER, "patience": 4 * PATIENCE * 1000})
    first, other = emulator.world.processes
    looked_at = {call.parameters["AsyncProcessId"] for call in emulator.calls if call.action == LOOK}
    assert first not in looked_at, "its look was due before the one at the other"
    assert looked_at <= {other}
    emulator.release()
    again = session.call("create_realtime_task", WISH)
    assert (again["structured"]["state"], emulator.counts["CreateDISyncTask"]) == ("created", 1)
    assert len(emulator.world.processes) == 2
