"""How far behind a job is, in a sentence or two that are true of the time they speak of."""

from collections.abc import Mapping

from dataworks.flows.job_watching import DELAY
from dataworks.flows.series import Summary, Trend, silence_before
from dataworks.language import Text
from dataworks.operations.v2024.job_watching import MetricName
from tools.views.figures import number, time_of

NO_VALUES = Text(
    "There are no values in this period: the job did not run, or has no real-time part.",
    "此时段内没有数据：作业未运行，或没有实时同步部分。",
)
NO_VALUES_YET = Text(
    "There are no values in this period, although the job runs: it has just started, has no real-time part, or is not "
    "measured.",
    "此时段内没有数据，尽管作业正在运行：可能刚刚启动、没有实时同步部分，或未被监控。",
)
NO_DELAY = Text(
    "The delay was not measured, so how far behind it is is not known.", "未测得延迟，因此不知道相对来源端延迟多少。"
)
BEHIND: Mapping[Trend | None, Text] = {
    "rising": Text("It is {} s behind, and falls further behind.", "延迟 {} 秒，且仍在增加。"),
    "falling": Text("It is {} s behind, and is catching up.", "延迟 {} 秒，正在追赶。"),
    "steady": Text("It is {} s behind, and that does not change.", "延迟 {} 秒，保持不变。"),
    None: Text("It is {} s behind.", "延迟 {} 秒。"),
}
WAS_BEHIND: Mapping[Trend | None, Text] = {
    "rising": Text("At {} UTC it was {} s behind, and fell further behind.", "{} UTC 时延迟 {} 秒，且仍在增加。"),
    "falling": Text("At {} UTC it was {} s behind, and was catching up.", "{} UTC 时延迟 {} 秒，正在追赶。"),
    "steady": Text("At {} UTC it was {} s behind, and that did not change.", "{} UTC 时延迟 {} 秒，保持不变。"),
    None: Text("At {} UTC it was {} s behind.", "{} UTC 时延迟 {} 秒。"),
}
NOT_RUNNING = Text(
    "It does not run now; the numbers are the last that were measured.", "作业当前未运行；数字为最后一次测得的值。"
)
KEEPS_UP = Text("It keeps up with the source.", "与来源端保持同步。")
KEPT_UP = Text("At {} UTC it kept up with the source.", "{} UTC 时与来源端保持同步。")
SILENT = Text(
    "Nothing was measured after that, although the job runs: how far behind it is now is not known.",
    "此后没有数据，尽管作业正在运行：不知道当前延迟。",
)
MORE_RESOURCES = Text(
    "More compute units (CU) may help: change_task sets them.", "增加计算单元（CU）可能有帮助：可用 change_task 设置。"
)


def in_words(metrics: Mapping[MetricName, Summary], until: int, *, runs: bool, past: bool = False) -> str:
    """Return how far behind a job is, or was.

    Args:
        until: the end of the period, in epoch seconds.
        runs: whether the job runs now.
        past: whether the period ended before now.
    """
    delay = metrics.get(DELAY)
    if delay is None:
        nothing = NO_VALUES_YET if runs and not past else NO_VALUES
        return (NO_DELAY if metrics else nothing).said()
    if past:
        return _was(delay)
    if not runs:
        return NOT_RUNNING.said()
    return f"{_was(delay)} {SILENT.said()}" if silence_before(until, delay) else _is(delay)


def _is(delay: Summary) -> str:
    if delay.now.value <= 0:
        return KEEPS_UP.said()
    behind = BEHIND[delay.trend].said(number(delay.now.value))
    return f"{behind} {MORE_RESOURCES.said()}" if delay.trend == "rising" else behind


def _was(delay: Summary) -> str:
    at = time_of(delay.now.time)
    return KEPT_UP.said(at) if delay.now.value <= 0 else WAS_BEHIND[delay.trend].said(at, number(delay.now.value))
