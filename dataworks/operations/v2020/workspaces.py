"""Workspaces, and the business flows and folders in them."""

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import Field, PrivateAttr

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DECODED, ByIdentifier, InProject, Name, PageNumber, PageSize, ProjectId
from dataworks.operation import BODY, SELDOM, Belongs, Effect, Operation, Paging, States
from dataworks.operations.v2020.resource_groups import Tags

FirstPage = Annotated[PageNumber, BODY]
RowsOfPage = Annotated[PageSize, BODY]
"""The service requires both, so a default is always sent."""


class ListedProject(Answer):
    """A workspace in a list; ``project_identifier`` is its name, ``project_name`` what the console shows."""

    project_id: Id
    project_identifier: Text = None
    project_name: Text = None
    project_description: Text = None
    project_status_code: Text = None
    disable_development: bool | None = None


class ProjectPage(Answer):
    """One page of workspaces."""

    place = "PageResult"

    total_count: int | None = 0
    page_number: int = 1
    page_size: int = 10
    project_list: tuple[ListedProject, ...] = ()
    _left_out: int = PrivateAttr(default=0)

    @property
    def left_out(self) -> int:
        """The number of workspaces on this page that may not be shown."""
        return self._left_out

    def shown(self, may_show: Callable[[str], bool]) -> Self:
        """Return the page without the workspaces that may not be shown, and without their number.

        The total is that of the page if it is the only one, and ``None`` if other pages can have hidden ones.
        """
        kept = tuple(row for row in self.project_list if may_show(row.project_id))
        only = self.page_number == 1 and (self.total_count or 0) <= len(self.project_list)
        page = self.model_copy(update={"project_list": kept, "total_count": len(kept) if only else None})
        page._left_out = len(self.project_list) - len(kept)
        return page


class Project(Answer):
    """A workspace. ``project_mode``: 2 basic, 3 standard (with separate development and production)."""

    project_id: Id
    project_identifier: Text = None
    project_name: Text = None
    project_description: Text = None
    project_mode: int | None = None
    env_types: tuple[str, ...] = ()
    default_di_resource_group_identifier: Text = None
    status: int | None = None


class Business(Answer):
    """A business flow."""

    business_id: Id
    business_name: Text = None
    description: Text = None
    use_type: Text = None


class BusinessPage(Answer):
    """One page of business flows."""

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    business: tuple[Business, ...] = ()


class Folder(Answer):
    """A folder of a workspace."""

    folder_id: Id
    folder_path: Text = None


class FolderPage(Answer):
    """One page of folders."""

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    folders: tuple[Folder, ...] = ()


class FolderCreated(Answer):
    """A folder was created."""

    bare = "FolderId"

    folder_id: Id


class ListProjects(
    Operation[ProjectPage],
    effect=Effect.READ,
    belongs=Belongs.ACCOUNT,
    paging=Paging(items="project_list", size=100),
    lifetime=60,
):
    """List the workspaces of the account in the region."""

    page_number: PageNumber | None = None
    page_size: PageSize | None = None
    resource_manager_resource_group_id: Annotated[Name | None, SELDOM] = None
    tags: Annotated[Tags | None, DECODED, SELDOM] = None


class GetProject(Operation[Project], effect=Effect.READ, belongs=Belongs.WORKSPACE, states=States(), lifetime=60):
    """Read one workspace."""

    project_id: ProjectId | None = None
    project_identifier: Annotated[Name | None, Field(description="Workspace name, instead of project_id.")] = None


class ListBusiness(
    Operation[BusinessPage],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="business", size=100),
    lifetime=60,
):
    """List the business flows of a workspace."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    keyword: Annotated[Name | None, BODY, Field(description="Only flows whose name contains this.")] = None
    page_number: FirstPage = 1
    page_size: RowsOfPage = 10


class ListFolders(
    Operation[FolderPage],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="folders", size=100),
    lifetime=60,
):
    """List the folders in a folder."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    parent_folder_path: Annotated[Name, BODY, Field(description='Such as "Business Flow/shop".')]
    page_number: FirstPage = 1
    page_size: RowsOfPage = 10


class CreateFolder(Operation[FolderCreated], effect=Effect.CREATE, belongs=Belongs.WORKSPACE):
    """Create a folder in a business flow."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    folder_path: Annotated[Name, BODY, Field(description='Such as "Business Flow/shop/Data Integration/new".')]
