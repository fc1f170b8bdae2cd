"""The script a real-time task is generated from (type realtime, version 1.0).

Only three pairs are documented, all of them from MySQL (facts, section 3.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dataworks.fields import ScriptText


@dataclass(frozen=True)
class Pair:
    """A destination, and how it is spelled in scripts.

    Attributes:
        product: what people call it.
        step_type: that of the writer.
        task_type: the value in the script of a generation.
        mode: the value in the generated script; only that of Hologres is in an official sample.
    """

    product: str
    step_type: str
    task_type: str
    mode: str


PAIRS = {
    "maxcompute": Pair("MaxCompute", "odps", "oneclick_to_odps", "migration_odps"),
    "kafka": Pair("Kafka", "kafka", "oneclick_to_kafka", "migration_kafka"),
    "hologres": Pair("Hologres", "holo", "oneclick_to_holo", "migration_holo"),
}
"""The destinations by the type that tools take. A row here and one in the emulator is all that a new one needs."""

if TYPE_CHECKING:
    DestinationType = str  # type checkers take no Literal from a table
else:
    DestinationType = Literal[tuple(PAIRS)]


def realtime_script(
    tables: Mapping[str, Sequence[str]], destination_type: DestinationType, destination: str, resource_group: str
) -> ScriptText:
    """The script for these arguments.

    Args:
        tables: those of each data source, all as ``"db.table"`` or all as ``"table"``; see ``table_forms_agree``.
    """
    pair = PAIRS[destination_type]
    connection = [
        {"datasourceType": "mysql", "datasource": source, **selection(names)} for source, names in tables.items()
    ]
    script = {
        "type": "realtime",
        "version": "1.0",
        "setting": {"resourceGroup": resource_group, "taskType": pair.task_type},
        "steps": [
            _step("mysql", "reader", {"connection": connection}),
            _step(pair.step_type, "writer", {"datasource": destination}),
        ],
    }
    return ScriptText.of(script)


def change_script(wanted: Mapping[str, Sequence[str]]) -> ScriptText:
    """The script that asks for exactly these tables, by data source: everything else stays as it is."""
    connection = [{"datasource": source, **selection(tables)} for source, tables in wanted.items() if tables]
    reader = {"name": "Reader", "category": "reader", "parameter": {"connection": connection}}
    return ScriptText.of({"steps": [reader]})


def table_forms_agree(tables: Sequence[str]) -> bool:
    """Whether all tables name their database, or none does: the service takes one form or the other."""
    return len({"." in table for table in tables}) <= 1


def split_table(table: str) -> tuple[str, str]:
    """``"db.a.b"`` is the table ``a.b`` of the database ``db``: it splits at the first dot."""
    database, _, name = table.partition(".")
    return database, name


def selection(tables: Sequence[str]) -> dict[str, Any]:
    """The keys of a connection that name these tables."""
    if not all("." in table for table in tables):
        return {"table": list(tables)}
    databases: dict[str, list[dict[str, str]]] = {}
    for database, name in map(split_table, tables):
        databases.setdefault(database, []).append({"table": name})
    return {
        "selectedTables": [
            {"dbName": database, "schema": [{"tableInfos": names}]} for database, names in databases.items()
        ]
    }


def _step(step_type: str, category: str, parameter: dict[str, Any]) -> dict[str, Any]:
    return {"stepType": step_type, "name": category.capitalize(), "category": category, "parameter": parameter}
