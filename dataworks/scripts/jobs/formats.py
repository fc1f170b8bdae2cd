"""The shape of a job specification: its keys, their types and their values."""

from typing import Any

from dataworks.language import Text
from dataworks.scripts.findings import MUST_BE, Finding, Findings, Severity, quoted
from dataworks.scripts.jobs.enumerations import (
    CHANNEL,
    CONSOLE_SOURCES,
    DDL_ACTIONS,
    DDL_TYPES,
    DESTINATIONS,
    EXPRESSION_TYPES,
    JOB_TYPES,
    MIGRATION_TYPES,
    OBJECT_TYPES,
    OTHER_NAMES_OF_SOURCES,
    PHASES,
    RUNTIME_SETTINGS,
    SELECTION_ACTIONS,
    SOURCES,
    TARGETS,
)
from dataworks.scripts.jobs.expressions import EXPRESSIONS
from dataworks.scripts.jobs.shapes import identifier, misnamed, named, one_of, setting_value, some
from dataworks.scripts.shapes import Key, Shape, anything, listing, record, text, word
from dataworks.scripts.steps import number

NO_UNITS = Text("must be a number above 0, not {}", "必须是大于 0 的数字，不能是 {}")
UNITS = Text("write 2, for example", "例如写 2")
OPEN_TEXT = Text("text or an object", "文本或对象")


def units(value: Any, pointer: str) -> Findings:
    """Compute units: a number above 0, or a text that is one."""
    given = number(value)
    if given is None or not 0 < given < 1e6:
        yield Finding(pointer, "cu", NO_UNITS.said(quoted(value)), UNITS.said())


def text_or_object(value: Any, pointer: str) -> Findings:
    """JSON text, or the object itself."""
    if not isinstance(value, str | dict):
        yield Finding(pointer, "wrong-type", MUST_BE.said(OPEN_TEXT, quoted(value)))


PROPERTIES = {"Encoding": Key(text), "Timezone": Key(text), "ConnectionProperties": Key(anything)}
NAMES = {"DataSourceName": Key(named), **{name: Key(misnamed("DataSourceName")) for name in OTHER_NAMES_OF_SOURCES}}
SOURCE = record({**NAMES, "DataSourceProperties": Key(record(PROPERTIES), nullable=True)})
OLDER_SOURCE = record(
    {
        **NAMES,
        "DataSourceProperties": Key(record({**PROPERTIES, "TimeZone": Key(text)}, open_ended=True), nullable=True),
    }
)
"""In version 2020-05-18, whose properties are a free map."""

DESTINATION = record(
    {
        **NAMES,
        "DataSourceProperties": Key(record({"ConnectionProperties": Key(anything)}, open_ended=True), nullable=True),
    }
)
RESOURCE = record(
    {"ResourceGroupIdentifier": Key(named, "error"), "RequestedCu": Key(units, nullable=True)},
    other_names={"ResourceGroup": "ResourceGroupIdentifier", "Cu": "RequestedCu"},
)
RESOURCES = record(
    {phase: Key(RESOURCE, nullable=True) for phase in PHASES.values()} | {"RequestedCu": Key(units, nullable=True)}
)
"""A unit count beside the phases is how version 2020-05-18 has it."""


def selection_rule(need: Severity | None) -> Shape:
    """A rule of a selection; ``need``: how bad it is that it does not say all."""
    return record(
        {
            "ObjectType": Key(one_of(*OBJECT_TYPES), "error"),
            "Action": Key(one_of(*SELECTION_ACTIONS), need),
            "ExpressionType": Key(one_of(*EXPRESSION_TYPES), need),
            "Expression": Key(named, "error"),
        }
    )


def rule_names(*further: tuple[str, Key]) -> Shape:
    """The three names of a rule, in its definition and in a reference to it."""
    return record(
        {
            "RuleName": Key(named, "error"),
            "RuleActionType": Key(one_of(*EXPRESSIONS), "error"),
            "RuleTargetType": Key(one_of(*TARGETS), "error"),
            **dict(further),
        },
        other_names={"TransformationRuleName": "RuleName", "Name": "RuleName"},
    )


