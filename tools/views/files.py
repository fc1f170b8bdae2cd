"""Views of the files of a workspace."""

from typing import Annotated, Self

from dataworks.markers import described
from dataworks.operations.v2020.files import File, FileDetail, FilePage, NodeConfiguration
from tools.views.view import Page, View


class FileRow(View):
    """One file of a workspace; times are in ms since 1970."""

    file_id: str
    file_name: str | None = None
    file_type: Annotated[int | None, described("23 batch task, 900 real-time task.", "23 离线任务，900 实时任务。")] = (
        None
    )
    node_id: str | None = None
    absolute_folder_path: str | None = None
    owner: str | None = None
    commit_status: int | None = None
    deleted_status: Annotated[str | None, described("RECYCLE_BIN: deleted.", "RECYCLE_BIN：已删除。")] = None
    current_version: int | None = None
    last_edit_time: int | None = None
    content: str | None = None

    @classmethod
    def of(cls, file: File) -> Self:
        """The view of a part of an answer."""
        return cls.like(file)


class FilesView(Page):
    """One page of files."""

    files: tuple[FileRow, ...]

    @classmethod
    def of(cls, answer: FilePage) -> Self:
        """The view of an answer."""
        return cls.with_rows(answer, files=tuple(map(FileRow.of, answer.files)))


class ScheduleView(View):
    """When and how the scheduler runs a file."""

    cron_express: str | None = None
    cycle_type: str | None = None
    scheduler_type: str | None = None
    stop: bool | None = None
    para_value: str | None = None
    inputs: Annotated[tuple[str, ...], described("Outputs of its parents.", "其父节点的输出。")] = ()
    outputs: tuple[str, ...] = ()
    dependent_type: str | None = None
    dependent_node_id_list: str | None = None
    rerun_mode: str | None = None
    auto_rerun_times: int | None = None
    auto_rerun_interval_millis: int | None = None
    start_effect_date: int | None = None
    end_effect_date: int | None = None
    resource_group_id: str | None = None
    timeout: int | None = None

    @classmethod
    def of(cls, node: NodeConfiguration) -> Self:
        """The view of a part of an answer."""
        fields = node.model_dump(include=set(cls.model_fields))
        inputs = tuple(parent.input for parent in node.input_list if parent.input)
        outputs = tuple(output.output for output in node.output_list if output.output)
        return cls.model_validate({**fields, "inputs": inputs, "outputs": outputs})


class FileView(View):
    """One file; a batch task's script is its content."""

    file: FileRow
    schedule: ScheduleView | None = None

    @classmethod
    def of(cls, answer: FileDetail) -> Self:
        """The view of an answer."""
        node = answer.node_configuration
        return cls(file=FileRow.of(answer.file), schedule=ScheduleView.of(node) if node else None)
