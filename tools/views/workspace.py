"""Views of what a workspace offers for new tasks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Self

from dataworks.flows.groups import Groups
from dataworks.flows.tables import PAGES, Found
from dataworks.flows.workspace import COUNTED, FLOWS, Content, Offer
from dataworks.language import SEMICOLON, Text
from dataworks.markers import described
from dataworks.operations.v2020.data_sources import DISABLED, NOT_REACHED, PRODUCTION, DataSource
from dataworks.operations.v2020.resource_groups import WORKS, ResourceGroup
from dataworks.operations.v2020.workspaces import ListedProject
from dataworks.quoting import named
from tools.views.groups import GROUP_KINDS, group_status
from tools.views.view import View, meaning
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

OR_MORE = Text(" or more", "（或更多）")
DESCRIBE_ONE = Text(
    "Call describe_workspace with the project_id of one of them.", "请用其中一个的 project_id 调用 describe_workspace。"
)
NEXT = Text(
    "list_source_tables shows the tables of a source; create_realtime_task or create_batch_task follows.",
    "可用 list_source_tables 查看数据源中的表；然后调用 create_realtime_task 或 create_batch_task。",
)
CUT = Text(
    "These are the first {shown} of {count} {what}; {tool} shows more.",
    "此处为 {count} 个{what}中的前 {shown} 个；可用 {tool} 查看更多。",
)
WORKSPACES, DATA_SOURCES = Text("workspaces", "工作空间"), Text("data sources", "数据源")
RESOURCE_GROUPS, FOLDERS = Text("resource groups", "资源组"), Text("folders", "文件夹")
BUSINESS_FLOWS = Text("business flows, with their folders", "业务流程（及其文件夹）")
NO_SOURCE = Text(
    "There is no data source: add one in the DataWorks console.", "没有数据源：请在 DataWorks 控制台添加。"
)
NO_INTEGRATION_GROUP = Text(
    "There is no data integration resource group: buy or bind one in the DataWorks console.",
    "没有数据集成资源组：请在 DataWorks 控制台购买或绑定。",
)
NO_FOLDER = Text(
    "There is no folder for tasks: create a business flow in the console, or use create_folder.",
    "没有可存放任务的文件夹：请在控制台新建业务流程，或使用 create_folder。",
)

NEW_STUDIO = Text(
    "This workspace is on the new Data Studio: tasks are jobs and nodes, and need no folder.",
    "该工作空间使用新版数据开发：任务是作业和节点，不需要文件夹。",
)
NOT_LISTED = Text(
    "This identity may not list {}: name them as the console shows them; tasks can often be created all the same.",
    "当前身份无权列出{}：请按控制台所示给出名称；通常仍可创建任务。",
)

NAME_THEM = Text(
    "Ask the user for the tables, and pass them to create_realtime_task or create_batch_task.",
    "请向用户询问所需的表，并传给 create_realtime_task 或 create_batch_task。",
)
MORE_MATCH = Text("More tables match: page {}.", "还有更多匹配的表：page {}。")
NOT_ALL_READ = Text(
    "Only the first {} tables of the source were read; a complete name works without.",
    "只读取了数据源的前 {} 张表；完整的表名无需读取即可使用。",
)
ALL_TABLES = Text(
    "These are all. Pass the tables wanted to create_realtime_task; patterns such as shop.* as well.",
    "以上为全部。请将所需的表传给 create_realtime_task；也可使用 shop.* 这样的模式。",
)
NO_TABLES = Text(
    "The service shows no tables of this source: it may be empty, or of a type whose tables are not listed.",
    "服务未返回该数据源的表：可能为空，或此类型的数据源不支持列出表。",
)
NONE_HERE = Text(
    "No table on this page; leave out pattern and page to see all tables.",
    "本页没有表；去掉 pattern 和 page 可查看全部表。",
)


class OfferedSource(View):
    """A data source; tasks run with the one in production."""

    name: str
    type: str | None = None
    environments: tuple[str, ...]
    problem: Annotated[
        str | None,
        described("Why tasks can't use it, as far as the service shows.", "任务无法使用它的原因，以服务所示为限。"),
    ] = None

    @classmethod
    def of(cls, name: str, rows: Sequence[DataSource]) -> Self:
        """The view of a data source's rows."""
        numbers = sorted({row.env_type for row in rows if row.env_type is not None})
        return cls(
            name=name,
            type=rows[0].data_source_type,
            environments=tuple(ENVIRONMENTS.get(number, str(number)) for number in numbers),
            problem=SEMICOLON.said().join(_problems(rows)) or None,
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

    identifier: Annotated[str | None, described("Pass this to tasks.", "请将此项用于任务。")] = None
    name: str | None = None
    kind: str | None = None
    status: str | None = None
    default: Annotated[bool | None, described("The account's default.", "账号的默认资源组。")] = None

    @classmethod
    def of(cls, group: ResourceGroup) -> Self:
        """The view of a part of an answer."""
        return cls(
            identifier=group.identifier,
            name=group.name,
            kind=meaning(GROUP_KINDS, group.mode) or group.mode,
            status=group_status(group),
            default=group.is_default or None,
        )


class WorkspaceRow(ProjectRow):
    """One of several workspaces, and how much it has."""

    data_sources: Annotated[str | None, described("How many; absent: not known.", "数量；没有此项：未知。")] = None
    tasks: Annotated[int | None, described("Sync tasks; absent: not known.", "同步任务；没有此项：未知。")] = None

    @classmethod
    def counted(cls, project: ListedProject, content: Content | None) -> Self:
        """The view of a workspace and its content, as far as it is known."""
        count = content.data_sources if content else None
        words = None if count is None else f"{count}{OR_MORE.said() if content and content.more else ''}"
        return cls.like(ProjectRow.of(project), data_sources=words, tasks=content.tasks if content else None)


class WorkspaceView(View):
    """All workspaces, or what one of them offers."""

    workspaces: Annotated[
        tuple[WorkspaceRow, ...] | None, described("Only without project_id.", "仅在不带 project_id 时。")
    ] = None
    data_sources: tuple[OfferedSource, ...] | None = None
    resource_groups: tuple[OfferedGroup, ...] | None = None
    recommended: Annotated[str | None, described("The group to take, and why.", "应使用的资源组及原因。")] = None
    folders: Annotated[tuple[str, ...] | None, described("Full paths.", "完整路径。")] = None
    notes: tuple[str, ...] = ()
    api_calls: Annotated[int, described("API calls this answer has cost.", "此回答所用的 API 调用次数。")]
    next: str

    @classmethod
    def listing(cls, projects: Sequence[ListedProject], counts: Mapping[str, Content], api_calls: int) -> Self:
        """The view of all workspaces."""
        rows = (WorkspaceRow.counted(each, counts.get(each.project_id)) for each in projects[:PROJECTS_SHOWN])
        return cls(
            workspaces=tuple(rows),
            notes=(*_cut(WORKSPACES, len(projects), PROJECTS_SHOWN, "list_projects"), *_uncounted(projects, counts)),
            api_calls=api_calls,
            next=(DESCRIBE_ONE if projects else NO_WORKSPACE).said(),
        )

    @classmethod
    def of(cls, offer: Offer, api_calls: int) -> Self:
        """The view of what one workspace offers."""
        groups = offer.groups.items or ()
        return cls(
            data_sources=tuple(OfferedSource.of(*each) for each in list(offer.sources.items())[:SOURCES_SHOWN]),
            resource_groups=tuple(map(OfferedGroup.of, groups[:GROUPS_SHOWN])),
            recommended=_recommended(offer.groups),
            folders=offer.folders[:FOLDERS_SHOWN] if offer.in_folders else None,
            notes=(
                *_cut(DATA_SOURCES, len(offer.sources), SOURCES_SHOWN, "list_data_sources"),
                *_cut(RESOURCE_GROUPS, len(groups), GROUPS_SHOWN, "list_resource_groups"),
                *_cut(FOLDERS, len(offer.folders), FOLDERS_SHOWN, "list_folders"),
                *_cut(BUSINESS_FLOWS, offer.flows, FLOWS, "list_folders"),
                *_missing(offer),
            ),
            api_calls=api_calls,
            next=NEXT.said(),
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

    databases: Annotated[tuple[str, ...], described("Databases of these tables.", "这些表的数据库。")]
    tables: Annotated[
        tuple[str, ...], described("As create_realtime_task takes them.", "与 create_realtime_task 接收的相同。")
    ]
    count: Annotated[int, described("Tables on this page.", "本页的表。")]
    page: int
    remark: Annotated[
        str | None, described("Where they are from, or why there are none.", "它们的来源，或为什么没有。")
    ] = None
    api_calls: Annotated[int, described("API calls this answer has cost.", "此回答所用的 API 调用次数。")]
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
            remark=found.remark,
            api_calls=api_calls,
            next=_after(found, page, bool(tables), narrowed),
        )


def _after(found: Found, page: int, any_here: bool, narrowed: bool) -> str:
    if not found.listed:
        return NAME_THEM.said()
    if found.more:
        return MORE_MATCH.said(page + 1)
    if found.unseen:
        return NOT_ALL_READ.said(PAGES * 100)
    if any_here:
        return ALL_TABLES.said()
    if not narrowed:
        return NO_TABLES.said()
    return NONE_HERE.said()


def _cut(what: Text, count: int, shown: int, tool: str) -> tuple[str, ...]:
    return (CUT.said(shown=shown, count=count, what=what, tool=tool),) if count > shown else ()


def _missing(offer: Offer) -> list[str]:
    wanted = ((NO_SOURCE, offer.sources), (NO_INTEGRATION_GROUP, offer.groups.items))
    lacks = [text.said() for text, things in wanted if not things] if not offer.unread else []
    folders = [NO_FOLDER.said()] if offer.in_folders and not offer.folders else []
    here = [] if offer.in_folders else [NEW_STUDIO.said()]
    return [*here, *lacks, *folders, *(NOT_LISTED.said(what) for what in offer.unread)]
