"""Jobs that exist at an emulator, and flows over them."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from dataworks.flows.realtime_creation import Created, create_realtime_task
from dataworks.flows.retiring import retire
from dataworks.flows.running import start
from dataworks.flows.running import stopped as stop
from dataworks.flows.task_handle import Handle, Reached
from dataworks.flows.waits import silent
from dataworks.studios.creating import NewTask
from dataworks.studios.jobs import JOBS
from dataworks.studios.studio import AS_USUAL, Start
from emulator.generation.job_plan import plan
from emulator.world.course import Course
from emulator.world.jobs import DIJob, Run
from emulator.world.lifecycle import AfterReads, AtOnce, Speed
from tests.dataworks.clients import Setting, emulated
from tests.dataworks.wishes import client
from tests.emulator.job_calls import HOME, job
from tests.sessions import without_jobs

LOOK, START, STOP, DELETE, CREATE, UPDATE, LIST = (
    *("GetDIJob", "StartDIJob", "StopDIJob", "DeleteDIJob"),
    *("CreateDIJob", "UpdateDIJob", "ListDIJobs"),
)

Flow = Callable[[Setting, DIJob, float | None], Awaitable[Reached]]
"""A flow over a job, which may have seconds for it."""

COURSES: dict[str, tuple[str, ...]] = {
    "Running": ("Running",),
    "Stopping": ("Stopping", "Stopped"),
    "Stopped": ("Stopped",),
    "Failed": ("Failed",),
    "Finished": ("Finished",),
}


def living(state: str = "Initialized", *, speed: Speed | None = None, **other: Any) -> tuple[Setting, DIJob]:
    """A job in a state; one that moves does so with the third look."""
    setting = emulated(AtOnce())
    without_jobs(setting.emulator)
    world = setting.emulator.world
    world.running_speed = speed or AtOnce()
    given = {name: value for name, value in job(**other).items() if name not in ("ProjectId", "Name")}
    made = DIJob(world.new_id("job"), "shop_to_holo", given)
    if state != "Initialized":
        now = setting.time.now
        planned = plan(world, world.workspace(HOME), given)
        run = Run(planned, Course(COURSES[state], AfterReads(2), now), now, now, loads=False)
        made = replace(made, runs=(run,))
    put(setting, made)
    return setting, made


def handle(setting: Setting, made: DIJob, seconds: float | None = None) -> Handle:
    """The job as a flow gets it, that nobody has looked at."""
    return Handle(client(setting, seconds), HOME, f"job-{made.id}", silent, 3)


async def started(
    setting: Setting, made: DIJob, seconds: float | None = None, /, settings: Start = AS_USUAL
) -> Reached:
    return await start(handle(setting, made, seconds), settings)


async def stopped(setting: Setting, made: DIJob, seconds: float | None = None, /) -> Reached:
    return await stop(handle(setting, made, seconds))


async def retired(setting: Setting, made: DIJob, seconds: float | None = None, /) -> Reached:
    return await retire(handle(setting, made, seconds))


def put(setting: Setting, made: DIJob) -> None:
    """Let the job be so, behind everybody's back."""
    setting.emulator.world.workspace(HOME).jobs[made.id] = made


def jobs(setting: Setting) -> list[DIJob]:
    return [*setting.emulator.world.workspace(HOME).jobs.values()]


def state_of(setting: Setting, made: DIJob) -> str:
    """What has become of a job."""
    there = setting.emulator.world.workspace(HOME).jobs.get(made.id)
    return "GONE" if there is None else there.state(setting.time.now)


def wish(name: str = "shop_to_holo", *, run: bool = False, **other: Any) -> NewTask:
    """A request for a job."""
    parameters = {key: value for key, value in job(**other).items() if key != "ProjectId"}
    return NewTask(JOBS, HOME, name, json.dumps({**parameters, "Name": name}), "", "", run)


async def created(setting: Setting, wanted: NewTask) -> Created:
    made = await create_realtime_task(client(setting), wanted, silent)
    assert isinstance(made, Created)
    return made
