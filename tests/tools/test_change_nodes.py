"""Changing the settings of nodes: what only a FlowSpec has, and what must not be lost of it."""

import json
from functools import partial
from typing import Any

import pytest

from emulator.handlers.v2024.pipelines import approve
from emulator.world.lifecycle import AfterSeconds
from server.hosting import Hosting
from tests.faults import dropped_after, refused
from tests.others import acts_before
from tests.sessions import assistant, facts_of, sent, text_of
from tests.tools.nightly_tasks import DAILY, LATER, NightlyNode, nightly
from tests.tools.test_change_realtime_tables import written
from tests.tools.test_change_task import ALL, OTHER_GROUP
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy

UNKNOWN: dict[str, Any] = {
    "owner": "1000000000000002",
    "description": "夜间\ud83d\ude80",
    "timeout": 3,
    "timeoutUnit": "HOURS",
    "rerunTimes": 3,
    "rerunInterval": 180000,
    "priority": 7,
    "baselineId": 9007199254740993,
    "strategy": {"failureStrategy": "Break", "later": [1.50, None]},
    "trigger": {
        "type": "Scheduler",
        "cron": DAILY,
        "cycleType": "Daily",
        "startTime": "2026-01-01 00:00:00",
        "endTime": "2027-01-01 00:00:00",
        "timezone": "Europe/Berlin",
        "delaySeconds": 5,
    },
    "runtimeResource": {"resourceGroup": "S_res_group_1_1", "resourceGroupId": "S_res_group_1_1", "later": True},
}
"""What no setting of the tool is about, with types that are easily lost."""

PARAMETERS: list[dict[str, Any]] = [
    {"name": "bizdate", "value": "$bizdate", "type": "System", "scope": "NodeParameter", "later": {"a": 1}},
    {"name": "region", "value": "cn", "type": "Constant", "artifactType": "Variable"},
    {"name": "handed", "value": "${outputs}", "type": "NodeOutput", "node": {"output": "x"}},
]


def known(task: NightlyNode) -> None:
    """Somebody gives the node fields that this server does not know."""
    script = task.node.spec["script"]
    content = {**json.loads(script["content"]), "later": {"x": 1}}
    runtime = {**script["runtime"], "cu": "0.5", "later": 1}
    more = {
        "content": json.dumps(content),
        "parameters": PARAMETERS,
        "runtime": runtime,
        "language": "json",
        "later": [],
    }
    task.set(**UNKNOWN, script={**script, **more})


def without(value: Any, *path: str) -> Any:
    """A copy without what is at this path."""
    if isinstance(value, dict) and path:
        first, *rest = path
        kept = {name: child for name, child in value.items() if name != first}
        return {**kept, first: without(value[first], *rest)} if rest and first in value else kept
    return value


