"""Reading the arguments of a call, each by itself, before any rule is asked."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import BaseModel

from dataworks.explain.arguments import SEVERAL_WORKSPACES
from dataworks.operations.v2020.workspaces import ListedProject
from dataworks.quoting import SHOWN, plain_or_named
from dataworks.workers import computed
from tools.arguments.home import WORKSPACE, HomeWorkspace, names_none
from tools.arguments.parsing import Finding, InvalidArguments, parsed

PLACE = f"/{WORKSPACE}"

Workspaces = Callable[[], Awaitable[list[ListedProject]]]


async def read_arguments(
    model: type[BaseModel], raw: Mapping[str, Any], home: HomeWorkspace, workspaces: Workspaces, *, large: bool
) -> BaseModel:
    """Parse the raw arguments; where they name no workspace, it is filled in.

    ``workspaces`` lists those that are available; it is called where the workspace is all that is missing.

    Raises:
        InvalidArguments: with all findings.
    """
    given = home.added(model, raw)
    try:
        return await computed(parsed, model, given, long=large)
    except InvalidArguments as error:
        if not names_none(model, given) or [found.pointer for found in error.findings] != [PLACE]:
            raise
        home.project_id = _only(await workspaces(), error)
    return await computed(parsed, model, home.added(model, raw), long=large)


def _only(listed: list[ListedProject], missing: InvalidArguments) -> str:
    """The id of the only workspace.

    Raises:
        InvalidArguments: there are several, which it names, or none.
    """
    if len(listed) == 1:
        return listed[0].project_id
    raise _several(listed) if listed else missing


def _several(listed: list[ListedProject]) -> InvalidArguments:
    rows = [f"{row.project_id} ({plain_or_named(row.project_identifier or '')})" for row in listed[:SHOWN]]
    more = [f"+{len(listed) - SHOWN}"] if len(listed) > SHOWN else []
    return InvalidArguments([Finding(PLACE, SEVERAL_WORKSPACES.filled(", ".join([*rows, *more])))], after_reads=True)
