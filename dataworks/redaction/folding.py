"""A text as keys are looked for in it: its escapes decoded, invisible characters left out, each with its place."""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain
from urllib.parse import unquote

ENTITIES = {"quot": '"', "apos": "'", "lt": "<", "gt": ">", "amp": "&", "equals": "=", "colon": ":"}

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]"
)

HEX = r"(?:[2-7][0-9a-fA-F])"
RUN = (
    rf"(?P<percents>%(?!25){HEX}(?:%(?!25){HEX})++)"
    rf"|(?P<letters>(?P<step>\\{{1,16}}+(?:u00|x)){HEX}(?:(?P=step){HEX})++)"
    r"|(?P<ideographs>(?:\\u[4-9][0-9a-fA-F]{3}){2,}+)"
)
"""Escapes of ASCII characters, or of Chinese ones, in the same notation, one behind the other."""

ESCAPE = re.compile(
    rf"(?=[\\%&]|{INVISIBLE.pattern})(?:{RUN}|"
    r"\\{1,16}+(?:(?P<w>[nr])|u(?P<u>[0-9a-fA-F]{4})|x(?P<x>[2-7][0-9a-fA-F]))"
    r"|%(?:25){0,8}(?P<p>0[aAdD]|[2-7][0-9a-fA-F])"
    r"|(?P<b>%[eE][0-9a-fA-F](?:%[89abAB][0-9a-fA-F]){2})"
    rf"|&(?:amp;){{0,4}}(?:(?P<n>{'|'.join(ENTITIES)})|#(?P<d>0{{0,5}}\d{{2,3}})|#[xX](?P<h>0{{0,5}}[2-7][0-9a-fA-F]));"
    rf"|(?P<c>{INVISIBLE.pattern}++))"
)
"""Characters that are written in another way, in one of several encodings, and those that can't be seen."""

ESCAPES = re.compile("(" + re.sub(r"\(\?P<(?!step)\w+>", "(?:", ESCAPE.pattern) + ")")
"""The same with two groups: the escape, and how each character of a run begins."""

MOST_ESCAPES = 100_000
"""Escapes in a text that are decoded; what follows more than these is hidden, so that no text costs more."""

OTHER_FORMS = re.compile("[\u00aa\u00ba\u0130\u017f\u212a\u2460-\u24ff\uff00-\uffef\U0001d400-\U0001d7ff]")
"""Letters and signs in other widths and styles."""


@dataclass(frozen=True)
class Folded:
    """A text without its escapes.

    Attributes:
        plain: the text, in which each character is one of the text or one that an escape of it stands for.
        lower: the same in lower case; both have the same length.
        places: where its parts begin, in ``plain``; each part is text as it was, or escapes of the same length.
        origins: where the same parts begin in the text.
        steps: how many characters of the text each character of the part has.
        rest: where in the text what was not read begins, as it has too many escapes; ``None`` if all was read.
    """

    plain: str
    lower: str
    places: Sequence[int] = (0,)
    origins: Sequence[int] = (0,)
    steps: Sequence[int] = (1,)
    rest: int | None = None

    def origin(self, place: int) -> int:
        """Where a place of ``plain`` is in the text."""
        if len(self.places) == 1:
            return place
        part = bisect_right(self.places, place) - 1
        return self.origins[part] + (place - self.places[part]) * self.steps[part]

    def place(self, origin: int) -> int:
        """Where a place of the text is in ``plain``; one in an escape is behind it."""
        part = bisect_right(self.origins, origin) - 1
        end = self.places[part + 1] if part + 1 < len(self.places) else len(self.plain)
        return min(self.places[part] - (self.origins[part] - origin) // self.steps[part], end)

    def is_escape(self, start: int, end: int) -> bool:
        """Whether a part of ``plain`` was written with escapes."""
        return len(self.places) > 1 and self.origin(end) - self.origin(start) != end - start


def folded(text: str) -> Folded:
    """Decode the escapes of a text, each once, in time that grows with its length."""
    plain = text if text.isascii() or OTHER_FORMS.search(text) is None else text.translate(_usual_letters())
    if text.isascii() and "\\" not in text and "%" not in text and "&" not in text:
        return Folded(plain, plain.lower())
    parts: list[str] = ESCAPES.split(plain, MOST_ESCAPES)
    kept, escapes = parts[::3], parts[1::3]
    last = "" if len(escapes) == MOST_ESCAPES else kept[-1]
    letters = list(map(_Letters().__getitem__, escapes))
    pieces = [*chain.from_iterable(zip(kept, letters, strict=False))]
    written = chain.from_iterable(zip(kept, escapes, strict=False))
    steps = ((1, len(old) // len(new) if new else 1) for old, new in zip(escapes, letters, strict=True))
    plain = "".join(pieces) + last
    origins = array("I", accumulate(map(len, written), initial=0))
    return Folded(
        plain,
        plain.lower(),
        array("I", accumulate(map(len, pieces), initial=0)),
        origins,
        array("H", (*chain.from_iterable(steps), 1)),
        origins[-1] if len(kept[-1]) > len(last) else None,
    )


class _Letters(dict[str, str]):
    """What each escape stands for."""

    def __missing__(self, escape: str) -> str:
        match = ESCAPE.fullmatch(escape)
        letters = self[escape] = _decoded(match) if match else escape
        return letters


@cache
def _usual_letters() -> dict[int, str]:
    """The usual form of each of these letters and signs, by its number."""
    letters = OTHER_FORMS.findall("".join(map(chr, range(0x20000))))
    return {ord(letter): _usual(letter) for letter in letters}


def _usual(letter: str) -> str:
    usual = unicodedata.normalize("NFKC", letter).casefold()
    return usual if len(usual) == 1 else "i" if letter == "\u0130" else letter


def _letter(number: int) -> str:
    return "" if INVISIBLE.fullmatch(chr(number)) else _usual_letters().get(number, chr(number))


def _decoded(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    value = match[kind]
    if kind == "percents":
        return bytes.fromhex(value.replace("%", "")).decode()
    if kind == "letters":
        return bytes.fromhex(value.replace(match["step"], "")).decode()
    if kind == "ideographs":
        return "".join(chr(int(number, 16)) for number in value.split("\\u")[1:])
    if kind == "c":
        return ""
    if kind == "w":
        return "\n"
    if kind == "n":
        return ENTITIES[value]
    if kind == "b":
        return unquote(value, errors="replace")[0]
    return _letter(int(value, 10 if kind == "d" else 16))
