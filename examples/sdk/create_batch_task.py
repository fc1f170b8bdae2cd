"""Create a batch task of Alibaba Cloud DataWorks; a second run fails, since the name is in use.

This needs the package alibabacloud-dataworks-public20200518, and an access key in the environment.
"""

import json
import os
import re
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
task_name: str = "nightly_orders"
folder: str = "Business Flow/shop/Data Integration"
resource_group: str = "S_res_group_280749521950784_1623033752022"  # an identifier
source: str | None = "mysql_shop"
table: str | None = "orders"
columns: list[str] | None = ["id", "status", "total"]  # of the source and the destination
where: str | None = None  # a filter of the rows to read, such as "id > 100"
split_key: str | None = None  # a numeric key of the source, to read in parallel
destination: str | None = "odps_shop"
destination_table: str | None = None  # None: as table
partition: str | None = None  # such as "pt=${bizdate}"
write_mode: str | None = None  # "overwrite" or "append"; None: "overwrite"
concurrency: int | None = None  # None: 3
reader: dict[str, Any] | str | None = None  # {"stepType": ..., "parameter": ...} in place of source and table
writer: dict[str, Any] | str | None = None  # the same in place of destination
cron: str | None = None  # such as "00 30 02 * * ?" for daily at 02:30
para_value: str | None = None  # values of variables; None: bizdate=$bizdate if the script has it
deploy: bool = False  # also submit it and deploy it
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


def as_json(value: Any) -> str:
    """Return a value as JSON text; a text is returned unchanged."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def done(answer: Any) -> Any:
    """Return the data of an answer if the work succeeded, which HTTP 200 does not guarantee; else exit."""
    data = answer.body.data
    if data is None or str(data.status).lower() not in ("success", "true"):
        sys.exit(f"It failed: {answer.body.to_map()}")
    return data


def accepted(answer: Any) -> Any:
    """Return the body of an answer if the request succeeded, which HTTP 200 does not guarantee; else exit."""
    if not answer.body.success:
        sys.exit(f"It failed: {answer.body.to_map()}")
    return answer.body


def wait_for(check: Callable[[], Any]) -> Any:
    """Call a check until its result is true, and return it. The waits grow, since calls count towards the quota."""
    for seconds in (1, 2, 4, 8, 15, 30, 30, 60):
        time.sleep(seconds)
        result = check()
        if result:
            return result
    sys.exit("It is not done yet, and may continue by itself. Check again later.")


def type_of(name: str | None, types: tuple[str, ...]) -> str:
    """Return the type of a data source if it is one of these types, else exit."""
    request = models.ListDataSourcesRequest(project_id=project_id, env_type=1, name=name)
    found = accepted(client.list_data_sources(request)).data.data_sources or []
    for source in found:
        if source.name == name and source.data_source_type in types:
            return str(source.data_source_type)
    sys.exit(f"No data source {name} of type {' or '.join(types)} is in production; set reader or writer instead.")


def read_step() -> Any:
    """Return the reader step."""
    if reader is not None:
        return json.loads(reader) if isinstance(reader, str) else reader
    parameter = {
        "envType": 1,
        "datasource": source,
        "column": columns,
        "connection": [{"datasource": source, "table": [table]}],
        "where": where or "",
        **({"splitPk": split_key} if split_key else {}),
        "encoding": "UTF-8",
    }
    return {"stepType": type_of(source, ("mysql", "polardb")), "parameter": parameter}


def write_step() -> Any:
    """Return the writer step, for a table or one of its partitions."""
    if writer is not None:
        return json.loads(writer) if isinstance(writer, str) else writer
    parameter = {
        "envType": 1,
        "datasource": destination,
        "table": destination_table or (table or "").rpartition(".")[2],
        "column": columns,
        "truncate": write_mode != "append",
        "emptyAsNull": False,
    }
    place = {"partition": partition} if partition else {}
    return {"stepType": type_of(destination, ("odps",)), "parameter": {**parameter, **place}}


def script() -> str:
    """Return the script of the task. With the error limit 0 a run fails at a record that can't be written."""
    return as_json(
        {
            "type": "job",
            "version": "2.0",
            "steps": [
                {**read_step(), "name": "Reader", "category": "reader"},
                {**write_step(), "name": "Writer", "category": "writer"},
            ],
            "setting": {
                "executeMode": None,
                "errorLimit": {"record": "0"},
                "speed": {"concurrent": concurrency or 3, "throttle": False},
            },
            "order": {"hops": [{"from": "Reader", "to": "Writer"}]},
        }
    )


def create_task(content: str) -> Any:
    """Create the task, and return its id."""
    answer = client.create_disync_task(
        models.CreateDISyncTaskRequest(
            project_id=project_id,
            task_type="DI_OFFLINE",
            task_content=content,
            task_param=as_json({"FileFolderPath": folder, "ResourceGroup": resource_group}),
            task_name=task_name,
        )
    )
    return done(answer).file_id


def values(content: str) -> str | None:
    """Return the values of the variables in a script."""
    given = para_value or ""
    if "${bizdate}" in content and not re.search(r"\bbizdate=", given):
        given = f"{given} bizdate=$bizdate".strip()
    return given or None


def set_schedule(file_id: Any, content: str) -> None:
    """Set the schedule of the task, below the root node of the workspace."""
    workspace = accepted(client.get_project(models.GetProjectRequest(project_id=project_id))).data
    settings: dict[str, Any] = {"input_list": f"{workspace.project_identifier}_root", "para_value": values(content)}
    if cron is not None:
        _, minute, hour, *_ = cron.split()
        settings["cron_express"] = " ".join(cron.split())
        settings["cycle_type"] = "DAY" if minute.isdigit() and hour.isdigit() else "NOT_DAY"
    accepted(client.update_file(models.UpdateFileRequest(project_id=project_id, file_id=file_id, **settings)))


def is_done(deployment_id: Any) -> bool:
    """Return whether a submission or a deployment is done; exit if it failed."""
    request = models.GetDeploymentRequest(project_id=project_id, deployment_id=deployment_id)
    deployment = accepted(client.get_deployment(request)).data.deployment
    if deployment.status == 2 or deployment.checking_status == 7:
        sys.exit(f"It failed: {deployment.error_message}")
    return bool(deployment.status == 1)


def main() -> None:
    """Create the task, and schedule and deploy it if requested."""
    content = script()
    file_id = create_task(content)
    print(f"Task {file_id} is created.")
    if cron is not None or deploy:
        set_schedule(file_id, content)
        print("It has its schedule.")
    if deploy:
        file: dict[str, Any] = {"project_id": project_id, "file_id": file_id}
        # No answer shows the group of a batch task, so the version says it.
        version = models.SubmitFileRequest(**file, comment=f"ResourceGroup={resource_group}")
        submission = accepted(client.submit_file(version)).data
        wait_for(lambda: is_done(submission))
        deployment = accepted(client.deploy_file(models.DeployFileRequest(**file))).data
        wait_for(lambda: is_done(deployment))
        print("It is deployed.")


if __name__ == "__main__":
    main()
