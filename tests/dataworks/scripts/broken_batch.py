"""Batch jobs with one thing broken in each."""

from tests.dataworks.scripts.patches import CONNECTION, READER, WRITER, Broken, W

JOB, HOLO, OSS, KAFKA = (
    "batch_mysql_to_maxcompute",
    "batch_maxcompute_to_hologres",
    "batch_query_to_oss",
    "batch_kafka_to_maxcompute",
)
MYSQL, MONGO = "batch_mysql_to_mysql", "batch_mongodb_to_hologres"

BATCH = {
    "DataX's version": Broken(JOB, {"/version": "1.0"}, "/version", "wrong-value", suggestion='write "2.0"'),
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
    "product's short name": Broken(
        MONGO,
        {"/steps/0/stepType": "mongo"},
        "/steps/0/stepType",
        "misspelt-step-type",
        suggestion="did you mean 'mongodb'?",
    ),
    "DataX's writer": Broken(
        JOB,
        {"/steps/1/stepType": "odpswriter"},
        "/steps/1/stepType",
        "misspelt-step-type",
        suggestion="did you mean 'odps'?",
    ),
    "DataX's reader": Broken(
        JOB,
        {"/steps/0/stepType": "MySQLReader"},
        "/steps/0/stepType",
        "misspelt-step-type",
        suggestion="did you mean 'mysql'?",
    ),
    "DataX's writer of a product": Broken(
        HOLO,
        {"/steps/1/stepType": "hologreswriter"},
        "/steps/1/stepType",
        "misspelt-step-type",
        suggestion="did you mean 'holo'?",
    ),
    "unknown step type": Broken(JOB, {"/steps/1/stepType": "fluvio"}, "/steps/1/stepType", "unknown-step-type", W),
    "reader of a writer's type": Broken(
        KAFKA, {"/steps/0/stepType": "milvus"}, "/steps/0/stepType", "step-type-category", W
    ),
    "nearly a step type": Broken(
        JOB,
        {"/steps/0/stepType": "mysq"},
        "/steps/0/stepType",
        "misspelt-step-type",
        W,
        "did you mean 'mysql'?",
    ),
    "no table": Broken(JOB, {f"{WRITER}/table": ...}, WRITER, "missing-parameter"),
    "no data source": Broken(JOB, {f"{READER}/datasource": ...}, READER, "missing-parameter"),
    "data source of null": Broken(JOB, {f"{READER}/datasource": None}, READER, "missing-parameter"),
    "empty data source": Broken(JOB, {f"{READER}/datasource": ""}, f"{READER}/datasource", "empty-parameter"),
    "data source as a number": Broken(
        JOB, {f"{READER}/datasource": 5}, f"{READER}/datasource", "wrong-type", suggestion='write "5"'
    ),
    "data sources in a list": Broken(
        JOB,
        {f"{WRITER}/datasource": ["odps_shop"]},
        f"{WRITER}/datasource",
        "wrong-type",
        suggestion='write "odps_shop"',
    ),
    "data source of a connection as a number": Broken(
        MYSQL, {f"{CONNECTION}/datasource": 5}, f"{CONNECTION}/datasource", "wrong-type"
    ),
    "table of spaces": Broken(JOB, {f"{WRITER}/table": " "}, f"{WRITER}/table", "empty-parameter"),
    "table as a number": Broken(JOB, {f"{WRITER}/table": 5}, f"{WRITER}/table", "wrong-type"),
    "no table in the list": Broken(JOB, {f"{READER}/table": []}, f"{READER}/table", "empty-parameter"),
    "no table in a connection": Broken(MYSQL, {f"{CONNECTION}/table": []}, READER, "missing-parameter"),
    "table of a list as a number": Broken(JOB, {f"{READER}/table": [5]}, f"{READER}/table/0", "wrong-type"),
    "empty table of a list": Broken(JOB, {f"{READER}/table/1": ""}, f"{READER}/table/1", "empty-text"),
    "empty topic": Broken(KAFKA, {f"{READER}/topic": ""}, f"{READER}/topic", "empty-parameter", W),
    "columns of null": Broken(JOB, {f"{READER}/column": None}, READER, "missing-parameter"),
    "columns of nothing": Broken(JOB, {f"{READER}/column": " "}, f"{READER}/column", "no-columns"),
    "columns as a number": Broken(JOB, {f"{READER}/column": 5}, f"{READER}/column", "wrong-type"),
    "columns as an object": Broken(JOB, {f"{READER}/column": {}}, f"{READER}/column", "wrong-type", W),
    "columns by number": Broken(JOB, {f"{READER}/column": [1, 2, 3]}, f"{READER}/column", "column-type", W),
    "template": Broken(JOB, {READER: {}}, READER, "empty-step"),
    "address in place of a data source": Broken(
        KAFKA, {f"{READER}/datasource": ..., f"{READER}/server": "h:9092"}, READER, "no-data-source", W
    ),
    "truth as a word": Broken(JOB, {f"{WRITER}/truncate": "yes"}, f"{WRITER}/truncate", "wrong-type"),
    "columns of a table as objects": Broken(
        JOB, {f"{READER}/column": [{"name": "id"}, "status", "total"]}, f"{READER}/column", "column-names", W
    ),
    "connection as an object": Broken(
        MYSQL, {f"{READER}/connection": {"datasource": "m"}}, f"{READER}/connection", "wrong-type"
    ),
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
        JOB, {f"{WRITER}/partition": "20261120"}, f"{WRITER}/partition", "writer-partition"
    ),
    **{
        f"partition {partition}": Broken(
            JOB, {f"{WRITER}/partition": partition}, f"{WRITER}/partition", "writer-partition"
        )
        for partition in ("pt=", "=1", "pt==1", "pt=1,PT=2", "pt=1/hh", "pt=2026/01/01", "pt=${bizdate", "pt=${${a}")
    },
    "where in a filter": Broken(JOB, {f"{READER}/where": " WHERE id > 5"}, f"{READER}/where", "where-is-no-condition"),
    "end of a statement in a filter": Broken(
        JOB, {f"{READER}/where": "id > 5; "}, f"{READER}/where", "where-is-no-condition"
    ),
    "two split keys": Broken(JOB, {f"{READER}/splitPk": "id,line"}, f"{READER}/splitPk", "split-key"),
    "no begin": Broken(
        KAFKA, {f"{READER}/beginDateTime": ...}, READER, "kafka-time", W, 'write "beginDateTime": "${startTime}"'
    ),
    "no end": Broken(
        KAFKA, {f"{READER}/endDateTime": ...}, READER, "kafka-time", W, 'write "endDateTime": "${endTime}"'
    ),
    "no steps": Broken(JOB, {"/steps": ...}, "", "missing-key"),
    "steps of null": Broken(JOB, {"/steps": None}, "/steps", "wrong-type"),
    "steps as text": Broken(JOB, {"/steps": "[{}]"}, "/steps", "object-as-text", suggestion="leave the quotes out"),
    "begin as a date": Broken(
        KAFKA, {f"{READER}/beginDateTime": "2026-11-20"}, f"{READER}/beginDateTime", "kafka-time"
    ),
    "truncating": Broken(OSS, {f"{WRITER}/writeMode": "truncate"}, f"{WRITER}/writeMode", "truncates-by-prefix", W),
    "parquet": Broken(OSS, {f"{WRITER}/fileFormat": "parquet"}, WRITER, "parquet-parameters", W),
    "MongoDB at once": Broken(
        MONGO, {"/setting/speed/concurrent": 2}, "/setting/speed/concurrent", "mongodb-concurrency", W
    ),
    "MongoDB's columns as text": Broken(
        MONGO,
        {f"{READER}/column/0": "_id"},
        f"{READER}/column",
        "column-objects",
        W,
        'write {"name": "_id", "type": "string"}, for example',
    ),
    "too much at once": Broken(JOB, {"/setting/speed/concurrent": 33}, "/setting/speed/concurrent", "concurrency", W),
    "nothing at once": Broken(KAFKA, {"/setting/speed/concurrent": 0}, "/setting/speed/concurrent", "concurrency"),
    "throttle without a rate": Broken(
        JOB, {"/setting/speed/throttle": True}, "/setting/speed", "throttle-needs-mbps", W, 'add "mbps": 10'
    ),
    "throttle as text": Broken(JOB, {"/setting/speed/throttle": "off"}, "/setting/speed/throttle", "wrong-type", W),
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
        HOLO, {"/setting/speed/concurrent": 4}, "/setting/executeMode", "distribute-needs-concurrency", W
    ),
    "memory turned round": Broken(
        HOLO, {"/setting/jvmOption": "-Xms4g -Xmx1024m"}, "/setting/jvmOption", "jvm-option", W
    ),
    "no option": Broken(HOLO, {"/setting/jvmOption": "1024m"}, "/setting/jvmOption", "jvm-option", W),
    "table twice": Broken(MYSQL, {f"{CONNECTION}/table": ["a", "a"]}, f"{CONNECTION}/table", "duplicate-table", W),
}
