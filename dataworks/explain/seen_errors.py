"""Explanations that follow from what was read after a failure: the named thing exists, and can't be used."""

from dataworks.errors import Seen, SeenKind
from dataworks.explain.explanation import Explanation, Text

READ = "read after the failure"

STOPPED = Explanation(
    Text("The resource group exists, but it is stopped.", "该资源组存在，但已停止。"),
    "workspace admin",
    (
        Text("Start or renew the resource group in the console.", "请在控制台启动该资源组或续费。"),
        Text("Or use another resource group that runs.", "或使用其他正常运行的资源组。"),
    ),
    "after a fix",
    READ,
    then="ListResourceGroups",
    given={"resource_group_type": 4},
)
DEVELOPMENT_ONLY = Explanation(
    Text(
        "The data source exists in the development environment only, and tasks run with production.",
        "该数据源仅存在于开发环境，而任务使用生产环境的数据源。",
    ),
    "workspace admin",
    (
        Text(
            "Add the data source of the same name for the production environment in the console.",
            "请在控制台为生产环境添加同名数据源。",
        ),
    ),
    "after a fix",
    READ,
    then="ListDataSources",
)
OTHER_TYPE = Explanation(
    Text(
        "The data source exists, but it is of another type than the task needs here.",
        "该数据源存在，但其类型与任务此处所需的类型不符。",
    ),
    "caller",
    (
        Text(
            "Name a data source of the needed type, or change the type of source or destination in the request.",
            "请改用所需类型的数据源，或修改请求中来源或目标的类型。",
        ),
    ),
    "after a fix",
    READ,
    then="ListDataSources",
)

BY_KIND: dict[SeenKind, Explanation] = {
    "stopped": STOPPED,
    "development": DEVELOPMENT_ONLY,
    "type": OTHER_TYPE,
}


def explain_seen(seen: Seen | None) -> Explanation | None:
    """Return the explanation that follows from what was read, if any does."""
    return BY_KIND.get(seen.kind) if seen else None
