"""What a user types into a guide is completed from the names of the account."""

import pytest
from mcp import Client
from mcp_types import PromptReference

from server.hosting import Hosting
from tests.sessions import assistant, sent
from tests.wishes.worlds import world
from tools.rules.gate import Gate
from tools.rules.policy import Policy


async def completed(client: Client, name: str, argument: str, typed: str, **chosen: str) -> list[str]:
    reference = PromptReference(type="ref/prompt", name=name)
    result = await client.complete(reference, {"name": argument, "value": typed}, chosen)
    return result.completion.values


COMPLETED: dict[str, tuple[str, str, str, dict[str, str], list[str]]] = {
    "workspaces": ("add-tables", "project_id", "1000", {}, ["10000", "10001", "10002"]),
    "data sources": ("create-realtime-sync", "source", "mysql_s", {"project_id": "10000"}, ["mysql_shop"]),
    "tables": (
        "create-realtime-sync",
        "tables",
        "shop.order",
        {"project_id": "10000", "source": "mysql_shop"},
        ["shop.order_items", "shop.orders"],
    ),
    "the next table": (
        "create-realtime-sync",
        "tables",
        "shop.orders, shop.cu",
        {"project_id": "10000", "source": "mysql_shop"},
        ["shop.orders, shop.customers"],
    ),
    "the next table after a Chinese comma": (
        "create-realtime-sync",
        "tables",
        "shop.orders，shop.cu",
        {"project_id": "10000", "source": "mysql_shop"},
        ["shop.orders，shop.customers"],
    ),
    "tasks": ("why-not-running", "task", "ORDERS", {"project_id": "10000"}, ["orders_live", "orders_nightly"]),
    "types": ("create-realtime-sync", "destination_type", "", {}, ["hologres", "kafka", "maxcompute"]),
    "without a workspace": ("why-not-running", "task", "orders", {}, []),
    "a workspace that is none": ("why-not-running", "task", "orders", {"project_id": "shop"}, []),
    "a workspace that is not there": ("why-not-running", "task", "orders", {"project_id": "5"}, []),
    "a source that is too long": (
        "create-realtime-sync",
        "tables",
        "shop",
        {"project_id": "10000", "source": "x" * 1_001},
        [],
    ),
    "a beginning that is too long": ("why-not-running", "task", "orders" * 200, {"project_id": "10000"}, []),
    "free text": ("explain-error", "error", "S", {}, []),
    "an unknown guide": ("nothing", "task", "", {}, []),
}


@pytest.mark.parametrize(("name", "argument", "typed", "chosen", "says"), COMPLETED.values(), ids=COMPLETED)
async def test_names_are_completed(
    name: str, argument: str, typed: str, chosen: dict[str, str], says: list[str]
) -> None:
    emulator, time = await world("both")
    async with assistant(emulator, time) as client:
        first = await completed(client, name, argument, typed, **chosen)
        again = await completed(client, name, argument, typed, **chosen)

    assert sorted(first) == says
    assert again == first
    assert len(sent(emulator)) <= 1


async def test_completion_is_for_the_workspace_of_calls_that_name_none() -> None:
    emulator, time = await world("running")
    async with assistant(emulator, time, hosting=Hosting(project="10000")) as client:
        assert await completed(client, "why-not-running", "task", "orders") == ["orders_live"]


async def test_completion_shows_nothing_that_the_policy_hides() -> None:
    emulator, time = await world("running")
    policy = Policy(workspaces=["10001"], deny=["ListFiles"])
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(policy=policy))) as client:
        workspaces = await completed(client, "add-tables", "project_id", "")
        tasks = [await completed(client, "add-tables", "task", "", project_id=each) for each in ("10000", "10001")]

    assert workspaces == ["10001"]
    assert tasks == [[], []]
    assert sent(emulator) == ["ListProjects"]


async def test_what_is_typed_next_costs_no_call_for_a_minute() -> None:
    emulator, time = await world("running")
    async with assistant(emulator, time) as client:
        for typed in ("", "o", "or", "ord"):
            await completed(client, "add-tables", "task", typed, project_id="10000", tables="shop.orders")
        early = len(sent(emulator))
        time.now += 61
        await completed(client, "add-tables", "task", "orde", project_id="10000")

    assert (early, len(sent(emulator))) == (1, 2)
