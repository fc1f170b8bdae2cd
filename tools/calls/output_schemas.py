"""Output schemas of tools, built from the parts in the listing."""

from collections.abc import Mapping
from typing import Any

from dataworks.language import Language, Text

OF_WARNINGS = Text("Warnings about the script sent.", "关于所发送脚本的警告。")
OF_CONFIRMATION = Text("From the plan, after consent.", "来自执行计划，用户同意后填写。")


def output_schema(answers: Mapping[str, Any], failure: Mapping[str, Any]) -> dict[str, Any]:
    """The output schema: the tool's view, or a failure under ``error``. Absent values are left out, never ``null``.

    The root has ``type: object``: clients of 2025 reject the whole tool list if a root union lacks it.
    """
    schema = {name: value for name, value in answers.items() if name not in {"required", "description"}}
    either = [{"required": answers.get("required", [])}, {"required": ["error"]}]
    return {**schema, "properties": {**schema["properties"], "error": failure}, "anyOf": either}


def with_warnings(answers: Mapping[str, Any], warning: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """The output schema of a tool that takes a script: any answer may have warnings."""
    warnings = {"type": "array", "items": warning, "description": OF_WARNINGS.to(language)}
    return {**answers, "properties": {**answers["properties"], "warnings": warnings}}


def with_consent(
    takes: Mapping[str, Any], answers: Mapping[str, Any], plan: Mapping[str, Any], language: Language
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both schemas of a tool that needs consent: it takes a confirmation, and may return a plan.

    ``next`` says what to do with the plan, ``note`` which arguments were not used.
    """
    confirmation = {"type": "string", "description": OF_CONFIRMATION.to(language)}
    texts = {name: {"type": "string"} for name in ("next", "confirmation", "note")}
    properties = {**texts, **answers["properties"], "plan": plan}
    return (
        {**takes, "properties": {**takes["properties"], "confirmation": confirmation}},
        {**answers, "properties": properties, "anyOf": [*answers["anyOf"], {"required": ["plan", "confirmation"]}]},
    )
