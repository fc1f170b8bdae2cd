"""Lenient models of the service's answers, and whether a status means success.

The models are lenient because of the official samples: they spell a status ``true`` and ``"success"``, fill in a
message on success, and answer ``Success: true`` on failure (dataworks-di-api, section 2).
"""

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Self, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic.alias_generators import to_pascal

LONGEST_CODE = 200
"""Characters of a code or request id of the service that are kept."""

PROBLEMS_SHOWN = 20
"""Fields of an answer that could not be read, as far as they are named; each row of a list can have some."""

SUCCESS_WORDS = frozenset({"success", "true", "1", "succeed"})
FAILURE_WORDS = frozenset({"fail", "false", "0", "failed", "failure"})


def _text(value: object) -> object:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


Id = Annotated[str, BeforeValidator(_text)]
"""An id as text, since the service sends a number that may exceed 2**53."""

Text = Annotated[str | None, BeforeValidator(_text)]
"""Text that may be missing; some samples have a boolean or a number instead."""

Status = Annotated[str | None, BeforeValidator(lambda value: None if value is None else str(value).lower())]
"""A status in lower case: ``True``, ``"True"`` and ``true`` are all ``"true"``."""


RequestId = Annotated[str | None, BeforeValidator(lambda value: None if value is None else cut_code(value))]
"""The id of a request, which every log line of it has."""


def cut_code(value: object) -> str:
    """Return the beginning of a code or request id, all of which is short unless the service sends something else."""
    return str(_text(value))[:LONGEST_CODE]


class Answer(BaseModel):
    """The ``Data`` of a successful answer, plus the request id. Unknown fields are ignored.

    Attributes:
        place: the field of the payload that has the answer; "" if the payload itself is the answer.
        bare: the field of the model for a ``Data`` that is not an object but a list, a number or a text.
    """

    model_config = ConfigDict(
        extra="ignore", frozen=True, alias_generator=to_pascal, validate_by_name=True, defer_build=True
    )

    place: ClassVar[str] = "Data"
    bare: ClassVar[str] = ""

    request_id: RequestId = None

    def shown(self, may_show: Callable[[str], bool]) -> Self:
        """Return the answer without the rows of workspaces, by id, that may not be shown; most have no such rows."""
        del may_show
        return self

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> Self:
        """Read the answer from the whole payload.

        Raises:
            pydantic.ValidationError: it is missing, of another type, or without a required field.
        """
        data = cls.data_in(payload)
        fields: Any = {cls.bare: data} if cls.bare else data
        return cls.model_validate(
            {**fields, "RequestId": payload.get("RequestId")} if isinstance(fields, dict) else None
        )

    @classmethod
    def data_in(cls, payload: Mapping[str, Any]) -> object:
        """Return the part of the payload that is the answer."""
        return payload.get(cls.place) if cls.place else payload


class Done(Answer):
    """An answer without ``Data``: only whether the call was a success."""

    place = ""

    success: bool


class Outcome(Answer):
    """An answer with a status and a message only."""

    status: Status = None
    message: Text = None


def is_success(status: object) -> bool:
    """Return whether a status, in any spelling, means success."""
    return str(status).lower() in SUCCESS_WORDS


def is_failure(status: object) -> bool:
    """Return whether a status, in any spelling, means failure. A missing or unknown one is neither."""
    return str(status).lower() in FAILURE_WORDS


def payload_of(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object in an answer's body, or ``None`` if there is none."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", payload) if isinstance(payload, dict) else None


def problems_of(error: ValidationError) -> str:
    """Return the fields of an answer that could not be read, without their values."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    named = [".".join(map(str, problem["loc"])) or "Data" for problem in problems[:PROBLEMS_SHOWN]]
    more = [f"and {len(problems) - PROBLEMS_SHOWN:,} more"] if len(problems) > PROBLEMS_SHOWN else []
    return ", ".join((*named, *more))
