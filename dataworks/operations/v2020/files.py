"""The files of a workspace, which its tasks are too."""

from typing import Annotated, Literal

from dataworks.answers import Answer, Id, Text
from dataworks.fields import ByIdentifier, CommaSeparated, Digits, FileId, InProject, Name, PageNumber, PageSize
from dataworks.markers import IDENTIFIES, described
from dataworks.operation import BODY, SELDOM, Belongs, Effect, Operation, Paging
from dataworks.scripts.definition import NO_DEFINITION, DefinitionField

BATCH_FILE, REALTIME_FILE = 23, 900
"""The file types of batch tasks, and of the others; solutions too (assumed: the pages only say they are listed)."""

DELETED = frozenset({"RECYCLE_BIN", "DELETED"})
"""The states of a file that is still read, and that no list shows."""


class File(Answer):
    """A file of the workspace. ``file_type`` 23 is a batch task, 900 a real-time task; times are in ms."""

    file_id: Id
    file_name: Text = None
    file_type: int | None = None
    node_id: Text = None
    file_folder_id: Text = None
    file_description: Text = None
    commit_status: int | None = None
    current_version: int | None = None
    owner: Text = None
    create_time: int | None = None
    last_edit_time: int | None = None
    content: DefinitionField = NO_DEFINITION


class ReadFile(File):
    """A file that was read by its id. ``deleted_status``: NORMAL, RECYCLE_BIN, DELETED."""

    deleted_status: Text = None

    @property
    def is_deleted(self) -> bool:
        """Whether it is in the recycle bin, or deleted from there."""
        return self.deleted_status in DELETED


class ListedFile(File):
    """A file in a list, with its folder if that was requested."""

    absolute_folder_path: Text = None


class FilePage(Answer):
    """One page of files."""

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    files: tuple[ListedFile, ...] = ()


class NodeInput(Answer):
    """A parent of a node, by the name of its output."""

    input: Text = None


class NodeOutput(Answer):
    """The name of an output of a node."""

    output: Text = None


class NodeConfiguration(Answer):
    """The schedule of a file; effect dates are in ms, intervals in ms."""

    cron_express: Text = None
    cycle_type: Text = None
    scheduler_type: Text = None
    para_value: Text = None
    input_list: tuple[NodeInput, ...] = ()
    output_list: tuple[NodeOutput, ...] = ()
    dependent_type: Text = None
    dependent_node_id_list: Text = None
    rerun_mode: Text = None
    auto_rerun_times: int | None = None
    auto_rerun_interval_millis: int | None = None
    start_effect_date: int | None = None
    end_effect_date: int | None = None
    resource_group_id: Text = None
    stop: bool | None = None
    timeout: int | None = None


class FileDetail(Answer):
    """One file with its content, which is a batch task's script, and its schedule."""

    file: ReadFile
    node_configuration: NodeConfiguration | None = None


class ListFiles(
    Operation[FilePage], effect=Effect.READ, belongs=Belongs.WORKSPACE, paging=Paging(items="files", size=100)
):
    """List the files of a workspace, tasks among them."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    file_folder_path: Annotated[
        Name | None, BODY, described("Only files in this folder.", "仅限此文件夹中的文件。")
    ] = None
    file_types: Annotated[
        CommaSeparated | None,
        BODY,
        described(
            "Only these types, comma-separated: 23 batch task, 900 real-time task.",
            "仅限这些类型，用逗号分隔：23 离线任务，900 实时任务。",
        ),
    ] = None
    keyword: Annotated[
        Name | None, BODY, described("Only files whose name contains this.", "仅限名称含此内容的文件。")
    ] = None
    exact_file_name: Annotated[
        Name | None, BODY, described("Only the file of exactly this name.", "仅限名称与此完全相同的文件。")
    ] = None
    file_id_in: Annotated[CommaSeparated | None, BODY, SELDOM] = None  # comma-separated, at most 50
    node_id: Annotated[
        Digits | None, BODY, described("Only the file of this scheduler node.", "仅限此调度节点的文件。")
    ] = None
    owner: Annotated[Name | None, BODY, SELDOM] = None
    last_edit_user: Annotated[Name | None, BODY, SELDOM] = None
    use_type: Annotated[
        Literal["NORMAL", "MANUAL", "MANUAL_BIZ", "SKIP", "ADHOCQUERY", "COMPONENT"] | None, BODY, SELDOM
    ] = None
    need_content: Annotated[
        bool | None, BODY, described("Whether to return each file's script.", "是否返回每个文件的脚本。")
    ] = None
    need_absolute_folder_path: Annotated[
        bool | None, BODY, described("Whether to return each file's folder.", "是否返回每个文件的文件夹。")
    ] = None
    page_number: Annotated[PageNumber | None, BODY] = None
    page_size: Annotated[PageSize | None, BODY] = None


class GetFile(Operation[FileDetail], effect=Effect.READ, belongs=Belongs.WORKSPACE, either=("file_id", "node_id")):
    """Read a file with its content and its schedule."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    file_id: Annotated[FileId | None, BODY] = None
    node_id: Annotated[
        Digits | None, BODY, IDENTIFIES, described("Scheduler node, instead of file_id.", "调度节点，代替 file_id。")
    ] = None
