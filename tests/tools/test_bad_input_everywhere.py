"""For every tool alike: what is not there, what is elsewhere, pages out of range, states that do not allow a call.

The tools are found by what they take, so a new one is held to this without being named here; it needs a good call.
"""

from typing import Any

import pytest
from mcp import Client

from dataworks.operation import VERSION, Effect
from dataworks.operations.v2024.job_watching import LAST_LOG_PAGE
from emulator.seed.samples import BATCH_SCRIPT
from emulator.service import Emulator
from tests.sessions import FOLDER, GROUP, WISH, Time, emulated, facts_of, sent, text_of, trusted
from tests.tools.node_examples import NODE_EXAMPLES
from tests.tools.test_create_batch_task import PLAIN
from tests.tools.test_reads import CHECKED, COMPOSED
from tools.catalog import ToolSpec, snake_case
from tools.declarations import TOOLS

HOME = {"project_id": "10000"}
TASK = {**HOME, "task_type": "DI_REALTIME", "file_id": "100"}
FILE = {**HOME, "file_id": "1000000"}
PLACE = {"FileFolderPath": FOLDER, "ResourceGroup": GROUP}
FLOW = "create_realtime_task"
NEW = {"task_type": "DI_OFFLINE", "task_name": "new", "task_content": BATCH_SCRIPT, "task_param": PLACE}

GOOD: dict[str, dict[str, Any]] = {
    **{snake_case(action): arguments for action, arguments in CHECKED.items()},
    **COMPOSED,
    **NODE_EXAMPLES,
    FLOW: WISH,
    **{name: HOME | {"task_ids": ["100"]} for name in ("start_tasks", "stop_tasks", "retire_tasks")},
    "change_realtime_tables": {**HOME, "task_id": "100", "add": ["shop.orders"]},
    "change_task": {**HOME, "task_id": "1000000", "cron": "00 30 04 * * ?"},
    "copy_realtime_task": {**HOME, "task_id": "100", "task_name": "copy", "folder": FOLDER, "resource_group": GROUP},
    "create_batch_task": PLAIN,
    "set_task_alarm": {"project_id": "10002", "task_id": "job-11500", "above": 60},
    "create_di_sync_task": {**HOME, **NEW},
}
"""A call of each tool that names only what is there."""

IDS = ("file_id", "task_id", "node_id", "process_id", "async_process_id", "deployment_id")
FILTERS = {
    ("list_files", "node_id"),
    ("find_sync_tasks", "data_source"),
    ("list_ref_di_sync_tasks", "datasource_name"),
    ("list_file_versions", "file_id"),
}
"""What only narrows a list: where it is unknown, or unused, nothing is found."""

ELSEWHERE = {
    *((tool, "task_id") for tool in ("get_task_metrics", "get_task_log", "set_task_alarm")),  # they are for jobs
    ("change_realtime_tables", "process_id"),  # the task comes first, and that of the good call can't be changed
    ("change_realtime_tables", "source"),
    ("copy_realtime_task", "process_id"),
    ("copy_realtime_task", "source"),
    ("copy_realtime_task", "destination"),
}
"""What has tests of its own."""

PAGES = ("page_number", "page_num", "page")

LAST_PAGES = {"get_di_job_log": LAST_LOG_PAGE}
"""The last page that can be asked for, where it is not 100."""
NO_ROWS = ("no such page", "No rows", "leave out pattern and page", "never submitted")
SOURCES = ("datasource_name", "source", "destination", "data_source")


def taking(*names: str) -> list[Any]:
    """Every tool that sends something, with each of these arguments that it takes."""
    return [
        pytest.param(spec, name, id=f"{spec.name}-{name}")
        for spec in TOOLS
        for name in names
        if name in spec.arguments.model_fields and spec.operations and (spec.name, name) not in FILTERS | ELSEWHERE
    ]


async def called(client: Client, spec: ToolSpec, **change: Any) -> Any:
    """A good call with something else in it. A node is named in place of a file."""
    arguments = {**GOOD[spec.name], **change}
    if "node_id" in change:
        del arguments["file_id"]
    return await client.call_tool(spec.name, arguments)


def told(result: Any) -> dict[str, Any]:
    """The failure, which must say why, and what to do."""
    error: dict[str, Any] = facts_of(result)["error"]
    assert error["means"] in text_of(result)
    assert error["fix"]
    return error


