"""Names of what is in the account, for completion: one page of a list each. It is loaded by the first completion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from dataworks.errors import DataWorksError
from dataworks.operation import Operation
from dataworks.operations.v2020.data_sources import GetDataSourceMeta, ListDataSources
from dataworks.operations.v2020.files import BATCH_FILE, REALTIME_FILE, ListFiles
from dataworks.operations.v2020.workspaces import ListProjects
from dataworks.scripts.realtime_script import DestinationType
from tools.calls.context import Shared
from tools.catalog import Capability
from tools.rules.caller import Caller

MOST = 100
SECONDS = 5.0
"""How many names are read, and the time for it: the user is typing."""

PAGE = {"page_number": 1, "page_size": MOST}

DESTINATION_TYPES = get_args(DestinationType)


@dataclass(frozen=True)
class Kind:
    """A kind of names.

    Attributes:
        asked: the operation that lists them.
        names: returns those in its answer.
        needs: what has to be chosen before, with the names of its parameters.
        more: its other parameters.
    """

    asked: type[Operation[Any]]
    names: Callable[[Any], list[str | None]]
    needs: Mapping[str, str]
    more: Mapping[str, str]


PROJECT = {"project_id": "project_id"}
TASKS = {"file_types": f"{BATCH_FILE},{REALTIME_FILE}"}
KINDS = {
    "workspaces": Kind(ListProjects, lambda page: [row.project_id for row in page.project_list], {}, {}),
    "sources": Kind(ListDataSources, lambda page: [row.name for row in page.data_sources], PROJECT, {}),
    "tables": Kind(GetDataSourceMeta, lambda page: list(page.tables), {**PROJECT, "source": "datasource_name"}, {}),
    "tasks": Kind(
        ListFiles,
        lambda page: [row.file_name for row in page.files],
        PROJECT,
        TASKS,
    ),
    "task ids": Kind(ListFiles, lambda page: [row.file_id for row in page.files], PROJECT, TASKS),
}


async def names_of(kind: str, chosen: Mapping[str, str], shared: Shared, caller: Caller) -> tuple[str, ...]:
    """Return the names of a kind; none if something has to be chosen before, or they can't be read.

    ``chosen``: what the user has chosen so far.
    """
    if kind == "destination types":
        return DESTINATION_TYPES
    about = KINDS[kind]
    if not about.needs.keys() <= chosen.keys():
        return ()
    given = {parameter: chosen[name] for name, parameter in about.needs.items()}
    try:
        operation = about.asked.model_validate({**given, **about.more, **PAGE}, by_name=True)
        if shared.gate.objection(Capability.of(about.asked), operation, caller) is not None:
            return ()
        api = shared.api.metered(shared.api.timing.clock() + SECONDS, f"{caller.label} completion")
        return tuple(sorted({name for name in about.names(await api.cached(operation)) if name}))
    except (DataWorksError, ValueError):  # ValueError: what was chosen is no name
        return ()
