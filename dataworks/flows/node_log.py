"""The log of the last run of a batch task: a node of the new Data Studio, which the scheduler runs by the day."""

from dataclasses import dataclass
from datetime import timedelta, timezone

from dataworks.client import DataWorks
from dataworks.flows.job_log import Log, log_in
from dataworks.observing import flow
from dataworks.operations.v2024.nodes import GetNode
from dataworks.operations.v2024.scheduled_tasks import GetTaskInstanceLog, ListTaskInstances, TaskInstance
from dataworks.task_ids import number_of

NODE_LOG = (GetNode, ListTaskInstances, GetTaskInstanceLog)
"""The operations that reading it may call."""

CHINA = timezone(timedelta(hours=8))
"""The time zone in which days begin; assumed, since no answer has that of a workspace."""

DAYS = 7
"""Days whose runs are read, the last one first."""


@dataclass(frozen=True)
class NodeLog:
    """The log of a node's last run.

    Attributes:
        run: the run; ``None``: there was none in the last days, or the node is not in production.
        deployed: whether it is in production.
    """

    name: str | None
    run: TaskInstance | None
    deployed: bool
    log: Log


@flow
async def node_log(api: DataWorks, project_id: str, task_id: str) -> NodeLog:
    """Read the log of a node's last run that has begun.

    Raises:
        DataWorksError: there is no such node, or something can't be read.
    """
    node = await api.call(GetNode(project_id=project_id, id=number_of(task_id)))
    run = await _last_run(api, project_id, node.task_id) if node.task_id else None
    text = (await api.call(GetTaskInstanceLog(id=run.id))).task_instance_log if run else None
    return NodeLog(node.name, run, bool(node.task_id), log_in({1: text or ""} if run else {}))


async def _last_run(api: DataWorks, project_id: str, scheduled_task_id: str) -> TaskInstance | None:
    for day in range(1, DAYS + 1):
        request = ListTaskInstances(
            project_id=project_id, bizdate=_midnight(api, day), scheduled_task_id=scheduled_task_id, page_size=100
        )
        begun = [run for run in (await api.call(request)).task_instances if run.started_time]
        if begun:
            return max(begun, key=lambda run: run.started_time or 0)
    return None


def _midnight(api: DataWorks, days_ago: int) -> int:
    """Return the beginning of a day in ms; a run on a day is for the day before."""
    today = api.timing.utc().astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((today - timedelta(days=days_ago)).timestamp() * 1000)
