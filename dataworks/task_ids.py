"""The id of a task as tools over tasks take and show it; it says what the task is.

Digits are a file of DataStudio: a real-time task or a batch task. ``solution-100`` is a one-click solution: it has
numbers of its own, so it may exist beside a file 100.
"""

SOLUTION_PREFIX = "solution-"


def task_id_of(number: str, task_type: str | None) -> str:
    """The id of the task of this type that the API knows by a number."""
    return f"{SOLUTION_PREFIX}{number}" if task_type == "DI_SOLUTION" else number


def is_solution(task_id: str) -> bool:
    """Whether the id is that of a one-click solution."""
    return task_id.startswith(SOLUTION_PREFIX)


def number_of(task_id: str) -> str:
    """The number that the API knows the task by."""
    return task_id.removeprefix(SOLUTION_PREFIX)
