"""No argument makes a call long or large: what is too much is refused, and the rest is read once."""

import json
import math
import threading
import tracemalloc
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest

from dataworks.fields import LONGEST_TEXT, MOST_VALUES
from dataworks.flows.waits import silent
from dataworks.json_size import LONGEST, MOST_SEPARATORS
from dataworks.workers import computed, on_behalf_of
from server.hosting import Hosting
from server.shared import shared_by_calls
from tests.alone import Compared
from tests.sessions import WISH, Time, client_of, emulated
from tests.tools.test_bad_input_everywhere import GOOD
from tools.arguments.schemas import flat
from tools.calls.invoke import Invocation, invoke
from tools.calls.results import Result, answered
from tools.catalog import ToolSpec
from tools.declarations import TOOLS
from tools.rendering import MOST_CHARACTERS
from tools.rules.caller import LOCAL, Caller
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.toolsets import listed_tools
from tools.views.view import View

Schema = dict[str, Any]
Call = Callable[[ToolSpec, dict[str, Any]], Awaitable[Result]]

BY_NAME = {spec.name: spec for spec in TOOLS}
CHANGE: dict[str, Any] = {"project_id": "10000", "task_id": "100"}


@pytest.fixture
async def call() -> AsyncGenerator[Call]:
    """Calls a tool of a server where all is allowed."""
    time = Time()
    async with shared_by_calls(lambda: client_of(emulated(time), time), Hosting(gate=Gate(Mode.FULL))) as shared:

        async def called(spec: ToolSpec, raw: dict[str, Any], caller: Caller = LOCAL) -> Result:
            return await invoke(spec, raw, shared, Invocation(caller, silent))

        yield called


def taking(*kinds: str) -> list[Any]:
    """Every argument of every tool that takes one of these kinds of values, hidden ones too."""
    return [
        pytest.param(spec, name, child, id=f"{spec.name}-{name}")
        for spec in TOOLS
        for name, child in flat(spec.arguments.model_json_schema(by_alias=False))["properties"].items()
        if any(option.get("type") in kinds for option in (child, *child.get("anyOf", [])))
    ]


def good(spec: ToolSpec) -> dict[str, Any]:
    return GOOD.get(spec.name, {"tool": "get_project", "error": "x", "kind": "real-time", "script": "{}"})


async def traced(call: Call, spec: ToolSpec, given: dict[str, Any]) -> tuple[Result, int]:
    """The result of a call, and the bytes that it held at most."""
    await call(spec, {"x": 1})
    tracemalloc.start()
    result = await call(spec, given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return result, peak


def fixes(result: Result) -> list[str]:
    error: dict[str, Any] = result.structured["error"]
    assert error["code"] == "InvalidArguments", result.text
    return list(error["fix"])


@pytest.mark.parametrize(("spec", "name", "schema"), taking("string"))
async def test_every_text_has_a_bound(spec: ToolSpec, name: str, schema: Schema, call: Call) -> None:
    long = "1" * (LONGEST + 1)
    result = await call(spec, {**good(spec), name: long})

    assert any(line.startswith(f"/{name}: ") for line in fixes(result))
    assert len(result.text) < 2000
    is_script = schema.get("anyOf") or "content" in name or name.endswith(("settings", "parameters"))
    assert is_script or any(word in schema for word in ("maxLength", "enum", "const", "pattern")) or name == "task_id"


@pytest.mark.parametrize(("spec", "name", "schema"), taking("array"))
async def test_every_list_has_a_bound(spec: ToolSpec, name: str, schema: Schema, call: Call) -> None:
    names = [f"a.b{number}" for number in range(MOST_VALUES + 1)]
    value: object
    for value in (names, json.dumps(names), [[]] * (MOST_VALUES + 1), json.dumps([{}] * MOST_SEPARATORS)):
        lines = [line for line in fixes(await call(spec, {**good(spec), name: value})) if line.startswith(f"/{name}: ")]
        assert any("has too many values: at most" in line for line in lines)
    assert schema["maxItems"] <= MOST_VALUES


@pytest.mark.parametrize(("spec", "name", "schema"), taking("number", "integer"))
@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 1e308, -1, 10**4000, -(10**300), True, [], "1" * 12])
async def test_no_number_is_infinite_or_beyond_its_bound(
    spec: ToolSpec, name: str, schema: Schema, value: Any, call: Call
) -> None:
    if value == -1 and not schema.keys() & {"minimum", "exclusiveMinimum"}:
        return
    result = await call(spec, {**good(spec), name: value})

    assert result.structured.get("error", {}).get("code") != "ServerFailure"
    if schema.keys() & {"maximum", "exclusiveMaximum"} or isinstance(value, float | list):
        assert any(line.startswith(f"/{name}: must be") for line in fixes(result))