def mapping(rule: Shape) -> Shape:
    """An element of ``TableMappings`` with such rules of its selection."""
    return record(
        {
            "SourceObjectSelectionRules": Key(some(rule), "error"),
            "TransformationRules": Key(listing(rule_names()), nullable=True),
            "TransformationRuleNames": Key(misnamed("TransformationRules")),
            "TransformationRuleName": Key(misnamed("TransformationRules")),
        }
    )


MAPPING = mapping(selection_rule("warning"))
RULE = rule_names(("RuleExpression", Key(anything)))

JOB_SETTINGS = record(
    {
        "DdlHandlingSettings": Key(
            listing(record({"Type": Key(one_of(*DDL_TYPES), "error"), "Action": Key(one_of(*DDL_ACTIONS), "error")})),
            nullable=True,
        ),
        "RuntimeSettings": Key(
            listing(record({"Name": Key(word(*RUNTIME_SETTINGS), "error"), "Value": Key(setting_value, "error")})),
            nullable=True,
        ),
        "ColumnDataTypeSettings": Key(
            listing(record({"SourceDataType": Key(named, "error"), "DestinationDataType": Key(named, "error")})),
            nullable=True,
        ),
        "CycleScheduleSettings": Key(
            record({"CycleMigrationType": Key(text), "ScheduleParameters": Key(text)}), nullable=True
        ),
        "ChannelSettings": Key(anything),
        "ImportRuleSettings": Key(anything),
    }
)

OF_ANSWERS = ("Id", "DIJobId", "JobStatus", "RequestId", "ErrorMessage", "RunStats", "Uid", "Success")
TIMES = ("CreatedTime", "UpdatedTime", "StartedTime", "CreatedUid", "UpdatedUid", "StartedUid")
"""Keys of answers, which say nothing about what a job does."""

WITHOUT_FILE = {
    "SourceDataSourceType": Key(one_of(*SOURCES, tolerated=CONSOLE_SOURCES), "error"),
    "DestinationDataSourceType": Key(one_of(*DESTINATIONS), "error"),
    "MigrationType": Key(
        one_of(*MIGRATION_TYPES, tolerated=tuple(f"{CHANNEL}{name}" for name in MIGRATION_TYPES)), "error"
    ),
    "SourceDataSourceSettings": Key(some(SOURCE), "error"),
    "DestinationDataSourceSettings": Key(some(DESTINATION), "error"),
    "ResourceSettings": Key(RESOURCES, "error"),
    "TableMappings": Key(some(MAPPING), "error"),
}
"""What a job needs unless a FileSpec says it."""

OTHERS = {
    "JobType": Key(one_of(*JOB_TYPES), nullable=True),
    "JobName": Key(text),
    "Description": Key(text, nullable=True),
    "ProjectId": Key(identifier, nullable=True),
    "Owner": Key(identifier, nullable=True),
    "TransformationRules": Key(listing(RULE), nullable=True),
    "JobSettings": Key(JOB_SETTINGS, nullable=True),
    "FileSpec": Key(text_or_object, nullable=True),
    "SystemDebug": Key(anything),
    **{name: Key(anything) for name in (*OF_ANSWERS, *TIMES)},
}
OTHER_NAMES = {"DIJobName": "Name", "JobDescription": "Description"}

COMPLETE = record({**WITHOUT_FILE, **OTHERS, "Name": Key(named)}, other_names=OTHER_NAMES, either=("Name", "JobName"))
"""A job that says itself what it does."""

OLDER = record(
    {
        **WITHOUT_FILE,
        **OTHERS,
        "SourceDataSourceSettings": Key(some(OLDER_SOURCE), "error"),
        "TableMappings": Key(some(mapping(selection_rule(None))), "error"),
        "JobName": Key(named, "error"),
    },
    other_names=OTHER_NAMES,
)
"""The same as version 2020-05-18 spells it."""

WITH_FILE = record(
    {**{name: Key(key.shape, nullable=True) for name, key in WITHOUT_FILE.items()}, **OTHERS, "Name": Key(named)},
    other_names=OTHER_NAMES,
    either=("Name", "JobName"),
)
"""A job whose FileSpec says it."""

FILE = record({**WITHOUT_FILE, **OTHERS, "Name": Key(named)}, other_names=OTHER_NAMES, open_ended=True)
"""A FileSpec, whose keys are spelled as those of requests; the job's name is outside."""
