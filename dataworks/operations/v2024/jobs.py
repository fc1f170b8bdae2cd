"""Data Integration jobs: create, change, read, list, start, stop and delete them.

The verb says nothing here: jobs are started, stopped and deleted with GET. No operation has a client token.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, BeforeValidator, Field

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DECODED, Digits, Name, PageNumber, PageSize, Printable, ProjectId, TaskName
from dataworks.markers import IDENTIFIES, NumberOf
from dataworks.operation import BODY, NEW, SELDOM, Belongs, Effect, Operation, Paging
from dataworks.operations.v2024.job_settings import (
    ChangedSettings,
    Destinations,
    DestinationType,
    JobResources,
    JobType,
    MigrationType,
    NewSettings,
    Sources,
    SourceType,
    TableMappings,
    TransformationRules,
)
from dataworks.operations.v2024.nested import Nested, a_text
from dataworks.task_ids import IdOf

STATES = ("Initialized", "Running", "Stopping", "Stopped", "Failed", "Finished")
"""The states of a job."""

_SPELLINGS = {**{state.lower(): state for state in STATES}, "stop": "Stopped"}
"""The states by their spellings in answers, in lower case: reading one job says ``Stop``, the list ``Stopped``."""


def _state(value: object) -> object:
    return _SPELLINGS.get(value.lower(), value) if isinstance(value, str) else value


JobId = Annotated[Digits, IDENTIFIES, NumberOf(IdOf.JOB), Field(description="Job id.")]
JobState = Annotated[str | None, BeforeValidator(_state)]
"""A state in the spelling of ``STATES``; an unknown one as it came."""

AnsweredId = Annotated[Id, Field(validation_alias=AliasChoices("Id", "DIJobId"))]
"""The id of a job, by its name since 2025 or before."""

Objects = Annotated[tuple[dict[str, Any], ...], DECODED, BeforeValidator(lambda value: value or ())]
Object = Annotated[dict[str, Any], DECODED, BeforeValidator(lambda value: value or {})]
"""A part of a job as the service sends it, with its names."""


class JobCreated(Answer):
    """A job was created."""

    place = ""

    id: AnsweredId


class Accepted(Answer):
    """The request was accepted, which says nothing about what happens to it."""

    place = ""

    success: bool | None = None


class Job(Answer):
    """What a list shows of a job."""

    id: AnsweredId
    job_name: Text = None
    job_status: JobState = None
    migration_type: Text = None
    owner: Text = None
    project_id: Text = None
    source_data_source_type: Text = None
    destination_data_source_type: Text = None


class JobDetail(Job):
    """A job with its definition, whose parts are as the service sends them."""

    place = "PagingInfo"

    job_type: Text = None
    description: Text = None
    source_data_source_settings: Objects = ()
    destination_data_source_settings: Objects = ()
    resource_settings: Object = Field(default_factory=dict)
    table_mappings: Objects = ()
    transformation_rules: Objects = ()
    job_settings: Object = Field(default_factory=dict)


class JobPage(Answer):
    """One page of jobs."""

    place = "PagingInfo"

    jobs: Annotated[tuple[Job, ...], Field(alias="DIJobs")] = ()
    total_count: int = 0
    page_number: int = 1
    page_size: int = 10

    def shown(self, may_show: Callable[[str], bool]) -> Self:
        """Return the page without the jobs of workspaces that may not be shown."""
        allowed = tuple(job for job in self.jobs if job.project_id is None or may_show(job.project_id))
        return self if len(allowed) == len(self.jobs) else self.model_copy(update={"jobs": allowed})


class StartSettings(Nested):
    """Where the real-time part starts; without it, it continues where it stopped."""

    start_time: Annotated[int, Field(ge=0, description="Epoch seconds.")] | None = None


class CreateDIJob(
    Operation[JobCreated],
    effect=Effect.CREATE,
    belongs=Belongs.WORKSPACE,
    version=NEW,
    like="CreateDISyncTask",
):
    """Create a job; it is not started, and little is checked before it is."""

    project_id: ProjectId
    name: TaskName
    source_data_source_type: Annotated[SourceType, a_text(description="Such as MySQL.")]
    destination_data_source_type: Annotated[DestinationType, a_text(description="Such as Hologres.")]
    migration_type: Annotated[MigrationType, Field(description="What is loaded.")]
    job_type: Annotated[JobType | None, Field(description="Kind of job.")] = None
    owner: Annotated[Name | None, SELDOM] = None
    description: Annotated[Printable | None, BODY, Field(description="Any text.")] = None
    source_data_source_settings: Annotated[Sources, BODY]
    destination_data_source_settings: Annotated[Destinations, BODY]
    resource_settings: Annotated[JobResources, BODY]
    table_mappings: Annotated[TableMappings, BODY]
    transformation_rules: Annotated[TransformationRules | None, BODY] = None
    job_settings: Annotated[NewSettings | None, BODY] = None


class UpdateDIJob(
    Operation[Accepted],
    effect=Effect.UPDATE,
    belongs=Belongs.WORKSPACE,
    version=NEW,
    like="UpdateDISyncTask",
):
    """Change a job. Lists are given whole: whether the service merges them is not known."""

    id: JobId
    project_id: ProjectId
    owner: Annotated[Name | None, SELDOM] = None
    description: Annotated[Printable | None, BODY, Field(description="Any text.")] = None
    resource_settings: Annotated[JobResources | None, BODY] = None
    table_mappings: Annotated[TableMappings | None, BODY] = None
    transformation_rules: Annotated[TransformationRules | None, BODY] = None
    job_settings: Annotated[ChangedSettings | None, BODY] = None


class GetDIJob(
    Operation[JobDetail],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    version=NEW,
    method="GET",
    like="GetDISyncTask",
):
    """Read a job: its state and its definition."""

    id: JobId
    project_id: ProjectId
    with_details: Annotated[bool | None, Field(description="Default: true.")] = None


class ListDIJobs(
    Operation[JobPage],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    version=NEW,
    method="GET",
    paging=Paging(items="jobs", size=100),
    like="ListFiles",
):
    """List the jobs of a workspace with their states."""

    project_id: ProjectId
    name: Annotated[Name | None, Field(description="Only jobs of this name.")] = None
    migration_type: Annotated[Name | None, Field(description="Such as FullAndRealtimeIncremental.")] = None
    source_data_source_type: Annotated[Name | None, Field(description="Such as MySQL.")] = None
    destination_data_source_type: Annotated[Name | None, Field(description="Such as Hologres.")] = None
    spec_type: Annotated[Literal["FILESPEC", "CLASSIC", "ALL"] | None, SELDOM] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None


class StartDIJob(
    Operation[Accepted],
    effect=Effect.RUN,
    belongs=Belongs.BY_ID,
    version=NEW,
    method="GET",
    like="StartDISyncInstance",
):
    """Start a job; it runs some time later."""

    id: JobId
    force_to_rerun: Annotated[
        bool | None, Field(description="Repeat all steps, the full load too. Default: only those not done.")
    ] = None
    realtime_start_settings: Annotated[
        StartSettings | None, DECODED, Field(description="Default: where it stopped.")
    ] = None


class StopDIJob(
    Operation[Accepted],
    effect=Effect.STOP,
    belongs=Belongs.BY_ID,
    version=NEW,
    method="GET",
    like="StopDISyncInstance",
):
    """Stop a job; it can be started again."""

    id: JobId
    instance_id: Annotated[Digits | None, SELDOM] = None


class DeleteDIJob(
    Operation[Accepted],
    effect=Effect.DELETE,
    belongs=Belongs.WORKSPACE,
    version=NEW,
    method="GET",
    like="DeleteDISyncTask",
):
    """Delete a job."""

    id: JobId
    project_id: ProjectId
