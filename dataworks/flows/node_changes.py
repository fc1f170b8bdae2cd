"""Pausing, resuming, changing and retiring batch tasks that are nodes of the new Data Studio, in production too."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from dataworks.client import DataWorks
from dataworks.errors import ChangedMeanwhile, DataWorksError, DeletedMeanwhile
from dataworks.flows.deletion import DELETED
from dataworks.flows.deployment import DIFFERS, PART_NOT_MADE, THE_CHANGE
from dataworks.flows.done_words import MAY_BE_DONE, OUT_OF_PRODUCTION, WORDS, accounted, said
from dataworks.flows.known_nodes import NODE_LOOKS, SeenNode, seen_node
from dataworks.flows.once import exists_on_failure, once
from dataworks.flows.pipeline_run import PIPELINES, Kind, PipelineWay, Run
from dataworks.flows.task_handle import BEFORE_THAT, Reached
from dataworks.flows.waits import Report, silent
from dataworks.language import Text
from dataworks.operation import Operations
from dataworks.operations.v2024.nodes import DeleteNode, GetNode, Node, UpdateNode
from dataworks.operations.v2024.pipelines import CreatePipelineRun
from dataworks.retry import not_there
from dataworks.scripts.definition import Definition
from dataworks.scripts.flow_spec import NORMAL, PAUSED, changed_spec
from dataworks.studios.states import GONE
from dataworks.task_ids import number_of

NODE_SWITCHING: Operations = (*NODE_LOOKS, UpdateNode, *PIPELINES)
NODE_REMOVAL: Operations = (*NODE_LOOKS, DeleteNode, *PIPELINES)
"""The operations that pausing and resuming, and retiring, may call."""

MOST_PIPELINES = 2
"""One that was running already may deploy what was there before, so another one can follow it."""

CHANGED = Text(
    "Somebody else changed the script while this call was at work, so this was not sent.",
    "本次调用执行期间，其他人更改了脚本，因此未发送该请求。",
)
OTHER_SETTINGS = Text(
    "Somebody else changed the settings while this call was at work, so this was not sent.",
    "本次调用执行期间，其他人更改了设置，因此未发送该请求。",
)
NOT_DONE = Text("Task {} was not {}.", "任务 {} 未{}。")
NOT_DELETED = Text("Task {} exists, and was not deleted by this call.", "任务 {} 已存在，未被本次调用删除。")
NODE_GONE = Text("Node {} no longer exists in the workspace{}.", "节点 {} 已不在工作空间中{}。")


@dataclass
class NodeWork:
    """A node while one call works on it.

    Attributes:
        agreed: its script as it was when the work was decided.
        done: what was done to it.
        earlier: pipelines that were begun before this call changed it; their times may be too coarse to show that.
        unlike: how a node differs from what is to be deployed; empty: it does not.
    """

    api: DataWorks
    project_id: str
    task_id: str
    agreed: Definition
    report: Report = silent
    done: list[str] = field(default_factory=list[str])
    earlier: frozenset[str] = frozenset()
    unlike: Callable[[SeenNode], str] = lambda _: ""

    async def switch(self, *, stop: bool) -> Reached:
        """Switch its schedule off or on, and deploy that.

        Raises:
            ChangedMeanwhile: somebody changed its script.
            DeletedMeanwhile: somebody deleted it.
            DataWorksError: a step failed; ``exists`` says what was done.
        """
        async with self.told():
            await self._switched(stop)
            run = await self.to_production()
        return self.reached(run)

    async def to_production(self) -> Run | None:
        """Deploy what it is now, and return the pipeline that is not done yet; ``None``: production has it.

        Raises:
            ChangedMeanwhile: somebody changed it.
            DataWorksError: a step failed; ``exists`` says how far it is.
        """
        seen = await self.seen()
        for _ in range(MOST_PIPELINES):
            if seen.deployed_by not in {None, *self.earlier}:
                break
            run = await self._way("Online").go(seen.pipelines)
            if not run.is_done:
                return run
            self._note("deployed", run)
            seen = await self.seen()
        return None

    def reached(self, run: Run | None) -> Reached:
        """How far it is; ``run``: the pipeline that is not done yet."""
        done = tuple(self.done)
        return Reached("DEPLOYED", done) if run is None else Reached("DEPLOYING", done, 0.0, waits_for=run.waits_for)

    async def retire(self) -> Reached:
        """Take it out of production, and delete it, unless somebody else deletes it meanwhile.

        Raises:
            DataWorksError: a step failed; ``exists`` says what was done.
        """
        try:
            return await self._retired()
        except DeletedMeanwhile:
            return Reached(GONE, tuple(self.done), by_others=("deleted",))

    async def _retired(self) -> Reached:
        async with self.told():
            seen = await self.seen()
            if seen.node.task_id is not None:
                run = await self._way("Offline").go(seen.pipelines)
                if not run.is_done:
                    return self.reached(run)
                self._note(OUT_OF_PRODUCTION.en, run)
            theirs = await self._deleted()
        return Reached(GONE, tuple(self.done), by_others=theirs)

    @asynccontextmanager
    async def told(self) -> AsyncGenerator[None]:
        """Add to any error what this call had done until then, or say that somebody else deleted the node."""
        try:
            with accounted(self.task_id, self.done):
                yield
        except DataWorksError as error:
            if not_there(error) and await self._is_gone():
                done = BEFORE_THAT.said(said(self.done)) if self.done else ""
                raise DeletedMeanwhile(
                    error.operation, DELETED.said(), exists=NODE_GONE.said(self.task_id, done)
                ) from None
            raise

    async def _is_gone(self) -> bool:
        """Whether it is deleted; unknown counts as no, since another error is reported then."""
        try:
            await self._read()
        except DataWorksError as error:
            return not_there(error)
        return False

    async def _read(self) -> Node:
        return await self.api.call(GetNode(project_id=self.project_id, id=number_of(self.task_id)))

    def _way(self, kind: Kind) -> PipelineWay:
        return PipelineWay(self.api, self.project_id, number_of(self.task_id), self.task_id, kind, self.report)

    def _note(self, word: str, run: Run) -> None:
        if run.mine:
            self.done.append(word)

    async def seen(self) -> SeenNode:
        """The node, compared with what was agreed.

        Raises:
            ChangedMeanwhile: somebody changed it.
            DataWorksError: it can't be read.
        """
        seen = await seen_node(self.api, self.project_id, self.task_id)
        if self.agreed and not seen.definition.means_the_same(self.agreed):
            raise ChangedMeanwhile(UpdateNode.action(), CHANGED.said())
        if differs := self.unlike(seen):
            exists = DIFFERS.said(self.task_id, PART_NOT_MADE.filled(THE_CHANGE, WORDS["deployed"]), differs)
            raise ChangedMeanwhile(CreatePipelineRun.action(), OTHER_SETTINGS.said(), exists=exists)
        return seen

    async def _switched(self, stop: bool) -> None:
        wanted, word = (PAUSED, "paused") if stop else (NORMAL, "resumed")
        seen = await self.seen()
        if seen.node.spec.recurrence == wanted:
            return
        number = number_of(self.task_id)

        async def is_set() -> bool:
            return (await self._read()).spec.recurrence == wanted

        update = UpdateNode(project_id=self.project_id, id=number, spec=changed_spec(number, {"recurrence": wanted}))
        with exists_on_failure(NOT_DONE.said(self.task_id, WORDS[word])):
            made = await once(self.api, update, is_set, MAY_BE_DONE.said(self.task_id, WORDS[word]))
        self.earlier = seen.pipeline_ids
        if made.mine:
            self.done.append(word)

    async def _deleted(self) -> tuple[str, ...]:
        """Delete the node; return what somebody else did of that."""
        number = number_of(self.task_id)

        async def is_gone() -> bool:
            try:
                await self._read()
            except DataWorksError as error:
                if not not_there(error):
                    raise
                return True
            return False

        request = DeleteNode(project_id=self.project_id, id=number)
        with exists_on_failure(NOT_DELETED.said(self.task_id)):
            made = await once(self.api, request, is_gone, MAY_BE_DONE.said(self.task_id, WORDS["deleted"]))
        if not made.mine:
            return ("deleted",)
        self.done.append("deleted")
        return ()
