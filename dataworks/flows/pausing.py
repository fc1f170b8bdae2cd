"""Switching the schedule of a batch task off or on, in production too: set it, submit, deploy."""

from dataclasses import dataclass, field

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.flows.deployment import DEPLOYING, Way
from dataworks.flows.done_words import MAY_BE_DONE, WAS_DONE, WORDS, said
from dataworks.flows.once import exists_on_failure, once
from dataworks.flows.task_handle import Reached
from dataworks.flows.versions import FilePlace
from dataworks.flows.waits import Report, silent
from dataworks.language import Text
from dataworks.operation import Operations
from dataworks.operations.v2020.deployments import UpdateFile
from dataworks.operations.v2020.files import FileDetail, GetFile
from dataworks.studios.standing import Stage

PAUSING: Operations = (UpdateFile, *DEPLOYING)
"""The operations that this flow may call."""

SWITCHED = {True: "paused", False: "resumed"}


NOT_DONE = Text("Task {} was not {}.", "任务 {} 未{}。")
OTHER_NAME = Text("has another name by now", "现在的名称不同")
OTHER_SCRIPT = Text("has another script by now", "现在的脚本不同")
OTHER_SCHEDULE = Text("has another schedule by now", "现在的调度不同")


@dataclass
class Pausing:
    """A batch task whose schedule is switched off or on.

    Attributes:
        agreed: the file as it was when the work was decided; only its schedule's switch may change.
        stage: how far it is on its way to production.
        stop: whether the schedule is to be off.
        done: what was done to it.
    """

    api: DataWorks
    place: FilePlace
    agreed: FileDetail
    stage: Stage
    stop: bool
    report: Report = silent
    done: list[str] = field(default_factory=list[str])

    async def go(self) -> Reached:
        """Continue until production has the switch, or until the deadline is near.

        Raises:
            ChangedMeanwhile: somebody else changed the task, so that the next step was not made.
            DataWorksError: a step failed; ``exists`` says what was done.
        """
        number = self.place.file_id
        try:
            others = await self._switched()
            way = Way(self.api, self.place, self.report, self._unlike, self.stage, self.done, fresh=False)
            await way.go()
        except DataWorksError as error:
            did = WAS_DONE.said(number, said(self.done)) if self.done else ""
            error.exists = " ".join(filter(None, (error.exists, did)))
            raise
        waited = None if way.stage == "deployed" else 0.0
        return Reached(way.stage.upper(), tuple(self.done), waited, (*others, *way.by_others))

    async def _switched(self) -> tuple[str, ...]:
        """Set the switch unless it is set; return what somebody else did meanwhile."""
        if self._is_off(self.agreed) == self.stop:
            return ()
        number, word = self.place.file_id, SWITCHED[self.stop]
        update = UpdateFile(project_id=self.place.project_id, file_id=number, stop=self.stop)
        unknown = MAY_BE_DONE.said(number, WORDS[word])
        with exists_on_failure(NOT_DONE.said(number, WORDS[word])):
            made = await once(self.api, update, self._is_set, unknown)
        self.stage = "draft"
        if made.mine:
            self.done.append(word)
        return () if made.mine else (word,)

    async def _is_set(self) -> bool:
        asked = GetFile(project_id=self.place.project_id, file_id=self.place.file_id)
        return self._is_off(await self.api.call(asked)) == self.stop

    @staticmethod
    def _is_off(present: FileDetail) -> bool:
        return present.node_configuration is not None and bool(present.node_configuration.stop)

    def _unlike(self, present: FileDetail) -> str:
        """How the task differs from what was agreed, right before a step."""
        if present.file.file_name != self.agreed.file.file_name:
            return OTHER_NAME.said()
        if not present.file.content.means_the_same(self.agreed.file.content):
            return OTHER_SCRIPT.said()
        if _schedule(present) != _schedule(self.agreed) or self._is_off(present) != self.stop:
            return OTHER_SCHEDULE.said()
        return ""


def _schedule(present: FileDetail) -> dict[str, object]:
    node = present.node_configuration
    return node.model_dump(exclude={"stop"}) if node else {}
