"""The changes that a call makes, as its plan shows them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dataworks.markers import HoldsScript, InPlaceOf, Marker, ShownAs, marker
from dataworks.quoting import named
from dataworks.scripts.definition import NO_DEFINITION, Definition, Summary, places
from dataworks.scripts.reading import fields, inner, items, texts
from dataworks.scripts.shown_leaves import masked_at
from tools.arguments.outlook import Outlook
from tools.arguments.parsing import Arguments
from tools.rules.differences import in_words, rows_of
from tools.views.plan import Difference

NAMES_SHOWN = 50
"""Names that a plan lists at most; the others are counted."""

VALUE_SHOWN = 500
"""Characters of a setting that a plan shows at most."""

UNKNOWN = "the current definition could not be read; this is the new one:"

OTHER_SCRIPT = "the task that exists has another script, so it will be refused:"

OBJECTS = {
    "table": "table",
    "partition": "partition",
    "collectionName": "collection",
    "topic": "topic",
    "object": "object",
    "path": "path",
}
"""The objects that a step reads or writes, by the parameter that names them."""

SQL = {"querysql": "reads by", "presql": "first runs", "postsql": "then runs"}
"""The SQL, or other commands, that a step runs, by parameter in lower case."""

SQL_SHOWN = 5
"""Commands that a plan shows of a parameter at most; the others are counted."""

CONDITIONS = {"where": "where", "writeMode": "with writeMode", "conflictMode": "with conflictMode"}
"""What decides on which rows a step reads or replaces, by parameter."""

READS_AND_WRITES = ("reads from", "reads tables", "writes to")

REPLACES = {True: "each run replaces what is there", False: "each run adds to what is there"}
"""The effect of a run on the destination's rows, by ``truncate``."""


@dataclass(frozen=True)
class Changes:
    """What a call changes: in words, and each value of what it replaces."""

    words: tuple[str, ...]
    rows: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Present:
    """What a call replaces, as far as it is known.

    Attributes:
        definition: the current definition of the task; false if it is not known.
        settings: its current settings, by the parameter that sets them.
    """

    definition: Definition = NO_DEFINITION
    settings: Mapping[str, object] = field(default_factory=dict[str, object])


def changes_of(arguments: BaseModel, present: Present, outlook: Outlook) -> Changes:
    """What the call changes."""
    if isinstance(arguments, Arguments):
        current = present.definition or (outlook.file.content if outlook.file else NO_DEFINITION)
        rows = _replaced("process_id", current, outlook.script) if current else []
        refused = (OTHER_SCRIPT,) if rows and not present.definition else ()
        words = (*_requested(arguments, outlook), *refused, *in_words(rows), *outlook.notes)
        return Changes(words, tuple(rows))
    return _of_operation(arguments, present)  # it is exactly one operation


def _of_operation(arguments: BaseModel, present: Present) -> Changes:
    words, rows = list[str](), list[Difference]()
    for name, parameter in type(arguments).model_fields.items():
        value = getattr(arguments, name)
        if value == "" and _is_definition(parameter):
            row = _emptied(name, present.definition)
            words += [*(in_words([row]) if row.before is not None else [f"{name}: emptied"])]
            rows.append(row)
        elif value and _is_definition(parameter):
            wanted = Definition(value)
            found = _replaced(name, present.definition, wanted)
            words += [*_compared(present.definition, wanted), *in_words(found)]
            rows += found
    settings = [*_settings(arguments, present)]
    return Changes((*words, *(text for text, _ in settings)), (*rows, *(row for _, each in settings for row in each)))


def _emptied(name: str, current: Definition) -> Difference:
    """A definition that an empty text replaces."""
    return Difference(argument=name, before=masked_at(current.text, ()) if current else None, after='""')


def _replaced(name: str, current: Definition, wanted: Definition) -> list[Difference]:
    """Each value that differs; all of the new definition if the current one is not known."""
    if wanted and not current:
        return [row for row in rows_of(name, "{}", wanted.text) if row.after is not None]
    return rows_of(name, current.text, wanted.text) if wanted else []


def _compared(current: Definition, wanted: Definition) -> Iterator[str]:
    """What the new definition reads and writes that the current one does not, and the reverse."""
    if not current:
        yield UNKNOWN
        yield from _summary(wanted)
        return
    before, after = current.summary, wanted.summary
    if current.text == wanted.text or before is None or after is None:
        return
    for verb, old, new in zip(READS_AND_WRITES, _sides(before), _sides(after), strict=True):
        gone, came = ([name for name in one if name not in other] for one, other in ((old, {*new}), (new, {*old})))
        yield from [f"no longer {verb} {_listed(gone)}"] if gone else []
        yield from [f"also {verb} {_listed(came)}"] if came else []


def _is_definition(parameter: FieldInfo) -> bool:
    return marker(parameter, HoldsScript) is not None and marker(parameter, ShownAs) is None


def _settings(arguments: BaseModel, present: Present) -> Iterator[tuple[str, list[Difference]]]:
    """The other parameters of an operation, shown by name unless a marker says otherwise; with their values before."""
    for name, parameter in type(arguments).model_fields.items():
        value = getattr(arguments, name)
        if value is None or _is_definition(parameter) or marker(parameter, Marker) is not None:
            continue
        shown = marker(parameter, ShownAs) or ShownAs(f"{name}:")
        row = _setting(name, value, present)
        if rows := _of_object(name, value, present):
            yield from ((text, [each]) for each in rows for text in in_words([each]))
        elif marker(parameter, HoldsScript) is not None:
            found = _replaced(name, NO_DEFINITION, Definition(value)) if value else [row]
            yield _parameter(shown, value), found
        elif row.before is None:
            yield _parameter(shown, value), [row]
        elif row.before != row.after:
            yield from ((text, [row]) for text in in_words([row]))


