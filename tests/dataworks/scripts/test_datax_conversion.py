"""DataX's format, and that of version 1.0, become complete scripts, without connection details and secrets."""

import json
from typing import Any

import pytest

from dataworks.scripts.check import check
from dataworks.scripts.datax_conversion import DATA_SOURCE, STEP_TYPE


def suggested(value: dict[str, Any]) -> dict[str, Any]:
    """The script that the check of another format suggests, which has no error itself."""
    (finding,) = check(json.dumps(value)).findings
    text = (finding.suggestion or "").removeprefix("write ")

    assert finding.rule == "datax-shape"
    assert check(text).errors == ()
    script: dict[str, Any] = json.loads(text)
    return script


def datax(reader: dict[str, Any], writer: dict[str, Any], **setting: Any) -> dict[str, Any]:
    return {"job": {"setting": setting, "content": [{"reader": reader, "writer": writer}]}}


def parameters(script: dict[str, Any]) -> list[dict[str, Any]]:
    return [step["parameter"] for step in script["steps"]]


HIDDEN = "hush"
MYSQL = {
    "name": "mysqlreader",
    "parameter": {
        "username": HIDDEN,
        "password": HIDDEN,
        "column": ["id", "n"],
        "splitPk": "id",
        "connection": [{"table": ["t"], "jdbcUrl": [f"jdbc:mysql://{HIDDEN}:3306/d?password={HIDDEN}"]}],
    },
}
ODPS = {
    "name": "odpswriter",
    "parameter": {
        "project": HIDDEN,
        "table": "t",
        "column": ["id", "n"],
        "accessId": HIDDEN,
        "accessKey": HIDDEN,
        "odpsServer": f"http://{HIDDEN}",
        "truncate": True,
    },
}


def test_a_job_of_datax_becomes_a_complete_script() -> None:
    script = suggested(datax(MYSQL, ODPS, speed={"channel": 3}, errorLimit={"record": 5}))

    assert script == {
        "type": "job",
        "version": "2.0",
        "steps": [
            {
                "stepType": "mysql",
                "name": "Reader",
                "category": "reader",
                "parameter": {"datasource": DATA_SOURCE.en, "column": ["id", "n"], "splitPk": "id", "table": ["t"]},
            },
            {
                "stepType": "odps",
                "name": "Writer",
                "category": "writer",
                "parameter": {"datasource": DATA_SOURCE.en, "table": "t", "column": ["id", "n"], "truncate": True},
            },
        ],
        "order": {"hops": [{"from": "Reader", "to": "Writer"}]},
        "setting": {"errorLimit": {"record": "5"}, "speed": {"concurrent": 3, "throttle": False}},
    }


WRITERS: dict[str, tuple[str, dict[str, Any]]] = {
    "hdfswriter": ("hdfs", {"defaultFS": f"hdfs://{HIDDEN}:8020", "hadoopConfig": {"dfs.x": HIDDEN}, "path": "/p"}),
    "mongodbwriter": ("mongodb", {"address": [f"{HIDDEN}:27017"], "userName": HIDDEN, "userPassword": HIDDEN}),
    "ftpwriter": ("ftp", {"protocol": "sftp", "host": HIDDEN, "port": 22, "username": HIDDEN, "password": HIDDEN}),
    "osswriter": ("oss", {"endpoint": HIDDEN, "accessId": HIDDEN, "accessKey": HIDDEN, "object": "x"}),
    "elasticsearchwriter": ("elasticsearch", {"endpoint": HIDDEN, "accessKey": HIDDEN, "index": "i"}),
    "otswriter": ("ots", {"endpoint": HIDDEN, "instanceName": HIDDEN, "accessId": HIDDEN, "accessKey": HIDDEN}),
    "hbase11xwriter": ("hbase", {"hbaseConfig": {"hbase.zookeeper.quorum": HIDDEN}, "table": "t"}),
    "adbpgwriter": ("adbpg", {"host": HIDDEN, "port": "1", "database": HIDDEN, "username": HIDDEN, "schema": "s"}),
    "kafkawriter": ("kafka", {"bootstrapServers": HIDDEN, "topic": "t", "security.token": HIDDEN}),
    "oceanbasev10writer": ("apsaradb_for_OceanBase", {"connection": [{"jdbcUrl": f"||_dsc_ob10_dsc_||jdbc:{HIDDEN}"}]}),
    "starrockswriter": (
        "starrocks",
        {"loadUrl": [HIDDEN], "connection": [{"jdbcUrl": f"jdbc:{HIDDEN}", "table": ["t"]}]},
    ),
    "pluginwriter": ("plugin", {"client": {"deep": [{"sasl.jaas.config": HIDDEN, "db-password": HIDDEN}]}}),
    "otherwriter": ("other", {"address": HIDDEN, "url": f"http://u:{HIDDEN}@h/", "text": '{"password": "hush"}'}),
}


