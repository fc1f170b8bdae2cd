"""Handlers of the operations on jobs in API 2020-05-18: those of the newer version, with older names."""

from dataclasses import replace

from dataworks.operations.older_jobs import older
from dataworks.operations.v2024.jobs import GetDIJob
from emulator.gateway.evidence import Behaviour, assumed, sdk
from emulator.gateway.families import BARE
from emulator.gateway.lenient import Given
from emulator.handlers.handler import Data, Handler, handles_any
from emulator.handlers.v2024 import job_alarms, jobs
from emulator.handlers.v2024.found_jobs import found
from emulator.world.state import World

SPELLED = sdk("Parameters and answers are spelled as in this version; all else is as in 2024-05-18.")
SAME_JOBS = assumed("A job that was made in one version is there in the other.", case="job-in-2020")


def in_older_version(handler: Handler, *behaviours: Behaviour) -> Handler:
    """Return the handler of the same operation in the older version."""
    return replace(handler, operation=older(handler.operation), behaviours=(SPELLED, *behaviours))


@handles_any(
    older(GetDIJob),
    SPELLED,
    sdk("The answer is in Data, and has an ErrorMessage where the job has failed."),
    needs=("Id",),
    family=BARE,
)
def get_job(world: World, given: Given) -> Data:
    """Return a job with its definition, and why it failed."""
    answer: Data = jobs.get_job.answer(world, given)  # type: ignore[assignment]
    _, job = found(world, given)
    failure = job.last_run.plan.failure if job.last_run else ""
    return {**answer, "DIJobId": job.id, **({"ErrorMessage": failure} if failure else {})}


create_job = in_older_version(jobs.create_job, SAME_JOBS)
update_job = in_older_version(jobs.update_job)
list_jobs = in_older_version(jobs.list_jobs)
start_job = in_older_version(jobs.start_job)
stop_job = in_older_version(jobs.stop_job)
delete_job = in_older_version(jobs.delete_job)
create_alarm = in_older_version(job_alarms.create_alarm)
update_alarm = in_older_version(job_alarms.update_alarm)
list_alarms = in_older_version(job_alarms.list_alarms)
delete_alarm = in_older_version(job_alarms.delete_alarm)
