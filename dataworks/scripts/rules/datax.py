"""The shape that DataX has: recognised, and answered with the steps that were meant."""

import json
from typing import Any

from dataworks.scripts.findings import Finding, Findings
from dataworks.scripts.reading import fields, items, text
from dataworks.scripts.rules.step_types import SECRETS
from dataworks.scripts.step_types import meant_step_type
from dataworks.scripts.steps import Script

SNIPPET = 600


def has_datax_shape(value: dict[str, Any]) -> bool:
    """Whether a script is DataX's: ``job.content[]``, or that content without the job around it."""
    return value.get("job") is not None or (bool(_ends(value)) and "steps" not in value)


def datax_shape(script: Script) -> Findings:
    """``job.content[].reader.plugin`` is DataX's own shape; DataWorks has steps."""
    if not has_datax_shape(script.value):
        return
    job = script.value.get("job")
    place, content = ("job.content", fields(job)) if job is not None else ("content", script.value)
    made = [_step(_ends(content), category) for category in ("reader", "writer")]
    snippet = json.dumps({"type": "job", "version": "2.0", "steps": made}, ensure_ascii=False)
    message = f"has the shape of DataX ({place}); DataWorks wants type, version, steps, order and setting"
    suggestion = f"write {snippet}, with order and setting" if len(snippet) <= SNIPPET else "move them to steps"
    yield Finding("/content" if job is None else "/job", "datax-shape", message, suggestion)


def _ends(job: dict[str, Any]) -> dict[str, Any]:
    """The reader and the writer of the first content."""
    content = fields(next(iter(items(job.get("content"))), None))
    return {category: fields(end) for category, end in content.items() if category in ("reader", "writer")}


def _step(ends: dict[str, Any], category: str) -> dict[str, Any]:
    plugin = fields(ends.get(category))
    parameter = {name: value for name, value in fields(plugin.get("parameter")).items() if name not in SECRETS}
    name = text(plugin.get("name") or plugin.get("plugin"))
    step_type = meant_step_type(name, category) or name.removesuffix(category)
    return {"stepType": step_type, "name": category.capitalize(), "category": category, "parameter": parameter}
