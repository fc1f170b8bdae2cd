"""Handlers of generations: start one for a new or an existing task, and query its result."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from dataworks.operation import Operation
from dataworks.operations.v2020.sync_tasks import (
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
    QueryDISyncTaskConfigProcessResult,
)
from emulator.failures import PUBLIC, Malformed, RequestRefused, WorkFailed, invalid
from emulator.gateway.evidence import assumed, documented, sdk
from emulator.gateway.families import DATA_INTEGRATION
from emulator.generation.realtime_scripts import Plan, generated, plan_creation, plan_update
from emulator.generation.script_reader import GeneratedJob, read
from emulator.handlers.handler import Data, Starts, handles
from emulator.world.lifecycle import GENERATING, Failing, reached
from emulator.world.state import Process, Task, World

Generation = GenerateDISyncTaskConfigForCreating | GenerateDISyncTaskConfigForUpdating


def idempotent(world: World, request: Operation[Any], token: str | None, create: Callable[[], int]) -> int:
    """Create an object and return its id; return the same id for the same request with the same client token.

    Raises:
        Malformed: another request with the same token (assumed).
    """
    return created_once(world, request.action(), request.model_dump_json(), token, create)


def created_once(world: World, action: str, content: str, token: str | None, create: Callable[[], int]) -> int:
    """Do the same for a request that is given by its action and its content."""
    if token is None:
        return create()
    key, hashed = (action, token), sha256(content.encode()).hexdigest()
    if key not in world.tokens:
        world.tokens[key] = (hashed, create())
    first, created = world.tokens[key]
    if first != hashed:
        raise Malformed
    return created


@handles(
    GenerateDISyncTaskConfigForCreating,
    documented("MySQL to MaxCompute, Kafka or Hologres; the tables are in selectedTables or in table."),
    documented("A successful answer has a boolean Status, and a Message."),
    documented("The same request with the same ClientToken returns the first ProcessId."),
    assumed(
        "A connection with both selectedTables and table is Invalid.DI.Parameter.", case="generation-with-tables-twice"
    ),
    assumed(
        "An unknown name in TaskParam fails at once, not in the result of the generation.",
        case="generation-of-an-unknown-table",
    ),
    assumed("The same ClientToken with another request is Invalid.DI.Parameter.", case="generation-token-of-another"),
    assumed("Column types, and destination names for MaxCompute and Kafka (database_table).", case="generation-result"),
    family=DATA_INTEGRATION,
    starts=Starts(),
)
def generate_for_creating(world: World, request: GenerateDISyncTaskConfigForCreating) -> Data:
    """Validate TaskParam, and start a generation for a new task."""
    workspace = world.workspace(request.project_id)
    return _started(world, request, lambda: plan_creation(world, workspace, request.task_param))


@handles(
    GenerateDISyncTaskConfigForUpdating,
    sdk("Takes the reader step alone; everything else is from the task's current script."),
    assumed(
        "The tables named are the full desired set; kept tables keep their rule.",
        case="realtime-generated-for-updating",
    ),
    assumed(
        "A task that was not generated fails with fileId:[n] is invalid.", case="generation-for-a-task-of-the-console"
    ),
    family=DATA_INTEGRATION,
    starts=Starts(),
)
def generate_for_updating(world: World, request: GenerateDISyncTaskConfigForUpdating) -> Data:
    """Start a generation for a task, with other tables and everything else from its current script."""
    workspace = world.workspace(request.project_id)
    task = workspace.task(request.task_type, request.task_id)

    def plan() -> Plan:
        wanted = plan_update(workspace, _generated_job(task), request.task_param)
        return replace(wanted, rest={**json.loads(task.script)})

    return _started(world, request, plan)


@handles(
    QueryDISyncTaskConfigProcessResult,
    documented("The script is a JSON text with the structure of the sample."),
    documented("A successful answer has a Message."),
    assumed("Until it is done: Status success, and no TaskContent.", case="generation-in-progress"),
    assumed("An unknown process is Param.Invalid.", case="generation-unknown"),
)
def query_process(world: World, request: QueryDISyncTaskConfigProcessResult) -> Data:
    """Return the script, or only a status for an unfinished generation: no other state is documented."""
    world.workspace(request.project_id)
    process = world.processes.get(str(int(request.async_process_id)))
    if process is None or (process.project_id, process.task_type) != (request.project_id, request.task_type):
        raise RequestRefused(PUBLIC.malformed)
    state = reached(GENERATING, process.speed, world.clock() - process.started, process.reads)
    process.reads += 1
    if state != GENERATING[-1]:
        return {"Status": "success"}
    if isinstance(process.speed, Failing):
        raise WorkFailed(process.speed.message)
    return {"Status": "success", "Message": "fileId:[100] is invalid.", "TaskContent": process.content}


def _generated_job(task: Task) -> GeneratedJob:
    """Return the script of a task, or fail if it was not generated."""
    try:
        job = read(GeneratedJob, task.script)
        job.writer_parameter()
    except Malformed:
        raise invalid("fileId", task.file_id) from None
    return job


def _started(world: World, request: Generation, plan: Callable[[], Plan]) -> Data:
    def start() -> int:
        content, number = generated(plan()), world.new_id("process")
        process = Process(number, request.project_id, request.task_type, content, world.speed, world.clock())
        world.processes[str(number)] = process
        return number

    # In the official sample only this status is a boolean, and a successful answer has a message.
    process_id = idempotent(world, request, request.client_token, start)
    return {"Status": True, "ProcessId": process_id, "Message": "XXX is invalid."}
