"""Settings of a task that its script has: resource group, compute units, and the filter of what it reads."""

import re
from copy import deepcopy
from typing import Any

from dataworks.fields import ScriptText
from dataworks.language import Text
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.scripts.reading import inner, rows
from dataworks.scripts.step_types import plugins

GROUP, UNITS = "resourceGroup", "cu"
PLACES = ("setting", "extend")
"""The objects of a script that have the group and the units, in either form of script."""

WITH_WHERE = Text("must be a condition without the word WHERE", "必须是条件，且不带 WHERE 一词")
WITH_END = Text("must be a condition without a semicolon at its end", "必须是条件，且末尾不带分号")


READERS = Text("the script has {} readers", "脚本有 {} 个 reader")
HAS_QUERY = Text("its reader has a query (querySql)", "其 reader 配置了查询（querySql）")
TAKES_NONE = Text("a reader of type {} has none", "类型为 {} 的 reader 没有过滤条件")


def with_group(definition: Definition, identifier: str, number: str) -> Definition:
    """The script with another resource group, where it has one, in the form that it has: by identifier or number."""
    present = definition.resource_group
    if present is None:
        return definition
    return _with(definition, GROUP, number if present.isdigit() else identifier)


def units_of(definition: Definition) -> object:
    """The compute units that a script has, if it has any."""
    return inner(definition.content, "extend").get(UNITS)


def with_units(definition: Definition, cu: float) -> Definition:
    """The script with other compute units, where it has any."""
    return definition if units_of(definition) is None else _with(definition, UNITS, cu)


def _with(definition: Definition, name: str, value: object) -> Definition:
    content = deepcopy(definition.content)
    for place in PLACES:
        if name in inner(content, place):
            content[place][name] = value
    return Definition(ScriptText.of(content))


def filter_of(definition: Definition) -> str:
    """The filter of what the first reader reads; empty if there is none."""
    return next((str(inner(step, "parameter").get("where") or "") for step in definition.of_category("reader")), "")


def filter_fault(where: str) -> str:
    """Why a text is no filter: what reads adds WHERE itself, and puts it in brackets. Empty if it may be one."""
    if re.match(r"\s*where\b", where, re.IGNORECASE):
        return WITH_WHERE.said()
    return WITH_END.said() if where.rstrip().endswith(";") else ""


def no_filter(definition: Definition) -> str:
    """Why a script takes no filter; empty if it takes one."""
    readers = definition.of_category("reader")
    if len(readers) != 1:
        return READERS.said(len(readers))
    parameter, step_type = inner(readers[0], "parameter"), str(readers[0].get("stepType"))
    if parameter.get("querySql") or any(each.get("querySql") for each in rows(parameter, "connection")):
        return HAS_QUERY.said()
    known = plugins().get(step_type, {}).get("reader", {})
    return "" if "where" in known or "where" in parameter else TAKES_NONE.said(step_type)


def with_filter(definition: Definition, where: str) -> Definition:
    """The script whose reader reads only the rows for which this holds; empty: all rows."""
    if not definition:
        return NO_DEFINITION
    content = deepcopy(definition.content)
    for step in rows(content, "steps"):
        if step.get("category") == "reader":
            step["parameter"] = inner(step, "parameter")
            _filter(step["parameter"], str(step.get("stepType")), where)
    return Definition(ScriptText.of(content))


def _filter(parameter: dict[str, Any], step_type: str, where: str) -> None:
    """Set the filter of a reader; some have a switch for it too."""
    parameter["where"] = where
    if "enableWhere" in plugins().get(step_type, {}).get("reader", {}):
        parameter["enableWhere"] = bool(where)
