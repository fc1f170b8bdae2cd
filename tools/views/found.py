"""Views of operations of version 2024-05-18: what the service answers, by our names, without what it left out."""

from typing import Annotated, Any, ClassVar, Self, cast

from dataworks.answers import Answer
from dataworks.language import Text
from dataworks.markers import described
from tools.views.view import Page, View


class FoundPage(Page):
    """One page of rows."""

    rows: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, answer: Any) -> Self:
        """The view of an answer, whose only list has the rows."""
        fields = cast("dict[str, Any]", vars(answer))
        lists = (cast("tuple[Answer, ...]", value) for value in fields.values() if isinstance(value, tuple))
        rows = tuple(map(shown, next(lists)))
        page = cls.with_rows(answer, rows=())
        return page.model_copy(update={"rows": rows, "count": len(rows)})


class FoundView(View):
    """What was read."""

    found: dict[str, Any]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The view of an answer."""
        return cls(found=shown(answer))


class IdView(View):
    """What was created; ``then`` says what to do next."""

    then: ClassVar[Text]

    id: Annotated[str, described("Its id.", "其 ID。")]
    next: str

    @classmethod
    def of(cls, answer: Any) -> Self:
        """The view of an answer."""
        return cls(id=answer.id, next=cls.then.said())


def shown(answer: Answer) -> dict[str, Any]:
    """The fields of an answer that have a value; the request id is not one of them."""
    fields: dict[str, Any] = answer.model_dump(mode="json", exclude_none=True, exclude={"request_id"})
    return fields
