"""Somebody wants to know on which machines tasks run, whether these work, and which to take."""

import json
from dataclasses import replace
from typing import Any

import pytest
from mcp_types import CallToolResult

from bench.tokens import CHARACTERS_PER_TOKEN
from dataworks.operations.v2020.resource_groups import DATA_INTEGRATION
from emulator.seed.shop import SHOP
from emulator.service import Emulator
from emulator.world.state import DataSource, ResourceGroup, Task
from server.hosting import Hosting
from tests.faults import refused
from tests.sessions import GROUP, GROUP_WORDS, WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy

WORKSPACE = {"project_id": "10000"}

eras = pytest.mark.parametrize("mode", ["auto", "legacy"])


async def answer(tool: str, arguments: dict[str, Any], emulator: Emulator, mode: str = "auto") -> dict[str, Any]:
    async with trusted(emulator, Time(), mode=mode) as client:
        result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    return facts_of(result)


def size(result: CallToolResult) -> float:
    """The estimated tokens of an answer, as text or as structured content."""
    structured = json.dumps(result.structured_content, ensure_ascii=False)
    return max(len(text_of(result)), len(structured)) / CHARACTERS_PER_TOKEN


def with_task(group: object, place: str = "extend") -> Emulator:
    """An emulator with a task whose script names its group so."""
    emulator = emulated(Time())
    workspace = emulator.world.workspaces["10000"]
    folder = next(iter(workspace.folders.values()))
    steps = [{"category": "reader", "parameter": {}}, {"category": "writer", "parameter": {}}]
    script = json.dumps({"steps": steps, place: {"resourceGroup": group}})
    workspace.add(Task(2000, "DI_REALTIME", "grouped", folder, script, 1.0, 1.0))
    return emulator


