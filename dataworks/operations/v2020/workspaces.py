"""Workspaces, and the business flows and folders in them."""

from typing import Annotated, ClassVar

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DECODED, ByIdentifier, InProject, Name, PageNumber, PageSize, ProjectId
from dataworks.markers import described
from dataworks.operation import BODY, SELDOM, Belongs, Effect, Operation, Paging, States
from dataworks.operations.v2020.resource_groups import Tags
from dataworks.workspace_pages import WorkspacePage

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


class ProjectPage(WorkspacePage):
    """One page of workspaces."""

    place = "PageResult"
    rows: ClassVar[str] = "project_list"
    row_id: ClassVar[str] = "project_id"

    project_list: tuple[ListedProject, ...] = ()


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
    project_identifier: Annotated[
        Name | None, described("Workspace name, instead of project_id.", "工作空间名称，代替 project_id。")
    ] = None


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
    keyword: Annotated[
        Name | None, BODY, described("Only flows whose name contains this.", "仅限名称含此内容的业务流程。")
    ] = None
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
    parent_folder_path: Annotated[Name, BODY, described('Such as "Business Flow/shop".', '例如 "业务流程/shop"。')]
    page_number: FirstPage = 1
    page_size: RowsOfPage = 10


class CreateFolder(Operation[FolderCreated], effect=Effect.CREATE, belongs=Belongs.WORKSPACE):
    """Create a folder in a business flow."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    folder_path: Annotated[
        Name,
        BODY,
        described('Such as "Business Flow/shop/Data Integration/new".', '例如 "业务流程/shop/数据集成/new"。'),
    ]
