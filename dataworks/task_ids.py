"""Task ids of the tools, which include what a task is.

Digits are a file of DataStudio: a real-time task or a batch task. ``solution-100`` is a one-click solution: those
are numbered separately, so there may also be a file 100. ``job-11588`` is a Data Integration job, and
``node-7567482277219412494`` a node of the new Data Studio.
"""

import re
from enum import StrEnum


class IdOf(StrEnum):
    """What an id is of; the value is what its prefix says."""

    FILE = ""
    SOLUTION = "solution"
    JOB = "job"
    NODE = "node"

    @property
    def prefix(self) -> str:
        """The text before the number."""
        return f"{self}-" if self else ""


PREFIXED = tuple(kind for kind in IdOf if kind)

WRITTEN = re.compile(rf"(?:({'|'.join(PREFIXED)})-)?([0-9]{{1,19}})")
"""The one way to write an id: what it is of, and a number of the API, which is at most 64 bits long."""

TYPES = {"DI_SOLUTION": IdOf.SOLUTION}
"""Task types of the API whose ids have a prefix; the others are files."""


def id_of(number: str, kind: IdOf) -> str:
    """Return the id of the task of this kind that has this number in the API."""
    return kind.prefix + number


def task_id_of(number: str, task_type: str | None) -> str:
    """Return the id of the task that has this number and type in the API; an id stays as it is."""
    return number if kind_of(number) else id_of(number, TYPES.get(task_type or "", IdOf.FILE))


def kind_of(task_id: str) -> IdOf:
    """Return what the id is of."""
    return next((kind for kind in PREFIXED if task_id.startswith(kind.prefix)), IdOf.FILE)


def is_solution(task_id: str) -> bool:
    """Return whether the id is that of a one-click solution."""
    return kind_of(task_id) is IdOf.SOLUTION


def is_job(task_id: str) -> bool:
    """Return whether the id is that of a Data Integration job."""
    return kind_of(task_id) is IdOf.JOB


def is_node(task_id: str) -> bool:
    """Return whether the id is that of a node of the new Data Studio."""
    return kind_of(task_id) is IdOf.NODE


def number_of(task_id: str) -> str:
    """Return the number of the task in the API."""
    return task_id.removeprefix(kind_of(task_id).prefix)
