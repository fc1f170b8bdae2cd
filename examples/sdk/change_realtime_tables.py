"""Change the tables of a real-time task of Alibaba Cloud DataWorks, and nothing else of it.

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
endpoint: str = "https://dataworks.cn-shanghai.aliyuncs.com"  # that of the workspace's region
project_id: int = 10000
task_id: int = 100
add: list[str] | None = ["shop.refunds"]  # as "db.table"
remove: list[str] | None = None
source: str | None = None  # a data source, where the task reads from several
apply: bool = False  # without it the change is only shown
restart: bool | None = None  # run it afterwards; None: as it did before
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
    """Return JSON as the service takes it; text stays as it is."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def done(answer: Any) -> Any:
    """Return what the service answered if it did the work, which HTTP 200 alone does not mean; else end."""
    data = answer.body.data
    if data is None or str(data.status).lower() not in ("success", "true"):
        sys.exit(f"It failed: {answer.body.to_map()}")
    return data


def wait_for(look: Callable[[], Any]) -> Any:
    """Return what a look finds, once there is something. The waits grow, since calls are counted."""
    for seconds in (1, 2, 4, 8, 15, 30, 30, 60):
        time.sleep(seconds)
        found = look()
        if found:
            return found
    sys.exit("It is not done yet, and may go on by itself. Look again later.")


def run_state() -> str:
    """Return the run state of the task. In this answer the status is that state, or says that the look failed."""
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
    """Return what a script says about where each table goes."""
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


def wanted_tables(had: list[Table]) -> list[Table]:
    """Return the tables that are wanted in place of those that the task has."""
    sources = sorted({name for name, _ in had})
    name = sources[0] if source is None and len(sources) == 1 else source
    if name not in sources:
        sys.exit(f"Name one of the data sources that the task reads from: {sources}")
    wanted = [table for table in had if table not in [(name, table) for table in remove or []]]
    wanted += [(name, table) for table in add or [] if (name, table) not in had]
    if wanted == had:
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
    print(f"Generation {process} is under way.")
    asked = models.QueryDISyncTaskConfigProcessResultRequest(
        project_id=project_id, task_type="DI_REALTIME", async_process_id=process
    )
    return wait_for(lambda: done(client.query_disync_task_config_process_result(asked)).task_content)


def compare(before: Any, after: Any, wanted: list[Table]) -> None:
    """Print which tables a new script gains and loses; end if it changes anything else."""
    had, has = tables_of(before), tables_of(after)
    print("Gained:", [table for table in has if table not in had])
    print("Lost:", [table for table in had if table not in has])
    old, new = rules_of(before), rules_of(after)
    kept = all(old[table] == new[table] for table in old.keys() & new.keys())
    if set(has) != set(wanted) or not kept or rest_of(before) != rest_of(after):
        sys.exit("The new script changes something else too; nothing is applied.")


def present() -> Any:
    """Return the script of the task as it is now."""
    return done(client.get_disync_task(models.GetDISyncTaskRequest(**task))).code


def take_effect() -> None:
    """Deploy the new definition where the task is in production, and start it again if it is to run."""
    state = run_state()
    running = state in ("WAIT", "RUN") if restart is None else restart
    if running or state != "NORUN":
        stop()
        done(client.deploy_disync_task(models.DeployDISyncTaskRequest(**task)))
    if running:
        done(client.start_disync_instance(models.StartDISyncInstanceRequest(**task)))
        wait_for(lambda: run_state() == "RUN")


def main() -> None:
    """Show what the change would change, and apply it if that is wanted."""
    before = present()
    wanted = wanted_tables(tables_of(json.loads(before)))
    content = wait_for_script(start_generation(wanted) if process_id is None else process_id)
    compare(json.loads(before), json.loads(content), wanted)
    if not apply:
        print("Nothing is applied.")
        return
    if present() != before:
        sys.exit("Somebody has changed the task since; nothing is applied.")
    done(client.update_disync_task(models.UpdateDISyncTaskRequest(**task, task_content=content)))
    print(f"Task {task_id} is updated.")
    take_effect()
    run_state()


if __name__ == "__main__":
    main()
