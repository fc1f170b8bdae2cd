"""What a studio is in which real-time tasks are created and given other definitions."""

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError
from dataworks.operation import Operation, Operations
from dataworks.operations.v2020.sync_tasks import (
    GenerateDISyncTaskConfigForCreating,
    GenerateDISyncTaskConfigForUpdating,
)
from dataworks.scripts.definition import Definition, Table
from dataworks.studios.groups import GroupList
from dataworks.studios.studio import Row, Studio, TaskPlace


@dataclass(frozen=True)
class NewTask:
    """A request for a real-time task.

    Attributes:
        studio: where it is created.
        script: what it is made from, as JSON text: a script of type realtime, version 1.0, or a job specification.
        resource_group: identifier of a data integration group.
        folder: an existing folder, such as ``Business Flow/shop/Data Integration``; empty where there are none.
        start: whether to start it.
    """

    studio: "CreatingStudio"
    project_id: str
    task_name: str
    script: str
    resource_group: str
    folder: str
    start: bool = False


@dataclass(frozen=True)
class NewDefinition:
    """A request for another definition of a task.

    Attributes:
        present: the task's definition, as it was read.
        wanted: all tables that it is to read, as ``db.table`` by data source.
        added: those of ``wanted`` that are new.
        removed: tables that it is not to read any more, also those that only a pattern selects.
    """

    place: TaskPlace
    present: Definition
    wanted: Mapping[str, Sequence[str]]
    added: Collection[Table]
    removed: Collection[Table]


class CreatingStudio(Studio):
    """A studio in which tasks are created.

    Attributes:
        creates: the operation that creates a task.
        updates: the operation that gives it another definition.
        preparing: the operations that making a definition may call; none where it is made here.
        stops_first: whether a task is stopped before it is given another definition, not only before that is deployed.
        looks_first: whether a task of the same name is looked for before one is created, since no token protects it.
        in_folders: whether a task is created in a folder.
        taken: the message that another task has the name.
        taken_code: its code; empty where none is known.
    """

    creates: ClassVar[type[Operation[Any]]]
    updates: ClassVar[type[Operation[Any]]]
    preparing: ClassVar[Operations] = ()
    stops_first: ClassVar[bool] = False
    looks_first: ClassVar[bool] = False
    in_folders: ClassVar[bool] = True
    taken: ClassVar[str]
    taken_code: ClassVar[str] = ""

    @abstractmethod
    def groups(self, project_id: str) -> GroupList | None:
        """Where the groups are listed that a task is checked against; ``None``: the service checks them itself."""

    @abstractmethod
    def prepare(self, project_id: str, script: str) -> GenerateDISyncTaskConfigForCreating | Definition:
        """The definition of a new task, or the request that has the service make it; ``script`` as in ``NewTask``."""

    def tables_of(self, definition: Definition) -> dict[str, tuple[str, ...]]:
        """The tables that a task reads, and patterns of them, as ``db.table`` by data source."""
        return definition.tables_by_source()

    def by_pattern(self, definition: Definition, source: str, tables: Sequence[str]) -> list[str]:
        """Those of the tables that only a pattern of the task selects; none where tasks name each table."""
        del definition, source, tables
        return []

    def can_leave_out(self, definition: Definition, source: str, table: str) -> bool:
        """Whether a table that a pattern selects can be left out, and no other one with it."""
        del definition, source, table
        return False

    @abstractmethod
    def prepare_other(self, new: NewDefinition) -> GenerateDISyncTaskConfigForUpdating | Definition:
        """The other definition of a task, or the request that has the service make it."""

    @abstractmethod
    def creation(self, new: NewTask, definition: Definition) -> Operation[Any]:
        """The request that creates the task."""

    @abstractmethod
    def created(self, answer: Any) -> str:
        """The id of the task in the answer of its creation."""

    @abstractmethod
    async def named(self, api: DataWorks, project_id: str, name: str) -> Row | None:
        """The task that has exactly this name, with its definition if the list has it.

        Raises:
            DataWorksError: it can't be read.
        """

    @abstractmethod
    def may_be_taken(self, error: DataWorksError) -> bool:
        """Whether a creation may have been refused since another task has the name."""

    @abstractmethod
    def update(self, place: TaskPlace, present: Definition, definition: Definition) -> Operation[Any]:
        """The request that gives a task another definition; ``present``: the one that it has."""
