"""What happened before the world of a file began: submissions and deployments of batch tasks, and runs of jobs."""

from dataclasses import replace

from emulator.generation.job_plan import plan
from emulator.world.course import Course
from emulator.world.jobs import FAILED, DIJob, Plan
from emulator.world.lifecycle import DEPLOYING, AtOnce
from emulator.world.state import Deployment, Task, Workspace, World

BATCH = "DI_OFFLINE"
SUBMITTING, TO_PRODUCTION = (0, 1), (1, 2)


def add_earlier_work(world: World) -> None:
    """Record it in a world whose workspaces have their tasks and jobs."""
    for workspace in world.workspaces.values():
        for task in [*workspace.tasks.values()]:
            if task.task_type == BATCH and (task.committed or task.deployed):
                _submitted(world, workspace, task)
        for job in [*workspace.jobs.values()]:
            workspace.jobs[job.id] = _running(world, workspace, job)


def _submitted(world: World, workspace: Workspace, task: Task) -> None:
    """Record the deployments that brought a file so far; production has an earlier version of a changed one."""
    version = task.version if task.committed else max(task.version - 1, 1)
    submission = _deployed(world, workspace, task, version, SUBMITTING)
    if task.deployed:
        _deployed(world, workspace, task, version, TO_PRODUCTION)
    node_id = task.node_id or world.new_id("node")
    workspace.add(replace(task, submission=submission, first=submission, node_id=node_id))


def _deployed(world: World, workspace: Workspace, task: Task, version: int, environments: tuple[int, int]) -> int:
    number, course = world.new_id("deployment"), Course(DEPLOYING, AtOnce(), task.edited)
    world.deployments[number] = Deployment(
        number, workspace.id, task.file_id, version, environments, course, task.edited
    )
    return number


def _running(world: World, workspace: Workspace, job: DIJob) -> DIJob:
    """Return a job whose run has the tables that its definition selects, as far as they are known."""
    if not job.runs:
        return job
    planned = plan(world, workspace, job.given)
    kept = planned if not planned.failure or job.state(world.clock()) == FAILED else Plan()
    return replace(job, runs=(replace(job.runs[0], plan=kept),))
