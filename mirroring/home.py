"""What the first reads of a workspace say: its name, its studio, its data sources and business flows."""

from dataclasses import dataclass
from typing import NamedTuple

from dataworks.errors import DataWorksError, Denied
from dataworks.language import Text
from dataworks.operations.v2020.workspaces import Business, GetProject
from dataworks.operations.v2024 import workspaces as new
from dataworks.retry import not_there
from dataworks.studio_settings import StudioName, StudioSettings
from dataworks.studios.choosing import Chooser
from mirroring.flow_folders import flows_of
from mirroring.notes import Notes
from mirroring.read_only import ReadOnly
from mirroring.sources import Source, sources_of

STANDARD = 3
UNKNOWN_STUDIO = Text(
    "Neither studio shows a task, so these workspaces are on the classic one in the copy; --studio sets it",
    "两种数据开发都没有显示任务，因此这些工作空间在副本中使用旧版数据开发；可用 --studio 设置",
)


class Project(NamedTuple):
    """A workspace: its identifier, whether development and production are separate, and its default group."""

    identifier: str
    standard: bool
    default_group: str | None = None


@dataclass
class Home:
    """A workspace as far as its first reads show it."""

    id: str
    project: Project
    studio: StudioName
    sources: dict[str, Source]
    flows: list[Business]

    @property
    def is_new(self) -> bool:
        """Whether it is on the new studio."""
        return self.studio is StudioName.NEW


async def home_of(api: ReadOnly, project_id: str, settings: StudioSettings, notes: Notes) -> Home:
    """Read a workspace.

    Raises:
        DataWorksError: it can't be read.
    """
    project = await _project(api, project_id)
    studio = await _studio(api, project_id, settings)
    if studio is None:
        notes.add(UNKNOWN_STUDIO, project_id)
    is_new = studio is StudioName.NEW
    sources = await sources_of(api, project_id, notes, is_new=is_new)
    flows = [] if is_new else await flows_of(api, project_id, notes)
    return Home(project_id, project, studio or StudioName.CLASSIC, sources, flows)


async def _project(api: ReadOnly, project_id: str) -> Project:
    """The workspace, by whichever version of the API has it."""
    try:
        found = await api.call(GetProject(project_id=project_id))
        name = found.project_identifier or project_id
        return Project(name, found.project_mode in (None, STANDARD), found.default_di_resource_group_identifier)
    except DataWorksError as error:
        if not (not_there(error) or isinstance(error, Denied)):
            raise
        older = error
    try:
        other = await api.call(new.GetProject(project_id=project_id))
    except DataWorksError:
        raise older from None
    return Project(other.name or project_id, other.dev_environment_enabled is not False)


async def _studio(api: ReadOnly, project_id: str, settings: StudioSettings) -> StudioName | None:
    """The studio as the tools find it; a failure that may pass is one of the mirror, which is continued later."""
    chooser = Chooser(api, settings, lambda _: True)
    found = await chooser.studio_of(project_id)
    if found is None and chooser.unread:
        raise chooser.unread[0]
    return found