def _of_object(name: str, value: object, present: Present) -> list[Difference] | None:
    """Each value that differs of an object that replaces another one; ``None`` for all else."""
    known = present.settings.get(name)
    both = isinstance(value, dict) and isinstance(known, dict)
    return rows_of(name, json.dumps(known), json.dumps(value)) if both else None


def _setting(name: str, value: object, present: Present) -> Difference:
    before = present.settings.get(name)
    after = value.model_dump(mode="json", exclude_none=True) if isinstance(value, BaseModel) else value
    return Difference(
        argument=name,
        before=None if before is None else masked_at(before, (name,)),
        after=masked_at(after, (name,)),
    )


def _requested(arguments: Arguments, outlook: Outlook) -> Iterator[str]:
    """What a call of a tool of several operations requests: its script, and each parameter as its marker says."""
    fields = type(arguments).model_fields
    scripts: list[str | None] = [
        getattr(arguments, name) for name, parameter in fields.items() if marker(parameter, HoldsScript)
    ]
    built = arguments.built_script()
    script = outlook.script.text or (built.text if built else next(filter(None, scripts), None))
    if script:
        yield from _summary(Definition(script))
    for name, parameter in fields.items():
        shown, value = marker(parameter, ShownAs), outlook.values.get(name, getattr(arguments, name))
        described = script is not None and marker(parameter, InPlaceOf) is not None
        if shown and not described and (value or value == "" or isinstance(shown.text, Mapping)):
            yield _parameter(shown, value)


def _parameter(shown: ShownAs, value: object) -> str:
    if isinstance(shown.text, Mapping):
        return shown.text[value]
    return f"{shown.text} {'emptied' if value == '' else _shown(value)}"


def _summary(definition: Definition) -> Iterator[str]:
    """What a script reads, and what it does to its destination."""
    summary = definition.summary
    if summary is None:
        yield f"has a script of {len(definition.text):,} characters without steps"
        return
    named = zip(READS_AND_WRITES, _sides(summary), strict=True)
    yield from (f"{verb} {_listed(names)}" for verb, names in named if names)
    for step in definition.steps:
        yield from _step(step)
    yield from _columns(definition.steps)
    yield from _speed(definition)


def _sides(summary: Summary) -> tuple[tuple[str, ...], ...]:
    return summary.sources, summary.tables, summary.destinations


def _verb(step: dict[str, Any]) -> str:
    return "writes" if step.get("category") == "writer" else "reads"


def _step(step: dict[str, Any]) -> Iterator[str]:
    named = places(step)
    verb = _verb(step)
    for name in (name for name in OBJECTS if verb == "writes" or name != "table"):
        found = [text for place in named for text in texts(place.get(name))]
        yield from [f"{verb} {OBJECTS[name]} {_listed(found)}"] if found else []
    for place in named:
        yield from _commands(place)
        yield from (f"{told} {_shown(place[name])}" for name, told in CONDITIONS.items() if place.get(name))
        if "truncate" in place:
            yield _truncating(place["truncate"])


def _commands(place: dict[str, Any]) -> Iterator[str]:
    """What a step runs, in any shape: a text, an object, or a list of them."""
    for name, value in place.items():
        does, commands = SQL.get(name.lower()), [each for each in items(value) or [value] if each]
        if does is not None:
            yield from (f"{does} {_shown(command)}" for command in commands[:SQL_SHOWN])
            yield from [f"{does} {len(commands) - SQL_SHOWN} more"] if len(commands) > SQL_SHOWN else []


def _truncating(value: object) -> str:
    """The effect of ``truncate``; only of true and false is it known."""
    return REPLACES[value] if isinstance(value, bool) else f"with truncate {_shown(value)}"


def _columns(steps: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The columns of all steps; of one step each, where they differ."""
    found = [(_verb(step), _column_names(inner(step, "parameter").get("column"))) for step in steps]
    if len({names for _, names in found}) == 1:
        yield from [f"columns {found[0][1]}"] if found[0][1] else []
        return
    yield from (f"{verb} columns {names}" for verb, names in found if names)


def _column_names(value: object) -> str:
    columns = items(value)
    names = [fields(column).get("name") or column for column in columns]
    listed = all(isinstance(name, str) for name in names)
    return _listed(map(str, names)) if names and listed else _shown(value) if value else ""


def _speed(definition: Definition) -> Iterator[str]:
    concurrent = inner(definition.content, "setting", "speed").get("concurrent")
    yield from [f"runs with concurrency {_shown(concurrent)}"] if concurrent else []


def _shown(value: object) -> str:
    """A value of a parameter: a name, a list of names, or other JSON."""
    if isinstance(value, list):
        return _listed(map(str, cast("list[object]", value)))
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_none=True)
    text = masked_at(value, ())
    return text if len(text) <= VALUE_SHOWN else f"{text[:VALUE_SHOWN]}... ({len(text):,} characters)"


def _listed(names: Iterable[str]) -> str:
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(map(named, names[:NAMES_SHOWN])) + more
