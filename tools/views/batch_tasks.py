"""The view of a batch task that was created."""

from typing import Annotated

from dataworks.flows.batch_creation import BatchTask, State
from dataworks.language import Text
from dataworks.markers import described
from dataworks.studios.standing import SUBMIT_AND_DEPLOY
from tools.views.groups import TaskGroup
from tools.views.realtime import Done, DoneByOthers
from tools.views.task_changes import IDLE
from tools.views.view import View

CONTINUES = Text(
    "Call create_batch_task again with the same arguments: it continues, and nothing is done twice.",
    "以相同参数再次调用 create_batch_task 即可继续，不会重复执行。",
)

GROUP_UNSEEN = Text(
    "The service does not show whether it runs on this resource group. ", "服务未显示任务是否运行在此资源组上。"
)
"""Added for a task that was found by its name; everything else is compared."""

TO_PRODUCTION = Text(
    "It is not in production yet: the same call with deploy brings it there.",
    "尚未发布到生产环境：以相同参数加上 deploy 再次调用即可发布。",
)

NEXT: dict[State, Text] = {
    "created": Text(
        "It is not scheduled: the same call with cron and deploy does the rest.",
        "尚未设置调度：以相同参数加上 cron 和 deploy 再次调用即可完成。",
    ),
    "scheduled": TO_PRODUCTION,
    "submitting": Text("It is being submitted and not deployed yet. {}", "正在提交，尚未发布。{}").filled(CONTINUES),
    "submitted": TO_PRODUCTION,
    "deploying": Text("It is submitted and being deployed. {}", "已提交，正在发布。{}").filled(CONTINUES),
    "deployed": Text(
        "It is in production, and runs by its schedule. get_task_status shows its schedule.",
        "已在生产环境，按其调度运行。可用 get_task_status 查看调度。",
    ),
}
"""What to do next, by how far it is."""

WITH_DEPLOY = Text("It is {}; the same call with deploy does so.", "任务{}；以相同参数并设 deploy 再次调用即可完成。")
"""The same where its script has changed since it was deployed."""


def next_of(made: BatchTask) -> str:
    """Return what to do next with a task."""
    unseen = GROUP_UNSEEN.said() if made.existed and made.group is None else ""
    if made.changed:
        return unseen + WITH_DEPLOY.said(SUBMIT_AND_DEPLOY)
    return unseen + (IDLE if made.idle and made.state == "deployed" else NEXT[made.state]).said()


class BatchTaskView(View):
    """A batch task."""

    state: Annotated[
        str,
        described(
            "created, scheduled, submitted or deployed; submitting or deploying: not done yet.",
            "created、scheduled、submitted 或 deployed；submitting 或 deploying：尚未完成。",
        ),
    ]
    task_id: str
    task_name: str
    existed: Annotated[
        bool,
        described(
            "Found by its name: made earlier, or by this call with its answer lost.",
            "按名称找到：之前创建的，或由本次调用创建但应答丢失。",
        ),
    ]
    replaced: Annotated[
        tuple[str, ...] | None,
        described(
            "Tasks of earlier calls that were deleted since; this one is new.",
            "之前的调用所创建、此后被删除的任务；这是新任务。",
        ),
    ] = None
    done: Done = ()
    done_by_others: DoneByOthers = None
    resource_group: Annotated[TaskGroup | None, described("As requested.", "与请求相同。")] = None
    script: Annotated[str, described("As the service shows it.", "与服务所示相同。")]
    variables: Annotated[tuple[str, ...], described("What para_value must set.", "para_value 必须设置的内容。")]
    not_checked: Annotated[
        tuple[str, ...],
        described("What was not compared with the service before it was created.", "创建之前未与服务核对的内容。"),
    ] = ()
    api_calls: Annotated[int, described("API calls this answer has cost.", "此回答所用的 API 调用次数。")]
    next: str
