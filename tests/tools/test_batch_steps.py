"""The steps of a batch task are checked against the table of step types before anything is sent."""

from typing import Any

import pytest

from tests.sessions import facts_of
from tests.tools.calls import called
from tests.tools.test_create_batch_task import NO_DESTINATION, NO_SOURCE, READER, WRITER, changed

TOOL = "create_batch_task"
BOTH: dict[str, Any] = {"columns": None, **NO_SOURCE, **NO_DESTINATION}
COLUMNS = ["id", "status", "total"]


def reading(step_type: str, **parameter: Any) -> dict[str, Any]:
    """A wish with this reader and a good writer."""
    step = {"stepType": step_type, "parameter": parameter}
    return changed(reader=step, writer=WRITER, **BOTH)


def writing(step_type: str, **parameter: Any) -> dict[str, Any]:
    """A wish with a good reader and this writer."""
    step = {"stepType": step_type, "parameter": parameter}
    return changed(reader=READER, writer=step, **BOTH)


MYSQL: dict[str, Any] = {"datasource": "mysql_shop", "table": ["orders"], "column": COLUMNS}
ODPS: dict[str, Any] = {"datasource": "odps_shop", "table": "orders", "truncate": True, "column": COLUMNS}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "product name": (writing("hologres", **ODPS), "/writer/stepType: \"hologres\" is unknown; did you mean 'holo'?"),
    "missing parameter": (
        reading("mysql", datasource="mysql_shop", column=COLUMNS),
        "/reader/parameter: the mysql reader needs",
    ),
    "misspelt parameter": (
        reading("mysql", datasource="mysql_shop", table=["orders"], colum=COLUMNS),
        "/reader/parameter/colum: unknown parameter; did you mean 'column'?",
    ),
    "columns as text": (
        writing("odps", **{**ODPS, "column": "id,status,total"}),
        '/writer/parameter/column: must be a list, not "id,status,total"',
    ),
    "columns that do not match": (
        writing("odps", **{**ODPS, "column": ["id"]}),
        "/writer/parameter/column: has 1 columns, the reader has 3",
    ),
    "columns that do not match plain ones": (
        changed(reader={**READER, "parameter": {**MYSQL, "column": ["id"]}}, **NO_SOURCE),
        "/columns: has 3 columns, the reader has 1",
    ),
    "misspelt choice": (
        writing("holo", datasource="holo_shop", table="orders", column=COLUMNS, conflictMode="replacee"),
        "/writer/parameter/conflictMode: \"replacee\" is none of ignore, replace, update; did you mean 'replace'?",
    ),
    "names of DataX": (
        changed(reader={"name": "mysql", "plugin": "mysql", "parameter": MYSQL}, writer=WRITER, **BOTH),
        "/reader/plugin: unknown key; did you mean 'stepType'?",
    ),
    "an empty step": (changed(reader={}, writer=WRITER, **BOTH), "/reader: lacks stepType"),
}


@pytest.mark.parametrize(("wish", "finding"), WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_step_is_named_by_its_place_in_the_arguments(wish: dict[str, Any], finding: str) -> None:
    result, operations = await called(TOOL, wish)

    assert result.is_error
    assert any(line.startswith(finding) for line in facts_of(result)["error"]["fix"]), facts_of(result)
    assert not any("/steps/" in line for line in facts_of(result)["error"]["fix"])
    assert operations == []


async def test_wrong_steps_and_wrong_arguments_are_told_together() -> None:
    wish = changed(reader={}, columns=None, cron="daily", **NO_SOURCE)
    result, _ = await called(TOOL, wish)

    places = [line.partition(":")[0] for line in facts_of(result)["error"]["fix"]]
    assert [*dict.fromkeys(places)] == ["/columns", "/cron", "/reader"]


WARNED: dict[str, tuple[dict[str, Any], str, str]] = {
    "misspelt step type": (reading("mysq", **MYSQL), "/reader/stepType", "misspelt-step-type"),
    "missing topic": (
        reading("kafka", datasource="kafka_shop", column=COLUMNS),
        "/reader/parameter",
        "missing-parameter",
    ),
    "far step type": (reading("sap_hana_cloud", **MYSQL), "/reader/stepType", "unknown-step-type"),
    "unknown parameter": (reading("mysql", **MYSQL, colour="red"), "/reader/parameter/colour", "unknown-parameter"),
    "a star among plain columns": (changed(columns=["*"]), "/columns", "star-column"),
    "a column twice": (changed(columns=["id", "id"]), "/columns", "duplicate-column"),
    "MongoDB at full speed": (
        writing("mongodb", datasource="m", collectionName="c", column=COLUMNS) | {"concurrency": 8},
        "/concurrency",
        "mongodb-concurrency",
    ),
}


@pytest.mark.parametrize(("wish", "pointer", "rule"), WARNED.values(), ids=WARNED.keys())
async def test_what_the_service_may_know_better_goes_along_as_a_warning(
    wish: dict[str, Any], pointer: str, rule: str
) -> None:
    result, operations = await called(TOOL, wish)

    assert (pointer, rule) in [(row["pointer"], row["rule"]) for row in facts_of(result)["warnings"]]
    assert "CreateDISyncTask" in operations


async def test_a_good_wish_has_no_warnings() -> None:
    split = {**READER, "parameter": {**MYSQL, "splitPk": "id"}}
    for wish in (changed(), changed(reader=split, writer=WRITER, **BOTH)):
        result, _ = await called(TOOL, wish)

        assert not result.is_error
        assert "warnings" not in facts_of(result)
