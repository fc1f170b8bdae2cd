"""What a call would do, told before anybody consents to it: a table of words, and a look at the task.

A look that fails does not matter here: the call itself will say what is wrong, once somebody consents to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dataworks.errors import DataWorksError
from dataworks.operation import Operation
from dataworks.operations.files import ListedFile, ListFiles
from dataworks.operations.running import GetDISyncInstanceInfo
from dataworks.operations.sync_tasks import GetDISyncTask
from tools.catalog import Call, ToolSpec
from tools.rendering import quoted
from tools.rules.changes import changes_of
from tools.views.plan import Plan
from tools.views.tasks import SOLUTION_STATES


@dataclass(frozen=True)
class Words:
    """What a tool does, with ``{task}`` for what it does it to, and what can't be brought back afterwards."""

    what: str
    lost: str


NOTHING_LOST = "Nothing is lost."

STOP = Words(
    "Stop {task}.", "Replication is interrupted. It can go on later only as far back as the source keeps its log."
)
WORDS: dict[str, Words] = {
    "update_di_sync_task": Words(
        "Overwrite the definition of {task}.",
        "The present definition: this API keeps no earlier version to go back to.",
    ),
    "deploy_di_sync_task": Words(
        "Submit {task} and deploy it to production.",
        "The version that is in production now is replaced.",
    ),
    "start_di_sync_instance": Words(
        "Start {task} in production.", "Nothing is lost; it starts to write to its destination."
    ),
    "stop_di_sync_instance": STOP,
    "terminate_di_sync_instance": Words(
        "Take {task} offline.",
        "It is undeployed and loses its place in the source's log; its definition stays.",
    ),
    "delete_di_sync_task": Words("Delete {task}.", "The task and its definition, for good."),
    "create_realtime_task": Words(
        "Create {task}, deploy it to production and start it.",
        "Nothing is lost; it starts to write to its destination.",
    ),
    "start_realtime_task": Words(
        "Deploy {task} if needed, and start it.",
        "The version that is in production now is replaced if the definition is newer; it starts to write to its "
        "destination.",
    ),
    "stop_realtime_task": STOP,
    "change_realtime_tables": Words(
        "Change the tables of {task}, and deploy it if it has ever run or is to run.",
        "The present definition, and the version in production; replication is interrupted meanwhile.",
    ),
    "retire_realtime_task": Words(
        "Stop {task}, take it offline and delete it.",
        "Replication ends, and the task and its definition are gone for good.",
    ),
    "create_batch_task": Words(
        "Create {task} unless it is there, submit it, and deploy it to production.",
        "A version that is in production now is replaced. Its schedule then runs it, and each run replaces what its "
        "table or partition holds, unless write_mode or writer say otherwise.",
    ),
    "update_file": Words("Overwrite settings of {task}.", "The present settings."),
    "submit_file": Words("Submit {task} for deployment.", NOTHING_LOST),
    "deploy_file": Words("Deploy {task} to production.", "The version that is in production now is replaced."),
    "delete_file": Words("Delete {task}.", "The task, its definition and its schedule, for good."),
    "update_di_project_config": Words(
        "Overwrite how solutions handle DDL messages, for the whole workspace.",
        "The present settings of the workspace.",
    ),
}


REALTIME = 900
FILE_TYPES = {"DI_OFFLINE": 23, "DI_REALTIME": REALTIME}
"""DataStudio's types of the files that tasks are."""


@dataclass(frozen=True)
class Present:
    """A task as it is before the call.

    Attributes:
        told: in words.
        script: its definition.
    """

    told: str
    script: str


MayLook = Callable[[type[Operation[Any]]], bool]
"""Whether the rules let an operation be sent for a look."""


async def plan_of(spec: ToolSpec, call: Call, arguments: Any, may_look: MayLook) -> Plan:
    """What this call would do."""
    words, file_id = WORDS[spec.name], getattr(arguments, "file_id", None)
    present = await _present(call, arguments, may_look) if file_id and _workspace(arguments) else None
    return Plan(
        what=words.what.format(task=f"{_named(arguments)} in workspace {_workspace(arguments)}"),
        task=(present.told if present else "It could not be read.") if file_id else None,
        changes=tuple(changes_of(arguments, present.script if present else None)),
        lost=words.lost,
    )


def _named(arguments: Any) -> str:
    node = getattr(arguments, "node_id", None)
    named = getattr(arguments, "file_id", None) or getattr(arguments, "task_name", None)
    return f"the task of node {node}" if node and not named else f"task {named}"


def _workspace(arguments: Any) -> str | None:
    return getattr(arguments, "project_id", None) or getattr(arguments, "project_identifier", None)


async def _present(call: Call, arguments: Any, may_look: MayLook) -> Present | None:
    """The task of this type and id, or ``None`` if it can't be read."""
    task_type = getattr(arguments, "task_type", None)
    try:
        if task_type == "DI_SOLUTION":
            return await _solution(call, arguments) if may_look(GetDISyncTask) else None
        file = await _file(call, arguments, task_type) if may_look(ListFiles) else None
    except DataWorksError:
        return None
    return Present(await _told(call, arguments, file, may_look), file.content or "") if file else None


async def _solution(call: Call, arguments: Any) -> Present | None:
    asking = GetDISyncTask(project_id=arguments.project_id, task_type="DI_SOLUTION", file_id=arguments.file_id)
    found = (await call.api.call(asking)).solution_detail
    if found is None:
        return None
    status = SOLUTION_STATES.get(found.status or "", found.status or "unknown")
    return Present(f"{quoted(found.name or '')}, a solution, status {status}", found.process_content or "")


async def _file(call: Call, arguments: Any, task_type: str | None) -> ListedFile | None:
    """The file with this id; where a solution has the same one, the file of the right type."""
    listing = ListFiles(
        project_id=arguments.project_id,
        project_identifier=getattr(arguments, "project_identifier", None),
        file_id_in=arguments.file_id,
        need_content=True,
        need_absolute_folder_path=True,
    )
    files = [file for file in (await call.api.call(listing)).files if file.file_id == arguments.file_id]
    wanted = FILE_TYPES.get(task_type or "")
    return next((file for file in files if wanted in (None, file.file_type)), None)


async def _told(call: Call, arguments: Any, file: ListedFile, may_look: MayLook) -> str:
    state = "submitted" if file.commit_status else "not submitted"
    if file.file_type == REALTIME and arguments.project_id:
        seen = await _run_state(call, arguments) if may_look(GetDISyncInstanceInfo) else "unknown"
        state += f", run state {seen}"
    name, folder = quoted(file.file_name), quoted(file.absolute_folder_path or "")
    return f"{name} in {folder}, version {file.current_version}, {state}"


async def _run_state(call: Call, arguments: Any) -> str:
    asking = GetDISyncInstanceInfo(project_id=arguments.project_id, task_type="DI_REALTIME", file_id=arguments.file_id)
    try:
        return (await call.api.call(asking)).status or "unknown"
    except DataWorksError:
        return "unknown"
