"""JSON schemas for clients: flat, without generated titles, references, or ``null`` for optional fields."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from pydantic import BaseModel

from dataworks.language import Language
from dataworks.markers import CHINESE
from dataworks.operation import SELDOM

OMITTED = frozenset({"title", "$defs", "default"})

UNSHOWN = frozenset({"pattern", "minLength", "maxLength", "minItems", "maxItems", "exclusiveMinimum", "propertyNames"})
"""Keywords that are checked, but left out of input schemas, where each id and each name would repeat them."""


def input_schema(model: type[BaseModel], language: Language = "en") -> dict[str, Any]:
    """The input schema of a tool, without parameters that assistants rarely need."""
    schema = flat(model.model_json_schema(by_alias=False), language)
    schema.pop("description", None)
    shown = {name for name, field in model.model_fields.items() if SELDOM not in field.metadata}
    properties = {name: _shown(child) for name, child in schema["properties"].items() if name in shown}
    return {**schema, "additionalProperties": False, "properties": properties}


@cache
def answer_schema(view: type[BaseModel], language: Language = "en") -> dict[str, Any]:
    """The schema of a view, as a part of an output schema."""
    return flat(view.model_json_schema(mode="serialization"), language)


def flat(schema: Mapping[str, Any], language: Language = "en") -> dict[str, Any]:
    """The schema with references replaced by their definitions, without ``OMITTED`` keywords, in one language."""
    return cast("dict[str, Any]", _said(_flat(schema, schema.get("$defs", {})), language))


def _said(node: object, language: Language) -> object:
    """The schema with the descriptions of one language; what has none in it, such as a docstring, is left out."""
    if isinstance(node, list):
        return [_said(child, language) for child in cast("list[object]", node)]
    if not isinstance(node, Mapping):
        return node
    fields = dict(cast("Mapping[str, object]", node))
    chinese = fields.pop(CHINESE, None) if isinstance(fields.get(CHINESE), str) else None
    if language == "zh" and isinstance(fields.get("description"), str):
        fields["description"] = chinese
    return {name: _said(child, language) for name, child in fields.items() if child is not None}


def _flat(node: object, definitions: Mapping[str, Any]) -> object:
    if isinstance(node, list):
        return [_flat(child, definitions) for child in cast("list[object]", node)]
    if not isinstance(node, Mapping):
        return node
    fields = _without_null(dict(cast("Mapping[str, Any]", node)))
    if "$ref" in fields:
        fields = {**definitions[fields.pop("$ref").rpartition("/")[2]], **fields}
    return {
        name: _properties(child, definitions) if name == "properties" else _flat(child, definitions)
        for name, child in fields.items()
        if name not in OMITTED and (name, child) != ("additionalProperties", True)  # the default
    }


def _shown(node: object) -> object:
    if isinstance(node, list):
        return [_shown(child) for child in cast("list[object]", node)]
    if not isinstance(node, Mapping):
        return node
    fields = cast("Mapping[str, object]", node)
    if "const" in fields:  # a word that not every client knows
        fields = {"enum": [fields["const"]], **{name: child for name, child in fields.items() if name != "const"}}
    return {name: _shown(child) for name, child in fields.items() if name not in UNSHOWN}


def _properties(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, object]:
    return {name: _flat(child, definitions) for name, child in node.items()}


def _without_null(fields: dict[str, Any]) -> dict[str, Any]:
    options = [option for option in fields.get("anyOf", []) if option != {"type": "null"}]
    if len(options) == len(fields.get("anyOf", [])):
        return fields
    rest = {name: value for name, value in fields.items() if name != "anyOf"}
    return {**options[0], **rest} if len(options) == 1 else {**rest, "anyOf": options}
