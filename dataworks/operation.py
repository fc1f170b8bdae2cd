"""The base class of API operations: a frozen request with its effect, its answer, and the place of each field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Generic, NamedTuple, Required, Self, TypedDict, TypeVar, Unpack

from pydantic import BaseModel, ConfigDict

from dataworks.answers import Answer
from dataworks.language import Text
from dataworks.markers import markers

VERSION = "2020-05-18"
"""The API version of operations by default."""

NEW = "2024-05-18"
"""The API version of Data Integration jobs, and of nodes of the new Data Studio."""

A = TypeVar("A", bound=Answer)
A_co = TypeVar("A_co", bound=Answer, covariant=True)


class Effect(StrEnum):
    """What an operation does to the workspace, weakest first. Retries, annotations and consent depend on it."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    RUN = "run"  # deploys or starts
    STOP = "stop"  # interrupts, or takes offline
    DELETE = "delete"  # destroys

    @property
    def strength(self) -> int:
        """The place in the order, to find the strongest of several effects."""
        return list(Effect).index(self)


class Belongs(StrEnum):
    """Whose data an operation reads or changes. Rules about workspaces are decided by it."""

    WORKSPACE = "workspace"  # that of the workspace in project_id or project_identifier
    ACCOUNT = "account"  # that of the account, or a list of its workspaces
    BY_ID = "by id"  # that of a workspace which no parameter names; a tool that names one has found the id there
    OTHERWISE = "otherwise"  # that of a workspace which no parameter names


class Position(StrEnum):
    """The place of a parameter that is not in the query string."""

    BODY = "body"


BODY = Position.BODY


class Seldom(StrEnum):
    """Marks a parameter of the API that is not in the schema of the tool, since assistants don't need it."""

    SELDOM = "seldom"


SELDOM = Seldom.SELDOM


class Joined(StrEnum):
    """Marks a list that is sent as text with commas; any other list is sent as JSON text."""

    COMMA = "comma"


COMMA = Joined.COMMA


@dataclass(frozen=True)
class Paging:
    """The paging of an operation: the field of the answer with the rows, and the page size to request."""

    items: str
    size: int

    def is_full(self, page: Answer) -> bool:
        """Return whether the service sent a full page, so that another one may follow."""
        return len(getattr(page, self.items)) + getattr(page, "left_out", 0) >= self.size


@dataclass(frozen=True)
class States:
    """``Data.Status`` of an answer is the state of a task or workspace, not the result of the call.

    Attributes:
        known: the states, in upper case; any other text means that the call failed. Empty: any text is a state.
        task_type: applies to this task type only; for others, Status is the result of the call, as usual.
    """

    known: frozenset[str] = frozenset()
    task_type: str | None = None


class Wire(NamedTuple):
    """The parameters of one request as the API spells them."""

    query: dict[str, str]
    form: dict[str, str]


ODD_WORDS = {"di": "DI"}


def wire_name(field: str) -> str:
    """Return the name of a field in the API: ``project_id`` is ``ProjectId``, ``di_job_id`` is ``DIJobId``."""
    return "".join(ODD_WORDS.get(word, word.capitalize()) for word in field.split("_"))


def wire_value(value: object, version: str = VERSION) -> str:
    """Return the text of a value in the API: JSON for lists and objects; booleans as the SDK of the version."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) and version == NEW:
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class OperationKey(NamedTuple):
    """The key of an operation: versions of the API have actions of the same name that differ."""

    version: str
    action: str


class Header(TypedDict, total=False):
    """The keywords in the header of an operation's class; each becomes an attribute of ``Operation``."""

    effect: Required[Effect]
    belongs: Required[Belongs]
    version: str
    like: str
    method: str
    paging: Paging
    states: States
    lifetime: float
    instead: Mapping[str, Text]
    either: tuple[str, ...]
    unchanged: tuple[str | None, ...]
    anonymous: bool


