"""Views of submitting, deploying and deleting batch tasks."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, get_args

from dataworks.flows.removal import State
from dataworks.language import Text
from dataworks.markers import described
from dataworks.operations.v2020.deployments import (
    DeployedItem,
    DeploymentDetail,
    DeploymentStarted,
    FileVersion,
    FileVersions,
)
from tools.views.view import ASK_AGAIN, NextView, Page, View, meaning

Progress = Literal["in progress", "successful", "failed"]
STATES: dict[int, Progress] = dict(enumerate(get_args(Progress)))
FAILED = Text("failed", "失败")
ITEM_STATES = {
    0: Text("not deployed", "未发布"),
    1: Text("deployed", "已发布"),
    2: FAILED,
    3: Text("cloned", "已克隆"),
    4: FAILED,
    5: Text("cloning", "克隆中"),
    6: Text("rejected", "已拒绝"),
}
CHECKS = {7: Text("the check before deployment failed", "发布前检查未通过"), 8: Text("being checked", "检查中")}
ENVIRONMENTS = {0: "editor", 1: "development", 2: "production"}
"""The meanings of the service's numbers."""

NO_VERSIONS = Text(
    "The file was never submitted, or there is no file of this id: see list_files.",
    "该文件从未提交，或没有此 id 的文件：可用 list_files 查看。",
)
"""The service lists no versions of either."""

NEXT = {
    0: ASK_AGAIN,
    1: Text("It is done. After submit_file, call deploy_file.", "已完成。submit_file 之后请调用 deploy_file。"),
    2: Text(
        "Fix what error_message says, then submit or deploy again.",
        "请解决 error_message 所述问题，然后重新提交或发布。",
    ),
}


REMOVED: dict[State, Text] = {
    "removing": Text(
        "The file is in the recycle bin, and being removed from development; production may still run it. The "
        "same call again continues.",
        "文件已进入回收站，正在从开发环境移除；生产环境可能仍在运行它。以相同参数再次调用即可继续。",
    ),
    "deploying": Text(
        "The file is in the recycle bin, and its removal is being deployed; production may still run it. The "
        "same call again continues.",
        "文件已进入回收站，正在发布其下线；生产环境可能仍在运行它。以相同参数再次调用即可继续。",
    ),
    "deleted": Text(
        "The file is in the recycle bin, and production does not run it. Data that it wrote stays.",
        "文件已进入回收站，生产环境不再运行它。已写入的数据保留。",
    ),
}
"""The next step for a removed file, by how far that is."""


ASK_THEN_DEPLOY = Text(
    "Ask get_deployment until it is successful, then deploy_file.",
    "请用 get_deployment 查询直至成功，然后调用 deploy_file。",
)
ASK_DEPLOYMENT = Text("Ask get_deployment until it is successful.", "请用 get_deployment 查询直至成功。")


class UpdatedFileView(NextView):
    """A file that was changed."""

    then = Text(
        "The change is saved; submit_file and deploy_file bring it to production.",
        "修改已保存；请用 submit_file 和 deploy_file 发布到生产环境。",
    )


class SubmittingView(View):
    """A submission that was started."""

    deployment_id: str
    next: str

    @classmethod
    def of(cls, answer: DeploymentStarted) -> Self:
        """The view of an answer."""
        return cls(
            deployment_id=answer.deployment_id,
            next=ASK_THEN_DEPLOY.said(),
        )


class DeployingView(View):
    """A deployment that was started."""

    deployment_id: str
    next: str

    @classmethod
    def of(cls, answer: DeploymentStarted) -> Self:
        """The view of an answer."""
        return cls(deployment_id=answer.deployment_id, next=ASK_DEPLOYMENT.said())


class ItemRow(View):
    """A file of a deployment."""

    file_id: str
    file_version: int | None = None
    status: str | None = None

    @classmethod
    def of(cls, item: DeployedItem) -> Self:
        """The view of a part of an answer."""
        return cls(file_id=item.file_id, file_version=item.file_version, status=_word(ITEM_STATES, item.status))


class DeploymentView(View):
    """The progress of a submission, a deployment or a deletion."""

    state: Annotated[str, described("in progress, successful or failed.", "in progress、successful 或 failed。")]
    check: str | None = None
    error_message: str | None = None
    to_environment: str | None = None
    count: Annotated[int, described("Its files.", "其文件。")]
    files: tuple[ItemRow, ...]
    next: str | None = None

    @classmethod
    def of(cls, answer: DeploymentDetail) -> Self:
        """The view of an answer."""
        deployment = answer.deployment
        return cls(
            state="unknown" if (status := deployment.status) is None else STATES.get(status, str(status)),
            check=_word(CHECKS, deployment.checking_status),
            error_message=deployment.error_message or None,
            to_environment=None if (to := deployment.to_environment) is None else ENVIRONMENTS.get(to, str(to)),
            count=len(answer.deployed_items),
            files=tuple(map(ItemRow.of, answer.deployed_items)),
            next=meaning(NEXT, deployment.status),
        )


class VersionRow(View):
    """A version of a file; times are in ms since 1970."""

    file_version: int
    status: Annotated[
        str | None,
        described("COMMITTED: submitted. DEPLOYED: in production.", "COMMITTED：已提交。DEPLOYED：在生产环境。"),
    ] = None
    is_current_prod: Annotated[bool | None, described("Production runs this one.", "生产环境运行此版本。")] = None
    change_type: str | None = None
    comment: str | None = None
    commit_time: int | None = None
    commit_user: str | None = None

    @classmethod
    def of(cls, version: FileVersion) -> Self:
        """The view of a part of an answer."""
        return cls.like(version)


class VersionsView(Page):
    """One page of what was submitted of a file."""

    versions: tuple[VersionRow, ...]

    @classmethod
    def of(cls, answer: FileVersions) -> Self:
        """The view of an answer."""
        page = cls.with_rows(answer, versions=tuple(map(VersionRow.of, answer.file_versions)))
        return page if answer.total_count else page.model_copy(update={"next": NO_VERSIONS.said()})


class RemovedFileView(View):
    """A file that is removed."""

    state: Annotated[
        str, described("deleted; removing or deploying: not done yet.", "deleted；removing 或 deploying：尚未完成。")
    ]
    file_id: str
    deployment_id: Annotated[str | None, described("Of the step in progress.", "进行中步骤的。")] = None
    api_calls: Annotated[int, described("API calls this answer has cost.", "此回答所用的 API 调用次数。")]
    next: str


def _word(words: Mapping[int, Text], number: int | None) -> str | None:
    return None if number is None else meaning(words, number) or str(number)
