"""Where secrets are in a text: values behind keys of secrets, in any of the usual notations, and secrets by form.

The text is read once from its start; each character is read a limited number of times, so the time grows with its
length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dataworks.redaction import forms, table_rows
from dataworks.redaction.folding import Folded, folded
from dataworks.redaction.forms import Span, by_first_letter
from dataworks.redaction.keys import CORES, LONGEST, kind_of
from dataworks.redaction.values import (
    ENTRY,
    OPENING,
    PROSE,
    QUALIFIED,
    REFERENCE,
    STARTING,
    TYPE,
    WORD,
    end_of_likely,
    end_of_line,
    end_of_lines,
    end_of_name,
    end_of_quoted,
    end_of_value,
    end_of_words,
    is_empty,
    is_plain_word,
    looks_generated,
    looks_mixed,
    looks_random,
)

CLOSING = r"(?P<closing>(?:\\{0,31}[\"'`*\]]){0,3}+)"
REMARK = r"(?:\s{0,3}(?:\([^()\n]{1,60}+\)|\[[^\]\n]{0,40}+\]))?"
ABOUT = REMARK + r"(?:\s(?:value|string|text|hash))?(?:\s{1,9}(?:for|of)(?:\s{1,9}(?!is\b|=)[^\s:=]{1,64}+){1,3}?)?"
IN_BRACKETS = r"\((?=(?=[^\d\s()]{0,99}\d)[^\s()=:]{8,99}\))(?=[^a-z\s()]{0,99}[a-z])"
IN_SQUARE = r"(?<=\s)\[(?=(?=[^\d\s\[\]]{0,99}\d)[^\s\[\]=:]{8,99}\])(?=[^a-z\s\[\]]{0,99}[a-z])"
SIGNS = r"[?+|\\]?(?:=>|:=|->|[!<]=|<>|[:=]{1,3}|\u2192)|\((?=\s{0,9}\\{0,31}[\"'])|" + f"{IN_BRACKETS}|{IN_SQUARE}"
EMPHASIS = r"(?:(?:\*\*|__)(?=\s)|</(?:b|strong)>(?!\s{0,9}<))?"
"""The end of a key in bold type, behind its sign."""
FIELD = r"\\{0,31}[\"']?\w{0,16}val(?:ue)?\\{0,31}[\"']?"

ENDING = re.compile(
    rf"[a-z0-9_.\-]{{0,64}}+{CLOSING}(?:"
    rf"{ABOUT}\s{{0,99}}+(?P<sign>{SIGNS}){EMPHASIS}"
    rf"|{ABOUT}\s{{1,99}}+(?P<word>is|was|are|equals|like)\b\s{{0,9}}+[:=]?"
    r"|(?P<chinese>是|为)[:=]?"
    r"|\s{0,3}(?P<wrong>错误|不正确|有误|无效|錯誤|不正確)\s{0,9}+[:=]"
    rf"|\s{{0,99}}+[,;]?\s{{0,99}}+(?P<field>{FIELD}\s{{0,99}}+[:=])"
    r"|(?P<sibling></[\w:.-]{1,64}+>\s{0,99}+<(?:\w{1,32}:)?(?:value|val|dd|td)(?:\s[^<>]{0,99})?>)"
    r"|(?P<tag>(?:\s[^<>]{0,400}+)?>)"
    r"|(?P<blank>\s{1,99}+(?=[\\\"'`]))"
    r"|(?P<cell>\s{0,9}\|(?!\|))"
    r"|(?P<gap>\s{0,9}+[|,]|\s{1,99}+)"
    r")\s{0,99}+"
)
"""What is between a key of secrets and its value, from the end of the stem that the key was found by."""

LONGEST_ELEMENT = 10_000
"""Characters in which the end of an element of XML is looked for."""

CORE = re.compile(by_first_letter(CORES))

MOST_STEMS = 30_000
"""Stems of keys that are read, and texts of a script that are more than a name; what follows more is hidden."""

NAME = re.compile(r"[\w.$-]+")
BEFORE = re.compile(r"[\w.\-$@/]*+")
"""What a key begins with, from its end."""

TAG = re.compile(r"<[\w:.-]*\Z")
LINE_START = re.compile(r"[ \t]*(?:[-#;*>][ \t]?|(?i:export|set|env|arg|let|const|var)[ \t]{1,9})?")
CHINESE = re.compile(r"[\u3400-\u9fff]")
FIRST_CELL = re.compile(r"[ \t]*\|[ \t]*[`*\"']{0,3}")
CELL = re.compile(r"(?:`|\*\*(?!\*))?(?P<content>[^|\n]*)")
HEADER = re.compile(r"[^\n]*\n[ \t]*\|?[ \t]*:?-")
"""A row of a table with a line below."""

LAST_CELL = re.compile(r"[`* \t]*\|?[ \t]*(?:\n|\Z)")
ERROR_CODE = re.compile(r"(?:\w{1,64}\.)?(?:Invalid|Missing|Incorrect|Illegal|Unknown|Forbidden|No)[A-Z]")
SENTENCE = re.compile(r"[A-Z][A-Za-z]{0,40} (?:[A-Za-z]{1,40} ){2}")
LISTED = re.compile(r"(?:\A|[\"'])-p(?:[\"'\\]|\Z)")
OPTION = re.compile(r"(?<![\w-])--?[\w.-]*\Z")


@dataclass
class Effort:
    """How much is still read of a text, or of all texts of a script together, so that none costs more."""

    left: int = MOST_STEMS
    known: dict[str, str] = field(default_factory=dict[str, str])
    """Short texts that were read, without their secrets."""

    def is_over(self) -> bool:
        """Spend a part of it, and say whether there was none."""
        self.left -= 1
        return self.left < 0


def is_clean(text: str, fold: Folded) -> bool:
    """Whether a script, or any other JSON value, certainly has no secrets."""
    if fold.rest is not None or may_have(fold) or next(forms.spans(text), None) is not None:
        return False
    return len(fold.places) == 1 or next(forms.spans(fold.plain), None) is None


def is_harmless_name(name: str) -> bool:
    """Whether a word without escapes has nothing that a secret or its key can begin with; searched quickly."""
    lower = name.lower()
    return CORE.search(lower) is None and forms.START.search(lower) is None


def may_have(script: Folded) -> bool:
    """Whether secrets can be in a script: there is a key of secrets, or a text that is more than a name.

    What is between two quotes is read; a key or text that has no stem of a key is not of secrets.
    """
    if LISTED.search(script.plain):
        return True
    effort = Effort()
    return any(effort.is_over() or _may_be_key(script, core) for core in CORE.finditer(script.lower))


def _may_be_key(script: Folded, core: re.Match[str]) -> bool:
    before = script.plain[max(core.start() - LONGEST, 0) : core.start()].rpartition('"')
    after = script.plain[core.end() : core.end() + LONGEST].partition('"')
    text = before[2] + core[0] + after[0]
    return not (before[1] and after[1] and NAME.fullmatch(text)) or kind_of(text) != ""


def spans(text: str, fold: Folded | None = None, effort: Effort | None = None) -> list[Span]:
    """Return where the secrets of a text are, in order and without overlaps; what is not read any more is one."""
    fold, effort = fold or folded(text), effort or Effort()
    found = [*forms.spans(text)]
    if (core := CORE.search(fold.lower)) is not None:
        found += _behind_keys(text, fold, effort, core.start())
        found += table_rows.spans(text, CORE) if "\n" in text else ()
    if fold.rest is not None:
        found.append((fold.rest, len(text)))
    effort.left -= len(found)
    if len(fold.places) > 1:
        found += [(fold.origin(start), fold.origin(end)) for start, end in forms.spans(fold.plain)]
    return _joined(sorted(found))


def _joined(found: list[Span]) -> list[Span]:
    joined = list[Span]()
    for start, end in found:
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        elif start < end:
            joined.append((start, end))
    return joined


def _behind_keys(text: str, fold: Folded, effort: Effort, at: int) -> Iterator[Span]:
    while core := CORE.search(fold.lower, at):
        if effort.is_over():
            yield fold.origin(core.start()), len(text)
            return
        at = core.end()
        ending = ENDING.match(fold.lower, at)
        if ending is None or (ending["gap"] and not _may_have_gap(fold, core, ending)):
            continue
        begin = _begin(fold.plain, core.start())
        key = fold.plain[begin : ending.start("closing")]
        kind = kind_of(key)
        span = Value(text, fold, begin, key, kind, ending).span() if kind else None
        if span is not None:
            yield span
            at = max(fold.place(span[1]), at)


def _may_have_gap(fold: Folded, core: re.Match[str], ending: re.Match[str]) -> bool:
    """Whether a value may follow without a sign: of an option of a command, or one that looks like a secret."""
    option = "-" in fold.lower[max(core.start() - 40, 0) : core.start()]
    value = fold.plain[ending.end() : ending.end() + 100].lstrip("\\\"'`")
    return option or looks_random(value) or looks_generated(value)


def _begin(text: str, stem: int) -> int:
    """Where the key begins whose stem begins at ``stem``: at most 64 characters before."""
    found = BEFORE.match(text[max(stem - 64, 0) : stem][::-1])
    return stem - (found.end() if found else 0)


class Value:
    """What follows a key of secrets.

    Attributes:
        fold: the text as the key was found in it.
        begin: where the key begins in ``fold``.
        key: the key.
        kind: what the key is one of.
        ending: what is between the stem of the key and the value.
        sign: how the value follows: the name of a group of ``ENDING``.
        encoded: whether the value, or what is before it, is written in escapes: without them is it visible where it
            ends.
        source: the text that the value is read from.
    """

    def __init__(self, text: str, fold: Folded, begin: int, key: str, kind: str, ending: re.Match[str]) -> None:
        self.fold, self.begin, self.key, self.kind, self.ending = fold, begin, key, kind, ending
        self.sign = ending.lastgroup or ""
        self.encoded = fold.is_escape(ending.start(self.sign), ending.end() + 1)
        self.source = fold.plain if self.encoded else text

    def span(self) -> Span | None:
        """Return where the value is in the text; ``None`` if there is none to hide."""
        start, end = self._in_source()
        content = self.source[start:end]
        if start >= end or is_empty(content) or self._is_count(content):
            return None
        return (self.fold.origin(start), self.fold.origin(end)) if self.encoded else (start, end)

    def _in_source(self) -> Span:
        start = self.ending.end() if self.encoded else self.fold.origin(self.ending.end())
        if self.sign in ("tag", "sibling"):
            return start, self._end_of_element(start)
        if self.sign == "cell":
            return self._cell(start)
        opening = OPENING.match(self.source, start)
        if self.kind in ("likely", "code"):
            start = opening.end() if opening else start
            return start, end_of_likely(self.source, start, self.kind)
        if self.sign == "gap" and not self._fills_gap(opening.end() if opening else start):
            return start, start
        if opening is not None:
            closed = self.sign == "blank" and self.ending["closing"]
            return (start, start) if closed else (opening.end(), end_of_quoted(self.source, opening))
        if self._is_sentence(start):
            return start, start
        if self.kind == "name":
            return start, end_of_name(self.source, start)
        if self._begins_line and self._on_next_line:
            return self._lines(start)
        if "authorization" in self.key.lower():
            return start, end_of_line(self.source, start)
        if self._begins_line or self._on_next_line or self._is_announced or self._is_phrase:
            return start, end_of_value(self.source, start, line=True)
        end = end_of_value(self.source, start, line=False)
        return start, end_of_words(self.source, start, end) if self.sign == "sign" and not self._is_option else end

    def _cell(self, start: int) -> Span:
        """The cell behind the key if the row begins with the key, or the cell looks random."""
        cell = CELL.match(self.source, start)
        if cell is None or REFERENCE.match(self.source, cell.start("content")):
            return start, start
        content = cell["content"].rstrip("`* \t")
        start, end = cell.start("content"), cell.start("content") + len(content)
        if self.kind in ("likely", "code"):
            return start, end_of_likely(self.source, start, self.kind)
        if looks_mixed(content):
            return start, end
        is_key = FIRST_CELL.fullmatch(self._before) is not None and HEADER.match(self.source, start) is None
        is_key = is_key and (self.kind != "name" or LAST_CELL.match(self.source, end) is not None)
        is_other = TYPE.match(content) or self._is_sentence(start) or (" " in content and not self._is_phrase)
        return start, end if is_key and not is_other else start

    @property
    def _is_announced(self) -> bool:
        """Whether a sign says that the value follows, as in ``the password is: x``."""
        return self.sign == "word" and ":" in self.ending[0][self.ending.end("word") - self.ending.start() :]

    @property
    def _is_phrase(self) -> bool:
        return "phrase" in self.key.lower()

    @property
    def _is_option(self) -> bool:
        return self.key.startswith("-") or OPTION.search(self._before) is not None

    def _end_of_element(self, start: int) -> int:
        """Where an element of XML ends; at ``start`` if it is none."""
        is_tag = TAG.search(self._before) is not None
        if self.sign == "tag" and not is_tag and not self.ending["closing"]:
            return start
        limit = start + LONGEST_ELEMENT
        ends = [self.source.find(f"</{self.key}", start, limit)] if is_tag else []
        ends = [end for end in (*ends, self.source.find("</", start, limit)) if end >= 0]
        return ends[0] if ends else end_of_value(self.source, start, line=False) if is_tag else start

    @property
    def _before(self) -> str:
        """What is before the key on its line, as far as that matters."""
        return self.fold.plain[max(self.begin - 100, 0) : self.begin].rpartition("\n")[2]

    @property
    def _begins_line(self) -> bool:
        return self.sign == "sign" and not self.ending["closing"] and LINE_START.fullmatch(self._before) is not None

    @property
    def _on_next_line(self) -> bool:
        return "\n" in self.fold.plain[self.ending.end(self.sign) : self.ending.end()]

    def _lines(self, start: int) -> Span:
        """The lines below the key; none if the next line has a key of its own."""
        indent = len(self._before) - len(self._before.lstrip())
        first = self.source.rfind("\n", 0, start) + 1
        end = end_of_lines(self.source, first, indent)
        if end <= start and ENTRY.match(self.source, start) is None:
            end = end_of_value(self.source, start, line=True)
        return start, end

    def _is_sentence(self, start: int) -> bool:
        """Whether what follows without quotes only continues a sentence about the key."""
        if REFERENCE.match(self.source, start) or self._is_column(start):
            return True
        if ERROR_CODE.match(self.key) and SENTENCE.match(self.source, start):
            return True
        word = WORD.match(self.source, start)
        if word is None:
            return False
        if CHINESE.match(word[0]):
            return True
        if word[0].lower() in PROSE:
            return not (self._is_phrase and word[0].lower() in STARTING)
        is_word = self.kind == "name" or is_plain_word(word[0])
        return is_word and self.sign in ("word", "wrong") and not self._is_announced

    def _fills_gap(self, start: int) -> bool:
        """Whether what follows the key without a sign is its value."""
        if "\n" not in self.ending["gap"] and self.ending["gap"].isspace():
            if self._is_option:
                return True
            if CHINESE.search(self.key):
                return looks_generated(self.source[start : start + 100])
        return looks_mixed(self.source[start : start + 100])

    def _is_column(self, start: int) -> bool:
        """Whether the value is a column of the same name, as in a join of two tables."""
        found = QUALIFIED.match(self.source, start)
        return found is not None and found["name"].lower() == self.key.rpartition(".")[2].lower()

    def _is_count(self, content: str) -> bool:
        return self.kind == "tokens" and len(content) < 20 and content.strip().isdigit()
