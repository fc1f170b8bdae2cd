"""Arguments as clients send them, read as they are meant.

Some clients send numbers and booleans as text, whole numbers as ``5.0``, and ``null`` for what is left out. A value
may have another name, such as the one that the API has for it.
A ``confirmation`` never comes here: it is read as it was sent.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic.alias_generators import to_snake
from pydantic.fields import FieldInfo

from dataworks.fields import DECODED, EXACT_INTEGERS, decoded
from dataworks.markers import AlsoCalled, markers

ADDED_BY_HOSTS = ("toolCallId", "sessionId", "chatInput", "action", "random_string")
"""Arguments that hosts add: n8n the first four to every call, Cursor the last to tools that need no argument."""

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?")
"""A number as JSON spells it."""

LONGEST_NAME = 80
"""Characters of the name of an argument that is read in camel case too."""

BOOLEANS = {"true": True, "false": False}


def additions(model: type[BaseModel], raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The arguments that the host has added, where the tool has no such argument."""
    if raw.keys().isdisjoint(ADDED_BY_HOSTS):
        return ()
    return tuple(name for name in ADDED_BY_HOSTS if name in raw and name not in model.model_fields)


def as_meant(model: type[BaseModel], given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments without optional ones that are ``null``, each as what its type makes of it."""
    fields = _fields(model)
    return {
        name: field.meant(value) if (field := fields.get(name) or fields.get(_snake(name))) else value
        for name, value in given.items()
        if value is not None or name not in fields or fields[name].required
    }


def _snake(name: str) -> str:
    """The name with underscores; a long one as it is, since no argument is called that, and it would take long."""
    return to_snake(name) if len(name) <= LONGEST_NAME else name


@dataclass(frozen=True)
class _Field:
    """What an argument takes.

    Attributes:
        types: the types that it takes.
        model: the class of the object that it takes, if any.
        decoded: it takes JSON as text too.
        others: other names for its values.
    """

    required: bool
    types: frozenset[Any]
    model: type[BaseModel] | None
    decoded: bool
    others: Mapping[str, str]

    @classmethod
    def of(cls, field: FieldInfo) -> "_Field":
        types = _types(field.annotation)
        models = (each for each in types if isinstance(each, type) and issubclass(each, BaseModel))
        others = next((each.names for each in markers(field) if isinstance(each, AlsoCalled)), dict[str, str]())
        return cls(field.is_required(), types, next(models, None), DECODED in markers(field), others)

    def meant(self, value: object) -> object:
        """What the value is meant as."""
        if self.decoded:
            with suppress(ValueError):  # reported when it is validated
                value = decoded(value)
        if isinstance(value, dict):
            return as_meant(self.model, cast("dict[str, Any]", value)) if self.model else cast("object", value)
        if self.others and isinstance(value, str):
            return self.others.get(value.lower(), value)
        return _whole(self.types, _scalar(self.types, value) if isinstance(value, str) else value)


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, _Field]:
    """The arguments by name. Each call asks for them, and they never change."""
    return {name: _Field.of(field) for name, field in model.model_fields.items()}


def _types(annotation: Any) -> frozenset[Any]:
    """The types that an annotation allows, without what is said about them."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _types(inside[0])
    if origin in {Union, UnionType}:
        return frozenset[Any]().union(*map(_types, inside))
    return frozenset({annotation})


def _scalar(types: frozenset[Any], text: str) -> object:
    if bool in types:
        return BOOLEANS.get(text, text)
    return json.loads(text) if types & {int, float} and NUMBER.fullmatch(text) else text


def _whole(types: frozenset[Any], value: object) -> object:
    """The whole number that ``5.0`` is meant as, unless it is rounded or the argument takes fractions."""
    exact = isinstance(value, float) and value.is_integer() and abs(value) < EXACT_INTEGERS
    return int(cast("float", value)) if exact and float not in types else value
