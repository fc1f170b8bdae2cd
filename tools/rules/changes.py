"""What becomes different by a call, for the plan that is shown before anybody consents to it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dataworks.markers import Holds, InPlaceOf, Marker, Told, marker
from dataworks.scripts.definition import Definition, places
from dataworks.scripts.differences import differences
from dataworks.scripts.reading import inner, texts
from dataworks.secrets import redacted
from tools.arguments.parsing import Arguments
from tools.rendering import quoted

NAMED = 50
"""Tables that a plan names on each side; the rest are counted."""

SHOWN = 500
"""Characters of a setting that a plan shows."""

THINGS = {
    "table": "table",
    "partition": "partition",
    "collectionName": "collection",
    "topic": "topic",
    "object": "object",
    "path": "path",
}
"""What steps of a script read and write, by the parameter that names it."""

SQL = {"querySql": "reads by", "preSql": "first runs", "postSql": "then runs"}
"""What steps run at the source or at the destination."""

REPLACES = {True: "each run replaces what is there", False: "each run adds to what is there"}
"""What becomes of a destination's rows, by ``truncate``."""


def changes_of(arguments: BaseModel, present: Definition | None) -> list[str]:
    """What the call changes; ``present`` is the task's definition now."""
    if isinstance(arguments, Arguments):
        return list(_wished(arguments))
    return [*_redefined(arguments, present), *_settings(arguments)]  # it is exactly one operation


def _redefined(arguments: BaseModel, present: Definition | None) -> Iterator[str]:
    """The scripts of an operation that replace the present definition."""
    for name, field in type(arguments).model_fields.items():
        script = getattr(arguments, name)
        if script and _is_definition(field):
            wanted = Definition(script)
            yield from _in_short(wanted) if present is None else differences(present, wanted)


def _is_definition(field: FieldInfo) -> bool:
    return marker(field, Holds) is not None and marker(field, Told) is None


def _settings(arguments: BaseModel) -> Iterator[str]:
    """The other parameters of an operation; unless they say otherwise, they are told by their names."""
    for name, field in type(arguments).model_fields.items():
        value = getattr(arguments, name)
        if value not in (None, "") and not _is_definition(field) and marker(field, Marker) is None:
            yield _told(marker(field, Told) or Told(f"{name}:"), value)


def _wished(arguments: Arguments) -> Iterator[str]:
    """What is wished for with a tool of several operations: its script, and what each parameter says of itself."""
    fields = type(arguments).model_fields
    scripts: list[str | None] = [getattr(arguments, name) for name, field in fields.items() if marker(field, Holds)]
    built = arguments.built_script()
    script = built.text if built else next(filter(None, scripts), None)
    if script:
        yield from _in_short(Definition(script))
    for name, field in fields.items():
        told, value = marker(field, Told), getattr(arguments, name)
        described = script is not None and marker(field, InPlaceOf) is not None
        if told and not described and (value or isinstance(told.words, Mapping)):
            yield _told(told, value)


def _told(told: Told, value: object) -> str:
    return told.words[value] if isinstance(told.words, Mapping) else f"{told.words} {_shown(value)}"


def _in_short(definition: Definition) -> Iterator[str]:
    """A script by what it reads, and what it does to its destination."""
    short = definition.summary
    if short is None:
        yield f"has a script of {len(definition.text):,} characters without steps"
        return
    named = {"reads from": short.sources, "reads tables": short.tables, "writes to": short.destinations}
    yield from (f"{verb} {_listed(names)}" for verb, names in named.items() if names)
    for step in definition.steps:
        yield from _step(str(step.get("category")), inner(step, "parameter"))


def _step(category: str, parameter: dict[str, Any]) -> Iterator[str]:
    named = [*places(parameter)]
    verb = "writes" if category == "writer" else "reads"
    for name in (name for name in THINGS if verb == "writes" or name != "table"):
        found = [text for place in named for text in texts(place.get(name))]
        yield from [f"{verb} {THINGS[name]} {_listed(found)}"] if found else []
    for name, does in SQL.items():
        yield from (f"{does} {_shown(text)}" for place in named for text in texts(place.get(name)))
    if isinstance(parameter.get("truncate"), bool):
        yield REPLACES[parameter["truncate"]]


def _shown(value: object) -> str:
    if isinstance(value, list):
        return _listed(map(str, cast("list[object]", value)))
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_none=True)
    text = value if isinstance(value, str) and value.isprintable() else quoted(value)
    return redacted(text) if len(text) <= SHOWN else f"{redacted(text[:SHOWN])}... ({len(text):,} characters)"


def _listed(names: Iterable[str]) -> str:
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
