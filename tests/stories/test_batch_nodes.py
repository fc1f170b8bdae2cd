"""Batch tasks on the new Data Studio: one node, one pipeline, whatever happens to answers on the way."""

import json
from dataclasses import replace
from typing import Any

import pytest

from emulator.handlers.v2024.pipelines import approve
from emulator.seed.first_node import PIPELINE_ID
from emulator.service import Emulator
from emulator.world.ids import FIRST_NODE
from emulator.world.lifecycle import AtOnce, Failing, Stuck
from emulator.world.nodes import Node
from tests.faults import doubled, dropped_after, dropped_before, refused
from tests.sessions import BATCH_WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted

TOOL = "create_batch_task"
HOME = "10002"
WISH: dict[str, Any] = {name: value for name, value in {**BATCH_WISH, "project_id": HOME}.items() if name != "folder"}
NIGHTLY = {"cron": "00 30 02 * * ?", "destination_table": "shop_orders", "partition": "pt=${bizdate}"}
LOST = [dropped_after, dropped_before, doubled]


def nodes(emulator: Emulator) -> list[Node]:
    """The nodes that calls have created."""
    return [node for node in emulator.world.workspaces[HOME].nodes.values() if node.id != FIRST_NODE]


def pipelines(emulator: Emulator) -> list[str]:
    """The pipelines that calls have begun."""
    return [number for number in emulator.world.workspaces[HOME].pipelines if number != PIPELINE_ID]


async def test_a_node_is_created_and_goes_to_production_stage_by_stage() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, {**WISH, **NIGHTLY}))

    (node,) = nodes(emulator)
    script = json.loads(node.spec["script"]["content"])
    assert (answer["state"], answer["done"], answer["task_id"]) == ("deployed", ["deployed"], f"node-{node.id}")
    assert node.id in emulator.world.workspaces[HOME].deployed_nodes(time.clock())
    assert script["extend"] == {
        "mode": "code",
        "__new__": True,
        "formatType": "datax",
        "resourceGroup": WISH["resource_group"],
        "cu": "0.5",
    }
    assert "extend" not in answer["script"]
    assert node.spec["trigger"]["cron"] == "00 30 02 * * ?"
    assert [row["value"] for row in node.spec["script"]["parameters"]] == ["$bizdate"]
    assert node.parents == ("workspace_10002_root",)
    assert sent(emulator).count("ExecPipelineRunStage") == 4
    assert len(pipelines(emulator)) == 1


async def test_the_same_call_again_changes_nothing() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        first = facts_of(await client.call_tool(TOOL, WISH))
        emulator.calls.clear()
        again = facts_of(await client.call_tool(TOOL, WISH))

    assert (again["existed"], again["state"], again["task_id"]) == (True, "deployed", first["task_id"])
    assert {"CreateNode", "CreatePipelineRun", "ExecPipelineRunStage"}.isdisjoint(sent(emulator))


async def test_without_deploy_it_is_a_draft_that_a_later_call_deploys() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        draft = facts_of(await client.call_tool(TOOL, {**WISH, "deploy": False}))
        assert pipelines(emulator) == []
        answer = facts_of(await client.call_tool(TOOL, WISH))

    assert (draft["state"], draft["existed"]) == ("created", False)
    assert (answer["state"], answer["existed"], len(nodes(emulator))) == ("deployed", True, 1)


@pytest.mark.parametrize("operation", ["CreateNode", "CreatePipelineRun", "ExecPipelineRunStage"])
@pytest.mark.parametrize("fault", LOST, ids=["after", "before", "double"])
async def test_after_a_lost_answer_there_is_one_node_and_one_pipeline(operation: str, fault: Any) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail(operation, fault())
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, WISH))

    assert (answer["state"], answer["done"]) == ("deployed", ["deployed"])
    assert (len(nodes(emulator)), len(pipelines(emulator))) == (1, 1)


@pytest.mark.parametrize("operation", ["CreateNode", "CreatePipelineRun"])
async def test_what_stays_unknown_is_said_and_found_by_the_same_call(operation: str) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail(operation, dropped_after())
    look = "ListNodes" if operation == "CreateNode" else "ListPipelineRuns"
    emulator.fail(look, refused(500, "InternalError"), after=2 if operation == "CreateNode" else 1, times=20)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool(TOOL, WISH))["error"]
        emulator.faults = type(emulator.faults)()
        answer = facts_of(await client.call_tool(TOOL, WISH))

    assert "unknown whether" in error["exists"]
    assert answer["state"] == "deployed"
    assert (len(nodes(emulator)), len(pipelines(emulator))) == (1, 1)


