"""Every sample request of the official pages, unchanged, against the initial world."""

import json

import pytest

from tests.emulator.calls import call, emulator, sample

SAMPLES_OF_THE_PAGES = {
    "generate_parameter_example": {"Status": True, "ProcessId": 10, "Message": "XXX is invalid."},
    "generate_mysql_to_odps": {"Status": True, "ProcessId": 10, "Message": "XXX is invalid."},
    "generate_mysql_to_kafka": {"Status": True, "ProcessId": 10, "Message": "XXX is invalid."},
    "generate_mysql_to_holo": {"Status": True, "ProcessId": 10, "Message": "XXX is invalid."},
    "generate_sample_request": {"Status": True, "ProcessId": 10, "Message": "XXX is invalid."},
    "create": {
        "Status": "success",
        "Message": "Invalid path: Business Flow/xxxx/Data Integration",
        "FileId": 1000001,
    },
    "update": {"Status": "success", "Message": "ResourceGroup:[S_res_group_XXX] is invalid."},
}


@pytest.mark.parametrize("name", SAMPLES_OF_THE_PAGES)
def test_a_sample_request_is_answered_as_the_page_shows(name: str) -> None:
    request = sample(name)

    answer = call(emulator(), request["action"], **request["parameters"])

    assert answer.payload["Success"] is True
    assert answer.data == SAMPLES_OF_THE_PAGES[name]


def test_the_sample_of_a_real_time_task_has_its_code() -> None:
    request = sample("get")

    data = call(emulator(), request["action"], **request["parameters"]).data

    assert (data["Status"], data["Message"]) == ("success", "fileId:[100] is invalid.")
    assert json.loads(data["Code"])["extend"]["mode"] == "wizard"
    assert "SolutionDetail" not in data


def test_the_sample_of_a_solution_has_its_details() -> None:
    request = sample("get")

    data = call(emulator(), request["action"], **{**request["parameters"], "TaskType": "DI_SOLUTION"}).data

    assert "Code" not in data
    assert data["SolutionDetail"]["Name"] == "holo_20211206161025"
    assert data["SolutionDetail"]["SubmitTime"] == "2021-12-07 14:40:51"


def test_the_sample_query_finds_the_script_that_the_page_shows() -> None:
    """The text of the page lacks a brace; this is its content with the brace."""
    request = sample("query")

    data = call(emulator(), request["action"], **request["parameters"]).data

    assert json.loads(data["TaskContent"]) == {
        "extend": {"mode": "migration_holo", "resourceGroup": "280749", "name": "h"},
        "type": "job",
        "version": "2.0",
        "order": {"hops": [{"from": "reader", "to": "writer"}]},
        "steps": [
            {
                "stepType": "mysql",
                "name": "reader",
                "category": "reader",
                "parameter": {
                    "connection": [
                        {
                            "datasourceType": "mysql",
                            "datasource": "mm",
                            "selectedTables": [
                                {
                                    "schema": [
                                        {"tableInfos": [{"enable": True, "table": "m_v1", "tableName": "m_v1"}]}
                                    ],
                                    "dbName": "m",
                                }
                            ],
                        }
                    ]
                },
            },
            {
                "stepType": "holo",
                "name": "writer",
                "category": "writer",
                "parameter": {
                    "datasource": "h",
                    "writeMode": "replay",
                    "tableMappingRule": {
                        "totalTableMapping": 1,
                        "datasource": [
                            {
                                "srcDatasourceName": "mm",
                                "tableRule": [
                                    {
                                        "srcTable": "m_v1",
                                        "srcDbName": "m",
                                        "dstTable": "m.m_v1",
                                        "mergeIntoCycleType": "DEFAULT",
                                        "hourDeltaEnable": False,
                                        "dayDeltaEnable": False,
                                        "primaryKeyInfo": {"column": ["id"], "type": "pk"},
                                        "dstCreateTableInfo": {
                                            "indexType": "m_v1",
                                            "schemaName": "m",
                                            "tableName": "m_v1",
                                            "dataColumn": [
                                                {
                                                    "columnSize": 0,
                                                    "name": "id",
                                                    "index": 0,
                                                    "comment": "",
                                                    "newDigit": 0,
                                                    "type": "int8",
                                                    "digit": 0,
                                                    "primaryKey": True,
                                                }
                                            ],
                                        },
                                    }
                                ],
                            }
                        ],
                    },
                },
            },
        ],
    }


def test_the_samples_run_one_after_the_other_in_one_world() -> None:
    service = emulator()

    for name in (*SAMPLES_OF_THE_PAGES, "query", "get"):
        request = sample(name)
        if request["parameters"].get("ClientToken") and name == "generate_sample_request":
            request["parameters"]["ClientToken"] = "another"  # two different samples show the same token
        answer = call(service, request["action"], **request["parameters"])

        assert (answer.status, str(answer.data["Status"])) in {(200, "True"), (200, "success")}, name
