"""What a user types into a guide is completed from the names of the account."""

import pytest
from mcp import Client
from mcp_types import PromptReference, ResourceTemplateReference

from dataworks.studio_settings import StudioSettings
from server.hosting import Hosting
from tests.faults import rejected
from tests.sessions import assistant, facts_of, sent
from tests.stories.homes import CLASSIC, NEW, Home, both
from tests.wishes.worlds import world
from tools.calls.links import TASK
from tools.rules.gate import Gate
from tools.rules.policy import Policy


async def completed(client: Client, name: str, argument: str, typed: str, **chosen: str) -> list[str]:
    reference = PromptReference(type="ref/prompt", name=name)
    result = await client.complete(reference, {"name": argument, "value": typed}, chosen)
    return result.completion.values


LISTS = 3
"""The lists that have tasks: files, jobs and nodes."""

META = {"2020-05-18": "GetDataSourceMeta", "2024-05-18": "ListCrawlers"}
"""The operation without which a version lists no tables."""

HERE = {"project_id": "HERE"}
"""The workspace of the story."""

COMPLETED: dict[str, tuple[str, str, str, dict[str, str], list[str]]] = {
    "workspaces": ("add-tables", "project_id", "1000", {}, ["10000", "10001", "10002"]),
    "data sources": ("create-realtime-sync", "source", "mysql_s", {**HERE}, ["mysql_shop"]),
    "tables": (
        "create-realtime-sync",
        "tables",
        "shop.order",
        {**HERE, "source": "mysql_shop"},
        ["shop.order_items", "shop.orders"],
    ),
    "the next table": (
        "create-realtime-sync",
        "tables",
        "shop.orders, shop.cu",
        {**HERE, "source": "mysql_shop"},
        ["shop.orders, shop.customers"],
    ),
    "the next table after a Chinese comma": (
        "create-realtime-sync",
        "tables",
        "shop.orders，shop.cu",
        {**HERE, "source": "mysql_shop"},
        ["shop.orders，shop.customers"],
    ),
    "tasks": ("why-not-running", "task", "ORDERS", {**HERE}, ["orders_live", "orders_nightly"]),
    "types": ("create-realtime-sync", "destination_type", "", {}, ["hologres", "kafka", "maxcompute"]),
    "channels": ("set-alarms", "channels", "Mail, d", {}, ["Mail, Ding"]),
    "without a workspace": ("why-not-running", "task", "orders", {}, []),
    "a workspace that is none": ("why-not-running", "task", "orders", {"project_id": "shop"}, []),
    "a workspace that is not there": ("why-not-running", "task", "orders", {"project_id": "5"}, []),
    "a source that is too long": (
        "create-realtime-sync",
        "tables",
        "shop",
        {**HERE, "source": "x" * 1_001},
        [],
    ),
    "a beginning that is too long": ("why-not-running", "task", "orders" * 200, {**HERE}, []),
    "free text": ("explain-error", "error", "S", {}, []),
    "an unknown guide": ("nothing", "task", "", {}, []),
}


@both
@pytest.mark.parametrize(("name", "argument", "typed", "chosen", "says"), COMPLETED.values(), ids=COMPLETED)
async def test_names_are_completed(
    home: Home, name: str, argument: str, typed: str, chosen: dict[str, str], says: list[str]
) -> None:
    emulator, time = await world("both", home)
    where = {key: home.project_id if value == "HERE" else value for key, value in chosen.items()}
    async with assistant(emulator, time) as client:
        first = await completed(client, name, argument, typed, **where)
        again = await completed(client, name, argument, typed, **where)

    assert sorted(first) == says
    assert again == first
    assert len(sent(emulator)) <= LISTS


@both
async def test_ids_of_tasks_of_each_kind_are_completed(home: Home) -> None:
    emulator, time = await world("both", home)
    uri = ResourceTemplateReference(uri=TASK)
    async with assistant(emulator, time) as client:
        values = (await client.complete(uri, {"name": "task_id", "value": ""}, home.workspace)).completion.values
        found = facts_of(await client.call_tool("find_sync_tasks", home.workspace))["tasks"]

    ids = [row["task_id"] for row in found if not row["task_id"].startswith("solution-")]
    assert {row["name"] for row in found} >= {"orders_live", "orders_nightly"}
    assert [each for each in ids if each not in values] == []


