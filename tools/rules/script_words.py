"""What a script does, in words for a plan: what it reads and writes, what it runs, and its other values."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, cast

from pydantic import BaseModel

from dataworks.language import Text
from dataworks.markers import SHOWN_TO_USERS
from dataworks.quoting import named
from dataworks.scripts.definition import NO_DEFINITION, Definition, Summary, places
from dataworks.scripts.reading import fields, inner, items, texts
from dataworks.scripts.shown_leaves import masked_at
from tools.arguments.shown import READS_FROM, READS_TABLES, WRITES_TO
from tools.rules.differences import CHARACTERS, SQL, in_words, rows_of, shortened
from tools.views.plan import Difference

NAMES_SHOWN = 50
"""Names that a plan lists at most; the others are counted."""

VALUE_SHOWN, VALUE_READ = 500, 20_000
"""Characters of a setting that a plan shows at most, and of a text that are searched for secrets, to show so many."""

OBJECTS = {
    "table": Text("table", "表"),
    "partition": Text("partition", "分区"),
    "collectionName": Text("collection", "集合"),
    "topic": Text("topic", "Topic"),
    "object": Text("object", "对象"),
    "path": Text("path", "路径"),
}
"""The objects that a step reads or writes, by the parameter that names them."""

SQL_SHOWN = 5
"""Commands that a plan shows of a parameter at most; the others are counted."""

CONDITIONS = {
    "where": Text("where", "条件"),
    "writeMode": Text("with writeMode", "写入模式 writeMode"),
    "conflictMode": Text("with conflictMode", "冲突处理 conflictMode"),
}
"""What decides on which rows a step reads or replaces, by parameter."""

READS_AND_WRITES = (READS_FROM, READS_TABLES, WRITES_TO)

REPLACES = {
    True: Text("each run replaces what is there", "每次运行替换已有数据"),
    False: Text("each run adds to what is there", "每次运行追加数据"),
}
"""The effect of a run on the destination's rows, by ``truncate``."""

READS, WRITES = Text("reads", "读取"), Text("writes", "写入")
MORE_ITEMS = Text("{}: {} more items", "{}：另有 {} 项")
MORE_LISTS = Text("{} other lists have more items too", "另有 {} 个列表也有更多项")
NO_STEPS = Text("has a script of {} characters without steps", "脚本有 {} 个字符，但没有步骤")
OBJECT = Text("{} {} {}", "{}{} {}")
MORE = Text("{} {} more", "{}：另有 {} 条")
TRUNCATE = Text("with truncate {}", "truncate 为 {}")
COLUMNS, COLUMNS_OF = Text("columns {}", "列 {}"), Text("{} columns {}", "{}列 {}")
CONCURRENCY = Text("runs with concurrency {}", "运行并发数 {}")
AND_MORE = Text(" and {} more", "等，另有 {} 个")

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
    yield from (MORE_ITEMS.said(shortened(place), f"{others[place]:,}") for place in left[:ITEMS])
    yield from [MORE_LISTS.said(f"{len(left) - ITEMS:,}")] if len(left) > ITEMS else []


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
        yield NO_STEPS.said(f"{len(definition.text):,}")
        return
    ends = zip(READS_AND_WRITES, sides(summary), strict=True)
    yield from (f"{verb.said()} {listed_names(names)}" for verb, names in ends if names)
    for step in definition.steps:
        yield from _step(step)
    yield from _columns(definition.steps)
    yield from _speed(definition)


def sides(summary: Summary) -> tuple[tuple[str, ...], ...]:
    """The names that belong to ``READS_AND_WRITES``."""
    return summary.sources, summary.tables, summary.destinations


def _verb(step: dict[str, Any]) -> Text:
    return WRITES if step.get("category") == "writer" else READS


def _step(step: dict[str, Any]) -> Iterator[str]:
    read = places(step)
    verb = _verb(step)
    for name in (name for name in OBJECTS if verb is WRITES or name != "table"):
        found = [text for place in read for text in texts(place.get(name))]
        yield from [OBJECT.said(verb, OBJECTS[name], listed_names(found))] if found else []
    for place in read:
        yield from _commands(place)
        yield from (f"{told.said()} {shown_value(place[name])}" for name, told in CONDITIONS.items() if place.get(name))
        if "truncate" in place:
            yield _truncating(place["truncate"])


def _commands(place: dict[str, Any]) -> Iterator[str]:
    """What a step runs, in any shape: a text, an object, or a list of them."""
    for name, value in place.items():
        does, commands = SQL.get(name.lower()), [each for each in items(value) or [value] if each]
        if does is not None:
            yield from (f"{does.said()} {shown_value(command)}" for command in commands[:SQL_SHOWN])
            yield from [MORE.said(does, len(commands) - SQL_SHOWN)] if len(commands) > SQL_SHOWN else []


def _truncating(value: object) -> str:
    """The effect of ``truncate``; only of true and false is it known."""
    return REPLACES[value].said() if isinstance(value, bool) else TRUNCATE.said(shown_value(value))


def _columns(steps: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The columns of all steps; of one step each, where they differ."""
    found = [(_verb(step), _column_names(inner(step, "parameter").get("column"))) for step in steps]
    if len({names for _, names in found}) == 1:
        yield from [COLUMNS.said(found[0][1])] if found[0][1] else []
        return
    yield from (COLUMNS_OF.said(verb, names) for verb, names in found if names)


def _column_names(value: object) -> str:
    columns = items(value)
    names = [fields(column).get("name") or column for column in columns]
    listed = all(isinstance(name, str) for name in names)
    return listed_names(map(str, names)) if names and listed else shown_value(value) if value else ""


def _speed(definition: Definition) -> Iterator[str]:
    concurrent = inner(definition.content, "setting", "speed").get("concurrent")
    yield from [CONCURRENCY.said(shown_value(concurrent))] if concurrent else []


def _rows(value: object) -> list[object] | None:
    return cast("list[object]", value) if isinstance(value, list) else None


def plain(value: object) -> object:
    """A value of a parameter with its nested settings as objects, without what they know to be a secret."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True, context=SHOWN_TO_USERS)
    rows = _rows(value)
    return value if rows is None else [plain(row) for row in rows]


def shown_value(value: object) -> str:
    """A value of a parameter: a name, a list of names, or other JSON."""
    rows = _rows(value)
    if rows is None or any(isinstance(row, BaseModel) for row in rows):
        return _in_json(plain(value))
    return listed_names(map(str, rows))


def _in_json(value: object) -> str:
    length = len(value) if isinstance(value, str) and len(value) > VALUE_READ else 0
    text = masked_at(value[:VALUE_READ] if isinstance(value, str) else value, ())
    return text if len(text) <= VALUE_SHOWN else text[:VALUE_SHOWN] + CHARACTERS.said(f"{length or len(text):,}")


def listed_names(names: Iterable[str]) -> str:
    """The first names in quotes, each once, and how many more there are."""
    names = list(dict.fromkeys(names))
    more = AND_MORE.said(len(names) - NAMES_SHOWN) if len(names) > NAMES_SHOWN else ""
    return ", ".join(map(named, names[:NAMES_SHOWN])) + more
