"""In which studio a real-time task is created: what the call asks for may say it, else the workspace does."""

from collections.abc import Iterator, Mapping

from dataworks.explain.arguments import LEAVE_ONE_OUT, LEAVE_OUT, REQUIRED
from dataworks.language import Text
from dataworks.operation import Operations
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2024.nodes import ListNodes
from dataworks.scripts.realtime_script import PAIRS
from dataworks.studio_settings import StudioName
from dataworks.studios.choosing import Chooser
from dataworks.studios.classic import REALTIME_FILES
from dataworks.studios.creating import CreatingStudio
from dataworks.studios.jobs import JOBS
from tools.arguments.outlook import Look
from tools.arguments.parsing import Finding, InvalidArguments
from tools.arguments.studio_choice import studio_for

STUDIOS: Mapping[StudioName, CreatingStudio] = {StudioName.CLASSIC: REALTIME_FILES, StudioName.NEW: JOBS}

STUDIO_READS: Operations = (ListNodes, ListFiles)
"""The reads that show the studio of a workspace; the rules may forbid them."""

ONLY_NEW = Text("is for the new Data Studio only", "仅用于新版数据开发")
ONLY_CLASSIC = Text("is for the classic Data Studio only", "仅用于旧版数据开发")
UNLIKE = Text("{}, and {} for the other one", "{}，而 {} 用于另一种")
WORKSPACE_FOLDERS = Text(
    "on the classic Data Studio, tasks are created in folders; describe_workspace shows them",
    "旧版数据开发的任务创建在文件夹中；可用 describe_workspace 查看",
)
CLASSIC_DESTINATIONS = Text("the classic one writes to {}", "旧版支持的目标端为 {}")
NO_GENERATION = Text("leave it out: a job needs no generation", "请去掉：任务无需生成")


FOLDER = "/folder"


def of_one_studio(
    destination_type: str | None, *, has_options: bool, is_job: bool | None, continues: bool, in_folder: bool
) -> dict[str, StudioName]:
    """The studio that each argument is for, by its pointer; others say nothing. ``is_job``: of the given script."""
    classic, new = StudioName.CLASSIC, StudioName.NEW
    found = {
        "/destination_type": new if destination_type not in (None, *PAIRS) else None,
        "/options": new if has_options else None,
        "/script": None if is_job is None else new if is_job else classic,
        "/process_id": classic if continues else None,
        FOLDER: classic if in_folder else None,
    }
    return {pointer: studio for pointer, studio in found.items() if studio is not None}


def conflicts(given: str | None, found: Mapping[str, StudioName]) -> Iterator[Finding]:
    """Arguments for one studio where another argument is for the other."""
    wanted = StudioName(given) if given else next(iter(found.values()), None)
    other = None if given else next(iter(found), None)
    for pointer, studio in found.items():
        if studio is not wanted:
            yield wrong_studio(pointer, studio, other)


def wrong_studio(pointer: str, studio: StudioName, other: str | None = None) -> Finding:
    """The finding that an argument is for another studio than the call, or than another argument."""
    message = ONLY_NEW if studio is StudioName.NEW else ONLY_CLASSIC
    if other is not None:
        return Finding(pointer, UNLIKE.filled(message, other), LEAVE_ONE_OUT)
    advice = {
        "/destination_type": CLASSIC_DESTINATIONS.filled(", ".join(PAIRS)),
        "/process_id": NO_GENERATION,
    }
    return Finding(pointer, message, advice.get(pointer, LEAVE_OUT))


async def creating_studio(
    chooser: Chooser, project_id: str, folder: str | None, found: Mapping[str, StudioName]
) -> CreatingStudio:
    """Return the studio that a call creates a task in.

    Raises:
        InvalidArguments: nothing shows it; or arguments are for the other one.
    """
    certain = next((studio for pointer, studio in found.items() if pointer != FOLDER), None)
    name = certain if certain and chooser.given is None else await studio_for(chooser, project_id, folder)
    wrong = [wrong_studio(pointer, studio) for pointer, studio in found.items() if studio is not name]
    if wrong:
        raise InvalidArguments(wrong, after_reads=True)
    return STUDIOS[name]


def chooser_of(look: Look, given: str | None) -> Chooser:
    """What finds the studio of a workspace for a plan."""
    return Chooser(look.api, look.studios, look.may_send, StudioName(given) if given else None)


def require_folder_of(studio: CreatingStudio, folder: str | None) -> None:
    """Check that a folder is given where tasks are in folders.

    Raises:
        InvalidArguments: it is not.
    """
    if studio.in_folders and folder is None:
        raise InvalidArguments([Finding("/folder", REQUIRED, WORKSPACE_FOLDERS)], after_reads=True)
