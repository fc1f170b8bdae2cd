"""Real-time tasks that exist at an emulator, and flows over them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from dataworks.flows.retiring import retire
from dataworks.flows.running import start
from dataworks.flows.running import stopped as stop
from dataworks.flows.task_handle import Handle, Reached
from dataworks.flows.waits import silent
from emulator.world.course import Course
from emulator.world.lifecycle import AfterReads, AtOnce, Speed
from emulator.world.state import Task
from tests.dataworks.clients import Setting, emulated
from tests.dataworks.wishes import client, created, wish

INFO = "GetDISyncInstanceInfo"
DEPLOY, START, STOP = "DeployDISyncTask", "StartDISyncInstance", "StopDISyncInstance"
TERMINATE, DELETE = "TerminateDISyncInstance", "DeleteDISyncTask"

Flow = Callable[[Setting, Task, float | None], Awaitable[Reached]]
"""A flow over a task, which may have seconds for it."""

COURSES = {
    "WAIT": ("WAIT", "RUN"),
    "RUN": ("RUN",),
    "KILLING": ("KILLING", "PAUSE"),
    "PAUSE": ("PAUSE",),
}


async def living(state: str = "NORUN", *, speed: Speed | None = None) -> tuple[Setting, Task]:
    """A task in a state; one that moves does so with the third look."""
    setting = emulated(AtOnce())
    setting.emulator.world.running_speed = speed or AtOnce()
    made = await created(setting, wish())
    task = setting.emulator.world.workspace("10000").task("DI_REALTIME", made.task_id)
    if state != "NORUN":
        course = Course(COURSES[state], AfterReads(2), setting.time.now)
        task = put(setting, task, deployed=True, committed=True, instance=course)
    setting.emulator.calls.clear()
    setting.time.sleeps.clear()
    return setting, task


def handle(setting: Setting, task: Task, seconds: float | None = None) -> Handle:
    """The task as a flow gets it, that nobody has looked at."""
    return Handle(client(setting, seconds), "10000", str(task.file_id), silent, 3)


async def started(setting: Setting, task: Task, seconds: float | None = None, /) -> Reached:
    return await start(handle(setting, task, seconds))


async def stopped(setting: Setting, task: Task, seconds: float | None = None, /) -> Reached:
    return await stop(handle(setting, task, seconds))


async def retired(setting: Setting, task: Task, seconds: float | None = None, /) -> Reached:
    return await retire(handle(setting, task, seconds))


def put(setting: Setting, task: Task, **change: Any) -> Task:
    """The task with something changed behind everybody's back."""
    changed = replace(present(setting, task), **change)
    setting.emulator.world.workspace("10000").add(changed)
    return changed


def present(setting: Setting, task: Task) -> Task:
    """The task as it is now."""
    return setting.emulator.world.workspace("10000").tasks["DI_REALTIME", task.file_id]


def state_of(setting: Setting, task: Task) -> str:
    """What has become of a task."""
    there = setting.emulator.world.workspace("10000").tasks.get(("DI_REALTIME", task.file_id))
    return "GONE" if there is None else there.run_state(setting.time.now)
