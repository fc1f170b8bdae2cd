"""Create a real-time task of Alibaba Cloud DataWorks; a second run fails, since the name is in use.

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
task_name: str = "orders_to_maxcompute"
folder: str = "Business Flow/shop/Data Integration"
source: str | None = "mysql_shop"  # a MySQL data source
tables: list[str] | None = ["shop.orders"]  # all as "db.table", or all as "table"
destination_type: str | None = "maxcompute"  # or "kafka", "hologres"
destination: str | None = "odps_shop"
script: dict[str, Any] | str | None = None  # in place of source, tables and destination
resource_group: str | None = "S_res_group_280749521950784_1623033752022"  # an identifier; a script may name it
process_id: int | None = None  # a generation to continue
start: bool = False  # also deploy it and start it
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

TYPES = {"maxcompute": "odps", "kafka": "kafka", "hologres": "holo"}
"""The step type of each type of destination."""


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


def selected(names: list[str]) -> dict[str, Any]:
    """Return the tables in the format of a reader: by database, or without databases."""
    if not all("." in name for name in names):
        return {"table": names}
    databases: dict[str, list[dict[str, str]]] = {}
    for name in names:
        database, _, table = name.partition(".")
        databases.setdefault(database, []).append({"table": table})
    return {
        "selectedTables": [{"dbName": name, "schema": [{"tableInfos": infos}]} for name, infos in databases.items()]
    }


def wanted_script() -> Any:
    """Return the parameter of the generation."""
    if script is not None:
        return script
    step_type = TYPES[destination_type or ""]
    connection = [{"datasourceType": "mysql", "datasource": source, **selected(tables or [])}]
    steps = [("mysql", "reader", {"connection": connection}), (step_type, "writer", {"datasource": destination})]
    return {
        "type": "realtime",
        "version": "1.0",
        "setting": {"resourceGroup": resource_group, "taskType": f"oneclick_to_{step_type}"},
        "steps": [
            {"stepType": kind, "name": category.capitalize(), "category": category, "parameter": parameter}
            for kind, category, parameter in steps
        ],
    }


def start_generation() -> Any:
    """Start a generation, and return its id."""
    started = client.generate_disync_task_config_for_creating(
        models.GenerateDISyncTaskConfigForCreatingRequest(
            project_id=project_id, task_type="DI_REALTIME", task_param=as_json(wanted_script())
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


def create_task(content: Any) -> Any:
    """Create the task from a generated script, and return its id."""
    group = resource_group or json.loads(as_json(script))["setting"]["resourceGroup"]
    answer = client.create_disync_task(
        models.CreateDISyncTaskRequest(
            project_id=project_id,
            task_type="DI_REALTIME",
            task_content=content,
            task_param=as_json({"FileFolderPath": folder, "ResourceGroup": group}),
            task_name=task_name,
        )
    )
    return done(answer).file_id


def runs(task: dict[str, Any]) -> bool:
    """Return whether the task runs. In this answer the status is the run state, or that of a failed call."""
    answer = client.get_disync_instance_info(models.GetDISyncInstanceInfoRequest(**task))
    state = str(answer.body.data and answer.body.data.status).upper()
    if state not in ("NORUN", "WAIT", "RUN", "KILLING", "PAUSE"):
        sys.exit(f"It failed: {answer.body.to_map()}")
    return state == "RUN"


def run(file_id: Any) -> None:
    """Deploy the task, start it, and wait until it runs."""
    task: dict[str, Any] = {"project_id": project_id, "task_type": "DI_REALTIME", "file_id": file_id}
    done(client.deploy_disync_task(models.DeployDISyncTaskRequest(**task)))
    done(client.start_disync_instance(models.StartDISyncInstanceRequest(**task)))
    wait_for(lambda: runs(task))


def main() -> None:
    """Generate the script, create the task, and start it if requested."""
    content = wait_for_script(start_generation() if process_id is None else process_id)
    file_id = create_task(content)
    print(f"Task {file_id} is created.")
    if start:
        run(file_id)
        print(f"Task {file_id} is deployed and runs.")


if __name__ == "__main__":
    main()
