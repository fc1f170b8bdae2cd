"""Arguments of a tool: strict, all findings at once, each with its place and what was probably meant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from dataworks.explain.arguments import (
    GIVE_ONE_OF,
    KINDS,
    MEANT,
    NO_CHANGE,
    NOT_HERE,
    ONE_OF,
    OR_GIVE,
    UNKNOWN,
)
from dataworks.explain.explanation import Language, Text
from dataworks.markers import WHICH, InPlaceOf, marker, markers
from dataworks.operation import SELDOM, Effect, Operation, Operations
from dataworks.scripts.findings import Kind
from dataworks.task_ids import task_id_of
from tools.rendering import clean

M = TypeVar("M", bound=BaseModel)

SHOWN = 20
"""How many findings are told; a hostile call could cause thousands."""


@dataclass(frozen=True)
class BuiltScript:
    """A script that a tool builds from its arguments.

    Attributes:
        places: which argument what is at a pointer comes from, the longest pointer first; ``None``: from ourselves.
    """

    kind: Kind
    text: str
    places: Mapping[str, str | None]

    def place(self, pointer: str) -> str | None:
        """The place in the arguments that a place in the script comes from, ``None`` if there is none."""
        for start, argument in self.places.items():
            if pointer == start or pointer.startswith(f"{start}/"):
                return None if argument is None else argument + pointer.removeprefix(start)
        return None


class Arguments(BaseModel):
    """Arguments of a tool that is more than one operation."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    def findings(self) -> Iterable["Finding"]:
        """What is wrong between the fields, when each one by itself is right."""
        return ()

    def built_script(self) -> BuiltScript | None:
        """The script that is built from them, where that can be said without asking the service."""
        return None

    def second_workspace(self) -> tuple[str, Operations] | None:
        """Another workspace than ``project_id``, and what is sent to it."""
        return None


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the arguments: a JSON pointer, what is wrong, and what was probably meant."""

    pointer: str
    message: str | Text
    suggestion: str | Text | None = None

    def to(self, language: Language) -> str:
        """The finding as a line; what has no words in the language is told in English."""
        words = (part.to(language) if isinstance(part, Text) else part for part in (self.message, self.suggestion))
        return f"{self.pointer}: {'; '.join(filter(None, words))}"


class InvalidArguments(Exception):
    """The arguments can't be used; nothing was sent, or, if it was ``looked``, nothing but reads."""

    def __init__(self, findings: Sequence[Finding], *, looked: bool = False) -> None:
        super().__init__("; ".join(finding.to("en") for finding in findings))
        self.findings = findings
        self.looked = looked


def parsed(model: type[M], raw: Mapping[str, Any]) -> M:
    """The arguments as the model has them, each right by itself.

    Raises:
        InvalidArguments: with every finding.
    """
    try:
        return model.model_validate(dict(raw), by_name=True, by_alias=False)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        raise InvalidArguments([_finding(model, detail) for detail in details[:SHOWN]]) from None


def agreeing(arguments: BaseModel, more: Iterable[Finding] = ()) -> None:
    """See to it that nothing is wrong between the fields, and nothing ``more``.

    Raises:
        InvalidArguments: with every finding.
    """
    findings = [*(arguments.findings() if isinstance(arguments, Arguments) else _lacks(arguments)), *more]
    if findings:
        raise InvalidArguments(findings[:SHOWN])


def task_of(arguments: BaseModel | None) -> str | None:
    """The id of the task that a call is about, in the spelling of ``dataworks.task_ids``."""
    number = getattr(arguments, "task_id", None) or getattr(arguments, "file_id", None)
    return number and task_id_of(number, getattr(arguments, "task_type", None))


def plain_or_complete(arguments: Arguments, script: str) -> Iterator[Finding]:
    """What is wrong between a parameter that takes a script and those that describe it in plain words."""
    complete = getattr(arguments, script) is not None
    for name, field in type(arguments).model_fields.items():
        plain = marker(field, InPlaceOf)
        if plain is None or plain.script != script:
            continue
        given = getattr(arguments, name) is not None
        if complete and given:
            yield Finding(f"/{name}", f"can't be given together with {script}", "leave one of them out")
        if not complete and not given and plain.required:
            yield Finding(f"/{name}", "is required", f"or give a complete {script}")


def _lacks(arguments: BaseModel) -> Iterator[Finding]:
    """What an operation lacks beside its required parameters: one of several, or something to change."""
    given, fields = vars(arguments), type(arguments).model_fields
    if not isinstance(arguments, Operation):
        return
    either = arguments.either
    if either and all(given[name] is None for name in either):
        others = _shown(fields, either[1:])
        yield Finding(f"/{either[0]}", KINDS["missing"], OR_GIVE.filled(others) if others else None)
    changes = [name for name, field in fields.items() if WHICH not in markers(field)]
    if arguments.effect is Effect.UPDATE and all(given[name] in arguments.unchanged for name in changes):
        yield Finding("/file_id", NO_CHANGE, GIVE_ONE_OF.filled(_shown(fields, changes)))


def _shown(fields: Mapping[str, FieldInfo], names: Iterable[str]) -> str:
    """Those parameters that the tool's schema shows."""
    return ", ".join(name for name in names if SELDOM not in fields[name].metadata)


def _finding(model: type[BaseModel], detail: ErrorDetails) -> Finding:
    pointer = "".join(f"/{clean(str(part))[:80]}" for part in detail["loc"])
    known = list(model.model_fields)
    match detail["type"]:
        case "extra_forbidden":
            return Finding(pointer, UNKNOWN, _nearest(str(detail["loc"][-1]), known))
        case "literal_error" if issubclass(model, Operation) and (advice := model.instead.get(str(detail["input"]))):
            return Finding(pointer, NOT_HERE.filled(clean(str(detail["input"]))), advice)
        case "literal_error":
            expected = detail.get("ctx", {}).get("expected", "")
            words = [word.strip(" '") for word in expected.replace(" or ", ", ").split(", ")]
            return Finding(pointer, ONE_OF.filled(", ".join(words)), _nearest(str(detail["input"]), words))
        case kind:
            return Finding(pointer, KINDS.get(kind, _sentence(detail["msg"])))


def _nearest(word: str, known: Sequence[str]) -> Text | None:
    lowered = {name.lower(): name for name in known}
    matches = get_close_matches(word.lower().replace("-", "_")[:80], list(lowered), n=1, cutoff=0.6)
    return MEANT.filled(repr(lowered[matches[0]])) if matches else None


def _sentence(message: str) -> str:
    return message.replace("Input should be", "must be", 1)