async def test_an_approval_is_what_the_user_does_in_the_console() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspaces[HOME]
    workspace.approves = True
    async with trusted(emulator, time) as client:
        waiting = facts_of(await client.call_tool(TOOL, WISH))
        again = facts_of(await client.call_tool(TOOL, WISH))
        approve(emulator.world, workspace, pipelines(emulator)[0])
        answer = facts_of(await client.call_tool(TOOL, WISH))

    assert waiting["state"] == again["state"] == "deploying"
    assert "Approval" in waiting["next"]
    assert "console" in waiting["next"]
    assert (answer["state"], len(pipelines(emulator))) == ("deployed", 1)


async def test_a_deployment_that_takes_long_is_continued() -> None:
    time = Time()
    emulator = emulated(time, Stuck())
    async with trusted(emulator, time) as client:
        waiting = facts_of(await client.call_tool(TOOL, {**WISH, "wait_seconds": 10}))
        for pipeline in emulator.world.workspaces[HOME].pipelines.values():
            for stage in pipeline.stages:
                if stage.course is not None:
                    stage.course.speed = AtOnce()
        emulator.world.deploying_speed = AtOnce()
        answer = facts_of(await client.call_tool(TOOL, WISH))

    assert (waiting["state"], answer["state"]) == ("deploying", "deployed")
    assert "same arguments" in waiting["next"]
    assert (len(nodes(emulator)), len(pipelines(emulator))) == (1, 1)


async def test_only_success_is_success_and_another_pipeline_follows_a_failed_one() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.deploying_speed = Failing("no quota left")
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool(TOOL, WISH))["error"]
        emulator.world.deploying_speed = AtOnce()
        answer = facts_of(await client.call_tool(TOOL, WISH))

    assert "no quota left" in error["message"]
    assert 'ended in stage "PROD"' in error["exists"]
    assert (answer["state"], len(nodes(emulator)), len(pipelines(emulator))) == ("deployed", 1, 2)


@pytest.mark.parametrize(
    ("change", "difference"),
    [({"where": "id > 0"}, "has another script"), ({"cron": "00 00 05 * * ?"}, "runs at")],
)
async def test_a_name_that_another_task_has_is_refused(change: dict[str, Any], difference: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool(TOOL, {**WISH, "cron": "00 30 02 * * ?", "deploy": False})
        result = await client.call_tool(TOOL, {**WISH, "cron": "00 30 02 * * ?", **change})

    assert difference in facts_of(result)["error"]["exists"]
    assert len(nodes(emulator)) == 1


async def test_the_classic_studio_needs_a_folder_and_says_so() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool(TOOL, {**WISH, "project_id": "10000"}))["error"]

    assert any(line.startswith("/folder: is required") for line in error["fix"])


async def test_an_identity_that_may_not_list_data_sources_creates_tasks_all_the_same() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("ListDataSources", refused(403, "403030"), times=None)
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool(TOOL, WISH))

    assert answer["state"] == "deployed"
    assert any("the type of data source" in line for line in answer["not_checked"])


async def test_the_workspace_is_described_without_folders_and_names_its_studio() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        answer = facts_of(await client.call_tool("describe_workspace", {"project_id": HOME}))

    rows = {row["name"]: row for row in answer["data_sources"]}
    assert rows["mysql_dev"]["environments"] == ["development"]
    assert {row["kind"] for row in answer["resource_groups"]} == {"exclusive", "shared"}
    assert "folders" not in answer
    assert any("new Data Studio" in note for note in answer["notes"])


async def test_a_list_that_is_refused_does_not_hide_the_rest_of_a_workspace() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool("describe_workspace", {"project_id": HOME})
        emulator.fail("ListDataSources", refused(403, "403030"), times=None)
        answer = facts_of(await client.call_tool("describe_workspace", {"project_id": HOME, "refresh": True}))

    assert answer["resource_groups"]
    assert any("may not list data sources" in note for note in answer["notes"])


