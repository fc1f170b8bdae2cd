"""The report of a comparison, by behaviour of the emulator: as text, and as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from comparison.outcome import Outcome, Result, Verdict
from comparison.scrubbing import scrubbed_text
from dataworks.language import Text
from emulator.handlers.coverage import coverage

HEADINGS: Mapping[Verdict, Text] = {
    Verdict.DIFFERENT: Text("Different", "不同"),
    Verdict.NOT_COMPARABLE: Text(
        "Not comparable: one of the lists is empty or absent", "无法比较：其中一个列表为空或不存在"
    ),
    Verdict.NOT_TRIED: Text("Not tried", "未尝试"),
    Verdict.EQUAL: Text("Equal", "相同"),
}
"""The parts of the report, in their order."""

OF_VERDICT = Text("{} ({}):", "{}（{}）：")
SENT = Text("Sent {} reads and {} writes, {} of them again.", "发送了 {} 次读取和 {} 次写入，其中 {} 次是再次发送。")
LEFT = Text("Not removed, please delete it yourself:", "未能删除，请自行删除：")
ENDED = Text("Ended early: {}", "提前结束：{}")
BOTH = Text("    {}: theirs {}, ours {}", "    {}：服务为 {}，模拟器为 {}")


class Row(NamedTuple):
    """A behaviour, with the outcome of a case that settles it."""

    operation: str
    behaviour: str
    outcome: Outcome


def rows(result: Result) -> list[Row]:
    """Return the behaviours that were compared: the assumed ones by their cases, and what other cases settle."""
    outcomes = {outcome.case.name: outcome for outcome in result.outcomes}
    assumed = [
        Row(operation, behaviour.text, outcomes[name])
        for operation, behaviours in coverage().items()
        for behaviour in behaviours
        for name in behaviour.cases
        if name in outcomes
    ]
    named = {row.outcome.case.name for row in assumed}
    others = [each for each in result.outcomes if each.case.name not in named]
    return assumed + [Row(each.case.action, each.case.settles, each) for each in others]


def report(result: Result) -> str:
    """Return the report as text."""
    return "\n".join([*_lines(result), ""])


def _lines(result: Result) -> Iterator[str]:
    found = rows(result)
    for verdict, heading in HEADINGS.items():
        chosen = [row for row in found if row.outcome.verdict is verdict]
        if chosen:
            yield OF_VERDICT.said(heading, len(chosen))
            yield from (_not_tried if verdict is Verdict.NOT_TRIED else _compared)(chosen)
            yield ""
    yield SENT.said(result.reads, result.writes, result.repeated)
    if result.left:
        yield LEFT.said()
        yield from (f"- {scrubbed_text(each)}" for each in result.left)
    if result.ended:
        yield ENDED.said(scrubbed_text(result.ended))


def _not_tried(found: list[Row]) -> Iterator[str]:
    """Yield each reason once, with the cases."""
    reasons = dict.fromkeys(row.outcome.why for row in found)
    for reason in reasons:
        names = dict.fromkeys(row.outcome.case.name for row in found if row.outcome.why == reason)
        yield f"- {scrubbed_text(reason)}: {', '.join(names)}"


def _compared(found: list[Row]) -> Iterator[str]:
    for row in found:
        yield f"- {row.operation}: {row.behaviour} [{row.outcome.case.name}]"
        yield from _places(row)


def _places(row: Row) -> Iterator[str]:
    for place, theirs, ours in row.outcome.differences:
        yield BOTH.said(place, scrubbed_text(theirs), scrubbed_text(ours))
    for place in row.outcome.not_comparable:
        yield f"    {place}"


def as_json(result: Result) -> dict[str, Any]:
    """Return the report as a JSON value."""
    return {
        "behaviours": [_as_json(row) for row in rows(result)],
        "reads": result.reads,
        "writes": result.writes,
        "repeated": result.repeated,
        "left": [scrubbed_text(each) for each in result.left],
        "ended": scrubbed_text(result.ended),
    }


def _as_json(row: Row) -> dict[str, Any]:
    outcome = row.outcome
    differences = [(place, scrubbed_text(theirs), scrubbed_text(ours)) for place, theirs, ours in outcome.differences]
    return {
        "operation": row.operation,
        "behaviour": row.behaviour,
        "case": outcome.case.name,
        "verdict": outcome.verdict,
        "why": scrubbed_text(outcome.why),
        "differences": [dict(zip(("where", "theirs", "ours"), each, strict=True)) for each in differences],
        "not_comparable": outcome.not_comparable,
    }
