"""Views of submitting, deploying and deleting batch tasks."""

from typing import Annotated, Self

from pydantic import Field

from dataworks.flows.removal import State
from dataworks.language import Text
from dataworks.operations.deployments import (
    DeployedItem,
    DeploymentDetail,
    DeploymentStarted,
    FileVersion,
    FileVersions,
)
from tools.views.view import NextView, Page, View

STATES = {0: "in progress", 1: "successful", 2: "failed"}
ITEM_STATES = {0: "not deployed", 1: "deployed", 2: "failed", 3: "cloned", 4: "failed", 5: "cloning", 6: "rejected"}
CHECKS = {7: "the check before deployment failed", 8: "being checked"}
ENVIRONMENTS = {0: "editor", 1: "development", 2: "production"}
"""The meanings of the service's numbers."""

NO_VERSIONS = "The file was never submitted, or there is no file of this id: see list_files."
"""The service lists no versions of either."""

NEXT = {
    0: "Ask again in a few seconds, each time a little later.",
    1: "It is done. After submit_file, call deploy_file.",
    2: "Fix what error_message says, then submit or deploy again.",
}


REMOVED: dict[State, str] = {
    "removing": "The file is in the recycle bin, and being removed from development; production may still run it. The "
    "same call again continues.",
    "deploying": "The file is in the recycle bin, and its removal is being deployed; production may still run it. The "
    "same call again continues.",
    "deleted": "The file is in the recycle bin, and production does not run it. Data that it wrote stays.",
}
"""The next step for a removed file, by how far that is."""


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
            next="Ask get_deployment until it is successful, then deploy_file.",
        )


class DeployingView(View):
    """A deployment that was started."""

    deployment_id: str
    next: str

    @classmethod
    def of(cls, answer: DeploymentStarted) -> Self:
        """The view of an answer."""
        return cls(deployment_id=answer.deployment_id, next="Ask get_deployment until it is successful.")


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

    state: Annotated[str, Field(description="in progress, successful or failed.")]
    check: str | None = None
    error_message: str | None = None
    to_environment: str | None = None
    count: Annotated[int, Field(description="Its files.")]
    files: tuple[ItemRow, ...]
    next: str | None = None

    @classmethod
    def of(cls, answer: DeploymentDetail) -> Self:
        """The view of an answer."""
        deployment = answer.deployment
        return cls(
            state=_word(STATES, deployment.status) or "unknown",
            check=_word(CHECKS, deployment.checking_status),
            error_message=deployment.error_message or None,
            to_environment=_word(ENVIRONMENTS, deployment.to_environment),
            count=len(answer.deployed_items),
            files=tuple(map(ItemRow.of, answer.deployed_items)),
            next=None if deployment.status is None else NEXT.get(deployment.status),
        )


class VersionRow(View):
    """A version of a file; times are in ms since 1970."""

    file_version: int
    status: Annotated[str | None, Field(description="COMMITTED: submitted. DEPLOYED: in production.")] = None
    is_current_prod: Annotated[bool | None, Field(description="Production runs this one.")] = None
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
        return page if answer.total_count else page.model_copy(update={"next": NO_VERSIONS})


class RemovedFileView(View):
    """A file that is removed."""

    state: Annotated[str, Field(description="deleted; removing or deploying: not done yet.")]
    file_id: str
    deployment_id: Annotated[str | None, Field(description="Of the step in progress.")] = None
    api_calls: Annotated[int, Field(description="API calls this answer has cost.")]
    next: str


def _word(words: dict[int, str], number: int | None) -> str | None:
    return None if number is None else words.get(number, str(number))
