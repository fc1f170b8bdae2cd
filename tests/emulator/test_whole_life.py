"""The whole life of tasks with the official SDK, over loopback."""

import json
from typing import Any

import pytest

from emulator.generation.destinations import SINKS
from emulator.world.lifecycle import AfterReads
from tests.emulator.calls import generation, sample
from tests.emulator.sdk import asked
from tests.emulator.serving import emulator_of_today, served

BASE: dict[str, object] = {"ProjectId": 10000, "TaskType": "DI_REALTIME"}
PLACE = {"FileFolderPath": "Business Flow/shop/Data Integration", "ResourceGroup": "S_res_group_XXX_XXXX"}
DESTINATIONS = {sink.step_type: f"{sink.step_type}_shop" for sink in SINKS}
START = {
    "failoverLimit": {"count": 10, "interval": 30},
    "errorLimit": {"record": 0},
    "ddlMarkMap": {"ADDCOLUMN": "NORMAL", "DROPTABLE": "IGNORE"},
}


async def made(url: str, sink: str, task: dict[str, object]) -> dict[str, Any]:
    """Generate the script of a task, and create it."""
    param = json.dumps(generation("mysql_shop", "orders", "refunds", sink=sink, destination=DESTINATIONS[sink]))
    started = await asked(url, "GenerateDISyncTaskConfigForCreating", {**BASE, "TaskParam": param})
    process = {**BASE, "AsyncProcessId": started["Data"]["ProcessId"]}
    content = (await asked(url, "QueryDISyncTaskConfigProcessResult", process))["Data"]["TaskContent"]
    created = {**BASE, "TaskParam": json.dumps(PLACE), "TaskContent": content, **task}
    return await asked(url, "CreateDISyncTask", created)


async def until(url: str, state: str, task: dict[str, object]) -> list[str]:
    """Query the run state until it is this one."""
    states: list[str] = []
    while not states or states[-1] != state:
        states.append((await asked(url, "GetDISyncInstanceInfo", task))["Data"]["Status"])
    return states


@pytest.mark.parametrize("sink", DESTINATIONS)
async def test_a_real_time_task_lives_from_its_script_to_its_deletion(sink: str) -> None:
    service = emulator_of_today()
    service.world.running_speed = AfterReads(2)

    async with served(service) as url:
        created = await made(url, sink, {"TaskName": f"orders_to_{sink}"})
        task = {**BASE, "FileId": created["Data"]["FileId"]}
        outcomes = [await asked(url, "DeployDISyncTask", task)]
        outcomes.append(await asked(url, "StartDISyncInstance", {**task, "StartParam": json.dumps(START)}))
        starting = await until(url, "RUN", task)
        outcomes.append(await asked(url, "StopDISyncInstance", task))
        stopping = await until(url, "PAUSE", task)
        outcomes.append(await asked(url, "TerminateDISyncInstance", task))
        outcomes.append(await asked(url, "DeleteDISyncTask", task))
        left = await asked(url, "ListFiles", {"ProjectId": 10000, "ExactFileName": f"orders_to_{sink}"})

    assert [outcome["Data"]["Status"] for outcome in outcomes] == ["success"] * 5
    assert starting == ["WAIT", "WAIT", "RUN"]
    assert stopping == ["KILLING", "KILLING", "PAUSE"]
    assert left["Data"]["TotalCount"] == 0


