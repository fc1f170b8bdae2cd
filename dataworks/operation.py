"""What an API operation is: a frozen request that knows its effect, its answer and where each field travels."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict

from dataworks.answers import Answer

VERSION = "2020-05-18"

A = TypeVar("A", bound=Answer)
A_co = TypeVar("A_co", bound=Answer, covariant=True)


class Effect(StrEnum):
    """What an operation does to the workspace, weakest first. Retries, annotations and consent follow from it."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    RUN = "run"  # deploys or starts
    STOP = "stop"  # interrupts, or takes offline
    DELETE = "delete"  # destroys

    @property
    def strength(self) -> int:
        """Its place in the order, to find the strongest of several."""
        return list(Effect).index(self)


class Position(StrEnum):
    """Where a parameter travels when it is not in the query string."""

    BODY = "body"


BODY = Position.BODY


class Seldom(StrEnum):
    """What marks a parameter that an assistant has no need of: known on the wire, left out of the tool's schema."""

    SELDOM = "seldom"


SELDOM = Seldom.SELDOM


@dataclass(frozen=True)
class Paging:
    """How an operation hands out its rows: the answer's field that holds them, and the page size to ask for."""

    items: str
    size: int


@dataclass(frozen=True)
class States:
    """``Data.Status`` of an answer is the state of a thing, not the result of the call.

    Attributes:
        known: the states there are, in upper case; any other one means that the call failed. Empty: any is one.
        task_type: holds for this task type only; for the others Status is the result, as everywhere.
    """

    known: frozenset[str] = frozenset()
    task_type: str | None = None


class Wire(NamedTuple):
    """The parameters of one request as they are spelled on the wire."""

    query: dict[str, str]
    form: dict[str, str]


ODD_WORDS = {"di": "DI"}


def wire_name(field: str) -> str:
    """Spell a field as the API does: ``project_id`` is ``ProjectId``, ``di_job_id`` is ``DIJobId``."""
    return "".join(ODD_WORDS.get(word, word.capitalize()) for word in field.split("_"))


def wire_value(value: object) -> str:
    """Spell a value as the API does: lower-case booleans, JSON for lists."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Operation(BaseModel, Generic[A_co]):
    """One API operation. The class name is the wire action, the type argument is the answer.

    Fields are strict: an unknown field, or a value of another type, is refused before anything is sent.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=wire_name,
        validate_by_name=True,
        defer_build=True,  # most operations are never called in a session, and building them all delays its start
    )

    effect: ClassVar[Effect]
    answer: ClassVar[type[Answer]]
    paging: ClassVar[Paging | None]
    method: ClassVar[str]
    states: ClassVar[States | None]

    def __init_subclass__(
        cls,
        *,
        effect: Effect | None = None,
        paging: Paging | None = None,
        method: str = "POST",
        states: States | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        if effect is None:  # the parametrised base, Operation[Answer]
            return
        cls.effect = effect
        cls.paging = paging
        cls.method = method
        cls.states = states
        (cls.answer,) = cls.__bases__[0].__pydantic_generic_metadata__["args"]  # type: ignore[attr-defined, unused-ignore]

    @classmethod
    def action(cls) -> str:
        """The name of the operation on the wire."""
        return cls.__name__

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again when nobody knows whether the first one arrived."""
        return self.effect is Effect.READ or getattr(self, "client_token", None) is not None

    @classmethod
    def travels_in_body(cls, field: str) -> bool:
        """Whether the field is form data; everything else goes in the query string."""
        return BODY in cls.model_fields[field].metadata

    @classmethod
    def from_wire(cls, parameters: Mapping[str, str]) -> Self:
        """Read a request from the strings it travelled as.

        Raises:
            pydantic.ValidationError: a parameter is missing, unknown or not of its type.
        """
        return cls.model_validate_strings(dict(parameters), strict=False, by_alias=True)

    def wire(self) -> Wire:
        """The parameters as strings, split by where they travel. ``None`` is left out, an empty string is sent."""
        wire, in_body = Wire({}, {}), _names_in_body(type(self))
        for name, value in self.model_dump(mode="json", by_alias=True, exclude_none=True).items():
            target = wire.form if name in in_body else wire.query
            target[name] = wire_value(value)
        return wire


@cache
def _names_in_body(operation: type[Operation[Any]]) -> frozenset[str]:
    return frozenset(wire_name(field) for field in operation.model_fields if operation.travels_in_body(field))


Operations = tuple[type[Operation[Any]], ...]
"""Several operations, such as those that a flow may call."""
