"""Data Integration jobs: create, change, read, list, start, stop and delete them.

The verb says nothing here: jobs are started, stopped and deleted with GET. No operation has a client token.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, BeforeValidator, Field

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DECODED, Digits, Name, PageNumber, PageSize, Printable, ProjectId, TaskName
from dataworks.markers import IDENTIFIES, NumberOf, described
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


JobId = Annotated[Digits, IDENTIFIES, NumberOf(IdOf.JOB), described("Job id.", "作业 ID。")]
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


LAST_SECOND = 99_999_999_999
"""The last time in epoch seconds that is sent: a larger number is one of milliseconds, which the service would take."""


class StartSettings(Nested):
    """Where the real-time part starts; without it, it continues where it stopped."""

    start_time: Annotated[int, described("Epoch seconds.", "Unix 时间戳（秒）。", ge=0, le=LAST_SECOND)] | None = None


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
    source_data_source_type: Annotated[SourceType, a_text("Such as MySQL.", "例如 MySQL。")]
    destination_data_source_type: Annotated[DestinationType, a_text("Such as Hologres.", "例如 Hologres。")]
    migration_type: Annotated[MigrationType, described("What is loaded.", "加载的内容。")]
    job_type: Annotated[JobType | None, described("Kind of job.", "作业的种类。")] = None
    owner: Annotated[Name | None, SELDOM] = None
    description: Annotated[Printable | None, BODY, described("Any text.", "任意文本。")] = None
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
    description: Annotated[Printable | None, BODY, described("Any text.", "任意文本。")] = None
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
    with_details: Annotated[bool | None, described("Default: true.", "默认：true。")] = None


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
    name: Annotated[Name | None, described("Only jobs of this name.", "仅限此名称的作业。")] = None
    migration_type: Annotated[
        Name | None, described("Such as FullAndRealtimeIncremental.", "例如 FullAndRealtimeIncremental。")
    ] = None
    source_data_source_type: Annotated[Name | None, described("Such as MySQL.", "例如 MySQL。")] = None
    destination_data_source_type: Annotated[Name | None, described("Such as Hologres.", "例如 Hologres。")] = None
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
        bool | None,
        described(
            "Repeat all steps, the full load too. Default: only those not done.",
            "重新执行所有步骤，包括全量加载。默认：仅未完成的。",
        ),
    ] = None
    realtime_start_settings: Annotated[
        StartSettings | None, DECODED, described("Default: where it stopped.", "默认：从停止处继续。")
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
