"""Strict parsing of a tool's arguments: reports all errors at once, each with its place and a suggestion."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from dataworks.explain.arguments import (
    BOUNDS,
    GIVE_ONE_OF,
    KINDS,
    LEAVE_ONE_OUT,
    MEANT,
    MUST_BE,
    NO_CHANGE,
    NOT_HERE,
    NOT_TOGETHER,
    ONE_OF,
    OR_GIVE,
    REQUIRED,
    TOO_LONG,
    TOO_MANY,
    UNKNOWN,
)
from dataworks.explain.explanation import Language, Text
from dataworks.language import SEMICOLON
from dataworks.markers import IDENTIFIES, InPlaceOf, NumberOf, marked, markers
from dataworks.operation import SELDOM, Effect, Operation, Operations
from dataworks.quoting import named
from dataworks.scripts.definition import Definition
from dataworks.scripts.findings import Kind
from dataworks.task_ids import id_of, task_id_of
from tools.arguments.bounds import excess, few
from tools.arguments.meant import additions, as_meant
from tools.arguments.outlook import NOTHING_KNOWN, Look, Outlook
from tools.rendering import clean

KEY = Text("the name {} {}", "名称 {} {}")

M = TypeVar("M", bound=BaseModel)

SHOWN = 20
"""Findings that are reported at most; a hostile call could cause thousands."""


@dataclass(frozen=True)
class BuiltScript:
    """A script that a tool builds from its arguments.

    Attributes:
        places: maps pointers in the script to pointers in the arguments, the longest first; ``None``: a part that
            comes from no argument.
        alike: whether the arguments have the form of these parts, so that a pointer into one leads on.
    """

    kind: Kind
    text: str
    places: Mapping[str, str | None]
    alike: bool = True

    def place(self, pointer: str) -> str | None:
        """The pointer in the arguments for a pointer in the script; ``None`` if it comes from no argument."""
        for start, argument in self.places.items():
            if pointer == start or pointer.startswith(f"{start}/"):
                return None if argument is None else argument + (pointer.removeprefix(start) if self.alike else "")
        return None


def unresolved(arguments: BaseModel) -> frozenset[str]:
    """The arguments that were left out, and stand for what a plan finds (``Arguments.resolved_in_plan``)."""
    names = arguments.resolved_in_plan if isinstance(arguments, Arguments) else ()
    return frozenset(name for name in names if getattr(arguments, name) is None)


class Arguments(BaseModel):
    """Arguments of a tool that is more than one operation."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, defer_build=True)

    resolved_in_plan: ClassVar[frozenset[str]] = frozenset()
    """The arguments whose default the plan replaces by the value that it stands for: a call with either is the same."""

    def findings(self) -> Iterable["Finding"]:
        """Conflicts between fields that are each valid by themselves."""
        return ()

    def built_script(self) -> BuiltScript | None:
        """The script that is built from them, if that needs no API call."""
        return None

    async def outlook(self, look: Look, current: Definition | None) -> Outlook:
        """What the call will find and send, for its plan; ``current`` is the definition of its task, if it is known.

        Raises:
            InvalidArguments: the call can't do what it is to do.
            DataWorksError: what it needs can't be read.
        """
        del look, current
        return NOTHING_KNOWN

    def second_workspace(self) -> tuple[str, Operations] | None:
        """A workspace other than ``project_id``, and the operations that are sent to it."""
        return None


@dataclass(frozen=True)
class Finding:
    """One error in the arguments: JSON pointer, message, and a suggestion."""

    pointer: str
    message: str | Text
    suggestion: str | Text | None = None

    def to(self, language: Language) -> str:
        """The finding as one line; parts without a translation are in English."""
        words = (part.to(language) if isinstance(part, Text) else part for part in (self.message, self.suggestion))
        return f"{self.pointer}: {SEMICOLON.to(language).join(filter(None, words))}"


class InvalidArguments(Exception):
    """The arguments are not valid; no request was sent, or only reads if ``after_reads``."""

    def __init__(self, findings: Sequence[Finding], *, after_reads: bool = False) -> None:
        super().__init__("; ".join(finding.to("en") for finding in findings))
        self.findings = findings
        self.after_reads = after_reads


def parsed(model: type[M], raw: Mapping[str, Any]) -> M:
    """Validate each argument by itself, read as it is meant; what the host has added is left out.

    Raises:
        InvalidArguments: with all findings.
    """
    added = additions(model, raw)
    given = few(model, {name: value for name, value in raw.items() if name not in added}, SHOWN)
    excessive = [Finding(f"/{_step(name)}", problem) for name, problem in excess(model, given)]
    if excessive:
        raise InvalidArguments(excessive)
    try:
        return model.model_validate(as_meant(model, given), by_name=True, by_alias=False)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        raise InvalidArguments([_finding(model, detail) for detail in details[:SHOWN]]) from None


def check_together(arguments: BaseModel, more: Iterable[Finding] = ()) -> None:
    """Check for conflicts between arguments.

    Raises:
        InvalidArguments: there are findings, here or in ``more``.
    """
    findings = [*(arguments.findings() if isinstance(arguments, Arguments) else _missing(arguments)), *more]
    if findings:
        raise InvalidArguments(findings[:SHOWN])


