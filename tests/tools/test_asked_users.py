"""A client that can ask its user is always asked; there a confirmation is neither taken nor given."""

from dataclasses import replace
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.session import ClientRequestContext
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult, ElicitRequestParams, ElicitResult, ErrorData, InputRequiredResult, InputResponses

from emulator.service import Emulator
from server.hosting import Hosting
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of
from tests.tools.test_consent import TOOL, UPDATE, eras, updated, user
from tools.rules.caller import Caller
from tools.rules.consent import MOST_QUESTIONS
from tools.rules.mode import ConsentBy
from tools.rules.seals import LIFETIME

YES: dict[str, Any] = {"approve": True}
NO: dict[str, Any] = {"approve": False}
KEY = b"k" * 32
NOT_USED = "The confirmation that was sent is not used"

SENT: dict[str, Any] = {
    "text": "x",
    "empty": "",
    "number": 1,
    "true": True,
    "object": {"approve": True},
    "list": ["x"],
    "forged": "99999999999.AAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA",
}


@eras
@pytest.mark.parametrize("confirmation", SENT.values(), ids=SENT.keys())
async def test_no_confirmation_stops_the_question_and_none_is_returned(mode: str, confirmation: Any) -> None:
    time, seen = Time(), list[str]()
    emulator = emulated(time)
    async with assistant(emulator, time, mode=mode, answer=user("decline", None, seen)) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "confirmation": confirmation})

    assert len(seen) == 1
    assert "the user did not agree" in text_of(result)
    assert text_of(result).startswith(NOT_USED)
    assert facts_of(result).keys() == {"error", "note"}
    assert not updated(emulator)


async def issued(emulator: Emulator, time: Time, hosting: Hosting, mode: str) -> str:
    """A valid confirmation, from a connection that can't ask."""
    async with assistant(emulator, time, hosting=hosting, mode=mode) as client:
        confirmation: str = facts_of(await client.call_tool(TOOL, UPDATE))["confirmation"]
    return confirmation


@eras
async def test_a_confirmation_from_another_session_does_not_replace_the_question(mode: str) -> None:
    time, seen = Time(), list[str]()
    emulator, hosting = emulated(time), Hosting(state_key=KEY)
    confirmation = await issued(emulator, time, hosting, mode)
    async with assistant(emulator, time, hosting=hosting, mode=mode, answer=user("decline", None, seen)) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "confirmation": confirmation})

    assert len(seen) == 1
    assert text_of(result).startswith(NOT_USED)
    assert not updated(emulator)


@eras
async def test_a_user_who_agrees_is_obeyed_and_the_answer_says_that_the_confirmation_was_not_used(mode: str) -> None:
    time, seen = Time(), list[str]()
    emulator = emulated(time)
    async with assistant(emulator, time, mode=mode, answer=user("accept", YES, seen)) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "confirmation": "x"})

    assert len(seen) == 1
    assert not result.is_error
    assert text_of(result).startswith(NOT_USED)
    assert updated(emulator)


async def test_a_client_that_answers_with_an_error_has_not_agreed_and_gets_no_confirmation() -> None:
    time = Time()
    emulator = emulated(time)

    async def broken(_: ClientRequestContext, params: ElicitRequestParams) -> ErrorData:
        return ErrorData(code=-32601, message=f"not supported: {params.message[:5]}")

    async with assistant(emulator, time, mode="legacy", answer=broken) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "confirmation": "x"})

    assert result.is_error
    assert facts_of(result).keys() == {"error", "note"}
    assert not updated(emulator)


async def test_a_client_that_does_not_answer_gets_no_confirmation() -> None:
    time = Time()
    emulator = emulated(time)

    async def silence(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        await anyio.sleep_forever()
        raise AssertionError(params)

    async with assistant(emulator, time, mode="legacy", answer=silence, answer_limit=0.05) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "confirmation": "x"})

    assert facts_of(result).keys() == {"error", "note"}
    assert "not answered" in text_of(result)
    assert not updated(emulator)


@eras
async def test_the_operator_can_have_confirmations_for_every_client(mode: str) -> None:
    time, seen = Time(), list[str]()
    emulator, hosting = emulated(time), Hosting(consent=ConsentBy.CONFIRMATION)
    async with assistant(emulator, time, hosting=hosting, mode=mode, answer=user("accept", YES, seen)) as client:
        plan = await client.call_tool(TOOL, UPDATE)
        before = updated(emulator)
        done = await client.call_tool(TOOL, {**UPDATE, "confirmation": facts_of(plan)["confirmation"]})
        setup = facts_of(await client.call_tool("describe_setup", {}))

    assert seen == []
    assert text_of(plan).startswith("Nothing was done")
    assert not before
    assert not done.is_error, text_of(done)
    assert updated(emulator)
    assert setup["mode"] == "confirm, consent by confirmation"


