"""The forms that DataX and version 1.0 have: recognised, and answered with the complete script that was meant."""

import json
from typing import Any

from dataworks.language import Text
from dataworks.scripts.datax_conversion import converted, ends_of
from dataworks.scripts.findings import WRITE, Finding, Findings
from dataworks.scripts.reading import fields, items
from dataworks.scripts.steps import Script
from dataworks.secrets import masked

LONGEST = 20_000
"""Characters of a script that is suggested."""


DATAX_FORM = Text(
    "has the form of {}; DataWorks wants type, version, steps, order and setting",
    "是 {} 的格式；DataWorks 需要 type、version、steps、order 和 setting",
)
VERSION_1 = Text("version 1.0 (configuration)", "1.0 版本（configuration）")
DATAX = Text("DataX ({})", "DataX（{}）")
NO_TRANSFORMER = Text("; the transformer is left out of the suggestion", "；建议的脚本中不含 transformer")
MOVE = Text("move reader and writer to steps", "请将 reader 和 writer 移到 steps 中")


def has_datax_shape(value: dict[str, Any]) -> bool:
    """Whether a script is DataX's: ``job.content[]``, or that content without the job around it; or of version 1.0."""
    return "steps" not in value and (value.get("job") is not None or bool(ends_of(value)))


def datax_shape(script: Script) -> Findings:
    """``job.content[].reader.plugin`` is DataX's own form, ``configuration.reader`` that of version 1.0."""
    if not has_datax_shape(script.value):
        return
    place = next((name for name in ("job", "content", "configuration") if script.value.get(name) is not None), "job")
    whose = VERSION_1.said() if place == "configuration" else DATAX.said(place)
    message = DATAX_FORM.said(whose)
    if any("transformer" in fields(each) for each in items(fields(script.value.get("job")).get("content"))):
        message += NO_TRANSFORMER.said()
    snippet = masked(json.dumps(converted(script.value), ensure_ascii=False))
    suggestion = WRITE.said(snippet) if len(snippet) <= LONGEST else MOVE.said()
    yield Finding(f"/{place}", "datax-shape", message, suggestion)
