"""The scripts of the initial world, from the official pages."""

import json
from typing import Any


def _text(script: dict[str, Any]) -> str:
    return json.dumps(script, ensure_ascii=False, separators=(",", ":"))


WIZARD_SCRIPT = _text(
    {
        "extend": {"mode": "wizard", "resourceGroup": "S_res_group_287114642182658_1560324290517"},
        "nodeDef": {},
        "order": {"hops": [{"from": "datahub_8htXSsfiS2vtZCVG", "to": "datahub_CRHBAyGfhSaLmv2f"}]},
        "setting": {"errorLimit": {}, "jvmOption": ""},
        "steps": [
            {
                "stepType": "datahub",
                "category": "writer",
                "displayName": "DataHub1",
                "parameter": {
                    "batchSize": 1000,
                    "datasource": "datahub_cloud_dev_test",
                    "topic": "dwd_tfc_opt_speed_rid_amap_rt",
                },
                "name": "datahub_CRHBAyGfhSaLmv2f",
                "gui": {"x": 262, "y": 325},
            },
            {
                "stepType": "datahub",
                "displayName": "DataHub2",
                "parameter": {
                    "datasource": "datahub_uric_test",
                    "topic": "dwd_tfc_opt_speed_rid_amap_rt_330000",
                    "batchSize": 1000,
                },
                "name": "datahub_8htXSsfiS2vtZCVG",
                "gui": {"x": 268, "y": 160.5},
                "category": "writer",
            },
        ],
    }
)
"""The script of a task made in the console: ``Code`` in the sample of GetDISyncTask, which has two writers."""

BATCH_SCRIPT = _text(
    {
        "type": "job",
        "version": "2.0",
        "steps": [
            {
                "stepType": "mysql",
                "parameter": {
                    "envType": 1,
                    "datasource": "mysql_pub",
                    "column": ["id", "name", "create_time", "age", "score", "t_01"],
                    "connection": [{"datasource": "mysql_pub", "table": ["u_pk"]}],
                    "where": "",
                    "splitPk": "id",
                    "encoding": "UTF-8",
                },
                "name": "Reader",
                "category": "reader",
            },
            {
                "stepType": "odps",
                "parameter": {
                    "partition": "pt=${bizdate}",
                    "truncate": True,
                    "datasource": "odps_source",
                    "envType": 1,
                    "column": ["id", "name", "create_time", "age", "score", "t_01"],
                    "emptyAsNull": False,
                    "tableComment": "null",
                    "table": "u_pk",
                },
                "name": "Writer",
                "category": "writer",
            },
        ],
        "setting": {"executeMode": None, "errorLimit": {"record": ""}, "speed": {"concurrent": 2, "throttle": False}},
        "order": {"hops": [{"from": "Reader", "to": "Writer"}]},
    }
)
"""The batch job in the sample of CreateDISyncTask."""

SOLUTION_DETAIL: dict[str, Any] = {
    "Status": "0",
    "Type": "holo",
    "StartTime": "2021-12-07 14:40:51",
    "CreatorName": "dataworks_di",
    "ProjectId": 10000,
    "SourceType": "mysql",
    "ProcessContent": _text(
        {
            "holoDatasource": "holo",
            "offlineSyncConfig": {
                "nodeNameRule": "oneclick_holo_di_${db_table_name_src}_to_${db_table_name_dest}",
                "resourceGroup": "group_219193793999490",
            },
            "processRuleId": 1007,
            "readerConcurrent": 10,
            "realtimeSyncConfig": {
                "content": {
                    "order": {"hops": [{"from": "reader", "to": "writer"}]},
                    "setting": {"speed": {"readerConcurrent": 10}},
                    "steps": [
                        {
                            "stepType": "mysql",
                            "name": "reader",
                            "category": "reader",
                            "parameter": {"connection": [{"datasource": "mm", "datasourceType": "mysql", "table": []}]},
                        },
                        {
                            "stepType": "holo",
                            "name": "writer",
                            "category": "writer",
                            "parameter": {
                                "datasource": "holo",
                                "writeMode": "replay",
                                "datasourceSchema": "public",
                                "tableMappingRule": {"datasource": [{"tableRule": [], "srcDatasourceName": "mm"}]},
                            },
                        },
                    ],
                },
                "extend": {"mode": "migration_holo", "resourceGroup": "group_219193793999490"},
            },
            "setting": {"autoCreateWorkflow": True, "userDefinedFileNameExpression": "oneclick"},
            "srcType": "mysql",
            "tableMappingRuleFromRealtimeSyncConfig": {"datasource": [{"srcDatasourceName": "mm", "tableRule": []}]},
        }
    ),
    "Name": "holo_20211206161025",
    "ProcessExtra": _text({"processType": "new", "tableNum": 300}),
    "SubmitTime": "2021-12-07 14:40:51",
    "Id": 100,
}
"""A solution: the ``SolutionDetail`` in the sample of GetDISyncTask."""

GENERATION_PARAM = _text(
    {
        "type": "realtime",
        "version": "1.0",
        "setting": {
            "resourceGroup": "S_res_group_280749521950784_1623033752022",
            "taskType": "oneclick_to_holo",
            "name": "h",
        },
        "steps": [
            {
                "stepType": "mysql",
                "parameter": {
                    "connection": [
                        {
                            "datasourceType": "mysql",
                            "datasource": "mm",
                            "selectedTables": [{"dbName": "m", "schema": [{"tableInfos": [{"table": "m_v1"}]}]}],
                        }
                    ]
                },
                "name": "Reader",
                "category": "reader",
            },
            {"stepType": "holo", "parameter": {"datasource": "h"}, "name": "Writer", "category": "writer"},
        ],
    }
)
"""The TaskParam that generates the script in the sample of QueryDISyncTaskConfigProcessResult."""
