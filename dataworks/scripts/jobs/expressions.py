"""The expressions of transformation rules: JSON text in a rule, whose keys depend on the rule's action."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from dataworks.json_faults import faults
from dataworks.language import Text
from dataworks.scripts.cron import problems
from dataworks.scripts.findings import NAME_ONCE, NONE_OF, TWICE, WRITE, Finding, Findings, quoted
from dataworks.scripts.jobs.building import VARIABLES
from dataworks.scripts.jobs.enumerations import (
    COLUMN_VALUES,
    COLUMN_VARIABLES,
    DML_ACTIONS,
    DML_TYPES,
    FILTERED,
    RENAME_VARIABLES,
    TARGETS,
)
from dataworks.scripts.jobs.shapes import named, one_of, some
from dataworks.scripts.jobs.specification import spelled
from dataworks.scripts.reading import fields, items, text
from dataworks.scripts.shapes import Key, Shape, anything, record
from dataworks.scripts.spelling import did_you_mean, nearest
from dataworks.scripts.steps import twice

NO_JSON = Text("holds no valid JSON: {}", "不是有效的 JSON：{}")
NO_OBJECT = Text("must hold a JSON object, not {}", "必须是 JSON 对象，不能是 {}")
UNKNOWN_VARIABLE = Text("has the unknown variable {}", "含有未知的变量 {}")
THERE_ARE = Text("there are {}", "可用的变量：{}")
UNCLOSED = Text("has a variable without its closing brace", "变量缺少右花括号")
CLOSE_IT = Text("write it such as ${srcTableName}", "例如写 ${srcTableName}")
NO_VARIABLE = Text("has {} as text: a variable is in ${{}}", "把 {} 写成了文本：变量应写在 ${{}} 中")
CONSTANT = Text("{} is written as it is: a constant has no variables", "{} 会原样写入：常量中没有变量")
ALONE = Text("write a variable alone, such as ${EXECUTE_TIME}", "变量请单独写，例如 ${EXECUTE_TIME}")
NO_FILTER = Text("{} can't be filtered; {} can", "{} 不能过滤；{} 可以")
NO_DELETE = Text(
    "LogicalDelete marks rows that are deleted; {} deletes none", "LogicalDelete 用于标记被删除的行；{} 不删除行"
)
USE_IGNORE = Text("write Normal or Ignore", "请写 Normal 或 Ignore")
FILTER_NEEDS = Text("Filter needs a filterCondition", "Filter 需要 filterCondition")
NEEDS_FILTER = Text("has an effect with Filter only", "仅在 Filter 时有效")
LEAVE_OUT = Text("leave it out, or write Filter as dmlAction", "请去掉，或将 dmlAction 写成 Filter")

Check = Callable[[Any], Findings]
"""Rules about an expression whose keys are known; their pointers begin at the expression."""

OPENING = re.compile(r"\$\{([^{}$]*)(\}?)")
"""A variable in an expression, and its closing brace if it has one."""


BARE_VARIABLE = re.compile(rf"({'|'.join(RENAME_VARIABLES)})|[$\{{]({'|'.join(VARIABLES)})\b\}}?")
"""The name of a variable, or a plain one of ours after a sign of a variable, outside of ``${}``."""


def unknown_variables(value: str, known: tuple[str, ...], pointer: str) -> Findings:
    """Variables that stand for nothing, and one that is not closed."""
    for name, closed in OPENING.findall(value):
        if not closed:
            yield Finding(pointer, "unclosed-variable", UNCLOSED.said(), CLOSE_IT.said())
        elif name not in known:
            meant = nearest(name, known)
            suggestion = did_you_mean(meant and f"${{{meant}}}") or THERE_ARE.said(", ".join(known))
            yield Finding(pointer, "unknown-variable", UNKNOWN_VARIABLE.said(quoted(f"${{{name}}}")), suggestion)


def renamed(value: dict[str, Any]) -> Findings:
    """A new name has known variables only, and has them as variables."""
    given = text(value.get("expression"))
    yield from unknown_variables(given, RENAME_VARIABLES, "/expression")
    for found in BARE_VARIABLE.finditer(OPENING.sub("", given)):
        name = found[1] or VARIABLES[found[2]]
        message, suggestion = NO_VARIABLE.said(quoted(found[0])), WRITE.said(f"${{{name}}}")
        yield Finding("/expression", "bare-variable", message, suggestion, "warning")


def added_columns(value: dict[str, Any]) -> Findings:
    """A column that is added has a constant, or one of the known variables, and a name of its own."""
    for again in sorted(twice([text(each.get("columnName")) for each in _objects(value, "columns")]) - {""}):
        yield Finding("/columns", "duplicate-column", TWICE.said(quoted(again)), NAME_ONCE.said())
    for place, column in enumerate(_objects(value, "columns")):
        given, pointer = text(column.get("columnValue")), f"/columns/{place}/columnValue"
        name = given.removeprefix("${").removesuffix("}")
        if column.get("columnValueType") == "Variable" and name not in COLUMN_VARIABLES:
            message = NONE_OF.said(quoted(given), ", ".join(COLUMN_VARIABLES))
            yield Finding(pointer, "unknown-variable", message, did_you_mean(nearest(name, COLUMN_VARIABLES)))
        if column.get("columnValueType") == "Constant" and "${" in given:
            yield Finding(pointer, "constant-variable", CONSTANT.said(quoted(given)), ALONE.said(), "warning")


def filters(value: dict[str, Any]) -> Findings:
    """A kind of change has one policy. A filter is for changes of rows that exist, and has a condition."""
    policies = [_spelled(each) for each in _objects(value, "dmlPolicies")]
    for again in sorted(twice([text(each.get("dmlType")) for each in policies]) - {""}):
        yield Finding("/dmlPolicies", "set-twice", TWICE.said(quoted(again)), NAME_ONCE.said(), "warning")
    for place, policy in enumerate(policies):
        yield from _policy(policy, f"/dmlPolicies/{place}")


def _spelled(policy: dict[str, Any]) -> dict[str, Any]:
    known = {"dmlType": DML_TYPES, "dmlAction": DML_ACTIONS}
    return {**policy, **{name: spelled(text(policy.get(name)), values) for name, values in known.items()}}


def _policy(policy: dict[str, Any], pointer: str) -> Findings:
    kind, action, condition = policy["dmlType"], policy["dmlAction"], text(policy.get("filterCondition")).strip()
    if action == "LogicalDelete" and kind in DML_TYPES and kind != "Delete":
        message = NO_DELETE.said(kind)
        yield Finding(f"{pointer}/dmlAction", "logical-delete", message, USE_IGNORE.said(), "warning")
    if action != "Filter":
        if condition:
            yield Finding(f"{pointer}/filterCondition", "no-filter", NEEDS_FILTER.said(), LEAVE_OUT.said(), "warning")
    elif kind in DML_TYPES and kind not in FILTERED:
        message = NO_FILTER.said(kind, ", ".join(FILTERED))
        yield Finding(f"{pointer}/dmlAction", "filter-type", message, USE_IGNORE.said())
    elif not condition:
        yield Finding(pointer, "filter-condition", FILTER_NEEDS.said())


def columns_once(value: dict[str, Any]) -> Findings:
    """A column is named once."""
    for again in sorted(twice([text(each) for each in items(value.get("columns"))]) - {""}):
        yield Finding("/columns", "duplicate-column", TWICE.said(quoted(again)), NAME_ONCE.said(), "warning")


def schedule(value: dict[str, Any]) -> Findings:
    """A cron expression of six fields."""
    if cron := text(value.get("cronExpress")):
        for problem in problems(cron):
            yield Finding("/cronExpress", "cron", problem.message, problem.suggestion)


def nothing(_value: dict[str, Any]) -> Findings:
    """No rule beyond the keys."""
    yield from ()


COLUMN_NAMES = record({"columns": Key(some(named), "error")}, other_names={"column": "columns"})
COLUMN = record(
    {
        "columnName": Key(named, "error"),
        "columnValueType": Key(one_of(*COLUMN_VALUES), "error"),
        "columnValue": Key(anything, "error"),
    },
    other_names={"name": "columnName", "value": "columnValue", "type": "columnValueType"},
)
POLICY = record(
    {
        "dmlType": Key(one_of(*DML_TYPES), "error"),
        "dmlAction": Key(one_of(*DML_ACTIONS), "error"),
        "filterCondition": Key(anything),
    }
)
SCHEDULE = record({"cronExpress": Key(named, "error"), "cycleType": Key(anything)}, other_names={"cron": "cronExpress"})
OPEN = record({}, open_ended=True)


class Action(NamedTuple):
    """What a rule can do.

    Attributes:
        shape: the keys of its expression.
        check: findings beyond its keys.
        targets: what it is applied to; none: not known.
    """

    shape: Shape
    check: Check = nothing
    targets: tuple[str, ...] = ()


EXPRESSIONS: Mapping[str, Action] = {
    "Rename": Action(record({"expression": Key(named, "error"), "variables": Key(anything)}), renamed, TARGETS),
    "DefinePrimaryKey": Action(COLUMN_NAMES, columns_once, ("Table",)),
    "AddColumn": Action(record({"columns": Key(some(COLUMN), "error")}), added_columns, ("Table",)),
    "HandleDml": Action(record({"dmlPolicies": Key(some(POLICY), "error")}), filters, ("Table",)),
    "DefineIncrementalCondition": Action(record({"where": Key(named, "error")}), nothing, ("Table",)),
    "DefineCycleScheduleSettings": Action(SCHEDULE, schedule),
    "DefinePartitionKey": Action(COLUMN_NAMES, columns_once, ("Table",)),
    "DefineRuntimeSettings": Action(OPEN),
    "SourceSchema": Action(OPEN),
    "DefineDstTableSettings": Action(OPEN),
    "ColumnMapping": Action(OPEN),
}
"""The actions of rules. The last four are in the samples of one version or of a FileSpec only."""

BARE = {
    "Rename": '{"expression": "ods_${srcTableName}"}',
    "DefinePrimaryKey": '{"columns": ["id"]}',
    "DefinePartitionKey": '{"columns": ["id"]}',
    "DefineIncrementalCondition": '{"where": "id > 0"}',
}
"""What to write for an expression that is no JSON."""


def expression_findings(action: str, given: Any, pointer: str) -> Findings:
    """All findings about the expression of a rule; of text, each is at the rule's expression itself."""
    if not isinstance(given, str):
        yield from (replace(each, pointer=f"{pointer}{each.pointer}") for each in _inside(action, given))
        return
    try:
        value = _decoded(given)
    except ValueError as error:
        yield Finding(pointer, "expression-json", NO_JSON.said(error), _example(action))
        return
    for each in _inside(action, value):
        place = f"{each.pointer}: " if each.pointer else ""
        yield replace(each, pointer=pointer, message=f"{place}{each.message}")


def _decoded(given: str) -> object:
    """The value of a JSON text.

    Raises:
        ValueError: it is none, with what is wrong.
    """
    try:
        return json.loads(given)
    except RecursionError as error:
        raise ValueError(str(error)) from error
    except ValueError as error:
        raise ValueError("; ".join(fault.problem for fault in faults(given)) or str(error)) from error


def _inside(action: str, value: Any) -> Iterator[Finding]:
    """Findings whose pointers begin at the expression."""
    shape, check, _ = EXPRESSIONS.get(action, Action(anything))
    if not isinstance(value, dict):
        yield Finding("", "expression-json", NO_OBJECT.said(quoted(value)), _example(action))
        return
    yield from shape(value, "")
    yield from check(fields(value))


def _example(action: str) -> str | None:
    return WRITE.said(BARE[action]) if action in BARE else None


def _objects(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [fields(each) for each in items(value.get(name))]
