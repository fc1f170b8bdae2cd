"""The output schemas of tools, put together from the parts that the listing has."""

from collections.abc import Mapping
from typing import Any


def output_schema(answers: Mapping[str, Any], failure: Mapping[str, Any]) -> dict[str, Any]:
    """What a tool answers: its view, or a failure under ``error``. Absent values are left out, never ``null``.

    The root keeps ``type: object``: clients of 2025 refuse a whole tool list over a root union without it.
    """
    schema = {name: value for name, value in answers.items() if name not in {"required", "description"}}
    either = [{"required": answers.get("required", [])}, {"required": ["error"]}]
    return {**schema, "properties": {**schema["properties"], "error": failure}, "anyOf": either}


def with_warnings(answers: Mapping[str, Any], warning: Mapping[str, Any]) -> dict[str, Any]:
    """The output schema of a tool that takes a script: warnings may go along with whatever it answers."""
    warnings = {"type": "array", "items": warning, "description": "What to look at in the script that was sent."}
    return {**answers, "properties": {**answers["properties"], "warnings": warnings}}


def with_consent(
    takes: Mapping[str, Any], answers: Mapping[str, Any], plan: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both schemas of a tool that needs consent: it takes a confirmation, and may answer with a plan."""
    confirmation = {"type": "string", "description": "From the plan, after consent."}
    properties = {**answers["properties"], "plan": plan, "confirmation": {"type": "string"}}
    return (
        {**takes, "properties": {**takes["properties"], "confirmation": confirmation}},
        {**answers, "properties": properties, "anyOf": [*answers["anyOf"], {"required": ["plan", "confirmation"]}]},
    )
