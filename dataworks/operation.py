"""What an API operation is: a frozen request that knows its effect, its answer and where each field travels."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Generic, NamedTuple, Required, Self, TypedDict, TypeVar, Unpack

from pydantic import BaseModel, ConfigDict

from dataworks.answers import Answer

VERSION = "2020-05-18"
"""The API version of an operation whose class names no other one."""

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


class OperationKey(NamedTuple):
    """What an operation is known by: versions of the API have actions of the same name with other contracts."""

    version: str
    action: str


class Header(TypedDict, total=False):
    """What the header of an operation's class may say; each is an attribute of ``Operation``."""

    effect: Required[Effect]
    version: str
    method: str
    paging: Paging
    states: States
    lifetime: float
    instead: Mapping[str, str]
    either: tuple[str, ...]
    unchanged: tuple[str | None, ...]


class Operation(BaseModel, Generic[A_co]):
    """One API operation. The class name is the wire action, the type argument is the answer.

    Fields are strict: an unknown field, or a value of another type, is refused before anything is sent.
    The header of a class says what else is known of its operation:

    Attributes:
        paging: how its rows are handed out; ``None``: it has no pages.
        states: where ``Data.Status`` of its answer is a state.
        lifetime: seconds for which ``recall`` may give its answer again; 0: never.
        instead: the task types that it does not take, and what a caller of each is told to do (facts, section 1.1).
        either: parameters of which it needs one.
        unchanged: values of a parameter that leave a thing as it is. An update needs a parameter with another one.
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
    version: ClassVar[str] = VERSION
    method: ClassVar[str] = "POST"
    paging: ClassVar[Paging | None] = None
    states: ClassVar[States | None] = None
    lifetime: ClassVar[float] = 0.0
    instead: ClassVar[Mapping[str, str]] = MappingProxyType({})
    either: ClassVar[tuple[str, ...]] = ()
    unchanged: ClassVar[tuple[str | None, ...]] = (None,)

    def __init_subclass__(cls, **facts: Unpack[Header]) -> None:
        super().__init_subclass__()
        for name, fact in facts.items():
            setattr(cls, name, fact)
        if facts:  # else it is the parametrised base, Operation[Answer]
            (cls.answer,) = cls.__bases__[0].__pydantic_generic_metadata__["args"]  # type: ignore[attr-defined, unused-ignore]

    @classmethod
    def action(cls) -> str:
        """The name of the operation on the wire."""
        return cls.__name__

    @classmethod
    def key(cls) -> OperationKey:
        """What it is known by among the operations of all versions."""
        return OperationKey(cls.version, cls.action())

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
