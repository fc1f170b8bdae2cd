"""Views of workspaces, their business flows, folders and settings."""

from typing import Annotated, Self

from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2020.project_config import ProjectConfig
from dataworks.operations.v2020.workspaces import (
    Business,
    BusinessPage,
    Folder,
    FolderCreated,
    FolderPage,
    ListedProject,
    Project,
    ProjectPage,
)
from tools.views.view import DoneView, Page, View, meaning, next_page

MODES = {
    2: Text("basic: one environment", "简单模式：单一环境"),
    3: Text("standard: separate development and production", "标准模式：开发与生产环境隔离"),
}
STATES = {
    0: Text("available", "正常"),
    1: Text("deleted", "已删除"),
    2: Text("initializing", "初始化中"),
    3: Text("initialization failed", "初始化失败"),
    4: Text("forbidden", "已禁用"),
    5: Text("deleting", "删除中"),
    6: Text("deletion failed", "删除失败"),
    7: Text("frozen", "已冻结"),
    8: Text("updating", "更新中"),
    9: Text("update failed", "更新失败"),
}
"""The meanings of the service's numbers."""

MAYBE_MORE = Text("There may be more rows: page_number {}.", "可能还有更多数据：page_number {}。")
FOLDER_THERE = Text(
    "The folder exists; give its full path when you create a task.", "文件夹已存在；创建任务时请给出其完整路径。"
)


class ProjectRow(View):
    """One workspace."""

    project_id: str
    name: Annotated[str | None, described("Its identifier.", "其标识。")] = None
    display_name: str | None = None
    description: str | None = None
    status: str | None = None

    @classmethod
    def of(cls, project: ListedProject) -> Self:
        """The view of a part of an answer."""
        return cls(
            project_id=project.project_id,
            name=project.project_identifier,
            display_name=project.project_name,
            description=project.project_description or None,
            status=project.project_status_code,
        )


class ProjectsView(View):
    """One page of workspaces."""

    total_count: Annotated[
        int | None, described("None if a policy may hide others.", "策略可能隐藏其他内容时没有。")
    ] = None
    page_number: int
    count: Annotated[int, described("Rows on this page.", "本页的行数。")]
    next: str | None = None
    workspaces: tuple[ProjectRow, ...]

    @classmethod
    def of(cls, answer: ProjectPage) -> Self:
        """The view of an answer."""
        rows = tuple(map(ProjectRow.of, answer.project_list))
        return cls(
            total_count=answer.total_count,
            page_number=answer.page_number,
            count=len(rows),
            next=_next(answer),
            workspaces=rows,
        )


def _next(page: ProjectPage) -> str | None:
    """How to get the next page; where the total is not known, a full page may be the last one."""
    if page.total_count is not None:
        return next_page(page.total_count, page.page_number, page.page_size)
    full = len(page.project_list) + page.left_out >= page.page_size
    return MAYBE_MORE.said(page.page_number + 1) if full else None


class ProjectView(View):
    """One workspace."""

    project_id: str
    name: str | None = None
    display_name: str | None = None
    description: str | None = None
    status: str | None = None
    mode: str | None = None
    environments: tuple[str, ...] = ()
    default_resource_group: Annotated[str | None, described("Identifier, for sync tasks.", "用于同步任务的标识。")] = (
        None
    )

    @classmethod
    def of(cls, answer: Project) -> Self:
        """The view of an answer."""
        mode, status = answer.project_mode, answer.status
        return cls(
            project_id=answer.project_id,
            name=answer.project_identifier,
            display_name=answer.project_name,
            description=answer.project_description or None,
            status=None if status is None else meaning(STATES, status) or str(status),
            mode=None if mode is None else meaning(MODES, mode) or str(mode),
            environments=answer.env_types,
            default_resource_group=answer.default_di_resource_group_identifier,
        )


class BusinessRow(View):
    """One business flow."""

    business_id: str
    name: str | None = None
    description: str | None = None
    use_type: str | None = None

    @classmethod
    def of(cls, flow: Business) -> Self:
        """The view of a part of an answer."""
        return cls(
            business_id=flow.business_id,
            name=flow.business_name,
            description=flow.description or None,
            use_type=flow.use_type,
        )


class BusinessView(Page):
    """One page of business flows."""

    flows: tuple[BusinessRow, ...]

    @classmethod
    def of(cls, answer: BusinessPage) -> Self:
        """The view of an answer."""
        return cls.with_rows(answer, flows=tuple(map(BusinessRow.of, answer.business)))


class FolderRow(View):
    """One folder."""

    folder_id: str
    path: str | None = None

    @classmethod
    def of(cls, folder: Folder) -> Self:
        """The view of a part of an answer."""
        return cls(folder_id=folder.folder_id, path=folder.folder_path)


class FoldersView(Page):
    """One page of folders."""

    folders: tuple[FolderRow, ...]

    @classmethod
    def of(cls, answer: FolderPage) -> Self:
        """The view of an answer."""
        return cls.with_rows(answer, folders=tuple(map(FolderRow.of, answer.folders)))


class FolderCreatedView(View):
    """A folder that was created."""

    folder_id: str
    next: str

    @classmethod
    def of(cls, answer: FolderCreated) -> Self:
        """The view of an answer."""
        return cls(folder_id=answer.folder_id, next=FOLDER_THERE.said())


class ConfigView(View):
    """How each kind of DDL message is handled."""

    ddl: Annotated[
        dict[str, str],
        described(
            "Message to NORMAL, IGNORE, WARNING or CRITICAL.", "各消息对应 NORMAL、IGNORE、WARNING 或 CRITICAL。"
        ),
    ]

    @classmethod
    def of(cls, answer: ProjectConfig) -> Self:
        """The view of an answer."""
        return cls(ddl=answer.config)


class ConfiguredView(DoneView):
    """A setting that was changed."""

    then = Text("It applies to solutions that are created from now on.", "此设置对今后创建的解决方案生效。")
