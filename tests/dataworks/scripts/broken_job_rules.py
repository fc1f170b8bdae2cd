"""The same for the transformation rules of jobs."""

import json
from typing import Any

from tests.dataworks.scripts.patches import Broken, W

HOLO, NIGHTLY = "job_mysql_to_hologres", "job_nightly"
MAPPING, RULE = "/TableMappings/0", "/TransformationRules/0"
EXPRESSION = f"{RULE}/RuleExpression"


def named(name: str, action: str = "Rename", target: str = "Table") -> dict[str, str]:
    return {"RuleName": name, "RuleActionType": action, "RuleTargetType": target}


def text(**keys: object) -> str:
    return json.dumps(keys)


def acting(action: str, expression: str, target: str = "Table") -> dict[str, Any]:
    """A second rule, of which the only mapping makes use."""
    return {
        "/TransformationRules/1": {**named("second", action, target), "RuleExpression": expression},
        f"{MAPPING}/TransformationRules/1": named("second", action, target),
    }


SECOND = "/TransformationRules/1/RuleExpression"
COLUMN = {"columnName": "a", "columnValueType": "Variable", "columnValue": "EXECUTE_TIME"}

TRANSFORMATIONS = {
    "the name of the old sample": Broken(
        HOLO,
        {f"{MAPPING}/TransformationRules": ..., f"{MAPPING}/TransformationRuleNames": [named("rename_orders")]},
        f"{MAPPING}/TransformationRuleNames",
        "misspelt-key",
        suggestion="write TransformationRules",
    ),
    "a rule that nobody uses": Broken(HOLO, {f"{MAPPING}/TransformationRules": ...}, RULE, "unused-rule", W),
    "a reference to no rule": Broken(
        HOLO,
        {f"{MAPPING}/TransformationRules/1": named("key", "AddColumn")},
        f"{MAPPING}/TransformationRules/1",
        "unknown-rule",
    ),
    "a misspelt reference": Broken(
        HOLO,
        {f"{MAPPING}/TransformationRules/0": named("rename_order")},
        f"{MAPPING}/TransformationRules/0",
        "unknown-rule",
        suggestion="write the names of the rule rename_orders, Rename, Table",
    ),
    "a reference with another target": Broken(
        HOLO,
        {f"{MAPPING}/TransformationRules/0": named("rename_orders", target="Schema")},
        f"{MAPPING}/TransformationRules/0",
        "unknown-rule",
    ),
    "a reference twice": Broken(
        HOLO,
        {f"{MAPPING}/TransformationRules/1": named("rename_orders")},
        f"{MAPPING}/TransformationRules/1",
        "duplicate-reference",
        W,
    ),
    "two rules of one name": Broken(
        HOLO,
        {"/TransformationRules/1": {**named("rename_orders"), "RuleExpression": text(expression="x")}},
        "/TransformationRules/1/RuleName",
        "duplicate-rule",
    ),
    "a long name": Broken(
        HOLO,
        {f"{RULE}/RuleName": "n" * 51, f"{MAPPING}/TransformationRules/0/RuleName": "n" * 51},
        f"{RULE}/RuleName",
        "rule-name-length",
    ),
    "two new names": Broken(HOLO, acting("Rename", text(expression="x")), MAPPING, "several-rules", W),
    "a misspelt key of a reference": Broken(
        HOLO,
        {
            f"{MAPPING}/TransformationRules/0": {
                "TransformationRuleName": "rename_orders",
                "RuleActionType": "Rename",
                "RuleTargetType": "Table",
            },
        },
        f"{MAPPING}/TransformationRules/0/TransformationRuleName",
        "misspelt-key",
    ),
    "an unknown action": Broken(
        HOLO,
        {f"{RULE}/RuleActionType": "Renaming", f"{MAPPING}/TransformationRules": ...},
        f"{RULE}/RuleActionType",
        "unknown-value",
    ),
    "no expression of a rule": Broken(HOLO, {EXPRESSION: ...}, RULE, "missing-key"),
    "an expression that is a name": Broken(
        HOLO,
        {EXPRESSION: "ods_${srcTableName}"},
        EXPRESSION,
        "expression-json",
        suggestion='write {"expression": "ods_${srcTableName}"}',
    ),
    "an expression with a wrong key": Broken(HOLO, {EXPRESSION: text(expresion="x")}, EXPRESSION, "misspelt-key"),
    "an expression as an object": Broken(HOLO, {EXPRESSION: {"variables": []}}, EXPRESSION, "missing-key"),
    "an unknown variable": Broken(
        HOLO,
        {EXPRESSION: text(expression="${srcTablName}")},
        EXPRESSION,
        "unknown-variable",
        suggestion="did you mean '${srcTableName}'?",
    ),
    "an unclosed variable": Broken(
        HOLO, {EXPRESSION: text(expression="ods_${srcTableName")}, EXPRESSION, "unclosed-variable"
    ),
    "a key without columns": Broken(HOLO, acting("DefinePrimaryKey", text(columns=[])), SECOND, "empty-list"),
    "a key as a name": Broken(HOLO, acting("DefinePrimaryKey", text(columns="id")), SECOND, "wrong-type"),
    "a key of a schema": Broken(
        HOLO,
        acting("DefinePrimaryKey", text(columns=["id"]), "Schema"),
        "/TransformationRules/1/RuleTargetType",
        "rule-target",
        W,
    ),
    "a variable without its braces": Broken(
        HOLO,
        {EXPRESSION: text(expression="ods_$srcTableName")},
        EXPRESSION,
        "bare-variable",
        W,
        "write ${srcTableName}",
    ),
    "a variable without its sign": Broken(
        HOLO, {EXPRESSION: text(expression="ods_{table}")}, EXPRESSION, "bare-variable", W, "write ${srcTableName}"
    ),
    "inserts that mark deleted rows": Broken(
        HOLO,
        acting("HandleDml", text(dmlPolicies=[{"dmlType": "Insert", "dmlAction": "LogicalDelete"}])),
        SECOND,
        "logical-delete",
        W,
    ),
    "a constant that is meant as a variable": Broken(
        HOLO,
        acting(
            "AddColumn", text(columns=[{**COLUMN, "columnValueType": "Constant", "columnValue": "at ${DB_NAME_SRC}"}])
        ),
        SECOND,
        "constant-variable",
        W,
    ),
    "an added column of no variable": Broken(
        HOLO, acting("AddColumn", text(columns=[{**COLUMN, "columnValue": "NOW"}])), SECOND, "unknown-variable"
    ),
    "an added column of another kind": Broken(
        HOLO, acting("AddColumn", text(columns=[{**COLUMN, "columnValueType": "Text"}])), SECOND, "unknown-value"
    ),
    "inserts that are filtered": Broken(
        HOLO,
        acting("HandleDml", text(dmlPolicies=[{"dmlType": "Insert", "dmlAction": "Filter", "filterCondition": "a"}])),
        SECOND,
        "filter-type",
    ),
    "a filter without a condition": Broken(
        HOLO,
        acting("HandleDml", text(dmlPolicies=[{"dmlType": "Delete", "dmlAction": "Filter"}])),
        SECOND,
        "filter-condition",
    ),
    "a condition without a filter": Broken(
        HOLO,
        acting("HandleDml", text(dmlPolicies=[{"dmlType": "Delete", "dmlAction": "Ignore", "filterCondition": "a"}])),
        SECOND,
        "no-filter",
        W,
    ),
    "a cron expression of five fields": Broken(
        NIGHTLY,
        {"/TransformationRules/1/RuleExpression": text(cronExpress="30 02 * * ?", cycleType="1")},
        SECOND,
        "cron",
    ),
    "a key with a column twice": Broken(
        HOLO, acting("DefinePrimaryKey", text(columns=["id", "id"])), SECOND, "duplicate-column", W
    ),
    "an added column twice": Broken(
        HOLO,
        acting("AddColumn", text(columns=[COLUMN, {**COLUMN, "columnValue": "DB_NAME_SRC"}])),
        SECOND,
        "duplicate-column",
    ),
    "a change with two policies": Broken(
        HOLO,
        acting(
            "HandleDml", text(dmlPolicies=[{"dmlType": "Delete", "dmlAction": each} for each in ("Ignore", "Normal")])
        ),
        SECOND,
        "set-twice",
        W,
    ),
    "a condition of batches in real time": Broken(
        HOLO,
        acting("DefineIncrementalCondition", text(where="id > 0")),
        "/TransformationRules/1/RuleActionType",
        "rule-mode",
        W,
    ),
}