def opened(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec with its script as an object."""
    script = spec["script"]
    return {**spec, "script": {**script, "content": json.loads(script["content"])}}


TOUCHES: dict[str, list[tuple[str, ...]]] = {
    "cron": [("trigger", "cron"), ("trigger", "cycleType")],
    "para_value": [("script", "parameters")],
    "name": [("name",), ("script", "path")],
    "where": [("script", "content", "steps"), ("script", "parameters")],
    "cu": [("script", "content", "extend", "cu"), ("script", "runtime", "cu")],
    "resource_group": [
        ("script", "content", "extend", "resourceGroup"),
        ("runtimeResource", "resourceGroup"),
        ("runtimeResource", "resourceGroupId"),
    ],
}
"""The places of a FlowSpec that each setting may change."""

NEW: dict[str, Any] = {
    "cron": "00 */20 * * * ?",
    "para_value": "bizdate=$bizdate region=eu day=1",
    "name": "another",
    "where": "id > 5",
    "cu": 2,
    "resource_group": OTHER_GROUP,
}


@pytest.mark.parametrize("replaces", [False, True], ids=["merged", "replaced"])
@pytest.mark.parametrize("setting", TOUCHES)
async def test_a_change_loses_nothing_that_is_not_known_here(
    setting: str, replaces: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if replaces:  # the service may put each field in the place of the stored one
        monkeypatch.setattr("emulator.handlers.v2024.nodes.merged", lambda stored, change: {**stored, **change})
    async with nightly(kind=NightlyNode) as task:
        known(task)
        before = opened(task.node.spec)
        made = await task.change(**{setting: NEW[setting]}, apply=True)
        after = opened(task.node.spec)

    assert made["outcome"] == "applied"
    assert before != after
    for path in TOUCHES[setting]:
        before, after = without(before, *path), without(after, *path)
    assert json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
    assert task.is_deployed


async def test_values_keep_what_a_parameter_has_beside_them_and_those_that_are_no_text() -> None:
    async with nightly(kind=NightlyNode) as task:
        known(task)
        await task.change(para_value="bizdate=$cyctime day=1", apply=True)
        rows = task.node.spec["script"]["parameters"]

    assert rows[0] == {**PARAMETERS[0], "value": "$cyctime", "artifactType": "Variable"}
    assert [row["name"] for row in rows] == ["bizdate", "handed", "day"]
    assert rows[1] == PARAMETERS[2]


async def test_how_often_it_runs_follows_the_times() -> None:
    async with nightly(kind=NightlyNode) as task:
        known(task)
        await task.change(cron="00 */20 * * * ?", apply=True)
        often = task.node.spec["trigger"]
        await task.change(cron=LATER, apply=True)

    assert (often["cycleType"], task.node.spec["trigger"]["cycleType"]) == ("NotDaily", "Daily")
    assert task.node.spec["trigger"] == {**UNKNOWN["trigger"], "cron": LATER}


async def test_only_what_differs_is_sent() -> None:
    async with nightly(kind=NightlyNode) as task:
        bodies, answer = list[dict[str, str]](), task.emulator.answer

        def kept(request: Any) -> Any:
            bodies.append(dict(request.parameters))
            return answer(request)

        vars(task.emulator)["answer"] = kept
        await task.change(cron=LATER, apply=True)

    (spec,) = [json.loads(str(body["Spec"])) for body in bodies if "Spec" in body]
    (node,) = spec["spec"]["nodes"]
    assert (spec["kind"], {*node}) == ("Node", {"id", "trigger"})


async def test_a_paused_task_stays_paused_and_its_plan_says_so() -> None:
    async with nightly(kind=NightlyNode) as task:
        task.set(recurrence="Pause")
        made = await task.change(cron=LATER, apply=True)
        async with assistant(task.emulator, task.time) as client:
            asked = await client.call_tool("change_task", {**task.task, "cron": DAILY, "apply": True})

    assert (task.node.spec["recurrence"], task.is_deployed) == ("Pause", True)
    assert "does not run by itself" in made["next"]
    assert "does not run by itself, as before" in text_of(asked)


async def test_a_draft_without_a_schedule_gets_one_and_runs() -> None:
    async with nightly(kind=NightlyNode) as task:
        wish = {**task.home.batch_wish, "task_name": "draft", "deploy": False}
        draft = facts_of(await task.client.call_tool("create_batch_task", wish))
        task.task["task_id"] = draft["task_id"]
        async with assistant(task.emulator, task.time) as client:
            asked = text_of(await client.call_tool("change_task", {**task.task, "cron": LATER, "apply": True}))
        made = await task.change(cron=LATER, apply=True)

    assert "runs by its schedule, which it did not before" in asked
    assert "the version in production" not in asked
    assert made["outcome"] == "applied"
    assert (task.node.spec["recurrence"], task.node.spec["trigger"]["cron"], task.is_deployed) == (
        "Normal",
        LATER,
        True,
    )


async def test_another_node_than_a_sync_task_is_refused_before_anybody_is_asked() -> None:
    async with nightly(assistant, kind=NightlyNode) as task:
        task.set(script={**task.node.spec["script"], "runtime": {"command": "ODPS_SQL"}})
        result = await task.call(cron=LATER, apply=True)

    assert "/task_id: is a node of type ODPS_SQL, no sync task" in text_of(result)
    assert "confirmation" not in text_of(result)


async def test_what_it_waits_for_must_not_be_lost() -> None:
    async with nightly(kind=NightlyNode) as task:

        def loses() -> None:
            node = task.node
            task.workspace.nodes[node.id] = type(node)(**{**vars(node), "parents": ()})

        acts_before(task.emulator, "UpdateNode", loses)
        error = await task.failed(cron=LATER, apply=True)

    assert (
        "its change was not deployed: it has been stored without what it waits for: workspace_10002_root"
        in error["exists"]
    )
    assert "CreatePipelineRun" not in sent(task.emulator)


@pytest.mark.parametrize("change", ["cron", "script", "values", "owner"])
async def test_what_somebody_changes_after_the_plan_is_shown_before_anything_is_done(change: str) -> None:
    async with nightly(assistant, kind=NightlyNode) as task:
        script = task.node.spec["script"]
        changes: dict[str, dict[str, Any]] = {
            "cron": {"trigger": {**task.node.spec["trigger"], "cron": "00 00 05 * * ?"}},
            "script": {"script": {**script, "content": script["content"].replace("shop.orders", "shop.other")}},
            "values": {"script": {**script, "parameters": PARAMETERS}},
            "owner": {"owner": "2"},
        }
        asked = facts_of(await task.call(cu=2, apply=True))
        task.set(**changes[change])
        again = await task.call(cu=2, apply=True, confirmation=asked["confirmation"])

        assert written(task.emulator) == []
    assert "the task changed" in text_of(again)


async def test_an_approval_in_the_console_is_named_and_the_same_call_continues() -> None:
    async with nightly(kind=NightlyNode) as task:
        task.workspace.approves = True
        waiting = await task.change(cron=LATER, apply=True)
        (pipeline,) = [number for number, each in task.workspace.pipelines.items() if each.next_stage(task.time.now)]
        approve(task.emulator.world, task.workspace, pipeline)
        done = await task.change(cron=LATER, apply=True)

    assert (waiting["outcome"], done["outcome"]) == ("applying", "applied")
    assert "waits for somebody in the console" in waiting["next"]
    assert task.is_deployed


async def test_an_earlier_deployment_that_is_in_progress_is_followed_by_one_of_the_change() -> None:
    async with nightly(kind=NightlyNode) as task:
        task.emulator.world.deploying_speed = AfterSeconds(5)
        before = task.ways()
        first = await task.change(cron=LATER, apply=True, wait_seconds=5)
        task.emulator.calls.clear()
        outcomes = [(await task.change(**ALL, wait_seconds=55))["outcome"] for _ in range(3)]

    assert (first["outcome"], outcomes[-1]) == ("applying", "applied")
    assert (task.is_deployed, task.ways()) == (True, before + 2)


async def test_a_node_of_a_migrated_workspace_is_changed_in_place() -> None:
    async with nightly(kind=NightlyNode) as task:
        script: dict[str, Any] = {
            **task.node.spec["script"],
            "language": "json",
            "runtime": {"commandTypeId": 23, "command": "DI"},
        }
        content = json.loads(script["content"])
        del content["extend"]
        task.set(script={**script, "content": json.dumps(content)})
        made = await task.change(cu=2, apply=True)
        script = task.node.spec["script"]

    assert [row["setting"] for row in made["changes"]] == ["cu"]
    assert (json.loads(script["content"])["extend"], script["runtime"]["commandTypeId"]) == ({"cu": "2"}, 23)


async def test_an_identity_that_may_not_list_groups_can_still_choose_one() -> None:
    async with nightly(kind=NightlyNode) as task:
        task.emulator.fail("ListResourceGroups", refused(403, "403030"), times=None)
        made = await task.change(resource_group=OTHER_GROUP, apply=True)

    assert made["outcome"] == "applied"
    assert task.node.spec["runtimeResource"]["resourceGroup"] == OTHER_GROUP


@pytest.mark.parametrize(
    ("forbidden", "arguments", "allowed"),
    [
        ("UpdateNode", {"cron": LATER}, False),
        ("UpdateNode", {"name": "another"}, True),
        ("RenameNode", {"cron": LATER, "cu": 2}, True),
        ("RenameNode", {"name": "another"}, False),
        ("CreatePipelineRun", {"cron": LATER}, False),
        ("DeployFile", {"cron": LATER}, False),
        ("ListNodes", {"cron": LATER}, True),
        ("UpdateFile", {"cron": LATER}, True),
    ],
)
async def test_a_policy_forbids_what_the_settings_need_and_nothing_else(
    forbidden: str, arguments: dict[str, object], allowed: bool
) -> None:
    rules = Hosting(gate=Gate(Mode.FULL, Policy(deny=[forbidden])))
    async with nightly(partial(assistant, hosting=rules), kind=NightlyNode) as task:
        result = await task.call(**arguments, apply=True)

    assert result.is_error is not allowed, text_of(result)


@pytest.mark.parametrize("lost", ["UpdateNode", "RenameNode", "CreatePipelineRun", "ExecPipelineRunStage"])
async def test_what_stays_unknown_is_said_and_found_by_the_same_call(lost: str) -> None:
    look = "GetNode" if lost in ("UpdateNode", "RenameNode") else "ListPipelineRuns"
    look = "GetPipelineRun" if lost == "ExecPipelineRunStage" else look
    async with nightly(kind=NightlyNode) as task:
        before, answer = task.ways(), task.emulator.answer

        def breaks() -> None:
            task.emulator.fail(look, refused(500, "InternalError"), times=20)

        acts_before(task.emulator, lost, breaks)
        task.emulator.fail(lost, dropped_after())
        error = await task.failed(**ALL)
        task.emulator.faults = type(task.emulator.faults)()
        vars(task.emulator)["answer"] = answer
        made = await task.change(**ALL)

    assert "nknown whether" in error["exists"]
    assert (made["outcome"], task.is_deployed, task.ways()) == ("applied", True, before + 1)


async def test_a_change_in_the_second_of_the_last_deployment_is_deployed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulator.handlers.v2024.nodes.edited_at", lambda *_: 1_790_000_000.0)
    async with nightly(kind=NightlyNode) as task:
        task.time.now = 1_790_000_000.0
        before = task.ways()
        made = await task.change(cron=LATER, apply=True)

    assert (made["done"], task.is_deployed, task.ways()) == (["updated", "deployed"], True, before + 1)


async def test_a_node_that_is_not_there_is_no_task_and_nobody_is_asked() -> None:
    async with nightly(assistant, kind=NightlyNode) as task:
        result = await task.client.call_tool("change_task", {**task.task, "task_id": "node-5", "cu": 2, "apply": True})

        assert written(task.emulator) == []
    assert result.is_error
    assert "confirmation" not in text_of(result)
    assert "The task is as it was" not in text_of(result)


async def test_the_scheduler_s_node_of_a_file_is_answered_with_the_file_and_nobody_is_asked() -> None:
    async with nightly(assistant) as task:
        change = {**task.task, "task_id": f"node-{task.present.node_id}", "cu": 2, "apply": True}
        result = text_of(await task.client.call_tool("change_task", change))

    assert f"is the scheduler's node of task {task.task['task_id']}" in result
    assert "confirmation" not in result
