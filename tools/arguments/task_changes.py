"""Arguments of a change of a task's settings."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.explain.arguments import CHOOSE_ANOTHER, LEAVE_OUT, VALUELESS, WRITE
from dataworks.fields import LONGEST_TEXT, ChangeableTaskId, Name, Printable, ProjectId
from dataworks.flows.groups import UNREAD, Groups, MaySend, groups_in
from dataworks.flows.job_change import JOB_CHANGE
from dataworks.flows.known_nodes import NODE_LOOKS
from dataworks.flows.node_creation import node_named
from dataworks.flows.node_edits import NODE_DEPLOYING, NODE_NAMES, NODE_RENAMING, NODE_UPDATE, edit_of_node, text_of
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
from dataworks.markers import NOT_IN_PLAN, ShownAs, described
from dataworks.operation import Operation, Operations
from dataworks.operations.v2020.files import BATCH_FILE, REALTIME_FILE, File, FileDetail, ListFiles
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.operations.v2020.workspaces import GetProject
from dataworks.operations.v2024.jobs import GetDIJob
from dataworks.operations.v2024.nodes import DI_COMMAND, GetNode, ListNodes
from dataworks.quoting import named
from dataworks.retry import not_there
from dataworks.scripts.cron import problems
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.flow_spec import FlowSpec, without_extend
from dataworks.scripts.jobs.job_changes import JobChange, changed_job, setting_differences
from dataworks.scripts.node_settings import plain_values
from dataworks.scripts.settings import filter_fault, no_filter
from dataworks.studios.classic_reads import file_named, listed_with
from dataworks.studios.groups import ACCOUNT_GROUPS, groups_of_task
from dataworks.studios.jobs import JOBS
from dataworks.studios.standing import is_paused
from dataworks.studios.states import RUNNING, STARTING, STOPPING
from dataworks.studios.studio import TaskPlace
from dataworks.task_ids import IdOf, id_of, is_job, is_node, number_of
from tools.arguments.group_check import CheckedGroups, checked_groups, group_of
from tools.arguments.job_changes import JobSettingsArgument, JobSettingsField, check_phases
from tools.arguments.outlook import NOTHING_KNOWN, Look, Outlook
from tools.arguments.parsing import Arguments, Finding, InvalidArguments
from tools.arguments.realtime_arguments import AFTERWARDS, WaitSeconds
from tools.arguments.realtime_reads import check_realtime, realtime_definition
from tools.arguments.shown import GIVES_VALUES, ON_GROUP, SCHEDULED_BY
from tools.arguments.task_kinds import scheduler_nodes_named

BY_SCHEDULE, FROM_NOW, IDLE = "schedule", "begins", "idle"
"""Whether a batch task runs afterwards."""

AS_BEFORE = Text("runs by its schedule, as before", "按调度运行，与之前相同")
BEGINS = Text("runs by its schedule, which it did not before", "按调度运行，此前不运行")
STAYS_IDLE = Text(
    "does not run by itself, as before: paused, or without a schedule", "与之前相同，不自行运行：已暂停或没有调度"
)
RUNS_AFTERWARDS = ShownAs({**AFTERWARDS, BY_SCHEDULE: AS_BEFORE, FROM_NOW: BEGINS, IDLE: STAYS_IDLE})

RENAMED, GETS_CU = Text("is renamed to", "重命名为"), Text("gets CU", "CU 改为")
WHERE = Text("reads only rows where", "只读取满足条件的行：")

ONLY_OF_BATCH = ("cron", "para_value", "where")
ONLY_OF_REALTIME = ("restart",)
"""Settings that only tasks of one type have."""

NOT_JOBS = ("name", *ONLY_OF_BATCH)
"""Settings that no job has, or that can't be changed."""

OF_SCRIPT = ("resource_group", "cu", "where")
"""Settings that are changed with the script."""

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
OTHER_NODE = Text("is a node of type {}, no sync task", "是类型为 {} 的节点，不是同步任务")
NAME_TAKEN = Text("{} already has the name {}", "{} 已使用名称 {}")
FILE, NODE = Text("file {}", "文件 {}"), Text("node {}", "节点 {}")
NOT_SET, CHANGE_SCRIPT = (
    Text("can't be set: {}", "无法设置：{}"),
    Text("change the script with update_di_sync_task", "请用 update_di_sync_task 修改脚本"),
)
AS_THEY_ARE = Text("its settings are as they are to be", "各项设置已符合要求")