async def test_a_batch_task_is_created_changed_submitted_deployed_and_deleted() -> None:
    content = sample("create")["parameters"]["TaskContent"]
    task = {**BASE, "TaskType": "DI_OFFLINE"}
    schedule = {"CronExpress": "00 30 05 * * ?", "CycleType": "DAY", "InputList": "workspace_10000_root"}

    async with served(emulator_of_today()) as url:
        new = {**task, "TaskName": "nightly", "TaskContent": content, "TaskParam": json.dumps(PLACE)}
        file_id = (await asked(url, "CreateDISyncTask", new))["Data"]["FileId"]
        file: dict[str, object] = {"ProjectId": 10000, "FileId": file_id}
        script = content.replace('"concurrent":2', '"concurrent":4')
        await asked(url, "UpdateDISyncTask", {**task, "FileId": file_id, "TaskContent": script})
        updated = await asked(url, "UpdateFile", {**file, **schedule})
        read = await asked(url, "GetFile", file)
        deployments = [(await asked(url, action, file))["Data"] for action in ("SubmitFile", "DeployFile")]
        versions = (await asked(url, "ListFileVersions", file))["Data"]["FileVersions"]
        deployments.append((await asked(url, "DeleteFile", file))["DeploymentId"])
        states = [
            (await asked(url, "GetDeployment", {"ProjectId": 10000, "DeploymentId": each}))["Data"]["Deployment"][
                "Status"
            ]
            for each in deployments
        ]

    assert (updated["Success"], script != content) == (True, True)
    assert read["Data"]["File"]["Content"] == script
    assert read["Data"]["NodeConfiguration"]["CronExpress"] == "00 30 05 * * ?"
    assert states == [1, 1, 1]
    assert [(row["Status"], row["IsCurrentProd"]) for row in versions] == [("DEPLOYED", True)]


async def test_a_solution_is_deployed_started_and_watched() -> None:
    solution = {**BASE, "TaskType": "DI_SOLUTION", "FileId": 100}

    async with served(emulator_of_today()) as url:
        await asked(url, "DeployDISyncTask", solution)
        await asked(url, "StartDISyncInstance", solution)
        info = (await asked(url, "GetDISyncInstanceInfo", solution))["Data"]

    assert (info["Status"], info["SolutionInfo"]["Status"]) == ("success", "run")
    assert len(info["SolutionInfo"]["StepDetail"]) == 3


LOOKING: dict[str, tuple[dict[str, object], str]] = {
    "ListProjects": ({}, "PageResult"),
    "GetProject": ({"ProjectId": 10000}, "Data"),
    "ListDataSources": ({"ProjectId": 10000, "EnvType": 1}, "Data"),
    "GetDataSourceMeta": ({"ProjectId": 10000, "DatasourceName": "mysql_shop"}, "Data"),
    "TestNetworkConnection": (
        {"ProjectId": 10000, "DatasourceName": "mysql_shop", "EnvType": "1", "ResourceGroup": "S_res_group_XXX_XXXX"},
        "TaskList",
    ),
    "ListBusiness": ({"ProjectId": 10000, "PageNumber": 1, "PageSize": 10}, "Data"),
    "ListFolders": (
        {"ProjectId": 10000, "ParentFolderPath": "Business Flow/shop", "PageNumber": 1, "PageSize": 10},
        "Data",
    ),
    "CreateFolder": ({"ProjectId": 10000, "FolderPath": "Business Flow/shop/Data Integration/new"}, "Data"),
    "GetMetaTableColumn": ({"TableGuid": "odps.shop_dw.shop_orders", "PageNum": 1}, "Data"),
    "ListTables": ({"DataSourceType": "mysql", "PageSize": 100}, "Data"),
    "ListDIProjectConfig": ({"ProjectId": 10000, "DestinationType": "holo"}, "Data"),
    "UpdateDIProjectConfig": (
        {"ProjectId": 10000, "DestinationType": "holo", "ProjectConfig": '{"ADDCOLUMN":"NORMAL"}'},
        "Data",
    ),
    "ListRefDISyncTasks": (
        {"ProjectId": 10000, "TaskType": "DI_OFFLINE", "DatasourceName": "mysql_pub", "RefType": "from"},
        "Data",
    ),
}


@pytest.mark.parametrize("action", LOOKING)
async def test_every_other_operation_answers_in_its_place(action: str) -> None:
    parameters, place = LOOKING[action]

    async with served(emulator_of_today()) as url:
        body = await asked(url, action, parameters)

    assert body[place]
