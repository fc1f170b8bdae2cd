"""The new studio: Data Integration jobs of API 2024-05-18. They are no files, and are not deployed.

Two of the operations name no workspace. So that a call never touches a job of another one, each job counts as unknown
that the service does not show in the workspace of the call.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar

from pydantic import ValidationError
from pydantic.alias_generators import to_pascal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Refused, UnknownSettings
from dataworks.language import Text
from dataworks.operation import Operation
from dataworks.operations.v2024.job_watching import ListDIJobRunDetails, TableRun
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
from dataworks.retry import NO_SUCH_JOB
from dataworks.scripts.definition import Definition
from dataworks.scripts.jobs.changing import as_definition, of_one_place, selected_by_pattern, with_tables
from dataworks.scripts.jobs.enumerations import MIGRATION_TYPES
from dataworks.scripts.jobs.specification import migration_type
from dataworks.scripts.reading import fields, without
from dataworks.studios.creating import CreatingStudio, NewDefinition, NewTask
from dataworks.studios.groups import GroupList, workspace_groups
from dataworks.studios.states import FAILED, FINISHED, NEVER_RAN, RUNNING, STOPPED, STOPPING, UNKNOWN
from dataworks.studios.studio import AS_USUAL, Act, Look, Row, Start, TaskPlace
from dataworks.task_ids import IdOf, id_of

STATES = {
    "Initialized": NEVER_RAN,
    "Running": RUNNING,
    "Stopping": STOPPING,
    "Stopped": STOPPED,
    "Failed": FAILED,
    "Finished": FINISHED,
}
"""Our names for the states of jobs."""

STARTED_BEFORE = re.compile(r"(?i)\bcan ?not be started in state (?:Initialized|Stop(?:ped)?|Failed|Finished)\b")
"""Assumed: the text of the refusal is not published."""

ELSEWHERE = "Job {} is not in workspace {}."
UNKNOWN_PLACES = "The specification has settings that this server can't send: {}."
PLACES = 5
"""Settings that a failure names at most."""

Request = TypeVar("Request", bound=Operation[Any])

ACTS: Mapping[Act, type[Operation[Any]]] = {"started": StartDIJob, "stopped": StopDIJob, "deleted": DeleteDIJob}

EMPTY: Mapping[str, object] = {
    "Description": "",
    "ResourceSettings": {},
    "TableMappings": [],
    "TransformationRules": [],
    "JobSettings": {},
}
"""What an update can change, and the value that stands for none."""


def definition_of_job(job: JobDetail) -> Definition:
    """What a job does, without its id and its state."""
    return as_definition({**job.model_dump(mode="json", by_alias=True), "Name": job.job_name})


def row_of(job: Job) -> Row:
    """The row of a job in a list, which has no definition."""
    return Row(id_of(job.id, IdOf.JOB), job.job_name, state_of(job))


def state_of(job: Job) -> str:
    """The state of a job by our name; an unknown one in upper case."""
    return STATES.get(job.job_status or "", (job.job_status or UNKNOWN).upper())


def task_type_of(job: Job) -> Literal["DI_REALTIME", "DI_OFFLINE"]:
    """Real-time: it follows changes until it is stopped. Else it loads tables, and is finished."""
    realtime = MIGRATION_TYPES.get(migration_type(job.migration_type or ""), "real-time") == "real-time"
    return "DI_REALTIME" if realtime else "DI_OFFLINE"


def is_no_job(error: DataWorksError) -> bool:
    """Whether there is no job of the requested id in the workspace."""
    return error.code == NO_SUCH_JOB


class Jobs(CreatingStudio):
    """Data Integration jobs."""

    acts = ACTS
    looks = GetDIJob
    reads = (GetDIJob, ListDIJobRunDetails)
    runs = frozenset({RUNNING, FINISHED})
    creates = CreateDIJob
    updates = UpdateDIJob
    shows_starting = False
    settled = 30.0  # assumed
    looks_first = True
    in_folders = False
    stops_first = True
    taken = "The DI job name already exists."
    gone = Text("Job {} no longer exists in the workspace{}.", "作业 {} 已不在工作空间中{}。")

    def request(self, act: Act, place: TaskPlace, start: Start = AS_USUAL) -> Operation[Any]:
        """The request, by the id of the job."""
        match act:
            case "started":
                again = True if start.load_again else None
                settings = None if start.from_time is None else {"start_time": start.from_time}
                task = {"id": place.number, "force_to_rerun": again, "realtime_start_settings": settings}
                return StartDIJob.model_validate(task)
            case "stopped":
                return StopDIJob(id=place.number)
            case "deleted":
                return DeleteDIJob(id=place.number, project_id=place.project_id)
            case _:
                raise TypeError(f"jobs are not {act}")

    async def job(self, api: DataWorks, place: TaskPlace, *, whole: bool = True) -> JobDetail:
        """Read a job; ``whole``: with mappings, rules and settings.

        Raises:
            DataWorksError: there is no such job in the workspace, or it can't be read.
        """
        asked = GetDIJob(id=place.number, project_id=place.project_id, with_details=None if whole else False)
        found = await api.call(asked)
        if found.project_id not in (None, place.project_id):
            message = ELSEWHERE.format(place.number, place.project_id)
            raise Refused(GetDIJob.action(), message, 200, found.request_id, NO_SUCH_JOB)
        return found

    async def look(self, api: DataWorks, place: TaskPlace) -> Look:
        """By the state of the job."""
        return Look(state_of(await self.job(api, place, whole=False)))

    async def read(self, api: DataWorks, place: TaskPlace) -> Definition:
        """All that says what the job does."""
        return await api.computed(definition_of_job, await self.job(api, place))

    async def row(self, api: DataWorks, place: TaskPlace, *, whole: bool = False) -> Row | None:
        """The job itself: no list can be searched by id."""
        try:
            job = await self.job(api, place, whole=whole)
        except DataWorksError as error:
            if not is_no_job(error):
                raise
            return None
        return replace(row_of(job), definition=await api.computed(definition_of_job, job)) if whole else row_of(job)

    def is_unknown(self, error: DataWorksError) -> bool:
        """By the code of the service."""
        return is_no_job(error)

    def is_starting_already(self, error: DataWorksError) -> bool:
        """By its message; a job that is not starting can be started from these states."""
        return STARTED_BEFORE.search(error.message) is not None

    async def is_gone(self, api: DataWorks, place: TaskPlace) -> bool:
        """Whether it can't be read since there is no such job."""
        return await self.row(api, place) is None

    async def reason(self, api: DataWorks, place: TaskPlace, look: Look) -> str | None:
        """The first error of a table, since the job itself shows no reason; ``None`` if that can't be read."""
        del look
        asked = ListDIJobRunDetails(di_job_id=place.number, page_size=100)
        try:
            tables = (await api.call(asked)).tables
        except DataWorksError:
            return None
        return next((error for table in tables for error in errors_of(table)), None)

    def groups(self, project_id: str) -> GroupList:
        """Those of the workspace: the service checks them only when a job starts."""
        return workspace_groups(project_id)

    def prepare(self, project_id: str, script: str) -> Definition:
        """It is made here: the service checks nothing before a job starts."""
        del project_id
        return as_definition(Definition(script).content)

    def prepare_other(self, new: NewDefinition) -> Definition:
        """The job with other tables, and nothing else changed."""
        made = new.present
        for source, tables in new.wanted.items():
            added = [table for table in tables if (source, table) in new.added]
            removed = [table for each, table in new.removed if each == source]
            made = with_tables(made, added, removed, source) if added or removed else made
        return made

    def tables_of(self, definition: Definition) -> dict[str, tuple[str, ...]]:
        """What it selects, without what it leaves out of its patterns."""
        return definition.tables_by_source(switched_off=False)

    def by_pattern(self, definition: Definition, source: str, tables: Sequence[str]) -> list[str]:
        """By its mappings with regular expressions."""
        return selected_by_pattern(definition, source, tables)

    def can_leave_out(self, definition: Definition, source: str, table: str) -> bool:
        """By an exclusion, which is one of all databases that the pattern selects."""
        return of_one_place(definition, source, table)

    def creation(self, new: NewTask, definition: Definition) -> CreateDIJob:
        """The specification, under the name of the task."""
        task = {"ProjectId": new.project_id, "Name": new.task_name}
        return _validated(CreateDIJob, {**as_definition(definition.content).content, **task})

    def created(self, answer: JobCreated) -> str:
        """The id of the job."""
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
        """Each parameter that differs, as a whole: whether the service merges lists is not known."""
        before, after = (as_definition(each.content).content for each in (present, definition))
        changed = {name: after.get(name, none) for name, none in EMPTY.items() if before.get(name) != after.get(name)}
        if "JobSettings" in changed:
            changed["JobSettings"] = _changeable(fields(changed["JobSettings"]))
        return _validated(UpdateDIJob, {"Id": place.number, "ProjectId": place.project_id, **changed})


def _validated(operation: type[Request], values: Mapping[str, Any]) -> Request:
    """The request with these parameters.

    Raises:
        UnknownSettings: it can't have them; only their places are named, since values may be secrets.
    """
    try:
        return operation.model_validate(values)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        places = dict.fromkeys("".join(f"/{_named(part)}" for part in detail["loc"]) for detail in details)
        raise UnknownSettings(operation.action(), UNKNOWN_PLACES.format(", ".join([*places][:PLACES]))) from None


def _named(part: str | int) -> str:
    """A step to a setting by the name that the API has for it."""
    return to_pascal(part) if isinstance(part, str) and part.islower() else str(part)


def errors_of(table: TableRun) -> list[str]:
    """The errors of the stages of one table, in their order."""
    stages = (
        table.structure_migration_error_message,
        table.full_migration_error_message,
        table.realtime_migration_error_message,
    )
    return [error for error in stages if error]


def _changeable(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings as an update takes them: what each scheduled run loads can't be changed."""
    schedule = without(fields(settings.get("CycleScheduleSettings")), "CycleMigrationType")
    return {**without(settings, "CycleScheduleSettings"), **({"CycleScheduleSettings": schedule} if schedule else {})}


JOBS = Jobs()
