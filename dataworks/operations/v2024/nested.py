"""Objects inside parameters: snake_case in Python and in tools, PascalCase in the JSON text that the API takes."""

from typing import Any, cast

from pydantic import AliasGenerator, BaseModel, ConfigDict, WithJsonSchema, model_validator
from pydantic.alias_generators import to_pascal, to_snake

from dataworks.fields import LONGEST_NAME, MOST_VALUES
from dataworks.markers import CHINESE


class Nested(BaseModel):
    """An object inside a parameter. What is not given is left out on the wire: an empty list may wipe a setting."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        alias_generator=AliasGenerator(serialization_alias=to_pascal),
    )

    @model_validator(mode="before")
    @classmethod
    def _in_snake_case(cls, value: object) -> object:
        """Accept the names of the API too, as answers and documentation have them."""
        if not isinstance(value, dict):
            return value
        return {to_snake(str(name)): child for name, child in cast("dict[object, Any]", value).items()}


def an_object(en: str, zh: str) -> WithJsonSchema:
    """Return the schema of a nested setting, whose description names what it holds.

    Spelled out, the settings of a job alone would be 1,500 tokens long; validation says what is wrong.
    """
    return WithJsonSchema({"type": "object", "description": en, CHINESE: zh})


def objects(en: str, zh: str) -> WithJsonSchema:
    """Return the schema of a list of nested settings in the same way."""
    bounded = {"type": "array", "items": {"type": "object"}, "maxItems": MOST_VALUES}
    return WithJsonSchema({**bounded, "description": en, CHINESE: zh})


def a_text(en: str, zh: str) -> WithJsonSchema:
    """Return the schema of one of many names, without the list of them."""
    return WithJsonSchema({"type": "string", "maxLength": LONGEST_NAME, "description": en, CHINESE: zh})


def an_integer(en: str, zh: str) -> WithJsonSchema:
    """Return the schema of an integer, without its bounds."""
    return WithJsonSchema({"type": "integer", "description": en, CHINESE: zh})
