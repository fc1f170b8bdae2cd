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
from dataworks.scripts.difference import differences
from tools.catalog import Call, ToolSpec
from tools.text import quoted
from tools.views.plan import Plan


@dataclass(frozen=True)
class Words:
    """What a tool does, with ``{task}`` for what it does it to, and what can't be brought back afterwards."""

    what: str
    lost: str


NAMED = 50
"""Tables that a plan names on each side; the rest are counted."""

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


WISHES = {
    "add": "gains",
    "remove": "loses",
    "source": "reads from",
    "table": "reads table",
    "tables": "reads tables",
    "destination": "writes to",
    "destination_table": "writes table",
    "cron": "is scheduled by",
}
"""What a plan repeats of the arguments of a flow, and how."""

AFTERWARDS = {
    None: "runs afterwards if it runs now",
    True: "runs afterwards, even if it does not run now",
    False: "does not run afterwards, even if it runs now",
}
"""What becomes of a task whose tables are changed, by ``restart``."""


MayLook = Callable[[type[Operation[Any]]], bool]
"""Whether the rules let an operation be sent for a look."""


async def plan_of(spec: ToolSpec, call: Call, arguments: Any, may_look: MayLook) -> Plan:
    """What this call would do."""
    words = WORDS[spec.name]
    project_id, file_id = getattr(arguments, "project_id", None), getattr(arguments, "file_id", None)
    file = await _file(call, project_id, file_id) if project_id and file_id and may_look(ListFiles) else None
    named = file_id or getattr(arguments, "task_name", None)
    task = f"task {named} in workspace {project_id or getattr(arguments, 'project_identifier', None)}"
    return Plan(
        what=words.what.format(task=task),
        task=await _told(call, arguments, file, may_look) if file_id else None,
        changes=tuple(_changes(file, arguments)),
        lost=words.lost,
    )


async def _told(call: Call, arguments: Any, file: ListedFile | None, may_look: MayLook) -> str:
    if file is None:
        return "It could not be read."
    state = "submitted" if file.commit_status else "not submitted"
    if getattr(arguments, "task_type", "DI_REALTIME") == "DI_REALTIME":
        seen = await _run_state(call, arguments) if may_look(GetDISyncInstanceInfo) else "unknown"
        state += f", run state {seen}"
    name, folder = quoted(file.file_name), quoted(file.absolute_folder_path or "")
    return f"{name} in {folder}, version {file.current_version}, {state}"


async def _file(call: Call, project_id: str, file_id: str) -> ListedFile | None:
    listing = ListFiles(project_id=project_id, file_id_in=file_id, need_content=True, need_absolute_folder_path=True)
    try:
        files = (await call.api.call(listing)).files
    except DataWorksError:
        return None
    return next((file for file in files if file.file_id == file_id), None)


async def _run_state(call: Call, arguments: Any) -> str:
    asking = GetDISyncInstanceInfo(project_id=arguments.project_id, task_type="DI_REALTIME", file_id=arguments.file_id)
    try:
        return (await call.api.call(asking)).status or "unknown"
    except DataWorksError:
        return "unknown"


def _changes(file: ListedFile | None, arguments: Any) -> list[str]:
    script, settings = getattr(arguments, "task_content", None), getattr(arguments, "task_param", None)
    changes = differences(file.content or "", script) if file and script else []
    wishes = ((verb, getattr(arguments, name, None)) for name, verb in WISHES.items())
    tables = [f"{verb} {_listed([wish] if isinstance(wish, str) else wish)}" for verb, wish in wishes if wish]
    run = [AFTERWARDS[arguments.restart]] if hasattr(arguments, "restart") else []
    return [*changes, *([f"settings become {settings}"] if settings else []), *tables, *run]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
