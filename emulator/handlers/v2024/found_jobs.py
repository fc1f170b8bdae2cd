"""Finds the job that a request names, and stores it again."""

from emulator.failures import NO_JOB, RequestRefused
from emulator.gateway.evidence import seen
from emulator.gateway.lenient import Given
from emulator.world.jobs import DIJob
from emulator.world.state import Workspace, World

TERRAFORM_JOBS = "aliyun/terraform-provider-alicloud, alicloud/service_alicloud_data_works_v2.go"
"""Alibaba's Terraform provider: how it reads and deletes jobs and alarm rules."""

TERRAFORM_TESTS = "aliyun/terraform-provider-alicloud, alicloud/resource_alicloud_data_works_di_job_test.go"
"""Its acceptance tests, which are run against the service."""

UNKNOWN = seen("An unknown job has the code 500130.", TERRAFORM_JOBS)


def found(world: World, given: Given, name: str = "Id") -> tuple[Workspace, DIJob]:
    """Return the job of a request, and its workspace.

    Raises:
        RequestRefused: there is none with this id, or not in the workspace of the request.
    """
    project_id = given.get("ProjectId")
    places = world.workspaces.values() if project_id is None else (world.workspace(str(project_id)),)
    for workspace in places:
        if given[name] in workspace.jobs:
            return workspace, workspace.jobs[given[name]]
    raise RequestRefused(NO_JOB)
