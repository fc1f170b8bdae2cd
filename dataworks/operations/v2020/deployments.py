"""Batch tasks in production: schedule, submit, deploy, check the progress, delete."""

from typing import Annotated, Literal

from dataworks.answers import Answer, Done, Id, Text
from dataworks.fields import (
    AnyText,
    ByIdentifier,
    CommaSeparated,
    Digits,
    FileId,
    InProject,
    Name,
    PageNumber,
    PageSize,
    Printable,
)
from dataworks.markers import IDENTIFIES, FreeText, HoldsScript, described
from dataworks.operation import BODY, SELDOM, Belongs, Effect, Operation, Paging

Comment = Annotated[Printable | None, BODY, FreeText(), described("A note for the record.", "备注。")]


NO_REASON = "submit and deploy fail."
"""The message of a failed deployment that has no reason of its own."""


class DeploymentStarted(Answer):
    """A submission or a deployment was started."""

    bare = "DeploymentId"

    deployment_id: Id


class DeployedItem(Answer):
    """A file in a deployment. ``status``: 0 not deployed, 1 deployed, 2 and 4 failed, 6 rejected."""

    file_id: Id
    file_version: int | None = None
    status: int | None = None


class Deployment(Answer):
    """A deployment. ``status``: 0 ready, 1 successful, 2 failed; ``checking_status``: 7 failed, 8 being checked.

    Environments: 0 the editor, 1 development, 2 production. Times are in ms.
    """

    status: int | None = None
    checking_status: int | None = None
    name: Text = None
    error_message: Text = None
    from_environment: int | None = None
    to_environment: int | None = None
    create_time: int | None = None
    execute_time: int | None = None

    @property
    def is_successful(self) -> bool:
        """Whether it is done."""
        return self.status == 1

    @property
    def has_failed(self) -> bool:
        """Whether it failed, or the check before it."""
        return self.status == 2 or self.checking_status == 7


class DeploymentDetail(Answer):
    """The progress of a deployment, and its files."""

    deployment: Deployment
    deployed_items: tuple[DeployedItem, ...] = ()


class FileVersion(Answer):
    """A version of a file, made when it was submitted; times are in ms.

    ``status``: COMMITTING, COMMITTED or CHECK_OK (the same), PACKAGED, DEPLOYING, DEPLOYED, CANCELLED.
    """

    file_version: int
    status: Text = None
    is_current_prod: bool | None = None
    change_type: Text = None
    comment: Text = None
    commit_time: int | None = None
    commit_user: Text = None
    node_id: Text = None


class FileVersions(Answer):
    """One page of the versions of a file."""

    total_count: int = 0
    page_number: int = 1
    page_size: int = 10
    file_versions: tuple[FileVersion, ...] = ()


class FileDeleted(Done):
    """A file is in the recycle bin; with ``deployment_id``, its node is being removed from development."""

    deployment_id: Text = None


