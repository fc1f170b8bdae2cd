"""Good scripts with one thing broken in each, and all that the check says about it."""

import json

from tests.dataworks.scripts.broken_batch import BATCH
from tests.dataworks.scripts.broken_jobs import JOBS
from tests.dataworks.scripts.patches import CONNECTION, READER, WRITER, Broken, W

NEW, ODPS, TWO = "realtime_to_hologres", "realtime_to_maxcompute", "realtime_two_sources"
CHANGE, MADE = "realtime_update", "realtime_generated"

SELECTED = f"{CONNECTION}/selectedTables"
INFOS = f"{SELECTED}/0/schema/0/tableInfos"
MAPPING = f"{WRITER}/tableMappingRule"

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
    "schema as an object": Broken(
        ODPS, {f"{SELECTED}/0/schema": {"tableInfos": [{"table": "orders"}]}}, f"{SELECTED}/0/schema", "wrong-type"
    ),
    "tables of a schema as an object": Broken(ODPS, {INFOS: {"table": "orders"}}, INFOS, "wrong-type"),
    "no table in a schema": Broken(ODPS, {INFOS: []}, SELECTED, "no-tables"),
    "tables as JSON text": Broken(NEW, {f"{CONNECTION}/table": '["orders"]'}, f"{CONNECTION}/table", "object-as-text"),
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
    "backslashes in a folder": Broken(
        "create_param",
        {"/FileFolderPath": "Business Flow\\shop\\Data Integration"},
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
    "DataX without its job": (
        '{"content": [{"reader": {"name": "mysqlreader", "parameter": {}}, "writer": {}}], "setting": {}}',
        "/content",
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
        "job": JOBS,
    }.items()
    for name, broken in table.items()
}