async def test_a_model_can_not_choose_confirmations() -> None:
    time, seen = Time(), list[str]()
    emulator = emulated(time)
    async with assistant(emulator, time, answer=user("accept", YES, seen)) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "consent": "confirmation"})

    assert "/consent: unknown argument" in text_of(result)
    assert seen == []
    assert not updated(emulator)


async def sent_by_hand(
    client: Client,
    arguments: dict[str, Any],
    asked: InputRequiredResult | None = None,
    answer: ElicitResult | None = None,
) -> InputRequiredResult | CallToolResult:
    """One call by the protocol of 2026, with an answer to an earlier question."""
    names = list((asked and asked.input_requests) or ["consent"])
    answers: InputResponses | None = None if answer is None else dict.fromkeys(names, answer)
    state = asked.request_state if asked else None
    return await client.session.call_tool(
        TOOL, arguments, input_responses=answers, request_state=state, allow_input_required=True
    )


async def question(client: Client, arguments: dict[str, Any] = UPDATE) -> InputRequiredResult:
    asked = await sent_by_hand(client, arguments)
    assert isinstance(asked, InputRequiredResult)
    return asked


ACCEPTED = ElicitResult(action="accept", content=YES)
DECLINED = ElicitResult(action="decline")


@pytest.mark.parametrize("first", [ACCEPTED, DECLINED], ids=["yes", "no"])
async def test_the_answer_to_a_question_counts_once(first: ElicitResult) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, answer=user("decline")) as client:
        asked = await question(client)
        await sent_by_hand(client, UPDATE, asked, first)
        done = sent(emulator).count("UpdateDISyncTask")
        again = await sent_by_hand(client, UPDATE, asked, ACCEPTED)

    assert done == (1 if first is ACCEPTED else 0)
    assert sent(emulator).count("UpdateDISyncTask") == done
    assert isinstance(again, CallToolResult)
    assert "the answer to the question is not valid: it was used before" in text_of(again)


async def test_an_answer_that_is_sent_six_times_at_once_counts_once() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, answer=user("decline")) as client:
        asked = await question(client)
        async with anyio.create_task_group() as group:
            for _ in range(6):
                group.start_soon(sent_by_hand, client, UPDATE, asked, ACCEPTED)

    assert sent(emulator).count("UpdateDISyncTask") == 1


async def test_an_answer_without_the_question_is_not_one() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, answer=user("decline")) as client:
        result = await sent_by_hand(client, UPDATE, None, ACCEPTED)

    assert isinstance(result, InputRequiredResult)
    assert not updated(emulator)


async def test_a_question_without_an_answer_is_asked_again() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, answer=user("decline")) as client:
        asked = await question(client)
        again = await sent_by_hand(client, UPDATE, asked)

    assert isinstance(again, InputRequiredResult)
    assert again.request_state != asked.request_state
    assert not updated(emulator)


async def test_an_answer_that_comes_too_late_does_not_count() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=Hosting(clock=time.clock), answer=user("decline")) as client:
        asked = await question(client)
        time.now += LIFETIME + 1
        late = await sent_by_hand(client, UPDATE, asked, ACCEPTED)

    assert isinstance(late, CallToolResult)
    assert "it has expired" in text_of(late)
    assert not updated(emulator)


@pytest.mark.parametrize(
    "change", [{"task_param": {"Cu": 2}}, {"file_id": "100"}, {"confirmation": "x"}], ids=["setting", "task", "more"]
)
async def test_an_answer_is_not_for_other_arguments(change: dict[str, Any]) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, answer=user("decline")) as client:
        asked = await question(client)
        with pytest.raises(MCPError, match="Invalid or expired requestState"):
            await sent_by_hand(client, {**UPDATE, **change}, asked, ACCEPTED)

    assert not updated(emulator)


@pytest.mark.parametrize("state", ["", "x", "1 x", "v1.AAAA"])
async def test_a_forged_state_of_a_question_is_refused(state: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, answer=user("decline")) as client:
        forged = (await question(client)).model_copy(update={"request_state": state})
        with pytest.raises(MCPError, match="Invalid or expired requestState"):
            await sent_by_hand(client, UPDATE, forged, ACCEPTED)

    assert not updated(emulator)


async def test_a_confirmation_is_no_state_of_a_question() -> None:
    time = Time()
    emulator, hosting = emulated(time), Hosting(state_key=KEY)
    confirmation = await issued(emulator, time, hosting, "auto")
    async with assistant(emulator, time, hosting=hosting, answer=user("decline")) as client:
        asked = await question(client)
        for state in (confirmation, f"1 {confirmation}"):
            forged = asked.model_copy(update={"request_state": state})
            with pytest.raises(MCPError, match="Invalid or expired requestState"):
                await sent_by_hand(client, UPDATE, forged, ACCEPTED)

    assert not updated(emulator)


