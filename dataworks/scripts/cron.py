"""Cron expressions as DataWorks has them: second, minute, hour, day, month, weekday (source: the SDK, UpdateFile)."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from dataworks.language import Text

FIELDS = {"second": (0, 59), "minute": (0, 59), "hour": (0, 23), "day": (1, 31), "month": (1, 12), "weekday": (0, 7)}
"""The fields in order, each with its lowest and highest number."""

ANY = {"day": ("?", "L"), "weekday": ("?",)}
"""What else a field may be as a whole."""

LENGTHS = {month: 29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31 for month in range(1, 13)}
"""The days of each month, at most."""

PART = re.compile(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?", re.ASCII)
"""A number, a range or a star, each with a step if need be."""

EXAMPLE = Text("write it such as 00 30 02 * * ? for daily 02:30", "例如每天 02:30 写作 00 30 02 * * ?")
SHORTEST = 5
"""Minutes between two runs, at least; and after midnight before the first one."""


FIELD_COUNT = Text("has {} fields, not 6: {}", "有 {} 个字段，应为 6 个：{}")
FIELD = Text("its {} can't be {}", "其中的 {} 不能是 {}")
TOO_OFTEN = Text("runs more often than every {} minutes", "运行间隔小于 {} 分钟")
LARGER_STEP = Text("write 00/5 as its minute, or a larger step", "请将分钟写成 00/5 或更大的间隔")
TOO_EARLY = Text("runs before 00:05, which DataWorks does not allow", "在 00:05 之前运行，DataWorks 不允许")
LATER = Text("write 05 as its minute, or later", "请将分钟写成 05 或更晚")
NEVER = Text("never runs: no month of it has a day {}", "永远不会运行：所选月份都没有第 {} 天")
LAST_DAY = Text("write a day up to {}, or L for the last", "请写不超过 {} 的日期，或写 L 表示最后一天")
SECONDS = Text("put the seconds in front: {}", "请在最前面加上秒：{}")
OR = Text(" or {}", " 或 {}")
RANGE = Text("write {} to {}, *, a list, a range or a step{}", "请写 {} 到 {}、*、列表、范围或间隔{}")


class Problem(NamedTuple):
    """What is wrong with an expression, and what to write."""

    message: str
    suggestion: str


def problems(cron: str) -> Iterator[Problem]:
    """All that is wrong with an expression."""
    texts = cron.split()
    if len(texts) != len(FIELDS) and texts[len(FIELDS) :] != ["?"]:  # one example of the SDK ends in a seventh field
        yield Problem(FIELD_COUNT.said(len(texts), " ".join(FIELDS)), _with_seconds(texts))
        return
    fields = fields_of(cron)
    wrong = [name for name, text in fields.items() if not _fits(name, text)]
    yield from (Problem(FIELD.said(name, f"{fields[name][:40]!r}"), _range(name)) for name in wrong)
    if not wrong:
        yield from _too_often_or_early(fields)
        yield from _never(fields)


def fields_of(cron: str) -> dict[str, str]:
    """The fields of an expression by their names."""
    return dict(zip(FIELDS, cron.split(), strict=False))


def cycle_type(cron: str) -> Literal["DAY", "NOT_DAY"]:
    """``DAY`` for a run a day at the most, ``NOT_DAY`` for one each few minutes or hours."""
    fields = fields_of(cron)
    return "DAY" if fields["minute"].isdigit() and fields["hour"].isdigit() else "NOT_DAY"


def _fits(name: str, text: str) -> bool:
    return text in ANY.get(name, ()) or all(_part_fits(part, *FIELDS[name]) for part in text.split(","))


def _part_fits(part: str, low: int, high: int) -> bool:
    match = PART.fullmatch(part)
    if match is None:
        return False
    first, last, step = match.groups()
    return all(low <= int(number) <= high for number in (first, last) if number) and (step is None or int(step) > 0)


def _too_often_or_early(fields: dict[str, str]) -> Iterator[Problem]:
    minute, hour = fields["minute"], fields["hour"]
    minutes = sorted(_numbers("minute", minute))
    if any(later - earlier < SHORTEST for earlier, later in pairwise(minutes)):
        yield Problem(TOO_OFTEN.said(SHORTEST), LARGER_STEP.said())
    if hour.isdigit() and minute.isdigit() and int(hour) == 0 and int(minute) < SHORTEST:
        yield Problem(TOO_EARLY.said(), LATER.said())


def _never(fields: dict[str, str]) -> Iterator[Problem]:
    """A day that none of the months has, such as the 31st of February. One that some of them have is theirs."""
    if fields["day"] in ANY["day"] or fields["weekday"] not in {"?", "*"}:
        return
    longest = max((LENGTHS[month] for month in _numbers("month", fields["month"])), default=31)
    first = min(_numbers("day", fields["day"]), default=1)
    if first > longest:
        yield Problem(NEVER.said(first), LAST_DAY.said(longest))


def _numbers(name: str, text: str) -> set[int]:
    """The numbers that a field stands for."""
    return {number for part in text.split(",") for number in _meant(part, *FIELDS[name])}


def _meant(part: str, low: int, high: int) -> range:
    """The numbers that a part of a field stands for; a step from a single number ends at the highest."""
    span, _, step = part.partition("/")
    first, _, last = span.partition("-")
    if first == "*":
        return range(low, high + 1, int(step or 1))
    return range(int(first), int(last or (high if step else first)) + 1, int(step or 1))


def _with_seconds(texts: list[str]) -> str:
    if len(texts) != len(FIELDS) - 1:
        return EXAMPLE.said()
    whole = ["00", *texts[:4], "?" if texts[4] == "*" else texts[4]]
    fits = all(map(_fits, FIELDS, whole))
    return SECONDS.said(" ".join(whole)) if fits else EXAMPLE.said()


def _range(name: str) -> str:
    low, high = FIELDS[name]
    more = "".join(OR.said(text) for text in ANY.get(name, ()))
    return RANGE.said(low, high, more)