@pytest.mark.parametrize(("spec", "name"), taking("project_id"))
async def test_an_unknown_workspace_is_told_with_where_to_look(spec: ToolSpec, name: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        error = told(await called(client, spec, **{name: "4711"}))

    assert error["code"] in {"Invalid.Tenant.UserNotInProject", "Forbidden.DI.NoPrivilege", "403030"}
    assert error["next_tool"] == "list_projects"


@pytest.mark.parametrize(("spec", "name"), taking(*IDS))
async def test_an_unknown_id_is_told_with_where_to_look(spec: ToolSpec, name: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        error = told(await called(client, spec, **{name: "99"}))

    assert error["next_tool"]
    assert error["retry"] == "after a fix"


@pytest.mark.parametrize(("spec", "name"), taking(*IDS))
async def test_an_id_of_another_workspace_is_as_good_as_unknown(spec: ToolSpec, name: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        submitted, made = await client.call_tool("submit_file", FILE), await client.call_tool(FLOW, WISH)
        known = {
            "node_id": "701000",
            "process_id": "10",
            "deployment_id": facts_of(submitted)["deployment_id"],
            "task_id": facts_of(made)["task_id"],
        }
        given = {name: known[name]} if name in known else {}
        there = await called(client, spec, **given)
        error = told(await called(client, spec, **given, project_id="10001"))

    assert error["next_tool"]
    assert there.is_error is False or told(there)["message"] != error["message"]


@pytest.mark.parametrize("is_after", [False, True], ids=["0", "after the last"])
@pytest.mark.parametrize(("spec", "name"), taking(*PAGES, "page_size"))
async def test_a_page_out_of_range_is_refused_before_anything_is_sent(
    spec: ToolSpec, name: str, is_after: bool
) -> None:
    number = LAST_PAGES.get(spec.name, 100) + 1 if is_after else 0
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        error = told(await called(client, spec, **{name: number}))

    assert any(f"/{name}: must be" in line for line in error["fix"])
    assert sent(emulator) == []


@pytest.mark.parametrize(("spec", "name"), taking(*PAGES))
async def test_a_page_behind_the_last_one_says_so(spec: ToolSpec, name: str) -> None:
    time = Time()
    table = {"table_guid": "odps.shop_dw.shop_orders"} if spec.name == "get_meta_table_column" else {}
    async with trusted(emulated(time), time) as client:
        result = await called(client, spec, **table, **{name: 99})

    assert not result.is_error, text_of(result)
    assert facts_of(result)["count"] == 0
    assert any(word in facts_of(result)["next"] for word in NO_ROWS)


@pytest.mark.parametrize(("spec", "name"), taking(*SOURCES))
async def test_a_data_source_that_exists_in_development_only_is_not_enough(spec: ToolSpec, name: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        deployed = {"deploy": True} if "deploy" in spec.arguments.model_fields else {}  # a draft may name it
        result = await called(client, spec, **{name: "mysql_dev"}, **deployed)

    error = told(result)
    assert "production" in " ".join(error["fix"])
    assert error.get("next_tool") == "list_data_sources" or "describe_workspace" in error["fix"][0]


STATES: dict[str, tuple[list[str], dict[str, Any], str]] = {
    "start_di_sync_instance": ([], TASK, "deploy_di_sync_task"),
    "stop_di_sync_instance": (["deploy_di_sync_task"], TASK, "get_di_sync_instance_info"),
    "terminate_di_sync_instance": (
        ["deploy_di_sync_task", "start_di_sync_instance"],
        TASK,
        "stop_di_sync_instance",
    ),
    "delete_di_sync_task": (["deploy_di_sync_task"], TASK, "terminate_di_sync_instance"),
    "submit_file": ([], {**HOME, "file_id": "1000001"}, "update_file"),
    "deploy_file": ([], FILE, "submit_file"),
    "delete_file": (["deploy_di_sync_task"], {**HOME, "file_id": "100"}, "terminate_di_sync_instance"),
}
"""What was done before, and what the refusal of the call then names."""

ANY_STATE = {"deploy_di_sync_task"}
"""What may be done whatever the state: a running task may be deployed again (assumed)."""


async def in_state(emulator: Emulator, client: Client, before: list[str]) -> None:
    await client.call_tool("create_di_sync_task", GOOD["create_di_sync_task"])
    for step in before:
        assert not (await client.call_tool(step, TASK)).is_error
    emulator.calls.clear()


@pytest.mark.parametrize("tool", STATES)
async def test_a_state_that_does_not_allow_a_call_names_the_next_step(tool: str) -> None:
    before, arguments, next_tool = STATES[tool]
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await in_state(emulator, client, before)
        error = told(await client.call_tool(tool, arguments))

    assert error["next_tool"] == next_tool


def test_every_operation_of_the_classic_studio_that_depends_on_a_state_is_tried_in_a_wrong_one() -> None:
    single = [spec for spec in TOOLS if spec.operation and spec.operations[0].version == VERSION]
    strong = {spec.name for spec in single if spec.effect.strength >= Effect.RUN.strength}

    assert strong == set(STATES) - {"delete_file"} | ANY_STATE
