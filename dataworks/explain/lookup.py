"""Find the explanation of an error, a code or a pasted text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from dataworks.errors import (
    DataWorksError,
    FolderMissing,
    OutOfTime,
    Refused,
    Rejected,
    ServiceError,
    Throttled,
    Unconfigured,
    Unreachable,
)
from dataworks.explain.code_names import NAMED, by_name, named_codes
from dataworks.explain.codes import (
    BAD_PARAMETER,
    CODES,
    LOOK_AT_PROCESS,
    NO_PROCESS,
    QUOTA,
    SERVICE_ERROR,
    SLOW_DOWN,
)
from dataworks.explain.connections import CONNECTION, EITHER_SIDE
from dataworks.explain.engine.framework import ENGINE_FAILED
from dataworks.explain.engine.general import DATA, GENERAL
from dataworks.explain.engine.known import CAUSES, EFFECTS, ENGINE
from dataworks.explain.engine.network import AFTERWARDS, PLAIN_WORDS
from dataworks.explain.explanation import Explanation, Symptom, Text
from dataworks.explain.flow_errors import FOLDER_TO_MAKE, WRONG_FOLDER
from dataworks.explain.innermost import Match, innermost
from dataworks.explain.local_errors import (
    ANSWER_LOST,
    LOCAL_TEXTS,
    NOT_SENT,
    OUT_OF_TIME,
    OWN_CODES,
    UNEXPLAINED,
    UNKNOWN_TEXT,
    WITHOUT_CODE,
)
from dataworks.explain.message_texts import MESSAGES
from dataworks.explain.request_errors import BAD_VALUE
from dataworks.explain.role_errors import ROLE_CODES
from dataworks.explain.setting_errors import SETTINGS, UNCONFIGURED
from dataworks.explain.sides import Side, side_of
from dataworks.explain.studio_errors import STUDIO_CODES
from dataworks.explain.symptoms import SPECIFIC, SYMPTOMS, VAGUE

BY_CODE: dict[str, Explanation] = {**CODES, **STUDIO_CODES, **OWN_CODES, **ROLE_CODES}
"""The explanation of each family of codes."""

LOWER_CASE: dict[str, str] = {family.lower(): family for family in BY_CODE}
"""The families by their lower-case spelling, since users type codes and logs change their case."""

TEXTS: tuple[Symptom, ...] = (*ENGINE, *CONNECTION, *EITHER_SIDE, *LOCAL_TEXTS, *SYMPTOMS, *MESSAGES)
"""All texts that have an explanation."""

_SIDES: dict[Explanation, Side] = {
    **dict.fromkeys(
        [
            *CODES.values(),
            *STUDIO_CODES.values(),
            *(meaning for _, meaning in NAMED),
            *(row.explanation for row in (*SYMPTOMS, *MESSAGES)),
        ],
        "API",
    ),
    **dict.fromkeys(
        [*OWN_CODES.values(), *ROLE_CODES.values(), *(row.explanation for row in (*LOCAL_TEXTS, *CONNECTION))],
        "connection",
    ),
    **dict.fromkeys([row.explanation for row in ENGINE], "engine"),
}
"""The side of each explanation; not of one that fits both."""

LONGEST_TEXT = 20_000
"""Characters of a text that are searched."""

_NO_CAUSE = re.compile(
    r"^(?!.*(?:ERROR|WARN|Exception)).*\b(?:INFO|DEBUG|TRACE)\b.*$|^[ \t]*(?:at |\.{3} )[^\n]{0,300}$"
    r"|\bDescri(?:ption|be):\[[^\]\n]{1,300}\]|执行的SQL为 ?[:：](?:(?!具体错误信息)[^\n])*"
    r"|bad SQL grammar \[[^\]\n]*\]",
    re.MULTILINE,
)
"""A line of a log that reports no failure, a frame of a stack, the fixed words of a code, or a statement."""

_FAILED = re.compile(
    r"(?i)fail|error|exceed|violat|abort|denied|invalid|cannot|could not|not enough|insufficient|cancel"
    r"|too (?:long|large)"
    r"|不足|失败|错误|违反|超[出过长]|异常|溢出|不能|冲突|截断"
)

LONGEST_GENERAL = 8_000
"""Characters that are searched for general words, which takes longer."""

_NAMED_PARAMETER = re.compile(r"[Ss]pecified parameter (\w{1,64}) is not valid")

_WORD = re.compile(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*")


def explain(error: DataWorksError) -> Explanation:
    """Return the explanation of an error; if there is none, one that says so."""
    if isinstance(error, Unconfigured):
        return _unconfigured(error)
    if isinstance(error, OutOfTime):
        return explain_code(error.code) or OUT_OF_TIME
    if isinstance(error, Unreachable):
        return ANSWER_LOST if error.sent else NOT_SENT
    if isinstance(error, FolderMissing):
        meant = error.seen is not None and error.seen.meant
        return FOLDER_TO_MAKE if error.can_be_made and not meant else WRONG_FOLDER
    code = _of_parameter(error) or explain_code(error.code)
    if isinstance(error, ServiceError) and _is_in_message(error, code):
        code = NO_PROCESS if error.operation == LOOK_AT_PROCESS else code
        known = None if isinstance(error, Rejected) else code
        code = _symptom(error.message) or known
    return code or _by_kind(error)


def _of_parameter(error: DataWorksError) -> Explanation | None:
    """Return the explanation of a refused parameter that is named in the message, and in the code or not."""
    named = _NAMED_PARAMETER.search(error.message) if isinstance(error, Refused) else None
    if named is None or error.code not in (f"Invalid{named[1]}", "InvalidParameter"):
        return None
    return BAD_VALUE if error.code == "InvalidParameter" else CODES.get(error.code, BAD_VALUE)


def _is_in_message(error: ServiceError, code: Explanation | None) -> bool:
    """Return whether the message says more than the code: DataStudio's codes may be numbers that are not published."""
    return error.http_status == 200 or code is BAD_PARAMETER or (code is None and error.http_status == 400)


