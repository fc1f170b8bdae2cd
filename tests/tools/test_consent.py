"""In confirm mode an update needs an accepted question or the right confirmation; otherwise it is not made."""

from typing import Any

import anyio
import jsonschema
import pytest
from mcp.client.session import ClientRequestContext
from mcp_types import ElicitRequestParams, ElicitResult

from dataworks.operation import Effect
from emulator.seed.samples import BATCH_SCRIPT
from emulator.service import Emulator
from server.hosting import Hosting
from server.settings import Settings
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of
from tools.rules.caller import Caller
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.sets.operations.sync_tasks import TOOLS as SYNC_TASKS

TOOL = "update_di_sync_task"
UPDATE: dict[str, Any] = {
    "project_id": "10000",
    "task_type": "DI_OFFLINE",
    "file_id": "1000000",
    "task_param": {"Cu": 1.5},
}

eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


def user(action: Any, content: dict[str, Any] | None = None, seen: list[str] | None = None) -> Any:
    """A user who answers every question like this."""

    async def answer(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        if seen is not None:
            seen.append(params.message)
        return ElicitResult(action=action, content=content)

    return answer


def updated(emulator: Emulator) -> bool:
    return "UpdateDISyncTask" in sent(emulator)


@eras
async def test_a_user_who_agrees_lets_the_update_happen(mode: str) -> None:
    time, seen = Time(), list[str]()
    emulator = emulated(time)
    async with assistant(emulator, time, mode=mode, answer=user("accept", {"approve": True}, seen)) as client:
        result = await client.call_tool(TOOL, UPDATE)

    assert not result.is_error, text_of(result)
    assert updated(emulator)
    assert len(seen) == 1
    assert "1000000" in seen[0]
    assert "u_pk_to_odps" in seen[0]
    assert "lost: " in seen[0]


NO_CONSENT: dict[str, tuple[Any, Any]] = {
    "declined": ("decline", None),
    "cancelled": ("cancel", None),
    "accepted without a word": ("accept", None),
    "accepted with no": ("accept", {"approve": False}),
    "accepted with nothing": ("accept", {}),
    "accepted with a wrong word": ("accept", {"approve": "certainly"}),
    "accepted with the word true": ("accept", {"approve": "true"}),
    "accepted with yes": ("accept", {"approve": "yes"}),
    "accepted with 1": ("accept", {"approve": 1}),
    "accepted with 1.0": ("accept", {"approve": 1.0}),
    "accepted with something else": ("accept", {"ok": True}),
}


@eras
@pytest.mark.parametrize(("action", "content"), NO_CONSENT.values(), ids=NO_CONSENT.keys())
async def test_without_a_clear_yes_nothing_is_done(mode: str, action: Any, content: Any) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, mode=mode, answer=user(action, content)) as client:
        result = await client.call_tool(TOOL, UPDATE)

    assert result.is_error
    assert "Nothing was done" in text_of(result)
    assert not updated(emulator)


async def test_a_client_that_never_answers_leaves_the_task_as_it_was() -> None:
    time = Time()
    emulator = emulated(time)

    async def silence(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        await anyio.sleep_forever()
        raise AssertionError(params)

    async with assistant(emulator, time, mode="legacy", answer=silence, answer_limit=0.05) as client:
        result = await client.call_tool(TOOL, UPDATE)

    assert result.is_error
    assert "the question was not answered" in text_of(result)
    assert not updated(emulator)


@eras
async def test_a_client_that_can_not_ask_gets_a_plan_and_a_confirmation_to_send_along(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, mode=mode) as client:
        schema = next(tool for tool in (await client.list_tools()).tools if tool.name == TOOL).output_schema
        plan = await client.call_tool(TOOL, UPDATE)
        before = updated(emulator)
        done = await client.call_tool(TOOL, {**UPDATE, "confirmation": facts_of(plan)["confirmation"]})

    assert not plan.is_error
    assert text_of(plan).startswith("Nothing was done")
    assert facts_of(plan)["confirmation"] in text_of(plan)
    assert facts_of(plan)["plan"]["task"].startswith('"u_pk_to_odps" in ')
    assert not before
    assert not done.is_error, text_of(done)
    assert updated(emulator)
    assert schema is not None
    for result in (plan, done):
        jsonschema.validate(facts_of(result), schema)


CHANGES: dict[str, dict[str, Any]] = {
    "another task": {"file_id": "100"},
    "another setting": {"task_param": {"Cu": 2}},
    "one argument more": {"task_content": BATCH_SCRIPT},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_confirmation_is_not_good_for_other_arguments(change: dict[str, Any]) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool(TOOL, UPDATE))
        result = await client.call_tool(TOOL, {**UPDATE, **change, "confirmation": plan["confirmation"]})

    assert text_of(result).startswith("Nothing was done")
    assert "not valid: it belongs to another call" in text_of(result)
    assert facts_of(result)["confirmation"] != plan["confirmation"]
    assert not updated(emulator)


@pytest.mark.parametrize("forged", ["", "x", "99999999999.AAAA", "9" * 400 + ".A", "1.", "\u00b2.A"])
async def test_a_forged_confirmation_is_not_good(forged: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "confirmation": forged})

    assert text_of(result).startswith("Nothing was done")
    assert not updated(emulator)


