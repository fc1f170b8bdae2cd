"""Good job specifications with one thing broken in each, and all that the check says about it."""

import json

from tests.dataworks.scripts.broken_job_rules import TRANSFORMATIONS
from tests.dataworks.scripts.patches import Broken, W

HOLO, PUBLIC, ALL, NIGHTLY = (
    "job_mysql_to_hologres",
    "job_mysql_to_hologres_schema",
    "job_whole_database",
    "job_nightly",
)
MAPPING, SETTINGS, GROUPS = "/TableMappings/0", "/JobSettings", "/ResourceSettings"
SELECTORS = f"{MAPPING}/SourceObjectSelectionRules"
TABLE = f"{SELECTORS}/2"
EXPRESSION = "/TransformationRules/0/RuleExpression"
SOURCE = "/SourceDataSourceSettings/0"
DDL, RUNTIME = f"{SETTINGS}/DdlHandlingSettings", f"{SETTINGS}/RuntimeSettings"


def text(**keys: object) -> str:
    return json.dumps(keys)


def selector(object_type: str, expression: str, **more: str) -> dict[str, str]:
    usual = {"ObjectType": object_type, "Action": "Include", "ExpressionType": "Exact", "Expression": expression}
    return {**usual, **more}


TYPES = {
    "no name": Broken(HOLO, {"/Name": ...}, "", "missing-key"),
    "no source type": Broken(HOLO, {"/SourceDataSourceType": ...}, "", "missing-key"),
    "no mappings": Broken(HOLO, {"/TableMappings": ..., "/TransformationRules": ...}, "", "missing-key"),
    "no mapping in the list": Broken(
        HOLO, {"/TableMappings": [], "/TransformationRules": ...}, "/TableMappings", "empty-list"
    ),
    "mappings as text": Broken(HOLO, {"/TableMappings": "[]"}, "/TableMappings", "object-as-text"),
    "a mapping as text": Broken(HOLO, {"/TableMappings/0": "shop.orders"}, "/TableMappings/0", "wrong-type"),
    "a misspelt key": Broken(
        HOLO,
        {"/TableMapping": [], "/TableMappings": ..., "/TransformationRules": ...},
        "/TableMapping",
        "misspelt-key",
        suggestion="did you mean 'TableMappings'?",
    ),
    "a source that nobody has": Broken(
        HOLO, {"/SourceDataSourceType": "DB2"}, "/SourceDataSourceType", "unknown-value"
    ),
    "a source that only the console has": Broken(
        HOLO, {"/SourceDataSourceType": "PostgreSQL"}, "/SourceDataSourceType", "unknown-value", W
    ),
    "a source as answers spell it": Broken(
        HOLO, {"/SourceDataSourceType": "Mysql"}, "/SourceDataSourceType", "unknown-value", W, "write MySQL"
    ),
    "a misspelt destination": Broken(
        HOLO,
        {"/DestinationDataSourceType": "Hologers"},
        "/DestinationDataSourceType",
        "unknown-value",
        suggestion="did you mean 'Hologres'?",
    ),
    "a destination by its step type": Broken(
        HOLO, {"/DestinationDataSourceType": "odps"}, "/DestinationDataSourceType", "unknown-value"
    ),
    "the prefix of a test channel": Broken(
        HOLO,
        {"/MigrationType": "api_FullAndRealtimeIncremental"},
        "/MigrationType",
        "unknown-value",
        W,
        "did you mean 'FullAndRealtimeIncremental'?",
    ),
    "an unknown migration type": Broken(HOLO, {"/MigrationType": "Everything"}, "/MigrationType", "unknown-value"),
    "a job type of batches": Broken(HOLO, {"/JobType": "DatabaseOfflineMigration"}, "/JobType", "types-disagree"),
    "a batch with a job type of real time": Broken(
        NIGHTLY, {"/JobType": "DatabaseRealtimeMigration"}, "/JobType", "types-disagree"
    ),
    "a pair in no list": Broken(
        HOLO, {"/SourceDataSourceType": "ClickHouse"}, "/SourceDataSourceType", "unknown-pair", W
    ),
    "one table from MySQL": Broken(
        HOLO,
        {"/JobType": "SingleTableRealtimeMigration", "/MigrationType": "RealtimeIncremental"},
        "/SourceDataSourceType",
        "unknown-pair",
        W,
    ),
    "a workspace by name": Broken(HOLO, {"/ProjectId": "shop"}, "/ProjectId", "wrong-type"),
    "an unknown key": Broken(HOLO, {"/ClientToken": "x"}, "/ClientToken", "unknown-key", W),
}
RESOURCES = {
    "no group at all": Broken(HOLO, {GROUPS: {}}, GROUPS, "no-group"),
    "no group for the full load": Broken(HOLO, {f"{GROUPS}/OfflineResourceSettings": ...}, GROUPS, "no-group", W),
    "no group for changes": Broken(HOLO, {f"{GROUPS}/RealtimeResourceSettings": ...}, GROUPS, "no-group", W),
    "no group for a schedule": Broken(NIGHTLY, {f"{GROUPS}/ScheduleResourceSettings": ...}, GROUPS, "no-group", W),
    "a group by number": Broken(
        HOLO,
        {f"{GROUPS}/RealtimeResourceSettings/ResourceGroupIdentifier": "280749"},
        f"{GROUPS}/RealtimeResourceSettings/ResourceGroupIdentifier",
        "group-identifier",
        W,
    ),
    "a group of another spelling": Broken(
        HOLO,
        {f"{GROUPS}/RealtimeResourceSettings": {"ResourceGroup": "S_res_group_1"}},
        f"{GROUPS}/RealtimeResourceSettings/ResourceGroup",
        "misspelt-key",
    ),
    "no compute units": Broken(
        HOLO,
        {f"{GROUPS}/RealtimeResourceSettings/RequestedCu": 0},
        f"{GROUPS}/RealtimeResourceSettings/RequestedCu",
        "cu",
    ),
    "compute units in words": Broken(
        HOLO,
        {f"{GROUPS}/OfflineResourceSettings/RequestedCu": "two"},
        f"{GROUPS}/OfflineResourceSettings/RequestedCu",
        "cu",
    ),
    "a data source without a name": Broken(
        HOLO, {"/DestinationDataSourceSettings": [{}]}, "/DestinationDataSourceSettings/0", "no-data-source"
    ),
    "a data source as name": Broken(
        HOLO,
        {"/DestinationDataSourceSettings": [{"Name": "holo_shop"}]},
        "/DestinationDataSourceSettings/0/Name",
        "misspelt-key",
    ),
    "a connection in the request": Broken(
        HOLO,
        {f"{SOURCE}/DataSourceProperties": {"ConnectionProperties": '{"username":"u","password":"hush-1"}'}},
        f"{SOURCE}/DataSourceProperties/ConnectionProperties",
        "connection-sent",
        W,
    ),
    "a data source twice": Broken(
        HOLO,
        {"/DestinationDataSourceSettings": [{"DataSourceName": "h"}, {"DataSourceName": "h"}]},
        "/DestinationDataSourceSettings",
        "duplicate-source",
        W,
    ),
}
SELECTIONS = {
    "nothing included": Broken(
        HOLO,
        {f"{SELECTORS}/0/Action": "Exclude", f"{SELECTORS}/1/Action": "Exclude", f"{TABLE}/Action": "Exclude"},
        MAPPING,
        "nothing-selected",
    ),
    "everything excluded": Broken(
        ALL,
        {f"{SELECTORS}/3": selector("Table", ".*", Action="Exclude", ExpressionType="Regex")},
        MAPPING,
        "nothing-selected",
    ),
    "its own table excluded": Broken(
        HOLO, {f"{SELECTORS}/3": selector("Table", "orders", Action="Exclude")}, MAPPING, "nothing-selected"
    ),
    "two tables in one mapping": Broken(
        HOLO, {f"{SELECTORS}/3": selector("Table", "refunds")}, MAPPING, "matches-nothing", W
    ),
    "no rule about tables": Broken(HOLO, {TABLE: ...}, MAPPING, "no-table", W),
    "an unknown object": Broken(HOLO, {f"{TABLE}/ObjectType": "View"}, f"{TABLE}/ObjectType", "unknown-value"),
    "a misspelt action": Broken(HOLO, {f"{TABLE}/Action": "Includes"}, f"{TABLE}/Action", "unknown-value"),
    "no expression": Broken(HOLO, {f"{TABLE}/Expression": ""}, f"{TABLE}/Expression", "empty-text"),
    "no action, as in 2020-05-18": Broken(HOLO, {f"{TABLE}/Action": ...}, TABLE, "missing-key", W),
    "a pattern as a name": Broken(
        HOLO,
        {f"{TABLE}/Expression": "order_*"},
        f"{TABLE}/Expression",
        "pattern-as-name",
        W,
        'write ExpressionType Regex and Expression "order_.*"',
    ),
    "a regular expression as a name": Broken(
        HOLO,
        {f"{TABLE}/Expression": r"^order_\d+$"},
        f"{TABLE}/Expression",
        "pattern-as-name",
        W,
        r'write ExpressionType Regex and Expression "^order_\\d+$"',
    ),
    "two tables as one name": Broken(
        HOLO,
        {f"{TABLE}/Expression": "orders, refunds"},
        f"{TABLE}/Expression",
        "list-as-name",
        W,
        "write a mapping for each",
    ),
    "a table of no database": Broken(HOLO, {f"{SELECTORS}/1": ...}, MAPPING, "no-database", W),
    "a pattern of files": Broken(
        ALL, {f"{TABLE}/Expression": "order_*"}, f"{TABLE}/Expression", "wildcard", W, 'write "order_.*"'
    ),
    "a star alone": Broken(ALL, {f"{TABLE}/Expression": "*"}, f"{TABLE}/Expression", "regex"),
    "an open bracket": Broken(ALL, {f"{TABLE}/Expression": "order_[0-9"}, f"{TABLE}/Expression", "regex"),
    "a group that only Java knows": Broken(
        ALL, {f"{TABLE}/Expression": r"order_\p{Digit}+"}, f"{TABLE}/Expression", "regex", W
    ),
    "an end in the middle": Broken(
        ALL, {f"{TABLE}/Expression": "order$_.*"}, f"{TABLE}/Expression", "matches-nothing", W
    ),
    "a database in the name": Broken(HOLO, {f"{TABLE}/Expression": "shop.orders"}, MAPPING, "database-in-name", W),
    "another data source": Broken(
        HOLO,
        {f"{SELECTORS}/0/Expression": "mysql_shp"},
        MAPPING,
        "unknown-source",
        suggestion="did you mean 'mysql_shop'?",
    ),
    "no data source of two": Broken(
        HOLO,
        {"/SourceDataSourceSettings/1": {"DataSourceName": "b"}, f"{SELECTORS}/0": ...},
        MAPPING,
        "which-source",
        W,
    ),
    "two tables to one": Broken(
        PUBLIC,
        {"/TransformationRules/0/RuleExpression": text(expression="ods_all")},
        "/TableMappings/1",
        "same-destination",
        W,
    ),
    "a name in spaces": Broken(
        HOLO, {f"{TABLE}/Expression": " orders"}, f"{TABLE}/Expression", "spaces", W, 'write "orders"'
    ),
    "two mappings of a job for one table": Broken(
        PUBLIC,
        {
            "/JobType": "SingleTableRealtimeMigration",
            "/MigrationType": "RealtimeIncremental",
            "/SourceDataSourceType": "Kafka",
        },
        "/TableMappings",
        "one-table",
        W,
    ),
    "a pattern to one table": Broken(ALL, {EXPRESSION: text(expression="all")}, MAPPING, "same-destination", W),
}
JOB_SETTINGS = {
    "a change of rows as DDL": Broken(HOLO, {f"{DDL}/0/Type": "Insert"}, f"{DDL}/0/Type", "unknown-value"),
    "an unknown reaction": Broken(HOLO, {f"{DDL}/0/Action": "Warning"}, f"{DDL}/0/Action", "unknown-value"),
    "a DDL twice": Broken(HOLO, {f"{DDL}/1": {"Type": "DropTable", "Action": "Critical"}}, DDL, "set-twice", W),
    "a misspelt runtime setting": Broken(
        HOLO, {f"{RUNTIME}/0/Name": "runtime.realtime.concurrency"}, f"{RUNTIME}/0/Name", "unknown-value"
    ),
    "a runtime setting as a number": Broken(HOLO, {f"{RUNTIME}/0/Value": 1}, f"{RUNTIME}/0/Value", "wrong-type", W),
    "a runtime setting of no number": Broken(
        HOLO, {f"{RUNTIME}/0/Value": "hush-2"}, f"{RUNTIME}/0/Value", "setting-value"
    ),
    "channel settings that are no object": Broken(
        HOLO, {f"{SETTINGS}/ChannelSettings": "hush-3"}, f"{SETTINGS}/ChannelSettings", "channel-settings", W
    ),
    "a schedule in real time": Broken(
        HOLO,
        {f"{SETTINGS}/CycleScheduleSettings": {"ScheduleParameters": "a=1"}},
        f"{SETTINGS}/CycleScheduleSettings",
        "no-schedule",
        W,
    ),
    "an unknown cycle": Broken(
        NIGHTLY,
        {f"{SETTINGS}/CycleScheduleSettings/CycleMigrationType": "Daily"},
        f"{SETTINGS}/CycleScheduleSettings/CycleMigrationType",
        "unknown-value",
    ),
    "a FileSpec that is no JSON": Broken(HOLO, {"/FileSpec": "hush-4"}, "/FileSpec", "file-spec"),
}
JOBS = {**TYPES, **RESOURCES, **SELECTIONS, **TRANSFORMATIONS, **JOB_SETTINGS}
