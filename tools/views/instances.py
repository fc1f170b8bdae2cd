"""Views of run states, and of requests to change them."""

from typing import Annotated, Self

from pydantic import Field

from dataworks.operations.running import InstanceInfo, SolutionInfo
from tools.views.view import DoneView, View

STATE_TOOL = "get_di_sync_instance_info"

MEANINGS = {
    "NORUN": ("It has not been started, or is not deployed.", "start_tasks deploys and starts it."),
    "WAIT": ("It is queued or starting.", "Ask again in some seconds, each time a little later."),
    "RUN": ("It is running.", "No action is needed. Only the console shows its delay."),
    "KILLING": ("It is stopping.", "Ask again in some seconds; PAUSE follows."),
    "PAUSE": ("It is stopped, by a call or because it failed.", "start_tasks starts it again."),
}
"""Meaning of a real-time task's state, and what to do; the documentation lists only the names."""


class DeployedView(DoneView):
    """A task that was deployed."""

    then = "It is in production, not started: start_di_sync_instance starts it."


class StartedView(DoneView):
    """A start that was accepted."""

    then = f"The start is accepted; ask {STATE_TOOL} until it says RUN."


class StoppedView(DoneView):
    """A stop that was accepted."""

    then = f"The stop is accepted; ask {STATE_TOOL} until it says PAUSE."


class TerminatedView(DoneView):
    """A task that was taken offline."""

    then = "It is no longer in production; its definition remains until it is deleted."


class StepRow(View):
    """One step of a solution; ``info`` is JSON as text."""

    step_id: str
    step_name: str | None = None
    status: str | None = None
    info: str | None = None


class SolutionRunView(View):
    """The progress of a solution."""

    id: str
    status: Annotated[str | None, Field(description="Its run state, such as run.")] = None
    creator_name: str | None = None
    count: Annotated[int, Field(description="Its steps.")]
    steps: tuple[StepRow, ...]

    @classmethod
    def of(cls, info: SolutionInfo) -> Self:
        """The view of a part of an answer."""
        steps = tuple(
            StepRow.model_validate(step.model_dump(include=set(StepRow.model_fields))) for step in info.step_detail
        )
        return cls(id=info.id, status=info.status, creator_name=info.creator_name, count=len(steps), steps=steps)


class InstanceView(View):
    """The run state of a task."""

    state: Annotated[str, Field(description="Real-time: NORUN, WAIT, RUN, KILLING, PAUSE. Solution: as in the API.")]
    name: str | None = None
    means: str | None = None
    solution: SolutionRunView | None = None
    next: str | None = None

    @classmethod
    def of(cls, answer: InstanceInfo) -> Self:
        """The view of an answer."""
        if answer.solution_info is not None:
            return cls(
                state=answer.solution_info.status or "unknown", solution=SolutionRunView.of(answer.solution_info)
            )
        state = (answer.status or "unknown").upper()
        means, then = MEANINGS.get(state, (None, None))
        return cls(state=state, name=answer.name, means=means, next=then)
