"""Setting an alarm rule of a job: create it, change it, or remove it, by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.alias_generators import to_snake

from dataworks.client import DataWorks
from dataworks.errors import UnknownSettings
from dataworks.flows.once import once
from dataworks.flows.tokens import protected
from dataworks.language import Text
from dataworks.observing import flow
from dataworks.operations.v2024.job_alarms import (
    AlarmRule,
    Channel,
    Channels,
    Condition,
    CreateDIAlarmRule,
    DeleteDIAlarmRule,
    ListDIAlarmRules,
    MetricType,
    Notification,
    Receivers,
    ReportedDdl,
    Severity,
    UpdateDIAlarmRule,
)
from dataworks.operations.v2024.jobs import JobDetail

M = TypeVar("M", bound=BaseModel)

Watched = Literal["delay", "failovers", "state", "ddl", "resources"]

METRICS: Mapping[Watched, MetricType] = {
    "delay": "Delay",
    "failovers": "FailoverCount",
    "state": "Heartbeat",
    "ddl": "DdlReport",
    "resources": "ResourceUtilization",
}
"""What is watched, by our names, and the service's names for it."""

WITHOUT_THRESHOLD = frozenset({"state", "ddl"})

DDL: tuple[ReportedDdl, ...] = (
    "AlterAddColumn",
    "AlterDropColumn",
    "AlterRenameColumn",
    "AlterRenameTable",
    "AlterTableModify",
    "DropTable",
    "TruncateTable",
)
MINUTES = 5
"""For how long a threshold has to be exceeded, and how far apart alarms are sent, by default."""

PAGE = 100

UNKNOWN = Text(
    "The rule has conditions, channels or receivers that this server can't send. It is as it was.",
    "该规则含有本服务器无法发送的条件、渠道或接收方。规则保持不变。",
)
UNCERTAIN = Text(
    "It is not known whether this was done: get_task_status shows the alarm rules.",
    "无法确定是否已完成：可用 get_task_status 查看告警规则。",
)


@dataclass(frozen=True)
class Wanted:
    """An alarm rule as it is to be; what is ``None`` is the default, or stays as it is.

    Attributes:
        above: seconds, times or percent, by what is watched.
        users: ids of users who get the alarms.
    """

    name: str
    watched: Watched
    above: int | None = None
    minutes: int | None = None
    critical: bool | None = None
    channels: tuple[Channel, ...] | None = None
    users: tuple[str, ...] | None = None
    enabled: bool | None = None

    @property
    def severity(self) -> Severity:
        """How severe it is."""
        return "Critical" if self.critical else "Warning"


async def alarms_of(api: DataWorks, job_id: str) -> tuple[AlarmRule, ...]:
    """Read the alarm rules of a job.

    Raises:
        DataWorksError: they can't be read.
    """
    return (await api.call(ListDIAlarmRules(job_id=job_id, page_size=PAGE))).rules


def alarm_named(rules: Sequence[AlarmRule], name: str) -> AlarmRule | None:
    """Return the rule of this name; of several, the last one."""
    return next((rule for rule in reversed(rules) if rule.name == name), None)


def watched_by(rule: AlarmRule) -> Watched | None:
    """Return what a rule watches, by our name; ``None``: something that we have no name for."""
    return next((ours for ours, theirs in METRICS.items() if theirs == rule.metric_type), None)


def severities(rule: AlarmRule) -> set[str]:
    """Return the severities of a rule's conditions."""
    return {str(each.get("Severity")) for each in rule.trigger_conditions}


def is_as_wanted(rule: AlarmRule, job_id: str, wanted: Wanted) -> bool:
    """Whether a rule has one severity, and all that is wanted of it.

    Raises:
        UnknownSettings: the rule has settings that no request can have.
    """
    alike = watched_by(rule) == wanted.watched and len(severities(rule)) <= 1
    return alike and change(rule, job_id, wanted) is None


def creation(job: JobDetail, wanted: Wanted) -> CreateDIAlarmRule:
    """Return the request for a new rule; without users, the owner of the job gets the alarms."""
    receivers = wanted.users or tuple(filter(None, (job.owner,)))
    channels = Channels(severity=wanted.severity, channels=[*(wanted.channels or ("Mail",))])
    timed = wanted.watched != "ddl"
    return CreateDIAlarmRule(
        di_job_id=job.id,
        name=wanted.name,
        metric_type=METRICS[wanted.watched],
        trigger_conditions=[
            Condition(
                severity=wanted.severity,
                duration=(wanted.minutes or MINUTES) if timed else None,
                threshold=wanted.above,
                ddl_types=None if timed else [*DDL],
            )
        ],
        notification_settings=Notification(
            mute_interval=MINUTES, notification_channels=[channels], notification_receivers=_users(receivers)
        ),
        enabled=wanted.enabled is not False,
    )


