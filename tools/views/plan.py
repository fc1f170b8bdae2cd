"""The plan of a call that needs consent."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any

from pydantic import Field

from dataworks.language import Text
from dataworks.markers import described
from dataworks.quoting import named
from dataworks.scripts.definition import NO_DEFINITION, Definition
from tools.rendering import clean, inline, rendered
from tools.views.view import View

CHANGED = Text(
    "The task changed since the last question, and nothing was done. This is what would happen now.",
    "上次提问之后任务已发生变化，没有执行任何操作。现在将会发生的是：",
)

FEW, FEW_SHOWN, MANY_SHOWN = 10, 22, 12
"""Characters of each name that a plan shows for a few tasks, and for more; of a longer name its start and its end."""

LONG = 10_000
"""Characters of a plan from which work with it may take more than a few milliseconds."""


class Difference(View):
    """A value that the call changes. Its values are JSON text without secrets, and left out where there is none."""

    argument: Annotated[str, described("Argument that changes it.", "修改它的参数。")]
    pointer: Annotated[
        str, described("Its JSON pointer; if it is removed, as before.", "其 JSON 指针；如已移除，则为之前的。")
    ] = ""
    was: Annotated[str | None, described("Its pointer before, if another.", "之前的指针，如不同。")] = None
    inside: Annotated[str | None, described("Pointer in the JSON text that is there.", "该处 JSON 文本中的指针。")] = (
        None
    )
    before: str | None = None
    after: str | None = None


class PlannedTask(View):
    """A task of a plan for several."""

    task_id: str
    name: str | None = None
    state: Annotated[str, described("As it is now.", "现在的状态。")]
    steps: Annotated[tuple[str, ...], described("What is done to it, in order.", "对其依次执行的操作。")]

    def shown(self, width: int) -> str:
        """The task by its id and name, of which at most ``width`` characters are shown."""
        name, end = self.name or "", width // 2 - 3
        short = name if len(name) <= width else f"{name[: width - end - 3]}...{name[-end:]}"
        return f"{self.task_id} {named(short)}" if name else self.task_id


def _rows(tasks: Sequence[PlannedTask]) -> Iterator[str]:
    """The tasks on a line for each state and its steps."""
    width = FEW_SHOWN if len(tasks) <= FEW else MANY_SHOWN
    for (state, steps), group in groupby(tasks, lambda task: (task.state, task.steps)):
        yield f"{', '.join(task.shown(width) for task in group)}, {state}: {', '.join(steps)}"


class Plan(View):
    """What a call will do, shown before it does it."""

    what: Annotated[str, described("What will happen.", "将发生的内容。")]
    task: Annotated[str | None, described("The affected task, as it is now.", "受影响的任务现在的状态。")] = None
    tasks: Annotated[tuple[PlannedTask, ...], described("What is done to each.", "对每个任务执行的操作。")] = ()
    as_wished: Annotated[tuple[str, ...], described("Tasks to which nothing is done.", "不执行任何操作的任务。")] = ()
    runs_on: Annotated[tuple[str, ...], described("Resource groups of these tasks.", "这些任务的资源组。")] = ()
    changes: Annotated[tuple[str, ...], described("What changes.", "变化的内容。")] = ()
    differences: Annotated[tuple[Difference, ...], described("Each value that changes.", "每个变化的值。")] = ()
    interrupted: Annotated[str | None, described("What is interrupted, how long.", "中断什么、多久。")] = None
    replaced: str | None = None
    lost: Annotated[str | None, described("What can't be restored.", "无法恢复的内容。")] = None
    stays: Annotated[str | None, described("What stays as it is.", "保持不变的内容。")] = None
    takes: Annotated[
        str | None, described("About how many API calls, and how long.", "大约多少次 API 调用、需要多久。")
    ] = None
    cautions: Annotated[tuple[str, ...], described("What the user should know.", "用户应了解的内容。")] = ()
    """From what this process has read; not in ``digest``, since another process may have read less."""

    basis: Annotated[str, Field(exclude=True)] = ""
    """What the plan was made from and does not show in full; only ``digest`` has it."""

    definition: Annotated[Definition, Field(exclude=True)] = NO_DEFINITION
    """The definition of the real-time task that it is about; false if it is not known. ``basis`` has its hash."""

    nothing: Annotated[bool, Field(exclude=True)] = False
    """Whether the call has nothing to do."""

    calls: Annotated[int, Field(exclude=True)] = 0
    """The API calls that it has cost."""

    resolved: Annotated[Mapping[str, Any], Field(exclude=True)] = {}
    """What arguments that were left out stand for, where that follows from how the task was; the plan shows it."""

    seen: Annotated[tuple[Any, ...], Field(exclude=True)] = ()
    """The tasks of a call for several, as they were read (``dataworks.flows.seen_tasks``)."""

    @property
    def touched(self) -> tuple[Any, ...]:
        """The tasks of a call for several to which something is to be done."""
        acted = {task.task_id for task in self.tasks}
        return tuple(task for task in self.seen if task.task_id in acted)

    @property
    def idle(self) -> bool:
        """Whether nothing is to be done, so that nobody is asked."""
        return self.nothing or (bool(self.as_wished) and not self.tasks)

    @property
    def size(self) -> int:
        """About how many characters it has."""
        rows = (row.pointer + (row.before or "") + (row.after or "") for row in self.differences)
        return sum(map(len, (*self.changes, *rows)))

    @property
    def long(self) -> bool:
        """Whether work with it may take long."""
        return self.size > LONG

    def digest(self) -> str:
        """The SHA-256 of all that the plan shows and was made from: equal as long as both are."""
        everything = json.dumps(
            [self.model_dump(mode="json", exclude={"cautions"}), self.basis], sort_keys=True
        )  # ASCII, so it can be encoded
        return hashlib.sha256(everything.encode()).hexdigest()

    def in_words(self) -> dict[str, Any]:
        """The plan as its text shows it: ``changes`` has the first differences, and counts the others."""
        facts = self.model_dump(mode="json", exclude={"differences"}, exclude_none=True)
        return {
            **facts,
            "tasks": [*_rows(self.tasks)],
        }

    def question(self, *, changed: bool = False) -> str:
        """The text that shows the plan to the user; ``changed``: another plan of the same call was shown before."""
        facts = {name: value for name, value in self.in_words().items() if name != "what"}
        return clean(
            "\n".join([*([CHANGED.said()] if changed else []), inline(self.what, sentence=True), rendered(facts)])
        )
