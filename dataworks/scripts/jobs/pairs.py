"""Which sources can be synchronised to which destinations, by kind of job.

The rows are lists of the console's pages; the API's own lists are no matrix. So what is not in them may exist anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dataworks.language import Text
from dataworks.scripts.jobs.enumerations import DESTINATIONS, MIGRATION_TYPES

DATABASES, ONE_TABLE, BATCH = "databases", "table", "batch"

KINDS: Mapping[str, Text] = {
    DATABASES: Text("real-time synchronization of tables of databases", "整库实时同步"),
    ONE_TABLE: Text("real-time synchronization of one table", "单表实时同步"),
    BATCH: Text("batch synchronization of tables of databases", "整库离线同步"),
}


@dataclass(frozen=True)
class Pairs:
    """The sources of a destination.

    Attributes:
        databases: for tables of databases in real time.
        one_table: for one table, topic or log in real time.
        batch: for tables of databases as a batch.
        inferred: which of them no list has; they follow from other facts.
    """

    databases: tuple[str, ...] = ()
    one_table: tuple[str, ...] = ()
    batch: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()

    def of(self, kind: str) -> tuple[str, ...]:
        """The sources for a kind of job."""
        return {DATABASES: self.databases, ONE_TABLE: self.one_table, BATCH: self.batch}[kind]


STREAMS = ("DataHub", "Kafka", "LogHub")

PAIRS: Mapping[str, Pairs] = {
    "MaxCompute": Pairs(
        databases=("MySQL", "Oracle", "PolarDB", "PolarDB-X 2.0", "OceanBase"),
        one_table=STREAMS,
        batch=(
            *("MySQL", "Oracle", "PolarDB", "PostgreSQL", "SQLServer", "Hive", "Hologres", "ClickHouse", "Doris"),
            *("DRDS", "RedShift", "AnalyticDB_For_MySQL"),
        ),
    ),
    "Hologres": Pairs(
        databases=("MySQL", "Oracle", "PolarDB", "PolarDB-X 2.0", "PostgreSQL", "MongoDB", "OceanBase"),
        one_table=("DataHub", "Hologres", "Kafka", "LogHub"),
        batch=("AnalyticDB_For_MySQL", "ClickHouse", "Doris", "Hologres", "Oracle", "PolarDB", "SQLServer"),
    ),
    "OSS": Pairs(
        databases=("MySQL", "PolarDB"),
        one_table=("Kafka", "LogHub"),
        batch=("MySQL", "Oracle", "PolarDB", "PostgreSQL", "SQLServer"),
    ),
    "OSS-HDFS": Pairs(databases=("MySQL",), one_table=("Kafka", "LogHub")),
    "AnalyticDB_For_MySQL": Pairs(databases=("MySQL", "Oracle", "PolarDB", "OceanBase"), one_table=STREAMS),
    "Kafka": Pairs(databases=("MySQL",), one_table=("DataHub", "Hologres"), inferred=("MySQL",)),
    "Hive": Pairs(batch=("MySQL",)),
}
"""The destinations of which lists of sources are known."""


OF_JOB_TYPE: Mapping[str, tuple[str, ...]] = {
    "DatabaseRealtimeMigration": (DATABASES,),
    "DatabaseOfflineMigration": (BATCH,),
    "SingleTableRealtimeMigration": (ONE_TABLE,),
}
OF_MODE: Mapping[str, tuple[str, ...]] = {"real-time": (DATABASES, ONE_TABLE), "batch": (BATCH,)}


def kinds_of(migration_type: str, job_type: str = "") -> tuple[str, ...]:
    """The kinds that a job of these types may be of; none if they say nothing."""
    return OF_JOB_TYPE.get(job_type) or OF_MODE.get(MIGRATION_TYPES.get(migration_type, ""), ())


def sources_of(destination: str, kinds: tuple[str, ...]) -> tuple[str, ...] | None:
    """The sources of a destination for these kinds of jobs; ``None`` where no list is known."""
    row = PAIRS.get(destination)
    found = dict.fromkeys(source for kind in kinds for source in row.of(kind)) if row else ()
    return (*found,) if found else None


def realtime_kind(source: str, destination: str) -> str:
    """The kind of a new real-time job: of one table where only that is known, else of tables of databases.

    A stream has no databases, also where nothing is known about the destination.
    """
    row = PAIRS.get(destination, Pairs())
    one_table = source in STREAMS or (source in row.one_table and source not in row.databases)
    return ONE_TABLE if one_table else DATABASES


def realtime_pairs() -> tuple[tuple[str, str], ...]:
    """All pairs of types for real-time jobs, sources first."""
    return tuple(
        (source, destination)
        for destination in DESTINATIONS
        for source in sources_of(destination, (DATABASES, ONE_TABLE)) or ()
    )
