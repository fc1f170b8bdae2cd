"""Each value that a call changes: all of them as rows of its plan, and the first ones in words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from dataworks.language import Text
from dataworks.redaction.connection_texts import CONNECTION_KEY
from dataworks.scripts.shown_leaves import Leaf, leaves
from dataworks.secrets import HIDDEN
from tools.rendering import quoted
from tools.views.plan import Difference

SHOWN = 20
"""Differences that a plan has in words at most, and paths at which it counts the others."""

POINTER_SHOWN = 50
"""Characters of a pointer in words at most, where leaving out its middle is enough."""

END_SHOWN = 40
"""Characters of each end of a pointer that is longer even so."""

VALUES_SHOWN, VALUE_SHOWN = 160, 16
"""Characters of values in words: of a single one, which several share; and of each at least."""

SQL = {
    "querysql": Text("reads by", "读取语句"),
    "presql": Text("first runs", "运行前执行"),
    "postsql": Text("then runs", "运行后执行"),
}
"""The SQL, or other commands, that a step runs, by parameter in lower case."""

COMMAND = re.compile(rf"/(?:{'|'.join(SQL)}|where)(?=/|$)", re.IGNORECASE)
COMMAND_SHOWN = 500
"""Characters of a command in words: of one that is cut, the rest could be what matters."""

UNSHOWN = Text("a secret", "密钥（未展示）")
"""What a sentence has in place of a value that is hidden as a whole.

A value is first in its sentence, and this is no value: else the key before it would have the sentence read as a secret.
"""

SHOWN_PART = Text("the shown part ", "展示的部分 ")
"""What a sentence begins with about a value that has the key of a secret and is shown in part, for the same reason."""

MORE = Text("{}: {} more", "{}：另有 {} 项")
OTHER_PATHS = Text("{} other paths: {} more", "其他 {} 个路径：另有 {} 项")
IS_NEW, IS_REMOVED, CHANGES = (
    Text("{} is new", "{} 为新增"),
    Text("{} is removed", "{} 被移除"),
    Text("{} changes", "{} 有变化"),
)
BECOMES = Text("{} becomes {}", "{} 改为 {}")
CHARACTERS = Text("... ({} characters)", "...（{} 个字符）")
INSIDE = Text("{} inside {}", "{} 内的 {}")

ALL_HIDDEN = f'"{HIDDEN}"'

PLAIN = re.compile(r"[\w/~.$*-]*", re.ASCII)
POSITION = re.compile(r"/\d+(?=/|$)")


def rows_of(argument: str, before: str, after: str) -> list[Difference]:
    """The rows for two JSON texts, of which the second replaces the first."""
    return [_row(argument, leaf) for leaf in leaves(before, after)]


def _row(argument: str, leaf: Leaf) -> Difference:
    return Difference(
        argument=argument,
        pointer=leaf.pointer,
        was=leaf.was,
        inside=leaf.inside,
        before=leaf.before,
        after=leaf.after,
    )


def in_words(rows: Sequence[Difference]) -> Iterator[str]:
    """The first rows in words, and how many others there are at which paths.

    Those with the shortest way from the root come first: they concern the whole task, not one of its columns.
    """
    ordered = sorted(rows, key=lambda row: row.pointer.count("/") + (row.inside or "").count("/"))
    limit = max(VALUES_SHOWN // max(min(len(ordered), SHOWN), 1), VALUE_SHOWN)
    yield from (f"{_place(row)}: {_part_of(row)}{_change(row, _limit(row, limit))}" for row in ordered[:SHOWN])
    paths = Counter(POSITION.sub("/*", _pointer(row)) for row in ordered[SHOWN:])
    yield from (MORE.said(shortened(path), f"{count:,}") for path, count in paths.most_common(SHOWN))
    others = sum(count for _, count in paths.most_common()[SHOWN:])
    if others:
        yield OTHER_PATHS.said(f"{len(paths) - SHOWN:,}", f"{others:,}")


def _limit(row: Difference, usual: int) -> int:
    return COMMAND_SHOWN if COMMAND.search(_pointer(row)) else usual


def _part_of(row: Difference) -> str:
    is_part = CONNECTION_KEY.search(_pointer(row)) and ALL_HIDDEN not in (row.before, row.after)
    return SHOWN_PART.said() if is_part and row.before != row.after else ""


def _change(row: Difference, limit: int) -> str:
    before, after = row.before or "", row.after or ""
    if row.before is None:
        return IS_NEW.said(_part(after, "", limit))
    if row.after is None:
        return IS_REMOVED.said(_part(before, "", limit))
    if before == after:
        return CHANGES.said(UNSHOWN)
    return BECOMES.said(_part(before, after, limit), _part(after, before, limit))


def _part(text: str, other: str, limit: int) -> str:
    """The part of a value from just before where it differs from the other one."""
    if len(text) <= limit:
        return UNSHOWN.said() if text == ALL_HIDDEN else text
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, other, strict=False)))
    start = max(min(alike - limit // 4, len(text) - limit), 0)
    end = start + limit
    rest = CHARACTERS.said(f"{len(text):,}") if limit == COMMAND_SHOWN else "..."
    return f"{'...' if start else ''}{text[start:end]}{rest if end < len(text) else ''}"


def _pointer(row: Difference) -> str:
    return f"{row.pointer}{row.inside or ''}" or row.argument


def _place(row: Difference) -> str:
    if row.inside is None:
        return shortened(row.pointer or row.argument)
    return INSIDE.said(shortened(row.pointer), shortened(row.inside))


def shortened(pointer: str) -> str:
    """A pointer without names in its middle, if it is long; its positions stay."""
    parts = pointer.split("/")
    for place in range(3, len(parts) - 1):
        if len("/".join(parts)) <= POINTER_SHOWN:
            break
        parts[place] = parts[place] if parts[place].isdigit() else ".."
    text = "/".join(parts).replace("/../../", "/../")
    text = text if len(text) <= 2 * END_SHOWN else f"{text[:END_SHOWN]}...{text[-END_SHOWN:]}"
    return text if PLAIN.fullmatch(text) else quoted(text)
