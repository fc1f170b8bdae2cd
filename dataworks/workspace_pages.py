"""Pages of workspaces, whose rows a policy may hide."""

from collections.abc import Callable
from typing import ClassVar, Self

from pydantic import PrivateAttr

from dataworks.answers import Answer


class WorkspacePage(Answer):
    """One page of workspaces.

    Attributes:
        rows: the field with the workspaces.
        row_id: the field of a row with the id of the workspace.
    """

    rows: ClassVar[str]
    row_id: ClassVar[str]

    total_count: int | None = 0
    page_number: int = 1
    page_size: int = 10
    _left_out: int = PrivateAttr(default=0)

    @property
    def left_out(self) -> int:
        """The number of workspaces on this page that may not be shown."""
        return self._left_out

    def shown(self, may_show: Callable[[str], bool]) -> Self:
        """Return the page without the workspaces that may not be shown, and without their number.

        The total is that of the page if it is the only one, and ``None`` if other pages can have hidden ones.
        """
        rows = getattr(self, self.rows)
        kept = tuple(row for row in rows if may_show(getattr(row, self.row_id)))
        only = self.page_number == 1 and (self.total_count or 0) <= len(rows)
        page = self.model_copy(update={self.rows: kept, "total_count": len(kept) if only else None})
        page._left_out = len(rows) - len(kept)
        return page
