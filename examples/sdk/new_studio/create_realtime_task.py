"""Create a Data Integration job of Alibaba Cloud DataWorks, unless one of that name exists.

This needs the package alibabacloud-dataworks-public20240518, and an access key in the environment.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from alibabacloud_dataworks_public20240518 import models
from alibabacloud_dataworks_public20240518.client import Client
from alibabacloud_tea_openapi.utils_models import Config

# Arguments
endpoint: str = "https://dataworks.cn-shanghai.aliyuncs.com"  # of the workspace's region
project_id: int = 10002
task_name: str = "orders_to_hologres"
script: dict[str, Any] | str = {
    "Name": "orders_to_hologres",
    "JobType": "DatabaseRealtimeMigration",
    "MigrationType": "FullAndRealtimeIncremental",
    "SourceDataSourceType": "MySQL",
    "DestinationDataSourceType": "Hologres",
    "SourceDataSourceSettings": [{"DataSourceName": "mysql_shop"}],
    "DestinationDataSourceSettings": [{"DataSourceName": "holo_shop"}],
    "ResourceSettings": {
        "RealtimeResourceSettings": {"ResourceGroupIdentifier": "S_res_group_XXX_XXXX"},
        "OfflineResourceSettings": {"ResourceGroupIdentifier": "S_res_group_XXX_XXXX"},
    },
    "TableMappings": [
        {
            "SourceObjectSelectionRules": [
                {
                    "ObjectType": "Datasource",
                    "Action": "Include",
                    "ExpressionType": "Exact",
                    "Expression": "mysql_shop",
                },
                {
                    "ObjectType": "Database",
                    "Action": "Include",
                    "ExpressionType": "Exact",
                    "Expression": "shop",
                },
                {
                    "ObjectType": "Table",
                    "Action": "Include",
                    "ExpressionType": "Exact",
                    "Expression": "orders",
                },
            ],
            "TransformationRules": [{"RuleName": "table_name", "RuleActionType": "Rename", "RuleTargetType": "Table"}],
        },
    ],
    "TransformationRules": [
        {
            "RuleName": "table_name",
            "RuleActionType": "Rename",
            "RuleTargetType": "Table",
            "RuleExpression": '{"expression":"ods_${srcTableName}"}',
        },
    ],
}
start: bool = False  # also start it
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


def done(answer: Any) -> Any:
    """Return the body of an answer if the request was accepted, which HTTP 200 does not guarantee; else exit."""
    if answer.body.to_map().get("Success") is False:
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


def runs(job_id: int) -> bool:
    """Return whether the job runs, or is finished, as one without a real-time part; exit if it failed."""
    request = models.GetDIJobRequest(id=job_id, project_id=project_id, with_details=False)
    state = client.get_dijob(request).body.paging_info.job_status
    print(f"The state of job {job_id} is {state}.")
    if state == "Failed":
        sys.exit(f"It failed: {why(job_id)}")
    return state in ("Running", "Finished")


def why(job_id: int) -> str:
    """Return the first error of a table."""
    details = client.list_dijob_run_details(models.ListDIJobRunDetailsRequest(dijob_id=job_id, page_size=100))
    for table in details.body.paging_info.job_run_infos or []:
        for name, text in table.to_map().items():
            if name.endswith("ErrorMessage") and text:
                return str(text)
    return "no table says why"


def existing() -> int | None:
    """Return the id of the job that has the name: the name filter may find parts of names, so they are compared."""
    page = 1
    while True:
        request = models.ListDIJobsRequest(project_id=project_id, name=task_name, page_number=page, page_size=100)
        jobs = client.list_dijobs(request).body.paging_info.dijobs or []
        found = [int(str(job.id)) for job in jobs if job.job_name == task_name]
        if found or len(jobs) < 100:
            return found[0] if found else None
        page += 1


def create() -> int:
    """Create the job, and return its id. Nothing is checked before it starts."""
    given: dict[str, Any] = json.loads(script) if isinstance(script, str) else script
    request = models.CreateDIJobRequest()
    request.from_map({**given, "ProjectId": project_id, "Name": task_name})
    job_id: int = done(client.create_dijob(request)).id
    return job_id


def main() -> None:
    """Create the job, and start it if requested."""
    if existing() is not None:
        sys.exit(f"Job {existing()} has this name already.")
    job_id = create()
    print(f"Job {job_id} is created.")
    if start:
        done(client.start_dijob(models.StartDIJobRequest(id=job_id)))
        wait_for(lambda: runs(job_id))
        print(f"Job {job_id} runs.")


if __name__ == "__main__":
    main()
