"""The task that a call is for, as it is before the call: what its plan shows of it, and what the plan depends on."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.groups import groups_for
from dataworks.flows.known_nodes import NODE_LOOKS, seen_node
from dataworks.flows.lookups import looked_up
from dataworks.flows.versions import FilePlace, standing_of
from dataworks.folder_paths import same_place
from dataworks.language import Text
from dataworks.operations.v2020.deployments import ListFileVersions
from dataworks.operations.v2020.files import BATCH_FILE, REALTIME_FILE, FileDetail, GetFile, ListedFile, ListFiles
from dataworks.operations.v2020.project_config import ListDIProjectConfig, UpdateDIProjectConfig
from dataworks.operations.v2020.resource_groups import SCHEDULING, ListResourceGroups
from dataworks.operations.v2020.running import GetDISyncInstanceInfo
from dataworks.operations.v2020.sync_tasks import GetDISyncTask
from dataworks.operations.v2024.jobs import GetDIJob
from dataworks.operations.v2024.nodes import Node
from dataworks.quoting import named
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.flow_spec import PAUSED as PAUSED_NODE
from dataworks.studios.classic_reads import current_definition
from dataworks.studios.groups import ACCOUNT_GROUPS, GroupList, workspace_groups
from dataworks.studios.jobs import JOBS
from dataworks.studios.standing import Standing, batch_words, standing_words
from dataworks.studios.studio import TaskPlace
from dataworks.task_ids import IdOf, is_solution, kind_of, number_of
from tools.arguments.outlook import Look, MayRead
from tools.arguments.parsing import Finding, InvalidArguments
from tools.catalog import Call
from tools.rules.changes import Present
from tools.views.groups import group_words
from tools.views.tasks import SOLUTION_STATES
from tools.views.view import meaning

FILE_TYPES = {"DI_OFFLINE": BATCH_FILE, "DI_REALTIME": REALTIME_FILE}
"""File types of DataStudio, by task type."""

AS_IN_FILE = ("file_name", "file_description", "owner")
"""Parameters of ``UpdateFile`` that a file has; most others are settings of its schedule under the same names."""

LISTS = {"input_list": "input", "output_list": "output"}

NOT_ITS_NODE = Text("is not the node of task {}", "不是任务 {} 的节点")
ONE_OF_THEM = Text("give only one of them", "请只给出其中一个")
COMMA = Text(", ", "，")
FILE = Text("{} in {}, version {}", "{}，位于 {}，版本 {}")
RUN_STATE = Text(", run state {}", "，运行状态 {}")
WHERE = Text(", version {}, {}", "，版本 {}，{}")
SOLUTION = Text("{}, a solution, status {}, run state {}{}{}", "{}，解决方案，状态 {}，运行状态 {}{}{}")
JOB = Text("{}, a job, run state {}{}", "{}，数据集成作业，运行状态 {}{}")
NODE = Text("{}, a node, {}{}", "{}，节点，{}{}")
PAUSED = Text(", schedule paused", "，调度已暂停")
ON_GROUP = Text(", on resource group {}", "，运行于资源组 {}")
SUBMITTED, NOT_SUBMITTED = Text("submitted or deployed", "已提交或已发布"), Text("not submitted", "未提交")


@dataclass(frozen=True)
class CurrentTask:
    """A task before the call.

    Attributes:
        text: name, folder and state, as the plan shows them.
        present: what the call may replace.
        facts: all else that the service says about its file, as JSON, such as the time of the last edit.
        agreed: the definition, if it was read by the operation that flows compare it by.
        run_state: that of a real-time task, if it was read.
        file: its row in the list of files.
        detail: a batch task with its schedule, if it was read.
        standing: how far a batch task is, if it was read.
        node: a node, if it was read.
    """

    text: str
    present: Present
    facts: str = ""
    agreed: Definition = NO_DEFINITION
    run_state: str | None = None
    file: ListedFile | None = None
    detail: FileDetail | None = None
    standing: Standing | None = None
    node: Node | None = None

    def look(self, api: DataWorks, may_read: MayRead) -> Look:
        """What its arguments may see of it, and read in addition."""
        return Look(api, may_read, self.run_state, self.file, self.detail, self.standing, self.agreed, self.node)

    @property
    def basis(self) -> str:
        """The task, with its definition (tables and resource group are in it) as a hash, its settings and facts.

        It has no figures that move by themselves, such as delays and durations.
        """
        return json.dumps([self.text, hash_of(self.present.definition.text), dict(self.present.settings), self.facts])


def hash_of(text: str) -> str:
    """The SHA-256 of a text; empty for an empty one."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""


