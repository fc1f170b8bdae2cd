"""What every view is, and how lists in views are paged."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

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


class DoneView(View):
    """A call that worked: what the service called it, and what comes next."""

    status: Annotated[str | None, Field(description="As the service spelled it.")] = None
    next: str


class Page(View):
    """One page of rows, where the service says how many there are."""

    total_count: int
    page_number: int
    count: Annotated[int, Field(description="Rows on this page.")]
    next: str | None = None


def next_page(total_count: int, page_number: int, page_size: int) -> str | None:
    """How to get the next page, if there is one; behind the last one, which that is."""
    if total_count > page_number * page_size:
        return f"More rows: page_number {page_number + 1}."
    last = max(-(-total_count // max(page_size, 1)), 1)
    return f"There is no such page: the last one is page_number {last}." if page_number > last else None
