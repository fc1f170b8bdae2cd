"""Markers: what is known of a parameter besides its type, said at the parameter itself (in ``Annotated``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar, get_args

from pydantic.fields import FieldInfo

M = TypeVar("M")


class Marker(Enum):
    """Markers without content."""

    WHICH = "which"
    QUIET = "quiet"


WHICH = Marker.WHICH
"""The parameter names the thing that a call is about; it is no change to it, and means the same in every call."""

QUIET = Marker.QUIET
"""The parameter changes nothing that the plan of a call must show."""


@dataclass(frozen=True)
class Told:
    """How the plan of a call shows the parameter.

    Attributes:
        words: what stands before the value; or, by value, a sentence in place of it.
    """

    words: str | Mapping[Any, str]


@dataclass(frozen=True)
class Holds:
    """The parameter holds the script of a task, or its settings.

    Attributes:
        kind: which kind of script, or which kind by task type; ``None``: any text, which may be a script.
    """

    kind: str | Mapping[str, str] | None = None


@dataclass(frozen=True)
class InPlaceOf:
    """The parameter describes in plain words, together with others, what another parameter holds as a script.

    Attributes:
        script: the name of that other parameter.
        required: whether it must be given where the script is not.
    """

    script: str
    required: bool = True


def markers(field: FieldInfo) -> list[object]:
    """All that is said of a parameter, also inside ``X | None``."""
    return [
        *field.metadata,
        *(found for part in get_args(field.annotation) for found in getattr(part, "__metadata__", ())),
    ]


def marker(field: FieldInfo, kind: type[M]) -> M | None:
    """The marker of this class on a parameter, if there is one."""
    return next((found for found in markers(field) if isinstance(found, kind)), None)
