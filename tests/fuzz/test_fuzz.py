"""A short fuzzing run; ``make fuzz`` sends thirty megabytes."""

import logging
from itertools import islice
from random import Random
from typing import Any

import pytest

from tests.fuzz.costs import ATTACKS, Costs, attacks, fuzz_costs
from tests.fuzz.memory import fuzz_large_values, fuzz_tool, offered
from tests.fuzz.promises import PromiseBroken, ResultChecker, alarms_in, json_line, quiet_log
from tests.fuzz.tally import Tally
from tests.fuzz.wire import fuzz_lines, target
from tools.catalog import ToolSpec
from tools.declarations import TOOLS
from tools.rules.gate import Gate
from tools.rules.mode import Mode

pytestmark = pytest.mark.repeats

SCHEMA = {
    "type": "object",
    "properties": {"count": {"type": "integer"}, "error": {"type": "object"}},
    "anyOf": [{"required": ["count"]}, {"required": ["error"]}],
}
WORDS = [{"type": "text", "text": "count: 1"}]


@pytest.mark.parametrize("tool", offered(Mode.FULL))
def test_no_arguments_break_a_promise(tool: str) -> None:
    tally = Tally(0)
    fuzz_tool(tool, tally, number=1, examples=5)

    assert tally.calls[tool] >= 3, "a call or two may hold what no client can send"


def test_no_huge_value_breaks_a_promise() -> None:
    tally = Tally(0)
    fuzz_large_values(tally, number=1, examples=12)

    assert tally.large >= 200_000


@pytest.mark.parametrize(
    "spec", [spec for spec in TOOLS if Gate(Mode.CONFIRM).may_ask(spec)], ids=lambda spec: spec.name
)
def test_no_arguments_break_a_promise_of_a_tool_that_asks_first(spec: ToolSpec) -> None:
    tally = Tally(0)
    fuzz_tool(spec.name, tally, number=2, examples=6, mode=Mode.CONFIRM)

    assert tally.calls[spec.name] >= 4, "a call or two may hold what no client can send"


def test_hostile_arguments_come_as_far_as_a_plan() -> None:
    tally = Tally(0)
    for tool in ("stop_tasks", "retire_tasks", "delete_file"):
        fuzz_tool(tool, tally, number=2, examples=36, mode=Mode.CONFIRM)

    assert tally.outcomes["plan"]


def test_no_line_on_stdin_breaks_a_promise() -> None:
    tally = Tally(0)
    with target() as process:
        fuzz_lines(process, tally, number=1, examples=15, large=3)

    assert tally.calls["line"] >= 15
    assert tally.outcomes.total() >= 15


@pytest.mark.alone
@pytest.mark.parametrize("mode", [Mode.FULL, Mode.CONFIRM])
def test_no_call_computes_long_or_takes_much_memory_and_others_are_answered_meanwhile(mode: Mode) -> None:
    costs = fuzz_costs(1, lambda costs: len(costs.seconds) < 75, mode)

    assert len(costs.seconds) == 75
    assert len(costs.waits) >= 20
    assert costs.statuses <= {200, 400, 413}


def test_the_measured_calls_try_each_value_for_each_argument_in_an_order_of_their_number() -> None:
    one, same, other = (list(islice(attacks(Random(number)), 500)) for number in (1, 1, 2))  # noqa: S311
    places = len({(spec.name, name) for spec in TOOLS for name in (*spec.arguments.model_fields, "unknown")})

    assert one == same != other
    assert sum(1 for _ in attacks(Random(1))) == places * len(ATTACKS)  # noqa: S311


def test_who_waits_longest_is_told_by_the_usual_machine() -> None:
    costs = Costs(2.0, [0.5, 0.25], [3.0, 10.0], [number / 1000 for number in range(1000)])

    assert costs.late == 0.495
    assert costs.line().startswith("2 hostile calls: at most 0.50 s of CPU time, 10 MB; /health within 495 ms")


@pytest.mark.parametrize(
    ("result", "broken"),
    [
        ({"content": WORDS, "structuredContent": {"count": "1"}}, "output schema refuses at \\$.count"),
        ({"content": WORDS, "structuredContent": {}}, "output schema refuses"),
        ({"content": [], "structuredContent": {"count": 1}}, "without text"),
        ({"content": WORDS}, "without structured content"),
        ({"content": WORDS, "structuredContent": {"count": 1}, "isError": True}, "marks a failure that is none"),
        ({"content": WORDS, "structuredContent": {"error": {}}}, "marks a failure"),
        ({"content": WORDS, "structuredContent": {"error": {"code": "InternalError"}}, "isError": True}, "inside"),
        ({"content": [{"type": "text", "text": "a\x00"}], "structuredContent": {"count": 1}}, r"answers with .*x00"),
        ({"content": WORDS, "structuredContent": {"count": 1, "more": "\ud800"}}, "answers with"),
    ],
)
def test_a_result_that_breaks_a_promise_is_noticed(result: dict[str, Any], broken: str) -> None:
    with pytest.raises(PromiseBroken, match=broken):
        ResultChecker({"it": SCHEMA}).check("it", result)


def test_a_result_that_keeps_them_is_fine() -> None:
    checker = ResultChecker({"it": SCHEMA})
    checker.check("it", {"content": WORDS, "structuredContent": {"count": 1, "more": "表\n👩"}})
    checker.check("it", {"content": WORDS, "structuredContent": {"error": {"code": "Rejected"}}, "isError": True})


@pytest.mark.parametrize(
    "line",
    [b"", b"hello", b"{}", b"[]", b'{"jsonrpc":"2.0","id":1}', b'{"jsonrpc":"2.0","id":1,"result":NaN}', b"\xff"],
)
def test_a_stray_line_on_stdout_is_noticed(line: bytes) -> None:
    with pytest.raises(PromiseBroken, match="stdout carries"):
        json_line(line)


def test_lines_of_the_protocol_are_fine() -> None:
    assert json_line(b'{"jsonrpc":"2.0","id":1,"result":{}}')["id"] == 1
    assert json_line(b'{"jsonrpc":"2.0","method":"notifications/message"}')["method"]


def test_an_error_in_the_log_is_noticed() -> None:
    with pytest.raises(PromiseBroken, match="it went wrong"), quiet_log():
        logging.getLogger("tools").error("it went wrong")
    with quiet_log():
        logging.getLogger("tools").warning("it is slow")

    assert list(alarms_in("INFO x\nERROR tools list_files failed inside: KeyError")) != []
    assert list(alarms_in("INFO dataworks GetDISyncTask 3 ms 200 ok -")) == []


def test_the_tally_says_how_much_was_sent_and_when_it_is_enough() -> None:
    begun, done = Tally(100), Tally(100)
    for tally, name, size in ((begun, "list_files", 60), (done, "list_files", 60), (done, "line", 60_000)):
        tally.add(name, size)

    assert (begun.full, done.full) == (False, True)
    assert done.line("stdio").startswith("stdio: 60,060 bytes (60,000 of them in values over 50 kB), 2 messages")
