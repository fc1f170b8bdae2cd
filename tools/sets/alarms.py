"""Setting an alarm rule of a Data Integration job."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dataworks.fields import DECODED, Digits, JobTaskId, Name, ProjectId
from dataworks.flows.job_alarms import (
    WITHOUT_THRESHOLD,
    Wanted,
    Watched,
    alarm_named,
    alarms_of,
    change,
    change_alarm,
    create_alarm,
    is_as_wanted,
    remove_alarm,
    severities,
    watched_by,
)
from dataworks.flows.job_watching import job_of
from dataworks.language import Text
from dataworks.markers import IDENTIFIES, ShownAs, described
from dataworks.operation import Operations
from dataworks.operations.v2024.job_alarms import (
    AlarmRule,
    Channel,
    CreateDIAlarmRule,
    DeleteDIAlarmRule,
    ListDIAlarmRules,
    UpdateDIAlarmRule,
)
from dataworks.operations.v2024.jobs import GetDIJob, JobDetail
from dataworks.operations.v2024.nested import an_integer, an_object
from dataworks.quoting import named
from tools.arguments.parsing import Arguments, Finding, InvalidArguments
from tools.catalog import Call, tool
from tools.rendering import rendered
from tools.views.job_operations import AlarmRow
from tools.views.plan import Plan
from tools.views.watching import AlarmSetView

LOOKS: Operations = (GetDIJob, ListDIAlarmRules)
ACTS: dict[str, Operations] = {
    "create": (CreateDIAlarmRule,),
    "change": (UpdateDIAlarmRule,),
    "remove": (DeleteDIAlarmRule,),
}
"""What each action sends, beside ``LOOKS``."""

IS_NEEDED = Text("is required for this kind of alarm", "此类告警必须给出此参数")
NEVER = Text("is more than 100 percent, which never happens", "超过 100%，永远不会触发")
THRESHOLD = Text("seconds of delay, failovers, or percent of the resources", "延迟秒数、failover 次数或资源百分比")
NO_THRESHOLD = Text("has no meaning for {}", "对 {} 没有意义")
LEAVE_OUT = Text("leave it out", "请去掉它")
NO_SUCH_ALARM = Text("no alarm rule of the job is called {}", "作业没有名为 {} 的告警规则")
THERE_ARE, THERE_ARE_NONE = Text("there are {}", "现有：{}"), Text("it has none", "该作业没有告警规则")
OTHER_SETTINGS = Text("an alarm rule called {} exists, with other settings", "名为 {} 的告警规则已存在，且设置不同")
CHANGE_IT = Text("give do: change, or another name", "请设 do: change，或换一个名称")

WATCHES = Text("the rule {} watches {}", "规则 {} 监控的是 {}")
OR_ANOTHER = Text("leave it out, or name another rule", "请去掉它，或指定其他规则")
SEVERAL = Text("the rule {} has conditions of several severities: {}", "规则 {} 有多个级别的条件：{}")
WHICH = Text(
    "say which one is changed: true is Critical, false is Warning",
    "请指明修改哪一个：true 为 Critical，false 为 Warning",
)

WHAT = {
    "change": Text(
        "Change the alarm rule {} of task {} in workspace {}.", "修改工作空间 {2} 中任务 {1} 的告警规则 {0}。"
    ),
    "remove": Text(
        "Remove the alarm rule {} of task {} in workspace {}.", "删除工作空间 {2} 中任务 {1} 的告警规则 {0}。"
    ),
}
LOST = {
    "change": Text("What the rule was before.", "规则修改前的内容。"),
    "remove": Text("The rule: its alarms end.", "该规则：不再发送告警。"),
}
STAYS = Text("The job itself.", "作业本身。")


LARGEST = 2**31 - 1
"""The largest threshold, and number of minutes, that is sent."""

Threshold = Annotated[int, Field(ge=0, le=LARGEST), an_integer("Seconds, times or percent.", "秒数、次数或百分比。")]


class AlarmOptions(BaseModel):
    """How and to whom alarms are sent, and what the rule is called."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Name | None = None
    minutes: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    critical: bool | None = None
    channels: Annotated[list[Channel], Field(min_length=1)] | None = None
    users: Annotated[list[Digits], Field(min_length=1)] | None = None


OPTIONS = an_object(
    "{minutes: 5, critical: bool, channels: [Mail, Phone, Sms, Ding], users: [ids], name: of the rule}",
    ("{minutes: 5, critical: bool, channels: [Mail, Phone, Sms, Ding], users: [ID], name: 规则名称}"),
)


class AlarmArguments(Arguments):
    """The alarm rule to set."""

    project_id: ProjectId
    task_id: JobTaskId
    do: Annotated[
        Literal["create", "change", "remove"], IDENTIFIES, described("Default: create.", "默认：create。")
    ] = "create"
    on: Annotated[Watched | None, IDENTIFIES, described("Default: delay.", "默认：delay。")] = None
    above: Annotated[Threshold | None, ShownAs("above:")] = None
    enabled: Annotated[bool | None, described("Default: true.", "默认：true。"), ShownAs("enabled:")] = None
    options: Annotated[Annotated[AlarmOptions, DECODED, OPTIONS] | None, ShownAs("options:")] = None

    def findings(self) -> Iterable[Finding]:
        """A threshold that is missing, or has no meaning."""
        if self.do == "remove":
            given = {"above": self.above, "enabled": self.enabled}
            yield from (Finding(f"/{name}", NO_THRESHOLD.filled(self.do), LEAVE_OUT) for name in _given(given))
        elif self.do == "create" or self.on is not None:
            yield from self.threshold_findings(self.on or "delay")

    def threshold_findings(self, watched: str | None) -> Iterable[Finding]:
        """A threshold that what is watched does not have, or lacks."""
        if watched in WITHOUT_THRESHOLD and self.above is not None:
            yield Finding("/above", NO_THRESHOLD.filled(watched), LEAVE_OUT)
        if watched not in WITHOUT_THRESHOLD and self.above is None and self.do == "create":
            yield Finding("/above", IS_NEEDED, THRESHOLD)
        if watched == "resources" and (self.above or 0) > 100:
            yield Finding("/above", NEVER)

    @property
    def wanted(self) -> Wanted:
        """The rule as it is to be."""
        given = self.options or AlarmOptions()
        return Wanted(
            given.name or self.on or "delay",
            self.on or "delay",
            self.above,
            given.minutes,
            given.critical,
            tuple(given.channels) if given.channels else None,
            tuple(given.users) if given.users else None,
            self.enabled,
        )

    def operations(self) -> Operations:
        """The operations that the call may send."""
        return (*LOOKS, *ACTS[self.do])


