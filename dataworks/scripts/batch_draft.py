"""Building a batch job (type job, version 2.0) from a short description."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dataworks.scripts.columns import column_of
from dataworks.scripts.step_types import Parameters, plugins

TABLE_KEYS = ("table", "topic", "index", "collectionName", "collection", "logstore", "object", "path")
"""The keys of a step for the table or object it reads or writes, in the order in which they are tried."""

MODE_KEYS = ("writeMode", "conflictMode", "obWriteMode")
DEFAULT = re.compile(r"[\w${},|;.-]+")
"""A default that is a value; others in the table are sentences."""


@dataclass(frozen=True)
class End:
    """One side of a job. ``parameter`` overrides everything else."""

    step_type: str
    datasource: str | None = None
    table: str | None = None
    columns: Sequence[str] | None = None
    parameter: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class BatchRequest:
    """The data to copy, and how."""

    reader: End
    writer: End
    partition: str | None = None
    write_mode: str | None = None
    concurrency: int | None = None


def batch_script(request: BatchRequest) -> str:
    """The script for this request. A required parameter that is absent gets its default, where one is known."""
    steps = [
        step("reader", request.reader),
        step("writer", request.writer, _writing(request)),
    ]
    script = {
        "type": "job",
        "version": "2.0",
        "steps": steps,
        "order": {"hops": [{"from": "Reader", "to": "Writer"}]},
        "setting": {
            "errorLimit": {"record": "0"},
            "speed": {"concurrent": request.concurrency or 1, "throttle": False},
        },
    }
    return json.dumps(script, ensure_ascii=False, separators=(",", ":"))


def step(category: str, end: End, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One step; ``more`` are parameters that the other side decides, too."""
    known = plugins().get(end.step_type, {}).get(category, {})
    said = {
        "datasource": end.datasource,
        _first(TABLE_KEYS, known): end.table,
        "column": _columns(end.columns, known) if end.columns else None,
        **(more or {}),
        **end.parameter,
    }
    parameter = {name: value for name, value in said.items() if value is not None}
    defaults = {name: _default(facts.default or "") for name, facts in known.items() if facts.required is True}
    missing = {name: value for name, value in defaults.items() if value is not None and name not in parameter}
    return {
        "stepType": end.step_type,
        "name": category.capitalize(),
        "category": category,
        "parameter": {**parameter, **missing},
    }


def _columns(names: Sequence[str], known: Parameters) -> list[object]:
    """The columns in the form of the step type: names, or objects that say more."""
    form = known["column"].each if "column" in known else None
    return [column_of(form, place, name) if name != "*" else name for place, name in enumerate(names)]


def _writing(request: BatchRequest) -> dict[str, Any]:
    mode = request.write_mode
    if request.writer.step_type == "odps":
        return {"partition": request.partition, "truncate": None if mode is None else mode != "append"}
    known = plugins().get(request.writer.step_type, {}).get("writer", {})
    if request.writer.step_type == "holo":
        return {"partition": request.partition, "conflictMode": mode}
    return {"partition": request.partition, _first(MODE_KEYS, known): mode}


def _first(names: Sequence[str], known: Parameters) -> str:
    return next((name for name in names if name in known), names[0])


def _default(text: str) -> Any:
    """A default of the table as a JSON value; ``None`` if it is a sentence."""
    bare = text.strip("'`\"")
    if not DEFAULT.fullmatch(bare):
        return None
    if bare.lower() in {"true", "false"}:
        return bare.lower() == "true"
    return int(bare) if bare.isdecimal() else bare
