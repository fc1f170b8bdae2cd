"""The script of a batch task (type job, version 2.0): one reader, one writer (facts, section 3.5)."""

import re
from collections.abc import Sequence
from typing import Any

from dataworks.fields import ScriptText

READERS = {"mysql": "mysql", "polardb": "polardb"}
WRITERS = {"odps": "odps"}
"""Data source types whose parameters can be filled from plain arguments, with their step types."""

VARIABLE = re.compile(r"\$\{(\w+)\}")


def table_reader(
    kind: str, source: str, table: str, columns: Sequence[str], where: str | None, split_key: str | None
) -> dict[str, Any]:
    """A step that reads a table of a relational source: the rows that the filter chooses, split by the key."""
    connection = [{"datasource": source, "table": [table]}]
    parameter = {"envType": 1, "datasource": source, "column": list(columns), "connection": connection}
    more = {"where": where or "", **({"splitPk": split_key} if split_key else {}), "encoding": "UTF-8"}
    return {"stepType": READERS[kind], "parameter": {**parameter, **more}}


def table_writer(
    kind: str, destination: str, table: str, columns: Sequence[str], partition: str | None, *, truncate: bool
) -> dict[str, Any]:
    """A step that writes a table of MaxCompute, or one partition of it."""
    parameter: dict[str, Any] = {
        "envType": 1,
        "datasource": destination,
        "table": table,
        "column": list(columns),
        "truncate": truncate,
        "emptyAsNull": False,
    }
    return {"stepType": WRITERS[kind], "parameter": {**parameter, **({"partition": partition} if partition else {})}}


def job_script(reader: dict[str, Any], writer: dict[str, Any], concurrency: int) -> ScriptText:
    """The script; a record that can't be written ends the run, since the service drops it silently otherwise."""
    script = {
        "type": "job",
        "version": "2.0",
        "steps": [
            {**reader, "name": "Reader", "category": "reader"},
            {**writer, "name": "Writer", "category": "writer"},
        ],
        "setting": {
            "executeMode": None,
            "errorLimit": {"record": "0"},
            "speed": {"concurrent": concurrency, "throttle": False},
        },
        "order": {"hops": [{"from": "Reader", "to": "Writer"}]},
    }
    return ScriptText.of(script)


def variables(script: str) -> list[str]:
    """The scheduling variables, such as ``bizdate`` for ``${bizdate}``, that a script needs values for."""
    return list(dict.fromkeys(VARIABLE.findall(script)))
