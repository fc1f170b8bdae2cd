"""Change the tables of a real-time task of Alibaba Cloud DataWorks, and nothing else.

This needs the package alibabacloud-dataworks-public20200518, and an access key in the environment.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from alibabacloud_dataworks_public20200518 import models
from alibabacloud_dataworks_public20200518.client import Client
from alibabacloud_tea_openapi.utils_models import Config

# Arguments
endpoint: str = "https://dataworks.cn-shanghai.aliyuncs.com"  # of the workspace's region
project_id: int = 10000
task_id: int = 100
add: list[str] | None = ["shop.refunds"]  # as "db.table"
remove: list[str] | None = None
source: str | None = None  # a data source, if the task reads from several
apply: bool = False  # False: only show the change
restart: bool | None = None  # run it afterwards; None: as before
process_id: int | None = None  # a generation to continue
# End of arguments

client = Client(
    Config(
        access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        security_token=os.environ.get("ALIBABA_CLOUD_SECURITY_TOKEN"),
        protocol=endpoint.partition("://")[0],
        endpoint=endpoint.partition("://")[2],
    )
)

Table = tuple[str, str]
"""A data source, and a table of it as "db.table"."""

task: dict[str, Any] = {"project_id": project_id, "task_type": "DI_REALTIME", "file_id": task_id}


def as_json(value: Any) -> str:
    """Return a value as JSON text; a text is returned unchanged."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def done(answer: Any) -> Any:
    """Return the data of an answer if the work succeeded, which HTTP 200 does not guarantee; else exit."""
    data = answer.body.data
    if data is None or str(data.status).lower() not in ("success", "true"):
        sys.exit(f"It failed: {answer.body.to_map()}")
    return data


def wait_for(check: Callable[[], Any]) -> Any:
    """Call a check until its result is true, and return it. The waits grow, since calls count towards the quota."""
    for seconds in (1, 2, 4, 8, 15, 30, 30, 60):
        time.sleep(seconds)
        result = check()
        if result:
            return result
    sys.exit("It is not done yet, and may continue by itself. Check again later.")


def run_state() -> str:
    """Return the run state of the task. In this answer the status is the run state, or that of a failed call."""
    answer = client.get_disync_instance_info(models.GetDISyncInstanceInfoRequest(**task))
    state = str(answer.body.data and answer.body.data.status).upper()
    if state not in ("NORUN", "WAIT", "RUN", "KILLING", "PAUSE"):
        sys.exit(f"It failed: {answer.body.to_map()}")
    print(f"The run state of task {task_id} is {state}.")
    return state


def stop() -> None:
    """Stop the task if it runs, and wait until it is stopped."""
    state = run_state()
    if state in ("WAIT", "RUN"):
        done(client.stop_disync_instance(models.StopDISyncInstanceRequest(**task)))
    if state not in ("NORUN", "PAUSE"):
        wait_for(lambda: run_state() == "PAUSE")


def tables_of(script: Any) -> list[Table]:
    """Return the tables that a script reads."""
    return [
        (connection["datasource"], f"{database['dbName']}.{info['table']}")
        for step in script["steps"]
        if step["category"] == "reader"
        for connection in step["parameter"].get("connection", [])
        for database in connection.get("selectedTables", [])
        for schema in database["schema"]
        for info in schema["tableInfos"]
    ]


def rules_of(script: Any) -> dict[Table, Any]:
    """Return the mapping rule of each table in a script."""
    return {
        (group["srcDatasourceName"], f"{rule['srcDbName']}.{rule['srcTable']}"): rule
        for step in script["steps"]
        if step["category"] == "writer"
        for group in step["parameter"].get("tableMappingRule", {}).get("datasource", [])
        for rule in group["tableRule"]
    }


def rest_of(value: Any) -> Any:
    """Return a script without its tables."""
    if isinstance(value, dict):
        of_tables = ("selectedTables", "tableRule", "totalTableMapping")
        return {name: rest_of(child) for name, child in value.items() if name not in of_tables}
    return [rest_of(child) for child in value] if isinstance(value, list) else value


