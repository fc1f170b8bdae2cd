"""The changes that a call makes, as its plan shows them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dataworks.markers import HoldsScript, InPlaceOf, Marker, ShownAs, marker
from dataworks.scripts.definition import Definition, places
from dataworks.scripts.differences import differences
from dataworks.scripts.reading import texts
from dataworks.secrets import redacted
from tools.arguments.parsing import Arguments
from tools.rendering import quoted

NAMES_SHOWN = 50
"""Names that a plan lists at most; the others are counted."""

VALUE_SHOWN = 500
"""Characters of a setting that a plan shows at most."""

OBJECTS = {
    "table": "table",
    "partition": "partition",
    "collectionName": "collection",
    "topic": "topic",
    "object": "object",
    "path": "path",
}
"""The objects that a step reads or writes, by the parameter that names them."""

SQL = {"querySql": "reads by", "preSql": "first runs", "postSql": "then runs"}
"""The SQL that a step runs, by parameter."""

REPLACES = {True: "each run replaces what is there", False: "each run adds to what is there"}
"""The effect of a run on the destination's rows, by ``truncate``."""


def changes_of(arguments: BaseModel, current: Definition | None) -> list[str]:
    """What the call changes; ``current`` is the task's current definition, if it is known."""
    if isinstance(arguments, Arguments):
        return list(_requested(arguments))
    return [*_redefined(arguments, current), *_settings(arguments)]  # it is exactly one operation


def _redefined(arguments: BaseModel, current: Definition | None) -> Iterator[str]:
    """What changes by the scripts of an operation, which replace the current definition."""
    for name, field in type(arguments).model_fields.items():
        script = getattr(arguments, name)
        if script and _is_definition(field):
            wanted = Definition(script)
            yield from _summary(wanted) if current is None else differences(current, wanted)


def _is_definition(field: FieldInfo) -> bool:
    return marker(field, HoldsScript) is not None and marker(field, ShownAs) is None


def _settings(arguments: BaseModel) -> Iterator[str]:
    """The other parameters of an operation, shown by name unless a marker says otherwise."""
    for name, field in type(arguments).model_fields.items():
        value = getattr(arguments, name)
        if value not in (None, "") and not _is_definition(field) and marker(field, Marker) is None:
            yield _parameter(marker(field, ShownAs) or ShownAs(f"{name}:"), value)


def _requested(arguments: Arguments) -> Iterator[str]:
    """What a call of a tool of several operations requests: its script, and each parameter as its marker says."""
    fields = type(arguments).model_fields
    scripts: list[str | None] = [
        getattr(arguments, name) for name, field in fields.items() if marker(field, HoldsScript)
    ]
    built = arguments.built_script()
    script = built.text if built else next(filter(None, scripts), None)
    if script:
        yield from _summary(Definition(script))
    for name, field in fields.items():
        shown, value = marker(field, ShownAs), getattr(arguments, name)
        described = script is not None and marker(field, InPlaceOf) is not None
        if shown and not described and (value or isinstance(shown.text, Mapping)):
            yield _parameter(shown, value)


def _parameter(shown: ShownAs, value: object) -> str:
    return shown.text[value] if isinstance(shown.text, Mapping) else f"{shown.text} {_shown(value)}"


def _summary(definition: Definition) -> Iterator[str]:
    """What a script reads, and what it does to its destination."""
    summary = definition.summary
    if summary is None:
        yield f"has a script of {len(definition.text):,} characters without steps"
        return
    named = {"reads from": summary.sources, "reads tables": summary.tables, "writes to": summary.destinations}
    yield from (f"{verb} {_listed(names)}" for verb, names in named.items() if names)
    for step in definition.steps:
        yield from _step(step)


def _step(step: dict[str, Any]) -> Iterator[str]:
    named = places(step)
    verb = "writes" if step.get("category") == "writer" else "reads"
    for name in (name for name in OBJECTS if verb == "writes" or name != "table"):
        found = [text for place in named for text in texts(place.get(name))]
        yield from [f"{verb} {OBJECTS[name]} {_listed(found)}"] if found else []
    for name, does in SQL.items():
        yield from (f"{does} {_shown(text)}" for place in named for text in texts(place.get(name)))
    truncate = named[0].get("truncate")
    if isinstance(truncate, bool):
        yield REPLACES[truncate]


def _shown(value: object) -> str:
    if isinstance(value, list):
        return _listed(map(str, cast("list[object]", value)))
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_none=True)
    text = value if isinstance(value, str) and value.isprintable() else quoted(value)
    return (
        redacted(text) if len(text) <= VALUE_SHOWN else f"{redacted(text[:VALUE_SHOWN])}... ({len(text):,} characters)"
    )


def _listed(names: Iterable[str]) -> str:
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more
