"""Every page of what comes in pages, from Python."""

from typing import Any

import pytest

from dataworks.operation import Operation
from dataworks.operations.v2020.data_sources import GetDataSourceMeta, ListDataSources
from dataworks.operations.v2020.sync_tasks import GetDISyncTask, ListRefDISyncTasks
from dataworks.operations.v2020.workspaces import ListBusiness, ListFolders, ListProjects
from emulator.seed.shop import table
from emulator.world.state import DataSource, Folder, Workspace, World
from tests.operations import OPERATIONS
from tests.sessions import Time, client_of, emulated

PAGED = {action for action, operation in OPERATIONS.items() if operation.paging is not None}


def large(world: World) -> None:
    """Make a world of 130 things of each kind."""
    workspace = Workspace("7", "large")
    columns = table("id", "id bigint")
    tables = {f"t{number}": columns for number in range(130)}
    for number in range(130):
        source = DataSource(f"s{number}", "mysql", {"d": tables}, frozenset({1}))
        workspace.data_sources[source.name] = source
        folder = Folder(str(number), f"Business Flow/{number}/x", number)
        workspace.folders[folder.path] = folder
        inner = Folder(f"i{number}", f"Business Flow/0/x/{number}", 0)
        workspace.folders[inner.path] = inner
        world.workspaces[f"9{number}"] = Workspace(f"9{number}", f"w{number}")
    world.workspaces["7"] = workspace


@pytest.mark.parametrize(
    ("operation", "total"),
    [
        (ListProjects(), 134),
        (ListDataSources(project_id="7"), 130),
        (GetDataSourceMeta(project_id="7", datasource_name="s1"), 130),
        (ListBusiness(project_id="7"), 130),
        (ListFolders(project_id="7", parent_folder_path="Business Flow/0/x"), 130),
        (ListRefDISyncTasks(project_id="7", task_type="DI_REALTIME", datasource_name="s1", ref_type="to"), 0),
    ],
    ids=lambda value: value.action() if isinstance(value, Operation) else str(value),
)
async def test_every_row_comes_once_until_a_short_page(operation: Operation[Any], total: int) -> None:
    time = Time()
    emulator = emulated(time)
    large(emulator.world)
    assert operation.paging is not None
    rows: list[object] = []
    async with client_of(emulator, time) as api:
        async for page in api.pages(operation):
            rows += getattr(page, operation.paging.items)

    assert len(rows) == len(set(map(repr, rows))) == total
    assert len(emulator.calls) == total // 100 + 1


async def test_what_has_no_pages_says_so() -> None:
    time = Time()
    operation = GetDISyncTask(project_id="10000", task_type="DI_REALTIME", file_id="100")
    async with client_of(emulated(time), time) as api:
        with pytest.raises(TypeError, match="GetDISyncTask has no pages"):
            _ = [page async for page in api.pages(operation)]


@pytest.mark.parametrize("action", sorted(PAGED))
def test_what_has_pages_names_the_rows_of_its_answer(action: str) -> None:
    operation = OPERATIONS[action]

    assert operation.paging is not None
    assert hasattr(operation.answer, operation.paging.items) or operation.paging.items in operation.answer.model_fields
    assert {"page_number", "page_size"} <= operation.model_fields.keys()
