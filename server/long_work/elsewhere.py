"""Tasks whose work is not done here: another process has begun them, or they were cancelled.

DataWorks holds their state, so the same flow reads what exists, and sends no write that it may not send.
"""

import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anyio
from mcp_types import CallToolResult, TextContent

from dataworks.language import SPOKEN, Text
from dataworks.quoting import named
from dataworks.writes import Writes
from server.long_work.long_tasks import CANCELLED, LongTask, plain
from server.long_work.task_ids import SealedTask
from tools.rules.long_call import LONGEST_MESSAGE, LongCall

if TYPE_CHECKING:
    from anyio.abc import TaskGroup

    from tools.calls.context import Shared
    from tools.rules.caller import Caller

log = logging.getLogger("server")

HANDOVER = 15.0
"""Seconds from a task's creation on in which only the process that has begun it sends writes: after that, what exists
shows what it did, if it still lives."""

SPREAD = 15.0
"""Further seconds, of which each process waits a part by chance: those that are asked at the same time would read, and
then write, in step."""

PAUSE = 10.0
"""Seconds between two looks at what exists."""

TOO_EARLY = Text(
    "another process of this server may be about to send this request, so it is not sent from here yet",
    "本服务器的另一个进程可能正要发送此请求，因此暂不从这里发送",
)
STATUS = Text("The status of the task, as it is now:", "任务的当前状态：")
NO_STATUS = Text("The status of the task can't be read now:", "目前无法读取任务的状态：")
NO_TASK = Text("The workspace has no task of the name {} now.", "工作空间中目前没有名为 {} 的任务。")
MAY_GO_ON = Text(
    "Another process of this server has begun this task and may still work on it. This one reads what exists.",
    "此任务由本服务器的另一个进程开始，可能仍在处理中。本进程正在查看现状。",
)
SEEN = Text("What was read of it:", "目前查看到的现状：")
CANCELLED_HERE = Text(
    "Cancelled in this process. The one that has begun the task does not see that, and may still finish it: check "
    "what exists before anything else.",
    "已在本进程中取消。开始此任务的进程并不知情，仍可能将其完成：请先查看现状，再做其他操作。",
)
NOTHING_SENT = Text(
    "Cancelled before anything was sent that changes something.", "已取消；取消前未发送任何会产生变更的请求。"
)
TOO_LONG = Text(
    "This process has not begun the task, and the arguments of the call are too long for its id, so its end is not "
    "known here. Make the same call of {} again: it continues from what exists. ",
    "本进程未开始此任务，且该调用的参数过长，无法保存在任务 id 中，因此这里无法得知其结果。"
    "请以相同参数再次调用 {}：将从现状继续。",
)


Continue = Callable[
    [str, Mapping[str, Any], "Shared", "Caller", LongCall | None, bool], Coroutine[Any, Any, CallToolResult]
]
"""Makes a call of a tool again (``tools.calls.served.continued``)."""


@dataclass(frozen=True)
class Surroundings:
    """What is needed to continue a task: what calls share, its caller, where its work runs, how calls are made, and
    whether the client shows pages.
    """

    shared: "Shared"
    caller: "Caller"
    group: "TaskGroup"
    make: Continue
    pictured: bool = False

    async def called(self, tool: str, arguments: Mapping[str, Any], task: LongCall | None) -> CallToolResult:
        """The result of a call of this caller."""
        return await self.make(tool, arguments, self.shared, self.caller, task, self.pictured)


def opening(sealed: SealedTask) -> float:
    """From when on a process that has not begun a task may send its writes, in seconds since 1970."""
    return sealed.created / 1000 + HANDOVER + SPREAD * random.random()  # noqa: S311 (not a secret)


def look_at(task: LongTask, around: Surroundings) -> None:
    """Look at what exists of a task that another process has begun, and finish what its seal covers, if it is time."""
    now = task.clock()
    if task.ended is None and now >= task.next_look:
        task.next_look = float("inf")
        around.group.start_soon(_safely, _look, task, around)


async def _safely(
    work: Callable[[LongTask, Surroundings], Awaitable[None]], task: LongTask, around: Surroundings
) -> None:
    """Do this work. No exception leaves it: it would end the server."""
    SPOKEN.set(around.shared.language)
    try:
        await work(task, around)
    except Exception as error:  # only its type: its text may hold secrets
        log.error("a look at a task failed inside: %s", type(error).__name__)


