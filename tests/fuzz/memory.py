"""Hostile calls through a client in memory, against an emulator whose waiting takes no time."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import strategies as st
from mcp import Client
from mcp_types import CallToolRequestParams, Tool

from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.world.lifecycle import AtOnce
from server.hosting import Hosting
from tests.fuzz.arguments import Arguments, arguments_for, giant_arguments_for
from tests.fuzz.promises import Broken, Judge, quiet_log
from tests.fuzz.stories import played
from tests.fuzz.tally import Tally, outcome_of, size_of
from tests.sessions import Time, assistant, emulated
from tools.declarations import TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode

Call = tuple[str, Arguments]

NORMAL: Call = ("list_resource_groups", {})
"""A call that must work, whatever came before: it names nothing that a story could delete."""


@dataclass
class Host:
    """A running server, its world, and a client."""

    portal: BlockingPortal
    client: Client
    emulator: Emulator
    time: Time
    tools: list[Tool]
    judge: Judge

    def called(self, tool: str, arguments: Arguments) -> dict[str, Any]:
        """The result of one call, as it is on the wire, held against every promise."""
        result = self.portal.call(self.client.call_tool, tool, arguments)
        told: dict[str, Any] = result.model_dump(mode="json", by_alias=True, exclude_none=True)
        self.judge.check(tool, told)
        return told

    def tried(self, calls: list[Call], tally: Tally) -> None:
        """Some calls in a new world; afterwards a normal one must work."""
        self.emulator.world = initial_world(clock=self.time.clock, speed=AtOnce())
        with quiet_log():
            for tool, arguments in filter(_sendable, calls):
                tally.add(tool, size_of(arguments))
                tally.outcomes[outcome_of(self.called(tool, arguments)["structuredContent"])] += 1
        self.emulator.world = initial_world(clock=self.time.clock, speed=AtOnce())
        if self.called(*NORMAL).get("isError"):
            raise Broken("a normal call fails afterwards")


@contextmanager
def hosted(mode: Mode) -> Generator[Host]:
    """A server in memory."""
    time = Time()
    emulator = emulated(time)
    session = assistant(emulator, time, hosting=Hosting(gate=Gate(mode)))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(session) as client:
        tools = portal.call(client.list_tools).tools
        judge = Judge({tool.name: tool.output_schema for tool in tools})
        yield Host(portal, client, emulator, time, tools, judge)


def calls_to(tools: list[Tool], first: Tool) -> st.SearchStrategy[list[Call]]:
    """A call of one tool, and perhaps others after it in the same world."""
    follower = st.sampled_from(tools).flatmap(lambda tool: _call(tool))
    return st.tuples(_call(first), st.lists(follower, max_size=2)).map(lambda drawn: [drawn[0], *drawn[1]])


def giant_calls_to(tools: list[Tool]) -> st.SearchStrategy[list[Call]]:
    """One call of any tool, with something huge in it."""
    calls = st.sampled_from(tools).flatmap(
        lambda tool: st.tuples(st.just(tool.name), giant_arguments_for(tool.input_schema))
    )
    return calls.map(lambda call: [call])


def offered(mode: Mode) -> list[str]:
    """The tools that are listed in this mode: all that there are, now and later."""
    return [spec.name for spec in TOOLS if Gate(mode).offers(spec)]


def bombard(tool: str, tally: Tally, number: int, examples: int, mode: Mode = Mode.FULL) -> None:
    """Send a tool so many hostile stories; the same number makes the same ones.

    Raises:
        Broken: a promise was not kept; the note on it is the smallest story that breaks it.
    """
    with hosted(mode) as host:
        (spec,) = (each for each in host.tools if each.name == tool)
        played(host.tried, calls_to(host.tools, spec), tally, number, examples)


def bombard_with_giants(tally: Tally, number: int, examples: int, mode: Mode = Mode.FULL) -> None:
    """Send huge values to any tools. The first of a batch is the smallest there is, so a batch has several.

    Raises:
        Broken: as above.
    """
    with hosted(mode) as host:
        played(host.tried, giant_calls_to(host.tools), tally, number, examples)


def _sendable(call: Call) -> bool:
    """Whether the client can say it; what it can't goes over stdio as text."""
    try:
        CallToolRequestParams(name=call[0], arguments=call[1]).model_dump(mode="json")
    except UnicodeEncodeError:
        return False
    return True


def _call(tool: Tool) -> st.SearchStrategy[Call]:
    return st.tuples(st.just(tool.name), arguments_for(tool.input_schema))
