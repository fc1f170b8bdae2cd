"""Rules for the values of a step's parameters: what names things is filled, and of its type."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from dataworks.language import Text
from dataworks.scripts.columns import column_of
from dataworks.scripts.findings import (
    FLAG,
    MUST_BE,
    NAME_COLUMNS,
    NO_LIST,
    NOT_EMPTY,
    TEXT,
    WHOLE,
    WRITE,
    Finding,
    Findings,
    Severity,
    at,
    quoted,
)
from dataworks.scripts.reading import items, text
from dataworks.scripts.rules.step_types import ends, parameters_of, title
from dataworks.scripts.rules.steps import CATEGORIES
from dataworks.scripts.step_types import Parameter, known
from dataworks.scripts.steps import Script, Step, is_variable, number

LINES = ("csv", "text", "CSV", "TEXT")
"""Formats of files whose columns have no names, only places."""


TEXTS = Text("text or a list of texts", "文本或文本列表")
NO_COLUMN = Text("must name columns as text or as objects, not {}", "列必须用文本或对象表示，不能是 {}")
IN_QUOTES = Text("write their names in quotes", "请用带引号的列名")
IN_BRACKETS = Text("put it in brackets: [{...}]", "请放在方括号中：[{...}]")
NO_CONNECTIONS = Text("must be a list of connections, not {}", "必须是连接的列表，不能是 {}")
NAMES_WANTED = Text("{} is an object; the columns of a {} are names", "{} 是对象；{} 的列是列名")
OBJECTS_WANTED = Text("{} is no column of a {}, whose columns are objects", "{} 不是 {} 的列，其列是对象")
FOR_EXAMPLE = Text("write {}, for example", "例如写 {}")


def data_source_is_text(script: Script) -> Findings:
    """A step has one data source, by its name."""
    for pointer, _, value in _values(script, "datasource"):
        if not isinstance(value, str):
            yield _wrong_type(pointer, TEXT, value)


def table_is_named(script: Script) -> Findings:
    """One table, or a list of several that are read as one."""
    for pointer, _, value in _values(script, "table"):
        if not isinstance(value, str | list):
            yield _wrong_type(pointer, TEXTS, value)
        for place, name in enumerate(items(value)):
            if not isinstance(name, str):
                yield _wrong_type(at(pointer, place), TEXT, name)
            elif not name.strip():
                yield Finding(at(pointer, place), "empty-text", NOT_EMPTY.said())


def columns_are_listed(script: Script) -> Findings:
    """A list, of names or of objects as the step type has it; ``*`` and JSON text have other rules."""
    for pointer, _, value in _values(script, "column"):
        if not isinstance(value, str | list):
            severity: Severity = "warning" if isinstance(value, dict) else "error"
            yield Finding(pointer, "wrong-type", NO_LIST.said(quoted(value)), NAME_COLUMNS.said(), severity)
        strange = [name for name in items(value) if not isinstance(name, str | dict)]
        if strange:
            message = NO_COLUMN.said(quoted(strange[0]))
            yield Finding(pointer, "column-type", message, IN_QUOTES.said(), "warning")


def connections_are_listed(script: Script) -> Findings:
    """A list, even of a single connection."""
    for step in ends(script):
        value = step.parameter.get("connection")
        if not step.lists_connections and value is not None and not isinstance(value, str):
            suggestion = IN_BRACKETS.said() if isinstance(value, dict) else None
            message = NO_CONNECTIONS.said(quoted(value))
            yield Finding(at(step.inside, "connection"), "wrong-type", message, suggestion)


def columns_have_their_form(script: Script) -> Findings:
    """Tables know the types of their columns; of files and documents each column says its place, name or type."""
    for pointer, step, value in _values(script, "column"):
        form = parameters_of(step).get("column", Parameter(required=False)).each
        by_place = step.parameter.get("fileFormat", step.parameter.get("fileType")) in LINES
        wrong = next((item for item in items(value) if not _has_form(item, form, by_place=by_place)), None)
        if wrong is not None and isinstance(form, str):
            message = NAMES_WANTED.said(quoted(wrong), title(step))
            yield Finding(pointer, "column-names", message, IN_QUOTES.said(), "warning")
        elif wrong is not None:
            message = OBJECTS_WANTED.said(quoted(wrong), title(step))
            example = json.dumps(column_of(form, items(value).index(wrong), wrong))
            yield Finding(pointer, "column-objects", message, FOR_EXAMPLE.said(example), "warning")


def values_have_their_type(script: Script) -> Findings:
    """What is a number or a truth value in any step type is one here; older scripts have both as text."""
    for step in ends(script):
        for name, value in step.parameter.items():
            what = known().values.get(name)
            if what is None or value in (None, "") or is_variable(value):
                continue
            wanted, fits = TYPES[what]
            if fits(value):
                continue
            severity: Severity = "error" if parameters_of(step) else "warning"
            yield replace(_wrong_type(at(step.inside, name), wanted, value), severity=severity, suggestion=None)


def _has_form(item: Any, form: str | Mapping[str, Any] | None, *, by_place: bool) -> bool:
    """Whether one item of a list of columns looks as it does in this step type; a constant has a value instead."""
    if form is None or item == "*" or is_variable(item) or not isinstance(item, str | dict):
        return True  # other types have a rule of their own
    if isinstance(form, str):
        return isinstance(item, str)
    saying = {*list(form)[:1], "value"} if by_place else {*form, "value"}
    return isinstance(item, dict) and bool(saying & item.keys())


def _values(script: Script, name: str) -> Iterator[tuple[str, Step, Any]]:
    """What readers and writers, and their connections, have under a name: its pointer, the step, and the value."""
    for step in script.steps:
        for pointer, place in ((step.inside, step.parameter), *step.connections()):
            if step.category in CATEGORIES and place.get(name) is not None:
                yield at(pointer, name), step, place[name]


def _wrong_type(pointer: str, wanted: Text, value: Any) -> Finding:
    meant = items(value)[0] if len(items(value)) == 1 else value
    plain = isinstance(meant, str | int) and not isinstance(meant, bool) and bool(str(meant).strip())
    suggestion = WRITE.said(quoted(str(meant))) if plain else None
    return Finding(pointer, "wrong-type", MUST_BE.said(wanted, quoted(value)), suggestion)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool) or text(value).lower() in {"true", "false"}


def _is_whole(value: Any) -> bool:
    found = number(value)
    return found is not None and found == found // 1


TYPES: dict[str, tuple[Text, Callable[[Any], bool]]] = {FLAG.en: (FLAG, _is_flag), WHOLE.en: (WHOLE, _is_whole)}

IN_ORDER = (
    data_source_is_text,
    table_is_named,
    connections_are_listed,
    columns_are_listed,
    columns_have_their_form,
    values_have_their_type,
)
