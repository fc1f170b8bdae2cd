"""Views of what a workspace offers for new tasks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field

from dataworks.flows.groups import Groups
from dataworks.flows.tables import PAGES, Found
from dataworks.flows.workspace import COUNTED, FLOWS, Content, Offer
from dataworks.language import Text
from dataworks.operations.data_sources import DISABLED, NOT_REACHED, PRODUCTION, DataSource
from dataworks.operations.resource_groups import WORKS, ResourceGroup
from dataworks.operations.workspaces import ListedProject
from dataworks.quoting import named
from tools.views.groups import GROUP_KINDS, group_status
from tools.views.view import View
from tools.views.workspaces import ProjectRow

SOURCES_SHOWN, GROUPS_SHOWN, FOLDERS_SHOWN, PROJECTS_SHOWN = 100, 20, 60, 100

ENVIRONMENTS = {0: "development", PRODUCTION: "production"}

ONLY_IN_DEVELOPMENT = Text("only in development", "仅存在于开发环境")
SWITCHED_OFF = Text("disabled", "已停用")
UNREACHED = Text("not reached at its last connectivity test", "最近一次连通性测试未通过")
NO_GROUP = Text(
    "No group works now: ask the account's administrator for one.", "目前没有可用的资源组：请联系账号管理员。"
)
TAKE = Text("Take {}: {}.", "请使用 {}：{}。")
DEFAULT, WORKING = Text("the account's default", "账号的默认资源组"), Text("works", "可用")
NO_REASON = Text("the service does not say more about it", "服务未提供更多信息")
NOT_COUNTED = Text(
    "Data sources and tasks are not counted where there are more than {} workspaces.",
    "工作空间多于 {} 个时，不统计数据源和任务的数量。",
)
UNKNOWN = Text(
    "Not known, as it could not be read: data sources or tasks of {}.", "无法读取、因而未知：{} 的数据源或任务。"
)
NO_WORKSPACE = Text(
    "No workspace can be used: the administrator of a workspace can add this identity to it; if the policy of this "
    "server leaves some out, the operator of this server can change it.",
    "没有可用的工作空间：可由工作空间管理员将当前身份加入其中；如被本服务器的策略排除，可由本服务器的运维人员更改策略。",
)


class OfferedSource(View):
    """A data source; tasks run with the one in production."""

    name: str
    type: str | None = None
    environments: tuple[str, ...]
    problem: Annotated[str | None, Field(description="Why tasks can't use it, as far as the service shows.")] = None

    @classmethod
    def of(cls, name: str, rows: Sequence[DataSource]) -> Self:
        """The view of a data source's rows."""
        numbers = sorted({row.env_type for row in rows if row.env_type is not None})
        return cls(
            name=name,
            type=rows[0].data_source_type,
            environments=tuple(ENVIRONMENTS.get(number, str(number)) for number in numbers),
            problem="; ".join(_problems(rows)) or None,
        )


def _problems(rows: Sequence[DataSource]) -> Iterator[str]:
    """What is wrong with the row that tasks run with; without one in production, with the other."""
    used = max(rows, key=lambda row: row.env_type == PRODUCTION)
    if used.env_type not in (None, PRODUCTION):
        yield ONLY_IN_DEVELOPMENT.said()
    if used.status == DISABLED:
        yield SWITCHED_OFF.said()
    if used.connect_status == NOT_REACHED:
        yield UNREACHED.said()


class OfferedGroup(View):
    """A data integration group."""

    identifier: Annotated[str | None, Field(description="Pass this to tasks.")] = None
    name: str | None = None
    kind: str | None = None
    status: str | None = None
    default: Annotated[bool | None, Field(description="The account's default.")] = None

    @classmethod
    def of(cls, group: ResourceGroup) -> Self:
        """The view of a part of an answer."""
        return cls(
            identifier=group.identifier,
            name=group.name,
            kind=known.en if (known := GROUP_KINDS.get(group.mode or "")) else group.mode,
            status=group_status(group),
            default=group.is_default or None,
        )


class WorkspaceRow(ProjectRow):
    """One of several workspaces, and how much it has."""

    data_sources: Annotated[str | None, Field(description="How many; absent: not known.")] = None
    tasks: Annotated[int | None, Field(description="Sync tasks; absent: not known.")] = None

    @classmethod
    def counted(cls, project: ListedProject, content: Content | None) -> Self:
        """The view of a workspace and its content, as far as it is known."""
        count = content.data_sources if content else None
        words = None if count is None else f"{count}{' or more' if content and content.more else ''}"
        return cls.like(ProjectRow.of(project), data_sources=words, tasks=content.tasks if content else None)


