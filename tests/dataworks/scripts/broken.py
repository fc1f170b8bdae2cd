"""Good scripts with one thing broken in each, and all that the check says about it."""

import json

from tests.dataworks.scripts.patches import Broken

NEW, ODPS, TWO = "realtime_to_hologres", "realtime_to_maxcompute", "realtime_two_sources"
CHANGE, MADE = "realtime_update", "realtime_generated"
JOB, HOLO, OSS, KAFKA = (
    "batch_mysql_to_maxcompute",
    "batch_maxcompute_to_hologres",
    "batch_query_to_oss",
    "batch_kafka_to_maxcompute",
)
MYSQL, MONGO = "batch_mysql_to_mysql", "batch_mongodb_to_hologres"

READER, WRITER = "/steps/0/parameter", "/steps/1/parameter"
CONNECTION = f"{READER}/connection/0"
SELECTED = f"{CONNECTION}/selectedTables"
INFOS = f"{SELECTED}/0/schema/0/tableInfos"
MAPPING = f"{WRITER}/tableMappingRule"
W = "warning"

REALTIME = {
    "no type": Broken(NEW, {"/type": ...}, "", "missing-key"),
    "type job": Broken(NEW, {"/type": "real-time"}, "/type", "wrong-value", suggestion='write "realtime"'),
    "version as a number": Broken(NEW, {"/version": 1.0}, "/version", "wrong-value", suggestion='write "1.0"'),
    "no setting": Broken(NEW, {"/setting": ...}, "", "missing-key"),
    "setting as text": Broken(NEW, {"/setting": '{"taskType":"x"}'}, "/setting", "object-as-text"),
    "no resource group": Broken(NEW, {"/setting/resourceGroup": ...}, "/setting", "missing-key"),
    "resource group of another spelling": Broken(
        NEW,
        {"/setting/resourceGroup": ..., "/setting/ResourceGroup": "S_res_group_1"},
        "/setting/ResourceGroup",
        "misspelt-key",
        suggestion="did you mean 'resourceGroup'?",
    ),
    "resource group by number": Broken(
        NEW, {"/setting/resourceGroup": "280749"}, "/setting/resourceGroup", "group-identifier", W
    ),
    "resource group by name": Broken(
        NEW, {"/setting/resourceGroup": "my group"}, "/setting/resourceGroup", "group-identifier", W
    ),
    "resource group as a number": Broken(
        NEW, {"/setting/resourceGroup": 280749}, "/setting/resourceGroup", "wrong-type", suggestion='write "280749"'
    ),
    "empty resource group": Broken(NEW, {"/setting/resourceGroup": ""}, "/setting/resourceGroup", "empty-text"),
    "scheduling group as text": Broken(
        NEW,
        {"/setting/scheduleResgroupId": "30003913"},
        "/setting/scheduleResgroupId",
        "wrong-type",
        suggestion="write 30003913 without quotes",
    ),
    "unknown task type": Broken(
        NEW,
        {"/setting/taskType": "oneclick_to_hologres"},
        "/setting/taskType",
        "unknown-task-type",
        suggestion="did you mean 'oneclick_to_holo'?",
    ),
    "sink of another task type": Broken(
        NEW,
        {"/steps/1/stepType": "odps"},
        "/steps/1/stepType",
        "sink-matches-task-type",
        suggestion='write "holo", or "oneclick_to_odps" as the task type',
    ),
    "sink by its product name": Broken(
        NEW, {"/steps/1/stepType": "hologres"}, "/steps/1/stepType", "sink-matches-task-type"
    ),
    "another source": Broken(NEW, {"/steps/0/stepType": "oracle"}, "/steps/0/stepType", "source-is-mysql"),
    "unknown key": Broken(NEW, {"/order": {}}, "/order", "unknown-key", W),
    "misspelt optional key": Broken(
        NEW, {"/setting/Name": "x"}, "/setting/Name", "unknown-key", W, "did you mean 'name'?"
    ),
    "no reader": Broken(NEW, {"/steps/0": ...}, "/steps", "one-reader"),
    "no writer": Broken(NEW, {"/steps/1": ...}, "/steps", "one-writer"),
    "misspelt category": Broken(
        NEW,
        {"/steps/0/category": "Reader"},
        "/steps/0/category",
        "unknown-category",
        suggestion="did you mean 'reader'?",
    ),
    "another category": Broken(
        NEW, {"/steps/2": {"category": "filter", "name": "F"}}, "/steps/2/category", "unknown-category", W
    ),
    "no category": Broken(NEW, {"/steps/1/category": ...}, "/steps/1", "missing-key"),
    "nameless step": Broken(NEW, {"/steps/1/name": ...}, "/steps/1", "missing-key", W),
    "same name": Broken(NEW, {"/steps/1/name": "Reader"}, "/steps/1/name", "same-name", W),
    "no parameter": Broken(NEW, {"/steps/1/parameter": ...}, "/steps/1", "missing-key"),
    "empty connection": Broken(NEW, {f"{READER}/connection": []}, f"{READER}/connection", "no-connection"),
    "no data source": Broken(NEW, {f"{CONNECTION}/datasource": ...}, CONNECTION, "missing-key"),
    "data source of null": Broken(NEW, {f"{CONNECTION}/datasource": None}, CONNECTION, "missing-key"),
    "other type of data source": Broken(
        NEW, {f"{CONNECTION}/datasourceType": "rds"}, f"{CONNECTION}/datasourceType", "wrong-value", W
    ),
    "no tables": Broken(NEW, {f"{CONNECTION}/table": ...}, CONNECTION, "missing-key"),
    "tables under another key": Broken(
        NEW,
        {f"{CONNECTION}/table": ..., f"{CONNECTION}/tables": ["orders"]},
        f"{CONNECTION}/tables",
        "misspelt-key",
        suggestion="did you mean 'table'?",
    ),
    "selected tables in capitals": Broken(
        ODPS,
        {SELECTED: ..., f"{CONNECTION}/SelectedTables": []},
        f"{CONNECTION}/SelectedTables",
        "misspelt-key",
        suggestion="did you mean 'selectedTables'?",
    ),
    "empty list of tables": Broken(NEW, {f"{CONNECTION}/table": []}, f"{CONNECTION}/table", "no-tables"),
    "tables as text": Broken(
        NEW, {f"{CONNECTION}/table": "orders"}, f"{CONNECTION}/table", "wrong-type", suggestion='write ["orders"]'
    ),
    "empty table name": Broken(NEW, {f"{CONNECTION}/table/1": ""}, f"{CONNECTION}/table/1", "empty-text"),
    "table twice": Broken(NEW, {f"{CONNECTION}/table/2": "orders"}, f"{CONNECTION}/table", "duplicate-table", W),
    "selected twice": Broken(ODPS, {f"{INFOS}/2": {"table": "orders"}}, f"{INFOS}/2", "duplicate-table", W),
    "table with its database": Broken(
        NEW, {f"{CONNECTION}/table/0": "shop.orders"}, f"{CONNECTION}/table/0", "dotted-table", W
    ),
    "pattern in the plain list": Broken(
        NEW, {f"{CONNECTION}/table/0": "orders_*"}, f"{CONNECTION}/table/0", "table-pattern", W
    ),
    "pattern in a database": Broken(ODPS, {f"{INFOS}/0/table": "order?"}, f"{INFOS}/0/table", "table-pattern", W),
    "pattern in a change": Broken(CHANGE, {f"{CONNECTION}/table/0": "*"}, f"{CONNECTION}/table/0", "table-pattern", W),
    "both selections": Broken(ODPS, {f"{CONNECTION}/table": ["orders"]}, f"{CONNECTION}/table", "two-selections"),
    "all tables disabled": Broken(ODPS, {INFOS: [{"table": "orders", "enable": False}]}, SELECTED, "no-tables"),
    "enable as text": Broken(
        ODPS, {f"{INFOS}/0/enable": "true"}, f"{INFOS}/0/enable", "wrong-type", suggestion="write true"
    ),
    "table by another key": Broken(
        ODPS, {f"{INFOS}/0": {"name": "orders"}}, f"{INFOS}/0/name", "misspelt-key", suggestion="did you mean 'table'?"
    ),
    "database by another key": Broken(
        ODPS,
        {f"{SELECTED}/0/dbName": ..., f"{SELECTED}/0/database": "shop"},
        f"{SELECTED}/0/database",
        "misspelt-key",
        suggestion="did you mean 'dbName'?",
    ),
    "one source in two connections": Broken(
        TWO, {f"{READER}/connection/1/datasource": "mysql_shop"}, f"{READER}/connection", "duplicate-source", W
    ),
    "update without tables": Broken(CHANGE, {f"{CONNECTION}/table": []}, f"{CONNECTION}/table", "no-tables"),
    "update without a reader": Broken(CHANGE, {"/steps": []}, "/steps", "one-reader"),
}

