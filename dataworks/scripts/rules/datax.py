"""The forms that DataX and version 1.0 have: recognised, and answered with the complete script that was meant."""

import json
from typing import Any

from dataworks.scripts.datax_conversion import converted, ends_of
from dataworks.scripts.findings import Finding, Findings
from dataworks.scripts.reading import fields, items
from dataworks.scripts.steps import Script
from dataworks.secrets import masked

LONGEST = 20_000
"""Characters of a script that is suggested."""


def has_datax_shape(value: dict[str, Any]) -> bool:
    """Whether a script is DataX's: ``job.content[]``, or that content without the job around it; or of version 1.0."""
    return "steps" not in value and (value.get("job") is not None or bool(ends_of(value)))


def datax_shape(script: Script) -> Findings:
    """``job.content[].reader.plugin`` is DataX's own form, ``configuration.reader`` that of version 1.0."""
    if not has_datax_shape(script.value):
        return
    place = next((name for name in ("job", "content", "configuration") if script.value.get(name) is not None), "job")
    whose = "version 1.0 (configuration)" if place == "configuration" else f"DataX ({place})"
    message = f"has the form of {whose}; DataWorks wants type, version, steps, order and setting"
    if any("transformer" in fields(each) for each in items(fields(script.value.get("job")).get("content"))):
        message += "; the transformer is left out of the suggestion"
    snippet = masked(json.dumps(converted(script.value), ensure_ascii=False))
    suggestion = f"write {snippet}" if len(snippet) <= LONGEST else "move reader and writer to steps"
    yield Finding(f"/{place}", "datax-shape", message, suggestion)
