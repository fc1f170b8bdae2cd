"""The destinations a real-time script can be generated for, as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from emulator.failures import Malformed
from emulator.generation.column_types import TypeNames


class Target(NamedTuple):
    """The names of a destination table: its schema ("" where there is none), its table, and both together."""

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
    """A destination: what scripts call it and its column types, what its writer is told, how its tables are named.

    Only Hologres is in an official sample: its tables are named ``database.table``. That MaxCompute tables and
    Kafka topics are named ``database_table`` is assumed, and so are the two modes besides ``migration_holo``.
    """

    step_type: str
    task_type: str
    mode: str
    types: TypeNames
    writing: Mapping[str, str] = field(default_factory=dict[str, str])
    has_schemas: bool = False

    def target(self, database: str, table: str) -> Target:
        """Name the destination of a table."""
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
        writing={"writeMode": "replay"},
        has_schemas=True,
    ),
)
"""One row for each destination; what else is known of them follows from it."""


def sink_for(step_type: str, task_type: str | None = None) -> Sink:
    """The destination of a writer step; a task type that belongs to another destination is refused."""
    for sink in SINKS:
        if sink.step_type == step_type and task_type in (None, sink.task_type):
            return sink
    raise Malformed
