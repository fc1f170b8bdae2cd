"""What the runs of a batch task do, as its plan says it."""

import re
from collections.abc import Iterator

from dataworks.language import Text
from dataworks.quoting import named
from dataworks.scripts.batch_script import variables

REPLACES_PARTITION = Text("each run replaces partition {} of {}", "每次运行都会替换 {1} 的分区 {0}")
REPLACES_TABLE = Text("each run replaces all rows of {}", "每次运行都会替换 {} 的全部数据")
DAY_BEFORE = Text("${bizdate} is the day before the run, as YYYYMMDD", "${bizdate} 为运行日的前一天，格式为 YYYYMMDD")
DAYS_BEFORE = ("$bizdate", "${yyyymmdd}")
"""Values that are the day before the run."""

DAY = re.compile(r"(?<!\w)bizdate=(\S*)")
"""The value of the variable ``bizdate`` among the values of a schedule; by default it is the day before the run."""

NO_RUNS = Text(
    "without cron it has no schedule, so it does not run: change_task with cron gives it one",
    "未设置 cron，因此没有调度，不会运行：可用 change_task 的 cron 设置",
)


def replaced_by_runs(table: str, partition: str | None) -> str:
    """What each run replaces."""
    if partition:
        return REPLACES_PARTITION.said(named(partition), named(table))
    return REPLACES_TABLE.said(named(table))


def day_of_runs(script: str, para_value: str) -> Iterator[str]:
    """Which day ``${bizdate}`` is, if a script or its arguments use it and its value is the day before the run."""
    given = DAY.search(para_value)
    if "bizdate" in variables(script) and (given is None or given[1] in DAYS_BEFORE):
        yield DAY_BEFORE.said()


def without_schedule(cron: str | None) -> Iterator[str]:
    """What a plan says where a node has no schedule."""
    yield from [] if cron else [NO_RUNS.said()]
