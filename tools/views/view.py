"""The base of all views, and the paging of lists."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from dataworks.answers import Answer, Outcome
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2020.project_config import ConfigUpdated

UNCOUNTED = Text(
    "The service does not count them: if the page is full, ask for the next page_number.",
    "服务不提供总数：如本页已满，请查询下一个 page_number。",
)
EMPTY = Text("No rows: there are none, or the page is after the last one.", "没有数据：可能不存在，或已超过最后一页。")
"""The next step for lists without a total."""

ASK_AGAIN = Text("Ask again in a few seconds, each time a little later.", "请在几秒后再次查询，每次间隔略微延长。")

MORE_ROWS = Text("More rows: page_number {}.", "还有更多数据：page_number {}。")
NO_PAGE = Text("There is no such page: the last one is page_number {}.", "没有这一页：最后一页为 page_number {}。")


def meaning(words: Mapping[Any, Text], value: object) -> str | None:
    """What a value of the service means, in the language of the call; ``None`` if that is not known."""
    return known.said() if (known := words.get(value)) else None


class View(BaseModel):
    """Base of all answers. Fields without a value are left out of the answer.

    ``verbatim`` names a field, if any, whose text is shown unchanged, after the others.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    verbatim: ClassVar[str | None] = None

    pictured: ClassVar[bool] = False
    """Whether hosts that can show pages show this answer as a picture."""

    def picture(self) -> dict[str, Any]:
        """What such a page shows that the answer leaves out since a model need not read it; that of its parts."""
        parts = (part.picture() for part in vars(self).values() if isinstance(part, View))
        return {name: fact for part in parts for name, fact in part.items()}

    @property
    def recorded(self) -> str:
        """The outcome of the call, as the audit file has it."""
        return "done"

    @classmethod
    def like(cls, part: BaseModel, **more: object) -> Self:
        """The view with the fields of the same names of ``part``, and with ``more``."""
        return cls.model_validate({**part.model_dump(include=set(cls.model_fields)), **more})


class NextView(View):
    """A call that succeeded without further facts; ``then`` says what to do next."""

    then: ClassVar[Text]

    next: str

    @classmethod
    def of(cls, _: Answer) -> Self:
        """The view of an answer."""
        return cls(next=cls.then.said())


class DoneView(View):
    """The same, if the service returns a status."""

    then: ClassVar[Text]

    status: Annotated[str | None, described("Status of the service.", "服务的状态。")] = None
    next: str

    @classmethod
    def of(cls, answer: Outcome | ConfigUpdated) -> Self:
        """The view of an answer."""
        return cls(status=answer.status, next=cls.then.said())


class Page(View):
    """One page of rows of a list with a total."""

    total_count: int
    page_number: int
    count: Annotated[int, described("Rows on this page.", "本页的行数。")]
    next: str | None = None

    @classmethod
    def with_rows(cls, page: Any, **rows: tuple[View, ...]) -> Self:
        """The view of a page, with its rows as the value of one field."""
        ((name, found),) = rows.items()
        facts = {"total_count": page.total_count, "page_number": page.page_number, "count": len(found), name: found}
        return cls.model_validate({**facts, "next": next_page(page.total_count, page.page_number, page.page_size)})


def next_page(total_count: int, page_number: int, page_size: int) -> str | None:
    """How to get the next page, or which page is the last, if this one is after it."""
    if total_count > page_number * page_size:
        return MORE_ROWS.said(page_number + 1)
    last = max(-(-total_count // max(page_size, 1)), 1)
    return NO_PAGE.said(last) if page_number > last else None