@pytest.mark.parametrize("value", [-0.0, 5e-324, 999_999.5])
async def test_an_odd_time_that_was_waited_is_a_time(value: float, call: Call) -> None:
    given = {**WISH, "process_id": "10", "waited_seconds": value}

    assert (await call(BY_NAME["create_realtime_task"], given)).structured.get("error", {}).get(
        "code"
    ) != "ServerFailure"


@pytest.mark.parametrize("spec", TOOLS[::8], ids=lambda spec: spec.name)
async def test_unknown_arguments_cost_little_however_many_they_are(spec: ToolSpec, call: Call) -> None:
    unknown = {f"x{number}": None for number in range(MOST_SEPARATORS // 3)} | {"y" * LONGEST: 1, "A" * LONGEST: 1}
    given = {**good(spec), **unknown}
    result, peak = await traced(call, spec, given)

    assert len(fixes(result)) <= 20
    assert peak < 8_000_000


HUGE = [
    ("create_realtime_task", {"tables": [1] * MOST_VALUES}),
    ("create_realtime_task", {"tables": json.dumps([1] * MOST_VALUES)}),
    ("change_realtime_tables", {"add": [{}] * MOST_VALUES, "remove": [None] * MOST_VALUES}),
    ("start_tasks", {"start_param": {"error_limit": {f"x{number}": 1 for number in range(MOST_VALUES)}}}),
    ("start_tasks", {"start_param": {"ddl_mark_map": {f"x{number}": 1 for number in range(MOST_VALUES)}}}),
    ("list_resource_groups", {"tags": [{"a": 1, "b": 2}] * (MOST_VALUES // 3)}),
    ("start_tasks", {"start_param": {"A" * LONGEST: 1}}),
    ("create_di_sync_task", {"task_content": {"password": ["***"] * (MOST_SEPARATORS - 10)}}),
    ("create_batch_task", {"reader": {"stepType": "mysql", "parameter": {"password": ["***"] * 190_000}}}),
    ("update_di_project_config", {"project_config": json.dumps({"x" * 10 * n: 1 for n in range(300)})}),
]
"""Arguments with as many errors as there can be."""


@pytest.mark.repeats
@pytest.mark.parametrize(("tool", "change"), HUGE)
async def test_errors_cost_at_most_64_mb_however_many_they_are(tool: str, change: dict[str, Any], call: Call) -> None:
    spec = BY_NAME[tool]
    result, peak = await traced(call, spec, {**good(spec), **change})

    assert 0 < len(fixes(result)) <= 20
    assert peak < 64_000_000


PIECES = ("a", "A", "1", "a=", "${", "${a}", "=", " ", ",", "*", "a.", "\\", '"', "a, ", "é")
"""What texts are made of that long ones are read slowly by, if anything is. An argument takes a third of them."""

SCRIPTS = ('{"a":"', '{"type":"job","steps":[', '{"steps":[{"parameter":{"where":"', "[", '{"a":')


@pytest.mark.alone
@pytest.mark.repeats
@pytest.mark.parametrize(("spec", "name", "schema"), taking("string"))
async def test_a_text_takes_as_much_longer_as_it_is_longer(
    spec: ToolSpec, name: str, schema: Schema, call: Call, processor_clock: Callable[[], float]
) -> None:
    longest = min(schema.get("maxLength", 40_000), 40_000)

    async def spent(piece: str, length: int) -> float:
        text = (piece * length)[:length]
        began = processor_clock()
        await call(spec, {**good(spec), name: text})
        return processor_clock() - began

    usual = max([await spent("a", 1) for _ in range(3)])
    for piece in (*PIECES[len(name) % 3 :: 3], *(SCRIPTS if longest > LONGEST_TEXT else ())):
        compared = Compared(12)
        while compared.undecided:
            compared.measured(await spent(piece, longest), await spent(piece, longest // 8) + usual / 2)
        assert compared.ratio < 12, (piece, "the square of the length would take 64 times as long")


MUCH: dict[str, dict[str, Any]] = {
    "check_task_script": {"script": json.dumps({"type": "job", "steps": [{"name": "a"}] * 5000})},
    "create_di_sync_task": {"task_content": {"type": "job", "steps": [{"name": "a"}] * 5000}},
    "change_realtime_tables": {"add": [f"a.b{number}" for number in range(MOST_VALUES)], "remove": ["a.b1*"]},
    "draft_task_script": {"kind": "batch", "reader_type": "mysql", "writer_type": "odps", "columns": ["a"] * 5000},
    "show_as_code": {"tool": "create_realtime_task", "arguments": {**WISH, "tables": ["a.b"] * 5000}},
    "explain_error": {"error": "a. " * 6000},
}


@pytest.mark.parametrize("tool", MUCH)
async def test_other_calls_go_on_while_much_is_read(tool: str, call: Call) -> None:
    turns, done = 0, False

    async def others() -> None:
        nonlocal turns
        while not done:
            turns += 1
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as group:
        group.start_soon(others)
        await call(BY_NAME[tool], {**good(BY_NAME[tool]), **MUCH[tool]})
        done = True

    assert turns > 20


@pytest.mark.parametrize("rows", [False, True], ids=["text", "rows"])
def test_an_answer_that_is_too_long_is_not_read_for_secrets(rows: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Rows(View):
        rows: tuple[dict[str, str], ...] = ()
        text: str = ""

    read = list[object]()

    def noted(value: object) -> object:
        read.append(value)
        return value

    monkeypatch.setattr("tools.calls.results.cleaned", noted)
    part = "x" * (MOST_CHARACTERS // 8)
    many = Rows(rows=({"a": part},) * 9) if rows else Rows(text=part * 9)
    result = answered(many, "get_file")

    assert result.failed
    assert result.structured["error"]["code"] == "AnswerTooLong"
    assert "shorter arguments" in result.text
    assert part not in str(read)
    assert not answered(Rows(text=part), "get_file").failed


async def test_a_caller_has_one_turn_at_a_time_and_others_need_not_wait_for_it() -> None:
    begun, ended = [threading.Event() for _ in range(9)], threading.Event()
    order, waiting = list[str](), list[bool]()

    def work(number: int) -> None:
        begun[number].set()
        ended.wait()

    async def caller(name: str, number: int) -> None:
        with on_behalf_of(name):
            await computed(work, number)
        order.append(name)

    async with anyio.create_task_group() as group:
        for number in range(8):
            group.start_soon(caller, "many", number)
        await anyio.to_thread.run_sync(begun[0].wait)
        with on_behalf_of("one"):
            await computed(begun[8].set)
        waiting += [event.is_set() for event in begun]
        ended.set()

    assert waiting == [True, *[False] * 7, True]
    assert order == ["many"] * 8


@pytest.mark.parametrize(
    ("tool", "change"),
    [
        ("change_realtime_tables", {**CHANGE, "add": ["a.*"], "remove": ["a.b"]}),
        ("create_realtime_task", {**WISH, "script": {}}),
        ("create_batch_task", {**GOOD["create_batch_task"], "cron": "never"}),
        ("create_di_sync_task", {**GOOD["create_di_sync_task"], "task_content": {"type": "job"}}),
    ],
)
@pytest.mark.parametrize("rule", ["policy", "scope"])
async def test_the_rules_are_asked_before_arguments_are_compared_and_scripts_checked(
    tool: str, change: dict[str, Any], rule: str
) -> None:
    time, caller = Time(), Caller("ann", may_write=rule != "scope")
    gate = Gate(Mode.FULL, Policy(workspaces=["4711"]) if rule == "policy" else None)
    async with shared_by_calls(lambda: client_of(emulated(time), time), Hosting(gate=gate)) as shared:
        result = await invoke(
            BY_NAME[tool],
            {**change, **({"apply": True} if tool.startswith("change") else {})},
            shared,
            Invocation(caller, silent),
        )

    assert result.structured["error"]["code"] == "NotAllowed"


WORDS = frozenset(
    "type properties required additionalProperties description enum items minimum maximum minLength maxLength minItems "
    "maxItems default anyOf".split()
)


def words_of(schema: Any, *, names: bool = False) -> set[str]:
    """The words of a schema, without the names of properties."""
    if isinstance(schema, list):
        return set().union(*map(words_of, schema))
    if not isinstance(schema, dict):
        return set()
    inner = [words_of(child, names=word == "properties" and not names) for word, child in schema.items()]
    return set().union(() if names else schema, *inner)


@pytest.mark.parametrize("tool", listed_tools().values(), ids=lambda tool: tool.name)
def test_input_schemas_have_only_words_that_every_client_knows(tool: Any) -> None:
    assert words_of(tool.input_schema) <= WORDS
