"""What becomes different by a call, for the plan that is shown before anybody consents to it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel

from dataworks.scripts.difference import differences
from dataworks.scripts.reading import decoded, inner, rows, texts
from dataworks.scripts.summary import summary
from dataworks.secrets import redacted
from tools.arguments.parsing import Arguments
from tools.rendering import quoted

NAMED = 50
"""Tables that a plan names on each side; the rest are counted."""

SHOWN = 500
"""Characters of a setting that a plan shows."""

ADDRESS = frozenset({"project_id", "project_identifier", "file_id", "node_id", "task_type"})
"""Parameters that say which task, and not what becomes of it."""

DEFINITIONS = ("task_content", "content")
"""Parameters that are a whole definition: it is compared with the present one."""

LABELS = {"task_param": "settings become"}
"""How the parameters of an operation are told; the others go by their names."""

WISHES = {
    "process_id": "goes on from generation",
    "add": "gains",
    "remove": "loses",
    "source": "reads from",
    "tables": "reads tables",
    "destination": "writes to",
    "cron": "is scheduled by",
    "para_value": "gives its variables the values",
    "start_param": "starts with",
}
"""What a plan repeats of the arguments of a flow, and how."""

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

AFTERWARDS = {
    None: "runs afterwards if it runs now",
    True: "runs afterwards, even if it does not run now",
    False: "does not run afterwards, even if it runs now",
}
"""What becomes of a task whose tables are changed, by ``restart``."""


def changes_of(arguments: BaseModel, present: str | None) -> list[str]:
    """What the call changes; ``present`` is the task's definition now."""
    if not isinstance(arguments, Arguments):  # it is exactly one operation
        return [*_redefined(arguments, present), *_settings(arguments)]
    restart = getattr(arguments, "restart", "of no use")
    return [*_wished(arguments), *([AFTERWARDS[restart]] if restart in AFTERWARDS else [])]


def _redefined(arguments: BaseModel, present: str | None) -> Iterator[str]:
    for script in filter(None, (getattr(arguments, name, None) for name in DEFINITIONS)):
        yield from _in_short(script) if present is None else differences(present, script)


def _settings(arguments: BaseModel) -> Iterator[str]:
    for name in (name for name in type(arguments).model_fields if name not in {*ADDRESS, *DEFINITIONS}):
        value = getattr(arguments, name)
        if value not in (None, ""):
            yield f"{LABELS.get(name, f'{name}:')} {_shown(value)}"


def _wished(arguments: Arguments) -> Iterator[str]:
    built = arguments.built_script()
    script = built.text if built else getattr(arguments, "script", None)
    if script:
        yield from _in_short(script)
    told = {"source", "tables", "destination"} if script else set[str]()
    for name in (name for name in WISHES if name not in told):
        value = getattr(arguments, name, None)
        if value:
            yield f"{WISHES[name]} {_shown(value)}"


def _in_short(script: str) -> Iterator[str]:
    """A script by what it reads, and what it does to its destination."""
    short = summary(script)
    if short is None:
        yield f"has a script of {len(script):,} characters without steps"
        return
    named = {"reads from": short.sources, "reads tables": short.tables, "writes to": short.destinations}
    yield from (f"{verb} {_listed(names)}" for verb, names in named.items() if names)
    for step in rows(decoded(script), "steps"):
        yield from _step(str(step.get("category")), inner(step, "parameter"))


def _step(category: str, parameter: Mapping[str, Any]) -> Iterator[str]:
    places = [parameter, *rows(parameter, "connection")]
    verb = "writes" if category == "writer" else "reads"
    for name in (name for name in THINGS if verb == "writes" or name != "table"):
        found = [text for place in places for text in texts(place.get(name))]
        yield from [f"{verb} {THINGS[name]} {_listed(found)}"] if found else []
    for name, does in SQL.items():
        yield from (f"{does} {_shown(text)}" for place in places for text in texts(place.get(name)))
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
