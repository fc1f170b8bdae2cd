"""Taking a file of DataStudio away: into the recycle bin, and out of production.

Where development and production are separate, production runs a deleted file until its removal is deployed. The file
and its versions show how far that is, so any call continues.
"""

from dataclasses import dataclass
from typing import Literal, TypeVar

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.errors import ChangedMeanwhile, Rejected
from dataworks.flows.lookups import looked_up
from dataworks.flows.once import exists_on_failure, once
from dataworks.flows.waits import Pending, Report, finished
from dataworks.language import Text
from dataworks.observing import flow
from dataworks.operation import Operation, Operations
from dataworks.operations.v2020.deployments import (
    NO_REASON,
    DeleteFile,
    DeployFile,
    FileVersion,
    GetDeployment,
    ListFileVersions,
)
from dataworks.operations.v2020.files import GetFile
from dataworks.operations.v2020.workspaces import GetProject

A = TypeVar("A", bound=Answer)

REMOVAL: Operations = (GetFile, GetProject, ListFileVersions, DeleteFile, DeployFile, GetDeployment)
"""The operations that taking a file away may call."""

Step = Literal["removing", "deploying"]
State = Step | Literal["deleted"]
"""How far a file is: being removed from development, its removal being deployed to production, or gone from both."""

BASIC = 2
"""The mode of a workspace in which development and production are one."""

STEPS = 2
SUBMITTING, DEPLOYING, DEPLOYED = frozenset({"COMMITTING"}), frozenset({"PACKAGED", "DEPLOYING"}), "DEPLOYED"
CANCELLED = "CANCELLED"
RESTORED = Text("Somebody else took the file out of the recycle bin.", "其他人已将该文件移出回收站。")
MAY_RUN = Text(
    "production may still run it. The same call again continues.", "生产环境可能仍在运行它。重复同样的调用即可继续。"
)
BACK = Text(
    "is among the files of the workspace again; the same call again deletes it.",
    "又回到了工作空间的文件中；重复同样的调用即可将其删除。",
)
STAYS = Text(
    "is in the recycle bin, and was not removed from development; only DataStudio can restore it from there.",
    "在回收站中，未从开发环境移除；只能在 DataStudio 中将其恢复。",
)
STILL_RUNS = Text(
    "is in the recycle bin, and production runs it; after the fix the same call again continues.",
    "在回收站中，生产环境仍在运行它；修复后重复同样的调用即可继续。",
)


FILE = Text("file {}", "文件 {}")
NOTE = Text("{}: {}", "{}：{}")
RUNS_UNKNOWN = Text(
    "File {} is in the recycle bin; whether production runs it is not known.",
    "文件 {} 在回收站中；尚不清楚生产环境是否仍在运行它。",
)
FINDS_OUT = Text("{} The same call again finds out.", "{} 重复同样的调用即可查明。")
NOT_DELETED = Text("File {} was not deleted.", "文件 {} 未被删除。")
UNKNOWN = Text(
    "It is unknown whether file {} was deleted; the same call again finds out.",
    "尚不清楚文件 {} 是否已删除；重复同样的调用即可查明。",
)
BEING_REMOVED = Text(
    "File {} is in the recycle bin, and being removed from development; {}",
    "文件 {} 在回收站中，正在从开发环境移除；{}",
)
REMOVAL_UNKNOWN = Text(
    "It is unknown whether the removal of file {} was deployed; the same call again finds out.",
    "尚不清楚文件 {} 的下线是否已发布；重复同样的调用即可查明。",
)
BEING_DEPLOYED = Text(
    "File {} is in the recycle bin, and its removal is being deployed; {}", "文件 {} 在回收站中，其下线正在发布；{}"
)
WAS_DEPLOYED = Text("File {} was deleted, and its removal was deployed.", "文件 {} 已删除，其下线已发布。")
AS_IT_WAS = Text(
    " This call has deployed it, as deleted or as restored.",
    "本次调用已将其发布，可能是删除的状态，也可能是恢复的状态。",
)
FILE_IS = Text("File {} {}", "文件 {} {}")


@dataclass(frozen=True)
class Removed:
    """How far a file is; ``deployment_id`` is that of the step that is in progress, if it is known."""

    state: State
    deployment_id: str | None = None


@dataclass(frozen=True)
class Seen:
    """What the versions of a file show.

    Attributes:
        removal: the state of the version that is the removal of the file, if there is one.
        runs: whether production runs the file.
    """

    removal: str | None
    runs: bool


