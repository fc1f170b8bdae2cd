"""Jobs as version 2020-05-18 spells them, and names and expressions in odd spellings, which are not mistakes."""

import json
from copy import deepcopy
from typing import Any

import pytest

from dataworks.scripts.check import check
from dataworks.scripts.jobs.changing import as_definition
from dataworks.scripts.jobs.enumerations import RULE_ACTIONS
from dataworks.scripts.jobs.expressions import EXPRESSIONS
from tests.dataworks.scripts.test_jobs import definition, example
from tests.structure.tree import ROOT

CAPTURED = json.loads((ROOT / "tests" / "dataworks" / "job_requests.json").read_text("utf-8"))
FORM = next(row["form"] for row in CAPTURED if (row["version"], row["action"]) == ("2020-05-18", "CreateDIJob"))
OLDER: dict[str, Any] = {name: json.loads(text) if text[0] in "[{" else text for name, text in FORM.items()}
"""What the official SDK sends for version 2020-05-18."""


def test_a_job_as_the_older_version_spells_it_has_no_finding_and_can_be_sent_to_the_newer_one() -> None:
    made = as_definition(definition(OLDER).content).content

    assert check(json.dumps(OLDER)).findings == ()
    assert made["SourceDataSourceSettings"][0]["DataSourceProperties"]["Timezone"] == "Asia/Shanghai"
    assert made["ResourceSettings"] == {
        "RealtimeResourceSettings": {"RequestedCu": 2, "ResourceGroupIdentifier": "S_res_group_1_2"}
    }
    assert [
        {name: rule[name] for name in ("Action", "ExpressionType")}
        for rule in made["TableMappings"][0]["SourceObjectSelectionRules"]
    ] == [{"Action": "Include", "ExpressionType": "Exact"}] * 2


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda job: job["SourceDataSourceSettings"][0].pop("DataSourceName"), "/SourceDataSourceSettings/0"),
        (lambda job: job.update(MigrationType="Everything"), "/MigrationType"),
        (lambda job: job["TransformationRules"].clear(), "/TableMappings/0/TransformationRules/0"),
    ],
)
def test_a_fault_in_a_job_of_the_older_version_is_found(change: Any, pointer: str) -> None:
    job = deepcopy(OLDER)
    change(job)

    assert [each.pointer for each in check(json.dumps(job)).findings] == [pointer]


def test_a_reference_that_differs_from_its_rule_in_capitals_refers_to_it() -> None:
    job = example("mysql_to_hologres")
    (reference,) = job["TableMappings"][0]["TransformationRules"]
    reference["RuleActionType"] = "rename"

    assert [(each.rule, each.suggestion) for each in check(json.dumps(job)).findings] == [
        ("unknown-value", "write Rename")
    ]


@pytest.mark.parametrize("expression", [r"(?<name>orders)_\d+", r"\p{Alpha}+"])
def test_an_expression_of_another_dialect_is_not_called_wrong(expression: str) -> None:
    job = example("whole_database")
    job["TableMappings"][0]["SourceObjectSelectionRules"][2]["Expression"] = expression
    (finding,) = check(json.dumps(job)).findings

    assert (finding.severity, finding.suggestion) == ("warning", None)
    assert finding.message.startswith("was not checked")


@pytest.mark.parametrize("name", ["orders (old)", "a-b.c", "t$1", "订单 2024", "orders#2", "$tmp"])
def test_an_odd_name_is_no_pattern(name: str) -> None:
    job = example("mysql_to_hologres")
    job["TableMappings"][0]["SourceObjectSelectionRules"][2]["Expression"] = name

    assert check(json.dumps(job)).findings == ()


def test_the_actions_of_rules_are_those_whose_expressions_are_known() -> None:
    assert {*RULE_ACTIONS} == EXPRESSIONS.keys()
