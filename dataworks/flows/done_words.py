"""What is done to a task: words that answers have as values, and the same in sentences."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from dataworks.errors import DataWorksError
from dataworks.language import Text

TAKEN_OFFLINE = Text("taken offline", "下线")
OUT_OF_PRODUCTION = Text("taken out of production", "移出生产环境")

WORDS = {
    word.en: word
    for word in (
        Text("scheduled", "设置调度"),
        Text("configured", "配置"),
        Text("submitting", "提交"),
        Text("submitted", "提交"),
        Text("deploying", "发布"),
        Text("deployed", "发布"),
        Text("paused", "暂停"),
        Text("resumed", "恢复"),
        Text("updated", "更新"),
        Text("renamed", "重命名"),
        Text("started", "启动"),
        Text("stopped", "停止"),
        TAKEN_OFFLINE,
        Text("deleted", "删除"),
        OUT_OF_PRODUCTION,
    )
}
"""What is done to a task, as a participle; in Chinese as a verb."""

IN_ACTIVE = {
    "updated": Text("made the same change", "做了相同的更改"),
    "renamed": Text("renamed it so", "做了相同的重命名"),
    "deployed": Text("deployed it", "发布了它"),
    "started": Text("started it", "启动了它"),
    "stopped": Text("stopped it", "停止了它"),
    TAKEN_OFFLINE.en: Text("took it offline", "下线了它"),
    "deleted": Text("deleted it", "删除了它"),
}
"""The same as a clause about who did it."""

AND = Text(" and ", "并")

MAY_BE_DONE = Text(
    "It is unknown whether task {} was {}; the same call again finds out.",
    "尚不清楚任务 {} 是否已{}；重复同样的调用即可查明。",
)
WAS_DONE = Text("Task {} was {} by this call.", "任务 {} 已被本次调用{}。")


def said(done: Sequence[str]) -> str:
    """What was done, such as ``stopped and taken offline``, in the language of the call."""
    return AND.said().join(WORDS[word].said() for word in done)


@contextmanager
def accounted(task_id: str, done: Sequence[str]) -> Generator[None]:
    """Add to any error what this call had done to a task until then."""
    try:
        yield
    except DataWorksError as error:
        did = WAS_DONE.said(task_id, said(done)) if done else ""
        error.exists = " ".join(filter(None, (error.exists, did)))
        raise


def by_others(done: Sequence[str]) -> str:
    """What somebody else did to a task, such as ``stopped it and took it offline``."""
    return AND.said().join(IN_ACTIVE[word].said() for word in done)
