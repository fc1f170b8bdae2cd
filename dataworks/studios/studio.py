"""What a studio is: the operations of one generation of the API on tasks that are started and stopped.

The flows say when something is done to a task; its studio says how: which operation does it, what that needs, which
steps this API has at all, and what its answers mean.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.language import Text
from dataworks.operation import Operation, Operations
from dataworks.operations.v2020.running import StartParam
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.studios.states import RUNNING, STOPPED_STATES, UNKNOWN
from dataworks.task_ids import number_of

Act = Literal["deployed", "started", "stopped", "taken offline", "deleted"]
"""What is done to a task, by the word that answers have for it."""

OFFLINE: Act = "taken offline"

Wish = Literal["start", "stop", "retire"]
ENDS: Mapping[Wish, Act] = {"start": "started", "stop": "stopped", "retire": "deleted"}
"""What a user can wish for a task, and the act that it ends with."""

Flow = Literal["run"] | Wish
"""Work on one task; ``start`` may stop it first."""

ACTS: Mapping[Flow, tuple[Act, ...]] = {
    "run": ("deployed", "started"),
    "start": ("deployed", "started", "stopped"),
    "stop": ("stopped",),
    "retire": ("stopped", "taken offline", "deleted"),
}
"""What each flow may do to a task, where the API has such a step."""


@dataclass(frozen=True)
class TaskPlace:
    """A task of a workspace, by its id as the tools show it."""

    project_id: str
    task_id: str

    @property
    def number(self) -> str:
        """Its id in the API."""
        return number_of(self.task_id)


@dataclass(frozen=True)
class Look:
    """A task as one read of its run state shows it: one of ours, and the message of the service."""

    state: str
    message: str | None = None


@dataclass(frozen=True)
class Row:
    """A task as a list shows it.

    Attributes:
        name: its name, if it is shown.
        state: its run state, as far as the row shows it.
        submitted: whether its current definition was submitted; true where the API has no such step.
        changed: whether production has an earlier definition.
        edited: whether somebody certainly changed it since it was created.
        definition: its definition, if that was asked for and is shown.
        file_type: the type of the file that it is.
        folder: the folder that it is in, if it was asked for and is shown.
    """

    task_id: str
    name: str | None
    state: str = UNKNOWN
    submitted: bool = True
    changed: bool = False
    edited: bool = False
    definition: Definition = NO_DEFINITION
    file_type: int | None = None
    folder: str | None = None


@dataclass(frozen=True)
class Start:
    """How a task is started; each studio takes what its tasks have.

    Attributes:
        param: limits and DDL handling of a file.
        from_time: epoch seconds from which a job reads the source's log again, instead of where it stopped.
        load_again: whether a job repeats all of its steps, the full load too.
        restart: whether a task that runs, and was changed since it was deployed, is stopped and started.
    """

    param: StartParam | None = None
    from_time: int | None = None
    load_again: bool = False
    restart: bool = False

    @property
    def anew(self) -> bool:
        """Whether a task that runs has to be stopped, since it starts elsewhere than where it is."""
        return self.load_again or self.from_time is not None

    def stops(self, state: str, *, changed: bool) -> bool:
        """Whether a task in this state is stopped first; ``changed``: since it was deployed."""
        return state == RUNNING and (self.anew or (self.restart and changed))


AS_USUAL = Start()


class Studio(ABC):
    """What one generation of the API can do with one kind of tasks.

    Attributes:
        acts: the operation of each act; an act that is missing is no step of this API.
        looks: the operation that reads the run state.
        reads: all operations that a flow may read with.
        runs: the states that a start leads to.
        shows_starting: whether a task that was started, and does not run yet, has another state than before.
        settled: seconds after a start for which a failed or finished task may still show that, else.
        gone: the sentence that a task does not exist any more: its id, and the end of the sentence.
    """

    acts: ClassVar[Mapping[Act, type[Operation[Any]]]]
    looks: ClassVar[type[Operation[Any]]]
    reads: ClassVar[Operations]
    runs: ClassVar[frozenset[str]] = frozenset({RUNNING})
    shows_starting: ClassVar[bool] = True
    settled: ClassVar[float] = 0.0
    gone: ClassVar[Text]

    @classmethod
    def operations(cls, flow: Flow) -> Operations:
        """The operations that a flow may call, each once."""
        return (*cls.reads, *(cls.acts[act] for act in ACTS[flow] if act in cls.acts))

    @property
    def wishes(self) -> Iterator[Wish]:
        """What this API can do with these tasks."""
        return (wish for wish, act in ENDS.items() if act in self.acts)

    def is_stopped(self, state: str) -> bool:
        """Whether a task in this state does not run, and is not about to."""
        return state in STOPPED_STATES

    @abstractmethod
    def request(self, act: Act, place: TaskPlace, start: Start = AS_USUAL) -> Operation[Any]:
        """The request that does this to a task."""

    @abstractmethod
    async def look(self, api: DataWorks, place: TaskPlace) -> Look:
        """Read the run state.

        Raises:
            DataWorksError: there is no such task, or it can't be read.
        """

    @abstractmethod
    async def read(self, api: DataWorks, place: TaskPlace) -> Definition:
        """Read the definition that a task has now.

        Raises:
            DataWorksError: there is no such task, or it can't be read.
        """

    @abstractmethod
    async def row(self, api: DataWorks, place: TaskPlace, *, whole: bool = False) -> Row | None:
        """The task in a list of tasks, if it is there; ``whole``: with its definition, if the list has it.

        Raises:
            DataWorksError: the list can't be read.
        """

    @abstractmethod
    def is_unknown(self, error: DataWorksError) -> bool:
        """Whether a request failed since there is no task of this id."""

    def is_starting_already(self, error: DataWorksError) -> bool:
        """Whether a start was refused for the state of a task that shows as stopped: an earlier one is in progress."""
        del error
        return False

    @abstractmethod
    async def is_gone(self, api: DataWorks, place: TaskPlace) -> bool:
        """Whether a task that a request did not find does not exist.

        Raises:
            DataWorksError: that can't be read.
        """

    async def reason(self, api: DataWorks, place: TaskPlace, look: Look) -> str | None:
        """Why a task is stopped that was started, as far as the service says so."""
        del api, place
        return look.message
