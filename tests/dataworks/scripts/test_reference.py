"""What is told about scripts is what the check holds to."""

import ast
from collections.abc import Iterator

import pytest

from dataworks.scripts.check import check
from dataworks.scripts.reference import Format, formats, step_type, step_types
from dataworks.scripts.rules.parameters import CHOICES, IN_THE_DATA_SOURCE, QUERY_REPLACES
from dataworks.scripts.step_types import known, meant_step_type, plugins
from tests.dataworks.scripts.broken import BROKEN, TEXTS
from tests.structure.tree import parsed, sources


@pytest.mark.parametrize("told", formats(), ids=lambda told: told.kind)
def test_the_example_of_a_kind_is_of_that_kind_and_good(told: Format) -> None:
    assert (check(told.example).kind, check(told.example).findings) == (told.kind, ())
    assert told.what
    assert told.use
    assert told.notes


def test_a_step_type_tells_what_its_parameters_are() -> None:
    mysql = step_type("mysql")

    assert mysql is not None
    assert mysql["writer"]["writeMode"] == {
        "required": True,
        "default": "insert",
        "values": ["insert", "update", "replace"],
    }
    assert mysql["reader"]["where"] == {"required": False}
    assert step_type("fluvio") is None


def test_what_the_data_source_knows_is_not_asked_for() -> None:
    loghub = step_type("LogHub")

    assert loghub is not None
    assert loghub["reader"]["logstore"]["required"] is True
    assert loghub["reader"]["accessKey"]["required"] == "without a datasource"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mysq", "mysql"),
        ("odsp", "odps"),
        ("hloo", "holo"),
        ("MaxCompute", "odps"),
        ("mongo", "mongodb"),
        ("odpswriter", "odps"),
        ("loghubreader", "LogHub"),
        ("hbase11xreader", "hbase"),
        ("txtfilereader", None),
        ("reader", None),
        ("fluvio", None),
    ],
)
def test_a_step_type_is_found_by_a_name_like_its_own(written: str, meant: str | None) -> None:
    assert meant_step_type(written) == meant


def test_there_are_83_step_types() -> None:
    assert len(step_types()) == 83


def test_a_step_type_tells_what_its_columns_look_like() -> None:
    oss = step_type("oss")

    assert oss is not None
    assert oss["reader"]["column"]["each"] == {"index": 0, "type": "string"}


def test_all_that_the_table_says_of_step_types_and_parameters_is_about_known_ones() -> None:
    table = known()
    parameters = {name for categories in plugins().values() for each in categories.values() for name in each}

    assert {name for family in table.families for name in family} - plugins().keys() == set()
    assert (table.published | set(table.other_names.values())) - plugins().keys() == set()
    assert table.values.keys() - parameters == set()


def test_what_the_rules_know_of_step_types_is_in_the_table() -> None:
    names = {name for categories in plugins().values() for table in categories.values() for name in table}
    choices = [(step, category, name) for (step, category), names in CHOICES.items() for name in names]

    assert [choice for choice in choices if choice[2] not in plugins()[choice[0]][choice[1]]] == []
    assert (IN_THE_DATA_SOURCE | set(QUERY_REPLACES)) - names == set()


def rules_in(tree: ast.AST) -> Iterator[str]:
    """The rules that findings in a module are made with, as far as they are written out there."""
    for node in ast.walk(tree):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if isinstance(node, ast.Call) and name in {"Finding", "_nothing"}:
            rule = node.args[0 if name == "_nothing" else 1]
            if isinstance(rule, ast.Constant) and isinstance(rule.value, str):
                yield rule.value


def test_every_rule_has_a_script_that_trips_only_it() -> None:
    modules = {name: path for name, path in sources("dataworks").items() if name.startswith("dataworks.scripts.")}
    rules = {rule for path in modules.values() for rule in rules_in(parsed(path))}
    tripped = {broken.rule for broken in BROKEN.values()} | {rule for _, _, rule in TEXTS.values()}

    assert rules - tripped == {"wrong-kind"}, "told by the place, and tested by name"
    assert len(BROKEN) + len(TEXTS) >= 60
