"""Markers: facts about a parameter beyond its type, in its ``Annotated`` metadata."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from dataworks.language import Text
from dataworks.task_ids import IdOf

M = TypeVar("M")


class Marker(Enum):
    """Markers without content."""

    IDENTIFIES = "identifies"
    NOT_IN_PLAN = "not in plan"
    TEXT_ID = "text id"


IDENTIFIES = Marker.IDENTIFIES
"""The parameter identifies the object of a call, and means the same in all operations; it changes nothing."""

TEXT_ID = Marker.TEXT_ID
"""The id is text in the official SDK too, where most ids are numbers."""

SHOWN_TO_USERS = {"shown": True}
"""The context in which a nested setting is written for users and the audit, without what it knows to be a secret."""

NOT_IN_PLAN = Marker.NOT_IN_PLAN
"""The plan of a call does not show the parameter."""


CHINESE = "zh"
"""The keyword of a JSON schema that has its description in Chinese; no client gets it."""


def described(en: str, zh: str, **constraints: Any) -> Any:
    """Return a field with its description in both languages, and its constraints, as ``Field`` takes them."""
    return Field(description=en, json_schema_extra={CHINESE: zh}, **constraints)


@dataclass(frozen=True)
class FreeText:
    """The parameter holds any text, which may have secrets of any form; only its hash and length are recorded."""


@dataclass(frozen=True)
class ShownAs:
    """How the plan of a call shows the parameter.

    Attributes:
        text: text before the value; or a mapping of each value to the text that replaces it.
    """

    text: str | Text | Mapping[Any, Text]


@dataclass(frozen=True)
class HoldsScript:
    """The parameter holds the script of a task, or settings as JSON.

    Attributes:
        kind: kind of script; or several, of which it is one; or kinds by task type; ``None``: any text, which may be a
            script.
    """

    kind: str | tuple[str, ...] | Mapping[str, str] | None = None


@dataclass(frozen=True)
class InPlaceOf:
    """The parameter, with others, describes what another parameter holds as a script.

    Attributes:
        script: name of the parameter with the script.
        required: whether it must be given if the script is not.
    """

    script: str
    required: bool = True


@dataclass(frozen=True)
class OnlyTasks:
    """The parameter is the id of a task, or several, and the tool can work on tasks of these kinds only."""

    kinds: frozenset[IdOf]


@dataclass(frozen=True)
class AlsoCalled:
    """Other names for the values of the parameter, in lower case, and the values that they stand for."""

    names: Mapping[str, str] = field(hash=False)  # types with markers are kept by their hash


@dataclass(frozen=True)
class NumberOf:
    """The parameter of an operation is the number of a task of this kind."""

    kind: IdOf


def markers(field: FieldInfo) -> list[object]:
    """The metadata of a parameter, also inside ``X | None``."""
    return [
        *field.metadata,
        *(found for part in get_args(field.annotation) for found in getattr(part, "__metadata__", ())),
    ]


def marker(field: FieldInfo, kind: type[M]) -> M | None:
    """The marker of this class on a parameter, if it has one."""
    return next((found for found in markers(field) if isinstance(found, kind)), None)


@cache
def marked(model: type[BaseModel], kind: type[M]) -> Mapping[str, M]:
    """The parameters that have a marker of this class, by name. Each call asks for it, and it never changes."""
    found = {name: marker(field, kind) for name, field in model.model_fields.items()}
    return {name: each for name, each in found.items() if each is not None}
