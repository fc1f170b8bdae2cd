"""Copying a real-time task: the same tables for another source, database, destination or workspace.

The script is generated anew, so that the service checks what the copy names; what an original was given by hand
since then does not come along, and is told instead.
"""

from dataclasses import dataclass

from dataworks.client import DataWorks
from dataworks.flows.generation import Begun, Generating
from dataworks.flows.realtime_creation import Created, NewTask, created_from, generated_for
from dataworks.flows.waits import Report
from dataworks.scripts.copying import (
    Elsewhere,
    Original,
    copy_differences,
    copy_script,
    moved,
    original_of,
    shared_destinations,
)
from dataworks.scripts.definition import Definition


@dataclass(frozen=True)
class Copy:
    """A wish for a copy.

    Attributes:
        present: the original's definition, as it was read, and what it does.
        project_id: where the copy goes.
        elsewhere: what it has in place of the original's.
        same_place: it writes to the very data source that the original writes to.
    """

    present: Definition
    original: Original
    project_id: str
    task_name: str
    resource_group: str
    folder: str
    elsewhere: Elsewhere
    same_place: bool


@dataclass(frozen=True)
class Copied:
    """What became of it.

    Attributes:
        differences: what is not as in the original, besides what was asked for.
        shared: destination tables that both tasks write to.
    """

    made: Created
    differences: tuple[str, ...]
    shared: tuple[str, ...]


async def copy_realtime_task(
    api: DataWorks, wish: Copy, report: Report, begun: Begun | None = None
) -> Copied | Generating | None:
    """Go on from a process, or start one: create a task like another one, and tell how it differs from it.

    ``None``: the generation to go on from is one of something else, so that nothing was made.

    Raises:
        NameTaken: another task has the name.
        DataWorksError: any step failed; ``exists`` says what it left behind.
    """
    wanted = moved(wish.original, wish.elsewhere)
    script = copy_script(wanted, wish.resource_group)
    new = NewTask(wish.project_id, wish.task_name, script, wish.resource_group, wish.folder)
    generated = await generated_for(api, new, report, begun)
    if isinstance(generated, Generating):
        return generated
    if begun is not None and _is_of_something_else(generated.definition, wanted):
        return None
    made = await created_from(api, new, generated, report)
    differences = copy_differences(wish.present, made.definition, wish.elsewhere)
    return Copied(made, differences, shared_destinations(wish.present, made.definition) if wish.same_place else ())


def _is_of_something_else(definition: Definition, wanted: Original) -> bool:
    found = original_of(definition)
    return found is not None and not found.does_the_same(wanted)
