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
from tests.fuzz.arguments import Arguments, arguments_for, large_arguments_for
from tests.fuzz.examples import run_examples
from tests.fuzz.promises import PromiseBroken, ResultChecker, quiet_log
from tests.fuzz.tally import Tally, outcome_of, size_of
from tests.sessions import Time, assistant, emulated
from tools.declarations import TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode

Call = tuple[str, Arguments]

NORMAL: Call = ("list_resource_groups", {})
"""A call that must work after any other call: it names no object that an example could delete."""


@dataclass
class Host:
    """A running server, its world, and a client."""

    portal: BlockingPortal
    client: Client
    emulator: Emulator
    time: Time
    tools: list[Tool]
    checker: ResultChecker

    def called(self, tool: str, arguments: Arguments) -> dict[str, Any]:
        """Return the result of one call as on the wire, checked against every promise."""
        answer = self.portal.call(self.client.call_tool, tool, arguments)
        result: dict[str, Any] = answer.model_dump(mode="json", by_alias=True, exclude_none=True)
        self.checker.check(tool, result)
        return result

    def run_example(self, calls: list[Call], tally: Tally) -> None:
        """Make some calls in a new world, and check that a normal one works afterwards."""
        self.emulator.world = initial_world(clock=self.time.clock, speed=AtOnce())
        with quiet_log():
            for tool, arguments in filter(_sendable, calls):
                tally.add(tool, size_of(arguments))
                tally.outcomes[outcome_of(self.called(tool, arguments)["structuredContent"])] += 1
        self.emulator.world = initial_world(clock=self.time.clock, speed=AtOnce())
        if self.called(*NORMAL).get("isError"):
            raise PromiseBroken("a normal call fails afterwards")


@contextmanager
def hosted(mode: Mode) -> Generator[Host]:
    """A server in memory."""
    time = Time()
    emulator = emulated(time)
    session = assistant(emulator, time, hosting=Hosting(gate=Gate(mode)))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(session) as client:
        tools = portal.call(client.list_tools).tools
        checker = ResultChecker({tool.name: tool.output_schema for tool in tools})
        yield Host(portal, client, emulator, time, tools, checker)


def calls_to(tools: list[Tool], first: Tool) -> st.SearchStrategy[list[Call]]:
    """Return a call of one tool, with up to two others after it in the same world."""
    follower = st.sampled_from(tools).flatmap(lambda tool: _call(tool))
    return st.tuples(_call(first), st.lists(follower, max_size=2)).map(lambda drawn: [drawn[0], *drawn[1]])


def large_calls_to(tools: list[Tool]) -> st.SearchStrategy[list[Call]]:
    """Return one call of any tool, with a large value."""
    calls = st.sampled_from(tools).flatmap(
        lambda tool: st.tuples(st.just(tool.name), large_arguments_for(tool.input_schema))
    )
    return calls.map(lambda call: [call])


def offered(mode: Mode) -> list[str]:
    """Return the names of the tools that are listed in this mode."""
    return [spec.name for spec in TOOLS if Gate(mode).offers(spec)]


def fuzz_tool(tool: str, tally: Tally, number: int, examples: int, mode: Mode = Mode.FULL) -> None:
    """Send so many hostile examples to a tool; the same number makes the same ones.

    Raises:
        PromiseBroken: a promise was not kept; its note is the smallest example that breaks it.
    """
    with hosted(mode) as host:
        (spec,) = (each for each in host.tools if each.name == tool)
        run_examples(host.run_example, calls_to(host.tools, spec), tally, number, examples)


def fuzz_large_values(tally: Tally, number: int, examples: int, mode: Mode = Mode.FULL) -> None:
    """Send large values to any tools. The first example is the smallest possible, so use several.

    Raises:
        PromiseBroken: as in ``fuzz_tool``.
    """
    with hosted(mode) as host:
        run_examples(host.run_example, large_calls_to(host.tools), tally, number, examples)


def _sendable(call: Call) -> bool:
    """Whether the client can send a call; others are sent over stdio as text."""
    try:
        CallToolRequestParams(name=call[0], arguments=call[1]).model_dump(mode="json")
    except UnicodeEncodeError:
        return False
    return True


def _call(tool: Tool) -> st.SearchStrategy[Call]:
    return st.tuples(st.just(tool.name), arguments_for(tool.input_schema))
