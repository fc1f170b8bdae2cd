"""Stop a Data Integration job of Alibaba Cloud DataWorks.

This needs the package alibabacloud-dataworks-public20240518, and an access key in the environment.
"""

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
task_ids: list[int] = [11500]  # of one job, without job-
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
(job_id,) = task_ids


def done(answer: Any) -> Any:
    """Return the body of an answer if the request was accepted, which HTTP 200 does not guarantee; else exit."""
    if answer.body.success is False:
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


def state() -> str:
    """Return the state of the job; exit if the job is in another workspace. Answers spell Stopped in two ways."""
    job = client.get_dijob(
        models.GetDIJobRequest(id=job_id, project_id=project_id, with_details=False)
    ).body.paging_info
    if job.project_id not in (None, project_id):
        sys.exit(f"Job {job_id} is not in workspace {project_id}.")
    print(f"The state of job {job_id} is {job.job_status}.")
    return "Stopped" if job.job_status == "Stop" else str(job.job_status)


def stop() -> None:
    """Stop the job if it runs, and wait until it is stopped."""
    now = state()
    if now == "Running":
        done(client.stop_dijob(models.StopDIJobRequest(id=job_id)))
    if now in ("Running", "Stopping"):
        wait_for(lambda: state() not in ("Running", "Stopping"))


def main() -> None:
    """Stop the job. One that was just started elsewhere shows that only once it runs."""
    stop()
    print(f"Job {job_id} is stopped.")


if __name__ == "__main__":
    main()
