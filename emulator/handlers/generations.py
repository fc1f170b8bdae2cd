"""Handlers of generations: starting one for a new task or for a present one, and looking at it."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from dataworks.operation import Operation
from dataworks.operations.sync_tasks import (
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    QueryDISyncTaskConfigProcessResult,
)
from emulator.failures import PUBLIC, Malformed, RequestRefused, WorkFailed, invalid
from emulator.gateway.evidence import assumed, documented, sdk
from emulator.gateway.families import DATA_INTEGRATION
from emulator.generation.realtime_scripts import generated, plan_creation, plan_update
from emulator.generation.script_reader import GeneratedJob, read
from emulator.handlers.handler import Starts, handles
from emulator.world.lifecycle import STEPS, Failing, state
from emulator.world.state import Process, Task, World

Data = dict[str, Any]


def once(world: World, request: Operation[Any], token: str | None, make: Callable[[], int]) -> int:
    """Make something and answer its id; the same request with the same client token gets the first one's id.

    That another request with the same token is refused is assumed.
    """
    if token is None:
        return make()
    key, hashed = (request.action(), token), sha256(request.model_dump_json().encode()).hexdigest()
    if key not in world.tokens:
        world.tokens[key] = (hashed, make())
    first, made = world.tokens[key]
    if first != hashed:
        raise Malformed
    return made


@handles(
    GenerateDISyncTaskConfigForCreating,
    documented("MySQL to MaxCompute, Kafka or Hologres; selectedTables wins over table."),
    documented("Success answers Status as a boolean, and fills Message in."),
    documented("The same request with the same ClientToken answers the first ProcessId."),
    assumed("What is named and does not exist fails at once, not when the result is asked for."),
    assumed("The same ClientToken with another request is Invalid.DI.Parameter."),
    assumed("Column types, and destination names for MaxCompute and Kafka (database_table)."),
    family=DATA_INTEGRATION,
    starts=Starts(),
)
def generate_for_creating(world: World, request: GenerateDISyncTaskConfigForCreating) -> Data:
    """Everything that is named is looked up at once; the work itself takes its time."""
    workspace = world.workspace(request.project_id)

    def start() -> int:
        content = generated(plan_creation(world, workspace, request.task_param))
        return _started(world, request.project_id, request.task_type, content)

    return _answer(once(world, request, request.client_token, start))


@handles(
    GenerateDISyncTaskConfigForUpdating,
    sdk("Takes the reader step alone; everything else comes from the task's present script."),
    assumed("The tables named are the full desired set; kept tables keep their rule."),
    assumed("A task that was not generated fails with fileId:[n] is invalid."),
    family=DATA_INTEGRATION,
    starts=Starts(),
)
def generate_for_updating(world: World, request: GenerateDISyncTaskConfigForUpdating) -> Data:
    """The task's present script decides everything but the tables."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.task_id)

    def start() -> int:
        content = generated(plan_update(workspace, _present(task), request.task_param))
        return _started(world, request.project_id, request.task_type, content)

    return _answer(once(world, request, request.client_token, start))


@handles(
    QueryDISyncTaskConfigProcessResult,
    documented("The script comes as JSON in a string, with the structure of the sample."),
    documented("Success fills Message in."),
    assumed("While it is not done: Status success, and no TaskContent."),
    assumed("An unknown process is Param.Invalid."),
)
def query_process(world: World, request: QueryDISyncTaskConfigProcessResult) -> Data:
    """An unfinished generation has a status and no script: no state of its own is documented."""
    world.workspace(request.project_id)
    process = world.processes.get(str(int(request.async_process_id)))
    if process is None or (process.project_id, process.task_type) != (request.project_id, request.task_type):
        raise RequestRefused(PUBLIC.malformed)
    reached = state(process.speed, world.clock() - process.started, process.reads)
    process.reads += 1
    if reached != STEPS[-1]:
        return {"Status": "success"}
    if isinstance(process.speed, Failing):
        raise WorkFailed(process.speed.message)
    return {"Status": "success", "Message": "fileId:[100] is invalid.", "TaskContent": process.content}


def _present(task: Task) -> GeneratedJob:
    """The script of a task, if it is one that was generated."""
    try:
        present = read(GeneratedJob, task.script)
        present.writing()
    except Malformed:
        raise invalid("fileId", task.file_id) from None
    return present


def _started(world: World, project_id: str, task_type: str, content: str) -> int:
    process = Process(world.new_process_id(), project_id, task_type, content, world.speed, world.clock())
    world.processes[str(process.id)] = process
    return process.id


def _answer(process_id: int) -> Data:
    # The official sample spells this one status as a boolean, and fills the message in on success.
    return {"Status": True, "ProcessId": process_id, "Message": "XXX is invalid."}