@pytest.mark.parametrize(("plugin", "expected"), WRITERS.items(), ids=WRITERS.keys())
def test_connection_details_and_secrets_are_left_out_at_any_depth(
    plugin: str, expected: tuple[str, dict[str, Any]]
) -> None:
    step_type, parameter = expected
    script = suggested(
        datax(
            {"name": "streamreader", "parameter": {"column": [{"value": "a", "type": "string"}]}},
            {"name": plugin, "parameter": parameter},
        )
    )

    assert script["steps"][1]["stepType"] == step_type
    assert script["steps"][1]["parameter"]["datasource"] == DATA_SOURCE.en
    assert HIDDEN not in json.dumps(script)


def test_several_connections_each_get_a_place_for_their_data_source() -> None:
    both = [{"table": ["a"], "jdbcUrl": ["jdbc:mysql://x/d"]}, {"table": ["b"], "jdbcUrl": ["jdbc:mysql://y/d"]}]
    reader = {"name": "mysqlreader", "parameter": {"column": ["id", "n"], "connection": both}}

    assert parameters(suggested(datax(reader, ODPS)))[0] == {
        "column": ["id", "n"],
        "connection": [{"datasource": DATA_SOURCE.en, "table": ["a"]}, {"datasource": DATA_SOURCE.en, "table": ["b"]}],
    }


def test_a_query_stays_and_bytes_become_a_rate() -> None:
    reader = {"name": "postgresqlreader", "parameter": {"connection": [{"querySql": ["select 1"], "jdbcUrl": ["x"]}]}}
    script = suggested(datax(reader, ODPS, speed={"byte": 10485760}))

    assert parameters(script)[0] == {"datasource": DATA_SOURCE.en, "querySql": ["select 1"]}
    assert script["setting"]["speed"] == {"concurrent": 1, "throttle": True, "mbps": 10}


def test_columns_get_the_form_of_the_step_type() -> None:
    writer = {"name": "mongodbwriter", "parameter": {"collectionName": "c", "column": ["id"]}}

    assert parameters(suggested(datax(MYSQL, writer)))[1]["column"] == [{"name": "id", "type": "string"}]


def test_version_1_becomes_version_2_and_keeps_its_data_sources() -> None:
    ends = {
        "reader": {
            "plugin": "mysql",
            "parameter": {"connection": [{"datasource": "m", "table": ["t"]}], "column": ["id"]},
        },
        "writer": {"plugin": "odps", "parameter": {"datasource": "o", "table": "t", "column": ["id"]}},
    }
    setting = {"speed": {"concurrent": 2, "mbps": 5, "throttle": True}}
    script = suggested({"type": "job", "version": "1.0", "configuration": {**ends, "setting": setting}})

    assert [step["stepType"] for step in script["steps"]] == ["mysql", "odps"]
    assert [each["datasource"] for each in parameters(script)] == ["m", "o"]
    assert script["setting"]["speed"] == {"concurrent": 2, "throttle": True, "mbps": 5}


def test_a_transformer_is_said_to_be_left_out() -> None:
    value = datax(MYSQL, ODPS)
    value["job"]["content"][0]["transformer"] = [{"name": "dx_filter"}]

    assert "transformer" in check(json.dumps(value)).findings[0].message


@pytest.mark.parametrize(
    "value",
    [
        {"job": {}},
        {"job": {"content": 5}},
        {"job": {"content": [{"reader": 5, "writer": []}]}},
        {"content": [{"reader": {"name": 5, "parameter": []}, "writer": None}]},
        {"configuration": {"reader": {}, "writer": {}}, "setting": {"speed": {"channel": "x", "byte": "y"}}},
        {"job": {"setting": {"speed": {"channel": 1e999, "byte": -1}}, "content": [{"reader": {}, "writer": {}}]}},
    ],
)
def test_whatever_such_a_job_holds_it_gets_its_finding(value: dict[str, Any]) -> None:
    assert "datax-shape" in {finding.rule for finding in check(json.dumps(value).replace("Infinity", "1e999")).findings}


@pytest.mark.parametrize("key", ["Authorization", "sasl.jaas.config", "db_password", "apiKey", "密码", "user-name"])
def test_what_is_secret_in_options_of_a_step_is_left_out(key: str) -> None:
    options = {"format": "json", "headers": [{key: HIDDEN}]}
    writer = {"name": "doriswriter", "parameter": {"table": "t", "column": ["id", "n"], "loadProps": options}}

    _, written = parameters(suggested(datax(MYSQL, writer)))

    assert written["loadProps"] == {"format": "json", "headers": [{}]}


@pytest.mark.parametrize("missing", [{}, {"name": ""}, {"parameter": {}}])
def test_an_end_that_a_job_lacks_has_its_place_in_the_script(missing: dict[str, Any]) -> None:
    reader, _ = suggested(datax(missing, ODPS))["steps"]

    assert reader["stepType"] == STEP_TYPE.en
    assert reader["parameter"] == {"datasource": DATA_SOURCE.en}
