"""Views of the files of a workspace."""

from typing import Annotated, Self

from pydantic import Field

from dataworks.operations.files import File, FilePage
from tools.views.view import Page, View, next_page


class FileRow(View):
    """One file of a workspace; times are in ms since 1970."""

    file_id: str
    file_name: str | None = None
    file_type: Annotated[int | None, Field(description="23 batch task, 900 real-time task.")] = None
    node_id: str | None = None
    absolute_folder_path: str | None = None
    owner: str | None = None
    commit_status: int | None = None
    current_version: int | None = None
    last_edit_time: int | None = None
    content: str | None = None

    @classmethod
    def of(cls, file: File) -> Self:
        """The view of a part of an answer."""
        return cls.model_validate(file.model_dump(include=set(cls.model_fields)))


class FilesView(Page):
    """One page of files."""

    files: tuple[FileRow, ...]

    @classmethod
    def of(cls, answer: FilePage) -> Self:
        """The view of an answer."""
        return cls(
            total_count=answer.total_count,
            page_number=answer.page_number,
            count=len(answer.files),
            files=tuple(map(FileRow.of, answer.files)),
            next=next_page(answer.total_count, answer.page_number, answer.page_size),
        )
