"""The types of destination of generated real-time scripts, as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from emulator.failures import Malformed
from emulator.generation.column_types import TypeNames


class Target(NamedTuple):
    """The names of a destination table: its schema (may be ""), its table, and both together."""

    schema: str
    table: str
    full: str


JSON_TYPES = TypeNames(
    boolean="boolean",
    int1="integer",
    int2="integer",
    int4="integer",
    int8="integer",
    unsigned_int8="integer",
    decimal="number",
    largest_decimal=(65, 30),
    float="number",
    double="number",
    date="string",
    time="string",
    datetime="string",
    timestamp="string",
    json="object",
    binary="string",
    text="string",
)
"""The types of a message in JSON."""


@dataclass(frozen=True)
class Sink:
    """A type of destination: its names in scripts, its column types, its writer's settings, its table names.

    Only Hologres is in an official sample: its tables are named ``database.table``. The names ``database_table`` of
    MaxCompute tables and Kafka topics are assumed, and so are the modes other than ``migration_holo``.
    """

    step_type: str
    task_type: str
    mode: str
    types: TypeNames
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    has_schemas: bool = False

    def target(self, database: str, table: str) -> Target:
        """Return the names of the destination of a table."""
        if self.has_schemas:
            return Target(database, table, f"{database}.{table}")
        name = re.sub(r"\W", "_", f"{database}_{table}").lower()
        return Target("", name, name)


SINKS = (
    Sink(
        "odps",
        "oneclick_to_odps",
        "migration_odps",
        types=TypeNames(
            boolean="BOOLEAN",
            int1="TINYINT",
            int2="SMALLINT",
            int4="INT",
            int8="BIGINT",
            unsigned_int8="DECIMAL(20,0)",
            decimal="DECIMAL({p},{s})",
            largest_decimal=(38, 18),
            float="FLOAT",
            double="DOUBLE",
            date="DATE",
            time="STRING",
            datetime="DATETIME",
            timestamp="TIMESTAMP",
            json="STRING",
            binary="BINARY",
            text="STRING",
        ),
    ),
    Sink("kafka", "oneclick_to_kafka", "migration_kafka", types=JSON_TYPES),
    Sink(
        "holo",
        "oneclick_to_holo",
        "migration_holo",
        types=TypeNames(
            boolean="bool",
            int1="int2",
            int2="int2",
            int4="int4",
            int8="int8",
            unsigned_int8="numeric(20,0)",
            decimal="numeric({p},{s})",
            largest_decimal=(38, 38),
            float="float4",
            double="float8",
            date="date",
            time="time",
            datetime="timestamp",
            timestamp="timestamptz",
            json="jsonb",
            binary="bytea",
            text="text",
        ),
        settings={"writeMode": "replay"},
        has_schemas=True,
    ),
)
"""One row for each type of destination."""


def sink_for(step_type: str, task_type: str | None = None) -> Sink:
    """Return the destination type of a writer step.

    Raises:
        Malformed: there is none for the step type, or the task type belongs to another one.
    """
    for sink in SINKS:
        if sink.step_type == step_type and task_type in (None, sink.task_type):
            return sink
    raise Malformed