async def test_the_state_of_a_question_is_no_confirmation() -> None:
    time = Time()
    emulator, hosting = emulated(time), Hosting(state_key=KEY)
    async with assistant(emulator, time, hosting=hosting, answer=user("decline")) as client:
        asked = await question(client)
    async with assistant(emulator, time, hosting=hosting) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "confirmation": asked.request_state})

    assert text_of(result).startswith("Nothing was done")
    assert not updated(emulator)


async def test_another_caller_can_not_answer_the_question() -> None:
    time = Time()
    emulator = emulated(time)
    ann = Hosting(state_key=KEY, caller_of=lambda: Caller("ann"))
    bob = Hosting(state_key=KEY, caller_of=lambda: Caller("bob"))
    async with assistant(emulator, time, hosting=ann, answer=user("decline")) as client:
        asked = await question(client)
    async with assistant(emulator, time, hosting=bob, answer=user("decline")) as client:
        result = await sent_by_hand(client, UPDATE, asked, ACCEPTED)

    assert isinstance(result, CallToolResult)
    assert "it belongs to another call, other arguments or another caller" in text_of(result)
    assert not updated(emulator)


UNCLEAR: dict[str, ElicitResult] = {
    "nothing": ElicitResult(action="accept"),
    "empty": ElicitResult(action="accept", content={}),
    "the word true": ElicitResult(action="accept", content={"approve": "true"}),
    "1": ElicitResult(action="accept", content={"approve": 1}),
    "1.0": ElicitResult(action="accept", content={"approve": 1.0}),
    "null": ElicitResult(action="accept", content={"approve": None}),
    "list": ElicitResult(action="accept", content={"approve": ["true"]}),
    "other case": ElicitResult(action="accept", content={"Approve": True}),
    "declined with a yes": ElicitResult(action="decline", content=YES),
    "cancelled with a yes": ElicitResult(action="cancel", content=YES),
}


@pytest.mark.parametrize("answer", UNCLEAR.values(), ids=UNCLEAR.keys())
async def test_an_answer_that_is_not_a_clear_yes_is_a_no(answer: ElicitResult) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, answer=user("decline")) as client:
        result = await sent_by_hand(client, UPDATE, await question(client), answer)

    assert isinstance(result, CallToolResult)
    assert "the user did not agree" in text_of(result)
    assert not updated(emulator)


async def test_two_questions_at_a_time_keep_their_own_answers() -> None:
    time = Time()
    emulator = emulated(time)
    other = {**UPDATE, "task_param": {"Cu": 2.5}}
    async with assistant(emulator, time, answer=user("decline")) as client:
        first, second = await question(client), await question(client, other)
        declined = await sent_by_hand(client, UPDATE, first, DECLINED)
        accepted = await sent_by_hand(client, other, second, ACCEPTED)

    assert isinstance(declined, CallToolResult)
    assert "the user did not agree" in text_of(declined)
    assert isinstance(accepted, CallToolResult)
    assert not accepted.is_error
    assert sent(emulator).count("UpdateDISyncTask") == 1


async def test_two_live_questions_keep_their_own_answers() -> None:
    time = Time()
    emulator = emulated(time)
    both = anyio.Event()
    seen = list[str]()

    async def answer(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        seen.append(params.message)
        if len(seen) == 2:
            both.set()
        await both.wait()
        return ElicitResult(action="accept", content=NO if "1.5" in params.message else YES)

    async with (
        assistant(emulator, time, mode="legacy", answer=answer) as client,
        anyio.create_task_group() as group,
    ):
        group.start_soon(client.call_tool, TOOL, UPDATE)
        group.start_soon(client.call_tool, TOOL, {**UPDATE, "task_param": {"Cu": 2.5}})

    assert len(seen) == 2
    assert sent(emulator).count("UpdateDISyncTask") == 1
    task = emulator.world.workspace("10000").task("DI_OFFLINE", "1000000")
    assert task.cu == 2.5


async def test_questions_that_wait_for_an_answer_take_no_memory() -> None:
    time = Time()
    emulator, count = emulated(time), 50
    async with assistant(emulator, time, answer=user("decline")) as client:
        states = [(await question(client)).request_state or "" for _ in range(count)]

    assert len(set(states)) == count
    assert max(map(len, states)) < 1000


async def test_the_number_of_questions_in_a_call_can_not_be_forged() -> None:
    """The task changes after each question, and the sealed state counts the questions."""
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    async with assistant(emulator, time, answer=user("decline")) as client:
        asked: Any = await question(client)
        questions = 0
        while isinstance(asked, InputRequiredResult):
            questions += 1
            task = workspace.task("DI_OFFLINE", "1000000")
            workspace.add(replace(task, version=task.version + 1))
            asked = await sent_by_hand(client, UPDATE, asked, ACCEPTED)

    assert questions == MOST_QUESTIONS
    assert "each time the task had changed since the question" in text_of(asked)
    assert not updated(emulator)
