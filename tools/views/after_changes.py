"""The next step for a real-time task whose change takes effect, and whether it runs again."""

from dataworks.flows.task_handle import RUNNING, STARTING, STOPPED, STOPPING, Reached
from tools.views.realtime import AGAIN

STOPPING_OR_STOPPED = {STOPPING, STOPPED}


def keeps(state: str, restart: bool | None) -> str:
    """The argument that keeps the task as it is now; none where it may have been stopped for this change."""
    if restart is None and state in STOPPING_OR_STOPPED:
        return ""
    runs = state in {STARTING, RUNNING} if restart is None else restart
    return f" and restart: {str(runs).lower()}"


def stopped_first(state: str, restart: bool | None) -> str:
    """What is said first where the task is stopped, perhaps by an earlier call that was to start it again."""
    if restart is not None or state not in STOPPING_OR_STOPPED:
        return ""
    return f"The task is stopped ({state}): restart: true starts it afterwards. "


def unfinished(run: Reached, restart: bool | None) -> str:
    """How a change continues for which time ran out."""
    if "started" in run.done or run.state == STARTING:
        return f"It is not running yet. {AGAIN}"
    ran = "stopped" in (*run.done, *run.by_others)
    if restart is None and not ran:
        first = stopped_first(run.state, restart)
        return f"{first}It is deployed when it has stopped: the same call again continues."
    wanted = ran if restart is None else restart
    return f"It is being stopped, to be deployed then. The same call with restart: {str(wanted).lower()} continues."


def applied(run: Reached, restart: bool | None, runs: str) -> str:
    """What is left to do once a change is made; ``runs``: the text for a task that runs."""
    if run.state == RUNNING:
        return runs
    where = "The change is in production" if "deployed" in run.done else "The change is in the definition"
    if restart is None and run.state in STOPPING_OR_STOPPED:
        return f"The task is stopped ({run.state}): the same call with restart: true starts it. {where}."
    return f"{where}; the task does not run: start_tasks starts it."