def change(rule: AlarmRule, job_id: str, wanted: Wanted) -> UpdateDIAlarmRule | None:
    """Return the request for what is to be changed of a rule, or ``None`` if it is all as wanted.

    Conditions and ways of sending are given whole, with what the rule has and nobody wants to change. Where there are
    conditions of several severities, ``critical`` says which are changed; without it none is.

    Raises:
        UnknownSettings: the rule has settings that no request can have, such as another type of receiver.
    """
    several = len(severities(rule)) > 1
    conditions = [_condition(each, wanted, several=several) for each in rule.trigger_conditions]
    notification = _notification(rule.notification_settings, wanted, several=several)
    same = [_stored(Condition, each) for each in rule.trigger_conditions] == conditions
    nothing = Wanted(wanted.name, wanted.watched)
    sent_alike = notification == _notification(rule.notification_settings, nothing, several=several)
    request = UpdateDIAlarmRule(
        id=rule.id,
        di_job_id=job_id,
        trigger_conditions=None if same else conditions,
        notification_settings=None if sent_alike else notification,
        enabled=None if wanted.enabled in (None, rule.enabled) else wanted.enabled,
    )
    changed = (request.trigger_conditions, request.notification_settings, request.enabled)
    return None if changed == (None, None, None) else request


@flow
async def create_alarm(api: DataWorks, job: JobDetail, wanted: Wanted) -> None:
    """Create the rule; the token is of this call, since a removed rule may be created again.

    Raises:
        DataWorksError: it was not created, or that is not known.
    """

    async def is_there() -> bool:
        return alarm_named(await alarms_of(api, job.id), wanted.name) is not None

    await once(api, protected(creation(job, wanted), api.endpoint, str(api.timing.clock())), is_there, UNCERTAIN.said())


@flow
async def change_alarm(api: DataWorks, request: UpdateDIAlarmRule, wanted: Wanted) -> None:
    """Change a rule.

    Raises:
        DataWorksError: it was not changed, or that is not known.
    """

    async def is_changed() -> bool:
        rule = alarm_named(await alarms_of(api, request.di_job_id), wanted.name)
        return rule is not None and change(rule, request.di_job_id, wanted) is None

    await once(api, request, is_changed, UNCERTAIN.said())


@flow
async def remove_alarm(api: DataWorks, job_id: str, rule: AlarmRule) -> None:
    """Remove a rule.

    Raises:
        DataWorksError: it was not removed, or that is not known.
    """

    async def is_gone() -> bool:
        return all(each.id != rule.id for each in await alarms_of(api, job_id))

    await once(api, DeleteDIAlarmRule(id=rule.id, di_job_id=job_id), is_gone, UNCERTAIN.said())


def _condition(sent: Mapping[str, Any], wanted: Wanted, *, several: bool) -> Condition:
    current = _stored(Condition, sent)
    wished = {"threshold": wanted.above, "duration": wanted.minutes, "severity": _wished_severity(wanted)}
    return (
        current.model_copy(update=_given(wished)) if _is_meant(current.severity, wanted, several=several) else current
    )


def _notification(sent: Mapping[str, Any], wanted: Wanted, *, several: bool) -> Notification:
    """Return the ways of sending with what is wanted; receivers that are no users stay."""
    current = _stored(Notification, sent)
    wished = _given({"channels": wanted.channels and [*wanted.channels], "severity": _wished_severity(wanted)})
    channels = [
        each.model_copy(update=wished) if _is_meant(each.severity, wanted, several=several) else each
        for each in current.notification_channels or ()
    ]
    others = [each for each in current.notification_receivers or () if each.receiver_type != "AliyunUid"]
    receivers = [*_users(wanted.users), *others] if wanted.users else current.notification_receivers
    return current.model_copy(
        update={"notification_channels": channels or None, "notification_receivers": receivers or None}
    )


def _is_meant(severity: Severity, wanted: Wanted, *, several: bool) -> bool:
    """Whether what is sent at a severity is to be changed; ``several``: the rule has others too."""
    return not several or (wanted.critical is not None and severity == wanted.severity)


def _users(users: Sequence[str]) -> list[Receivers]:
    return [Receivers(receiver_type="AliyunUid", receiver_values=[*users])] if users else []


def _wished_severity(wanted: Wanted) -> Severity | None:
    return None if wanted.critical is None else wanted.severity


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _stored(model: type[M], sent: Mapping[str, Any]) -> M:
    """Read a part of a rule as the service shows it."""
    try:
        return model.model_validate(_known(model, sent))
    except ValidationError:
        raise UnknownSettings(UpdateDIAlarmRule.action(), UNKNOWN.said()) from None


def _known(model: type[BaseModel], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a model has of an object of the service, which may have older names too."""
    return {name: value for name, value in sent.items() if to_snake(name) in model.model_fields and value is not None}