@pytest.mark.parametrize(
    ("source", "count", "words"),
    [
        ("mysql_shop", 5, "Data Map has collected"),
        ("odps_shop", 2, "Data Map has collected"),
        ("mysql_pub", 4, "read with the older API"),
        ("mysql_far", 0, "can't be listed here"),
    ],
)
async def test_tables_come_from_data_map_or_the_source_or_are_to_be_named(source: str, count: int, words: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool("describe_workspace", {"project_id": HOME})
        result = await client.call_tool("list_source_tables", {"project_id": HOME, "source": source})

    assert not result.is_error, text_of(result)
    assert (facts_of(result)["count"], words in facts_of(result)["remark"]) == (count, True)


async def test_tables_of_no_data_source_are_still_a_failure() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool("describe_workspace", {"project_id": HOME})
        result = await client.call_tool("list_source_tables", {"project_id": HOME, "source": "nothing"})

    assert result.is_error


@pytest.mark.parametrize("fault", [None, *LOST], ids=["none", "after", "before", "double"])
async def test_a_draft_without_a_schedule_gets_the_one_of_a_later_call(fault: Any) -> None:
    time = Time()
    emulator = emulated(time)
    if fault is not None:
        emulator.fail("UpdateNode", fault())
    part = {"destination_table": "shop_orders", "partition": "pt=${bizdate}"}
    async with trusted(emulator, time) as client:
        draft = facts_of(await client.call_tool(TOOL, {**WISH, "deploy": False, **part}))
        wish = {**WISH, **part, "cron": "00 30 02 * * ?", "para_value": "bizdate=$cyctime"}
        answer = facts_of(await client.call_tool(TOOL, wish))
        again = facts_of(await client.call_tool(TOOL, wish))

    (node,) = nodes(emulator)
    assert (answer["task_id"], answer["existed"], answer["state"]) == (draft["task_id"], True, "deployed")
    assert answer["done"] == ["scheduled", "deployed"]
    assert node.spec["trigger"]["cron"] == "00 30 02 * * ?"
    assert node.spec["script"]["content"]
    assert [row["value"] for row in node.spec["script"]["parameters"]] == ["$cyctime"]
    assert (again["state"], sent(emulator).count("CreatePipelineRun")) == ("deployed", 1)


async def test_what_a_call_did_to_a_draft_is_said_if_its_deployment_fails() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        draft = facts_of(await client.call_tool(TOOL, {**WISH, "deploy": False}))
        emulator.fail("CreatePipelineRun", refused(403, "Forbidden.Access"))
        failed = facts_of(await client.call_tool(TOOL, {**WISH, "cron": "00 30 02 * * ?"}))

    assert failed["error"]["exists"] == (
        f"Task {draft['task_id']} exists; its newest version is not deployed. "
        f"Task {draft['task_id']} was scheduled by this call."
    )


async def test_another_schedule_of_a_task_in_production_is_another_task() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool(TOOL, {**WISH, "cron": "00 30 03 * * ?"})
        refused = await client.call_tool(TOOL, {**WISH, "cron": "00 30 02 * * ?"})

    assert 'runs at "00 30 03 * * ?", not "00 30 02 * * ?"' in text_of(refused)
    assert "UpdateNode" not in sent(emulator)


@pytest.mark.parametrize("defaults", [False, True], ids=["no trigger", "a trigger of the service"])
async def test_a_node_without_a_schedule_does_not_run_until_it_has_one(defaults: bool) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool(TOOL, {**WISH, "deploy": False}))
        (node,) = nodes(emulator)
        if defaults:
            trigger = {"type": "Scheduler", "cron": "00 00 00 * * ?"}
            emulator.world.workspaces[HOME].nodes[node.id] = replace(node, spec={**node.spec, "trigger": trigger})
        answer = facts_of(await client.call_tool(TOOL, WISH))
        call = {"project_id": HOME, "task_id": answer["task_id"]}
        runs = [await runs_of(client, time, emulator)]
        status = facts_of(await client.call_tool("get_task_status", call))
        start = {"project_id": HOME, "task_ids": [answer["task_id"]]}
        started = text_of(await client.call_tool("start_tasks", start)) if not defaults else ""
        change = await client.call_tool("change_task", {**call, "cron": "00 30 02 * * ?", "apply": True})
        if defaults:
            await client.call_tool("start_tasks", start)
        runs.append(await runs_of(client, time, emulator))

    assert (node.spec.get("trigger"), node.spec["recurrence"]) == (None, "Pause")
    assert (made["state"], answer["state"]) == ("created", "deployed")
    assert "does not run" in answer["next"]
    assert ("without a schedule" in status["means"], "is paused" in status["means"]) == (not defaults, defaults)
    assert ("change_task with cron" in started) is not defaults
    assert ("does not run by itself" in text_of(change)) is defaults
    assert runs == [0, 1]


async def runs_of(client: Any, time: Time, emulator: Emulator) -> int:
    """The runs of the created node tomorrow."""
    time.now += 86_400
    (node,) = nodes(emulator)
    number = emulator.world.workspaces[HOME].deployed_nodes(time.now)[node.id].task_id
    day = {"bizdate": int(time.now * 1000), "scheduled_task_id": str(number)}
    found = await client.call_tool("list_task_instances", {"project_id": HOME, **day})
    return int(facts_of(found)["total_count"])


async def test_a_plan_says_that_without_a_schedule_nothing_runs() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        asked = await client.call_tool(TOOL, WISH)
        scheduled = await client.call_tool(TOOL, {**WISH, **NIGHTLY})

    assert "without cron it has no schedule, so it does not run" in text_of(asked)
    assert "does not run" not in text_of(scheduled)


async def test_a_task_in_production_without_a_schedule_is_not_the_scheduled_one() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        made = facts_of(await client.call_tool(TOOL, WISH))
        error = facts_of(await client.call_tool(TOOL, {**WISH, "cron": "00 30 02 * * ?"}))["error"]

    call = f'change_task {{"task_id": "{made["task_id"]}", "cron": "00 30 02 * * ?"}}'
    assert f"and has no schedule; {call}" in error["exists"]
