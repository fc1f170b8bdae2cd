"""A change of the tables of a job, in words for a plan: its definition is made here, so that all of it is known."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from dataworks.language import Text
from dataworks.quoting import named
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.table_effects import table_effects

T = TypeVar("T")

SHOWN = 20
"""Tables that each sentence names at most; the others are counted."""

GAINS, LOSES = Text("gains {}", "新增表 {}"), Text("loses {}", "移除表 {}")
TO, FROM_TO = Text("{} (to {})", "{}（写入 {}）"), Text("{} (to {} instead of {})", "{}（写入 {}，原为 {}）")
MOVES = Text("writes {}", "写入目标变更：{}")
LEAVES_OUT = Text("leaves out {}; the pattern stays", "排除 {}；模式保留")
TAKES_BACK = Text("no longer leaves out {}", "不再排除 {}")
OF_PATTERN = Text("{} of {}", "{1} 中的 {0}")
DROPS = Text("drops rules that no table has any more: {}", "删除不再被任何表使用的规则：{}")
MORE = Text("{} and {} more", "{} 等，另有 {} 个")


def table_words(before: Definition, after: Definition) -> tuple[str, ...]:
    """What changes in the tables of a job."""
    return tuple(_words(before, after))


def _words(before: Definition, after: Definition) -> Iterator[str]:
    effects = table_effects(before, after)
    yield from _said(GAINS, effects.added, lambda pair: TO.said(*map(named, pair)))
    yield from _said(LOSES, effects.removed, lambda pair: named(pair[0]))
    yield from _said(MOVES, effects.moved, lambda each: FROM_TO.said(*map(named, (each[0], each[2], each[1]))))
    yield from _said(LEAVES_OUT, effects.left_out, lambda pair: OF_PATTERN.said(*map(named, pair)))
    yield from _said(TAKES_BACK, effects.taken_back, lambda pair: OF_PATTERN.said(*map(named, pair)))
    yield from _said(DROPS, effects.rules, named)


def _said(words: Text, rows: Sequence[T], shown: Callable[[T], str]) -> Iterator[str]:
    """A sentence about the first rows, and how many more there are."""
    names, more = ", ".join(map(shown, rows[:SHOWN])), len(rows) - SHOWN
    yield from [words.said(MORE.said(names, f"{more:,}") if more > 0 else names)] if rows else []
