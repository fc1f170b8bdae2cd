"""Consent through real processes: over stdio and HTTP, in both eras, and across replicas."""

import json
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.session import ClientRequestContext
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitRequestParams, ElicitResult

from tests.loopback import web
from tests.secrecy.observe import seen
from tests.server.http.talk import modern
from tests.server.processes import ALL, COMMAND, KEYS, line_with, started
from tests.sessions import facts_of, text_of

pytestmark = pytest.mark.repeats

UPDATE: dict[str, Any] = {
    "project_id": "10000",
    "task_type": "DI_OFFLINE",
    "file_id": "1000000",
    "task_param": {"Cu": 1.5},
}

eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


def user(approve: bool) -> Any:
    async def answer(_: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        assert "1000000" in params.message
        return ElicitResult(action="accept", content={"approve": approve})

    return answer


async def version(client: Client) -> int:
    """The version of the task, which every update raises."""
    page = facts_of(await client.call_tool("list_files", {"project_id": "10000", "file_id_in": "1000000"}))
    number = page["files"][0]["current_version"]
    assert isinstance(number, int)
    return number


@pytest.fixture(scope="module")
def endpoint() -> Generator[str]:
    """An emulator in a process of its own."""
    with started("emulate", "--port", "0") as process:
        yield line_with(process.stderr, "http://").split()[4].rstrip(";")


@contextmanager
def replicas(endpoint: str, count: int, *options: str, **environment: str) -> Generator[list[str]]:
    """The addresses of so many servers over one emulator."""
    with ExitStack() as stack:
        arguments = ("serve", "--transport", "http", "--port", "0", "--endpoint", endpoint, *ALL, *options)
        servers = [stack.enter_context(started(*arguments, **KEYS, **environment)) for _ in range(count)]
        yield [line_with(server.stderr, "Serving MCP").split()[-1] for server in servers]


@pytest.fixture(scope="module")
def own_keys(endpoint: str) -> Generator[list[str]]:
    """Two replicas, each with a key of its own."""
    with replicas(endpoint, 2) as urls:
        yield urls


@pytest.fixture(scope="module")
def shared_key(endpoint: str) -> Generator[list[str]]:
    """Two replicas with the same key."""
    with replicas(endpoint, 2, DATAWORKS_DI_STATE_KEY="k" * 40) as urls:
        yield urls


@pytest.fixture(scope="module")
def team(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[str, Path]]:
    """A server for two people, one of whom may only read, and the file with what they did."""
    folder = tmp_path_factory.mktemp("team")
    tokens, audit = folder / "tokens", folder / "audit.jsonl"
    tokens.write_text("ann reading-token-0123456789 read\nbob writing-token-0123456789\n", "utf-8")
    tokens.chmod(0o600)
    with replicas(endpoint, 1, "--token-file", str(tokens), "--audit", str(audit), "--mode", "full") as (url,):
        yield url, audit


@eras
@pytest.mark.parametrize("approve", [True, False], ids=["yes", "no"])
async def test_over_stdio_the_user_is_asked_and_obeyed(mode: str, approve: bool) -> None:
    parameters = StdioServerParameters(command=str(COMMAND), args=["serve", "--emulator", *ALL])
    async with Client(parameters, mode=mode, elicitation_callback=user(approve)) as client:
        before = await version(client)
        await client.call_tool("update_di_sync_task", UPDATE)
        after = await version(client)

    assert (after > before) is approve


@eras
async def test_over_http_the_user_is_asked_and_obeyed(mode: str, own_keys: list[str]) -> None:
    async with Client(own_keys[0], mode=mode, elicitation_callback=user(False)) as client:
        before = await version(client)
        await client.call_tool("update_di_sync_task", UPDATE)
        declined = await version(client)
    async with Client(own_keys[0], mode=mode, elicitation_callback=user(True)) as client:
        await client.call_tool("update_di_sync_task", UPDATE)
        accepted = await version(client)

    assert declined == before
    assert accepted > before


CAN_ASK: dict[str, tuple[Any, bool]] = {
    "elicitation": ({"elicitation": {}}, True),
    "form": ({"elicitation": {"form": {}}}, True),
    "form and url": ({"elicitation": {"form": {}, "url": {}}}, True),
    "something of later": ({"elicitation": {"voice": {}}}, True),
    "url": ({"elicitation": {"url": {}}}, False),
    "no elicitation": ({}, False),
    "something else": ({"sampling": {}, "experimental": {"elicitation": {}}}, False),
}
capabilities = pytest.mark.parametrize(("declared", "asked"), CAN_ASK.values(), ids=CAN_ASK.keys())
STREAM = {"accept": "application/json, text/event-stream"}


@capabilities
async def test_a_client_of_2026_is_asked_if_it_declares_forms(declared: Any, asked: bool, own_keys: list[str]) -> None:
    headers, body = modern("tools/call", name="update_di_sync_task", arguments={**UPDATE, "confirmation": "x"})
    body["params"]["_meta"]["io.modelcontextprotocol/clientCapabilities"] = declared
    async with web() as http:
        result = (await http.post(own_keys[0], json=body, headers=headers)).json()["result"]

    if asked:
        assert result["inputRequests"]["consent"]["method"] == "elicitation/create"
    assert ("confirmation" in result.get("structuredContent", {})) is not asked


@capabilities
async def test_a_client_of_2025_is_asked_if_it_declares_forms(declared: Any, asked: bool, own_keys: list[str]) -> None:
    params = {"protocolVersion": "2025-11-25", "capabilities": declared, "clientInfo": {"name": "test", "version": "1"}}
    async with web() as http:
        initialize = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
        greeting = await http.post(own_keys[0], json=initialize, headers=STREAM)
        session = {**STREAM, "mcp-session-id": greeting.headers["mcp-session-id"]}
        await http.post(own_keys[0], json={"jsonrpc": "2.0", "method": "notifications/initialized"}, headers=session)
        call = {"name": "update_di_sync_task", "arguments": {**UPDATE, "confirmation": "x"}}
        body = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call}
        async with http.stream("POST", own_keys[0], json=body, headers=session) as answer:
            first = await first_message(answer)

    assert (first.get("method") == "elicitation/create") is asked
    assert ("confirmation" in first.get("result", {}).get("structuredContent", {})) is not asked


