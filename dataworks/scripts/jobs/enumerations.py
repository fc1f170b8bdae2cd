"""The values that a job specification may have (source: the SDK's text of CreateDIJob), as data."""

from collections.abc import Mapping

MIGRATION_TYPES: Mapping[str, str] = {
    "FullAndRealtimeIncremental": "real-time",
    "RealtimeIncremental": "real-time",
    "Full": "batch",
    "OfflineIncremental": "batch",
    "FullAndOfflineIncremental": "batch",
}
"""Each migration type, and whether it follows changes in real time or runs as a batch."""

JOB_TYPES: Mapping[str, str] = {
    "DatabaseRealtimeMigration": "real-time",
    "DatabaseOfflineMigration": "batch",
    "SingleTableRealtimeMigration": "real-time",
}
SINGLE_TABLE = "SingleTableRealtimeMigration"

CHANNEL = "api_"
"""A prefix of migration types that the provider for Terraform sends; nothing documents it."""

SOURCES: Mapping[str, str] = {
    "PolarDB": "polardb",
    "MySQL": "mysql",
    "Kafka": "kafka",
    "LogHub": "loghub",
    "Hologres": "holo",
    "Oracle": "oracle",
    "OceanBase": "apsaradb_for_oceanbase",
    "MongoDB": "mongodb",
    "RedShift": "redshift",
    "Hive": "hive",
    "SQLServer": "sqlserver",
    "Doris": "doris",
    "ClickHouse": "clickhouse",
}
"""The types of sources, each with the step type that scripts have for it."""

CONSOLE_SOURCES = ("PostgreSQL", "PolarDB-X 2.0", "DataHub", "AnalyticDB_For_MySQL", "DRDS")
"""Sources that the console offers and no list of the API has."""

DESTINATIONS: Mapping[str, str] = {
    "Hologres": "holo",
    "OSS-HDFS": "oss_hdfs",
    "OSS": "oss",
    "MaxCompute": "odps",
    "LogHub": "loghub",
    "StarRocks": "starrocks",
    "DataHub": "datahub",
    "AnalyticDB_For_MySQL": "analyticdb_for_mysql",
    "Kafka": "kafka",
    "Hive": "hive",
}
"""The types of destinations, each with the step type that scripts have for it."""

OTHER_NAMES_OF_SOURCES = ("Name", "DatasourceName")
"""What the key ``DataSourceName`` is called by mistake, or in answers of other operations."""

DATA_SOURCE, DATABASE, SCHEMA, TABLE = "Datasource", "Database", "Schema", "Table"
OBJECT_TYPES = (DATA_SOURCE, DATABASE, SCHEMA, TABLE)
"""What a selection rule is about. ``Datasource`` is in the FileSpec sample and in requests that were seen to work."""

INCLUDE, EXCLUDE = "Include", "Exclude"
SELECTION_ACTIONS = (INCLUDE, EXCLUDE)
EXACT, REGEX = "Exact", "Regex"
EXPRESSION_TYPES = (EXACT, REGEX)

TARGETS = (TABLE, SCHEMA, DATABASE)
"""What a transformation rule is applied to."""

RULE_ACTIONS = (
    *("Rename", "DefinePrimaryKey", "AddColumn", "HandleDml", "DefineIncrementalCondition"),
    *("DefineCycleScheduleSettings", "DefinePartitionKey", "DefineRuntimeSettings"),
    *("SourceSchema", "DefineDstTableSettings", "ColumnMapping"),
)
"""What a transformation rule does; the last three are in the sample of a FileSpec only."""

IMPLIED: Mapping[str, str] = {"Action": INCLUDE, "ExpressionType": EXACT}
"""What each rule of a selection means in version 2020-05-18, which can't say anything else."""

DDL_TYPES = ("RenameColumn", "ModifyColumn", "CreateTable", "TruncateTable", "DropTable", "DropColumn", "AddColumn")
DDL_ACTIONS = ("Normal", "Ignore", "Critical")
DML_TYPES = ("Insert", "Update", "Delete")
DML_ACTIONS = ("Normal", "Ignore", "Filter", "LogicalDelete")
FILTERED = ("Update", "Delete")
"""The changes that a filter may be about."""

CYCLES = ("Full", "OfflineIncremental")
"""The types of a migration that runs by schedule."""

FLAG, COUNT, FREE = "flag", "count", "free"

RUNTIME_SETTINGS: Mapping[str, str] = {
    "src.offline.datasource.max.connection": COUNT,
    "dst.offline.truncate": FLAG,
    "runtime.offline.speed.limit.enable": FLAG,
    "runtime.offline.speed.limit.mb": COUNT,
    "runtime.offline.concurrent": COUNT,
    "runtime.offline.enable.error.record": FLAG,
    "runtime.enable.auto.create.schema": FLAG,
    "runtime.realtime.concurrent": COUNT,
    "runtime.realtime.failover.minute.dataxcdc": COUNT,
    "runtime.realtime.failover.times.dataxcdc": COUNT,
    "dst.offline.connection.max": COUNT,
    "dst.realtime.connection.max": COUNT,
}
"""The names of runtime settings of both versions, and the form of their values; ranges are documented nowhere."""

RENAME_VARIABLES = ("srcDatasourceName", "srcDatabaseName", "srcTableName")
COLUMN_VALUES = ("Constant", "Variable")
COLUMN_VARIABLES = (
    "EXECUTE_TIME",
    "DB_NAME_SRC",
    "DATASOURCE_NAME_SRC",
    "TABLE_NAME_SRC",
    "DB_NAME_DEST",
    "DATASOURCE_NAME_DEST",
    "TABLE_NAME_DEST",
    "DB_NAME_SRC_TRANSED",
)

RULE_NAME_LENGTH = 50

REALTIME_PHASE, FULL_PHASE, SCHEDULE_PHASE = (
    "RealtimeResourceSettings",
    "OfflineResourceSettings",
    "ScheduleResourceSettings",
)
PHASES: Mapping[str, str] = {
    "realtime": REALTIME_PHASE,
    "full": FULL_PHASE,
    "schedule": SCHEDULE_PHASE,
}
"""The phases of a job, and the resource settings for each."""

NEEDED_PHASES: Mapping[str, tuple[str, ...]] = {
    "FullAndRealtimeIncremental": (REALTIME_PHASE, FULL_PHASE),
    "RealtimeIncremental": (REALTIME_PHASE,),
    "Full": (FULL_PHASE,),
    "OfflineIncremental": (FULL_PHASE,),
    "FullAndOfflineIncremental": (FULL_PHASE,),
}
"""The phases that a migration has, so that each needs a resource group (inferred from what the settings are for)."""
