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
from emulator.world.jobs import DIJob
from emulator.world.state import DataSource, ResourceGroup, Task
from server.hosting import Hosting
from tests.emulator import job_calls
from tests.faults import refused
from tests.sessions import GROUP, GROUP_WORDS, WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.stories.homes import CLASSIC, NEW, Home, both
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy

WORKSPACE = {"project_id": "10000"}
SERVERLESS, STOPPED = "S_res_group_XXX_XXXX", "S_res_group_280749521950784_1600000000000"

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


def grouped(home: Home, group: str) -> tuple[Emulator, str]:
    """An emulator with a real-time task on that group, and the id of the task."""
    if home is CLASSIC:
        return with_task(group), "2000"
    emulator = emulated(Time())
    resource = {"ResourceGroupIdentifier": group}
    settings = {"RealtimeResourceSettings": resource, "OfflineResourceSettings": resource}
    given = job_calls.job(Name="grouped", ResourceSettings=settings)
    emulator.world.workspaces[home.project_id].jobs[2000] = DIJob(2000, "grouped", given)
    return emulator, "job-2000"


@both
@eras
async def test_the_group_of_a_task_is_shown_from_its_preview_to_its_plan(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    seen = {"identifier": GROUP, "name": "di_exclusive", "status": "normal"}
    previewed = {name: value for name, value in home.wish.items() if name not in ("task_name", "folder")}
    async with assistant(emulator, time, mode=mode) as client:
        preview = facts_of(await client.call_tool("preview_realtime_task", previewed))
        made = facts_of(await client.call_tool("create_realtime_task", {**home.wish}))
        task = {**home.workspace, "task_id": made["task_id"]}
        other = {**task, "task_name": "other", "resource_group": GROUP}
        copied = facts_of(await client.call_tool("copy_realtime_task", other))
        status = facts_of(await client.call_tool("get_task_status", task))
        found = facts_of(await client.call_tool("find_sync_tasks", {**home.workspace, "name": WISH["task_name"]}))
        change = {**task, "resource_group": SERVERLESS, "apply": True}
        plan = facts_of(await client.call_tool("change_task", change))["plan"]

    assert home.groups(emulator, made["task_id"]) == {GROUP}
    assert [each["resource_group"] for each in (preview, made, copied, status, found["tasks"][0])] == [seen] * 5
    assert plan["task"].endswith(f", on resource group {GROUP_WORDS}")
    assert any(SERVERLESS in line and "(di_serverless)" in line for line in plan["changes"])


@both
async def test_the_plan_for_several_tasks_says_on_which_groups_they_run(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        names = ["one", "two", "three"]
        wishes = [{**home.wish, "task_name": name} for name in names]
        made = [facts_of(await client.call_tool("create_realtime_task", wish)) for wish in wishes]
        home.put_on(emulator, made[2]["task_id"], STOPPED)
    async with assistant(emulator, time) as client:
        task_ids = [each["task_id"] for each in made]
        asked = facts_of(await client.call_tool("start_tasks", {**home.workspace, "task_ids": task_ids}))

    stopped = f'"{STOPPED}" ("di_stopped", stopped)'
    assert asked["plan"]["runs_on"] == [f"{GROUP_WORDS}: 2", f"{stopped}: 1"]


@pytest.mark.parametrize(
    ("group", "place"),
    [(GROUP, "extend"), (GROUP, "setting"), ("280749", "extend"), (280749, "setting"), (280749, "offlineSyncConfig")],
)
async def test_a_script_may_name_its_group_in_any_form(group: object, place: str) -> None:
    status = await answer("get_task_status", {**WORKSPACE, "task_id": "2000"}, with_task(group, place))

    assert status["resource_group"] == {"identifier": GROUP, "name": "di_exclusive", "status": "normal"}
    assert "cautions" not in status or status["cautions"] == []


@both
@pytest.mark.parametrize(
    ("group", "status", "caution"),
    [(STOPPED, "stopped", "does not work now"), ("S_res_group_9_9", "not listed", "it may be deleted")],
)
async def test_a_group_that_does_not_work_is_a_caution(home: Home, group: str, status: str, caution: str) -> None:
    emulator, task_id = grouped(home, group)
    shown = await answer("get_task_status", {**home.workspace, "task_id": task_id}, emulator)

    assert shown["resource_group"]["status"] == status
    assert caution in shown["cautions"][0]


@both
@pytest.mark.parametrize("tool", ["get_task_status", "find_sync_tasks", "create_realtime_task"])
async def test_a_group_that_may_not_be_looked_up_is_shown_as_it_is_named(home: Home, tool: str) -> None:
    time, (emulator, task_id) = Time(), grouped(home, GROUP)
    hosting = Hosting(gate=Gate(Mode.FULL, Policy(deny=["ListResourceGroups"])))
    arguments = {"get_task_status": {"task_id": task_id}, "find_sync_tasks": {"name": "grouped"}}.get(tool, home.wish)
    async with assistant(emulator, time, hosting=hosting) as client:
        facts = facts_of(await client.call_tool(tool, {**home.workspace, **arguments}))

    shown = facts.get("resource_group") or facts["tasks"][0]["resource_group"]
    assert shown == {"identifier": GROUP}
    assert "ListResourceGroups" not in sent(emulator)


NOT_CHECKED = f'Not checked: resource group "{GROUP}", as groups could not be listed.'
UNREADABLE = {
    "forbidden": refused(403, "403030", "no permission for this operation"),
    "busy": refused(429, "Throttling.User"),
}


@both
@pytest.mark.parametrize("failure", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_groups_that_can_not_be_listed_stop_nothing_and_what_was_not_checked_is_said(
    home: Home, failure: Any
) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("ListResourceGroups", failure, times=None)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**home.wish}))
        batch = facts_of(await client.call_tool("create_batch_task", {**home.batch_wish, "deploy": False}))

    assert (made["state"], made["resource_group"]) == ("created", {"identifier": GROUP})
    assert (NOT_CHECKED in made["cautions"], NOT_CHECKED in batch.get("not_checked", ())) == (home.checks_groups,) * 2


