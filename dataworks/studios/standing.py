"""How far the definition of a task is on its way to production, and whether production has an earlier one.

Status, search, plans and flows say it by these words alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from dataworks.language import Text
from dataworks.operations.v2020.files import File, NodeConfiguration

CHANGED_SINCE = Text("changed since it was deployed", "发布后已有修改")
STOP_AND_START = Text("{}: stop and start it to make it count", "{}：停止并重新启动后生效").filled(CHANGED_SINCE)
START = Text("{}: start it to make it count", "{}：启动后生效").filled(CHANGED_SINCE)
SUBMIT_AND_DEPLOY = Text("{}: submit and deploy it to make it count", "{}：提交并发布后生效").filled(CHANGED_SINCE)
"""The one phrase for a definition that is newer than what production has, and what makes the definition count."""

RUNS = frozenset({"WAIT", "RUN", "KILLING"})
RAN = RUNS | {"PAUSE"}
"""Run states of a task that has been started; only what is deployed can be."""

Stage = Literal["draft", "submitting", "submitted", "deploying", "deployed"]

ORDER: tuple[Stage, ...] = get_args(Stage)

STAGES: Mapping[Stage, Text] = {
    "draft": Text("not submitted", "未提交"),
    "submitting": Text("being submitted", "提交中"),
    "submitted": Text("submitted", "已提交"),
    "deploying": Text("being deployed", "发布中"),
    "deployed": Text("deployed", "已发布"),
}
"""How far a task is, in words for a plan."""


GROUP, UNITS = "ResourceGroup", "Cu"
"""Settings of a task that the API calls so; of a batch task no answer shows them, unless its script has them."""

NOTED = re.compile(rf"(?<!\S)({GROUP}|{UNITS})=(\S+)")
"""A setting in the comment of a submission."""


BOTH = Text("{}, {}", "{}，{}")


def note_of(settings: Mapping[str, object]) -> str | None:
    """The comment of the submission of a version with these settings."""
    return " ".join(f"{name}={value}" for name, value in settings.items()) or None


@dataclass(frozen=True)
class Standing:
    """How far a batch task is.

    Attributes:
        stage: how far its current content is.
        version: the submitted version that is so far, if that is known.
        in_production: whether production runs any version of it.
        comment: that of the version.
        has_earlier: whether an earlier content was submitted than the one that is a draft now.
    """

    stage: Stage
    version: int | None = None
    in_production: bool = False
    comment: str | None = None
    has_earlier: bool = False

    @property
    def settings(self) -> dict[str, str]:
        """The settings that the comment of the submission of the current content has; no answer shows them else."""
        return dict(NOTED.findall(self.comment or "")) if self.stage != "draft" else {}

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


def is_paused(node: NodeConfiguration | None) -> bool:
    """Whether the schedule of a batch task is switched off."""
    return node is not None and bool(node.stop)


def changed_since_deployed(file: File, run_state: str | None) -> bool:
    """Whether the definition of a real-time task or a solution is newer than what was deployed."""
    return file.commit_status == 0 and _was_deployed(file, run_state)


def never_submitted(file: File, run_state: str | None = None) -> bool:
    """Whether a task was certainly never submitted, so that production has nothing of it."""
    return file.commit_status == 0 and not _was_deployed(file, run_state)


def _was_deployed(file: File, run_state: str | None) -> bool:
    return file.node_id is not None or run_state in RAN


def standing_words(file: File, run_state: str | None) -> str:
    """How far a real-time task or a solution is, in words for a plan.

    Whether one that was submitted and never started is in production is not shown: it may be offline.
    """
    if changed_since_deployed(file, run_state):
        return CHANGED_SINCE.said()
    if not file.commit_status:
        return STAGES["draft"].said()
    return STAGES["deployed" if run_state in RAN else "submitted"].said()


def batch_words(standing: Standing) -> str:
    """How far a batch task is, in words for a plan."""
    stage = STAGES[standing.shown]
    return BOTH.said(stage, CHANGED_SINCE) if standing.changed else stage.said()


def what_makes_it_count(run_state: str | None) -> str:
    """What makes the newer definition of a real-time task or a solution count, by its run state."""
    return (STOP_AND_START if run_state in RUNS else START).said()
