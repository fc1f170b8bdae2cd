"""The arguments of a copy of a real-time task, and what they stand for."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from dataworks.client import DataWorks
from dataworks.explain.arguments import LEAVE_OUT, OTHER_GENERATION
from dataworks.fields import Name, ProjectId, RealtimeTaskId, TaskName
from dataworks.flows.batch_creation import source_named
from dataworks.flows.groups import Groups
from dataworks.flows.realtime_creation import CREATION
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operation import Operations
from dataworks.operations.v2020.data_sources import PRODUCTION, GetDataSourceMeta, ListDataSources
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.operations.v2024.jobs import GetDIJob, ListDIJobs
from dataworks.quoting import all_named
from dataworks.scripts.copying import DESTINATIONS, Elsewhere, Original, moved, original_of
from dataworks.scripts.definition import Definition
from dataworks.scripts.findings import quoted
from dataworks.scripts.realtime_script import PAIRS, DestinationType
from dataworks.scripts.requested import Requested
from dataworks.studios.classic_reads import listed_with
from dataworks.studios.jobs import JOBS
from dataworks.task_ids import IdOf, kind_of
from dataworks.workers import computed
from tools.arguments.parsing import Arguments, Finding, InvalidArguments
from tools.arguments.realtime_arguments import (
    OMIT_PROCESS,
    ProcessToContinue,
    WaitedBefore,
    WaitSeconds,
    expand_tables,
    other_group,
)
from tools.arguments.table_changes import TableNames, removed_tables, table_change_findings

NO_GROUP = Text(
    "is required: the original's group is not among those that the service lists",
    "必填：原任务的资源组不在服务列出的资源组中",
)
WHICH_GROUP = Text("describe_workspace shows which one to take", "可用 describe_workspace 查看应使用哪一个")
NO_FOLDER = Text("is required: the service does not show that of the original", "必填：服务未返回原任务的文件夹")
FOLDERS = Text("describe_workspace shows the folders", "可用 describe_workspace 查看文件夹")
OTHER_TYPE = Text("is of type {}: real-time tasks are generated for {}", "类型为 {}：实时同步任务支持的目标端为 {}")
NAME_ANOTHER = Text("name another one", "请另选一个")
NO_TABLE_LEFT = Text("would leave the copy without a table", "会使副本没有任何表")
NOT_OF_COPY = Text(
    "is not the generation of a copy of this task in its current state: {}", "不是该任务当前状态之副本的生成：{}"
)
NOT_COPIED = Text(
    "names a task that can't be copied: it is not from MySQL to one of {}",
    "指定的任务无法复制：不是从 MySQL 到以下之一：{}",
)
BY_HAND = Text(
    "get_di_sync_task shows its script, and create_di_sync_task takes it after changes",
    "可用 get_di_sync_task 查看其脚本，修改后传给 create_di_sync_task",
)
SEVERAL_SOURCES = Text("can't replace several: the task reads from {}", "无法替换多个：任务读取数据源 {}")
SEVERAL_DATABASES = Text("can't replace several: the task reads {}", "无法替换多个：任务读取 {}")
TASK_FOR_EACH = Text(
    "leave it out, or create a task for each with create_realtime_task",
    "请去掉，或用 create_realtime_task 分别创建任务",
)
NO_CHANGE = Text("can't change: the task reads from {}", "无法修改：任务读取数据源 {}")
TAKES_ALL = Text("create_realtime_task takes all tables", "create_realtime_task 可接受全部的表")
NO_DATABASE = Text("can't be replaced: the task names its tables without one", "无法替换：任务的表名不带数据库")


JOB_CREATION: Operations = (JOBS.creates, ListDIJobs, GetDIJob)
"""The operations that creating a job may call."""


class CopyArguments(Arguments):
    """The task to copy, the place of the copy, and what the copy has instead of the original's values."""

    project_id: Annotated[ProjectId, described("Workspace of the copy.", "副本的工作空间。")]
    task_id: Annotated[RealtimeTaskId, described("Task to copy.", "要复制的任务。")]
    from_project_id: Annotated[ProjectId | None, described("Its workspace, if another.", "其工作空间，如不同。")] = None
    task_name: TaskName
    folder: Annotated[Name | None, described("Default: as original.", "默认：与原任务相同。")] = None
    resource_group: Annotated[Name | None, described("Default: same.", "默认：相同。")] = None
    source: Annotated[Name | None, described("Other data source.", "其他数据源。")] = None
    database: Annotated[Name | None, described("Other database.", "其他数据库。")] = None
    destination: Annotated[Name | None, described("Other data source.", "其他数据源。")] = None
    add: Annotated[TableNames, described("Tables to add.", "要添加的表。")] = None
    remove: Annotated[TableNames, described("Tables to leave out.", "要去掉的表。")] = None
    process_id: ProcessToContinue = None
    waited_seconds: WaitedBefore = None
    wait_seconds: WaitSeconds = 45

    @property
    def original_project_id(self) -> str:
        """The original's workspace."""
        return self.from_project_id or self.project_id

    def second_workspace(self) -> tuple[str, Operations] | None:
        """The original's workspace, if it is another one."""
        files: Operations = (GetDISyncTask,) if self.folder else (GetDISyncTask, ListFiles)
        reads: Operations = (GetDIJob,) if self.of_a_job else files
        return None if self.original_project_id == self.project_id else (self.original_project_id, reads)

    def findings(self) -> Iterator[Finding]:
        """Invalid table names, and tables that are to come and to go."""
        yield from table_change_findings(self.add or [], self.remove or [])

    @property
    def of_a_job(self) -> bool:
        """Whether the original is a job."""
        return kind_of(self.task_id) is IdOf.JOB

    @property
    def replacements(self) -> Elsewhere:
        """What the copy has instead of the original's values, tables apart."""
        return Elsewhere(self.source, self.database, self.destination)

    def operations(self) -> Operations:
        """The operations that a call with these arguments may send."""
        groups = (ListResourceGroups,) if self.process_id is not None or self.resource_group is None else ()
        kinds = (ListDataSources,) if self.destination else ()
        tables = (GetDataSourceMeta,) if self.add else ()
        return (*self._creation(), *groups, *kinds, *tables)

    def _creation(self) -> Operations:
        """Those that create the copy; in another workspace without a folder it may be of either studio."""
        if self.folder is not None:
            return (*CREATION, GetDIJob) if self.of_a_job else CREATION
        if self.original_project_id != self.project_id:
            return (*CREATION, *JOB_CREATION)
        return JOB_CREATION if self.of_a_job else CREATION