@both
@pytest.mark.parametrize("group", ["nope", "di_exclusive", STOPPED], ids=["unknown", "a name", "stopped"])
@pytest.mark.parametrize("tool", ["create_realtime_task", "create_batch_task", "copy_realtime_task", "change_task"])
async def test_a_group_that_no_task_can_run_on_is_refused_with_those_there_are(
    home: Home, tool: str, group: str
) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**home.wish}))
        task, deployed = {**home.workspace, "task_id": made["task_id"]}, {"task_name": "nightly", "deploy": True}
        arguments: dict[str, dict[str, Any]] = {
            "create_realtime_task": {**home.wish, "task_name": "other"},
            "create_batch_task": {**home.batch_wish, **deployed},
            "copy_realtime_task": {**task, "task_name": "copy"},
            "change_task": {**task, "apply": True},
        }
        emulator.calls.clear()
        failed = await client.call_tool(tool, {**arguments[tool], "resource_group": group})

    assert failed.is_error
    assert group == STOPPED or GROUP in text_of(failed)
    assert home.groups(emulator, made["task_id"]) == {GROUP}
    assert {home.starts, home.updates, "CreateDIJob"}.isdisjoint(sent(emulator))


async def test_a_job_is_checked_before_anything_is_asked_or_made() -> None:
    time = Time()
    emulator = emulated(time)
    phases = {**NEW.wish, "options": {"groups": {"full": "nope"}}, "start": True}
    batch = {**NEW.batch_wish, "resource_group": "nope"}
    async with assistant(emulator, time) as client:
        job = text_of(await client.call_tool("create_realtime_task", phases))
        node = text_of(await client.call_tool("create_batch_task", batch))

    assert '/options/groups/full: no resource group for data integration has the identifier "nope"; there are' in job
    assert f'"{SERVERLESS}" ("di_serverless")' in job
    assert "/resource_group: no resource group" in node
    assert {"CreateDIJob", "CreateNode"}.isdisjoint(sent(emulator))


async def test_a_group_that_was_made_just_now_is_found() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool("create_realtime_task", {**NEW.wish, "resource_group": "Serverless_res_group_1_2"})
        new = ResourceGroup(12, "Serverless_res_group_1_2", "made_now", DATA_INTEGRATION, mode="SHARE")
        emulator.world.resource_groups[new.identifier] = new
        made = await client.call_tool("create_realtime_task", {**NEW.wish, "resource_group": new.identifier})

    assert facts_of(made)["resource_group"]["name"] == "made_now"


async def test_a_group_of_another_workspace_is_none_that_a_job_can_run_on() -> None:
    time = Time()
    emulator = emulated(time)
    group = emulator.world.resource_groups[GROUP]
    emulator.world.resource_groups[GROUP] = replace(group, bound_to=frozenset({"10000"}))
    async with trusted(emulator, time) as client:
        refused_ = await client.call_tool("create_realtime_task", {**NEW.wish})

    assert "no resource group for data integration has the identifier" in text_of(refused_)


