"""The alarm rules of a job: create, change, list and delete them. All travel as GET."""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, FieldSerializationInfo, field_serializer

from dataworks.answers import Answer, Id, Text
from dataworks.fields import DECODED, MOST_VALUES, ClientToken, Digits, Name, PageNumber, PageSize, Printable
from dataworks.markers import IDENTIFIES, SHOWN_TO_USERS, described
from dataworks.operation import NEW, Belongs, Effect, Operation, Paging
from dataworks.operations.v2024.jobs import Accepted, JobId, Object
from dataworks.operations.v2024.nested import Nested, an_object, objects
from dataworks.secrets import HIDDEN

MetricType = Literal["Heartbeat", "FailoverCount", "Delay", "DdlReport", "ResourceUtilization"]
Severity = Literal["Warning", "Critical"]
Channel = Literal["Mail", "Phone", "Sms", "Ding", "Feishu"]
ReceiverType = Literal["AliyunUid", "DingToken", "FeishuToken", "WebHookUrl"]
ReportedDdl = Literal[
    "AlterAddColumn",
    "AlterDropColumn",
    "AlterRenameColumn",
    "AlterRenameTable",
    "AlterTableModify",
    "DropTable",
    "TruncateTable",
]

AlarmName = Annotated[Name, described("Name of the rule.", "规则的名称。")]
AlarmMetric = Annotated[
    MetricType, described("What is watched; Heartbeat: the state of the job.", "监控的内容；Heartbeat：作业的状态。")
]
AnyDescription = Annotated[Printable, described("Any text.", "任意文本。")]
RuleId = Annotated[Digits, IDENTIFIES, described("Alarm rule id.", "告警规则 ID。")]
AnsweredId = Annotated[Id, Field(validation_alias=AliasChoices("Id", "DIAlarmRuleId"))]


class AlarmCreated(Answer):
    """An alarm rule was created."""

    place = ""

    id: AnsweredId


class AlarmRule(Answer):
    """An alarm rule; conditions and receivers are as the service sends them."""

    id: AnsweredId
    name: Text = None
    description: Text = None
    di_job_id: Annotated[Text, Field(alias="DIJobId")] = None
    enabled: bool | None = None
    metric_type: Text = None
    trigger_conditions: tuple[dict[str, Any], ...] = ()
    notification_settings: Object = Field(default_factory=dict)


class AlarmRules(Answer):
    """One page of alarm rules."""

    place = "PagingInfo"

    rules: Annotated[tuple[AlarmRule, ...], Field(alias="DIJobAlarmRules")] = ()
    total_count: int = 0
    page_number: int = 1
    page_size: int = 10


class Condition(Nested):
    """When an alarm is sent. The threshold is times for failovers, and seconds for a delay."""

    severity: Severity
    duration: Annotated[int, described("Minutes.", "分钟。", ge=0)] | None = None
    threshold: Annotated[int, Field(ge=0)] | None = None
    ddl_types: list[ReportedDdl] | None = None


class Channels(Nested):
    """How alarms of a severity are sent."""

    severity: Severity
    channels: Annotated[list[Channel], Field(min_length=1)]


class Receivers(Nested):
    """Who gets alarms."""

    receiver_type: ReceiverType
    receiver_values: Annotated[list[Name], Field(min_length=1)]

    @field_serializer("receiver_values")
    def _written(self, values: list[str], info: FieldSerializationInfo[Any]) -> list[str]:
        hidden = info.context == SHOWN_TO_USERS and self.receiver_type != "AliyunUid"
        return [HIDDEN for _ in values] if hidden else values


class Notification(Nested):
    """How alarms are sent, to whom, and how many minutes apart."""

    mute_interval: Annotated[int, described("Minutes.", "分钟。", ge=0)] | None = None
    notification_channels: list[Channels] | None = None
    notification_receivers: list[Receivers] | None = None


Conditions = Annotated[
    list[Condition],
    Field(min_length=1, max_length=MOST_VALUES),
    DECODED,
    objects(
        "[{severity: Warning or Critical, duration: minutes, threshold: times, or seconds of delay, "
        "ddl_types: [AlterAddColumn, ...]}]",
        (
            "[{severity: Warning 或 Critical, duration: 分钟数, threshold: 次数，或延迟秒数,"
            " ddl_types: [AlterAddColumn, ...]}]"
        ),
    ),
]
Notifications = Annotated[
    Notification,
    DECODED,
    an_object(
        "{mute_interval: minutes, notification_channels: [{severity, channels: [Mail, Phone, Sms, Ding]}], "
        "notification_receivers: [{receiver_type: AliyunUid, DingToken, FeishuToken or WebHookUrl, receiver_values}]}",
        (
            "{mute_interval: 分钟数, notification_channels: [{severity, channels: [Mail, "
            "Phone, Sms, Ding]}], notification_receivers: [{receiver_type: AliyunUid、DingToken、"
            "FeishuToken 或 WebHookUrl, receiver_values}]}"
        ),
    ),
]


class CreateDIAlarmRule(
    Operation[AlarmCreated],
    effect=Effect.CREATE,
    belongs=Belongs.BY_ID,
    version=NEW,
    method="GET",
):
    """Create an alarm rule of a job."""

    di_job_id: JobId
    name: AlarmName
    metric_type: AlarmMetric
    trigger_conditions: Conditions
    notification_settings: Notifications
    enabled: Annotated[bool | None, described("Default: false.", "默认：false。")] = None
    description: AnyDescription | None = None
    client_token: ClientToken | None = None


class UpdateDIAlarmRule(
    Operation[Accepted],
    effect=Effect.UPDATE,
    belongs=Belongs.BY_ID,
    version=NEW,
    method="GET",
):
    """Change an alarm rule."""

    id: RuleId
    di_job_id: JobId
    name: AlarmName | None = None
    metric_type: AlarmMetric | None = None
    trigger_conditions: Conditions | None = None
    notification_settings: Notifications | None = None
    enabled: Annotated[bool | None, described("Whether it sends alarms.", "是否发送告警。")] = None
    description: AnyDescription | None = None


class ListDIAlarmRules(
    Operation[AlarmRules],
    effect=Effect.READ,
    belongs=Belongs.BY_ID,
    version=NEW,
    method="GET",
    paging=Paging(items="rules", size=100),
):
    """List the alarm rules of a job."""

    job_id: JobId
    di_alarm_rule_id: Annotated[RuleId | None, described("Only this rule.", "仅限此规则。")] = None
    page_number: PageNumber | None = None
    page_size: PageSize | None = None


class DeleteDIAlarmRule(
    Operation[Accepted],
    effect=Effect.DELETE,
    belongs=Belongs.BY_ID,
    version=NEW,
    method="GET",
):
    """Delete an alarm rule."""

    id: RuleId
    di_job_id: JobId
