"""Whether an operation fits the Data Studio of a workspace: files and DISync tasks fit the classic one, nodes the new.

The older version of the API has the former, the newer one the latter; what else they have fits both.
"""

from typing import Any

from dataworks.operation import Effect, Operation
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.workspaces import ListBusiness
from emulator.failures import WRONG_STUDIO, RequestRefused, refused
from emulator.gateway.families import DATA_INTEGRATION, STUDIO
from emulator.gateway.lenient import Given
from emulator.handlers.handler import Handler
from emulator.world.state import World

CLASSIC_MODULES = ("dataworks.operations.v2020.sync_tasks", "dataworks.operations.v2020.running")
NEW_MODULES = ("dataworks.operations.v2024.nodes", "dataworks.operations.v2024.pipelines")
"""Where the operations are that only one Data Studio has; the classic one also has the family ``STUDIO``."""

EMPTY_THERE = (ListFiles, ListBusiness)
"""Lists that are empty in a workspace of the new Data Studio."""


def check_studio(world: World, handler: Handler, request: Operation[Any] | Given) -> None:
    """Refuse an operation that the workspace's Data Studio does not have.

    Raises:
        RequestRefused: it does not have it.
    """
    workspace = world.workspaces.get(getattr(request, "project_id", None) or "")
    if workspace is None:
        return
    if workspace.new_studio and _is_classic(handler) and not isinstance(request, EMPTY_THERE):
        raise RequestRefused(WRONG_STUDIO)
    reads = handler.operation.effect is Effect.READ
    if not workspace.new_studio and handler.operation.__module__ in NEW_MODULES and not reads:
        raise refused("The workspace does not use the new version of Data Studio.")


def _is_classic(handler: Handler) -> bool:
    return handler.family in (STUDIO, DATA_INTEGRATION) or handler.operation.__module__ in CLASSIC_MODULES
