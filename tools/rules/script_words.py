"""What a script does, in words for a plan: what it reads and writes, what it runs, and its other values."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, cast

from pydantic import BaseModel

from dataworks.quoting import named
from dataworks.scripts.definition import NO_DEFINITION, Definition, Summary, places
from dataworks.scripts.reading import fields, inner, items, texts
from dataworks.scripts.shown_leaves import masked_at
from tools.rules.differences import SQL, in_words, rows_of, shortened
from tools.views.plan import Difference

NAMES_SHOWN = 50
"""Names that a plan lists at most; the others are counted."""

VALUE_SHOWN, VALUE_READ = 500, 20_000
"""Characters of a setting that a plan shows at most, and of a text that are searched for secrets, to show so many."""

OBJECTS = {
    "table": "table",
    "partition": "partition",
    "collectionName": "collection",
    "topic": "topic",
    "object": "object",
    "path": "path",
}
"""The objects that a step reads or writes, by the parameter that names them."""

SQL_SHOWN = 5
"""Commands that a plan shows of a parameter at most; the others are counted."""

CONDITIONS = {"where": "where", "writeMode": "with writeMode", "conflictMode": "with conflictMode"}
"""What decides on which rows a step reads or replaces, by parameter."""

READS_AND_WRITES = ("reads from", "reads tables", "writes to")

REPLACES = {True: "each run replaces what is there", False: "each run adds to what is there"}
"""The effect of a run on the destination's rows, by ``truncate``."""


SHAPE = re.compile(r"/(type|version|order/.*|setting/speed/concurrent)")
"""Where a script has what all scripts have, and its concurrency, which ``summary_words`` shows."""

SELECTED = r"selectedTables/\d+/(?:dbName|schema/\d+/tableInfos/\d+/table)"
NAMES = rf"(?:datasource|{'|'.join(OBJECTS)})(?:/\d+)?"
OTHERS = rf"{'|'.join(CONDITIONS)}|truncate|(?i:{'|'.join(SQL)})(?:/.*)?"
IN_STEP = re.compile(
    rf"/steps/(\d+)/(?:name|category|parameter/(?:column(?:/\d+)?|(?:connection/\d+/)?(?:{NAMES}|{OTHERS}|{SELECTED})))"
)
"""Where a step, whose number is the group, has what ``summary_words`` shows."""

ITEMS = 20
"""Items of each list whose values are shown or counted: a script may list thousands of tables with their columns."""

NOTHING = frozenset({"null", '""', "{}", "[]"})
"""Values that set nothing."""


def script_words(definition: Definition, usual: Definition = NO_DEFINITION) -> Iterator[str]:
    """What a new script does to its source and destination, then its other values: the first ones, and counts.

    What it has in common with a ``usual`` one is left out.
    """
    yield from summary_words(definition)
    steps = map(fields, items(definition.content.get("steps")))
    ends = {str(number) for number, step in enumerate(steps) if step.get("category") in ("reader", "writer")}
    others = Counter[str]()
    short = _first_items(definition.value, "", others)
    text = json.dumps(short) if others else definition.text  # the text itself shows a key that is there twice
    rows = (row for row in rows_of("script", usual.text or "{}", text) if row.after is not None)
    yield from in_words([row for row in rows if row.after not in NOTHING and not _is_said(row, ends)])
    left = [place for place in others if not IN_STEP.fullmatch(place.replace("*", "0"))]
    yield from (f"{shortened(place)}: {others[place]:,} more items" for place in left[:ITEMS])
    yield from [f"{len(left) - ITEMS:,} other lists have more items too"] if len(left) > ITEMS else []


def _first_items(value: object, place: str, others: Counter[str]) -> object:
    """A value with only the first items of its lists; ``others`` counts the rest of them, by place."""
    if every := items(value):
        others.update({place: len(every) - ITEMS} if len(every) > ITEMS else {})
        return [_first_items(each, f"{place}/*", others) for each in every[:ITEMS]]
    return {key: _first_items(each, f"{place}/{key}", others) for key, each in fields(value).items()} or value


def _is_said(row: Difference, ends: set[str]) -> bool:
    """Whether ``summary_words`` shows a value; ``ends`` are the numbers of the readers and writers."""
    in_step = IN_STEP.fullmatch(row.pointer)
    return row.inside is None and bool(SHAPE.fullmatch(row.pointer) or (in_step and in_step[1] in ends))


def summary_words(definition: Definition) -> Iterator[str]:
    """What a script reads, and what it does to its destination."""
    summary = definition.summary
    if summary is None:
        yield f"has a script of {len(definition.text):,} characters without steps"
        return
    ends = zip(READS_AND_WRITES, sides(summary), strict=True)
    yield from (f"{verb} {listed_names(names)}" for verb, names in ends if names)
    for step in definition.steps:
        yield from _step(step)
    yield from _columns(definition.steps)
    yield from _speed(definition)


def sides(summary: Summary) -> tuple[tuple[str, ...], ...]:
    """The names that belong to ``READS_AND_WRITES``."""
    return summary.sources, summary.tables, summary.destinations


def _verb(step: dict[str, Any]) -> str:
    return "writes" if step.get("category") == "writer" else "reads"


def _step(step: dict[str, Any]) -> Iterator[str]:
    read = places(step)
    verb = _verb(step)
    for name in (name for name in OBJECTS if verb == "writes" or name != "table"):
        found = [text for place in read for text in texts(place.get(name))]
        yield from [f"{verb} {OBJECTS[name]} {listed_names(found)}"] if found else []
    for place in read:
        yield from _commands(place)
        yield from (f"{told} {shown_value(place[name])}" for name, told in CONDITIONS.items() if place.get(name))
        if "truncate" in place:
            yield _truncating(place["truncate"])


def _commands(place: dict[str, Any]) -> Iterator[str]:
    """What a step runs, in any shape: a text, an object, or a list of them."""
    for name, value in place.items():
        does, commands = SQL.get(name.lower()), [each for each in items(value) or [value] if each]
        if does is not None:
            yield from (f"{does} {shown_value(command)}" for command in commands[:SQL_SHOWN])
            yield from [f"{does} {len(commands) - SQL_SHOWN} more"] if len(commands) > SQL_SHOWN else []


def _truncating(value: object) -> str:
    """The effect of ``truncate``; only of true and false is it known."""
    return REPLACES[value] if isinstance(value, bool) else f"with truncate {shown_value(value)}"


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
    return listed_names(map(str, names)) if names and listed else shown_value(value) if value else ""


def _speed(definition: Definition) -> Iterator[str]:
    concurrent = inner(definition.content, "setting", "speed").get("concurrent")
    yield from [f"runs with concurrency {shown_value(concurrent)}"] if concurrent else []


def shown_value(value: object) -> str:
    """A value of a parameter: a name, a list of names, or other JSON."""
    if isinstance(value, list):
        return listed_names(map(str, cast("list[object]", value)))
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_none=True)
    length = len(value) if isinstance(value, str) and len(value) > VALUE_READ else 0
    text = masked_at(value[:VALUE_READ] if isinstance(value, str) else value, ())
    return text if len(text) <= VALUE_SHOWN else f"{text[:VALUE_SHOWN]}... ({length or len(text):,} characters)"


def listed_names(names: Iterable[str]) -> str:
    """The first names in quotes, each once, and how many more there are."""
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(map(named, names[:NAMES_SHOWN])) + more
