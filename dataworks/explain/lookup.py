"""From an error, a code or a pasted text to its explanation."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from dataworks.errors import (
    DataWorksError,
    OutOfTime,
    Refused,
    Rejected,
    ServiceError,
    Throttled,
    Unconfigured,
    Unreachable,
)
from dataworks.explain.codes import BAD_PARAMETER, CODES, LOOK_AT_PROCESS, NO_PROCESS, QUOTA, SERVICE_ERROR, SLOW_DOWN
from dataworks.explain.explanation import Explanation, Symptom, Text
from dataworks.explain.local_errors import (
    ANSWER_LOST,
    LOCAL,
    NOT_SENT,
    OUT_OF_TIME,
    OWN,
    SETTINGS,
    UNCONFIGURED,
    UNEXPLAINED,
    WITHOUT_CODE,
)
from dataworks.explain.message_texts import SAYINGS
from dataworks.explain.symptoms import SYMPTOMS
from dataworks.explain.sync_engine_errors import ENGINE

TABLE: dict[str, Explanation] = {**CODES, **OWN}
"""Every family of codes that has an explanation."""

FOLDED: dict[str, str] = {family.lower(): family for family in TABLE}
"""The families by how they are written in small letters: people type codes, and logs change their case."""

TEXTS: tuple[Symptom, ...] = (*ENGINE, *LOCAL, *SYMPTOMS, *SAYINGS)
"""Every text that has one."""

LONGEST_TEXT = 20_000
"""Characters of a text that are looked at."""

_WORD = re.compile(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*")


class Match(NamedTuple):
    """What in a text has a meaning, and which."""

    matched: str
    explanation: Explanation


def explain(error: DataWorksError) -> Explanation:
    """The explanation of an error; one that admits to know nothing where there is none."""
    if isinstance(error, Unconfigured):
        return _unconfigured(error)
    if isinstance(error, OutOfTime):
        return OUT_OF_TIME
    if isinstance(error, Unreachable):
        return ANSWER_LOST if error.sent else NOT_SENT
    code = explain_code(error.code)
    if isinstance(error, ServiceError) and (error.http_status == 200 or code is BAD_PARAMETER):
        code = NO_PROCESS if error.operation == LOOK_AT_PROCESS else code
        known = None if isinstance(error, Rejected) else code
        code = _symptom(error.message) or known
    return code or _by_kind(error)


def explain_code(code: str) -> Explanation | None:
    """The explanation of the longest family that fits a code."""
    family = family_of(code)
    return TABLE[family] if family else None


def family_of(code: str) -> str | None:
    """The longest family that fits a code; a number is its own family."""
    code = code.lower()
    fitting = [family for family in FOLDED if code == family or (code.startswith(family) and not family.isdigit())]
    return FOLDED[max(fitting, key=len)] if fitting else None


def explain_text(text: str) -> list[Match]:
    """What a code or a pasted text means: the most special meaning first, each once."""
    text = text.strip()[:LONGEST_TEXT]
    texts = (*_found(text, (*ENGINE, *LOCAL)), *islice(_found(text, SYMPTOMS), 1))
    found = (*texts, *_codes(text)) or tuple(islice(_found(text, SAYINGS), 1))
    return [match for place, match in enumerate(found) if match.explanation not in _meanings(found[:place])]


def _unconfigured(error: Unconfigured) -> Explanation:
    """The error's own fix is in English, and more exact; the table has the other language."""
    setting = SETTINGS.get(error.operation, UNCONFIGURED)
    return replace(setting, fix=(Text(error.fix, setting.fix[0].zh),)) if error.fix else setting


def _symptom(message: str) -> Explanation | None:
    """What the message says, which is more than its code says, if it has one."""
    return next((match.explanation for match in _found(message[:LONGEST_TEXT], (*ENGINE, *SYMPTOMS))), None)


def _by_kind(error: DataWorksError) -> Explanation:
    if isinstance(error, Throttled):
        return QUOTA if error.quota_used_up else SLOW_DOWN
    if isinstance(error, Refused) and error.http_status >= 500:
        return SERVICE_ERROR
    return WITHOUT_CODE if error.code.startswith("HTTP ") else UNEXPLAINED


def _found(text: str, rows: tuple[Symptom, ...]) -> Iterator[Match]:
    for row in rows:
        hit = re.search(row.pattern, text, re.MULTILINE)
        if hit:
            yield Match(hit[0].strip(), row.explanation)


def _codes(text: str) -> Iterator[Match]:
    words = dict.fromkeys(_WORD.findall(text))
    for word in words:
        family = family_of(word) if len(words) == 1 or _is_code(word) else None
        if family is not None:
            yield Match(word, TABLE[family])


def _is_code(word: str) -> bool:
    """Whether a word in a sentence is meant as a code: ``Missing``, ``forbidden`` may be plain English."""
    dotted = "." in word and word in FOLDED
    return dotted or word.isdigit() or sum(letter.isupper() for letter in word) > 1


def _meanings(matches: tuple[Match, ...]) -> list[Explanation]:
    return [match.explanation for match in matches]
