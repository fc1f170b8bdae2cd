"""Stop a real-time task of Alibaba Cloud DataWorks, take it offline, and delete it.

This needs the package alibabacloud-dataworks-public20200518, and an access key in the environment.
"""

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
task_ids: list[int] = [100]  # of one real-time task
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
(task_id,) = task_ids
task: dict[str, Any] = {"project_id": project_id, "task_type": "DI_REALTIME", "file_id": task_id}


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


def main() -> None:
    """Stop the task, take it offline, and delete it."""
    stop()
    offline = client.terminate_disync_instance(models.TerminateDISyncInstanceRequest(**task))
    print(f"Answer of the undeployment: {offline.body.to_map()}")
    done(client.delete_disync_task(models.DeleteDISyncTaskRequest(**task)))
    print(f"Task {task_id} is deleted.")


if __name__ == "__main__":
    main()
