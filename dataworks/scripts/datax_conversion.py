"""From DataX's form of a job, and from the form of version 1.0, to the script of a batch job."""

import re
from collections.abc import Mapping
from typing import Any

from dataworks.language import Text
from dataworks.redaction.keys import kind_of
from dataworks.scripts.columns import column_of
from dataworks.scripts.reading import fields, items, text
from dataworks.scripts.step_types import Parameter, other_spelling, plugins
from dataworks.scripts.steps import number

DATA_SOURCE = Text("<name of the data source>", "<数据源名称>")
STEP_TYPE = Text("<step type>", "<步骤类型>")
"""What the user has to fill in."""

CONNECTION = re.compile(
    r"userid|jdbcurl|access|endpoint|odpsserver|tunnelserver|tunnelendpoint|project|instancename|defaultfs|hadoopconfig"
    r"|hbaseconfig|address|hosts?|port|protocol|connectpattern|server|bootstrapservers|kafkaconfig|loadurl|url|dbname"
    r"|database|authdb|kerberos.*|havekerberos|accountid",
    re.IGNORECASE,
)
"""Keys that say how to reach the data, which the data source says; those of secrets and users are known elsewhere."""

REACHING = re.compile(r"\bjdbc:|://|@[\w.-]+:\d", re.IGNORECASE)
"""Texts that do."""

VERSIONS = re.compile(r"hbase(094|11|20)x")
MEGABYTE = 1 << 20
MOST = 1 << 50


def ends_of(value: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The reader and the writer of a job in either form."""
    job = fields(value.get("job")) or value
    inside = fields(next(iter(items(job.get("content"))), None)) or fields(value.get("configuration"))
    return {name: fields(end) for name, end in inside.items() if name in ("reader", "writer")}


def converted(value: dict[str, Any]) -> dict[str, Any]:
    """The script of a batch job that does the same: places for data sources are in place of connection details."""
    job = fields(value.get("job")) or fields(value.get("configuration")) or value
    ends = ends_of(value)
    return {
        "type": "job",
        "version": "2.0",
        "steps": [_step(ends.get(category, {}), category) for category in ("reader", "writer")],
        "order": {"hops": [{"from": "Reader", "to": "Writer"}]},
        "setting": _setting(fields(job.get("setting"))),
    }


def _step(end: dict[str, Any], category: str) -> dict[str, Any]:
    plugin = text(end.get("name") or end.get("plugin"))
    step_type = other_spelling(plugin, category) or plugin.removesuffix(category) or STEP_TYPE.said()
    version = VERSIONS.match(plugin.lower())
    parameter = _parameter(fields(end.get("parameter")), step_type, category)
    if version and step_type == "hbase":
        parameter["hbaseVersion"] = f"{version[1]}x"
    return {"stepType": step_type, "name": category.capitalize(), "category": category, "parameter": parameter}


def _parameter(given: dict[str, Any], step_type: str, category: str) -> dict[str, Any]:
    """The parameter of a step: what it reads or writes, in the form of its step type."""
    source = {} if step_type == "stream" else {"datasource": text(given.get("datasource")) or DATA_SOURCE.said()}
    parameter = fields(_safe({name: each for name, each in given.items() if name != "connection"}))
    parameter |= _reached(given.get("connection"), category, source)
    column = plugins().get(step_type, {}).get(category, {}).get("column", Parameter(required=False))
    if isinstance(parameter.get("column"), list):
        parameter["column"] = [
            each if each == "*" else column_of(column.each, place, each)
            for place, each in enumerate(items(parameter["column"]))
        ]
    return parameter if "connection" in parameter else {**source, **parameter}


def _reached(connection: object, category: str, source: Mapping[str, str]) -> dict[str, Any]:
    """What the connections read or write; a single one needs no list."""
    every = [fields(each) for each in (items(connection) or [connection])]
    places = [fields(_safe(each)) for each in every if each]
    if len(places) > 1:
        return {"connection": [{**source, **each} for each in places]}
    only = next(iter(places), dict[str, Any]())
    tables = items(only.get("table"))
    return {**only, "table": tables[0]} if category == "writer" and len(tables) == 1 else only


def _safe(value: Any) -> Any:
    """A value without connection details and secrets, at any depth."""
    if isinstance(value, dict):
        kept = {name: child for name, child in fields(value).items() if not (_connects(name) or kind_of(name))}
        return {name: _safe(child) for name, child in kept.items() if not _reaches(child)}
    if isinstance(value, list):
        return [_safe(child) for child in items(value) if not _reaches(child)]
    return value


def _connects(name: str) -> bool:
    return CONNECTION.fullmatch(re.sub(r"[-_.\s]", "", name)) is not None


def _reaches(value: object) -> bool:
    return isinstance(value, str) and REACHING.search(value) is not None


def _setting(given: dict[str, Any]) -> dict[str, Any]:
    """Settings: channels are concurrency, bytes in a second are a rate in megabytes."""
    speed, limit = fields(given.get("speed")), fields(given.get("errorLimit"))
    rate = _count(speed.get("mbps")) or (max(_count(speed.get("byte")) // MEGABYTE, 1) if speed.get("byte") else 0)
    record = limit.get("record")
    return {
        "errorLimit": {"record": "0" if record is None else str(record)},
        "speed": {
            "concurrent": _count(speed.get("concurrent") or speed.get("channel")) or 1,
            "throttle": bool(rate),
            **({"mbps": rate} if rate else {}),
        },
    }


def _count(value: Any) -> int:
    """A whole number that is not negative; 0 for anything else."""
    found = number(value)
    return int(found) if found is not None and 0 <= found < MOST else 0
