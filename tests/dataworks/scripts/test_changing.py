"""How a change of tables shows: as tables that come and go, and whatever else differs apart from them."""

import json
from typing import Any

import pytest

from dataworks.scripts.check import check
from dataworks.scripts.definition import Definition
from dataworks.scripts.differences import change
from dataworks.scripts.realtime_script import change_script


def script(*tables: str, source: str = "shop", **rest: Any) -> dict[str, Any]:
    """A generated script that reads these tables."""
    infos = [{"table": table, "enable": True} for table in tables]
    rules = [{"srcDbName": "db", "srcTable": table, "dstTable": f"x_{table}"} for table in tables]
    connection = {"datasource": source, "selectedTables": [{"dbName": "db", "schema": [{"tableInfos": infos}]}]}
    mapping = {"totalTableMapping": len(tables), "datasource": [{"srcDatasourceName": source, "tableRule": rules}]}
    return {
        "type": "job",
        "steps": [
            {"category": "reader", "parameter": {"connection": [connection]}},
            {"category": "writer", "parameter": {"datasource": "w", "tableMappingRule": mapping}},
        ],
        **rest,
    }


def defined(value: dict[str, Any]) -> Definition:
    return Definition(json.dumps(value))


def seen(present: dict[str, Any], wanted: dict[str, Any]) -> tuple[set[str], set[str], tuple[str, ...]]:
    found = change(defined(present), defined(wanted))
    return {table for _, table in found.added}, {table for _, table in found.removed}, found.others


def test_tables_that_come_and_go_are_all_that_differs() -> None:
    assert seen(script("a", "b"), script("b", "c", "d")) == ({"db.c", "db.d"}, {"db.a"}, ())


def test_their_order_does_not_matter() -> None:
    assert seen(script("a", "b"), script("b", "a")) == (set(), set(), ())


def test_another_rule_for_a_table_that_stays_is_no_change_of_tables() -> None:
    wanted = script("a", "b")
    wanted["steps"][1]["parameter"]["tableMappingRule"]["datasource"][0]["tableRule"][0]["dstTable"] = "other"

    assert seen(script("a"), wanted) == ({"db.b"}, set(), ("table db.a of shop",))


def test_a_table_that_is_only_read_or_only_written_differs() -> None:
    wanted = script("a", "b")
    wanted["steps"][1]["parameter"]["tableMappingRule"]["datasource"][0]["tableRule"].pop(0)

    assert seen(script("a"), wanted) == ({"db.b"}, set(), ("table db.a of shop",))


@pytest.mark.parametrize("other", [1, 1.0, "true"], ids=repr)
def test_a_value_of_another_type_is_another_value(other: object) -> None:
    wanted = script("a", setting={"on": True})
    infos = wanted["steps"][0]["parameter"]["connection"][0]["selectedTables"][0]["schema"][0]["tableInfos"]
    infos[0]["enable"] = other

    assert seen(script("a", setting={"on": True}), wanted) == (set(), set(), ("table db.a of shop",))
    assert seen(script("a", setting={"on": True}), script("a", setting={"on": other}))[2] == ("/setting",)
    assert not defined({"on": True}).means_the_same(defined({"on": other}))


def test_what_belongs_to_no_table_is_named_by_its_place() -> None:
    other = script("a", setting={"errorLimit": {}}, extend={"mode": "x"})
    other["steps"][1]["parameter"]["datasource"] = "elsewhere"

    assert seen(script("a"), other) == (set(), set(), ("/extend", "/setting", "/steps"))


def test_a_data_source_that_differs_is_named() -> None:
    wanted = script("a")
    wanted["steps"][0]["parameter"]["connection"][0]["datasourceType"] = "oracle"

    assert seen(script("a"), wanted) == (set(), set(), ("data source shop",))


def test_the_same_table_of_another_data_source_is_another_table() -> None:
    found = change(defined(script("a")), defined(script("a", source="store")))

    assert (found.added, found.removed) == ((("store", "db.a"),), (("shop", "db.a"),))


def test_many_differences_are_counted() -> None:
    others = change(defined({}), defined({f"k{number}": 1 for number in range(20)})).others

    assert others[-1] == "and 10 more"
    assert len(others) == 11


def test_what_asks_for_a_change_names_each_table_and_passes_the_check() -> None:
    text = change_script({"shop": ("db.a", "db.b", "other.c"), "empty": ()})

    assert Definition(text).tables_by_source() == {"shop": ("db.a", "db.b", "other.c")}
    assert check(text, "realtime-update").findings == ()
