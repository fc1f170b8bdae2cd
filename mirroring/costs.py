"""How many calls the parts of a mirror need, as far as that is known before they are sent."""

from typing import Any, NamedTuple

from dataworks.language import Text
from dataworks.operation import Operation
from mirroring.copied_jobs import asked_jobs
from mirroring.copied_nodes import asked_nodes
from mirroring.read_only import ReadOnly
from mirroring.sync_files import asked_files

PER_FILE, PER_JOB, PER_NODE = (1, 3), (2, 2), (0, 2)
"""The fewest and the most calls for a file, a job and a node, beside those for the list."""

PAGE = 100

CALL = Text("{}: {} call, {}", "{}：{} 次调用，{}")
CALLS = Text("{}: {} calls, {}", "{}：{} 次调用，{}")


class Cost(NamedTuple):
    """The calls for a part of the mirror; ``most``: ``None`` if it is not known; ``why``: what they are for."""

    part: str
    least: int
    most: int | None
    why: str

    def said(self) -> str:
        """Return it as a line."""
        line = CALL if self.least == self.most == 1 else CALLS
        return line.said(self.part, self._count(), self.why)

    def _count(self) -> str:
        if self.most is None:
            return Text("{} or more", "至少 {}").said(self.least)
        if self.most == self.least:
            return str(self.least)
        return Text("{} to {}", "{} 至 {}").said(self.least, self.most)


async def costs_of_tasks(api: ReadOnly, project_id: str, *, is_new: bool) -> list[Cost]:
    """Return the calls for the tasks of a workspace; the first page of each list, which has the total, is read."""
    second = (
        _Listed(Text("nodes", "节点"), asked_nodes(project_id), PER_NODE)
        if is_new
        else _Listed(Text("files", "文件"), asked_files(project_id), PER_FILE)
    )
    return [
        cost
        for listed in (_Listed(Text("jobs", "作业"), asked_jobs(project_id), PER_JOB), second)
        if (cost := await _cost(api, listed)) is not None
    ]


class _Listed(NamedTuple):
    """A list of tasks, and the fewest and the most calls for each of its rows."""

    part: Text
    asked: Operation[Any]
    each: tuple[int, int]


async def _cost(api: ReadOnly, listed: _Listed) -> Cost | None:
    page = await api.if_allowed(listed.asked)
    total = page.total_count if page else 0
    if not total:
        return None
    more = (total - 1) // PAGE
    least, most = (more + each * total for each in listed.each)
    return Cost(listed.part.said(), least, most, Text("for {:,} of them", "共 {:,} 个").said(total))