class TaskChangeArguments(Arguments):
    """The task, and the settings that it is to have."""

    resolved_in_plan = frozenset({"restart"})

    project_id: ProjectId
    task_id: ChangeableTaskId
    name: Annotated[Name | None, ShownAs(RENAMED), described("New name.", "新名称。")] = None
    resource_group: Annotated[Name | None, ShownAs(ON_GROUP), described("Identifier.", "标识。")] = None
    cu: Annotated[float | None, ShownAs(GETS_CU), described("In steps of 0.5.", "0.5 的倍数。", gt=0, le=10_000)] = None
    cron: Annotated[Name | None, ShownAs(SCHEDULED_BY), described("Such as 00 30 02 * * ?", "例如 00 30 02 * * ?")] = (
        None
    )
    para_value: Annotated[
        Printable | None,
        ShownAs(GIVES_VALUES),
        described("Values of variables.", "变量的值。", max_length=LONGEST_TEXT // 2),
    ] = None
    where: Annotated[
        Printable | None,
        ShownAs(WHERE),
        described("Filter; empty: all rows.", "过滤条件；为空：所有行。", max_length=LONGEST_TEXT // 2),
    ] = None
    options: JobSettingsField = None
    apply: Annotated[bool, NOT_IN_PLAN, described("Default: only show it.", "默认：仅展示。")] = False
    restart: Annotated[
        bool | None,
        RUNS_AFTERWARDS,
        described("Run afterwards; default: as before.", "之后是否运行；默认：与之前相同。"),
    ] = None
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
        if is_node(self.task_id) and not self._given(ONLY_OF_BATCH):
            yield from (Finding(f"/{name}", OF_REALTIME, LEAVE_OUT) for name in self._given(ONLY_OF_REALTIME))

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
        if is_node(self.task_id):
            return tuple(dict.fromkeys(self._node_operations()))
        batch, realtime = not self._given(ONLY_OF_REALTIME), not self._given(ONLY_OF_BATCH)
        looks = (*LOOKS, *(BATCH_LOOKS if batch else ()), *(REALTIME_LOOKS if realtime else ()))
        looks = (*looks, *(GROUP_LOOKS if self.resource_group is not None else ()))
        writes = (*(BATCH_CHANGE if batch else ()), *(REALTIME_CHANGE if realtime else ()))
        writes = (*writes, *(SCRIPT_CHANGE if self._given(OF_SCRIPT) else ()))
        return tuple(dict.fromkeys((*looks, *(writes if self.apply else ()))))

    def _node_operations(self) -> Iterator[type[Operation[Any]]]:
        yield from (*NODE_LOOKS, *(NODE_NAMES if self.name is not None else ()))
        updates = (*OF_SCRIPT, "cron", "para_value")
        if self.apply:
            yield from (*NODE_DEPLOYING, *(NODE_RENAMING if self.name is not None else ()))
            yield from NODE_UPDATE if self._given(updates) else ()

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

    def check_node(self, spec: FlowSpec) -> None:
        """Check that a node is a sync task, and can have the settings; see ``check_script``.

        Raises:
            InvalidArguments: it is not, or can't.
        """
        command = spec.command
        if command not in ("", DI_COMMAND):
            raise InvalidArguments([Finding("/task_id", OTHER_NODE.filled(command), FIND_TASKS)], after_reads=True)
        self.check_script(without_extend(spec.definition), text_of(plain_values(spec)))

    async def groups(self, api: DataWorks) -> Groups:
        """The resource groups that sync tasks can run on, if another one is wanted."""
        return UNREAD if self.resource_group is None else await groups_in(api, ACCOUNT_GROUPS)

    async def checked_groups(self, api: DataWorks, may_send: MaySend) -> CheckedGroups:
        """The groups that a job or a node can run on, if another one is wanted, which the service does not check.

        Raises:
            InvalidArguments: there is no such group, or it does not work.
        """
        phases = self.options.groups if self.options else {}
        places = {group: f"/options/groups/{phase}" for phase, group in phases.items()}
        places |= {self.resource_group: "/resource_group"} if self.resource_group else {}
        return await checked_groups(api, may_send, groups_of_task(self.project_id, self.task_id), places)

    async def wanted(self, api: DataWorks, groups: Groups, *, with_names: bool = True) -> Wanted:
        """The wanted settings, with the group as the service lists it.

        Raises:
            InvalidArguments: there is no such group, or another task has the name.
        """
        group = group_of(groups, self.resource_group) if self.resource_group is not None else None
        other = await self._other_of_name(api, self.name) if self.name is not None and with_names else None
        if other is not None and self.name is not None:
            problem = NAME_TAKEN.filled(other, named(self.name))
            raise InvalidArguments([Finding("/name", problem, CHOOSE_ANOTHER)], after_reads=True)
        cron = " ".join(self.cron.split()) if self.cron is not None else None
        cu = int(self.cu) if self.cu is not None and self.cu.is_integer() else self.cu
        return Wanted(group, cu, cron, self.para_value, self.where, self.name)

    async def _other_of_name(self, api: DataWorks, name: str) -> Text | None:
        """Another task that has the name."""
        if is_node(self.task_id):
            node = await node_named(api, self.project_id, name)
            taken = node is not None and id_of(node.id, IdOf.NODE) != self.task_id
            return NODE.filled(node.id) if node is not None and taken else None
        file = await file_named(api, self.project_id, name)
        return FILE.filled(file.file_id) if file is not None and file.file_id != self.task_id else None

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
        if is_node(self.task_id):
            return await self._node_outlook(look)
        if look.file is None and look.may_read(ListFiles):
            await self._check_there(look)
        if look.file is None or (self.resource_group and not look.may_read(ListResourceGroups)):
            return NOTHING_KNOWN
        self.check_type(look.file)
        groups = await self.groups(look.api)
        wanted = await self.wanted(look.api, groups, with_names=look.may_read(ListFiles))
        if look.file.file_type == BATCH_FILE:
            return await self._batch_outlook(look, wanted, groups)
        return await self._realtime_outlook(look, wanted, groups, current)

    async def _job_outlook(self, look: Look, current: Definition | None) -> Outlook:
        if not current:
            await self._check_job(look)
            return NOTHING_KNOWN
        await look.api.computed(check_phases, self.options, current)
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

    async def _check_node_there(self, look: Look) -> None:
        """Check that there is a node that a plan could not show.

        Raises:
            InvalidArguments: it is the scheduler's node of a file.
            DataWorksError: there is none.
        """
        try:
            async with scheduler_nodes_named(look.api, look.may_send, self.project_id, self.task_id):
                await look.at(GetNode(project_id=self.project_id, id=number_of(self.task_id)))
        except DataWorksError as error:
            if not_there(error):
                raise

    async def _check_there(self, look: Look) -> None:
        """Check that there is a task, which no list of files shows; see ``check_realtime``."""
        try:
            listed = await listed_with(look.api, self.project_id, self.task_id)
        except DataWorksError:
            return  # the call itself reports it
        if listed is None:
            await check_realtime(look, self.project_id, self.task_id)

    async def _batch_outlook(self, look: Look, wanted: Wanted, groups: Groups) -> Outlook:
        if look.detail is None or look.standing is None or not look.may_read(GetProject):
            return NOTHING_KNOWN
        check_detail(self, look.detail)
        edit = await edit_of_batch(look.api, self.project_id, look.detail, look.standing, wanted)
        idle = not edit and look.standing.stage == "deployed"
        runs = IDLE if is_paused(look.detail.node_configuration) else BY_SCHEDULE
        return replace(self._of(groups, edit, runs, interrupts=False), idle=idle)

    async def _node_outlook(self, look: Look) -> Outlook:
        node = look.node
        if node is None:
            await self._check_node_there(look)
            return NOTHING_KNOWN
        self.check_node(node.spec)
        checked = await self.checked_groups(look.api, look.may_send)
        wanted = await self.wanted(look.api, checked.groups, with_names=look.may_read(ListNodes))
        edit = await look.api.computed(edit_of_node, node.spec, node.name, wanted)
        runs = IDLE if edit.idle else FROM_NOW if node.spec.is_idle else BY_SCHEDULE
        outlook = self._of(checked.groups, edit, runs, interrupts=False)
        return replace(
            outlook,
            notes=(*outlook.notes, *checked.unchecked),
            idle=not edit and look.standing is not None and look.standing.stage == "deployed",
        )

    async def _realtime_outlook(
        self, look: Look, wanted: Wanted, groups: Groups, current: Definition | None
    ) -> Outlook:
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
        return replace(self._of(groups, edit, restart, interrupts=runs is not False), idle=idle)

    def _of(self, groups: Groups, edit: Edit, restart: object, *, interrupts: bool) -> Outlook:
        """What the plan shows of an edit, in place of the arguments."""
        shown: Mapping[str, Any] = {**dict.fromkeys(SETTINGS), "restart": restart}
        notes = () if edit else (AS_THEY_ARE.said(),)
        return Outlook(edit.script, shown, notes, settings=tuple(edit.settings(groups)), interrupts=interrupts)


SETTINGS = ("name", "resource_group", "cu", "cron", "para_value", "where")
"""The arguments that change something."""


def check_detail(arguments: TaskChangeArguments, present: FileDetail) -> None:
    """Check that a batch task can have the settings; see ``check_script``."""
    node = present.node_configuration
    arguments.check_script(present.file.content, node.para_value if node else None)
