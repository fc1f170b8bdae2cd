"""A text as keys are looked for in it: its escapes decoded, invisible characters left out, each with its place."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
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
)
"""Escapes of ASCII characters in the same notation, one behind the other."""

ESCAPE = re.compile(
    rf"{RUN}|"
    r"\\{1,16}+(?:(?P<w>[nr])|u(?P<u>[0-9a-fA-F]{4})|x(?P<x>[2-7][0-9a-fA-F]))"
    r"|%(?:25){0,8}(?P<p>0[aAdD]|[2-7][0-9a-fA-F])"
    r"|(?P<b>%[eE][0-9a-fA-F](?:%[89abAB][0-9a-fA-F]){2})"
    rf"|&(?:amp;){{0,4}}(?:(?P<n>{'|'.join(ENTITIES)})|#(?P<d>0{{0,5}}\d{{2,3}})|#[xX](?P<h>0{{0,5}}[2-7][0-9a-fA-F]));"
    rf"|(?P<c>{INVISIBLE.pattern}++)"
)
"""Characters that are written in another way, in one of several encodings, and those that can't be seen."""

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
    """

    plain: str
    lower: str
    places: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)
    steps: tuple[int, ...] = (1,)

    def origin(self, place: int) -> int:
        """Where a place of ``plain`` is in the text."""
        part = bisect_right(self.places, place) - 1
        return self.origins[part] + (place - self.places[part]) * self.steps[part]

    def place(self, origin: int) -> int:
        """Where a place of the text is in ``plain``; one in an escape is behind it."""
        part = bisect_right(self.origins, origin) - 1
        end = self.places[part + 1] if part + 1 < len(self.places) else len(self.plain)
        return min(self.places[part] - (self.origins[part] - origin) // self.steps[part], end)

    def is_escape(self, start: int, end: int) -> bool:
        """Whether a part of ``plain`` was written with escapes."""
        return self.origin(end) - self.origin(start) != end - start


def folded(text: str) -> Folded:
    """Decode the escapes of a text, each once, in time that grows with its length."""
    plain = text if text.isascii() or OTHER_FORMS.search(text) is None else text.translate(_usual_letters())
    if text.isascii() and "\\" not in text and "%" not in text and "&" not in text:
        return Folded(plain, plain.lower())
    pieces, places, origins, steps, known = list[str](), [0], [0], [1], dict[str, str]()
    place, at = 0, 0
    for match in ESCAPE.finditer(plain):
        start, end = match.span()
        escape = match[0]
        letters = known[escape] if escape in known else known.setdefault(escape, _decoded(match))
        step = (end - start) // len(letters) if letters else 1
        if start > at:
            pieces.append(plain[at:start])
            place += start - at
            places.append(place)
            origins.append(start)
            steps.append(step)
        else:
            steps[-1] = step
        pieces.append(letters)
        place, at = place + len(letters), end
        places.append(place)
        origins.append(end)
        steps.append(1)
    plain = "".join((*pieces, plain[at:]))
    return Folded(plain, plain.lower(), tuple(places), tuple(origins), tuple(steps))


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
    if kind == "c":
        return ""
    if kind == "w":
        return "\n"
    if kind == "n":
        return ENTITIES[value]
    if kind == "b":
        return unquote(value, errors="replace")[0]
    return _letter(int(value, 10 if kind == "d" else 16))
