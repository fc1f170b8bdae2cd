"""Where two answers to the same request differ: status, code, shape, and the values that a case names."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

from comparison.case import Case
from comparison.forms import COUNT, counts_rows, forms_of_times, paging_values
from comparison.normal import Normal
from comparison.sender import Answer
from comparison.values import json_in, measured
from dataworks.language import Text

NOTHING = Text("(nothing)", "（无）")
ROWS, NOT_ROWS = Text("the number of rows", "行数"), Text("not the number of rows", "不是行数")


class Difference(NamedTuple):
    """A place where two answers differ, with what each of them has there."""

    where: str
    theirs: str
    ours: str


class NotComparable(NamedTuple):
    """A place that only one of two answers shows, since a list is empty or absent in the other."""

    where: str


Finding = Difference | NotComparable


class Seen(NamedTuple):
    """An answer, with the paths of the values that are compared, and the normal form of values of its service."""

    answer: Answer
    paths: tuple[str, ...]
    normal: Normal


def findings(case: Case, theirs: Seen, ours: Seen) -> Iterator[Finding]:
    """Yield where two answers differ, and what can't be compared."""
    their, our = theirs.answer, ours.answer
    if (their.status, their.code) != (our.status, our.code):
        yield from _scalar("HTTP status", their.status, our.status)
        yield from _scalar("code", their.code or NOTHING.said(), our.code or NOTHING.said())
        return  # a success and a refusal have nothing else in common
    if their.payload is None or our.payload is None:
        yield from _scalar("body", _kind_of_body(their), _kind_of_body(our))
        return
    yield from _of_success(their.payload, our.payload)
    if not their.failed or case.refusal_shape:
        found = _shape([their.payload], [our.payload], "")
        yield from (each for each in found if not _ignored(each.where, case.ignore))
    for number, expression in enumerate(case.compare):
        their_value = measured(their.payload, theirs.paths[number], theirs.normal)
        our_value = measured(our.payload, ours.paths[number], ours.normal)
        yield from _value(expression, their_value, our_value)


def _of_success(their: Any, our: Any) -> Iterator[Finding]:
    theirs, ours = their.get("Success"), our.get("Success")
    if None not in (theirs, ours):
        yield from _scalar("Success", str(theirs).lower(), str(ours).lower())


def _kind_of_body(answer: Answer) -> str:
    return "JSON" if answer.payload is not None else "HTML" if "<html" in answer.text.lower() else "text"


def _scalar(where: str, theirs: object, ours: object) -> Iterator[Finding]:
    if theirs != ours:
        yield Difference(where, str(theirs), str(ours))


def _ignored(where: str, paths: Sequence[str]) -> bool:
    return any(where == path or where.startswith((f"{path}.", f"{path}[")) for path in paths)


def _value(expression: str, their: list[Any], our: list[Any]) -> Iterator[Finding]:
    if their == our:
        return
    if (not their or not our) and ("[]" in expression or "(" in expression):
        yield NotComparable(expression)
        return
    yield Difference(expression, _said(their), _said(our))


def _said(values: list[Any]) -> str:
    if not values:
        return NOTHING.said()
    return json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, default=str)


def _shape(theirs: Sequence[Any], ours: Sequence[Any], path: str) -> Iterator[Finding]:
    """Compare the types at a path, where both have values, and what is below."""
    their, our = ([each for each in side if each is not None] for side in (theirs, ours))
    if not their or not our:
        if their or our:
            yield _one_sided(their, our, path)
        return
    their, our = _as_json(their, our)
    kinds = _kinds(their), _kinds(our)
    if kinds[0] != kinds[1]:
        yield Difference(path, " or ".join(kinds[0]), " or ".join(kinds[1]))
    elif kinds[0] == ["object"]:
        yield from _fields(their, our, path)
    elif kinds[0] == ["list"]:
        yield from _items(their, our, path)
    else:
        yield from _always_compared(their, our, path)


def _always_compared(their: list[Any], our: list[Any], path: str) -> Iterator[Finding]:
    """Compare what follows from the request in any workspace: numbers of pages, and the forms of times."""
    pages = paging_values(path, their), paging_values(path, our)
    if pages[0] != pages[1]:
        yield Difference(path, _said(pages[0]), _said(pages[1]))
    forms = forms_of_times(path, their), forms_of_times(path, our)
    if forms[0] and forms[1] and forms[0] != forms[1]:
        yield Difference(path, " or ".join(forms[0]), " or ".join(forms[1]))


def _one_sided(their: list[Any], our: list[Any], path: str) -> Finding:
    """Return what a field shows that one of the answers lacks; an empty list may have been left out."""
    if all(isinstance(each, list) and not each for each in their or our):
        return NotComparable(path)
    theirs, ours = (" or ".join(_kinds(side)) or NOTHING.said() for side in (their, our))
    return Difference(path, theirs, ours)


def _fields(their: list[Any], our: list[Any], path: str) -> Iterator[Finding]:
    counted = [[counts_rows(each) for each in side] for side in (their, our)]
    if sorted(map(str, counted[0])) != sorted(map(str, counted[1])) and None not in (*counted[0], *counted[1]):
        yield Difference(f"{path}.{COUNT}" if path else COUNT, *(_said_of_count(each) for each in counted))
    names = dict.fromkeys(name for each in (*their, *our) for name in cast("dict[str, Any]", each))
    for name in names:
        theirs, ours = ([each[name] for each in side if name in each] for side in (their, our))
        yield from _shape(theirs, ours, f"{path}.{name}" if path else name)


def _said_of_count(counted: Sequence[bool | None]) -> str:
    return (ROWS if all(counted) else NOT_ROWS).said()


def _items(their: list[Any], our: list[Any], path: str) -> Iterator[Finding]:
    theirs, ours = ([item for each in side for item in each] for side in (their, our))
    if theirs and ours:
        yield from _shape(theirs, ours, f"{path}[]")
    elif theirs or ours:
        yield NotComparable(f"{path}[]")


def _as_json(their: list[Any], our: list[Any]) -> tuple[list[Any], list[Any]]:
    """Read texts as JSON if both services have JSON in them."""
    decoded = [[json_in(each) for each in side] for side in (their, our)]
    if any(isinstance(each, str) for side in decoded for each in side):
        return their, our
    if any(map(_is_text, their)) != any(map(_is_text, our)):  # an object here, its text there
        return their, our
    return decoded[0], decoded[1]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _kinds(values: Sequence[Any]) -> list[str]:
    return sorted({_kind(each) for each in values})


def _kind(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
        case _:
            return "object"