class Operation(BaseModel, Generic[A_co]):
    """One API operation. The class name is the action, the type argument is the answer.

    Fields are strict: an unknown field, or a value of another type, is refused before anything is sent.
    The header of a class has the other facts about the operation:

    Attributes:
        effect: what it does to the workspace.
        belongs: whose data it reads or changes.
        version: the version of the API that has it.
        like: the action of the other version that does the same to a task; a rule about one applies to the other.
        method: the HTTP method.
        paging: the paging of its rows; ``None``: it has no pages.
        states: for an answer whose ``Data.Status`` is a state.
        lifetime: seconds for which its answer may be cached; 0: never.
        instead: the task types that it does not accept, with what to use instead (facts, section 1.1).
        either: parameters of which one is required.
        unchanged: values of a parameter that change nothing. An update needs a parameter with another value.
        anonymous: it is sent without an access key and a signature.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        alias_generator=wire_name,
        validate_by_name=True,
        defer_build=True,  # most operations are never called in a session, and building all of them delays the start
    )

    effect: ClassVar[Effect]
    belongs: ClassVar[Belongs]
    answer: ClassVar[type[Answer]]
    version: ClassVar[str] = VERSION
    like: ClassVar[str | None] = None
    method: ClassVar[str] = "POST"
    paging: ClassVar[Paging | None] = None
    states: ClassVar[States | None] = None
    lifetime: ClassVar[float] = 0.0
    instead: ClassVar[Mapping[str, Text]] = MappingProxyType({})
    either: ClassVar[tuple[str, ...]] = ()
    unchanged: ClassVar[tuple[str | None, ...]] = (None,)
    anonymous: ClassVar[bool] = False

    def __init_subclass__(cls, **facts: Unpack[Header]) -> None:
        super().__init_subclass__()
        for name, fact in facts.items():
            setattr(cls, name, fact)
        if facts:  # without any, it is the parametrised base, Operation[Answer]
            (cls.answer,) = cls.__bases__[0].__pydantic_generic_metadata__["args"]  # type: ignore[attr-defined, unused-ignore]

    @classmethod
    def action(cls) -> str:
        """Return the name of the operation in the API."""
        return cls.__name__

    @classmethod
    def key(cls) -> OperationKey:
        """Return the key among the operations of all versions."""
        return OperationKey(cls.version, cls.action())

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again if it is unknown whether the first request arrived."""
        return self.effect is Effect.READ or getattr(self, "client_token", None) is not None

    @classmethod
    def parameter(cls, field: str) -> str:
        """Return the name of a field in the API, which a field can give as its alias."""
        return cls.model_fields[field].alias or wire_name(field)

    @classmethod
    def is_in_body(cls, field: str) -> bool:
        """Return whether the field is form data; all others are in the query string."""
        return BODY in cls.model_fields[field].metadata

    @classmethod
    def from_wire(cls, parameters: Mapping[str, str]) -> Self:
        """Read a request from its parameters as strings.

        Raises:
            pydantic.ValidationError: a parameter is missing, unknown or not of its type.
        """
        return cls.model_validate_strings(dict(parameters), strict=False, by_alias=True)

    def wire(self) -> Wire:
        """Return the parameters as strings, by place. ``None`` is left out, an empty string is sent."""
        wire, in_body, joined = Wire({}, {}), _names_marked(type(self), BODY), _names_marked(type(self), COMMA)
        for name, value in self.model_dump(mode="json", by_alias=True, exclude_none=True).items():
            target = wire.form if name in in_body else wire.query
            target[name] = ",".join(map(str, value)) if name in joined else wire_value(value, self.version)
        return wire


@cache
def _names_marked(operation: type[Operation[Any]], marker: StrEnum) -> frozenset[str]:
    """The parameters, as the API spells them, whose fields have a marker."""
    fields = operation.model_fields.items()
    return frozenset(operation.parameter(name) for name, field in fields if marker in markers(field))


Operations = tuple[type[Operation[Any]], ...]
"""Several operations, such as those that a flow may call."""
