"""What every view is, and how lists in views are paged."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

UNCOUNTED = "The service does not count them: if the page is full, ask for the next page_number."
"""Said of lists that come without a total."""


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
    """How to get the next page, if there is one."""
    return f"More rows: page_number {page_number + 1}." if total_count > page_number * page_size else None