@dataclass(frozen=True)
class Removal:
    """A file while one call removes it."""

    api: DataWorks
    request: DeleteFile
    report: Report

    @property
    def name(self) -> str:
        """The file as texts name it."""
        return FILE.said(self.request.file_id)

    def about(self, operation: type[Operation[A]], **more: object) -> Operation[A]:
        """An operation on the workspace of the file."""
        named = self.request.model_dump(include={"project_id", "project_identifier"})
        return operation.model_validate({**named, **more})

    def of_file(self, operation: type[Operation[A]], **more: object) -> Operation[A]:
        """An operation on the file."""
        return self.about(operation, file_id=self.request.file_id, **more)

    async def in_bin(self) -> bool:
        """Whether the file is in the recycle bin, or deleted from there."""
        return (await self.api.call(GetFile.model_validate(self.request.model_dump()))).file.is_deleted

    async def check(self, done: str = "") -> None:
        """Read right before and after the deployment whether the file is still in the recycle bin.

        Args:
            done: what this call did, as a sentence.

        Raises:
            ChangedMeanwhile: it is not.
        """
        if not await self.in_bin():
            raise ChangedMeanwhile(
                DeployFile.action(), RESTORED.said(), exists=FILE_IS.said(self.request.file_id, BACK) + done
            )

    async def seen(self) -> Seen:
        """Read the versions."""
        versions = (await self.api.call(self.of_file(ListFileVersions, page_size=100))).file_versions
        newest = max(versions, key=lambda version: version.file_version, default=None)
        removal = newest.status if newest and newest.change_type == "DELETE" else None
        return Seen(removal, any(_runs(version) for version in versions) and removal != DEPLOYED)

    async def notify(self, step: int, text: str) -> None:
        """Report progress."""
        await self.report(step, STEPS, NOTE.said(self.name, text))


def _runs(version: FileVersion) -> bool:
    """Whether production runs this version, or will soon; where the service does not say so, its state does."""
    if version.change_type == "DELETE":
        return False
    unsaid = version.is_current_prod is None and version.status == DEPLOYED
    return bool(version.is_current_prod) or unsaid or version.status in DEPLOYING


@flow
async def remove_file(api: DataWorks, request: DeleteFile, report: Report) -> Removed:
    """Delete the file, and deploy its removal where production runs it, until that is done or the deadline is near.

    Raises:
        DataWorksError: there is no such file, or a step failed; ``exists`` says how far the file is.
    """
    removal = Removal(api, request, report)
    waiting = await _recycled(removal)
    if waiting is not None:
        return waiting
    unknown = RUNS_UNKNOWN.said(request.file_id)
    with exists_on_failure(FINDS_OUT.said(unknown)):
        seen = await removal.seen()
        separate = not seen.runs or (await looked_up(api, removal.about(GetProject))).project_mode != BASIC
    if seen.removal == CANCELLED:
        raise _failed(removal, "removing")
    if seen.runs and separate:
        return await _deployed(removal, seen)
    return Removed("deleted")


async def _recycled(removal: Removal) -> Removed | None:
    """Put the file into the recycle bin, and wait until development does not run it; ``None`` once that is done."""
    number, deployment = removal.request.file_id, None
    if not await removal.in_bin():
        with exists_on_failure(NOT_DELETED.said(number)):
            unknown = UNKNOWN.said(number)
            deleted = await once(removal.api, removal.request, removal.in_bin, unknown)
        deployment = deleted.answer.deployment_id if deleted.answer else None
        if deleted.answer and not deployment:
            return None
    with exists_on_failure(BEING_REMOVED.said(number, MAY_RUN)):
        return await _done(removal, "removing", deployment)


async def _deployed(removal: Removal, seen: Seen) -> Removed:
    """Deploy the removal of the file, and wait until production does not run it."""
    number, deployment = removal.request.file_id, None

    async def in_progress() -> bool:
        now = await removal.seen()
        return now.removal in DEPLOYING or not now.runs

    if seen.removal not in DEPLOYING:
        unknown = REMOVAL_UNKNOWN.said(number)
        with exists_on_failure(FILE_IS.said(number, STILL_RUNS)):
            await removal.check()
            deployed = await once(removal.api, removal.of_file(DeployFile), in_progress, unknown)
        deployment = deployed.answer.deployment_id if deployed.answer else None
    with exists_on_failure(BEING_DEPLOYED.said(number, MAY_RUN)):
        waiting = await _done(removal, "deploying", deployment)
    if waiting is None:
        with exists_on_failure(WAS_DEPLOYED.said(number)):
            await removal.check(AS_IT_WAS.said())
    return waiting or Removed("deleted")


async def _done(removal: Removal, state: Step, deployment: str | None) -> Removed | None:
    """Wait for a step, by its deployment or else by the versions; ``None`` once it is done."""

    async def look() -> bool | None:
        if deployment is not None:
            return await _arrived(removal, state, deployment)
        seen = await removal.seen()
        going = seen.removal in SUBMITTING if state == "removing" else seen.removal in DEPLOYING
        if not going and state == "deploying" and seen.runs:
            raise _failed(removal, state)
        return None if going else True

    step = ("removing", "deploying").index(state)
    found = await finished(removal.api, look, lambda text: removal.notify(step, text))
    return Removed(state, deployment) if isinstance(found, Pending) else None


async def _arrived(removal: Removal, state: Step, deployment: str) -> bool | None:
    """Whether a deployment is done; ``None`` while it is in progress."""
    answer = await removal.api.call(removal.about(GetDeployment, deployment_id=deployment))
    found = answer.deployment
    if found.has_failed:
        raise _failed(removal, state, found.error_message, answer.request_id)
    return True if found.is_successful else None


def _failed(removal: Removal, state: Step, reason: str | None = None, request_id: str | None = None) -> Rejected:
    """The failure of a step; that production still runs the file is certain where its removal was to be deployed."""
    operation, left = (DeployFile, STILL_RUNS) if state == "deploying" else (DeleteFile, STAYS)
    exists = FILE_IS.said(removal.request.file_id, left)
    return Rejected(operation.action(), reason or NO_REASON, request_id=request_id, exists=exists)
