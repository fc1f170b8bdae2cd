"""What the program for a batch task does: create it, give it a schedule, and take it to production."""

import json
from dataclasses import replace

from dataworks.flows.schedule import Schedule, changes
from dataworks.operations.deployments import UpdateFile
from dataworks.operations.files import File, FileDetail
from dataworks.operations.sync_tasks import CreateDISyncTask
from dataworks.scripts.batch_script import READERS, WRITERS
from tools.code.python import call_of
from tools.sets.batch import BatchTaskArguments

SOURCE, DESTINATION = next(iter(READERS)), next(iter(WRITERS))
"""The types that data sources in plain words are taken for, since nothing is asked."""

NAMES = {"ProjectId": "project_id", "FileId": "file_id"}

TAKEN_FOR = """# {name!r} is taken for a data source of type {kind}: check it.
"""

CREATED = """
file_id = done(created).file_id
print(f"Task {file_id} is created.")
"""

WORKSPACE = """
workspace = client.get_project(models.GetProjectRequest(project_id=project_id)).body.data
"""

ROOT = 'f"{workspace.project_identifier}_root"'
"""The parent of a node that has no other."""

SCHEDULED = """
accepted(updated)
print("It has its schedule.")
"""

TO_PRODUCTION = """
file = {"project_id": project_id, "file_id": file_id}
submission = accepted(client.submit_file(models.SubmitFileRequest(**file))).data
waited_for(lambda: arrived(submission))
deployment = accepted(client.deploy_file(models.DeployFileRequest(**file))).data
waited_for(lambda: arrived(deployment))
print("It is deployed.")
"""


def batch_creation(wish: BatchTaskArguments) -> str:
    """Create the task, and take it as far as it is wanted."""
    script = wish.script(SOURCE, DESTINATION)
    schedule = wish.schedule()
    scheduled = _scheduled(wish.project_id, script, schedule) if schedule else ""
    return f"{_created(wish, script)}{CREATED}{scheduled}{TO_PRODUCTION if wish.deploy else ''}"


def _created(wish: BatchTaskArguments, script: str) -> str:
    place = {"FileFolderPath": wish.folder, "ResourceGroup": wish.resource_group}
    create = CreateDISyncTask(
        project_id=wish.project_id,
        task_type="DI_OFFLINE",
        task_content=script,
        task_param=json.dumps(place, ensure_ascii=False, separators=(",", ":")),
        task_name=wish.task_name,
    )
    plain = ((wish.source, wish.reader, SOURCE), (wish.destination, wish.writer, DESTINATION))
    notes = (TAKEN_FOR.format(name=name, kind=kind) for name, step, kind in plain if step is None)
    call = call_of(create, {"ProjectId": "project_id"})
    return f"project_id = {int(wish.project_id)}\n{''.join(notes)}created = {call}"


def _scheduled(project_id: str, script: str, schedule: Schedule) -> str:
    """The schedule. A new task has none, so all of it is sent, the values of variables that are known included."""
    wanted = replace(schedule, para_value=schedule.para_value or "")
    found = changes(FileDetail(file=File(file_id="0")), script, wanted)
    settings = {name: value for name, value in found.items() if value}
    update = UpdateFile.model_validate({"project_id": project_id, "file_id": "0", **settings})
    return f"{WORKSPACE}updated = {call_of(update, {**NAMES, 'InputList': ROOT})}{SCHEDULED}"
