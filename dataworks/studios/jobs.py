"""Data Integration jobs of the new studio (API 2024-05-18): a job has no file, no folder and no deployment.

Its definition is made here, since the service makes none. No operation has a client token, so a job of the same name is
looked for before one is created.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic.alias_generators import to_snake

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.language import Text
from dataworks.operation import Operation
from dataworks.operations.v2024.jobs import (
    CreateDIJob,
    DeleteDIJob,
    GetDIJob,
    Job,
    JobCreated,
    JobDetail,
    ListDIJobs,
    StartDIJob,
    StopDIJob,
    UpdateDIJob,
)
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.changing import as_definition, with_tables
from dataworks.studios.creating import CreatingStudio, NewDefinition, NewTask
from dataworks.studios.states import FAILED, FINISHED, NEVER_RAN, RUNNING, STOPPED, STOPPING, UNKNOWN
from dataworks.studios.studio import AS_USUAL, Act, Look, Row, Start, TaskPlace
from dataworks.task_ids import IdOf, id_of

NO_JOB = "500130"
"""The code of an unknown job (source: Alibaba's provider for Terraform)."""

NAME_EXISTS = "The DI job name already exists."

STATES: Mapping[str, str] = {
    "Initialized": NEVER_RAN,
    "Running": RUNNING,
    "Stopping": STOPPING,
    "Stopped": STOPPED,
    "Failed": FAILED,
    "Finished": FINISHED,
}
"""The states of jobs by our names."""

CHANGEABLE = ("description", "resource_settings", "table_mappings", "transformation_rules", "job_settings")
"""What an update of a job can change."""


def definition_of(job: JobDetail) -> Definition:
    """The specification in an answer, without its id and its state."""
    return as_definition({**job.model_dump(mode="json", by_alias=True), "Name": job.job_name})


def row_of(job: Job) -> Row:
    """The row of a job in a list, which has no definition."""
    return Row(id_of(job.id, IdOf.JOB), job.job_name, state=STATES.get(job.job_status or "", UNKNOWN))


def values_of(definition: Definition) -> dict[str, Any]:
    """The parameters of a specification as our operations call them."""
    return {to_snake(name): value for name, value in as_definition(definition.content).content.items()}


class Jobs(CreatingStudio):
    """Jobs for real-time synchronization, of any source."""

    acts: ClassVar[Mapping[Act, type[Operation[Any]]]] = {
        "started": StartDIJob,
        "stopped": StopDIJob,
        "deleted": DeleteDIJob,
    }
    looks = GetDIJob
    reads = (GetDIJob, ListDIJobs)
    gone = Text("Job {} is no longer among the jobs of the workspace{}.", "任务 {} 已不在工作空间的任务中{}。")
    creates = CreateDIJob
    updates = UpdateDIJob
    looks_first = True
    taken = NAME_EXISTS

    def request(self, act: Act, place: TaskPlace, start: Start = AS_USUAL) -> Operation[Any]:
        """The request, by number; only a deletion names the workspace."""
        del start
        where = {"project_id": place.project_id} if act == "deleted" else {}
        return self.acts[act].model_validate({"id": place.number, **where})

    async def look(self, api: DataWorks, place: TaskPlace) -> Look:
        """No answer has the reason of a failure."""
        job = await api.call(GetDIJob(id=place.number, project_id=place.project_id, with_details=False))
        return Look(STATES.get(job.job_status or "", UNKNOWN))

    async def read(self, api: DataWorks, place: TaskPlace) -> Definition:
        """The specification, as the service sends it."""
        job = await api.call(GetDIJob(id=place.number, project_id=place.project_id))
        return await api.computed(definition_of, job)

    async def row(self, api: DataWorks, place: TaskPlace, *, whole: bool = False) -> Row | None:
        """The job itself, which no list shows by its id."""
        try:
            job = await api.call(GetDIJob(id=place.number, project_id=place.project_id, with_details=whole))
        except DataWorksError as error:
            if self.is_unknown(error):
                return None
            raise
        found = row_of(job)
        definition = await api.computed(definition_of, job) if whole else found.definition
        return Row(found.task_id, found.name, state=found.state, definition=definition)

    def is_unknown(self, error: DataWorksError) -> bool:
        """By its code."""
        return error.code == NO_JOB

    async def is_gone(self, api: DataWorks, place: TaskPlace) -> bool:
        """Whether it can't be read any more."""
        return await self.row(api, place) is None

    def prepare(self, project_id: str, script: str) -> Definition:
        """The specification itself."""
        del project_id
        return as_definition(Definition(script).content)

    def prepare_other(self, new: NewDefinition) -> Definition:
        """The job with the tables that a script names, of its only data source, and nothing else changed."""
        wanted, present = (each.tables_by_source(switched_off=False) for each in (Definition(new.script), new.present))
        names, others = ([table for tables in each.values() for table in tables] for each in (wanted, present))
        added, removed = (
            [each for each in one if each not in other] for one, other in ((names, others), (others, names))
        )
        return with_tables(new.present, added, removed)

    def creation(self, new: NewTask, definition: Definition) -> CreateDIJob:
        """Name, group and tables are all in the specification."""
        return CreateDIJob.model_validate({"project_id": new.project_id, **values_of(definition)})

    def created(self, answer: JobCreated) -> str:
        """The id of a job."""
        return id_of(answer.id, IdOf.JOB)

    async def named(self, api: DataWorks, project_id: str, name: str) -> Row | None:
        """The job of exactly this name: whether the filter is exact is not documented."""
        async for page in api.pages(ListDIJobs(project_id=project_id, name=name)):
            for job in page.jobs:
                if job.job_name == name:
                    return row_of(job)
        return None

    def may_be_taken(self, error: DataWorksError) -> bool:
        """By its message; no code is documented."""
        return "exist" in error.message.lower() or "已存在" in error.message

    def update(self, place: TaskPlace, present: Definition, definition: Definition) -> UpdateDIJob:
        """What differs, each as a whole."""
        before, after = values_of(present), values_of(definition)
        changed = {name: after[name] for name in CHANGEABLE if name in after and after[name] != before.get(name)}
        return UpdateDIJob.model_validate({"id": place.number, "project_id": place.project_id, **changed})


JOBS = Jobs()
