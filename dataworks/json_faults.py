"""What keeps a text from being JSON: comments, quotes, spaces and commas as editors, chats and programs write them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dataworks.language import Text

BYTE_ORDER_MARK = "\ufeff"

DOUBLE = r"\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
SINGLE = r"'\u2018\u2019\u201a\u2032"
"""The quotes of word processors, and of other languages, as a regular expression writes them."""

SPACE = r"\u00a0\u2000-\u200b\u2028\u2029\u202f\u2060\u3000\ufeff"

FULL = r"\uff0c\uff1a\uff5b\uff5d\uff3b\uff3d"

FULL_WIDTH = str.maketrans("\uff0c\uff1a\uff5b\uff5d\uff3b\uff3d", ",:{}[]")
"""The punctuation that Chinese input methods write."""

STRING = r'(?P<string>(?<=")(?:[^"\\\n]++|\\.)*+"?)'

TOKENS = re.compile(
    rf"""["`/\#{DOUBLE}{SINGLE}{SPACE}{FULL}TFN](?:
    (?<=\b[TFN])(?P<word>(?:(?<=T)rue|(?<=F)alse|(?<=N)one)\b)
    |(?<![TFN])(?:{STRING}
    |(?P<fence>(?<=`)``[^\n]*)
    |(?P<comment>(?<=/)/[^\n]*|(?<=/)\*.*?(?:\*/|\Z)|(?<=\#)[^\n]*)
    |(?P<typographic>(?<=[{DOUBLE}])[^{DOUBLE}"\n]*[{DOUBLE}"])
    |(?P<single>(?<=[{SINGLE}])[^{SINGLE}\n]*[{SINGLE}])
    |(?P<space>(?<=[{SPACE}])[{SPACE}]*)
    |(?P<punctuation>(?<=[{FULL}]))))""",
    re.VERBOSE | re.DOTALL,
)
"""Strings, which are skipped, and everything outside them that JSON does not have; found by its first character, which
is quick."""

COMMA = re.compile(rf'[",](?:{STRING}|(?P<comma>(?<=,)(?=\s*[}}\]])))', re.DOTALL)

MOST_TOKENS = 200_000
"""Strings and faults in a text that are read; JSON of so many strings is refused anyway."""

KINDS = {
    "fence": (Text("a code fence (```)", "代码围栏（```）"), Text("leave the fences out", "请去掉代码围栏")),
    "comment": (Text("a comment", "注释"), Text("leave comments out: JSON has none", "请去掉注释：JSON 中没有注释")),
    "typographic": (Text("a typographic quote", "弯引号"), Text('write "', '请写 "')),
    "single": (Text("a single quote", "单引号"), Text('write " around texts', '请在文本两边写 "')),
    "space": (
        Text("a space that is not plain, such as a non-breaking one,", "特殊空格（例如不间断空格）"),
        Text("write plain spaces", "请使用普通空格"),
    ),
    "punctuation": (Text("full-width punctuation", "全角标点"), Text("write , : { } [ ]", "请写 , : { } [ ]")),
    "word": (Text("a word of Python", "Python 的单词"), Text("write true, false or null", "请写 true、false 或 null")),
    "comma": (
        Text("a comma before a closing bracket", "右括号之前的逗号"),
        Text("leave that comma out", "请去掉该逗号"),
    ),
}
"""What each kind is, and what to do about it."""

HAS = Text("has {} at {}{}", "在 {1} 有{0}{2}")
PLACE = Text("line {}, column {} (character {})", "第 {} 行第 {} 列（字符 {}）")
AND_MORE = Text(", and {} more", "，另有 {} 处")
AT, LOOK = Text("{} at {}", "{1}：{0}"), Text("look at {} before that place", "请检查该位置之前的 {}")

NO_LINE = re.compile(r"[^\n]")

WORDS = {"True": "true", "False": "false", "None": "null"}


@dataclass(frozen=True)
class Fault:
    """One kind of fault: what it is and where it occurs first, and what to do about it."""

    problem: str
    remedy: str | None


def without_mark(text: str) -> str:
    """The text without a byte order mark at its start, which some editors write and JSON does not have."""
    return text.removeprefix(BYTE_ORDER_MARK)


def faults(text: str) -> list[Fault]:
    """Everything that keeps a text from being JSON, each kind at the first of its places; none for JSON."""
    found: dict[str, list[int]] = {}
    mended = _replaced(COMMA, _replaced(TOKENS, text, found), found)
    named = [_named(text, kind, places) for kind, places in sorted(found.items(), key=lambda each: each[1])]
    return [*named, *_left(text, mended)]


def place(text: str, position: int) -> str:
    """The place of a character: its line and column, from 1, and its number, from 0."""
    line, column = text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
    return PLACE.said(line, column, position)


def _named(text: str, kind: str, places: list[int]) -> Fault:
    what, remedy = KINDS[kind]
    more = AND_MORE.said(len(places) - 1) if len(places) > 1 else ""
    return Fault(HAS.said(what, place(text, places[0]), more), remedy.said())


def _left(text: str, mended: str) -> Iterator[Fault]:
    """What is wrong apart from that: replacements keep the length, so that places stay the same."""
    try:
        json.loads(mended)
    except json.JSONDecodeError as error:
        before = json.dumps(text[max(error.pos - 20, 0) : error.pos])
        yield Fault(AT.said(error.msg.removesuffix(" at"), place(text, error.pos)), LOOK.said(before))
    except (ValueError, RecursionError):
        return  # of no concern here: a number that is too long, or nesting that is too deep


def _replaced(pattern: re.Pattern[str], text: str, found: dict[str, list[int]]) -> str:
    pieces, at = list[str](), 0
    for match in islice(pattern.finditer(text), MOST_TOKENS):
        kind = str(match.lastgroup)
        if kind != "string":
            found.setdefault(kind, []).append(match.start())
            pieces += (text[at : match.start()], _plain(kind, match[0]))
            at = match.end()
    return "".join((*pieces, text[at:]))


def _plain(kind: str, token: str) -> str:
    """What JSON has in place of a token, in as many characters."""
    if kind in {"typographic", "single"}:
        return f'"{token[1:-1]}"'
    if kind == "word":
        return WORDS[token]
    return token.translate(FULL_WIDTH) if kind == "punctuation" else NO_LINE.sub(" ", token)