@eras
async def test_the_group_of_a_task_is_shown_from_its_preview_to_its_plan(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    seen = {"identifier": GROUP, "name": "di_exclusive", "status": "normal"}
    previewed = {name: value for name, value in WISH.items() if name not in ("task_name", "folder")}
    async with assistant(emulator, time, mode=mode) as client:
        preview = facts_of(await client.call_tool("preview_realtime_task", previewed))
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
        task = {**WORKSPACE, "task_id": made["task_id"]}
        other = {**task, "task_name": "other", "folder": WISH["folder"], "resource_group": GROUP}
        copied = facts_of(await client.call_tool("copy_realtime_task", other))
        status = facts_of(await client.call_tool("get_task_status", task))
        found = facts_of(await client.call_tool("find_sync_tasks", {**WORKSPACE, "name": WISH["task_name"]}))
        change = {**WORKSPACE, "file_id": made["task_id"], "task_type": "DI_REALTIME", "task_param": {"Cu": 2}}
        plan = facts_of(await client.call_tool("update_di_sync_task", change))["plan"]

    assert '"resourceGroup":"280749"' in emulator.world.workspaces["10000"].task("DI_REALTIME", made["task_id"]).script
    assert [each["resource_group"] for each in (preview, made, copied, status, found["tasks"][0])] == [seen] * 5
    assert plan["task"].endswith(f", on resource group {GROUP_WORDS}")


async def test_the_plan_for_several_tasks_says_on_which_groups_they_run() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    async with trusted(emulator, time) as client:
        names = ["one", "two", "three"]
        made = [facts_of(await client.call_tool("create_realtime_task", {**WISH, "task_name": name})) for name in names]
        last = workspace.task("DI_REALTIME", made[2]["task_id"])
        workspace.add(replace(last, script=last.script.replace('"280749"', '"280751"')))
    async with assistant(emulator, time) as client:
        task_ids = [each["task_id"] for each in made]
        asked = facts_of(await client.call_tool("start_tasks", {**WORKSPACE, "task_ids": task_ids}))

    stopped = '"S_res_group_280749521950784_1600000000000" ("di_stopped", stopped)'
    assert asked["plan"]["runs_on"] == [f"{GROUP_WORDS}: 2", f"{stopped}: 1"]


@pytest.mark.parametrize(
    ("group", "place"),
    [(GROUP, "extend"), (GROUP, "setting"), ("280749", "extend"), (280749, "setting"), (280749, "offlineSyncConfig")],
)
async def test_a_script_may_name_its_group_in_any_form(group: object, place: str) -> None:
    status = await answer("get_task_status", {**WORKSPACE, "task_id": "2000"}, with_task(group, place))

    assert status["resource_group"] == {"identifier": GROUP, "name": "di_exclusive", "status": "normal"}
    assert "cautions" not in status or status["cautions"] == []


@pytest.mark.parametrize(
    ("group", "status", "caution"),
    [("280751", "stopped", "does not work now"), ("999", "not listed", "it may be deleted")],
)
async def test_a_group_that_does_not_work_is_a_caution(group: str, status: str, caution: str) -> None:
    shown = await answer("get_task_status", {**WORKSPACE, "task_id": "2000"}, with_task(group))

    assert shown["resource_group"]["status"] == status
    assert caution in shown["cautions"][0]


@pytest.mark.parametrize("tool", ["get_task_status", "find_sync_tasks", "create_realtime_task"])
async def test_a_group_that_may_not_be_looked_up_is_shown_as_it_is_named(tool: str) -> None:
    time, emulator = Time(), with_task("280749")
    hosting = Hosting(gate=Gate(Mode.FULL, Policy(deny=["list_resource_groups"])))
    arguments = {"get_task_status": {"task_id": "2000"}, "find_sync_tasks": {"name": "grouped"}}.get(tool, WISH)
    async with assistant(emulator, time, hosting=hosting) as client:
        facts = facts_of(await client.call_tool(tool, {**WORKSPACE, **arguments}))

    shown = facts.get("resource_group") or facts["tasks"][0]["resource_group"]
    assert shown == {"identifier": GROUP if tool == "create_realtime_task" else "280749"}
    assert "ListResourceGroups" not in sent(emulator)


@eras
async def test_a_newcomer_is_told_which_workspace_has_something_and_which_group_to_take(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        listed = facts_of(await client.call_tool("describe_workspace", {}))
        offered = facts_of(await client.call_tool("describe_workspace", WORKSPACE))

    counts = [(row["project_id"], row["data_sources"], row["tasks"]) for row in listed["workspaces"]]
    assert counts == [("10000", "15", 3), ("10001", "0", 0), ("10002", "15", 0)]
    assert sent(emulator).count("ListDataSources") == 3, "the page is not read again to describe the workspace"
    assert offered["recommended"] == f'Take "{GROUP}": the account\'s default, exclusive, works.'
    marked = {row["name"]: row["problem"] for row in offered["data_sources"] if "problem" in row}
    assert marked == {"mysql_dev": "only in development", "mysql_far": "not reached at its last connectivity test"}


@pytest.mark.parametrize(
    ("groups", "recommended"),
    [
        ([], None),
        ([{"status": 1}], "No group works now: ask the account's administrator for one."),
        ([{"status": 1, "is_default": True}, {"mode": "SHARE"}], 'Take "g2": shared, works.'),
        ([{"status": None, "mode": "SHARE"}], 'Take "g1": shared.'),
        ([{"status": None, "is_default": True}, {}], 'Take "g2": exclusive, works.'),
        ([{"mode": "X, works: yes"}], 'Take "g1": "X, works: yes", works.'),
        ([{"mode": "SHARE"}, {}], 'Take "g2": exclusive, works.'),
        ([{}, {"mode": "SHARE", "is_default": True}], 'Take "g2": the account\'s default, shared, works.'),
    ],
)
async def test_the_group_to_take_is_one_that_works(groups: list[dict[str, Any]], recommended: str | None) -> None:
    emulator = emulated(Time())
    made = [ResourceGroup(n, f"g{n}", f"group {n}", DATA_INTEGRATION, **facts) for n, facts in enumerate(groups, 1)]
    emulator.world.resource_groups.clear()
    emulator.world.resource_groups.update({group.identifier: group for group in made})

    assert (await answer("describe_workspace", WORKSPACE, emulator)).get("recommended") == recommended


async def test_a_data_source_that_is_switched_off_is_marked() -> None:
    emulator = emulated(Time())
    sources = emulator.world.workspaces["10000"].data_sources
    sources["mysql_off"] = DataSource("mysql_off", "mysql", enabled=False, reachable=False)
    rows = (await answer("describe_workspace", WORKSPACE, emulator))["data_sources"]

    marked = next(row["problem"] for row in rows if row["name"] == "mysql_off")
    assert marked == "disabled; not reached at its last connectivity test"


async def test_workspaces_that_are_not_counted_are_said_to_be_so() -> None:
    emulator = emulated(Time())
    empty = emulator.world.workspaces["10001"]
    emulator.world.workspaces.update({str(number): empty for number in range(10002, 10006)})
    many = await answer("describe_workspace", {}, emulator)

    assert many["api_calls"] == 1
    assert "not counted" in many["notes"][0]
    assert not any("tasks" in row for row in many["workspaces"])


async def test_a_workspace_that_can_not_be_counted_does_not_hide_the_others() -> None:
    time, emulator = Time(), emulated(Time())
    rules = Policy.model_validate({"workspace": {"10001": {"deny": ["ListFiles"]}}})
    async with assistant(emulator, time, hosting=Hosting(gate=Gate(Mode.FULL, rules))) as client:
        listed = facts_of(await client.call_tool("describe_workspace", {}))

    assert [row.get("tasks") for row in listed["workspaces"]] == [3, None, 0]
    assert listed["notes"] == ["Not known, as it could not be read: data sources or tasks of 10001."]


async def test_describing_a_workspace_of_15_data_sources_takes_at_most_900_tokens() -> None:
    async with assistant(emulated(Time()), Time()) as client:
        result = await client.call_tool("describe_workspace", WORKSPACE)

    assert len(facts_of(result)["data_sources"]) == 15
    assert size(result) <= 900


async def test_creating_a_task_of_20_tables_takes_at_most_900_tokens() -> None:
    time = Time()
    emulator = emulated(time)
    tables = {f"orders_{number:02}": SHOP["orders"] for number in range(20)}
    emulator.world.workspaces["10000"].data_sources["mysql_large"] = DataSource(
        "mysql_large", "mysql", {"shop": tables}
    )
    async with trusted(emulator, time) as client:
        wish = {**WISH, "source": "mysql_large", "tables": ["shop.*"], "start": True}
        result = await client.call_tool("create_realtime_task", wish)

    assert facts_of(result)["tables"]["count"] == 20
    assert size(result) <= 900


@pytest.mark.parametrize("tool", ["get_task_status", "create_realtime_task"])
async def test_a_busy_service_is_not_asked_again_for_the_name_of_a_group(tool: str) -> None:
    time, emulator = Time(), with_task("280749")
    emulator.fail("ListResourceGroups", refused(429, "Throttling.User"), times=None)
    began = time.now
    arguments = {"task_id": "2000"} if tool == "get_task_status" else WISH
    async with trusted(emulator, time) as client:
        facts = facts_of(await client.call_tool(tool, {**WORKSPACE, **arguments}))

    assert "name" not in facts["resource_group"]
    assert sent(emulator).count("ListResourceGroups") == 1
    assert time.now - began < 2