GENERATED = {
    "no hops": Broken(MADE, {"/order": ...}, "", "missing-key"),
    "wrong count": Broken(
        MADE, {f"{MAPPING}/totalTableMapping": 2}, f"{MAPPING}/totalTableMapping", "mapping-count", W
    ),
    "table without a rule": Broken(
        MADE, {f"{INFOS}/1": {"table": "new"}}, f"{MAPPING}/datasource", "table-without-rule", W
    ),
    "rule without a table": Broken(
        MADE,
        {
            f"{MAPPING}/datasource/0/tableRule/1": {"srcDbName": "a", "srcTable": "b"},
            f"{MAPPING}/totalTableMapping": ...,
        },
        f"{MAPPING}/datasource",
        "rule-without-table",
        W,
    ),
    "mode of another sink": Broken(MADE, {"/extend/mode": "migration_odps"}, "/extend/mode", "mode-matches-writer", W),
    "no version": Broken(MADE, {"/version": ...}, "", "missing-key"),
}

BATCH = {
    "DataX's version": Broken(JOB, {"/version": "1.0"}, "/version", "wrong-value", suggestion='write "2.0"'),
    "no order": Broken(JOB, {"/order": ...}, "", "missing-key", W),
    "no hops": Broken(JOB, {"/order/hops": []}, "/order/hops", "no-hops", W),
    "hop to nowhere": Broken(
        JOB,
        {"/order/hops/0/to": "writer"},
        "/order/hops/0/to",
        "hop-joins-no-step",
        suggestion="did you mean 'Writer'?",
    ),
    "hop backwards": Broken(
        JOB, {"/order/hops/0": {"from": "Writer", "to": "Reader"}}, "/order/hops/0", "hop-direction"
    ),
    "steps of one name": Broken(
        JOB, {"/steps/1/name": "Reader", "/order/hops/0/to": "Reader"}, "/steps/1/name", "same-name"
    ),
    "misspelt step type": Broken(
        JOB,
        {"/steps/1/stepType": "maxcompute"},
        "/steps/1/stepType",
        "misspelt-step-type",
        suggestion="did you mean 'odps'?",
    ),
    "nearly a step type": Broken(
        MONGO,
        {"/steps/0/stepType": "mongo"},
        "/steps/0/stepType",
        "misspelt-step-type",
        suggestion="did you mean 'mongodb'?",
    ),
    "unknown step type": Broken(JOB, {"/steps/1/stepType": "fluvio"}, "/steps/1/stepType", "unknown-step-type", W),
    "reader of a writer's type": Broken(
        KAFKA,
        {
            "/steps/0/stepType": "loghub",
        },
        "/steps/0/stepType",
        "step-type-category",
        W,
        "did you mean 'LogHub'?",
    ),
    "no table": Broken(JOB, {f"{WRITER}/table": ...}, WRITER, "missing-parameter"),
    "no data source": Broken(JOB, {f"{READER}/datasource": ...}, READER, "missing-parameter"),
    "no write mode": Broken(MYSQL, {f"{WRITER}/writeMode": ...}, WRITER, "missing-parameter", W),
    "misspelt parameter": Broken(
        JOB,
        {f"{WRITER}/table": ..., f"{WRITER}/Tables": "x"},
        f"{WRITER}/Tables",
        "misspelt-parameter",
        suggestion="did you mean 'table'?",
    ),
    "unknown parameter": Broken(
        JOB, {f"{READER}/splitpk": "id"}, f"{READER}/splitpk", "unknown-parameter", W, "did you mean 'splitPk'?"
    ),
    "columns as JSON text": Broken(JOB, {f"{READER}/column": '["id"]'}, f"{READER}/column", "object-as-text"),
    "columns as text": Broken(
        JOB, {f"{READER}/column": "id, total"}, f"{READER}/column", "wrong-type", suggestion='write ["id", "total"]'
    ),
    "empty columns": Broken(JOB, {f"{READER}/column": []}, f"{READER}/column", "no-columns"),
    "star": Broken(JOB, {f"{READER}/column": ["*"]}, f"{READER}/column", "star-column", W),
    "fewer columns": Broken(JOB, {f"{READER}/column": ["id"]}, f"{WRITER}/column", "column-count"),
    "column twice": Broken(
        JOB, {f"{WRITER}/column": ["id", "total", "total"]}, f"{WRITER}/column", "duplicate-column", W
    ),
    "query and filter": Broken(OSS, {f"{READER}/where": "id > 0"}, f"{READER}/where", "query-stands-alone", W),
    "misspelt write mode": Broken(
        MYSQL,
        {f"{WRITER}/writeMode": "replce"},
        f"{WRITER}/writeMode",
        "unknown-choice",
        suggestion="did you mean 'replace'?",
    ),
    "unknown write mode": Broken(HOLO, {f"{WRITER}/writeMode": "copy"}, f"{WRITER}/writeMode", "unknown-choice", W),
    "password": Broken(MYSQL, {f"{READER}/password": "x"}, f"{READER}/password", "secret-in-script", W),
    "no split key": Broken(JOB, {f"{READER}/splitPk": ""}, READER, "no-split-key", W),
    "split factor": Broken(JOB, {f"{READER}/splitFactor": 101}, f"{READER}/splitFactor", "split-factor"),
    "limit in a filter": Broken(JOB, {f"{READER}/where": "1=1 LIMIT 5"}, f"{READER}/where", "limit-in-where", W),
    "large batches": Broken(
        JOB,
        {"/steps/0/stepType": "postgresql", f"{READER}/fetchSize": 4096},
        f"{READER}/fetchSize",
        "fetch-size",
        W,
    ),
    "wildcard partition": Broken(JOB, {f"{WRITER}/partition": "pt=*"}, f"{WRITER}/partition", "writer-partition"),
    "partition without a column": Broken(
        JOB, {f"{WRITER}/partition": "${bizdate}"}, f"{WRITER}/partition", "writer-partition"
    ),
    "no begin": Broken(KAFKA, {f"{READER}/beginDateTime": ...}, READER, "kafka-time", W),
    "begin as a date": Broken(
        KAFKA, {f"{READER}/beginDateTime": "2026-11-20"}, f"{READER}/beginDateTime", "kafka-time"
    ),
    "truncating": Broken(OSS, {f"{WRITER}/writeMode": "truncate"}, f"{WRITER}/writeMode", "truncates-by-prefix", W),
    "parquet": Broken(OSS, {f"{WRITER}/fileFormat": "parquet"}, WRITER, "parquet-parameters", W),
    "MongoDB at once": Broken(
        MONGO, {"/setting/speed/concurrent": 2}, "/setting/speed/concurrent", "mongodb-concurrency", W
    ),
    "too much at once": Broken(JOB, {"/setting/speed/concurrent": 33}, "/setting/speed/concurrent", "concurrency"),
    "nothing at once": Broken(KAFKA, {"/setting/speed/concurrent": 0}, "/setting/speed/concurrent", "concurrency"),
    "throttle without a rate": Broken(
        JOB, {"/setting/speed/throttle": True}, "/setting/speed", "throttle-needs-mbps", suggestion='add "mbps": 10'
    ),
    "throttle as text": Broken(
        JOB, {"/setting/speed/throttle": "false"}, "/setting/speed/throttle", "wrong-type", W, "write false"
    ),
    "rate without throttle": Broken(
        JOB, {"/setting/speed/mbps": "12"}, "/setting/speed/mbps", "mbps-without-throttle", W
    ),
    "no rate": Broken(HOLO, {"/setting/speed/mbps": 0}, "/setting/speed/mbps", "mbps"),
    "DataX's channels": Broken(
        KAFKA, {"/setting/speed/channel": 3}, "/setting/speed/channel", "unknown-key", W, "did you mean 'concurrent'?"
    ),
    "negative limit": Broken(JOB, {"/setting/errorLimit/record": "-1"}, "/setting/errorLimit/record", "error-limit"),
    "unknown strategy": Broken(
        KAFKA,
        {"/setting/errorLimit/strategy": "ZeroTolerant"},
        "/setting/errorLimit/strategy",
        "unknown-value",
        suggestion="did you mean 'ZeroTolerance'?",
    ),
    "misspelt mode": Broken(
        HOLO,
        {"/setting/executeMode": "distributed"},
        "/setting/executeMode",
        "execute-mode",
        suggestion="did you mean 'distribute'?",
    ),
    "distributed in small": Broken(
        HOLO, {"/setting/speed/concurrent": 4}, "/setting/executeMode", "distribute-needs-concurrency"
    ),
    "memory turned round": Broken(
        HOLO, {"/setting/jvmOption": "-Xms4g -Xmx1024m"}, "/setting/jvmOption", "jvm-option", W
    ),
    "no option": Broken(HOLO, {"/setting/jvmOption": "1024m"}, "/setting/jvmOption", "jvm-option", W),
    "table twice": Broken(MYSQL, {f"{CONNECTION}/table": ["a", "a"]}, f"{CONNECTION}/table", "duplicate-table", W),
}