def same_group(found: str | None, groups: Groups) -> str:
    """The identifier of the original's group, which its script may name by number.

    Raises:
        InvalidArguments: the service does not list it.
    """
    group = groups.find(found)
    if group is None or group.identifier is None:
        raise InvalidArguments([Finding("/resource_group", NO_GROUP, WHICH_GROUP)], after_reads=True)
    return group.identifier


async def same_folder(api: DataWorks, arguments: CopyArguments) -> str:
    """The folder of the original.

    Raises:
        InvalidArguments: the service does not show it.
    """
    file = await listed_with(api, arguments.original_project_id, arguments.task_id)
    if file is None or not file.absolute_folder_path:
        raise InvalidArguments([Finding("/folder", NO_FOLDER, FOLDERS)], after_reads=True)
    return file.absolute_folder_path


async def other_type(api: DataWorks, arguments: CopyArguments, original: Original) -> DestinationType | None:
    """The type of the destination, if it is another one than the original's.

    Raises:
        InvalidArguments: no task can write to one of that type.
    """
    if arguments.destination in (None, original.destination):
        return None
    found = await source_named(api, arguments.project_id, arguments.destination or "")
    if found is None or found.data_source_type is None or found.env_type != PRODUCTION:
        return None  # the service says what is wrong
    kind = DESTINATIONS.get(found.data_source_type)
    if kind is None:
        products = ", ".join(pair.product for pair in PAIRS.values())
        problem = OTHER_TYPE.filled(quoted(found.data_source_type), products)
        raise InvalidArguments([Finding("/destination", problem, NAME_ANOTHER)], after_reads=True)
    return None if kind == original.destination_type else kind


async def elsewhere(api: DataWorks, arguments: CopyArguments, original: Original) -> Elsewhere:
    """What the copy has instead of the original's values, with the tables that come and go.

    Raises:
        InvalidArguments: it would have no table, a pattern matches none, or no task writes to such a destination.
    """
    elsewhere = replace(arguments.replacements, destination_type=await other_type(api, arguments, original))
    if not arguments.add and not arguments.remove:
        return elsewhere
    ((source, tables),) = moved(original, elsewhere).tables.items()
    added = await expand_tables(api, arguments.project_id, source, arguments.add or [], "/add")
    removed = await computed(removed_tables, arguments.remove or [], tables)
    if not added and not {*tables} - {*removed}:
        raise InvalidArguments([Finding("/remove", NO_TABLE_LEFT)], after_reads=True)
    return replace(elsewhere, added=tuple(added), removed=tuple(removed))


async def check_generation(
    api: DataWorks, arguments: CopyArguments, resource_group: str, wanted: Original, script: Definition
) -> None:
    """Check that a generation that is continued is that of the copy.

    Raises:
        InvalidArguments: it is another one; nothing was created.
        DataWorksError: the resource groups can't be read.
    """
    if arguments.process_id is None:
        return
    asked = Requested(
        tuple(wanted.tables), wanted.tables, (PAIRS[wanted.destination_type].step_type,), (wanted.destination,)
    )
    findings = [Finding("/process_id", NOT_OF_COPY.filled(words), LEAVE_OUT) for _, words in asked.unlike(script)]
    group = await other_group(api, resource_group, script.resource_group)
    if group is not None:
        findings.append(Finding("/resource_group", OTHER_GENERATION.filled(quoted(group)), OMIT_PROCESS))
    if findings:
        raise InvalidArguments(findings, after_reads=True)


def original_task(arguments: CopyArguments, definition: Definition) -> Original:
    """Read what the original does from its definition.

    Raises:
        InvalidArguments: it can't be copied, or not with these arguments.
    """
    original = original_of(definition)
    if original is None:
        products = ", ".join(pair.product for pair in PAIRS.values())
        problem = NOT_COPIED.filled(products)
        raise InvalidArguments([Finding("/task_id", problem, BY_HAND)], after_reads=True)
    findings = list(_impossible_replacements(arguments, original))
    if findings:
        raise InvalidArguments(findings, after_reads=True)
    return original


def _impossible_replacements(arguments: CopyArguments, original: Original) -> Iterator[Finding]:
    """Replacements that are impossible, since the original has several such values or none."""
    if arguments.source is not None and len(original.tables) > 1:
        problem = SEVERAL_SOURCES.filled(all_named(original.tables))
        yield Finding("/source", problem, TASK_FOR_EACH)
    if arguments.database is not None and len(original.databases) > 1:
        problem = SEVERAL_DATABASES.filled(all_named(original.databases))
        yield Finding("/database", problem, TASK_FOR_EACH)
    if (arguments.add or arguments.remove) and len(original.tables) > 1:
        problem = NO_CHANGE.filled(all_named(original.tables))
        yield Finding("/add" if arguments.add else "/remove", problem, TAKES_ALL)
    if arguments.database is not None and original.databases == ("",):
        yield Finding("/database", NO_DATABASE, LEAVE_OUT)
