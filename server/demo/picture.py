"""What the demo tells: a few words, one picture, and what to try next, within the width of the terminal.

The picture has only characters that every terminal shows, and shows as wide as expected.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from dataworks.language import SEMICOLON, Text
from server.demo.shop_tasks import COMMON, TASKS
from server.settings import NAME
from server.terminal.width import columns_of, width_of, wrapped

Facts = dict[str, Any]

HAPPENED = Text(
    "Three real-time tasks were created and started in the emulator, which plays DataWorks on this machine. As an "
    "assistant would, a client of this server called create_realtime_task three times and start_tasks once. "
    "No account was used. The tasks are gone when the demo ends.",
    "已在模拟器中创建并启动三个实时同步任务；模拟器在本机上代替 DataWorks。与 AI 助手一样，一个客户端调用了本服务器的 "
    "create_realtime_task 三次，start_tasks 一次。没有使用任何账号。演示结束后，这些任务不再存在。",
)
FAILED = Text("The demo did not go well: {}", "演示未能顺利完成：{}")

TASK = Text("{name} (task {number}): {done}", "{name}（任务 {number}）：{done}")
NO_TASK = Text("{name}: {done}", "{name}：{done}")
COMMA = Text(", ", "、")
KEY, NO_KEY = Text("key {}", "主键 {}"), Text("no key", "无主键")
DONE = {
    "created": Text("created", "已创建"),
    "deployed": Text("deployed", "已发布"),
    "started": Text("started", "已启动"),
}
"""How the picture says what was done, by the words of the tools."""
RUNS, FAILS = Text("runs", "运行中"), Text("failed", "失败")

PRODUCTS = {"maxcompute": "MaxCompute", "kafka": "Kafka", "hologres": "Hologres"}

NEXT = Text("What to try next", "接下来可以尝试")
STEPS = (
    (
        Text(
            "Connect an assistant to the emulator (`config --help` names the others), and ask it: what can I "
            "synchronize in workspace 10000?",
            "将 AI 助手连接到模拟器（`config --help` 列出其他助手），然后问它：工作空间 10000 中可以同步哪些数据？",
        ),
        ("config", "claude-code", "--emulator"),
    ),
    (
        Text("Call a tool yourself:", "自己调用一个工具："),
        ("call", "describe_workspace", "project_id=10000", "--emulator"),
    ),
    (
        Text(
            "See what your own account needs: with it, leave out --emulator.",
            "查看使用自己的账号还需要什么；使用账号时去掉 --emulator。",
        ),
        ("doctor",),
    ),
)


def told(tasks: Sequence[Facts], failures: Sequence[str]) -> str:
    """What happened and what to try next, as lines that fit the terminal."""
    width = columns_of(sys.stdout)
    said = HAPPENED.said() if not failures else FAILED.said(SEMICOLON.said().join(failures))
    lines = [*wrapped(said, width), "", *picture(tasks, width)]
    if not failures:
        lines += ["", *_next(width)]
    return "\n".join([*lines, ""])


def picture(tasks: Sequence[Facts], width: int) -> Iterator[str]:
    """Yield the drawing: the source, and below it each task with its tables and its destination."""
    yield from wrapped(f"{COMMON['source']} (MySQL)", width)
    for place, (task, wish) in enumerate(zip(tasks, TASKS, strict=True)):
        stem = "|" if place < len(tasks) - 1 else " "
        yield "|"
        yield from wrapped(_heading(task), width, "+-- ", f"{stem}   ")
        for line in _mapping(task, width - 8):
            yield f"{stem}   |   {line}"
        destination = f"{wish['destination']} ({PRODUCTS[wish['destination_type']]})"
        yield from wrapped(destination, width, f"{stem}   +-> ", f"{stem}       ")


def _heading(task: Facts) -> str:
    done = [*(["created"] if "task_id" in task else []), *task["start"].get("done", ())]
    ends = RUNS if task["start"].get("state") == "RUN" else FAILS
    shown = COMMA.said().join(DONE[each].said() if each in DONE else each for each in done)
    told = f"{shown}{COMMA.said()}{ends.said()}" if shown else ends.said()
    heading = TASK if "task_id" in task else NO_TASK
    return heading.said(name=task["task_name"], number=task.get("task_id"), done=told)


def _mapping(task: Facts, width: int) -> Iterator[str]:
    """Yield which table goes where: in columns if they fit, else one below the other."""
    rows = [_row(table) for table in task.get("tables", {}).get("items", ())]
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    fits = sum(widths) + len(" ->   ") <= width
    for source, destination, key in rows:
        if fits:
            yield f"{source:{widths[0]}} -> {destination:{widths[1]}}  {key}"
        else:
            yield from wrapped(f"{source} -> {destination}, {key}", width, "", "  ")


def _row(table: Facts) -> tuple[str, str, str]:
    keys = COMMA.said().join(table["primary_key"])
    return table["source"], table["destination"], KEY.said(keys) if keys else NO_KEY.said()


def _next(width: int) -> Iterator[str]:
    yield NEXT.said()
    for text, words in STEPS:
        yield ""
        yield from wrapped(text.said(), width, "* ", "  ")
        yield from command([_program(), *words], width)


def command(words: Sequence[str], width: int) -> Iterator[str]:
    """Yield a command as lines that a shell takes as they are."""
    line, before = "", "    "
    for word in map(shlex.quote, words):
        if line and width_of(f"{before}{line} {word} \\") > width:
            yield f"{before}{line} \\"
            line, before = "", "      "
        line = f"{line} {word}" if line else word
    yield before + line


def _program() -> str:
    """The name of the command, or its path from here where the shell would not find it."""
    path = sys.argv[0]
    if shutil.which(NAME) or os.path.basename(path) != NAME:  # noqa: PTH119 - a text as it was typed
        return NAME
    return min(path, os.path.relpath(path), key=len)