@dataclass(frozen=True)
class Reading:
    """Reads the task of a call, as far as the rules allow each operation."""

    call: Call
    arguments: Any
    may_read: MayRead

    @property
    def project_id(self) -> str | None:
        """The id of the workspace, if the call names it so."""
        return getattr(self.arguments, "project_id", None)

    @property
    def identifier(self) -> str | None:
        """The name of the workspace, if the call names it so."""
        return getattr(self.arguments, "project_identifier", None)

    async def task(self, task: str | None) -> CurrentTask | None:
        """The task with this id, or the call's node, or the settings of the workspace; ``None`` if it can't be read.

        Raises:
            InvalidArguments: the node is not the node of the task.
        """
        try:
            if isinstance(self.arguments, UpdateDIProjectConfig):
                return await self._config() if self.may_read(ListDIProjectConfig) else None
            if task and kind_of(task) is IdOf.NODE:
                return await self._node(task) if all(map(self.may_read, NODE_LOOKS)) else None
            if task and is_solution(task):
                return await self._solution(number_of(task)) if self.may_read(GetDISyncTask) else None
            if task and kind_of(task) is IdOf.JOB:
                return await self._job(task) if self.may_read(GetDIJob) else None
            file = await self._file(task) if self.may_read(ListFiles) else None
        except DataWorksError:
            return None
        if file is None:
            return None
        node = getattr(self.arguments, "node_id", None)
        if node not in (None, file.node_id):
            problem = NOT_ITS_NODE.filled(file.file_id)
            raise InvalidArguments([Finding("/node_id", problem, ONE_OF_THEM)], after_reads=True)
        return await self.of_file(file)

    async def of_file(self, file: ListedFile, remark: str = "") -> CurrentTask:
        """The task of a file, with what the list of files leaves out; ``remark`` is added to its text."""
        text = FILE.said(named(file.file_name or ""), named(file.absolute_folder_path or ""), file.current_version)
        facts = _facts(file)
        if file.file_type == REALTIME_FILE:
            run_state = await self._run_state("DI_REALTIME", file.file_id) if self.project_id else None
            text += f"{COMMA.said()}{standing_words(file, run_state)}" + (
                RUN_STATE.said(run_state) if run_state else ""
            )
            read = await self._definition(file)
            definition = read or file.content
            text += await self._on_group(definition)
            present = Present(definition, _parameters(definition))
            return CurrentTask(text + remark, present, facts, read, run_state, file)
        detail = await self._detail(file)
        standing = await self._standing(file, detail)
        text += COMMA.said() + (batch_words(standing) if standing else _unread(file))
        definition = file.content or (detail.file.content if detail else NO_DEFINITION)
        settings = await self._settings(file, detail) if detail else {}
        present = Present(definition, {**settings, **_parameters(definition)})
        agreed = detail.file.content if detail else NO_DEFINITION
        return CurrentTask(text + remark, present, facts, agreed, None, file, detail, standing)

    async def _config(self) -> CurrentTask:
        """How the workspace handles DDL messages now; it is no task, so it has no text."""
        asked = ListDIProjectConfig(**self.arguments.model_dump(exclude={"project_config"}))
        found = (await self.call.api.call(asked)).config
        return CurrentTask("", Present(settings={"project_config": found}))

    async def _job(self, task_id: str) -> CurrentTask | None:
        row = await JOBS.row(self.call.api, TaskPlace(self.arguments.project_id, task_id), whole=True)
        if row is None:
            return None
        text = JOB.said(
            named(row.name or ""),
            row.state,
            await self._on_group(row.definition, JOBS.groups(self.arguments.project_id)),
        )
        return CurrentTask(text, Present(row.definition), agreed=row.definition, run_state=row.state)

    async def _node(self, task_id: str) -> CurrentTask:
        seen = await seen_node(self.call.api, self.arguments.project_id, task_id)
        spec, standing = seen.node.spec, seen.standing
        state = batch_words(standing) + (PAUSED.said() if spec.recurrence == PAUSED_NODE else "")
        group = await self._on_group(spec.definition, workspace_groups(self.arguments.project_id))
        text = NODE.said(named(seen.node.name or ""), state, group)
        facts = json.dumps([spec.text, seen.node.owner, standing.stage])
        return CurrentTask(text, Present(seen.definition), facts, seen.definition, standing=standing, node=seen.node)

    async def _solution(self, number: str) -> CurrentTask | None:
        request = GetDISyncTask(project_id=self.arguments.project_id, task_type="DI_SOLUTION", file_id=number)
        found = (await self.call.api.call(request)).solution_detail
        if found is None:
            return None
        status = meaning(SOLUTION_STATES, found.status) or found.status or "unknown"
        file = await self._file_of_solution(number, found.name)
        run = await self._run_state("DI_SOLUTION", number)
        where = WHERE.said(file.current_version, standing_words(file, run.upper())) if file else ""
        on_group = await self._on_group(found.process_content)
        text = SOLUTION.said(named(found.name or ""), status, run, where, on_group)
        facts = _facts(file) if file else ""
        return CurrentTask(text, Present(found.process_content), facts)

    async def _file_of_solution(self, number: str, name: str | None) -> ListedFile | None:
        """The file of a solution; its number may be that of another file too, so the name decides."""
        if not name or not self.may_read(ListFiles):
            return None
        asked = ListFiles(
            project_id=self.project_id,
            project_identifier=self.identifier,
            exact_file_name=name,
            need_absolute_folder_path=True,
        )
        try:
            files = (await self.call.api.call(asked)).files
        except DataWorksError:
            return None
        return next((file for file in files if (file.file_id, file.file_name) == (number, name)), None)

    async def _file(self, file_id: str | None) -> ListedFile | None:
        """The file with this id, or else node, and of the right type: a solution can have the same number."""
        node_id = None if file_id else self.arguments.node_id
        listing = ListFiles(
            project_id=self.project_id,
            project_identifier=self.identifier,
            file_id_in=file_id,
            node_id=node_id,
            need_content=True,
            need_absolute_folder_path=True,
        )
        found = (await self.call.api.call(listing)).files
        files = [file for file in found if (file.file_id if file_id else file.node_id) == (file_id or node_id)]
        wanted = FILE_TYPES.get(getattr(self.arguments, "task_type", None) or "")
        return next((file for file in files if wanted in (None, file.file_type)), None)

    async def _definition(self, file: ListedFile) -> Definition:
        """The definition of a real-time task, which the list of files may leave out; false if it can't be read."""
        if not self.project_id or not self.may_read(GetDISyncTask):
            return NO_DEFINITION
        try:
            return await current_definition(self.call.api, self.project_id, file.file_id)
        except DataWorksError:
            return NO_DEFINITION

    async def _standing(self, file: ListedFile, detail: FileDetail | None) -> Standing | None:
        """How far a batch task is."""
        if not self.project_id or not self.may_read(ListFileVersions):
            return None
        place, node = FilePlace(self.project_id, file.file_id), detail.node_configuration if detail else None
        try:
            return await standing_of(self.call.api, place, file, node)
        except DataWorksError:
            return None

    async def _detail(self, file: ListedFile) -> FileDetail | None:
        """The file with its schedule."""
        if not self.may_read(GetFile):
            return None
        try:
            return await self.call.api.call(
                GetFile(project_id=self.project_id, project_identifier=self.identifier, file_id=file.file_id)
            )
        except DataWorksError:
            return None

    async def _settings(self, file: ListedFile, detail: FileDetail) -> dict[str, object]:
        """The settings of a batch task that have a value, by the parameter of ``UpdateFile`` that sets them."""
        node = detail.node_configuration
        schedule = node.model_dump(mode="json") if node else {}
        lists = {name: ",".join(row[part] or "" for row in schedule.get(name, ())) for name, part in LISTS.items()}
        places = {
            "file_folder_path": self._folder(file.absolute_folder_path),
            "resource_group_identifier": await self._scheduling_group(node.resource_group_id) if node else None,
        }
        found = {**schedule, **lists, **places, **{name: getattr(file, name) for name in AS_IN_FILE}}
        return {name: value for name, value in found.items() if value not in (None, "")}

    def _folder(self, path: str | None) -> str | None:
        """The folder, as the call spells it if it is the same."""
        wanted = getattr(self.arguments, "file_folder_path", None)
        return wanted if path and wanted and same_place(path, wanted) else path

    async def _scheduling_group(self, number: str | None) -> str | None:
        """The identifier of a scheduling group, if the call gives the task another one; else its number."""
        wanted = getattr(self.arguments, "resource_group_identifier", None)
        if not (number and wanted and self.may_read(ListResourceGroups)):
            return number
        try:
            groups = (await looked_up(self.call.api, ListResourceGroups(resource_group_type=SCHEDULING))).items
        except DataWorksError:
            return number
        return next((group.identifier for group in groups if group.id == number), None) or number

    async def _on_group(self, definition: Definition, listed: GroupList = ACCOUNT_GROUPS) -> str:
        """The resource group that a task runs on, if its script names it."""
        group = definition.resource_group
        groups = await groups_for(self.call.api, self.call.may_send, [group], listed)
        return ON_GROUP.said(group_words(group, groups)) if group else ""

    async def _run_state(self, task_type: Any, file_id: str) -> str:
        if not self.project_id or not self.may_read(GetDISyncInstanceInfo):
            return "unknown"
        request = GetDISyncInstanceInfo(project_id=self.project_id, task_type=task_type, file_id=file_id)
        try:
            found = await self.call.api.call(request)
        except DataWorksError:
            return "unknown"
        return (found.solution_info.status if found.solution_info else found.status) or "unknown"


def _facts(file: ListedFile) -> str:
    """All that the list has about a file but its content; names can have halves of characters, which are escaped."""
    return json.dumps(file.model_dump(mode="json", exclude={"content"}))


def _parameters(definition: Definition) -> dict[str, object]:
    """What ``task_param`` of ``UpdateDISyncTask`` sets, as far as the script has it; ``Cu`` is shown nowhere."""
    group = definition.resource_group
    return {"task_param": {"ResourceGroup": group}} if group else {}


def _unread(file: ListedFile) -> str:
    """How far a batch task is whose versions can't be read."""
    return (SUBMITTED if file.commit_status else NOT_SUBMITTED).said()
