"""Where the value behind a key of secrets ends, in any notation: in quotes, in brackets, in lines, or up to a blank."""

import re
from typing import cast

HIDDEN = "***hidden***"
"""The mark in place of a secret. No other text has it, so it is found again in all that is sent back."""

REFERENCE = re.compile(
    rf"{re.escape(HIDDEN)}(?!\w)|"
    r"(?:\\{0,15}[\"'])?(?:\$\{\w[\w.-]{0,99}\}|\$\[[^\]\n]{0,99}\]|\{\{[^{}\n]{0,99}\}\}|%\(\w{1,99}\)s|%s|\?"
    r"|<[a-zA-Z][a-zA-Z _-]{0,40}>)(?=[\s\"',;&)}\]\\<]|$)"
    r"|os\.(?:environ|getenv)\b|process\.env\b|getenv\("
)
"""A variable, which is not a secret itself, or a place for one."""

EMPTY = frozenset({"", "true", "false", "null", "none", "nil", "yes", "no", "undefined"})
"""Values that are none, or say only whether there is one."""

PROSE = EMPTY | frozenset(
    "a an the not empty blank required missing invalid wrong incorrect expired too must should can cannot can't may is"
    " are was were has have had does did will would be been being or and for of to in on at by with from as it its"
    " this that on off set unset unknown unavailable mandatory optional forbidden denied default valid weak short long"
    " different changed reset rejected accepted bad illegal unsupported needed here there only masked hidden encrypted"
    " disabled enabled ok failed failure error mismatch string varchar char text int integer bigint str bytes object"
    " array list boolean number float double date please see check use used never always already also given".split()
)
"""Words after a key that continue a sentence, or name a type."""

STARTING = frozenset("a an the and or for of to in on at by with from as it its this that".split())
"""Those of them that a passphrase can begin with."""

TYPE = re.compile(r"[a-zA-Z]\w{1,30}(?:\(\d|<)")
NEXT_WORD = re.compile(r" (?P<word>[a-z]{3,20})(?=[\s.,;!)]|\Z)")

OPENING = re.compile(r"[bBuUrRfF]{0,2}(?P<slashes>\\{0,63})(?P<quote>\"\"\"|'''|[\"'`\u201c\u2018「『])")
CLOSERS = {"\u201c": "\u201d", "\u2018": "\u2019", "「": "」", "『": "』"}
BRACKETS = re.compile(r"(?P<slashes>\\*+)(?P<quote>[\"'])|(?P<open>[\[{])|(?P<close>[\]}])")

NEXT_KEY = r"(?!\s{0,4}[\w.-]{1,64}\s{0,4}[=:])"
QUALIFIED = re.compile(r"[a-zA-Z_]\w{0,64}\.(?P<name>[a-zA-Z_]{1,64})(?![\w.])")
BACKSLASH = r"\\++(?![nr]\s{0,9}[\w.-]{1,64}\s{0,4}[=:])"
"""Not one that begins a line with another key, in a text in a text."""

RUN = re.compile(rf"(?:[^\s\\,;&\"'<>)}}\]]++|{BACKSLASH}|[,;&\"'<>)}}\]]{{1,8}}+(?=\w){NEXT_KEY})*+")
LINE = re.compile(rf"(?:[^\n\\,;&\"<]++|{BACKSLASH}|[\"<](?=\w)|[,;&]{NEXT_KEY})*+")
NAME = re.compile(r"[^\s\\,;&\"'<>)}\]]*")
WORD = re.compile(r"[^\s,;:!?\u3002\uff0c\uff1b]{0,200}[^\s,;:.!?\u3002\uff0c\uff1b)\"']")
BLOCK = re.compile(r"[|>][-+\d]{0,3}[ \t]*\n")
ENTRY = re.compile(r"[\w.-]{1,64}[ \t]{0,9}[:=](?:\s|$)")
ATTRIBUTES = re.compile(r"[^\s;]{0,200}+(?:[ \t]{1,9}+[^\s;\n]{1,64}+){0,6}+(?=;)")
ALGORITHM = r"(?!(?i:TLS_|AES[-_]?\d|HMAC[-_]?(?:SHA|MD)|SHA[-_]?\d|(?:EC)?DHE-|hmac-|PBKDF2))"
RANDOM = re.compile(ALGORITHM + r"(?=[^\d\s\"']{0,100}\d)(?=[^A-Za-z\s\"']{0,100}[A-Za-z])[\w+/=.%~-]{12,}")
MIXED = re.compile(
    ALGORITHM + r"(?=[^\d\s,;]{0,99}\d)(?=[^a-z\s,;]{0,99}[a-z])(?=[^A-Z\s,;]{0,99}[A-Z])[\w+/=.%~@!#$^*-]{8,}"
)

CODE = re.compile(r"\d{4,12}(?![\w.-])")

GENERATED = re.compile(
    ALGORITHM + r"(?=[^\s\d]{0,99}\d)(?=[^\sa-zA-Z]{0,99}[a-zA-Z])(?!\w+://|[\w.-]+:\d)[!-~]{8,200}(?![!-~])"
)