@eras
async def test_a_newcomer_is_told_which_workspace_has_something(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        listed = facts_of(await client.call_tool("describe_workspace", {}))
        await client.call_tool("describe_workspace", WORKSPACE)

    counts = [(row["project_id"], row["data_sources"], row["tasks"]) for row in listed["workspaces"]]
    assert counts == [("10000", "15", 3), ("10001", "0", 0), ("10002", "15", 0)]
    assert sent(emulator).count("ListDataSources") == 3, "the page is not read again to describe the workspace"


@both
@eras
async def test_a_newcomer_is_told_which_group_to_take(home: Home, mode: str) -> None:
    time = Time()
    async with trusted(emulated(time), time, mode=mode) as client:
        offered = facts_of(await client.call_tool("describe_workspace", home.workspace))

    assert offered["recommended"].startswith(f'Take "{GROUP}": ')
    marked = {row["name"]: row["problem"] for row in offered["data_sources"] if "problem" in row}
    assert marked.pop("mysql_dev") == "only in development"
    assert home is NEW or marked == {"mysql_far": "not reached at its last connectivity test"}


def with_groups(groups: list[dict[str, Any]]) -> Emulator:
    """An emulator that has these groups and no others."""
    emulator = emulated(Time())
    made = [ResourceGroup(n, f"g{n}", f"group {n}", DATA_INTEGRATION, **facts) for n, facts in enumerate(groups, 1)]
    emulator.world.resource_groups.clear()
    emulator.world.resource_groups.update({group.identifier: group for group in made})
    return emulator


@both
@pytest.mark.parametrize(
    ("groups", "recommended"),
    [
        ([], None),
        ([{"status": 1}], "No group works now: ask the account's administrator for one."),
        ([{"status": 1, "is_default": True}, {"mode": "SHARE"}], 'Take "g2": shared, works.'),
        ([{"mode": "SHARE"}, {}], 'Take "g2": exclusive, works.'),
    ],
)
async def test_the_group_to_take_is_one_that_works(
    home: Home, groups: list[dict[str, Any]], recommended: str | None
) -> None:
    assert (await answer("describe_workspace", home.workspace, with_groups(groups))).get("recommended") == recommended


@pytest.mark.parametrize(
    ("groups", "recommended"),
    [
        ([{"status": None, "mode": "SHARE"}], 'Take "g1": shared.'),
        ([{"status": None, "is_default": True}, {}], 'Take "g2": exclusive, works.'),
        ([{"mode": "X, works: yes"}], 'Take "g1": "X, works: yes", works.'),
        ([{}, {"mode": "SHARE", "is_default": True}], 'Take "g2": the account\'s default, shared, works.'),
    ],
)
async def test_the_default_group_is_taken_if_it_works(groups: list[dict[str, Any]], recommended: str) -> None:
    assert (await answer("describe_workspace", WORKSPACE, with_groups(groups)))["recommended"] == recommended


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


@both
async def test_describing_a_workspace_of_15_data_sources_takes_at_most_900_tokens(home: Home) -> None:
    async with assistant(emulated(Time()), Time()) as client:
        result = await client.call_tool("describe_workspace", home.workspace)

    assert len(facts_of(result)["data_sources"]) == 15
    assert size(result) <= 900


@both
async def test_creating_a_task_of_20_tables_takes_at_most_900_tokens(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    tables = {f"orders_{number:02}": SHOP["orders"] for number in range(20)}
    emulator.world.workspaces[home.project_id].data_sources["mysql_large"] = DataSource(
        "mysql_large", "mysql", {"shop": tables}
    )
    async with trusted(emulator, time) as client:
        wish = {**home.wish, "source": "mysql_large", "tables": ["shop.*"], "start": True}
        result = await client.call_tool("create_realtime_task", wish)

    assert facts_of(result)["tables"]["count"] == 20
    assert size(result) <= 900


@both
@pytest.mark.parametrize("tool", ["get_task_status", "create_realtime_task"])
async def test_a_busy_service_is_not_asked_again_for_the_name_of_a_group(home: Home, tool: str) -> None:
    time, (emulator, task_id) = Time(), grouped(home, GROUP)
    emulator.fail("ListResourceGroups", refused(429, "Throttling.User"), times=None)
    began = time.now
    arguments = {"task_id": task_id} if tool == "get_task_status" else home.wish
    async with trusted(emulator, time) as client:
        facts = facts_of(await client.call_tool(tool, {**home.workspace, **arguments}))

    assert "name" not in facts["resource_group"]
    assert sent(emulator).count("ListResourceGroups") == 1
    assert time.now - began < 2
