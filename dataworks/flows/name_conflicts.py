"""Finding what exists of a name that is taken, or whose create lost its answer."""

from dataworks.errors import DataWorksError, NewTaskChanged, Refused, ServiceError
from dataworks.folder_paths import same_place
from dataworks.language import Text
from dataworks.quoting import named
from dataworks.retry import may_have_effect
from dataworks.studios.classic import NAME_TAKEN
from dataworks.studios.studio import Row
from dataworks.task_ids import IdOf, kind_of

RENAMED = Text("The task of this request was renamed.", "本请求的任务已被重命名。")


HAS_NAME = Text("File {} already has the name {}, and {}.", "文件 {} 已使用名称 {}，且{}。")
TASK_HAS_NAME = Text("Task {} already has the name {}, and {}.", "任务 {} 已使用名称 {}，且{}。")
MAY_BE_GONE = Text(
    "Task {} was created, by this or an earlier call; whether it is still there is not known.",
    "任务 {} 已由本次或先前的调用创建；尚不清楚它是否仍然存在。",
)
MAY_BE_CREATED = Text(
    "It is unknown whether task {} was created; the same call again finds out.",
    "尚不清楚任务 {} 是否已创建；重复同样的调用即可查明。",
)
COMPARES = Text(
    "File {} has the name {}; the same call again compares the two.",
    "文件 {} 使用了名称 {}；重复同样的调用即可比较两者。",
)
OTHER_KIND = Text("is no {} task (file type {})", "不是 {} 任务（文件类型 {}）")
IN_FOLDER = Text("is in the folder {}", "位于文件夹 {} 中")
NEW_NAME = Text(
    "Task {}, which this request had created as {}, is {} by now.", "任务 {} 由本请求以名称 {} 创建，现在的名称是 {}。"
)


class NameTaken(Refused):
    """Another task has the name; ``exists`` says which, and how it differs."""


def has_name(task_id: str, name: str, difference: str) -> str:
    """That another task has the name, and how it differs from the requested one."""
    return (HAS_NAME if kind_of(task_id) is IdOf.FILE else TASK_HAS_NAME).said(task_id, name, difference)


def may_exist(error: DataWorksError) -> bool:
    """Whether a create may have had its effect, although it failed."""
    return may_have_effect(error) or error.doubtful or error.code == NAME_TAKEN


def is_elsewhere(row: Row, folder: str) -> bool:
    """Whether a task is known to be in another folder."""
    return bool(row.folder) and not same_place(row.folder or "", folder)


def other_kind_or_place(row: Row, kind: str, file_type: int, folder: str) -> str:
    """How a file that has the name of a task is of another type, or elsewhere; empty if it is neither."""
    if row.file_type not in (None, file_type):
        return OTHER_KIND.said(kind, row.file_type)
    return IN_FOLDER.said(named(row.folder)) if is_elsewhere(row, folder) else ""


def renamed(operation: str, task_id: str, name: str, requested: str) -> NewTaskChanged:
    """The error that the task which the request had created has another name by now."""
    return NewTaskChanged(operation, RENAMED.said(), exists=NEW_NAME.said(task_id, requested, name))


def taken(error: DataWorksError, message: str, exists: str) -> NameTaken:
    """The error that a name is taken, made from the service's error."""
    request_id = error.request_id if isinstance(error, ServiceError) else None
    return NameTaken(
        error.operation, message, service_code=NAME_TAKEN, http_status=400, request_id=request_id, exists=exists
    )