SETTINGS = {
    "no folder": Broken("create_param", {"/FileFolderPath": ...}, "", "missing-key"),
    "folder in small letters": Broken(
        "create_param",
        {"/FileFolderPath": ..., "/fileFolderPath": "Business Flow/shop/Data Integration"},
        "/fileFolderPath",
        "misspelt-key",
        suggestion="did you mean 'FileFolderPath'?",
    ),
    "no group": Broken("create_param", {"/ResourceGroup": ...}, "", "missing-key", W),
    "half a folder": Broken(
        "create_param", {"/FileFolderPath": "Business Flow/shop"}, "/FileFolderPath", "folder-path", W
    ),
    "slash before a folder": Broken(
        "create_param",
        {"/FileFolderPath": "/Business Flow/shop/Data Integration"},
        "/FileFolderPath",
        "folder-path",
        W,
        'write "Business Flow/shop/Data Integration"',
    ),
    "group by its name": Broken(
        "create_param", {"/ResourceGroup": "公共资源组"}, "/ResourceGroup", "group-identifier", W
    ),
    "a third of a unit": Broken("create_param", {"/Cu": 0.3}, "/Cu", "cu", suggestion="write 0.5"),
    "units in words": Broken("update_param", {"/Cu": "two"}, "/Cu", "cu"),
    "moving a task": Broken(
        "update_param",
        {"/FileFolderPath": "a"},
        "/FileFolderPath",
        "folder-stays",
        W,
    ),
    "negative count": Broken("start_param", {"/failoverLimit/count": -1}, "/failoverLimit/count", "count"),
    "start offset": Broken("start_param", {"/startTime": 0}, "/startTime", "unknown-key", W),
    "misspelt DDL": Broken(
        "start_param",
        {"/ddlMarkMap/DROPCOLUMNS": "IGNORE"},
        "/ddlMarkMap/DROPCOLUMNS",
        "unknown-key",
        W,
        "did you mean 'DROPCOLUMN'?",
    ),
    "misspelt reaction": Broken(
        "start_param",
        {"/ddlMarkMap/ADDCOLUMN": "IGNOR"},
        "/ddlMarkMap/ADDCOLUMN",
        "unknown-value",
        suggestion="did you mean 'IGNORE'?",
    ),
    "reaction in small letters": Broken(
        "start_param", {"/ddlMarkMap/ADDCOLUMN": "ignore"}, "/ddlMarkMap/ADDCOLUMN", "unknown-value", W
    ),
}

