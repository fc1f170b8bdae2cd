"""Changing the settings of a job of the new studio: stop it, give it another definition, start it again.

Whether the service changes a job that runs is not known, so it is stopped first.
"""

from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.errors import ChangedMeanwhile
from dataworks.flows.running import run, stop
from dataworks.flows.taking_effect import still_stopped, stopped_first
from dataworks.flows.task_handle import CHANGED, Handle, Reached, tracked
from dataworks.flows.waits import Report
from dataworks.observing import flow
from dataworks.operation import Operations
from dataworks.operations.v2024.jobs import UpdateDIJob
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.job_changes import JobChange, changed_job
from dataworks.studios.jobs import JOBS
from dataworks.studios.states import RUNNING, STARTING
from dataworks.studios.studio import TaskPlace

JOB_CHANGE: Operations = (*JOBS.operations("start"), JOBS.updates)
"""The operations that making a change may call; seeing it calls those that read a job."""

STEPS = 4


@dataclass(frozen=True)
class JobRequest:
    """A request to change the settings of a job.

    Attributes:
        present: its definition, as it was read, or agreed to.
        apply: whether to make the change, or only to show it.
        restart: whether it runs afterwards; ``None``: as it did before.
        idle: whether there was nothing to do when somebody would have been asked; then the change is only shown.
    """

    place: TaskPlace
    present: Definition
    change: JobChange
    apply: bool = False
    restart: bool | None = None
    idle: bool = False

    @property
    def makes(self) -> bool:
        """Whether to make the change."""
        return self.apply and not self.idle


@dataclass(frozen=True)
class ChangedJob:
    """The result: the definition with the settings wanted, and how far the job is."""

    request: JobRequest
    definition: Definition
    differs: bool
    run: Reached


@flow
async def change_job(api: DataWorks, request: JobRequest, report: Report) -> ChangedJob:
    """Show the change of a job, or make it.

    Raises:
        ChangedMeanwhile: somebody else changed it since it was read.
        DeletedMeanwhile: somebody else deleted it.
        DataWorksError: a step failed; ``exists`` says what was done.
    """
    place = request.place
    task = Handle(api, place.project_id, place.task_id, report, STEPS, agreed=request.present)
    async with tracked(task):
        await task.look()
        wanted = await api.computed(changed_job, request.present, request.change)
        differs = not await api.computed(request.present.means_the_same, wanted)
        if request.makes:
            await _made(task, request, wanted)
    return ChangedJob(request, wanted, differs, task.reached())


async def _made(task: Handle, request: JobRequest, wanted: Definition) -> None:
    """Make the change as far as it is not made, and let the job run, or stop it, as it is to be afterwards."""
    ran: bool | None = task.state in {STARTING, RUNNING}
    if not await task.has(wanted):
        update = await task.api.computed(JOBS.update, request.place, request.present, wanted)
        ran = await stopped_first(task, request.present, request.restart)
        if ran is None:
            return
        await _updated(task, request, wanted, update)
        await still_stopped(task)
    task.agreed = wanted
    runs = ran if request.restart is None else request.restart
    await (run(task) if runs else stop(task))


async def _updated(task: Handle, request: JobRequest, wanted: Definition, update: UpdateDIJob) -> None:
    """Write the new definition.

    Raises:
        ChangedMeanwhile: somebody else gave the job another one since it was read.
    """
    present = await task.read()
    if await task.api.computed(present.means_the_same, wanted):
        task.by_others.append("updated")
        return
    if not await task.api.computed(present.means_the_same, request.present):
        raise ChangedMeanwhile(JOBS.updates.action(), CHANGED.said())
    await task.do("updated", update, lambda: task.has(wanted))
