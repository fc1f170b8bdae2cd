"""Data Integration jobs in API 2020-05-18, for workspaces that have only that: the same operations, spelled otherwise.

All parameters are in the form there, and some have other names. What it can't express is named before anything is
sent. It has no run details, metrics, logs and events.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from dataworks.answers import Answer
from dataworks.answers import Text as AnsweredText
from dataworks.language import Text
from dataworks.operation import VERSION, Operation, Wire, wire_value
from dataworks.operations.v2024.job_alarms import (
    AlarmRules,
    CreateDIAlarmRule,
    DeleteDIAlarmRule,
    ListDIAlarmRules,
    UpdateDIAlarmRule,
)
from dataworks.operations.v2024.jobs import (
    CreateDIJob,
    DeleteDIJob,
    GetDIJob,
    JobDetail,
    JobPage,
    ListDIJobs,
    StartDIJob,
    StopDIJob,
    UpdateDIJob,
)


class OlderJobDetail(JobDetail):
    """A job, with the reason of a failure, which the newer version does not have."""

    place = "Data"

    error_message: AnsweredText = None


class OlderJobPage(JobPage):
    """One page of jobs."""

    place = "DIJobPaging"


class OlderAlarmRules(AlarmRules):
    """One page of alarm rules."""

    place = "DIAlarmRulePaging"


@dataclass(frozen=True)
class Spelling:
    """How the older version spells an operation.

    Attributes:
        names: parameters that have another name there.
        unknown: parameters that it does not have, where the effect is the same, or a longer list.
        answer: the answer, if it is elsewhere there.
    """

    operation: type[Operation[Any]]
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    unknown: frozenset[str] = frozenset()
    answer: type[Answer] | None = None


JOB, RULE, NAME = {"Id": "DIJobId"}, {"Id": "DIAlarmRuleId"}, {"Name": "JobName"}

SPELLINGS = (
    Spelling(CreateDIJob, NAME, frozenset({"JobType", "Owner"})),
    Spelling(UpdateDIJob, JOB, frozenset({"ProjectId", "Owner"})),
    Spelling(GetDIJob, JOB, frozenset({"ProjectId"}), OlderJobDetail),
    Spelling(ListDIJobs, NAME, frozenset({"MigrationType", "SpecType"}), OlderJobPage),
    Spelling(StartDIJob, JOB),
    Spelling(StopDIJob, JOB),
    Spelling(DeleteDIJob, JOB, frozenset({"ProjectId"})),
    Spelling(CreateDIAlarmRule, {}, frozenset({"Name", "ClientToken"})),
    Spelling(UpdateDIAlarmRule, RULE, frozenset({"Name", "DIJobId"})),
    Spelling(ListDIAlarmRules, {"JobId": "DIJobId"}, frozenset({"DIAlarmRuleId"}), OlderAlarmRules),
    Spelling(DeleteDIAlarmRule, RULE, frozenset({"DIJobId"})),
)
"""The operations that it has."""

NOT_IN_VERSION = Text("API {} can't express: {}", "API {} 无法表达：{}")

IMPLIED = {"Action": "Include", "ExpressionType": "Exact"}
"""What each rule of a selection means there, which can't say anything else."""

OBJECT_TYPES = frozenset({"Table", "Database", "Datasource"})
"""What a selection can name; there is one source, so that of it is left out."""

LIMITS: Mapping[str, frozenset[str]] = {
    "ObjectType": OBJECT_TYPES,
    "RuleTargetType": frozenset({"Table", "Schema"}),
    "MetricType": frozenset({"Heartbeat", "FailoverCount", "Delay"}),
    "ReceiverType": frozenset({"AliyunUid", "DingToken"}),
    **{name: frozenset({only}) for name, only in IMPLIED.items()},
}
"""The values that are known there for a name at any depth: other ones can't be expressed."""

UNKNOWN_PARTS = ("ScheduleResourceSettings", "DdlTypes")

NESTED_NAMES = {"Timezone": "TimeZone", "MuteInterval": "InhibitionInterval"}