class UpdateFile(Operation[Done], effect=Effect.UPDATE, belongs=Belongs.WORKSPACE):
    """Change a batch task's schedule, parameters or name."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    file_id: Annotated[FileId, BODY]
    file_name: Annotated[Name | None, BODY, described("New name.", "新名称。")] = None
    cron_express: Annotated[
        Name | None,
        BODY,
        described(
            "Such as 00 30 05 * * ? for daily 05:30; not before 00:05.",
            "例如 00 30 05 * * ? 为每天 05:30；不早于 00:05。",
        ),
    ] = None
    cycle_type: Annotated[
        Literal["DAY", "NOT_DAY"] | None,
        BODY,
        described("NOT_DAY: minutes or hours. DAY: days and more.", "NOT_DAY：分钟或小时。DAY：天及更长。"),
    ] = None
    para_value: Annotated[
        Printable | None,
        BODY,
        FreeText(),
        described("Parameters of the script, such as bizdate=$bizdate.", "脚本的参数，例如 bizdate=$bizdate。"),
    ] = None
    input_list: Annotated[
        CommaSeparated | None,
        BODY,
        described(
            "Outputs of parent nodes, comma-separated; needed to submit.", "父节点的输出，用逗号分隔；提交时必填。"
        ),
    ] = None
    resource_group_identifier: Annotated[Name | None, BODY, described("Scheduling resource group.", "调度资源组。")] = (
        None
    )
    dependent_type: Annotated[
        Literal["NONE", "SELF", "CHILD", "USER_DEFINE"] | None,
        BODY,
        described("Whether it waits for the last cycle.", "是否等待上一周期。"),
    ] = None
    dependent_node_id_list: Annotated[CommaSeparated | None, BODY, SELDOM] = None
    scheduler_type: Annotated[
        Literal["NORMAL", "MANUAL", "PAUSE", "SKIP"] | None, BODY, described("SKIP: dry run.", "SKIP：空跑。")
    ] = None
    stop: Annotated[bool | None, BODY, described("Whether to pause the schedule.", "是否暂停调度。")] = None
    rerun_mode: Annotated[
        Literal["ALL_ALLOWED", "FAILURE_ALLOWED", "ALL_DENIED"] | None,
        BODY,
        described("When it may rerun.", "何时允许重跑。"),
    ] = None
    auto_rerun_times: Annotated[int | None, BODY, described("Reruns after a failure.", "失败后的重跑次数。", ge=0)] = (
        None
    )
    auto_rerun_interval_millis: Annotated[
        int | None, BODY, described("Wait before a rerun, in ms.", "重跑前的等待时间，单位 ms。", ge=0, le=1_800_000)
    ] = None
    start_effect_date: Annotated[int | None, BODY, SELDOM] = None
    end_effect_date: Annotated[int | None, BODY, SELDOM] = None
    timeout: Annotated[int | None, BODY, SELDOM] = None
    owner: Annotated[Name | None, BODY, SELDOM] = None
    file_folder_path: Annotated[Name | None, BODY, SELDOM] = None
    file_description: Annotated[Printable | None, BODY, SELDOM, FreeText()] = None
    output_list: Annotated[CommaSeparated | None, BODY, SELDOM] = None
    content: Annotated[AnyText | None, BODY, SELDOM, FreeText(), HoldsScript()] = None
    advanced_settings: Annotated[AnyText | None, BODY, SELDOM, FreeText()] = None
    apply_schedule_immediately: Annotated[bool | None, BODY, SELDOM] = None
    auto_parsing: Annotated[bool | None, BODY, SELDOM] = None
    connection_name: Annotated[Name | None, BODY, SELDOM] = None
    ignore_parent_skip_running_property: Annotated[bool | None, BODY, SELDOM] = None
    image_id: Annotated[Name | None, BODY, SELDOM] = None
    input_parameters: Annotated[AnyText | None, BODY, SELDOM, FreeText()] = None
    output_parameters: Annotated[AnyText | None, BODY, SELDOM, FreeText()] = None
    start_immediately: Annotated[bool | None, BODY, SELDOM] = None


class SubmitFile(Operation[DeploymentStarted], effect=Effect.RUN, belongs=Belongs.WORKSPACE):
    """Submit a file: its current version goes to the development environment."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    file_id: Annotated[FileId, BODY]
    comment: Comment = None
    skip_all_deploy_file_extensions: Annotated[
        bool | None, BODY, described("Whether to skip the checks before deployment.", "是否跳过发布前的检查。")
    ] = None


class DeployFile(
    Operation[DeploymentStarted], effect=Effect.RUN, belongs=Belongs.WORKSPACE, either=("file_id", "node_id")
):
    """Deploy a submitted file to production."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    file_id: Annotated[FileId | None, BODY] = None
    node_id: Annotated[Digits | None, BODY, SELDOM, IDENTIFIES] = None
    comment: Comment = None


class GetDeployment(Operation[DeploymentDetail], effect=Effect.READ, belongs=Belongs.WORKSPACE):
    """Read the progress of a submission, a deployment or a deletion."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    deployment_id: Annotated[
        Digits,
        BODY,
        described("From submit_file, deploy_file or delete_file.", "来自 submit_file、deploy_file 或 delete_file。"),
    ]


class ListFileVersions(
    Operation[FileVersions],
    effect=Effect.READ,
    belongs=Belongs.WORKSPACE,
    paging=Paging(items="file_versions", size=100),
):
    """List the submitted versions of a file, and the progress of each."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    file_id: Annotated[FileId, BODY]
    page_number: Annotated[PageNumber | None, BODY] = None
    page_size: Annotated[PageSize | None, BODY] = None


class DeleteFile(Operation[FileDeleted], effect=Effect.DELETE, belongs=Belongs.WORKSPACE):
    """Move a file to the recycle bin, and remove its node from development; production may need a deployment."""

    project_id: InProject = None
    project_identifier: ByIdentifier = None
    file_id: Annotated[FileId, BODY]
