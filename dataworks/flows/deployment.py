"""Bringing a batch task to production: submit it, deploy it, and wait for both.

The versions of the file show how far it is, so any process can continue, and nothing is done twice.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

from dataworks.client import DataWorks
from dataworks.errors import ChangedMeanwhile, DataWorksError, Rejected
from dataworks.flows.lookups import not_there
from dataworks.flows.name_conflicts import may_exist
from dataworks.flows.once import exists_on_failure
from dataworks.flows.waits import Pending, Report, finished
from dataworks.operations.deployments import DeployFile, GetDeployment, ListFileVersions, SubmitFile
from dataworks.operations.files import FileDetail, GetFile

DEPLOYING = (GetFile, ListFileVersions, SubmitFile, DeployFile, GetDeployment)
"""The operations that bringing a task to production may call."""

Stage = Literal["draft", "submitting", "submitted", "deploying", "deployed"]

ORDER: tuple[Stage, ...] = get_args(Stage)

STAGES: Mapping[str | None, Stage] = {
    "COMMITTING": "submitting",
    "COMMITTED": "submitted",
    "CHECK_OK": "submitted",
    "PACKAGED": "deploying",
    "DEPLOYING": "deploying",
    "DEPLOYED": "deployed",
}
"""What the states of a version mean. A CANCELLED version has to be submitted again."""

SUCCESSFUL, FAILED, CHECK_FAILED = 1, 2, 7
"""States of a deployment, and of the check before it."""

NO_REASON = "submit and deploy fail."
"""What the service says when it gives no reason."""


@dataclass(frozen=True)
class Move:
    """One of the two steps: the stage before it, the stage in progress, and the stage after it."""

    operation: type[SubmitFile | DeployFile]
    before: Stage
    going: Stage
    after: Stage


MOVES = (
    Move(SubmitFile, "draft", "submitting", "submitted"),
    Move(DeployFile, "submitted", "deploying", "deployed"),
)


Check = Callable[[FileDetail], str]
"""Is called with the file right before each step; returns how it differs from what was requested."""

CHANGED = "Somebody else changed the task while it was brought to production."

BEFORE: dict[Stage, str] = {"draft": "exists and was not submitted", "submitted": "is submitted and was not deployed"}
"""What is true of a task whose next step was not made, by the stage it is in."""


@dataclass(frozen=True)
class Moved:
    """A step is done; ``version`` is the one it was done with, if that is known."""

    version: int | None = None


@dataclass(frozen=True)
class FilePlace:
    """A file of a workspace."""

    project_id: str
    file_id: str


async def stage_of(api: DataWorks, place: FilePlace, present: FileDetail) -> Stage:
    """How far the current content of a file is; one that can't be submitted yet, without a parent, costs no call.

    A file has its node, and is committed, only once its submission is successful.
    """
    file, node = present.file, present.node_configuration
    if not file.commit_status and file.node_id is None and node and not node.input_list:
        return "draft"
    stage = await _newest(api, place)
    changed_since = not file.commit_status and stage in ("submitted", "deployed")
    return "draft" if changed_since else stage


async def _newest(api: DataWorks, place: FilePlace) -> Stage:
    """How far the latest submission is."""
    listing = ListFileVersions(project_id=place.project_id, file_id=place.file_id)
    versions = (await api.call(listing)).file_versions
    newest = max(versions, key=lambda version: version.file_version, default=None)
    if newest is None:
        return "draft"
    return "deployed" if newest.is_current_prod else STAGES.get(newest.status, "draft")


async def bring_to_production(api: DataWorks, place: FilePlace, stage: Stage, report: Report, check: Check) -> Stage:
    """Continue from a stage until the file is deployed, or until the client's deadline is near.

    Raises:
        ChangedMeanwhile: somebody changed the file, so that the next step was not made.
        DataWorksError: a step failed; ``exists`` says which step was reached.
    """
    submitted: int | None = None  # the version, if this call has seen it
    for number, move in enumerate(MOVES):
        if stage not in (move.before, move.going):
            continue

        async def notify(text: str, number: int = number, move: Move = move) -> None:
            await report(number, len(MOVES), f"{move.going} task {place.file_id}: {text}")

        if stage == move.before:
            stage = _later(stage, await _by_now(api, place, move, check, submitted))
        if stage not in (move.before, move.going):
            continue  # somebody else has made this step
        look = await _begun(api, place, move) if stage == move.before else partial(_seen, api, place, move)
        with exists_on_failure(
            f"Task {place.file_id} exists, and is {move.going} by itself; the same call again continues."
        ):
            found = await finished(api, look, notify)
        if isinstance(found, Pending):
            return move.going
        if submitted is not None and found.version not in (None, submitted):
            exists = f"Task {place.file_id} is in production with version {found.version}, not {submitted}."
            raise ChangedMeanwhile(DeployFile.action(), CHANGED, exists=exists)
        stage, submitted = move.after, found.version
    return stage


def _later(one: Stage, other: Stage) -> Stage:
    return one if ORDER.index(one) >= ORDER.index(other) else other


async def _by_now(api: DataWorks, place: FilePlace, move: Move, check: Check, submitted: int | None) -> Stage:
    """How far the file is right before a step, as somebody may have changed it, or made the step.

    Raises:
        ChangedMeanwhile: it is not what was requested, or it is a later version than ``submitted``.
    """
    present = await api.call(GetFile(project_id=place.project_id, file_id=place.file_id))
    current = present.file.current_version
    later = submitted is not None and current is not None and current > submitted
    deleted = "is in the recycle bin" if present.file.is_deleted else ""
    differs = (
        deleted or check(present) or (f"has version {current}, and version {submitted} was submitted" if later else "")
    )
    if differs:
        exists = f"Task {place.file_id} {BEFORE[move.before]}: it {differs}."
        raise ChangedMeanwhile(move.operation.action(), CHANGED, exists=exists)
    return await stage_of(api, place, present)


async def _begun(api: DataWorks, place: FilePlace, move: Move) -> Callable[[], Awaitable[Moved | None]]:
    """Make the move; return the function that reads how far it is.

    If it failed, somebody else may have made it, or an earlier attempt of this call: then it is in progress.
    """
    try:
        started = await api.call(move.operation(project_id=place.project_id, file_id=place.file_id))
    except DataWorksError as error:
        if await _is_in_progress(api, place, move, error):
            return partial(_seen, api, place, move)
        unknown = f"it is unknown whether it was {move.after}; the same call again finds out and continues"
        not_done = f"it was not {move.after}; the same call again continues"
        error.exists = f"Task {place.file_id} exists; {unknown if may_exist(error) else not_done}."
        raise
    return partial(_moved, api, place, move, started.deployment_id)


async def _is_in_progress(api: DataWorks, place: FilePlace, move: Move, error: DataWorksError) -> bool:
    """Whether a move that failed is in progress or done all the same; ``False`` where that can't be read."""
    if not (may_exist(error) or not_there(error)):
        return False
    try:
        present = await api.call(GetFile(project_id=place.project_id, file_id=place.file_id))
        return ORDER.index(await stage_of(api, place, present)) > ORDER.index(move.before)
    except DataWorksError:
        return False


async def _moved(api: DataWorks, place: FilePlace, move: Move, deployment_id: str) -> Moved | None:
    """What a deployment has done; ``None`` while it is in progress."""
    asked = GetDeployment(project_id=place.project_id, deployment_id=deployment_id)
    answer = await api.call(asked)
    state = answer.deployment
    if state.status == FAILED or state.checking_status == CHECK_FAILED:
        raise _failed(place, move, state.error_message, answer.request_id)
    if state.status != SUCCESSFUL:
        return None
    return Moved(next((item.file_version for item in answer.deployed_items if item.file_id == place.file_id), None))


async def _seen(api: DataWorks, place: FilePlace, move: Move) -> Moved | None:
    """The same for a move of an earlier call: its deployment id is not known, its version is."""
    stage = await _newest(api, place)
    if stage == move.before:
        raise _failed(place, move, None, None)
    return None if stage == move.going else Moved()


def _failed(place: FilePlace, move: Move, reason: str | None, request_id: str | None) -> DataWorksError:
    return Rejected(
        move.operation.action(),
        reason or NO_REASON,
        request_id=request_id,
        exists=f"Task {place.file_id} exists and was not {move.after}; after the fix the same call again continues.",
    )
