"""How far the definition of a task is on its way to production, and whether production has an earlier one.

Status, search, plans and flows say it by these words alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from dataworks.client import DataWorks
from dataworks.operations.deployments import FileVersion, ListFileVersions
from dataworks.operations.files import File, NodeConfiguration

CHANGED_SINCE = "changed since it was deployed"
STOP_AND_START = f"{CHANGED_SINCE}: stop and start it to make it count"
START = f"{CHANGED_SINCE}: start it to make it count"
SUBMIT_AND_DEPLOY = f"{CHANGED_SINCE}: submit and deploy it to make it count"
"""The one phrase for a definition that is newer than what production has, and what makes the definition count."""

RUNS = frozenset({"WAIT", "RUN", "KILLING"})
RAN = RUNS | {"PAUSE"}
"""Run states of a task that has been started; only what is deployed can be."""

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


@dataclass(frozen=True)
class FilePlace:
    """A file of a workspace."""

    project_id: str
    file_id: str


@dataclass(frozen=True)
class Standing:
    """How far a batch task is.

    Attributes:
        stage: how far its current content is.
        version: the submitted version that is so far, if that is known.
        in_production: whether production runs any version of it.
    """

    stage: Stage
    version: int | None = None
    in_production: bool = False

    @property
    def changed(self) -> bool:
        """Whether production runs an earlier content than the current one."""
        return self.in_production and self.stage != "deployed"

    @property
    def shown(self) -> Stage:
        """The stage that is shown: a task that production runs is deployed, unless another version is on its way."""
        return "deployed" if self.in_production and self.stage in ("draft", "submitted") else self.stage

    def is_beyond(self, stage: Stage, version: int | None) -> bool:
        """Whether a version is known to be further than this stage: the one given, or a later one."""
        older = version is not None and (self.version or 0) < version
        return not older and ORDER.index(self.stage) > ORDER.index(stage)


async def standing_of(api: DataWorks, place: FilePlace, file: File, node: NodeConfiguration | None = None) -> Standing:
    """How far a batch task is; one that can't be submitted yet, as its ``node`` has no parent, costs no call.

    A file may have its node, and be committed, only once its submission is successful.
    """
    if not file.commit_status and file.node_id is None and node and not node.input_list:
        return Standing("draft")
    newest = await newest_of(api, place)
    current = newest.stage not in ("submitted", "deployed") or not _is_newer(file, newest)
    return newest if current else Standing("draft", in_production=newest.in_production)


async def newest_of(api: DataWorks, place: FilePlace) -> Standing:
    """How far the latest submission of a file is."""
    listing = ListFileVersions(project_id=place.project_id, file_id=place.file_id)
    versions = (await api.call(listing)).file_versions
    newest = max(versions, key=lambda version: version.file_version, default=None)
    if newest is None:
        return Standing("draft")
    if newest.change_type == "DELETE":  # of a file that was removed, and perhaps restored since
        return Standing("draft", in_production=newest.status != "DEPLOYED" and any(map(_is_in_production, versions)))
    stage = "deployed" if newest.is_current_prod else STAGES.get(newest.status, "draft")
    return Standing(stage, newest.file_version, any(map(_is_in_production, versions)))


def _is_in_production(version: FileVersion) -> bool:
    """Whether production runs a version; where the service does not say so, its state does."""
    unsaid = version.is_current_prod is None and version.status == "DEPLOYED"
    return version.change_type != "DELETE" and (bool(version.is_current_prod) or unsaid)


def _is_newer(file: File, newest: Standing) -> bool:
    """Whether a file was changed since its latest submission; by its version where the service does not say so."""
    if file.commit_status is not None:
        return not file.commit_status
    return newest.version is not None and (file.current_version or 0) > newest.version


def changed_since_deployed(file: File, run_state: str | None) -> bool:
    """Whether the definition of a real-time task or a solution is newer than what was deployed."""
    return file.commit_status == 0 and _was_deployed(file, run_state)


def _was_deployed(file: File, run_state: str | None) -> bool:
    return file.node_id is not None or run_state in RAN


def standing_words(file: File, run_state: str | None) -> str:
    """How far a real-time task or a solution is, in words for a plan.

    Whether one that was submitted and never started is in production is not shown: it may be offline.
    """
    if changed_since_deployed(file, run_state):
        return CHANGED_SINCE
    if not file.commit_status:
        return "not submitted"
    return "deployed" if run_state in RAN else "submitted"


def batch_words(standing: Standing) -> str:
    """How far a batch task is, in words for a plan."""
    words = {"draft": "not submitted", "submitting": "being submitted", "deploying": "being deployed"}
    stage = words.get(standing.shown, standing.shown)
    return f"{stage}, {CHANGED_SINCE}" if standing.changed else stage


def what_makes_it_count(run_state: str | None) -> str:
    """What makes the newer definition of a real-time task or a solution count, by its run state."""
    return STOP_AND_START if run_state in RUNS else START
