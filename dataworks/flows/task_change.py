"""Changing the settings of a task of any type, all the way to where the change works."""

from collections.abc import Callable
from dataclasses import dataclass, field

from dataworks.client import DataWorks
from dataworks.errors import ChangedMeanwhile, DataWorksError, DeletedMeanwhile, Rejected
from dataworks.flows.deletion import deleted, was_deleted
from dataworks.flows.deployment import DEPLOYING, Way
from dataworks.flows.done_words import AND, MAY_BE_DONE, WAS_DONE, WORDS, said
from dataworks.flows.once import once
from dataworks.flows.schedule import SCHEDULING
from dataworks.flows.taking_effect import UNTOUCHED, take_effect, update_definition
from dataworks.flows.task_handle import CHANGED, Handle, Reached, tracked
from dataworks.flows.versions import FilePlace, standing_of
from dataworks.flows.waits import Report
from dataworks.flows.wanted_settings import Edit, Wanted, edit_of_batch, edit_of_realtime
from dataworks.language import Text
from dataworks.observing import flow
from dataworks.operation import Operations
from dataworks.operations.v2020.deployments import ListFileVersions, UpdateFile
from dataworks.operations.v2020.files import File, FileDetail, GetFile, ListFiles
from dataworks.operations.v2020.resource_groups import ListResourceGroups
from dataworks.operations.v2020.running import GetDISyncInstanceInfo, StopDISyncInstance
from dataworks.operations.v2020.sync_tasks import GetDISyncTask, UpdateDISyncTask
from dataworks.operations.v2020.workspaces import GetProject
from dataworks.scripts.definition import Definition
from dataworks.studios.classic import REALTIME_FILES
from dataworks.studios.standing import Standing, is_paused
from dataworks.studios.states import STARTING

LOOKS: Operations = (ListFiles,)
GROUP_LOOKS: Operations = (ListResourceGroups,)
"""What finding the task, and a group, may call."""

REALTIME_LOOKS: Operations = (GetDISyncTask, GetDISyncInstanceInfo)
BATCH_LOOKS: Operations = (GetFile, ListFileVersions, GetProject)
"""What seeing the change of a task of either type may call."""

SCRIPT_CHANGE: Operations = (UpdateDISyncTask,)
REALTIME_CHANGE: Operations = (UpdateFile, StopDISyncInstance, *REALTIME_FILES.operations("run"))
BATCH_CHANGE: Operations = (*SCHEDULING, *DEPLOYING)
"""The operations that making the change may call: of script, group and units, and of a task of either type."""

STEPS = 5


ANOTHER = Text("has another {} by now", "现在的 {} 不同")
OTHER_SCRIPT = Text("has another script by now", "现在的脚本不同")


@dataclass(frozen=True)
class SettingsChange:
    """A request to change the settings of a task.

    Attributes:
        file: its row in the list of files, if it is there.
        agreed: the definition that the user agreed to change; false: the one that is found.
        apply: whether to make the change, or only to show it.
        restart: whether a real-time task runs afterwards; ``None``: as it did before.
        idle: whether there was nothing to do when somebody would have been asked; then the change is only shown.
    """

    project_id: str
    file_id: str
    file: File | None
    agreed: Definition
    wanted: Wanted
    apply: bool = False
    restart: bool | None = None
    idle: bool = False

    @property
    def makes(self) -> bool:
        """Whether to make the change."""
        return self.apply and not self.idle


@dataclass(frozen=True)
class ChangedTask:
    """The result: what differed, and how far the task is.

    Attributes:
        present: its definition before the change.
        standing: how far a batch task is.
        stale: somebody else changed a real-time task since it was read, so that nothing was done.
        idle: whether a batch task does not run by its schedule, since it is paused or has none.
    """

    edit: Edit
    present: Definition
    run: Reached
    standing: Standing | None = None
    stale: bool = False
    idle: bool = False


Accepted = Callable[[FileDetail], None]
"""Raises an error if a batch task can't have the wanted settings."""


