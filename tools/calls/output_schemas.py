"""Output schemas of tools, built from the parts in the listing."""

from collections.abc import Mapping
from typing import Any


def output_schema(answers: Mapping[str, Any], failure: Mapping[str, Any]) -> dict[str, Any]:
    """The output schema: the tool's view, or a failure under ``error``. Absent values are left out, never ``null``.

    The root has ``type: object``: clients of 2025 reject the whole tool list if a root union lacks it.
    """
    schema = {name: value for name, value in answers.items() if name not in {"required", "description"}}
    either = [{"required": answers.get("required", [])}, {"required": ["error"]}]
    return {**schema, "properties": {**schema["properties"], "error": failure}, "anyOf": either}


def with_warnings(answers: Mapping[str, Any], warning: Mapping[str, Any]) -> dict[str, Any]:
    """The output schema of a tool that takes a script: any answer may have warnings."""
    warnings = {"type": "array", "items": warning, "description": "Warnings about the script sent."}
    return {**answers, "properties": {**answers["properties"], "warnings": warnings}}


def with_consent(
    takes: Mapping[str, Any], answers: Mapping[str, Any], plan: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both schemas of a tool that needs consent: it takes a confirmation, and may return a plan.

    ``next`` says what to do with the plan, ``note`` which arguments were not used.
    """
    confirmation = {"type": "string", "description": "From the plan, after consent."}
    texts = {name: {"type": "string"} for name in ("next", "confirmation", "note")}
    properties = {**texts, **answers["properties"], "plan": plan}
    return (
        {**takes, "properties": {**takes["properties"], "confirmation": confirmation}},
        {**answers, "properties": properties, "anyOf": [*answers["anyOf"], {"required": ["plan", "confirmation"]}]},
    )
