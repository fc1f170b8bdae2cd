"""Creating a real-time task as one Python program: generate, look until it is done, create, and start if wanted."""

import json
from textwrap import indent

from dataworks.flows.realtime import NewTask
from dataworks.operations.running import DeployDISyncTask, StartDISyncInstance
from dataworks.operations.sync_tasks import (
    CreateDISyncTask,
    GenerateDISyncTaskConfigForCreating,
    QueryDISyncTaskConfigProcessResult,
)
from tools.code.python import call_of, program

DONE = '''

def done(answer):
    """What the service answered, if it did the work: HTTP 200 alone does not say so."""
    data = answer.body.data
    if data is None or str(data.status).lower() not in ("success", "true"):
        sys.exit(f"It failed: {answer.body.to_map()}")
    return data


'''

LOOK = """
for seconds in (1, 2, 4, 8, 15, 30, 30):
    time.sleep(seconds)
    content = done(asked()).task_content
    if content:
        break
else:
    sys.exit(f"Process {process_id} is not done yet; nothing is created.")

"""


def realtime_program(wish: NewTask, process_id: str | None, endpoint: str) -> str:
    """The program; with a process id it goes on with that generation."""
    place = {"FileFolderPath": wish.folder, "ResourceGroup": wish.resource_group}
    create = CreateDISyncTask(
        project_id=wish.project_id,
        task_type="DI_REALTIME",
        task_content="{}",
        task_param=json.dumps(place, ensure_ascii=False, separators=(",", ":")),
        task_name=wish.task_name,
    )
    query = QueryDISyncTaskConfigProcessResult(
        project_id=wish.project_id, task_type="DI_REALTIME", async_process_id="0"
    )
    look = indent(f"return {call_of(query, {'AsyncProcessId': 'process_id'})}\n", "    ")
    parts = (
        DONE,
        _process(wish, process_id),
        f"\n\ndef asked():\n{look}\n",
        LOOK,
        f"created = {call_of(create, {'TaskContent': 'content'})}\n",
        _rest(wish),
    )
    about = "Creates a real-time task of Alibaba Cloud DataWorks."
    return program(about, endpoint, "".join(parts), "sys", "time")


def _rest(wish: NewTask) -> str:
    """What comes after the creation."""
    if not wish.start:
        return 'print(f"Task {done(created).file_id} is created; it is neither deployed nor started.")\n'
    task = {"project_id": wish.project_id, "task_type": "DI_REALTIME", "file_id": "0"}
    variable = {"FileId": "file_id"}
    return (
        "file_id = done(created).file_id\n"
        f"deployed = {call_of(DeployDISyncTask.model_validate(task), variable)}\n"
        "done(deployed)\n"
        f"started = {call_of(StartDISyncInstance.model_validate(task), variable)}\n"
        "done(started)\n"
        'print(f"Task {file_id} is created, deployed and started.")\n'
    )


def _process(wish: NewTask, process_id: str | None) -> str:
    if process_id is not None:
        return f"process_id = {int(process_id)}\n"
    generate = GenerateDISyncTaskConfigForCreating(
        project_id=wish.project_id, task_type="DI_REALTIME", task_param=wish.script
    )
    return f"started = {call_of(generate)}\nprocess_id = done(started).process_id\n"