def wanted_tables(current: list[Table]) -> list[Table]:
    """Return the tables that the task will have instead of its current ones."""
    sources = sorted({name for name, _ in current})
    name = sources[0] if source is None and len(sources) == 1 else source
    if name not in sources:
        sys.exit(f"Name one of the data sources that the task reads from: {sources}")
    wanted = [table for table in current if table not in [(name, table) for table in remove or []]]
    wanted += [(name, table) for table in add or [] if (name, table) not in current]
    if wanted == current:
        sys.exit("The task has exactly these tables already.")
    if not wanted:
        sys.exit("The task would be left without a table.")
    return wanted


def reader(tables: list[Table]) -> dict[str, Any]:
    """Return a step that reads exactly these tables."""
    sources: dict[str, dict[str, list[dict[str, str]]]] = {}
    for name, table in tables:
        database, _, short = table.partition(".")
        sources.setdefault(name, {}).setdefault(database, []).append({"table": short})
    connection = [
        {
            "datasource": name,
            "selectedTables": [
                {"dbName": database, "schema": [{"tableInfos": infos}]} for database, infos in databases.items()
            ],
        }
        for name, databases in sources.items()
    ]
    return {"name": "Reader", "category": "reader", "parameter": {"connection": connection}}


def start_generation(tables: list[Table]) -> Any:
    """Start a generation with these tables, and return its id."""
    started = client.generate_disync_task_config_for_updating(
        models.GenerateDISyncTaskConfigForUpdatingRequest(
            project_id=project_id,
            task_type="DI_REALTIME",
            task_id=task_id,
            task_param=as_json({"steps": [reader(tables)]}),
        )
    )
    return done(started).process_id


def wait_for_script(process: Any) -> Any:
    """Wait for a generation, and return its script."""
    print(f"Generation {process} is in progress.")
    request = models.QueryDISyncTaskConfigProcessResultRequest(
        project_id=project_id, task_type="DI_REALTIME", async_process_id=process
    )
    return wait_for(lambda: done(client.query_disync_task_config_process_result(request)).task_content)


def compare(before: Any, after: Any, wanted: list[Table]) -> None:
    """Print the tables that a new script adds and removes; exit if it changes anything else."""
    old_tables, new_tables = tables_of(before), tables_of(after)
    print("Added:", [table for table in new_tables if table not in old_tables])
    print("Removed:", [table for table in old_tables if table not in new_tables])
    old, new = rules_of(before), rules_of(after)
    kept = all(old[table] == new[table] for table in old.keys() & new.keys())
    if set(new_tables) != set(wanted) or not kept or rest_of(before) != rest_of(after):
        sys.exit("The new script changes something else too; nothing is applied.")


def current_script() -> Any:
    """Return the current script of the task."""
    return done(client.get_disync_task(models.GetDISyncTaskRequest(**task))).code


def take_effect() -> None:
    """Deploy the new script if the task is in production, and start the task again if it was running."""
    state = run_state()
    running = state in ("WAIT", "RUN") if restart is None else restart
    if running or state != "NORUN":
        stop()
        done(client.deploy_disync_task(models.DeployDISyncTaskRequest(**task)))
    if running:
        done(client.start_disync_instance(models.StartDISyncInstanceRequest(**task)))
        wait_for(lambda: run_state() == "RUN")


def main() -> None:
    """Show the change, and apply it if requested."""
    before = current_script()
    wanted = wanted_tables(tables_of(json.loads(before)))
    content = wait_for_script(start_generation(wanted) if process_id is None else process_id)
    compare(json.loads(before), json.loads(content), wanted)
    if not apply:
        print("Nothing is applied.")
        return
    if current_script() != before:
        sys.exit("The task was changed in the meantime; nothing is applied.")
    done(client.update_disync_task(models.UpdateDISyncTaskRequest(**task, task_content=content)))
    print(f"Task {task_id} is updated.")
    take_effect()
    run_state()


if __name__ == "__main__":
    main()
