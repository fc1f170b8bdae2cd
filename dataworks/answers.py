"""What the service answers: lenient models, and the verdict that decides whether an answer is a success.

The tolerance is bought with experience: the official samples spell a status ``true`` and ``"success"``, fill in a
message on success, and answer ``Success: true`` on failure (dataworks-di-api, section 2).
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic.alias_generators import to_pascal

SUCCESS_WORDS = frozenset({"success", "true", "1", "succeed"})
FAILURE_WORDS = frozenset({"fail", "false", "0", "failed", "failure"})


def _text(value: object) -> object:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


Id = Annotated[str, BeforeValidator(_text)]
"""An id. The wire carries a number that may exceed 2**53, so it is text from here on."""

Text = Annotated[str | None, BeforeValidator(_text)]
"""Text that may be missing, and that some samples spell as a boolean or a number."""

Status = Annotated[str | None, BeforeValidator(lambda value: None if value is None else str(value).lower())]
"""A status in lower case: ``True``, ``"True"`` and ``true`` are all ``"true"``."""


class Answer(BaseModel):
    """The ``Data`` of a successful answer, plus the request id. Unknown fields are ignored.

    ``place`` is the field of the payload that holds the answer, "" where the payload itself is it; ``bare`` is the
    field of ours that takes a ``Data`` which is no object but a list, a number or a text.
    """

    model_config = ConfigDict(
        extra="ignore", frozen=True, alias_generator=to_pascal, validate_by_name=True, defer_build=True
    )

    place: ClassVar[str] = "Data"
    bare: ClassVar[str] = ""

    request_id: Text = None

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> Self:
        """Read the answer out of the whole payload.

        Raises:
            pydantic.ValidationError: it is missing, of another kind, or lacks what the answer can't do without.
        """
        data = cls.held(payload)
        fields: Any = {cls.bare: data} if cls.bare else data
        return cls.model_validate(
            {**fields, "RequestId": payload.get("RequestId")} if isinstance(fields, dict) else None
        )

    @classmethod
    def held(cls, payload: Mapping[str, Any]) -> object:
        """What of the payload is the answer."""
        return payload.get(cls.place) if cls.place else payload


class Done(Answer):
    """An answer without ``Data``, that says no more than that it worked."""

    place = ""

    success: bool


class Outcome(Answer):
    """An answer that says no more than that it worked."""

    status: Status = None
    message: Text = None


def is_success(status: object) -> bool:
    """Whether a status, in any of its spellings, means success."""
    return str(status).lower() in SUCCESS_WORDS


def is_failure(status: object) -> bool:
    """Whether a status, in any of its spellings, means failure. A missing or unknown one means neither."""
    return str(status).lower() in FAILURE_WORDS


def payload_of(body: bytes) -> dict[str, Any] | None:
    """The JSON object in an answer's body, or ``None`` when there is none."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", payload) if isinstance(payload, dict) else None


def problems_of(error: ValidationError) -> str:
    """The places of an answer that could not be read, without their values."""
    return ", ".join(".".join(map(str, problem["loc"])) or "Data" for problem in error.errors())