class WorkspaceView(View):
    """All workspaces, or what one of them offers."""

    workspaces: Annotated[tuple[WorkspaceRow, ...] | None, Field(description="Only without project_id.")] = None
    data_sources: tuple[OfferedSource, ...] | None = None
    resource_groups: tuple[OfferedGroup, ...] | None = None
    recommended: Annotated[str | None, Field(description="The group to take, and why.")] = None
    folders: Annotated[tuple[str, ...] | None, Field(description="Full paths.")] = None
    notes: tuple[str, ...] = ()
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str

    @classmethod
    def listing(cls, projects: Sequence[ListedProject], counts: Mapping[str, Content], api_calls: int) -> Self:
        """The view of all workspaces."""
        rows = (WorkspaceRow.counted(each, counts.get(each.project_id)) for each in projects[:PROJECTS_SHOWN])
        return cls(
            workspaces=tuple(rows),
            notes=(*_cut("workspaces", len(projects), PROJECTS_SHOWN, "list_projects"), *_uncounted(projects, counts)),
            api_calls=api_calls,
            next="Call describe_workspace with the project_id of one of them." if projects else NO_WORKSPACE.said(),
        )

    @classmethod
    def of(cls, offer: Offer, api_calls: int) -> Self:
        """The view of what one workspace offers."""
        groups = offer.groups.items or ()
        return cls(
            data_sources=tuple(OfferedSource.of(*each) for each in list(offer.sources.items())[:SOURCES_SHOWN]),
            resource_groups=tuple(map(OfferedGroup.of, groups[:GROUPS_SHOWN])),
            recommended=_recommended(offer.groups),
            folders=offer.folders[:FOLDERS_SHOWN],
            notes=(
                *_cut("data sources", len(offer.sources), SOURCES_SHOWN, "list_data_sources"),
                *_cut("resource groups", len(groups), GROUPS_SHOWN, "list_resource_groups"),
                *_cut("folders", len(offer.folders), FOLDERS_SHOWN, "list_folders"),
                *_cut("business flows, with their folders", offer.flows, FLOWS, "list_folders"),
                *_missing(offer),
            ),
            api_calls=api_calls,
            next="list_source_tables shows the tables of a source; create_realtime_task or create_batch_task follows.",
        )


def _recommended(groups: Groups) -> str | None:
    """The group to take, and why."""
    group = groups.recommended
    if group is None:
        return NO_GROUP.said() if groups.items else None
    why = (
        DEFAULT.said() if group.is_default else "",
        _kind(group),
        WORKING.said() if group.status == WORKS else "",
    )
    return TAKE.said(named(group.identifier or group.id), ", ".join(filter(None, why)) or NO_REASON.said())


def _kind(group: ResourceGroup) -> str:
    """The kind of a group in a sentence, where one that is not known is in quotes."""
    known = GROUP_KINDS.get(group.mode or "")
    return known.said() if known else named(group.mode) if group.mode else ""


def _uncounted(projects: Sequence[ListedProject], counts: Mapping[str, Content]) -> Iterator[str]:
    """Why the content of workspaces is not counted, or of which it could not be read."""
    if len(projects) > COUNTED:
        yield NOT_COUNTED.said(COUNTED)
    unknown = [name for name, content in counts.items() if content.data_sources is None or content.tasks is None]
    if unknown:
        yield UNKNOWN.said(", ".join(unknown))


class SourceTablesView(View):
    """One page of the tables behind a data source."""

    databases: Annotated[tuple[str, ...], Field(description="Databases of these tables.")]
    tables: Annotated[tuple[str, ...], Field(description="As create_realtime_task takes them.")]
    count: Annotated[int, Field(description="Tables on this page.")]
    page: int
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str

    @classmethod
    def of(cls, found: Found, page: int, size: int, api_calls: int, *, narrowed: bool) -> Self:
        """The view of one page of tables; ``narrowed``: a pattern or a page was given."""
        tables = found.tables[(page - 1) * size :]
        return cls(
            databases=tuple(dict.fromkeys(table.partition(".")[0] for table in tables)),
            tables=tables,
            count=len(tables),
            page=page,
            api_calls=api_calls,
            next=_after(found, page, bool(tables), narrowed),
        )


def _after(found: Found, page: int, any_here: bool, narrowed: bool) -> str:
    if found.more:
        return f"More tables match: page {page + 1}."
    if found.unseen:
        return f"Only the first {PAGES * 100} tables of the source were read; a complete name works without."
    if any_here:
        return "These are all. Pass the tables wanted to create_realtime_task; patterns such as shop.* as well."
    if not narrowed:
        return "The service shows no tables of this source: it may be empty, or of a type whose tables are not listed."
    return "No table on this page; leave out pattern and page to see all tables."


def _cut(what: str, count: int, shown: int, tool: str) -> tuple[str, ...]:
    return (f"These are the first {shown} of {count} {what}; {tool} shows more.",) if count > shown else ()


def _missing(offer: Offer) -> list[str]:
    wanted = {
        "data source": (offer.sources, "add one in the DataWorks console"),
        "data integration resource group": (offer.groups.items, "buy or bind one in the DataWorks console"),
        "folder for tasks": (offer.folders, "create a business flow in the console, or use create_folder"),
    }
    return [f"There is no {what}: {advice}." for what, (things, advice) in wanted.items() if not things]
