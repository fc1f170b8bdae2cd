"""Workspaces of API version 2024-05-18."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DECODED, Ids, Name, Names, PageNumber, PageSize, ProjectId
from dataworks.markers import described
from dataworks.operation import BODY, NEW, SELDOM, Belongs, Effect, Operation, Paging, States
from dataworks.operations.v2020.resource_groups import Tags
from dataworks.workspace_pages import WorkspacePage


class Project(Answer):
    """A workspace; ``name`` is its identifier. Whether it is on the new Data Studio is not shown."""

    place = "Project"

    id: Id
    name: Text = None
    display_name: Text = None
    description: Text = None
    status: Text = None
    owner: Text = None
    dev_environment_enabled: bool | None = None
    dev_role_disabled: bool | None = None
    pai_task_enabled: bool | None = None


class ProjectPage(WorkspacePage):
    """One page of workspaces."""

    place = "PagingInfo"
    rows: ClassVar[str] = "projects"
    row_id: ClassVar[str] = "id"

    projects: tuple[Project, ...] = ()


class ListProjects(
    Operation[ProjectPage],
    version=NEW,
    effect=Effect.READ,
    belongs=Belongs.ACCOUNT,
    paging=Paging(items="projects", size=100),
    lifetime=60,
):
    """List the workspaces of the account in the region."""

    ids: Annotated[Ids | None, BODY, DECODED, described("Only these workspaces.", "仅限这些工作空间。")] = None
    names: Annotated[
        Names | None, BODY, DECODED, described("Only workspaces of these identifiers.", "仅限这些标识的工作空间。")
    ] = None
    status: Annotated[
        Literal[
            "Available",
            "Initializing",
            "InitFailed",
            "Forbidden",
            "Deleting",
            "DeleteFailed",
            "Frozen",
            "Updating",
            "UpdateFailed",
        ]
        | None,
        BODY,
        SELDOM,
    ] = None
    dev_environment_enabled: Annotated[
        bool | None,
        BODY,
        described("Only those with, or without, a development environment.", "仅限有（或没有）开发环境的工作空间。"),
    ] = None
    dev_role_disabled: Annotated[bool | None, BODY, SELDOM] = None
    pai_task_enabled: Annotated[bool | None, BODY, SELDOM] = None
    aliyun_resource_group_id: Annotated[Name | None, BODY, SELDOM] = None
    aliyun_resource_tags: Annotated[Tags | None, BODY, DECODED, SELDOM] = None
    page_number: Annotated[PageNumber | None, BODY] = None
    page_size: Annotated[PageSize | None, BODY] = None


class GetProject(
    Operation[Project],
    version=NEW,
    method="GET",
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    states=States(),
    lifetime=60,
):
    """Read one workspace."""

    project_id: Annotated[ProjectId, Field(alias="Id")]
