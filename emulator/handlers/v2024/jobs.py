"""Handlers of Data Integration jobs: create, change, read, list, start, stop and delete them."""

from dataclasses import replace

from dataworks.operations.v2024.jobs import (
    CreateDIJob,
    DeleteDIJob,
    GetDIJob,
    ListDIJobs,
    StartDIJob,
    StopDIJob,
    UpdateDIJob,
)
from emulator.failures import RequestRefused, WorkFailed, unreadable
from emulator.gateway.evidence import assumed, sdk, seen
from emulator.gateway.families import BARE
from emulator.gateway.lenient import Given
from emulator.generation.job_plan import plan
from emulator.handlers.handler import Data, Starts, handles_any
from emulator.handlers.paging import counted
from emulator.handlers.v2024.found_jobs import TERRAFORM_TESTS, UNKNOWN, found
from emulator.world.course import Course
from emulator.world.job_load import end_of, position
from emulator.world.jobs import RUNNING, STOPPED, STOPPING, DIJob, Run, object_in
from emulator.world.lifecycle import Failing
from emulator.world.state import Deleted, World

OWNER = "1000000000000001"

DETAILS = ("TransformationRules", "TableMappings", "JobSettings")
"""What GetDIJob leaves out without WithDetails."""

LISTED = ("MigrationType", "SourceDataSourceType", "DestinationDataSourceType")
"""What the list shows of a definition, and can be filtered by."""

ACCEPTED: Data = {"Success": True}

NAME_EXISTS = "The DI job name already exists: {name}."
WRONG_STATE = "The DI job can not be {verb} in state {state}."
"""Assumed texts: no page lists the errors of jobs."""


@handles_any(
    CreateDIJob,
    sdk("Parameters are read from query and form alike, by GET and POST; JobName is accepted for Name."),
    sdk("The id is answered as Id and as DIJobId."),
    seen("Nothing is checked: nonsense is accepted, and fails when the job starts.", TERRAFORM_TESTS),
    assumed("Names are unique in a workspace; a used one is Success false.", case="job-create-same-name"),
    assumed("The job is Initialized; nothing starts.", case="job-read-new"),
    needs=("ProjectId", "Name"),
    family=BARE,
)
def create_job(world: World, given: Given) -> Data:
    """Create a job; it is not started."""
    workspace = world.workspace(str(given["ProjectId"]))
    if any(job.name == given["Name"] for job in workspace.jobs.values()):
        raise WorkFailed(NAME_EXISTS.format(name=given["Name"]))
    job_id = world.new_id("job")
    workspace.jobs[job_id] = DIJob(job_id, given["Name"], {"Owner": OWNER, **given})
    return {"Id": job_id, "DIJobId": job_id}


@handles_any(
    UpdateDIJob,
    seen("Nothing is checked, as at the creation.", TERRAFORM_TESTS),
    assumed(
        "Each parameter that is given replaces the stored one as a whole; empty lists do so too.",
        case="job-read-updated",
    ),
    assumed(
        "It is accepted in any state, and has an effect at the next start.",
        case="job-update-running job-run-details-after-change job-run-details-of-the-second-run",
    ),
    UNKNOWN,
    needs=("Id",),
    family=BARE,
)
def update_job(world: World, given: Given) -> Data:
    """Change a job's definition."""
    workspace, job = found(world, given)
    changed = {name: value for name, value in given.items() if name not in {"Id", "ProjectId"}}
    workspace.jobs[job.id] = replace(job, given={**job.given, **changed})
    return ACCEPTED


@handles_any(
    GetDIJob,
    sdk("The job is in PagingInfo, its id as Id and, as text, as DIJobId; its name as JobName."),
    sdk("A stopped job has the state Stop here, and Stopped in the list."),
    sdk("WithDetails is true by default; without it there are no mappings, rules and settings."),
    sdk("No answer has the reason of a failure."),
    assumed("What was sent comes back as it was.", case="job-read-new"),
    UNKNOWN,
    needs=("Id",),
    family=BARE,
)
def get_job(world: World, given: Given) -> Data:
    """Return a job with its definition."""
    workspace, job = found(world, given)
    hidden = () if given.get("WithDetails", True) else DETAILS
    state = job.read_state(world.clock())
    definition = {name: value for name, value in job.given.items() if name not in (*hidden, "Name")}
    own = {"Id": job.id, "DIJobId": str(job.id), "JobName": job.name, "ProjectId": int(workspace.id)}
    return {**definition, **own, "JobStatus": "Stop" if state == STOPPED else state}


@handles_any(
    ListDIJobs,
    sdk("Filters by migration type and both data source types; 10 rows a page, 100 at most."),
    assumed(
        "Newest first; Name is a part of the name, as in 2020-05-18; types are compared without case.",
        case="jobs-order jobs-by-part-of-name jobs-by-type-in-capitals",
    ),
    needs=("ProjectId",),
    family=BARE,
)
def list_jobs(world: World, given: Given) -> Data:
    """Return a page of the workspace's jobs."""
    workspace = world.workspace(str(given["ProjectId"]))
    rows = [_row(workspace.id, job, world.clock()) for job in workspace.jobs.values() if _matches(job, given)]
    return counted(rows[::-1], "DIJobs", given.get("PageNumber"), given.get("PageSize"))


