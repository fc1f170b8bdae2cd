"""Scripts of 500 tables, which are longer than the URL of a request may be: the tools send them in the body."""

import json
from typing import Any

import pytest

from bench.worlds import LARGE, LARGE_TASK, PLACE, TABLES, with_large_source
from emulator.gateway.request_line import LONGEST_LINE
from tests.emulator.calls import generation
from tests.emulator.sdk import asked
from tests.emulator.serving import emulator_of_today, served
from tests.sessions import Time, emulated, facts_of, trusted

MANY = list(TABLES[:500])
WHERE: dict[str, object] = {"ProjectId": 10000, "TaskType": "DI_REALTIME"}


async def test_contradiction_9_a_task_of_500_tables_is_made_changed_and_replaced_through_the_tools() -> None:
    time = Time()
    emulator = emulated(time)
    with_large_source(emulator.world)
    task: dict[str, Any] = {"project_id": "10000"}
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**LARGE_TASK, "tables": MANY}))
        task["task_id"] = made["task_id"]
        change = {**task, "add": list(TABLES[500:1000]), "apply": True}
        changed = facts_of(await client.call_tool("change_realtime_tables", change))
        script = emulator.world.workspaces["10000"].task("DI_REALTIME", made["task_id"]).script
        update = {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": made["task_id"], "task_content": script}
        updated = await client.call_tool("update_di_sync_task", update)

    assert made["tables"]["count"] == 500
    assert changed["outcome"] == "applied"
    assert len(script) > LONGEST_LINE
    assert not updated.is_error
    assert 414 not in [each.status for each in emulator.calls]


async def test_contradiction_9_the_sdk_gets_a_414_where_it_sends_a_script_in_the_url() -> None:
    from darabonba.exceptions import UnretryableException

    service = emulator_of_today()
    with_large_source(service.world)
    param = generation(LARGE)
    rows = [{"tableName": name.removeprefix("large.")} for name in MANY]
    connection: dict[str, Any] = {"datasourceType": "mysql", "datasource": LARGE}
    connection["selectedTables"] = [{"dbName": "large", "schema": [{"tableInfos": rows}]}]
    param["steps"][0]["parameter"]["connection"] = [connection]
    async with served(service) as url:
        with pytest.raises(UnretryableException, match="414 Request-URI Too Large"):
            await asked(url, "GenerateDISyncTaskConfigForCreating", {**WHERE, "TaskParam": json.dumps(param)})
        short = json.dumps(generation(LARGE, *MANY[:20]))
        process = (await asked(url, "GenerateDISyncTaskConfigForCreating", {**WHERE, "TaskParam": short}))["Data"]
        query = {**WHERE, "AsyncProcessId": process["ProcessId"]}
        content = (await asked(url, "QueryDISyncTaskConfigProcessResult", query))["Data"]["TaskContent"]
        new = {**WHERE, "TaskParam": json.dumps(PLACE), "TaskContent": content + " " * 100_000, "TaskName": "long"}
        created = (await asked(url, "CreateDISyncTask", new))["Data"]
        update = {**WHERE, "FileId": created["FileId"], "TaskContent": content + " " * LONGEST_LINE}
        with pytest.raises(UnretryableException, match="414 Request-URI Too Large"):
            await asked(url, "UpdateDISyncTask", update)

    assert created["Status"] == "success"
    assert [each.status for each in service.calls] == [414, 200, 200, 200, 414]