def task_of(arguments: BaseModel | None) -> str | None:
    """The id of the one task that a call is for, in the form of ``dataworks.task_ids``."""
    number = getattr(arguments, "task_id", None) or getattr(arguments, "file_id", None)
    if number is None:
        several: list[str] = getattr(arguments, "task_ids", None) or []
        return several[0] if len(several) == 1 else _task_of_number(arguments)
    return task_id_of(number, getattr(arguments, "task_type", None))


def _task_of_number(arguments: BaseModel | None) -> str | None:
    """The id of the job or node whose number an operation takes."""
    numbers: Mapping[str, NumberOf] = marked(type(arguments), NumberOf) if arguments is not None else {}
    given = ((of.kind, getattr(arguments, name)) for name, of in numbers.items())
    return next((id_of(number, kind) for kind, number in given if isinstance(number, str)), None)


OR_COMPLETE = Text("or give a complete {}", "或给出完整的 {}")


def plain_or_complete(arguments: Arguments, script: str) -> Iterator[Finding]:
    """Check that either a script is given, or the plain parameters that it is built from."""
    complete = getattr(arguments, script) is not None
    for name, plain in marked(type(arguments), InPlaceOf).items():
        if plain.script != script:
            continue
        given = getattr(arguments, name) is not None
        if complete and given:
            yield Finding(f"/{name}", NOT_TOGETHER.filled(script), LEAVE_ONE_OUT)
        if not complete and not given and plain.required:
            yield Finding(f"/{name}", REQUIRED, OR_COMPLETE.filled(script))


def _missing(arguments: BaseModel) -> Iterator[Finding]:
    """What an operation needs in addition to its required parameters: one of several, or a value to change."""
    given, fields = vars(arguments), type(arguments).model_fields
    if not isinstance(arguments, Operation):
        return
    either = arguments.either
    if either and all(given[name] is None for name in either):
        others = _shown(fields, either[1:])
        yield Finding(f"/{either[0]}", KINDS["missing"], OR_GIVE.filled(others) if others else None)
    if arguments.effect is not Effect.UPDATE:
        return
    changes = [name for name, field in fields.items() if IDENTIFIES not in markers(field)]
    if all(given[name] in arguments.unchanged for name in changes):
        yield Finding("/file_id", NO_CHANGE, GIVE_ONE_OF.filled(_shown(fields, changes)))


def _shown(fields: Mapping[str, FieldInfo], names: Iterable[str]) -> str:
    """The names of these parameters that the tool's schema shows."""
    return ", ".join(name for name in names if SELDOM not in fields[name].metadata)


def _finding(model: type[BaseModel], detail: ErrorDetails) -> Finding:
    *place, last = detail["loc"] or ("",)
    if last == "[key]" and place and detail["type"] != "extra_forbidden":  # the name of a value, not the value
        found = _finding(model, {**detail, "loc": (*place[:-1],)})
        return replace(found, message=KEY.filled(named(_step(place[-1])), found.message))
    pointer = "".join(f"/{_step(part)}" for part in detail["loc"])
    known = _fields_at(model, detail["loc"][:-1])
    match detail["type"]:
        case "extra_forbidden":
            return Finding(pointer, UNKNOWN, _nearest(str(detail["loc"][-1]), known))
        case "literal_error" if issubclass(model, Operation) and (advice := model.instead.get(str(detail["input"]))):
            return Finding(pointer, NOT_HERE.filled(_step(detail["input"])), advice)
        case "literal_error":
            expected = detail.get("ctx", {}).get("expected", "")
            words = [word.strip(" '") for word in expected.replace(" or ", ", ").split(", ")]
            return Finding(pointer, ONE_OF.filled(", ".join(words)), _nearest(str(detail["input"]), words))
        case "too_long" | "string_too_long" as kind:
            most = detail.get("ctx", {}).get("max_length", 0)
            return Finding(pointer, (TOO_MANY if kind == "too_long" else TOO_LONG).filled(f"{most:,}"))
        case kind if kind in BOUNDS:
            return Finding(pointer, BOUNDS[kind].filled(detail["msg"].rpartition(" ")[2]))
        case kind:
            return Finding(
                pointer, KINDS.get(kind) or re.sub("Input should be", MUST_BE.said(), detail["msg"], count=1)
            )


def _fields_at(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The fields of the object at this place, if its schema says them."""
    for part in path:
        field = model.model_fields.get(str(part))
        annotation = field.annotation if field else None
        inner = [each for each in (annotation, *get_args(annotation)) if isinstance(each, type)]
        models = [each for each in inner if issubclass(each, BaseModel)]
        if not models:
            return []
        model = models[0]
    return list(model.model_fields)


def _step(part: object) -> str:
    return clean(str(part)[:80])


def _nearest(word: str, known: Sequence[str]) -> Text | None:
    lowered = {name.lower(): name for name in known}
    matches = get_close_matches(word[:80].lower().replace("-", "_"), list(lowered), n=1, cutoff=0.6)
    return MEANT.filled(repr(lowered[matches[0]])) if matches else None
