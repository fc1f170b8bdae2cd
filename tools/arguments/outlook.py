"""What a call will find and send, as far as that can be read before it is made: its plan is made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dataworks.answers import Answer
from dataworks.client import DataWorks
from dataworks.language import Text
from dataworks.operation import Operation
from dataworks.operations.v2020.files import FileDetail, ListedFile, ListFiles
from dataworks.operations.v2024.nodes import Node
from dataworks.scripts.definition import NO_DEFINITION, Definition
from dataworks.studio_settings import StudioSettings
from dataworks.studios.groups import ACCOUNT_GROUPS, GroupList
from dataworks.studios.standing import Standing

A = TypeVar("A", bound=Answer)

MayRead = Callable[[type[Operation[Any]]], bool]
"""Returns whether the rules allow an operation to be sent for a lookup."""


@dataclass(frozen=True)
class Look:
    """Reads for a plan, where the rules allow it.

    Attributes:
        run_state: that of the task, where it was read; so is the rest.
        file: its row in the list of files.
        detail: a batch task with its schedule.
        standing: how far a batch task is.
        agreed: the definition that a call changes.
        node: a node of the new Data Studio; how far it is says ``standing``.
        studios: which studio workspaces are on, as far as it is set.
    """

    api: DataWorks
    may_read: MayRead
    run_state: str | None = None
    file: ListedFile | None = None
    detail: FileDetail | None = None
    standing: Standing | None = None
    agreed: Definition = NO_DEFINITION
    node: Node | None = None
    studios: StudioSettings = field(default_factory=StudioSettings)

    def may_send(self, operation: Operation[Any]) -> bool:
        """Whether the rules allow this read."""
        return self.may_read(type(operation))

    async def at(self, operation: Operation[A]) -> A | None:
        """The answer to an operation; ``None`` if the rules do not allow it.

        Raises:
            DataWorksError: it failed.
        """
        return await self.api.call(operation) if self.may_read(type(operation)) else None


@dataclass(frozen=True)
class Outlook:
    """What a call will find and send.

    Attributes:
        script: the script that it sends.
        values: values of arguments that stand for others, such as tables for a pattern.
        notes: what the plan says in addition.
        file: the file that has the name of the task to create.
        basis: what else it was made from.
        usual: what every script has that is built from such arguments, so that the plan need not show it.
        cautions: what the user should know about its tables.
        settings: settings that change, beside the script: name, value before and after.
        interrupts: whether it may interrupt something.
        groups: where the resource groups are listed.
        of_job: whether the task to create is a job.
        idle: whether all is as wished, so that nobody is asked.
    """

    script: Definition = NO_DEFINITION
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    notes: tuple[str, ...] = ()
    file: ListedFile | None = None
    basis: str = ""
    usual: Definition = NO_DEFINITION
    cautions: tuple[str, ...] = ()
    settings: tuple[tuple[str, object, object], ...] = ()
    interrupts: bool = True
    groups: GroupList = ACCOUNT_GROUPS
    of_job: bool = False
    idle: bool = False


NOTHING_KNOWN = Outlook()


WILL_BE_REFUSED = Text("the task that exists {}, so it will be refused", "已存在的任务{}，因此将被拒绝")


def will_be_refused(difference: str | Text) -> str:
    """The note that the task which has the name is another one than requested."""
    return WILL_BE_REFUSED.said(difference)


async def file_of_name(look: Look, project_id: str, name: str) -> ListedFile | None:
    """The file that has the name of a task to create, with its definition and folder.

    Raises:
        DataWorksError: the files can't be read.
    """
    asked = ListFiles(project_id=project_id, exact_file_name=name, need_content=True, need_absolute_folder_path=True)
    found = await look.at(asked)
    return next((file for file in found.files if file.file_name == name), None) if found else None