async def _look(task: LongTask, around: Surroundings) -> None:
    if task.ended is not None:  # it was cancelled before this began
        return
    task.message = task.message or MAY_GO_ON.said()
    writes = Writes(task.clock, task.sealed.closes, TOO_EARLY if task.clock() < task.opens else None)
    task.scope = anyio.CancelScope()
    try:
        with task.scope:
            result = await _attempt(task, writes, around)
            if _is_end(result, writes) or task.clock() >= task.sealed.closes:
                task.end("completed", result=plain(result), message="")
            else:
                task.say(f"{MAY_GO_ON.said()} {SEEN.said()} {_text_of(result)}"[:LONGEST_MESSAGE])
    finally:
        now = task.clock()
        task.next_look = min(now + PAUSE, task.opens) if now < task.opens else now + PAUSE


def _is_end(result: CallToolResult, writes: Writes) -> bool:
    """Whether a result is the end of the work, and not a failure of this look, or of this process alone."""
    if writes.refused or not result.is_error:
        return not writes.refused
    from tools.calls.failures import REFUSED  # loaded with the first call: a server starts without it

    failure = _failure_of(result)
    return writes.are_open and failure.get("code") != REFUSED and failure.get("retry") in ("no", "after a fix")


def cancel(task: LongTask, around: Surroundings) -> None:
    """Cancel a task, and find out what exists then."""
    SPOKEN.set(around.shared.language)
    task.cancel()
    if task.elsewhere:
        task.end("cancelled", message=CANCELLED_HERE.said())
    else:
        around.group.start_soon(_safely, _see_cancelled, task, around)


async def _see_cancelled(task: LongTask, around: Surroundings) -> None:
    await task.stopped.wait()
    if task.ended != "cancelled":
        return
    if not task.call.writes.sent:
        task.say(NOTHING_SENT.said())
        return
    writes = Writes(task.clock, task.clock(), closed=CANCELLED)
    result = await _attempt(task, writes, around)
    task.say(f"{SEEN.said()} {_text_of(result)}"[:LONGEST_MESSAGE])


async def _attempt(task: LongTask, writes: Writes, around: Surroundings) -> CallToolResult:
    """What the call of a task finds, and, as far as it may send writes, does."""
    sealed = task.sealed
    call = task.call = LongCall(writes, continues=True, agreed=sealed.agreed, is_handed=True)
    if not sealed.whole:
        writes.refused = True  # its end is not known here
        text = TextContent(type="text", text=TOO_LONG.said(sealed.tool))
        return await _with_status(CallToolResult(content=[text], is_error=True), sealed, around)
    result = await around.called(sealed.tool, sealed.arguments, call)
    return await _with_status(result, sealed, around) if writes.refused and result.is_error else result


async def _with_status(result: CallToolResult, sealed: SealedTask, around: Surroundings) -> CallToolResult:
    """A result that is not the end of the work, and the status of the task that the work is about."""
    about = _about(sealed)
    if about is None:
        return result
    found = await around.called("get_task_status", about, None)
    status = TextContent(type="text", text=_status_in(found, about.get("name")))
    return result.model_copy(update={"content": [status, *result.content]})


def _status_in(found: CallToolResult, name: str | None) -> str:
    """What a look at the status of a task has shown; ``name``: by which it was looked for, if not by its id."""
    if not found.is_error:
        return f"{STATUS.said()}\n{_text_of(found)}"
    wrong: list[str] = _failure_of(found).get("fix") or [""]
    if name is not None and wrong[0].startswith("/name: "):
        return NO_TASK.said(named(name))
    return f"{NO_STATUS.said()}\n{_text_of(found)}"


def _about(sealed: SealedTask) -> dict[str, Any] | None:
    """The arguments with which the status of its task is read, by its id or name."""
    known = sealed.arguments
    names = {"task_id": "task_id", "name": "task_name"}
    found = [(argument, known[given]) for argument, given in names.items() if known.get(given)]
    workspace = {"project_id": known["project_id"]} if known.get("project_id") else {}
    return {**workspace, **dict(found[:1])} if found else None


def _failure_of(result: CallToolResult) -> dict[str, Any]:
    content: dict[str, Any] = result.structured_content or {}
    failure: dict[str, Any] = content.get("error", {})
    return failure


def _text_of(result: CallToolResult) -> str:
    """What a result says."""
    return "\n".join(block.text for block in result.content if block.type == "text")