@handles_any(
    StartDIJob,
    sdk("ForceToRerun repeats all steps; StartTime sets where the real-time part starts, in epoch seconds."),
    sdk("Without StartTime it continues where it stopped."),
    assumed(
        "A StartTime that is still to come counts as now.",
        unsettled="No operation shows the position in a source's log.",
    ),
    assumed(
        "It is accepted from Initialized, Stopped, Failed and Finished; else Success is false.",
        case="job-start-running job-start-again",
    ),
    assumed(
        "No state says that a job is starting: until it runs, it is Initialized or Stopped as before.",
        case="job-starting job-starting-again",
    ),
    assumed(
        "A definition that can't run makes the job Failed; the reason is in the run details and in the log.",
        case="bad-job-starting bad-job-start",
    ),
    UNKNOWN,
    needs=("Id",),
    family=BARE,
    starts=Starts(),
)
def start_job(world: World, given: Given) -> Data:
    """Start a job; it runs, or fails, some time later."""
    workspace, job = found(world, given)
    now, last = world.clock(), job.last_run
    if is_on(job, now):
        raise WorkFailed(WRONG_STATE.format(verb="started", state=job.state(now)))
    planned = plan(world, workspace, job.given)
    if isinstance(world.running_speed, Failing):
        planned = replace(planned, failure=world.running_speed.message)
    course = Course(job.starting(planned, world.running_speed, now), world.running_speed, now)
    loads = last is None or bool(given.get("ForceToRerun")) or bool(last.plan.failure)
    begun = Run(planned, course, now, _position(given, last, now), loads, now if planned.failure else None)
    workspace.jobs[job.id] = replace(job, runs=(*job.runs, begun))
    return ACCEPTED


@handles_any(
    StopDIJob,
    assumed(
        "From Running, or while it starts, to Stopping and then Stopped; else Success is false.",
        case="job-stopping job-stop-stopped",
    ),
    assumed(
        "It keeps the position in the source's log.", unsettled="No operation shows the position in a source's log."
    ),
    UNKNOWN,
    needs=("Id",),
    family=BARE,
    starts=Starts(can_fail=False),
)
def stop_job(world: World, given: Given) -> Data:
    """Stop a job; it is stopped some time later."""
    workspace, job = found(world, given)
    now, last = world.clock(), job.last_run
    if last is None or not is_on(job, now) or last.ended is not None:
        raise WorkFailed(WRONG_STATE.format(verb="stopped", state=job.state(now)))
    stopped = replace(last, course=Course((STOPPING, STOPPED), world.running_speed, now), ended=now)
    workspace.jobs[job.id] = replace(job, runs=(*job.runs[:-1], stopped))
    return ACCEPTED


@handles_any(
    DeleteDIJob,
    assumed("A job that runs or stops is not deleted: Success is false.", case="job-delete-running"),
    assumed("Its alarm rules are deleted with it.", case="alarm-list-after-delete"),
    UNKNOWN,
    needs=("Id",),
    family=BARE,
)
def delete_job(world: World, given: Given) -> Data:
    """Delete a job that does not run."""
    workspace, job = found(world, given)
    if is_on(job, world.clock()):
        raise WorkFailed(WRONG_STATE.format(verb="deleted", state=job.state(world.clock())))
    del workspace.jobs[job.id]
    workspace.deleted["JOB", job.id] = Deleted(job.id, "JOB", job.name, "")
    return ACCEPTED


def is_on(job: DIJob, now: float) -> bool:
    """Return whether the job starts, runs or stops."""
    last = job.last_run
    return (last is not None and last.course.state(now) != last.course.path[-1]) or job.state(now) == RUNNING


def _position(given: Given, last: Run | None, now: float) -> float:
    """Return up to when the source's log counts as read at a start: as given, or as it was, or now."""
    wanted = object_in(given.get("RealtimeStartSettings")).get("StartTime")
    if wanted is not None and (isinstance(wanted, bool) or not isinstance(wanted, int | float)):
        raise RequestRefused(unreadable("RealtimeStartSettings"))
    if wanted is not None:
        return min(float(wanted), now)
    return now if last is None or given.get("ForceToRerun") else position(last, end_of(last, now))


def _matches(job: DIJob, given: Given) -> bool:
    wanted = {name: str(given[name]).lower() for name in LISTED if name in given}
    return str(given.get("Name", "")) in job.name and all(
        str(job.given.get(name, "")).lower() == value for name, value in wanted.items()
    )


def _row(project_id: str, job: DIJob, now: float) -> Data:
    shown = {name: job.given[name] for name in (*LISTED, "Owner") if name in job.given}
    own = {"Id": job.id, "DIJobId": job.id, "JobName": job.name, "ProjectId": int(project_id)}
    return {**own, **shown, "JobStatus": job.state(now)}
