"""What a call would do, looked up before anybody consents to it."""

from dataworks.errors import DataWorksError
from dataworks.operations.files import File, ListFiles
from dataworks.operations.sync_tasks import UpdateDISyncTask
from dataworks.scripts.difference import differences
from tools.catalog import Call
from tools.views import Plan


async def plan_update(call: Call, update: UpdateDISyncTask) -> Plan:
    """What an update overwrites."""
    present = await _present(call, update.project_id, update.file_id)
    changes = differences(present.content or "", update.task_content) if present and update.task_content else []
    return Plan(
        what=f"Overwrite the definition of task {update.file_id} in workspace {update.project_id}.",
        task=_told(present),
        changes=(*changes, *([f"settings become {update.task_param}"] if update.task_param else [])),
        lost="The present definition: this API keeps no earlier version to go back to.",
    )


async def _present(call: Call, project_id: str, file_id: str) -> File | None:
    listing = ListFiles(project_id=project_id, file_id_in=file_id, need_content=True, need_absolute_folder_path=True)
    try:
        files = (await call.api.call(listing)).files
    except DataWorksError:
        return None  # the call itself will say what is wrong, once somebody consents to it
    return next((file for file in files if file.file_id == file_id), None)


def _told(file: File | None) -> str:
    if file is None:
        return "It could not be read."
    state = "committed" if file.commit_status else "not committed"
    return f"{file.file_name} in {file.absolute_folder_path}, version {file.current_version}, {state}"