def _given(values: Mapping[str, Any]) -> list[str]:
    return [name for name, value in values.items() if value is not None]


async def _found(call: Call, arguments: AlarmArguments) -> tuple[JobDetail, AlarmRule]:
    """The job, and its rule of that name.

    Raises:
        InvalidArguments: it has none.
    """
    job = await job_of(call.api, arguments.project_id, arguments.task_id)
    rules = await alarms_of(call.api, job.id)
    rule = alarm_named(rules, arguments.wanted.name)
    if rule is None:
        names = ", ".join(named(each.name or "") for each in rules)
        there = THERE_ARE.filled(names) if names else THERE_ARE_NONE
        finding = Finding("/options/name", NO_SUCH_ALARM.filled(named(arguments.wanted.name)), there)
        raise InvalidArguments([finding], after_reads=True)
    if findings := [*_misfits(arguments, rule)]:
        raise InvalidArguments(findings, after_reads=True)
    return job, rule


def _misfits(arguments: AlarmArguments, rule: AlarmRule) -> Iterator[Finding]:
    """What the arguments say that is not true of the rule, or leave open about it."""
    watched, wanted = watched_by(rule), arguments.wanted
    if arguments.on not in (None, watched):
        yield Finding("/on", WATCHES.filled(named(rule.name or ""), watched or rule.metric_type or "-"), OR_ANOTHER)
    elif arguments.do == "change":
        yield from arguments.threshold_findings(watched)
    of_one = (wanted.above, wanted.minutes, wanted.channels)
    if len(severities(rule)) > 1 and wanted.critical is None and of_one != (None, None, None):
        names = ", ".join(sorted(severities(rule)))
        yield Finding("/options/critical", SEVERAL.filled(named(rule.name or ""), names), WHICH)


async def _plan(call: Call, arguments: AlarmArguments) -> Plan:
    """The plan of changing or removing a rule."""
    job, rule = await _found(call, arguments)
    idle = arguments.do == "change" and change(rule, job.id, arguments.wanted) is None
    return Plan(
        what=WHAT[arguments.do].said(named(rule.name or ""), arguments.task_id, arguments.project_id),
        task=rendered(AlarmRow.of(rule).model_dump(mode="json", exclude_none=True)),
        lost=LOST[arguments.do].said(),
        stays=STAYS.said(),
        nothing=idle,
        basis=json.dumps(rule.model_dump(mode="json", exclude={"request_id"})),
    )


@tool(
    Text("Set an alarm of a task", "设置任务告警"),
    AlarmArguments,
    AlarmSetView,
    operations=(*LOOKS, *(operation for acts in ACTS.values() for operation in acts)),
    operations_of=AlarmArguments.operations,
    plan_of=_plan,
    repeatable=True,
)
async def set_task_alarm(call: Call, arguments: AlarmArguments) -> AlarmSetView:
    """Create, change or remove an alarm rule.

    Raises:
        InvalidArguments: there is no rule of this name, or another one where one was to be created.
    """
    if arguments.do == "create":
        return await _created(call, arguments)
    job, rule = await _found(call, arguments)
    if arguments.do == "remove":
        await remove_alarm(call.api, job.id, rule)
        return AlarmSetView.made(arguments.task_id, "removed", rule, call.api.meter.calls)
    request = change(rule, job.id, arguments.wanted)
    if request is not None:
        await change_alarm(call.api, request, arguments.wanted)
    return await _shown(call, job, arguments, "changed" if request else "unchanged")


async def _created(call: Call, arguments: AlarmArguments) -> AlarmSetView:
    job = await job_of(call.api, arguments.project_id, arguments.task_id)
    rule = alarm_named(await alarms_of(call.api, job.id), arguments.wanted.name)
    if rule is None:
        await create_alarm(call.api, job, arguments.wanted)
        return await _shown(call, job, arguments, "created")
    if not is_as_wanted(rule, job.id, arguments.wanted):
        finding = Finding("/options/name", OTHER_SETTINGS.filled(named(rule.name or "")), CHANGE_IT)
        raise InvalidArguments([finding], after_reads=True)
    return AlarmSetView.made(arguments.task_id, "unchanged", rule, call.api.meter.calls)


async def _shown(call: Call, job: JobDetail, arguments: AlarmArguments, outcome: str) -> AlarmSetView:
    """The rule as the service has it now."""
    rule = alarm_named(await alarms_of(call.api, job.id), arguments.wanted.name)
    return AlarmSetView.made(arguments.task_id, outcome, rule, call.api.meter.calls)


TOOLS = (set_task_alarm,)