async def test_a_confirmation_that_is_no_text_is_an_argument_error() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "confirmation": True})

    assert "/confirmation: must be a string" in text_of(result)
    assert not updated(emulator)


@eras
@pytest.mark.parametrize("key", [b"k" * 32, b"l" * 32], ids=["shared", "other"])
async def test_a_replica_accepts_a_confirmation_only_with_the_same_key(mode: str, key: bytes) -> None:
    time = Time()
    emulator = emulated(time)
    first, second = Hosting(state_key=b"k" * 32), Hosting(state_key=key)
    async with assistant(emulator, time, mode=mode, hosting=first) as client:
        plan = facts_of(await client.call_tool(TOOL, UPDATE))
    async with assistant(emulator, time, mode=mode, hosting=second) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "confirmation": plan["confirmation"]})

    assert updated(emulator) is (key == b"k" * 32)
    assert not result.is_error


@pytest.mark.parametrize(
    "settings",
    [Settings(emulator=True), Settings(region="cn-beijing"), Settings(endpoint="https://example.com"), Settings()],
    ids=str,
)
async def test_a_confirmation_for_one_service_is_not_valid_for_another(settings: Settings) -> None:
    """A rehearsal on the emulator, with the same key, names and ids, agrees to nothing in production."""
    time = Time()
    emulator = emulated(time)
    production = Hosting(Settings(region="cn-shanghai"), state_key=b"k" * 32)
    async with assistant(emulator, time, hosting=Hosting(settings, state_key=b"k" * 32)) as client:
        plan = facts_of(await client.call_tool(TOOL, UPDATE))
    async with assistant(emulator, time, hosting=production) as client:
        result = await client.call_tool(TOOL, {**UPDATE, "confirmation": plan["confirmation"]})

    assert "it belongs to another call" in text_of(result)
    assert not updated(emulator)


async def test_another_caller_can_not_use_it() -> None:
    time = Time()
    emulator = emulated(time)
    ann = Hosting(state_key=b"k" * 32, caller_of=lambda: Caller("ann"))
    bob = Hosting(state_key=b"k" * 32, caller_of=lambda: Caller("bob"))
    async with assistant(emulator, time, hosting=ann) as client:
        plan = facts_of(await client.call_tool(TOOL, UPDATE))
    async with assistant(emulator, time, hosting=bob) as client:
        await client.call_tool(TOOL, {**UPDATE, "confirmation": plan["confirmation"]})

    assert not updated(emulator)


async def test_in_full_mode_nobody_is_asked_and_no_confirmation_is_taken() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(Mode.FULL))) as client:
        tool = next(tool for tool in (await client.list_tools()).tools if tool.name == TOOL)
        refused = await client.call_tool(TOOL, {**UPDATE, "confirmation": "x"})
        result = await client.call_tool(TOOL, UPDATE)

    assert "confirmation" not in tool.input_schema["properties"]
    assert "/confirmation: unknown argument" in text_of(refused)
    assert not result.is_error
    assert updated(emulator)


async def test_a_create_and_a_read_ask_nobody() -> None:
    gate = Gate(Mode.CONFIRM)
    for spec in SYNC_TASKS:
        assert gate.may_ask(spec) is (spec.effect not in {Effect.READ, Effect.CREATE})


async def test_in_read_only_mode_writing_tools_are_not_listed_and_refused_by_name() -> None:
    time = Time()
    emulator = emulated(time)
    rules = Hosting(Settings(emulator=True), Gate(Mode.READ_ONLY))
    async with assistant(emulator, time, hosting=rules) as client:
        tools = (await client.list_tools()).tools
        result = await client.call_tool(TOOL, UPDATE)
        setup = facts_of(await client.call_tool("describe_setup", {}))

    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    assert "read-only mode" in text_of(result)
    assert TOOL in [off["name"] for off in setup["tools_off"]]
    assert not updated(emulator)
