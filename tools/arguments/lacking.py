"""What the operations need beyond their required parameters: one of several, or something to change."""

from collections.abc import Collection, Iterator, Mapping

from pydantic import BaseModel

from dataworks.explain.explanation import Text
from dataworks.operation import SELDOM

EITHER: Mapping[str, tuple[str, ...]] = {"GetFile": ("file_id", "node_id"), "DeployFile": ("file_id", "node_id")}
"""Operations that take the one or the other."""

NO_CHANGE: Mapping[str, Collection[str | None]] = {"UpdateFile": (None,), "UpdateDISyncTask": (None, "", "{}")}
"""Operations that change what they are given, and the values that leave it as it is."""

WHICH = frozenset({"project_id", "project_identifier", "task_type", "file_id"})
"""What says only which thing is to be changed."""

NEITHER = Text("is required", "必填")
OR_GIVE = Text("or give {}", "或给出 {}")
NOTHING = Text("comes with nothing to change", "未给出要修改的内容")
ONE_OF = Text("give at least one of {}", "请至少给出 {} 之一")


def lacks(arguments: BaseModel) -> Iterator[tuple[str, Text, Text | None]]:
    """What an operation lacks: the place, what is wrong, and what to give."""
    action, given = type(arguments).__name__, vars(arguments)
    either = EITHER.get(action, ())
    if either and all(given[name] is None for name in either):
        others = _shown(arguments, either[1:])
        yield f"/{either[0]}", NEITHER, OR_GIVE.filled(others) if others else None
    fields = [name for name in type(arguments).model_fields if name not in WHICH]
    if action in NO_CHANGE and all(given[name] in NO_CHANGE[action] for name in fields):
        yield "/file_id", NOTHING, ONE_OF.filled(_shown(arguments, fields))


def _shown(arguments: BaseModel, names: Collection[str]) -> str:
    """Those parameters that the tool's schema shows."""
    fields = type(arguments).model_fields
    return ", ".join(name for name in names if SELDOM not in fields[name].metadata)
