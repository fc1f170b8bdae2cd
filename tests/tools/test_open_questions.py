"""Questions that nobody answers: they are bounded in number and bytes, for each caller and for all."""

from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass, field

import anyio
import pytest
from mcp.client.session import ClientRequestContext
from mcp_types import ElicitRequestParams, ElicitResult
from pydantic import BaseModel

from tests.sessions import Time, assistant, emulated, text_of
from tests.tools.test_consent import TOOL, UPDATE, updated
from tools.rules.open_questions import MOST_BYTES, MOST_BYTES_OF_CALLER, OVERHEAD, OpenQuestions
from tools.rules.seals import SealedCall


class Change(BaseModel):
    """Arguments of some tool."""

    script: str = ""


def call(caller: str, size: int = 0) -> SealedCall:
    return SealedCall.of("update", Change(script="x" * size), caller)


@dataclass
class Crowd:
    """Questions that stay open until the end of the block."""

    stack: ExitStack
    questions: OpenQuestions = field(default_factory=OpenQuestions)

    def opened(self, caller: str, size: int = 0) -> int:
        """Open questions of a caller until there is no room; how many there are."""
        for count in range(1000):
            if not self.questions.has_room_for(call(caller, size)):
                return count
            self.stack.enter_context(self.questions.opened(call(caller, size)))
        raise AssertionError("there is no bound")


@pytest.fixture
def crowd() -> Generator[Crowd]:
    with ExitStack() as stack:
        yield Crowd(stack)


def test_many_small_questions_are_bounded_for_a_caller(crowd: Crowd) -> None:
    assert 0 < crowd.opened("ann") <= MOST_BYTES_OF_CALLER // OVERHEAD
    assert crowd.questions.has_room_for(call("bob"))


def test_a_few_large_questions_are_bounded_too(crowd: Crowd) -> None:
    assert crowd.opened("ann", 2**22) == 1
    assert crowd.questions.has_room_for(call("bob", 2**22))


def test_all_callers_together_are_bounded(crowd: Crowd) -> None:
    counts = [crowd.opened(f"caller {number}") for number in range(20)]

    assert 0 < sum(counts) <= MOST_BYTES // OVERHEAD
    assert counts[-1] == 0


def test_questions_count_until_their_calls_end() -> None:
    with ExitStack() as stack:
        crowd = Crowd(stack)
        crowd.opened("ann")
        assert crowd.questions.sizes

    assert crowd.questions.sizes == {}


async def test_too_many_calls_that_wait_for_an_answer_are_refused_until_some_end() -> None:
    time, most = Time(), MOST_BYTES_OF_CALLER // OVERHEAD
    emulator, refused, full = emulated(time), list[str](), anyio.Event()
    asked = list[anyio.Event]()

    async def silence(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        asked[-1].set()
        await anyio.sleep_forever()
        raise AssertionError(params)

    async with assistant(emulator, time, mode="legacy", answer=silence) as client:

        async def ask() -> None:
            refused.append(text_of(await client.call_tool(TOOL, UPDATE)))
            full.set()

        for count, ends in ((most, full), (1, None)):
            asked.append(anyio.Event())
            async with anyio.create_task_group() as group:
                for _ in range(count):
                    group.start_soon(ask)
                await (ends or asked[-1]).wait()
                group.cancel_scope.cancel()

    assert refused
    assert all("too many questions wait for an answer" in text for text in refused)
    assert not updated(emulator)
