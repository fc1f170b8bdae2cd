"""Arguments of a change of a task's settings."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.explain.arguments import CHOOSE_ANOTHER, LEAVE_OUT, VALUELESS, WRITE
from dataworks.fields import LONGEST_TEXT, Name, Printable, ProjectId, RealtimeTaskId
from dataworks.flows.groups import UNREAD, Groups, MaySend, groups_in
from dataworks.flows.job_change import JOB_CHANGE
from dataworks.flows.schedule import valueless
from dataworks.flows.task_change import (
    BATCH_CHANGE,
    BATCH_LOOKS,
    GROUP_LOOKS,
    LOOKS,
    REALTIME_CHANGE,
    REALTIME_LOOKS,
    SCRIPT_CHANGE,
)
from dataworks.flows.wanted_settings import Edit, Wanted, edit_of_batch, edit_of_realtime
from dataworks.language import Text
from dataworks.markers import NOT_IN_PLAN, ShownAs
from dataworks.operation import Operations
from dataworks.operations.v2020.files import BATCH_FILE, REALTIME_FILE, File, FileDetail, ListFiles
from dataworks.operations.v2020.resource_groups import ListResourceGroups, ResourceGroup
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.operations.v2020.workspaces import GetProject
from dataworks.operations.v2024.jobs import GetDIJob
from dataworks.quoting import named
from dataworks.scripts.cron import problems
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.jobs.job_changes import JobChange, changed_job, setting_differences
from dataworks.scripts.settings import filter_fault, no_filter
from dataworks.studios.classic_reads import current_definition, file_named, id_unknown, listed_with
from dataworks.studios.groups import ACCOUNT_GROUPS
from dataworks.studios.jobs import JOBS
from dataworks.studios.states import RUNNING, STARTING, STOPPING
from dataworks.studios.studio import TaskPlace
from dataworks.task_ids import IdOf, is_job, kind_of
from tools.arguments.group_check import CheckedGroups, checked_groups, group_problems
from tools.arguments.job_changes import JobSettingsArgument, JobSettingsField
from tools.arguments.outlook import NOTHING_KNOWN, Look, Outlook
from tools.arguments.parsing import Arguments, Finding, InvalidArguments
from tools.arguments.realtime_arguments import AFTERWARDS, WaitSeconds
from tools.arguments.shown import GIVES_VALUES, ON_GROUP, SCHEDULED_BY

BY_SCHEDULE = "schedule"

AS_BEFORE = Text("runs by its schedule, as before", "按调度运行，与之前相同")
RUNS_AFTERWARDS = ShownAs({**AFTERWARDS, BY_SCHEDULE: AS_BEFORE})

RENAMED, GETS_CU = Text("is renamed to", "重命名为"), Text("gets CU", "CU 改为")
WHERE = Text("reads only rows where", "只读取满足条件的行：")

ONLY_OF_BATCH = ("cron", "para_value", "where")
ONLY_OF_REALTIME = ("restart",)
"""Settings that only tasks of one type have."""

NOT_JOBS = ("name", *ONLY_OF_BATCH)
"""Settings that no job has, or that can't be changed."""

OF_SCRIPT = ("resource_group", "cu", "where")
"""Settings that are changed with the script."""

NO_SOLUTION = (
    Text("is a one-click solution, which this API can't change", "是一键同步解决方案，本 API 无法修改"),
    Text("the console can", "请在控制台修改"),
)
NOT_OF_REALTIME = Text(
    "is for real-time tasks, which have no schedule and no filter",
    "仅适用于实时同步任务，而实时同步任务没有调度和过滤条件",
)
OF_REALTIME = Text("is for real-time tasks", "仅适用于实时同步任务")
OF_BATCH = Text("is for batch tasks: a real-time task has none", "仅适用于离线同步任务：实时同步任务没有此项")
NOT_OF_JOBS = Text("is no setting of a job that can be changed", "不是作业可修改的设置")
OF_JOBS = Text("is for jobs of the new studio", "仅适用于新版数据开发的作业")
NO_MULTIPLE = Text("is no multiple of 0.5", "不是 0.5 的倍数")
OTHER_FILE = Text("is a file of type {}, no sync task", "是类型为 {} 的文件，不是同步任务")
FIND_TASKS = Text("find_sync_tasks lists tasks", "可用 find_sync_tasks 列出任务")
NAME_TAKEN = Text("file {} already has the name {}", "文件 {} 已使用名称 {}")
NOT_SET, CHANGE_SCRIPT = (
    Text("can't be set: {}", "无法设置：{}"),
    Text("change the script with update_di_sync_task", "请用 update_di_sync_task 修改脚本"),
)
AS_THEY_ARE = Text("its settings are as they are to be", "各项设置已符合要求")