@both
async def test_a_workspace_whose_studio_is_known_costs_no_list_of_the_other(home: Home) -> None:
    emulator, time = await world("both", home)
    settings = StudioSettings.read([home.name])
    async with assistant(emulator, time, hosting=Hosting(studios=settings)) as client:
        assert "orders_live" in await completed(client, "why-not-running", "task", "", **home.workspace)

    asked = set(sent(emulator))
    assert asked == ({"ListFiles"} if home is CLASSIC else {"ListDIJobs", "ListNodes"})


@both
@pytest.mark.parametrize("denied", ["ListFiles", "ListDIJobs", "ListNodes", "ListProjects", "ListDataSources"])
async def test_what_one_list_can_not_show_is_left_out(home: Home, denied: str) -> None:
    emulator, time = await world("both", home)
    emulator.fail(denied, rejected("403030"), times=9)
    async with assistant(emulator, time) as client:
        tasks = await completed(client, "why-not-running", "task", "orders", **home.workspace)
        workspaces = await completed(client, "why-not-running", "project_id", "1000")
        sources = await completed(client, "create-realtime-sync", "source", "mysql_s", **home.workspace)

    lost = {"ListFiles": CLASSIC, "ListDIJobs": NEW, "ListNodes": NEW}.get(denied) is home
    assert (tasks != ["orders_live", "orders_nightly"]) == lost
    assert (workspaces == ["10000", "10001", "10002"]) == (denied != "ListProjects")
    assert (sources == ["mysql_shop"]) == (denied != "ListDataSources")


@both
@pytest.mark.parametrize("version", ["2020-05-18", "2024-05-18"])
async def test_what_one_version_of_the_api_may_not_list_the_other_one_does(home: Home, version: str) -> None:
    emulator, time = await world("both", home)
    rules = Policy(deny=[f"{version}/{name}" for name in ("ListProjects", "ListDataSources", META[version])])
    of_shop = {"project_id": home.project_id, "source": "mysql_shop"}
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(policy=rules))) as client:
        workspaces = await completed(client, "why-not-running", "project_id", "1000")
        sources = await completed(client, "create-realtime-sync", "source", "mysql_s", **home.workspace)
        tables = await completed(client, "create-realtime-sync", "tables", "shop.orders", **of_shop)

    assert (workspaces, sources, tables) == (["10000", "10001", "10002"], ["mysql_shop"], ["shop.orders"])


@both
async def test_completion_is_for_the_workspace_of_calls_that_name_none(home: Home) -> None:
    emulator, time = await world("running", home)
    async with assistant(emulator, time, hosting=Hosting(project=home.project_id)) as client:
        assert await completed(client, "why-not-running", "task", "orders") == ["orders_live"]


@both
async def test_completion_shows_nothing_that_the_policy_hides(home: Home) -> None:
    emulator, time = await world("running", home)
    policy = Policy(workspaces=[home.project_id], deny=["ListFiles"])
    other = "10001"
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(policy=policy))) as client:
        workspaces = await completed(client, "add-tables", "project_id", "")
        tasks = [
            await completed(client, "add-tables", "task", "", project_id=each) for each in (home.project_id, other)
        ]

    assert workspaces == [home.project_id]
    assert tasks == [[], []]
    assert sent(emulator) == ["ListProjects"]


@both
async def test_what_is_typed_next_costs_no_call_for_a_minute(home: Home) -> None:
    emulator, time = await world("running", home)
    async with assistant(emulator, time) as client:
        for typed in ("", "o", "or", "ord"):
            await completed(client, "add-tables", "task", typed, **home.workspace, tables="shop.orders")
        early = len(sent(emulator))
        time.now += 61
        await completed(client, "add-tables", "task", "orde", **home.workspace)

    assert (early, len(sent(emulator))) == (LISTS, 2 * LISTS)
