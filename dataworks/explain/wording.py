"""The fixed texts of answers about errors, in each language."""

import json
from collections.abc import Sequence
from typing import cast

from dataworks.errors import Seen
from dataworks.explain.explanation import Language, Text

LABELS = {
    "happened": Text("what happened", "发生了什么"),
    "about": Text("about", "涉及对象"),
    "why": Text("why", "原因"),
    "fix": Text("fix", "解决方法"),
    "who": Text("who can fix it", "由谁解决"),
    "retry": Text("retry", "能否重试"),
    "next": Text("next", "下一步"),
    "exists": Text("exists now", "现状"),
    "code": Text("code", "错误码"),
    "request": Text("request id", "请求 ID"),
    "wait": Text("at the earliest in {} s", "最早 {} 秒后"),
}

WHO: dict[str, Text] = {
    "caller": Text("caller", "调用者"),
    "workspace admin": Text("workspace admin", "工作空间管理员"),
    "RAM admin": Text("RAM admin", "RAM 管理员"),
    "account admin": Text("account admin", "账号管理员"),
    "operator of this server": Text("operator of this server", "本服务器的运维人员"),
    "Alibaba Cloud": Text("Alibaba Cloud", "阿里云"),
}
RETRY: dict[str, Text] = {
    "yes": Text("yes", "可以"),
    "after a wait": Text("after a wait", "等待后可以"),
    "after a fix": Text("after a fix", "修复后可以"),
    "look first": Text("look first", "先查看现状"),
    "no": Text("no", "不可以"),
}

NOTHING_DONE = Text("Nothing was done: {}.", "没有执行任何操作：{}。")
NOTHING_SENT = Text("The arguments are not valid; nothing was sent.", "参数无效；没有发送任何内容。")
NOTHING_MADE = Text("The arguments are not valid; nothing was made.", "参数无效；没有创建任何内容。")
SAME_CALL = Text(
    "Make the same call again: it does what is needed first.", "请以相同参数再次调用：所需的步骤会先行完成。"
)
NO_SUCH_TOOL = Text("There is no such tool.", "没有这个工具。")
DID_YOU_MEAN = Text("Did you mean {}?", "您是否要找 {}？")

SEEN = {
    "folders": Text("Folders of the workspace: {}.", "工作空间中的文件夹：{}。"),
    "near": Text("Folders near it: {}.", "邻近的文件夹：{}。"),
    "groups": Text("Identifiers of data integration groups: {}.", "数据集成资源组的标识：{}。"),
    "sources": Text("Data sources of the workspace in production: {}.", "工作空间生产环境中的数据源：{}。"),
    "tables": Text("Tables of data source {where}: {}.", "数据源 {where} 中的表：{}。"),
    "stopped": Text(
        "Resource group {where} exists and is stopped. Those that run: {}.",
        "资源组 {where} 存在，但已停止。正常运行的资源组：{}。",
    ),
    "development": Text("Data source {} exists in the development environment only.", "数据源 {} 仅存在于开发环境。"),
    "type": Text(
        "Data source {where} exists in production, and is of type {}.", "数据源 {where} 存在于生产环境，类型为 {}。"
    ),
    "holder": Text("The name belongs to file {}.", "该名称属于文件 {}。"),
    "batch": Text(
        "File {} of workspace {where} is a batch task: read_task_script reads it; change_task changes its schedule; "
        "start_tasks makes it run by its schedule; retire_tasks deletes it.",
        "工作空间 {where} 的文件 {} 是离线同步任务：read_task_script 用于读取；change_task 用于修改调度；"
        "start_tasks 使其按调度运行；retire_tasks 用于删除。",
    ),
    "other": Text(
        "File {} of workspace {where} is a real-time task or a solution: get_task_status shows its type and state.",
        "工作空间 {where} 的文件 {} 是实时同步任务或解决方案：get_task_status 会显示其类型和状态。",
    ),
    "file": Text("File {} of workspace {where} is not a sync task.", "工作空间 {where} 的文件 {} 不是同步任务。"),
}
NONE_SEEN = {
    "near": Text("Its business flow exists, and has no such folder.", "所在业务流程存在，但其中没有该文件夹。"),
    "folders": Text(
        "This API shows no folders in the workspace; it may be empty, or on the new Data Studio.",
        "此 API 未显示工作空间中的任何文件夹；该工作空间可能为空，或已启用新版数据开发（Data Studio）。",
    ),
    "groups": Text("The account has no data integration group in this region.", "该账号在此地域没有数据集成资源组。"),
    "sources": Text("The workspace shows no data source in production.", "该工作空间的生产环境未显示任何数据源。"),
    "tables": Text("Data source {where} shows no tables.", "数据源 {where} 未显示任何表。"),
    "stopped": Text("Resource group {where} exists and is stopped.", "资源组 {where} 存在，但已停止。"),
    "holder": Text("No file of this name is shown.", "未显示同名文件。"),
    "file": Text("Workspace {where} shows no file of this id.", "工作空间 {where} 未显示此 ID 的文件。"),
}
"""What was found after a failure, by the kind of ``Seen``; here if nothing was found."""

MORE = Text("and more", "等")


def seen_text(seen: Seen, language: Language) -> str:
    """Return what was found after a failure, as a sentence."""
    values = ", ".join(seen.values) + ("" if seen.complete else f", {MORE.to(language)}")
    return (SEEN if seen.values else NONE_SEEN)[seen.kind].to(language).format(values, where=seen.where)


SUBJECTS: dict[str, Text] = {
    "datasource_name": Text("data source {}", "数据源 {}"),
    "source": Text("source {}", "来源数据源 {}"),
    "destination": Text("destination {}", "目标数据源 {}"),
    "table": Text("table {}", "表 {}"),
    "tables": Text("tables {}", "表 {}"),
    "table_guid": Text("table {}", "表 {}"),
    "destination_table": Text("destination table {}", "目标表 {}"),
    "async_process_id": Text("process {}", "异步进程 {}"),
    "process_id": Text("process {}", "异步进程 {}"),
    "deployment_id": Text("deployment {}", "发布包 {}"),
    "task_id": Text("task {}", "任务 {}"),
    "task_name": Text("task {}", "任务 {}"),
    "file_id": Text("file {}", "文件 {}"),
    "node_id": Text("node {}", "节点 {}"),
    "resource_group": Text("resource group {}", "资源组 {}"),
    "folder": Text("folder {}", "文件夹 {}"),
    "from_project_id": Text("copied from workspace {}", "从工作空间 {} 复制"),
    "project_id": Text("workspace {}", "工作空间 {}"),
    "project_identifier": Text("workspace {}", "工作空间 {}"),
}
"""What a failed call was about, by the argument that names it; the most specific first."""

LONGEST_SUBJECT, MOST_SUBJECTS = 100, 3


def subjects(arguments: object, language: Language) -> str | None:
    """Return what the arguments of a call name, in words; names are in quotes."""
    named = ((words, getattr(arguments, name, None)) for name, words in SUBJECTS.items())
    said = (words.to(language).format(_quoted(value)) for words, value in named if value)
    return ", ".join(said) or None


def _quoted(value: object) -> str:
    """Return a name, or the first ones of a list, in quotes and cut."""
    values = cast("Sequence[object]", value) if isinstance(value, list | tuple) else (value,)
    names = list(map(str, values))
    shown = ", ".join(json.dumps(name[:LONGEST_SUBJECT], ensure_ascii=False) for name in names[:MOST_SUBJECTS])
    return shown if len(names) <= MOST_SUBJECTS else f"{shown}, ..."