def in_older_version(operation: Operation[Any]) -> Operation[Any]:
    """Return the same request for API 2020-05-18.

    Raises:
        ValueError: that version can't express it; the message names what.
    """
    problems = [*lacking(operation)]
    if problems:
        raise ValueError(NOT_IN_VERSION.said(VERSION, ", ".join(problems)))
    return older(type(operation)).model_construct(
        **{name: getattr(operation, name) for name in operation.model_fields_set}
    )


def _spelling(operation: type[Operation[Any]]) -> Spelling | None:
    return next((each for each in SPELLINGS if each.operation is operation), None)


@cache
def older(operation: type[Operation[Any]]) -> type[Operation[Any]]:
    """Return the class of an operation in the older version.

    Raises:
        ValueError: it has none.
    """
    found = _spelling(operation)
    if found is None:
        raise ValueError(operation.action())
    spelling: Spelling = found

    class Older(operation):  # type: ignore[misc, valid-type]
        version = VERSION
        method = "POST"
        answer = spelling.answer or operation.answer

        @classmethod
        def action(cls) -> str:
            return operation.action()

        @property
        def repeatable(self) -> bool:
            return self.effect is self.effect.READ  # there are no client tokens

        def wire(self) -> Wire:
            return Wire({}, _older_form(spelling, _values(self)))

    return cast("type[Operation[Any]]", Older)


def lacking(operation: Operation[Any]) -> Iterator[str]:
    """Yield what the older version can't express of a request."""
    if _spelling(type(operation)) is None:
        yield type(operation).action()
        return
    values = _values(operation)
    for name, value in _parts(values):
        if name in UNKNOWN_PARTS:
            yield name
        elif name in LIMITS and value not in LIMITS[name] and not _is_of_ddl(name, value):
            yield f"{name} {value}"
    units = {value for name, value in _parts(values.get("ResourceSettings")) if name == "RequestedCu"}
    if len(units) > 1:
        yield "RequestedCu"


def _is_of_ddl(name: str, value: object) -> bool:
    """Whether it is how a change of a source is handled, whose name is that of a part of a selection."""
    return name == "Action" and value in {"Normal", "Ignore", "Critical"}


def _values(operation: Operation[Any]) -> dict[str, Any]:
    return operation.model_dump(mode="json", by_alias=True, exclude_none=True)


def _parts(value: object) -> Iterator[tuple[str, object]]:
    """Yield each name inside a value, at any depth, with its own value."""
    match value:
        case dict():
            for name, child in cast("dict[str, object]", value).items():
                yield name, child
                yield from _parts(child)
        case list():
            for child in cast("list[object]", value):
                yield from _parts(child)
        case _:
            return


def _older_form(spelling: Spelling, values: Mapping[str, Any]) -> dict[str, str]:
    known = {name: value for name, value in values.items() if name not in spelling.unknown}
    older_values = {spelling.names.get(name, name): _renamed(value) for name, value in known.items()}
    if "ResourceSettings" in older_values:
        older_values["ResourceSettings"] = _with_common_units(older_values["ResourceSettings"])
    return {name: wire_value(value, VERSION) for name, value in older_values.items()}


def _with_common_units(resources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    units = [each.pop("RequestedCu") for each in resources.values() if "RequestedCu" in each]
    return {**resources, **({"RequestedCu": units[0]} if units else {})}


def _renamed(value: Any, *, selects: bool = False) -> Any:
    """Return a value with the names of the older version, and without what a selection there implies."""
    match value:
        case dict():
            fields = cast("dict[str, Any]", value).items()
            return {
                NESTED_NAMES.get(name, name): _renamed(child, selects=name == "SourceObjectSelectionRules")
                for name, child in fields
                if not (selects and name in IMPLIED)
            }
        case list():
            rows = cast("list[object]", value)
            return [_renamed(row, selects=selects) for row in rows if not (selects and _names_the_source(row))]
        case _:
            return value


def _names_the_source(row: object) -> bool:
    return isinstance(row, dict) and ("ObjectType", "Datasource") in cast("dict[str, object]", row).items()