def explain_code(code: str) -> Explanation | None:
    """Return the explanation of the longest family that matches a code, otherwise what its words say."""
    family = family_of(code)
    return BY_CODE[family] if family else by_name(code)


def family_of(code: str) -> str | None:
    """Return the longest family that matches a code; a numeric code must match exactly."""
    code = code.lower()
    matching = [family for family in LOWER_CASE if code == family or (code.startswith(family) and not family.isdigit())]
    return LOWER_CASE[max(matching, key=len)] if matching else None


def explain_text(text: str) -> list[Match]:
    """Return the explanations of a code or a pasted text: the most specific first, each once."""
    text = text.strip()[:LONGEST_TEXT]
    found = _READERS[side_of(text)](text)
    return [match for place, match in enumerate(found) if match.explanation not in _explanations(found[:place])]


def _of_engine(text: str) -> list[Match]:
    """Return causes of the engine only, since those of other connections do not apply to it; or what its words say."""
    known = innermost(text, (*CAUSES, *PLAIN_WORDS)) or innermost(text, AFTERWARDS)
    causes = known or _named(text) or _in_general(text)
    return [*causes, *innermost(text, EFFECTS)]


def _named(text: str) -> list[Match]:
    """Return the explanation of a data source, a table or a group that is named in the words of the service."""
    return list(islice(_found(_NO_CAUSE.sub("", text), SPECIFIC), 1))


def _in_general(text: str) -> list[Match]:
    """Return what the numbers, words and names of a text say, apart from what reports no cause."""
    return innermost(_NO_CAUSE.sub("", text)[:LONGEST_GENERAL], GENERAL)[:1]


def _in_data(text: str) -> list[Match]:
    """Return what a text without a side says about rows and tables, if it says that something failed."""
    return innermost(text, DATA)[:1] if _FAILED.search(text) else []


def _of_connection(text: str) -> list[Match]:
    return [*_found(text, (*LOCAL_TEXTS, *CONNECTION)), *_codes(text)]


def _of_api(text: str) -> list[Match]:
    codes = list(_codes(text))
    exact = [match for match in codes if match.explanation is not BAD_PARAMETER]
    texts = (*_found(text, LOCAL_TEXTS), *islice(_found(text, SPECIFIC), 1))
    vague = [] if texts else [*islice(_found(text, VAGUE), 1)]
    known = [*texts, *exact, *vague, *codes] or [Match(*named) for named in named_codes(text)]
    return known or list(islice(_found(text, MESSAGES), 1))


def _of_any(text: str) -> list[Match]:
    """Return the explanations of a text that does not show its side: words that only one side uses come first."""
    known = [*innermost(text, CAUSES), *innermost(text, EFFECTS), *_of_api(text)]
    return known or list(_found(text, EITHER_SIDE)) or _in_data(text[:LONGEST_GENERAL])


_READERS: dict[Side | None, Callable[[str], list[Match]]] = {
    "engine": _of_engine,
    "connection": _of_connection,
    "API": _of_api,
    None: _of_any,
}


def origin(text: str, found: list[Match]) -> Side | None:
    """Return the side that a text comes from: what its words show, otherwise the side of its first explanation."""
    return side_of(text[:LONGEST_TEXT]) or (_SIDES.get(found[0].explanation) if found else None)


def unknown(text: str) -> Explanation:
    """Return what is said about a text that has no explanation, by the side that it comes from."""
    return ENGINE_FAILED if side_of(text[:LONGEST_TEXT]) == "engine" else UNKNOWN_TEXT


def _unconfigured(error: Unconfigured) -> Explanation:
    """The fix of the error is more exact, but in English; the Chinese one is taken from the table."""
    setting = SETTINGS.get(error.operation, UNCONFIGURED)
    return replace(setting, fix=(Text(error.fix, setting.fix[0].zh),)) if error.fix else setting


def _symptom(message: str) -> Explanation | None:
    """Return the explanation of the message, which is more specific than the code."""
    return next((match.explanation for match in _found(message[:LONGEST_TEXT], (*CAUSES, *EFFECTS, *SYMPTOMS))), None)


def _by_kind(error: DataWorksError) -> Explanation:
    if isinstance(error, Throttled):
        return QUOTA if error.quota_used_up else SLOW_DOWN
    if isinstance(error, Refused) and error.http_status >= 500:
        return SERVICE_ERROR
    return WITHOUT_CODE if error.code.startswith("HTTP ") else UNEXPLAINED


def _found(text: str, rows: tuple[Symptom, ...]) -> Iterator[Match]:
    for row in rows:
        found = re.search(row.pattern, text, re.MULTILINE)
        if found:
            yield Match(found[0].strip(), row.explanation)


def _codes(text: str) -> Iterator[Match]:
    words = dict.fromkeys(_WORD.findall(text))
    for word in words:
        family = family_of(word) if len(words) == 1 or _is_code(word) else None
        if family is not None:
            yield Match(word, BY_CODE[family])


def _is_code(word: str) -> bool:
    """Return whether a word in a sentence is a code; ``Missing`` or ``forbidden`` may be plain English."""
    dotted = "." in word and word in LOWER_CASE
    return dotted or word.isdigit() or sum(letter.isupper() for letter in word) > 1


def _explanations(matches: list[Match]) -> list[Explanation]:
    return [match.explanation for match in matches]
