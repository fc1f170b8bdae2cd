"""The three destinations a real-time script can be generated for, as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from emulator.failures import Malformed


class Target(NamedTuple):
    """The names of a destination table: its schema ("" where there is none), its table, and both together."""

    schema: str
    table: str
    full: str


@dataclass(frozen=True)
class Sink:
    """A destination: how scripts call it, what its writer is told, and how its tables are named.

    Only Hologres is in an official sample: its tables are named ``database.table``. That MaxCompute tables and
    Kafka topics are named ``database_table`` is assumed, and so are the two modes besides ``migration_holo``.
    """

    step_type: str
    task_type: str
    mode: str
    writing: Mapping[str, str] = field(default_factory=dict[str, str])
    has_schemas: bool = False

    def target(self, database: str, table: str) -> Target:
        """Name the destination of a table."""
        if self.has_schemas:
            return Target(database, table, f"{database}.{table}")
        name = re.sub(r"\W", "_", f"{database}_{table}").lower()
        return Target("", name, name)


SINKS = (
    Sink("odps", "oneclick_to_odps", "migration_odps"),
    Sink("kafka", "oneclick_to_kafka", "migration_kafka"),
    Sink("holo", "oneclick_to_holo", "migration_holo", {"writeMode": "replay"}, has_schemas=True),
)


def sink_for(step_type: str, task_type: str | None = None) -> Sink:
    """The destination of a writer step; a task type that belongs to another destination is refused."""
    for sink in SINKS:
        if sink.step_type == step_type and task_type in (None, sink.task_type):
            return sink
    raise Malformed