TEXTS: dict[str, tuple[str, str, str]] = {
    "a comma too many": ('{"type": "job",}', "", "invalid-json"),
    "nothing": ("", "", "invalid-json"),
    "NaN": ('{"a": NaN}', "", "invalid-json"),
    "half a character": ('{"a": "\ud800"}', "", "invalid-json"),
    "half a character as an escape": ('{"a": "\\ud83d"}', "", "half-a-character"),
    "endless number": (f'{{"a": {"1" * 5000}}}', "", "invalid-json"),
    "bottomless": ("[" * 100_000, "", "invalid-json"),
    "deep": ('{"a": ' + "[" * 70 + "]" * 70 + "}", "", "too-deep"),
    "list": ("[1]", "", "not-an-object"),
    "encoded twice": (json.dumps('{"type": "job"}'), "", "object-as-text"),
    "nothing known": ('{"colour": "red"}', "", "unknown-kind"),
    "a key twice": (
        '{"ResourceGroup": "group_1", "Cu": 1, "Cu": 2}',
        "/Cu",
        "duplicate-key",
    ),
    "DataX": (
        '{"job": {"content": [{"reader": {"name": "mysqlreader", "parameter": {}}, "writer": {}}]}}',
        "/job",
        "datax-shape",
    ),
}

BROKEN = {
    f"{part}: {name}": broken
    for part, table in {
        "real-time": REALTIME,
        "generated": GENERATED,
        "batch": BATCH,
        "settings": SETTINGS,
    }.items()
    for name, broken in table.items()
}
