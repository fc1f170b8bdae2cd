"""The studio of the workspace that a call creates a task in."""

from functools import partial
from typing import Annotated, Literal

from dataworks.flows.folders import is_there
from dataworks.language import Text
from dataworks.markers import NOT_IN_PLAN, described
from dataworks.operations.v2020.workspaces import ListFolders
from dataworks.studio_settings import StudioName
from dataworks.studios.choosing import Chooser
from tools.arguments.parsing import Finding, InvalidArguments

StudioGiven = Annotated[Literal["classic", "new"] | None, NOT_IN_PLAN, described("If asked for.", "询问时填写。")]

NOT_KNOWN = Text(
    "is required: nothing in workspace {} shows whether it is on the classic or the new Data Studio",
    "必填：工作空间 {} 中没有内容能表明其使用旧版还是新版数据开发",
)
ASK_USER = Text(
    "ask the user, who sees it in the console, and give classic or new",
    "请询问用户（控制台中可见），并给出 classic 或 new",
)


async def studio_for(chooser: Chooser, project_id: str, folder: str | None = None) -> StudioName:
    """Return the studio that a task is to be created in; where nothing shows it, a ``folder`` means the classic one.

    Raises:
        InvalidArguments: it is not known, and can't be found out.
        DataWorksError: a read failed that may show it later.
    """
    looks = folder is not None and chooser.may_send(ListFolders(project_id=project_id, parent_folder_path=folder))
    look = partial(is_there, chooser.api, project_id, folder or "") if looks else None
    found = await chooser.studio_of(project_id, look)
    if found is None and folder is not None:
        return StudioName.CLASSIC  # only there tasks are created in folders
    if found is None and chooser.unread:
        raise chooser.unread[0]
    if found is None:
        raise InvalidArguments([Finding("/studio", NOT_KNOWN.filled(project_id), ASK_USER)], after_reads=True)
    return found
