"""What tools answer with: what is needed to decide, in snake_case, with lists inside an object and counted."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from dataworks.answers import Outcome
from dataworks.operations.files import File, FilePage
from dataworks.operations.resource_groups import ResourceGroup, ResourceGroups
from dataworks.operations.sync_tasks import ProcessResult, ProcessStarted, SolutionDetail, TaskCreated, TaskDetail
from dataworks.scripts.mapping import TableMapping, table_mappings

TABLES_SHOWN = 20
COLUMNS_SHOWN = 100

GROUP_TYPES = {
    "0": "DataWorks",
    "1": "scheduling",
    "2": "MaxCompute",
    "3": "PAI",
    "4": "data integration",
    "7": "exclusive scheduling",
    "9": "data service",
}
GROUP_STATES = {
    0: "normal",
    1: "stopped",
    2: "deleted",
    3: "creating",
    4: "creation failed",
    5: "updating",
    6: "update failed",
    7: "deleting",
    8: "deletion failed",
    9: "timed out",
}


class View(BaseModel):
    """Base of all answers. Fields without a value are left out of the answer."""

    model_config = ConfigDict(frozen=True)


class Plan(View):
    """What a call will do, before it does it."""

    what: Annotated[str, Field(description="What will happen.")]
    task: Annotated[str | None, Field(description="The task it happens to, as the service has it now.")] = None
    changes: Annotated[tuple[str, ...], Field(description="What becomes different.")] = ()
    lost: Annotated[str, Field(description="What can't be brought back.")]


class TableRow(View):
    """One table of a task."""

    source: Annotated[str, Field(description="Source table, db.table.")]
    destination: Annotated[str, Field(description="Destination table or topic.")]
    primary_key: Annotated[tuple[str, ...], Field(description="Columns of the key; empty: no key.")]
    column_count: int
    columns: Annotated[tuple[str, ...], Field(description="Destination columns as 'name type'; may be cut.")]


class Tables(View):
    """The tables of a task; ``items`` holds the first ones."""

    count: int
    items: tuple[TableRow, ...]
    note: str | None = None

    @classmethod
    def of(cls, script: str) -> Self:
        """The tables of a generated script."""
        mappings = table_mappings(script)
        left, rows = COLUMNS_SHOWN, list[TableRow]()
        for mapping in mappings[:TABLES_SHOWN]:
            rows.append(_row(mapping, left))
            left -= len(rows[-1].columns)
        return cls(count=len(mappings), items=tuple(rows), note=_cut(len(mappings)))


class ProcessView(View):
    """A generation that was started."""

    process_id: str
    next: str

    @classmethod
    def of(cls, answer: ProcessStarted) -> Self:
        """The view of an answer."""
        return cls(
            process_id=answer.process_id,
            next="Ask query_di_sync_task_config_process_result with this id in a few seconds.",
        )


class GeneratedView(View):
    """What a generation has come to."""

    state: Annotated[str, Field(description="generating or generated.")]
    script: Annotated[str | None, Field(description="Task script; pass it on unchanged.")] = None
    tables: Tables | None = None
    next: str

    @classmethod
    def of(cls, answer: ProcessResult) -> Self:
        """The view of an answer."""
        if not answer.task_content:
            return cls(state="generating", next="Ask again in a few seconds, each time a little later.")
        return cls(
            state="generated",
            script=answer.task_content,
            tables=Tables.of(answer.task_content),
            next="Pass the script, unchanged, as task_content to create_di_sync_task or update_di_sync_task.",
        )


class CreatedView(View):
    """A task that was created."""

    file_id: str
    next: str

    @classmethod
    def of(cls, answer: TaskCreated) -> Self:
        """The view of an answer."""
        return cls(file_id=answer.file_id, next="The task exists; it is neither deployed nor started.")


class UpdatedView(View):
    """A task that was updated."""

    status: Annotated[str | None, Field(description="As the service spelled it.")] = None
    next: str

    @classmethod
    def of(cls, answer: Outcome) -> Self:
        """The view of an answer."""
        return cls(status=answer.status, next="The task is updated; deploy it again to make the change take effect.")


class SolutionView(View):
    """A one-click solution."""

    id: str
    name: str | None = None
    type: str | None = None
    status: str | None = None
    source_type: str | None = None
    creator_name: str | None = None
    start_time: str | None = None
    submit_time: str | None = None
    script: str | None = None

    @classmethod
    def of(cls, detail: SolutionDetail) -> Self:
        """The view of a part of an answer."""
        fields = detail.model_dump(include=set(cls.model_fields))
        status = SOLUTION_STATES.get(detail.status or "", detail.status)
        return cls.model_validate({**fields, "status": status, "script": detail.process_content})


SOLUTION_STATES = {
    "0": "successful",
    "1": "not running",
    "2": "running",
    "3": "failed",
    "4": "committed",
    "5": "pending manual confirmation",
    "6": "manually confirmed",
    "7": "others",
    "8": "waiting",
    "9": "deleted",
}


class TaskView(View):
    """The definition of a task."""

    kind: Annotated[str, Field(description="real-time task or solution.")]
    script: Annotated[str | None, Field(description="Script of a real-time task.")] = None
    tables: Tables | None = None
    solution: SolutionView | None = None
    alarms: Annotated[tuple[dict[str, Any], ...], Field(description="Alarm rules as the service has them.")] = ()

    @classmethod
    def of(cls, answer: TaskDetail) -> Self:
        """The view of an answer."""
        return cls(
            kind="solution" if answer.solution_detail else "real-time task",
            script=answer.code,
            tables=Tables.of(answer.code) if answer.code else None,
            solution=SolutionView.of(answer.solution_detail) if answer.solution_detail else None,
            alarms=tuple(answer.alarm_list or ()),
        )


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


class FilesView(View):
    """One page of files."""

    total_count: int
    page_number: int
    count: Annotated[int, Field(description="Rows on this page.")]
    files: tuple[FileRow, ...]
    next: str | None = None

    @classmethod
    def of(cls, answer: FilePage) -> Self:
        """The view of an answer."""
        more = answer.total_count > answer.page_number * answer.page_size
        return cls(
            total_count=answer.total_count,
            page_number=answer.page_number,
            count=len(answer.files),
            files=tuple(map(FileRow.of, answer.files)),
            next=f"More rows: page_number {answer.page_number + 1}." if more else None,
        )


class GroupRow(View):
    """One resource group."""

    identifier: Annotated[str | None, Field(description="What tasks are given.")] = None
    name: str | None = None
    type: str | None = None
    status: str | None = None
    mode: str | None = None
    is_default: bool | None = None

    @classmethod
    def of(cls, group: ResourceGroup) -> Self:
        """The view of a part of an answer."""
        kind, state = group.resource_group_type or "", group.status
        return cls(
            identifier=group.identifier,
            name=group.name,
            type=GROUP_TYPES.get(kind, kind or None),
            status=None if state is None else GROUP_STATES.get(state, str(state)),
            mode=group.mode,
            is_default=group.is_default,
        )


class GroupsView(View):
    """The resource groups of the account in the region."""

    count: int
    groups: tuple[GroupRow, ...]

    @classmethod
    def of(cls, answer: ResourceGroups) -> Self:
        """The view of an answer."""
        return cls(count=len(answer.items), groups=tuple(map(GroupRow.of, answer.items)))


def _row(mapping: TableMapping, left: int) -> TableRow:
    return TableRow(
        source=mapping.source,
        destination=mapping.destination,
        primary_key=mapping.primary_key,
        column_count=len(mapping.columns),
        columns=mapping.columns[: max(left, 0)],
    )


def _cut(count: int) -> str | None:
    return f"These are the first {TABLES_SHOWN} of {count} tables." if count > TABLES_SHOWN else None