@flow
async def change_realtime_task(
    api: DataWorks, request: SettingsChange, present: Definition, report: Report
) -> ChangedTask:
    """Show the change of a real-time task, or make it: update, stop, deploy, start.

    Args:
        present: its definition, as it was read, or agreed to.

    Raises:
        DeletedMeanwhile: somebody else deleted the task.
        UpdateRefused: the service does not update real-time tasks; nothing was changed.
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    task = Handle(api, request.project_id, request.file_id, report, STEPS, agreed=present)
    async with tracked(task):
        await task.look()
        starting = task.state == STARTING
        edit = await api.computed(lambda: edit_of_realtime(request.file, present, request.wanted, starting=starting))
        stale = request.makes and not await _applied(task, request, present, edit)
    return ChangedTask(edit, present, task.reached(), stale=stale)


async def _applied(task: Handle, request: SettingsChange, present: Definition, edit: Edit) -> bool:
    """Make the change; return ``False`` if somebody else gave the task another definition since it was read."""
    update = edit.update(task.project_id, "DI_REALTIME", task.task_id)
    if update is not None and await task.has(present):
        await update_definition(task, update, lambda: task.has(edit.script) if edit.script else _not_visible())
    elif update is not None:
        if not edit.script or not await task.has(edit.script):
            return False
        task.by_others.append("updated")
    rename = edit.file_update(task.project_id, task.task_id)
    if rename is not None:
        await task.do("renamed", rename, lambda: _is_named(task, request.wanted.name))
    await take_effect(task, edit.script or present, request.restart)
    return True


async def _not_visible() -> bool:
    """Group and units of a task without them in its script are shown nowhere; sent twice, they are the same."""
    return False


async def _is_named(task: Handle, name: str | None) -> bool:
    row = await task.row()
    return row is not None and row.name == name


@dataclass
class BatchEdit:
    """A batch task while one call changes it.

    Attributes:
        done: what this call did to it, in order.
        seen: whether it was there when the call began.
    """

    api: DataWorks
    request: SettingsChange
    report: Report
    done: list[str] = field(default_factory=list[str])
    seen: bool = False

    @property
    def place(self) -> FilePlace:
        """Its file."""
        return FilePlace(self.request.project_id, self.request.file_id)

    async def read(self) -> FileDetail:
        """Read its file.

        Raises:
            DeletedMeanwhile: it is in the recycle bin.
        """
        place = self.place
        present = await self.api.call(GetFile(project_id=place.project_id, file_id=place.file_id))
        if present.file.is_deleted:
            raise deleted(place.file_id, GetFile.action(), fresh=False) if self.seen else _not_listed(place.file_id)
        return present

    async def compared(self) -> tuple[FileDetail, Standing, Edit]:
        """Its file, how far it is, and what it lacks."""
        present = await self.read()
        self.seen = True
        standing = await standing_of(self.api, self.place, present.file, present.node_configuration)
        return present, standing, await self.lacks(present, standing)

    async def lacks(self, present: FileDetail, standing: Standing) -> Edit:
        """What it lacks of the wanted settings."""
        return await edit_of_batch(self.api, self.request.project_id, present, standing, self.request.wanted)

    async def update(self, edit: Edit, standing: Standing) -> None:
        """Send what it lacks."""
        place = self.place

        async def is_made() -> bool:
            now = await self.lacks(await self.read(), standing)
            return bool(edit.script) and not now.script

        async def is_set() -> bool:
            return not (await self.lacks(await self.read(), standing)).file

        steps = (
            ("updated", edit.update(place.project_id, "DI_OFFLINE", place.file_id), is_made),
            ("configured", edit.file_update(place.project_id, place.file_id), is_set),
        )
        for done, operation, took_effect in steps:
            if operation is not None:
                unknown = MAY_BE_DONE.said(place.file_id, WORDS[done])
                found = await once(self.api, operation, took_effect, unknown)
                self.done += [done] if found.mine else []

    async def failed(self, error: DataWorksError) -> DataWorksError:
        """The error, with what is true of the task."""
        place = self.place
        if self.seen and await was_deleted(self.api, place.project_id, place.file_id, error):
            return deleted(place.file_id, error.operation, fresh=False)
        if isinstance(error, DeletedMeanwhile):
            return error
        did = WAS_DONE.said(place.file_id, said(self.done)) if self.done else ""
        known = " ".join(filter(None, (error.exists, did))) or UNTOUCHED.said()
        error.exists = known if self.seen else error.exists
        return error


def _not_listed(file_id: str) -> Rejected:
    """The failure for a file that was in the recycle bin before the call, as for one that is nowhere."""
    return Rejected(GetFile.action(), f"fileId:[{file_id}] is invalid.")


@flow
async def change_batch_task(api: DataWorks, request: SettingsChange, report: Report, accepted: Accepted) -> ChangedTask:
    """Show the change of a batch task, or make it: update, submit, deploy.

    Raises:
        ChangedMeanwhile: somebody else changed the task, so that the next step was not made.
        DeletedMeanwhile: somebody else deleted it.
        DataWorksError: any step failed; ``exists`` says what was done.
    """
    task = BatchEdit(api, request, report)
    try:
        present, standing, edit = await task.compared()
        before = present.file.content
        accepted(present)
        idle = is_paused(present.node_configuration)
        if not request.makes:
            return ChangedTask(edit, before, _reached(standing, task.done), standing, idle=idle)
        if request.agreed and not await api.computed(before.means_the_same, request.agreed):
            raise ChangedMeanwhile(UpdateDISyncTask.action(), CHANGED.said(), exists=UNTOUCHED.said())
        await task.update(edit, standing)
        way = await _deployed(task, edit, before, standing)
    except DataWorksError as error:
        raise await task.failed(error) from None
    reached = Standing(way.stage, in_production=way.stage == "deployed")
    return ChangedTask(edit, before, _reached(reached, way.done, way.by_others), reached, idle=idle)


async def _deployed(task: BatchEdit, edit: Edit, before: Definition, standing: Standing) -> Way:
    """Bring the task to production with what it has now."""
    script = edit.script or before

    def unlike(present: FileDetail) -> str:
        node, file = present.node_configuration, present.file
        values = {**(node.model_dump(mode="json") if node else {}), "file_name": file.file_name}
        others = [name for name, value in edit.file.items() if name != "input_list" and values.get(name) != value]
        if others:
            return ANOTHER.said(AND.said().join(others))
        return "" if file.content.means_the_same(script) else OTHER_SCRIPT.said()

    stage = "draft" if edit else standing.stage  # the service's: a file that was just changed is a draft
    way = Way(task.api, task.place, task.report, unlike, stage, task.done, comment=edit.note, fresh=False)
    return await way.go()


def _reached(standing: Standing, done: list[str], by_others: tuple[str, ...] = ()) -> Reached:
    waits = None if standing.stage == "deployed" else 0.0
    return Reached(standing.shown.upper(), tuple(done), waits, by_others)