async def first_message(answer: Any) -> dict[str, Any]:
    """The first message of an answer, which may be a stream."""
    async for line in answer.aiter_lines():
        text = line.removeprefix("data:").strip()
        if text.startswith("{"):
            message: dict[str, Any] = json.loads(text)
            return message
    raise AssertionError("the answer has no message")


async def test_the_operator_can_have_confirmations_for_clients_that_declare_forms(endpoint: str) -> None:
    with replicas(endpoint, 1, "--consent", "confirmation") as (url,):
        async with Client(url, mode="auto", elicitation_callback=user(False)) as client:
            result = await client.call_tool("update_di_sync_task", UPDATE)

    assert not result.is_error
    assert "confirmation" in facts_of(result)


@pytest.fixture(scope="module")
def without_sessions(endpoint: str) -> Generator[str]:
    """A server that can't send a request to a client of 2025."""
    with replicas(endpoint, 1, "--shared-port") as (url,):
        yield url


@eras
async def test_without_sessions_a_client_of_2025_can_not_be_asked(mode: str, without_sessions: str) -> None:
    async with Client(without_sessions, mode=mode, elicitation_callback=user(False)) as client:
        result = await client.call_tool("update_di_sync_task", UPDATE)

    assert ("confirmation" in facts_of(result)) is (mode == "legacy")


@eras
@pytest.mark.parametrize("keys", ["shared_key", "own_keys"])
async def test_a_confirmation_crosses_replicas_only_with_a_shared_key(
    mode: str, keys: str, request: pytest.FixtureRequest
) -> None:
    first, second = request.getfixturevalue(keys)
    async with Client(first, mode=mode) as client:
        before = await version(client)
        plan = facts_of(await client.call_tool("update_di_sync_task", UPDATE))
    async with Client(second, mode=mode) as client:
        call = {**UPDATE, "confirmation": plan["confirmation"]}
        result = await client.call_tool("update_di_sync_task", call)
        after = await version(client)

    assert (after > before) is (keys == "shared_key"), text_of(result)


@eras
async def test_over_http_a_token_without_the_writing_scope_reads_only(mode: str, team: tuple[str, Path]) -> None:
    url, audit = team
    refused = await updated_with("reading-token-0123456789", url, mode)
    done = await updated_with("writing-token-0123456789", url, mode)
    written = audit.read_text("utf-8")
    seen(written, "the audit trail")
    lines = [json.loads(line) for line in written.splitlines()]

    assert "the token of ann lacks the scope for writing" in refused
    assert "The task is updated" in done
    assert {line["caller"]: line["outcome"] for line in lines} == {"ann": "refused", "bob": "done"}


async def updated_with(token: str, url: str, mode: Any) -> str:
    http = web(headers={"Authorization": f"Bearer {token}"})
    async with http, Client(streamable_http_client(url, http_client=http), mode=mode) as client:
        return text_of(await client.call_tool("update_di_sync_task", UPDATE))