def is_empty(text: str) -> bool:
    """Whether a value is none, or a variable in place of one."""
    found = REFERENCE.match(text)
    return text.strip().lower() in EMPTY or (found is not None and found.end() == len(text))


def looks_random(text: str) -> bool:
    """Whether a text has letters and digits, and no blanks, like a generated one."""
    return RANDOM.match(text) is not None


def looks_generated(text: str) -> bool:
    """Whether a text begins with a word in ASCII of letters, digits and perhaps signs, and is no address."""
    return GENERATED.match(text) is not None


def is_plain_word(text: str) -> bool:
    """Whether a text looks like a word of a sentence: letters in usual case, perhaps with a hyphen."""
    return len(text) < 15 and re.fullmatch(r"[A-Z]?[a-z]+(?:[-'][a-z]+)*|[A-Z]+", text) is not None


def end_of_value(text: str, start: int, *, line: bool) -> int:
    """Return where the value ends that begins at ``start``.

    Args:
        text: the text.
        start: where its value begins.
        line: whether the value is all that follows on its line.
    """
    opening = OPENING.match(text, start)
    if opening is not None:
        return end_of_quoted(text, opening)
    block = BLOCK.match(text, start) if line else None
    if block is not None:
        return end_of_lines(text, block.end(), _indent(text, start))
    if text[start : start + 1] in ("{", "["):
        return _end_of_brackets(text, start)
    if line:
        return _end(LINE, text, start)
    return max(_end(ATTRIBUTES, text, start), _end(RUN, text, start))


def looks_mixed(text: str) -> bool:
    """Whether a text has digits, small letters and capitals, which a name or a word seldom has."""
    return MIXED.match(text) is not None


def end_of_likely(text: str, start: int, kind: str) -> int:
    """Where a value ends that looks random, or like a code if its kind is; at ``start`` if it does not."""
    return max(_end(pattern, text, start) for pattern in (RANDOM, MIXED, *((CODE,) if kind == "code" else ())))


def end_of_words(text: str, start: int, end: int) -> int:
    """Where a value ends that is made of words, as many passphrases are: before a word that continues a sentence."""
    if not (text[start:end].isalpha() and text[start:end].islower()):
        return end
    while (found := NEXT_WORD.match(text, end)) and found["word"] not in PROSE:
        end = found.end()
    return end


def end_of_name(text: str, start: int) -> int:
    """The same for the name of a user, which has no blanks."""
    opening = OPENING.match(text, start)
    return _end(NAME, text, start) if opening is None else end_of_quoted(text, opening)


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def end_of_quoted(text: str, opening: re.Match[str]) -> int:
    """Where a text in quotes ends, before its last quote; without one, at the end of the text."""
    return _quoted(text, opening)[0]


def _quoted(text: str, opening: re.Match[str]) -> tuple[int, int]:
    """Where a text in quotes ends, before and after its last quote.

    A quote belongs to the value if it has more backslashes than the first, since each level of text in text adds
    some; if it is doubled; or if a letter follows.
    """
    quote = CLOSERS.get(opening["quote"], opening["quote"])
    slashes, start = len(opening["slashes"]), opening.end()
    for found in re.compile(rf"(\\*+)((?:{quote})+)([a-zA-Z0-9_]?)").finditer(text, start):
        count = len(found[2]) // len(quote)
        doubled = count > 1 and count % 2 == 0 and found.start() > start
        if _level(len(found[1])) <= _level(slashes) and not found[3] and not doubled:
            end = found.start(2) - min(len(found[1]), slashes)
            return end, found.start(2) + len(quote)
    return len(text), len(text)


def _level(slashes: int) -> int:
    """How many times a quote with so many backslashes before it was escaped."""
    return ((slashes + 1) & -(slashes + 1)).bit_length() - 1


def _indent(text: str, place: int) -> int:
    """How far the line is indented that a place is on; as read in its last 200 characters."""
    line = text[max(place - 200, 0) : place].rpartition("\n")[2]
    return len(line) - len(line.lstrip())


def _end_of_brackets(text: str, start: int) -> int:
    depth, at = 0, start
    while found := BRACKETS.search(text, at):
        at = found.end()
        if found["quote"]:
            at = _quoted(text, cast("re.Match[str]", OPENING.match(text, found.start())))[1]
            continue
        depth += 1 if found["open"] else -1
        if depth == 0:
            return at
    return len(text)


def end_of_line(text: str, start: int) -> int:
    """Where the line ends that ``start`` is on."""
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def end_of_lines(text: str, start: int, indent: int) -> int:
    """Where the lines end that are indented deeper than their key, from ``start``; at ``start`` if there are none."""
    end = at = start
    for line in re.compile(r"(?P<blank>[ \t]*+)(?P<rest>[^\n]*)(?:\n|$)").finditer(text, start):
        if at >= len(text):
            break
        at = line.end()
        deeper = len(line["blank"]) > indent or (line["rest"].startswith("-") and len(line["blank"]) >= indent)
        if line["rest"].strip() and not deeper:
            break
        end = line.end("rest") if line["rest"].strip() else end
    return end
