"""Finding and reading tasks of the new Data Studio: jobs and nodes, by the same tools as files."""

import json
from typing import Any

import pytest

from emulator.seed.first_node import GROUP
from emulator.world.ids import FIRST_NODE
from tests.faults import refused
from tests.sessions import BATCH_WISH, Time, emulated, facts_of, sent, text_of, trusted

HOME = {"project_id": "10002"}
NODE = f"node-{FIRST_NODE}"
WISH = {name: value for name, value in {**BATCH_WISH, **HOME}.items() if name != "folder"}


async def found(**wish: Any) -> tuple[list[str], dict[str, Any], list[str]]:
    """The ids that a search finds, its answer, and what it sent."""
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool("find_sync_tasks", {**HOME, **wish})
    assert not result.is_error, text_of(result)
    return [row["task_id"] for row in facts_of(result)["tasks"]], facts_of(result), sent(emulator)


async def test_nodes_are_found_with_their_script_stage_and_folder() -> None:
    ids, answer, _ = await found(task_type="DI_OFFLINE")

    row = next(row for row in answer["tasks"] if row["task_id"] == NODE)
    assert NODE in ids
    assert (row["state"], row["sources"], row["destinations"]) == ("DEPLOYED", ["mysql_pub"], ["odps_source"])
    assert (row["folder"], row["resource_group"]["identifier"]) == ("shop", GROUP)


@pytest.mark.parametrize(
    ("wish", "is_found"),
    [
        ({"name": "u_pk*"}, True),
        ({"name": "orders"}, False),
        ({"state": "DEPLOYED"}, True),
        ({"state": "DRAFT"}, False),
        ({"task_type": "DI_REALTIME"}, False),
        ({"reads": ["mysql_pub"]}, True),
        ({"writes": ["mysql_pub"]}, False),
        ({"data_source": "odps_source"}, True),
        ({"state": "RUN"}, False),
    ],
)
async def test_a_search_finds_a_node_by_what_it_does(wish: dict[str, Any], is_found: bool) -> None:
    ids, _, _ = await found(**wish)

    assert (NODE in ids) is is_found


async def test_a_search_by_data_source_says_what_it_cost() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        for number in range(5):
            await client.call_tool("create_batch_task", {**WISH, "task_name": f"orders_{number}", "deploy": False})
        answer = facts_of(await client.call_tool("find_sync_tasks", {**HOME, "reads": ["mysql_shop"]}))
        emulator.fail("GetNode", refused(400, "Invalid.Parameter"), times=1)
        partly = facts_of(await client.call_tool("find_sync_tasks", {**HOME, "task_type": "DI_OFFLINE"}))

    assert {row["name"] for row in answer["tasks"]} >= {f"orders_{number}" for number in range(5)}
    assert "were read one by one" in answer["note"]
    assert partly["count"] >= 6


async def test_a_list_that_is_refused_is_named_and_the_rest_is_found() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool("describe_workspace", HOME)
        emulator.fail("ListDIJobs", refused(403, "403030"), times=None)
        answer = facts_of(await client.call_tool("find_sync_tasks", HOME))

    assert [row["task_id"] for row in answer["tasks"]] == [NODE]
    assert "may not read ListDIJobs" in answer["note"]


@pytest.mark.parametrize("named", [{"task_id": NODE}, {"name": "u_pk_to_odps"}])
async def test_the_status_of_a_node_has_its_schedule_and_stage(named: dict[str, str]) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool("get_task_status", {**HOME, **named}))

    assert (answer["task_id"], answer["state"], answer["schedule"]) == (NODE, "DEPLOYED", "00 30 05 * * ?")
    assert answer["tables"] == ["u_pk"]


async def test_a_node_that_was_changed_since_says_so() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10002"]
    async with trusted(emulator, time) as client:
        draft = facts_of(await client.call_tool("create_batch_task", {**WISH, "deploy": False}))
        first = facts_of(await client.call_tool("get_task_status", {**HOME, "task_id": draft["task_id"]}))
        time.now += 60
        spec = {"kind": "Node", "spec": {"nodes": [{"id": str(FIRST_NODE), "trigger": {"cron": "00 00 06 * * ?"}}]}}
        await client.call_tool("update_node", {**HOME, "id": str(FIRST_NODE), "spec": spec})
        answer = facts_of(await client.call_tool("get_task_status", {**HOME, "task_id": NODE}))

    assert workspace.nodes[FIRST_NODE].spec["trigger"]["cron"] == "00 00 06 * * ?"
    assert (answer["state"], bool(answer["changed"])) == ("DEPLOYED", True)
    assert (first["state"], "change_task with cron" in first["next"]) == ("DRAFT", True)


async def test_the_script_of_a_node_is_read() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool("read_task_script", {**HOME, "task_id": NODE}))

    assert (answer["task_id"], answer["task_type"], answer["name"]) == (NODE, "DI_OFFLINE", "u_pk_to_odps")
    assert json.loads(answer["script"])["steps"][0]["stepType"] == "mysql"


async def test_a_node_that_is_not_there_is_a_failure() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        result = await client.call_tool("get_task_status", {**HOME, "task_id": "node-5"})

    assert result.is_error
    assert sent(emulator) == ["GetNode", "ListFiles"]  # the second, since it may be the scheduler's node of a file
