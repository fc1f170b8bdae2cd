"""The plan of a call for several tasks: a row for each, and what is interrupted, replaced and lost, and what stays."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from dataworks.flows.done_words import WORDS
from dataworks.flows.groups import Groups
from dataworks.flows.seen_tasks import SeenTask
from dataworks.flows.side_by_side import AT_ONCE
from dataworks.flows.task_steps import EFFORT, Steps, steps_of
from dataworks.language import Text
from dataworks.quoting import AND_MORE
from dataworks.studios.studio import Start, Wish
from tools.views.groups import group_words
from tools.views.plan import Plan, PlannedTask

WHAT: dict[Wish, Text] = {
    "start": Text(
        "Start {} in workspace {}; a started task writes to its destination.",
        "启动工作空间 {1} 中的{0}；启动后任务会写入其目标端。",
    ),
    "stop": Text("Stop {} in workspace {}.", "停止工作空间 {1} 中的{0}。"),
    "retire": Text("Retire {} in workspace {}.", "下线并删除工作空间 {1} 中的{0}。"),
}
ONE, SOME, OF_ALL = Text("task {}", "任务 {}"), Text("{} tasks", " {} 个任务"), Text(" of {}", "（共 {} 个）")
COUNTED, COUNTED_ONE = Text("{} tasks", "{} 个任务"), Text("{} task", "{} 个任务")

STAYS: dict[Wish, Text] = {
    "start": Text("Definitions that did not change, and positions in the source.", "未更改的定义，以及来源端的位点。"),
    "stop": Text("Definitions, and what was written.", "任务定义，以及已写入的数据。"),
    "retire": Text("What was written.", "已写入的数据。"),
}

STAYS_ELSEWHERE = Text("Definitions that did not change.", "未更改的定义。")
"""The same of a start elsewhere than where the tasks are."""

TAKES = Text("About {} API calls, {} s{}.", "约 {} 次 API 调用，{} 秒{}。")
CONTINUES = Text("; after {} s the same call continues", "；{} 秒后以相同参数再次调用即可继续")

Acted = Sequence[tuple[SeenTask, Steps]]


GROUPS_SHOWN = 3
"""Resource groups that a plan names at most; the others are counted."""


def plan_for(
    wish: Wish, project_id: str, tasks: Sequence[SeenTask], groups: Groups, wait_seconds: float, start: Start
) -> Plan:
    """The plan of starting, stopping or retiring these tasks."""
    every = [(task, steps_of(wish, task, start)) for task in tasks]
    acted = sorted(((task, steps) for task, steps in every if steps), key=lambda each: (each[1], each[0].shown_state))
    return Plan(
        what=WHAT[wish].said(_which(acted, len(tasks)), project_id),
        tasks=tuple(
            PlannedTask(task_id=task.task_id, name=task.name or None, state=task.shown_state, steps=_in_words(steps))
            for task, steps in acted
        ),
        runs_on=tuple(_runs_on(acted, groups)),
        as_wished=tuple(f"{task.task_id} ({task.shown_state})" for task, steps in every if not steps),
        interrupted=_joined(INTERRUPTED, wish, acted),
        replaced=" ".join(filter(None, (_joined(REPLACED, wish, acted), _elsewhere(acted, start)))) or None,
        lost=_joined(LOST, wish, acted),
        stays=(STAYS_ELSEWHERE if start.anew else STAYS[wish]).said(),
        takes=_effort(acted, len(tasks), wait_seconds),
        basis=json.dumps([task.key for task in tasks]),
        seen=tuple(tasks),
    )


LOADED_AGAIN = Text(
    "All tables are loaded in full again ({}): their rows at the destination are written again.",
    "将重新全量加载所有表（{}）：目标端的数据会重新写入。",
)
READ_FROM = Text(
    "Positions in the source ({}), by {}: changes since then are written, again where they were before.",
    "来源端的位点（{}），替换为 {}：此后的变更会写入，已写入过的会重复写入。",
)


def _elsewhere(acted: Acted, start: Start) -> str | None:
    """What starting elsewhere than where a task is does to its data."""
    count = sum("started" in steps for _, steps in acted)
    if not (start.anew and count):
        return None
    which = (COUNTED if count > 1 else COUNTED_ONE).said(count)
    if start.load_again:
        return LOADED_AGAIN.said(which)
    return READ_FROM.said(which, datetime.fromtimestamp(start.from_time or 0, UTC).isoformat())


def _in_words(steps: Steps) -> tuple[str, ...]:
    return tuple(WORDS[step].said() for step in steps)


def _which(acted: Acted, count: int) -> str:
    which = ONE.said(acted[0][0].task_id) if len(acted) == 1 else SOME.said(len(acted))
    return which + (OF_ALL.said(count) if len(acted) < count else "")


def _runs_on(acted: Acted, groups: Groups) -> Iterator[str]:
    """The resource groups of these tasks, and how many run on each, as far as their scripts say so."""
    counts = Counter(filter(None, (task.definition.resource_group for task, _ in acted)))
    yield from (f"{group_words(name, groups)}: {count}" for name, count in counts.most_common(GROUPS_SHOWN))
    yield from [AND_MORE.said(len(counts) - GROUPS_SHOWN)] if len(counts) > GROUPS_SHOWN else []


Case = tuple[Text, Callable[[Wish, SeenTask, Steps], bool]]

INTERRUPTED: tuple[Case, ...] = (
    (
        Text(
            "Replication ({}), until started again: then from there, as far back as the source keeps its log.",
            "同步（{}）中断，直到重新启动：届时从中断处继续，前提是来源端日志仍在。",
        ),
        lambda wish, _, steps: wish == "stop" and "stopped" in steps,
    ),
    (
        Text("Replication ({}), about a minute: stop, deploy, start.", "同步（{}）中断约一分钟：停止、发布、启动。"),
        lambda wish, task, steps: wish == "start" and "stopped" in steps and task.kind != "job",
    ),
    (
        Text("Replication ({}), about a minute: stop, start.", "同步（{}）中断约一分钟：停止、启动。"),
        lambda wish, task, steps: wish == "start" and "stopped" in steps and task.kind == "job",
    ),
    (
        Text(
            "Schedules ({}), until start_tasks resumes them; a run in progress continues.",
            "调度（{}）暂停，直到用 start_tasks 恢复；正在运行的实例会继续。",
        ),
        lambda _wish, _, steps: "paused" in steps,
    ),
)
REPLACED: tuple[Case, ...] = (
    (
        Text(
            "In production the definition ({}), by the one that changed since it was deployed.",
            "生产环境中的定义（{}），替换为发布之后更改的定义。",
        ),
        lambda _wish, task, steps: task.changed and "deployed" in steps,
    ),
)
LOST: tuple[Case, ...] = (
    (
        Text(
            "Replication ends ({}); definitions and positions are deleted permanently.",
            "同步终止（{}）；任务定义和位点将永久删除。",
        ),
        lambda wish, task, _: wish == "retire" and task.kind in ("DI_REALTIME", "job"),
    ),
    (
        Text("Schedules end ({}); the files go to the recycle bin.", "调度终止（{}）；文件移入回收站。"),
        lambda wish, task, _: wish == "retire" and task.kind == "DI_OFFLINE",
    ),
    (
        Text("Schedules end ({}); the nodes are deleted permanently.", "调度终止（{}）；节点将永久删除。"),
        lambda wish, task, _: wish == "retire" and task.kind == "node",
    ),
)
"""What happens, with how many tasks, and to which."""


def _joined(cases: Sequence[Case], wish: Wish, acted: Acted) -> str | None:
    return " ".join(_sentences(cases, wish, acted)) or None


def _sentences(cases: Sequence[Case], wish: Wish, acted: Acted) -> Iterator[str]:
    for text, applies in cases:
        count = sum(applies(wish, task, steps) for task, steps in acted)
        if count:
            yield text.said((COUNTED if count > 1 else COUNTED_ONE).said(count))


def _effort(acted: Acted, count: int, wait_seconds: float) -> str:
    """About how many API calls and seconds it takes; the service works on a few at once."""
    efforts = [(EFFORT[step] for step in steps) for _, steps in acted]
    both = [[*each] for each in efforts]
    calls = sum(calls for each in both for calls, _ in each) + count + 1
    longest = max((sum(seconds for _, seconds in each) for each in both), default=0)
    seconds = longest * -(-len(acted) // AT_ONCE)
    continues = CONTINUES.said(f"{wait_seconds:g}") if seconds > wait_seconds else ""
    return TAKES.said(calls, seconds, continues)
