"""Rules for the values of a step's parameters: what names things is filled, and of its type."""

from collections.abc import Iterator
from typing import Any

from dataworks.scripts.findings import Finding, Findings, Severity, at, quoted
from dataworks.scripts.reading import items
from dataworks.scripts.rules.steps import CATEGORIES
from dataworks.scripts.steps import Script, Step, is_variable

OF_OBJECTS = frozenset({"mongodb"})
"""Step types whose columns are documented as objects."""


def data_source_is_text(script: Script) -> Findings:
    """A step has one data source, by its name."""
    for pointer, _, value in _values(script, "datasource"):
        if not isinstance(value, str):
            yield _wrong_type(pointer, "text", value)


def table_is_named(script: Script) -> Findings:
    """One table, or a list of several that are read as one."""
    for pointer, _, value in _values(script, "table"):
        if not isinstance(value, str | list):
            yield _wrong_type(pointer, "text or a list of texts", value)
        for place, name in enumerate(items(value)):
            if not isinstance(name, str):
                yield _wrong_type(at(pointer, place), "text", name)
            elif not name.strip():
                yield Finding(at(pointer, place), "empty-text", "must not be empty")


def columns_are_listed(script: Script) -> Findings:
    """A list, of names or of objects as the step type has it; ``*`` and JSON text have other rules."""
    for pointer, _, value in _values(script, "column"):
        if not isinstance(value, str | list):
            severity: Severity = "warning" if isinstance(value, dict) else "error"
            yield Finding(pointer, "wrong-type", f"must be a list, not {quoted(value)}", "name the columns", severity)
        strange = [name for name in items(value) if not isinstance(name, str | dict)]
        if strange:
            message = f"must name columns as text or as objects, not {quoted(strange[0])}"
            yield Finding(pointer, "column-type", message, "write their names in quotes", "warning")


def columns_are_objects(script: Script) -> Findings:
    """Documents have no table that knows the types: each column says its own."""
    for pointer, step, value in _values(script, "column"):
        names = [name for name in items(value) if isinstance(name, str) and name != "*" and not is_variable(name)]
        if step.step_type in OF_OBJECTS and names:
            message = f"{quoted(names[0])} is text; the columns of {step.step_type} are objects, each with its type"
            suggestion = f'write {{"name": {quoted(names[0])}, "type": "string"}}, for example'
            yield Finding(pointer, "column-objects", message, suggestion, "warning")


def _values(script: Script, name: str) -> Iterator[tuple[str, Step, Any]]:
    """What readers and writers, and their connections, have under a name: its pointer, the step, and the value."""
    for step in script.steps:
        for pointer, place in ((step.inside, step.parameter), *step.connections()):
            if step.category in CATEGORIES and place.get(name) is not None:
                yield at(pointer, name), step, place[name]


def _wrong_type(pointer: str, wanted: str, value: Any) -> Finding:
    meant = items(value)[0] if len(items(value)) == 1 else value
    plain = isinstance(meant, str | int) and not isinstance(meant, bool) and bool(str(meant).strip())
    suggestion = f"write {quoted(str(meant))}" if plain else None
    return Finding(pointer, "wrong-type", f"must be {wanted}, not {quoted(value)}", suggestion)


IN_ORDER = (data_source_is_text, table_is_named, columns_are_listed, columns_are_objects)
