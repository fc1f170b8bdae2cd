"""What every view is, and how lists in views are paged."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dataworks.answers import Answer, Outcome
from dataworks.operations.project_config import ConfigUpdated
from dataworks.secrets import disclosed

UNCOUNTED = "The service does not count them: if the page is full, ask for the next page_number."
EMPTY = "No rows: there are none, or the page is behind the last one."
"""Said of lists that come without a total."""


ScriptShown = Annotated[str, AfterValidator(disclosed)]
"""The script of a task, as every view shows it: without the secrets in it."""


class View(BaseModel):
    """Base of all answers. Fields without a value are left out of the answer.

    ``verbatim`` is a field of ours that the text shows as it is, below the others.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    verbatim: ClassVar[str | None] = None

    @classmethod
    def like(cls, part: BaseModel, **more: object) -> Self:
        """The view with the fields of a part of an answer that have the same names, and with ``more``."""
        return cls.model_validate({**part.model_dump(include=set(cls.model_fields)), **more})


class NextView(View):
    """A call that worked, with an answer that says no more than that; ``then`` is what comes next."""

    then: ClassVar[str]

    next: str

    @classmethod
    def of(cls, _: Answer) -> Self:
        """The view of an answer."""
        return cls(next=cls.then)


class DoneView(View):
    """The same where the service calls it by a status."""

    then: ClassVar[str]

    status: Annotated[str | None, Field(description="As the service spelled it.")] = None
    next: str

    @classmethod
    def of(cls, answer: Outcome | ConfigUpdated) -> Self:
        """The view of an answer."""
        return cls(status=answer.status, next=cls.then)


class Page(View):
    """One page of rows, where the service says how many there are."""

    total_count: int
    page_number: int
    count: Annotated[int, Field(description="Rows on this page.")]
    next: str | None = None

    @classmethod
    def with_rows(cls, page: Any, **rows: tuple[View, ...]) -> Self:
        """The view of a page, with its rows under the name of their field."""
        ((name, found),) = rows.items()
        facts = {"total_count": page.total_count, "page_number": page.page_number, "count": len(found), name: found}
        return cls.model_validate({**facts, "next": next_page(page.total_count, page.page_number, page.page_size)})


def next_page(total_count: int, page_number: int, page_size: int) -> str | None:
    """How to get the next page, if there is one; behind the last one, which that is."""
    if total_count > page_number * page_size:
        return f"More rows: page_number {page_number + 1}."
    last = max(-(-total_count // max(page_size, 1)), 1)
    return f"There is no such page: the last one is page_number {last}." if page_number > last else None