class TaskChangeArguments(Arguments):
    """The task, and the settings that it is to have."""

    resolved_in_plan = frozenset({"restart"})

    project_id: ProjectId
    task_id: RealtimeTaskId
    name: Annotated[Name | None, ShownAs(RENAMED), Field(description="New name.")] = None
    resource_group: Annotated[Name | None, ShownAs(ON_GROUP), Field(description="Identifier.")] = None
    cu: Annotated[float | None, ShownAs(GETS_CU), Field(gt=0, le=10_000, description="In steps of 0.5.")] = None
    cron: Annotated[Name | None, ShownAs(SCHEDULED_BY), Field(description="Such as 00 30 02 * * ?")] = None
    para_value: Annotated[
        Printable | None,
        Field(max_length=LONGEST_TEXT // 2),
        ShownAs(GIVES_VALUES),
        Field(description="Values of variables."),
    ] = None
    where: Annotated[
        Printable | None,
        Field(max_length=LONGEST_TEXT // 2),
        ShownAs(WHERE),
        Field(description="Filter; empty: all rows."),
    ] = None
    options: JobSettingsField = None
    apply: Annotated[bool, NOT_IN_PLAN, Field(description="Default: only show it.")] = False
    restart: Annotated[bool | None, RUNS_AFTERWARDS, Field(description="Run afterwards; default: as before.")] = None
    wait_seconds: WaitSeconds = 45

    def findings(self) -> Iterable[Finding]:
        """Settings of tasks of different types; values that no task can have."""
        if self._given(ONLY_OF_BATCH) and self._given(ONLY_OF_REALTIME):
            yield Finding("/restart", NOT_OF_REALTIME, LEAVE_OUT)
        if self.cu is not None and self.cu * 2 % 1:
            yield Finding("/cu", NO_MULTIPLE, WRITE.filled(f"{round(self.cu * 2) / 2:g}"))
        if self.cron is not None:
            yield from (Finding("/cron", *problem) for problem in problems(self.cron))
        if fault := filter_fault(self.where or ""):
            yield Finding("/where", fault, None)
        if is_job(self.task_id):
            yield from (Finding(f"/{name}", NOT_OF_JOBS, LEAVE_OUT) for name in self._given(NOT_JOBS))
        elif self.options is not None:
            yield Finding("/options", OF_JOBS, LEAVE_OUT)

    @property
    def job_change(self) -> JobChange:
        """What a job is to have."""
        return (self.options or JobSettingsArgument()).change(self.resource_group, self.cu)

    def _given(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if getattr(self, name) is not None]

    def operations(self) -> Operations:
        """The operations that a call with these arguments may send."""
        if is_job(self.task_id):
            return JOB_CHANGE if self.apply else JOBS.reads
        batch, realtime = not self._given(ONLY_OF_REALTIME), not self._given(ONLY_OF_BATCH)
        looks = (*LOOKS, *(BATCH_LOOKS if batch else ()), *(REALTIME_LOOKS if realtime else ()))
        looks = (*looks, *(GROUP_LOOKS if self.resource_group is not None else ()))
        writes = (*(BATCH_CHANGE if batch else ()), *(REALTIME_CHANGE if realtime else ()))
        writes = (*writes, *(SCRIPT_CHANGE if self._given(OF_SCRIPT) else ()))
        return tuple(dict.fromkeys((*looks, *(writes if self.apply else ()))))

    def is_of_batch(self, file: File | None) -> bool:
        """Whether the task is a batch task; by the settings where it is not listed."""
        return file.file_type == BATCH_FILE if file else bool(self._given(ONLY_OF_BATCH))

    def check_type(self, file: File | None) -> None:
        """Compare the settings with the type of the task.

        Raises:
            InvalidArguments: the task is of a type that does not have one of them, or no sync task.
        """
        if file is None:
            return  # reading it fails, which says more
        kind = file.file_type
        if kind == BATCH_FILE:
            found = [Finding(f"/{name}", OF_REALTIME, LEAVE_OUT) for name in self._given(["restart"])]
        elif kind in (REALTIME_FILE, None):
            found = [Finding(f"/{name}", OF_BATCH, LEAVE_OUT) for name in self._given(ONLY_OF_BATCH)]
        else:
            found = [Finding("/task_id", OTHER_FILE.filled(str(kind)), FIND_TASKS)]
        if found:
            raise InvalidArguments(found, after_reads=True)

    async def groups(self, api: DataWorks) -> Groups:
        """The resource groups that sync tasks can run on, if another one is wanted."""
        return UNREAD if self.resource_group is None else await groups_in(api, ACCOUNT_GROUPS)

    async def checked_groups(self, api: DataWorks, may_send: MaySend) -> CheckedGroups:
        """The groups that a job can run on, if another one is wanted, which the service does not check.

        Raises:
            InvalidArguments: there is no such group, or it does not work.
        """
        phases = self.options.groups if self.options else {}
        places = {group: f"/options/groups/{phase}" for phase, group in phases.items()}
        places |= {self.resource_group: "/resource_group"} if self.resource_group else {}
        return await checked_groups(api, may_send, JOBS.groups(self.project_id), places)

    async def wanted(self, api: DataWorks, groups: Groups, *, with_names: bool = True) -> Wanted:
        """The wanted settings, with the group as the service lists it.

        Raises:
            InvalidArguments: there is no such group, or another task has the name.
        """
        group = _group(groups, self.resource_group) if self.resource_group is not None else None
        if self.name is not None and with_names:
            other = await file_named(api, self.project_id, self.name)
            if other is not None and other.file_id != self.task_id:
                problem = NAME_TAKEN.filled(other.file_id, named(self.name))
                raise InvalidArguments([Finding("/name", problem, CHOOSE_ANOTHER)], after_reads=True)
        cron = " ".join(self.cron.split()) if self.cron is not None else None
        cu = int(self.cu) if self.cu is not None and self.cu.is_integer() else self.cu
        return Wanted(group, cu, cron, self.para_value, self.where, self.name)

    def check_script(self, script: Definition, para_value: str | None) -> None:
        """Check that the script of a batch task takes a filter, and that its variables have values.

        Raises:
            InvalidArguments: it does not.
        """
        found = [*self._script_findings(script, para_value)]
        if found:
            raise InvalidArguments(found, after_reads=True)

    def _script_findings(self, script: Definition, para_value: str | None) -> Iterator[Finding]:
        problem = no_filter(script) if self.where is not None else ""
        if problem:
            yield Finding("/where", NOT_SET.filled(problem), CHANGE_SCRIPT)
        if self.where is None and self.para_value is None:
            return
        values = self.para_value if self.para_value is not None else para_value
        names = valueless(f"{script.text} {self.where or ''}", values)
        if names:  # the task would read or write the wrong place
            example = " ".join(f"{name}=..." for name in names)
            yield Finding("/para_value", VALUELESS.filled(", ".join(names)), WRITE.filled(example))

    async def outlook(self, look: Look, current: Definition | None) -> Outlook:
        """The change of the task, by its type."""
        if is_job(self.task_id):
            return await self._job_outlook(look, current)
        if look.file is None and look.may_read(ListFiles):
            await self._check_there(look)
        if look.file is None or (self.resource_group and not look.may_read(ListResourceGroups)):
            return NOTHING_KNOWN
        self.check_type(look.file)
        groups = await self.groups(look.api)
        wanted = await self.wanted(look.api, groups, with_names=look.may_read(ListFiles))
        if look.file.file_type == BATCH_FILE:
            return await self._batch_outlook(look, wanted)
        return await self._realtime_outlook(look, wanted, current)

    async def _job_outlook(self, look: Look, current: Definition | None) -> Outlook:
        if not current:
            await self._check_job(look)
            return NOTHING_KNOWN
        wanted = await look.api.computed(changed_job, current, self.job_change)
        checked = await self.checked_groups(look.api, look.may_send)
        runs = look.run_state in {STARTING, RUNNING}
        restart = runs if self.restart is None else self.restart
        rows = tuple(setting_differences(current, wanted, checked.groups.shown))
        shown: Mapping[str, Any] = {**dict.fromkeys(SETTINGS), "restart": restart}
        idle = not rows and restart == runs and look.run_state != STOPPING
        notes = (*(() if rows else (AS_THEY_ARE.said(),)), *checked.unchecked)
        basis = json.dumps(rows)  # the rows are all that a change can change
        return Outlook(NO_DEFINITION, shown, notes, basis=basis, settings=rows, interrupts=runs, idle=idle)

    async def _check_job(self, look: Look) -> None:
        """Check that there is a job that a plan could not show.

        Raises:
            DataWorksError: there is none.
        """
        if look.may_read(GetDIJob):
            try:
                await JOBS.look(look.api, TaskPlace(self.project_id, self.task_id))
            except DataWorksError as error:
                if JOBS.is_unknown(error):
                    raise

    async def _check_there(self, look: Look) -> None:
        """Check that there is a task, which no list of files shows; see ``check_realtime``."""
        try:
            listed = await listed_with(look.api, self.project_id, self.task_id)
        except DataWorksError:
            return  # the call itself reports it
        if listed is None:
            await check_realtime(look, self.project_id, self.task_id)

    async def _batch_outlook(self, look: Look, wanted: Wanted) -> Outlook:
        if look.detail is None or look.standing is None or not look.may_read(GetProject):
            return NOTHING_KNOWN
        check_detail(self, look.detail)
        edit = await edit_of_batch(look.api, self.project_id, look.detail, look.standing, wanted)
        idle = not edit and look.standing.stage == "deployed"
        return replace(await self._of(look.api, edit, BY_SCHEDULE, interrupts=False), idle=idle)

    async def _realtime_outlook(self, look: Look, wanted: Wanted, current: Definition | None) -> Outlook:
        if not look.agreed and look.may_read(GetDISyncTask):
            await realtime_definition(look.api, self.project_id, self.task_id)
        if not current:
            return NOTHING_KNOWN
        starting, file = look.run_state == STARTING, look.file
        edit = await look.api.computed(lambda: edit_of_realtime(file, current, wanted, starting=starting))
        runs = look.run_state in {STARTING, "RUN"} if look.run_state not in (None, "unknown") else None
        restart = self.restart if self.restart is not None else runs
        as_wished = restart == (look.run_state == "RUN") and look.run_state in {"RUN", "PAUSE", "NORUN"}
        idle = as_wished and not edit and file is not None and bool(file.commit_status)
        return replace(await self._of(look.api, edit, restart, interrupts=runs is not False), idle=idle)

    async def _of(self, api: DataWorks, edit: Edit, restart: object, *, interrupts: bool) -> Outlook:
        """What the plan shows of an edit, in place of the arguments."""
        shown: Mapping[str, Any] = {**dict.fromkeys(SETTINGS), "restart": restart}
        groups = await self.groups(api)
        notes = () if edit else (AS_THEY_ARE.said(),)
        return Outlook(edit.script, shown, notes, settings=tuple(edit.settings(groups)), interrupts=interrupts)


SETTINGS = ("name", "resource_group", "cu", "cron", "para_value", "where")
"""The arguments that change something."""


def check_detail(arguments: TaskChangeArguments, present: FileDetail) -> None:
    """Check that a batch task can have the settings; see ``check_script``."""
    node = present.node_configuration
    arguments.check_script(present.file.content, node.para_value if node else None)


async def check_realtime(look: Look, project_id: str, file_id: str) -> None:
    """Check that there is a real-time task that a plan could not show.

    Raises:
        InvalidArguments: it is a solution.
        DataWorksError: there is no such task.
    """
    if not look.may_read(GetDISyncTask) or kind_of(file_id) is not IdOf.FILE:
        return
    try:
        await realtime_definition(look.api, project_id, file_id)
    except DataWorksError as error:
        if id_unknown(error):
            raise


async def realtime_definition(api: DataWorks, project_id: str, file_id: str) -> Definition:
    """The definition of a real-time task.

    Raises:
        InvalidArguments: it is a solution's.
        DataWorksError: it can't be read.
    """
    try:
        return await current_definition(api, project_id, file_id)
    except DataWorksError as error:
        if not id_unknown(error):
            raise
        asked = GetDISyncTask(project_id=project_id, task_type="DI_SOLUTION", file_id=file_id)
        try:
            await api.call(asked)
        except DataWorksError:
            raise error from None
        raise InvalidArguments([Finding("/task_id", *NO_SOLUTION)], after_reads=True) from None


def _group(groups: Groups, identifier: str) -> ResourceGroup:
    """The data integration group of that identifier.

    Raises:
        InvalidArguments: there is none, or it does not work.
    """
    findings, found = [*group_problems(groups, {identifier: "/resource_group"})], groups.find(identifier)
    if findings or found is None:
        raise InvalidArguments(findings, after_reads=True)
    return found
