"""Task ids of the tools, which include what a task is.

Digits are a file of DataStudio: a real-time task or a batch task. ``solution-100`` is a one-click solution: those
are numbered separately, so there may also be a file 100.
"""

SOLUTION_PREFIX = "solution-"


def task_id_of(number: str, task_type: str | None) -> str:
    """Return the id of the task that has this number and type in the API."""
    return f"{SOLUTION_PREFIX}{number}" if task_type == "DI_SOLUTION" else number


def is_solution(task_id: str) -> bool:
    """Return whether the id is that of a one-click solution."""
    return task_id.startswith(SOLUTION_PREFIX)


def number_of(task_id: str) -> str:
    """Return the number of the task in the API."""
    return task_id.removeprefix(SOLUTION_PREFIX)
