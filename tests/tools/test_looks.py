"""After a failure the tools look once, where a look helps, and say what exists."""

from pathlib import Path
from typing import Any

import pytest

from emulator.faults import refused, rejected
from emulator.samples import BATCH_SCRIPT
from emulator.service import Emulator
from server.hosting import Hosting
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, sent
from tools.gate import Gate
from tools.policy import Policy

JOB = "create_realtime_task"
BATCH = {
    "project_id": "10000",
    "task_type": "DI_OFFLINE",
    "task_name": "nightly",
    "task_content": BATCH_SCRIPT,
    "task_param": {"FileFolderPath": FOLDER, "ResourceGroup": GROUP},
}


async def exists_after(emulator: Emulator, time: Time, tool: str, arguments: dict[str, Any], **hosting: Any) -> str:
    async with assistant(emulator, time, hosting=Hosting(**hosting)) as client:
        result = await client.call_tool(tool, arguments)
    assert result.is_error
    told: str = facts_of(result)["error"].get("exists", "")
    return told


def param(**change: str) -> dict[str, Any]:
    return {**BATCH, "task_param": {"FileFolderPath": FOLDER, "ResourceGroup": GROUP, **change}}


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        (JOB, {**WISH, "folder": "Business Flow/shop/Data Integraton"}),
        ("create_di_sync_task", param(FileFolderPath="Business Flow/shop/Data Integraton")),
    ],
    ids=["job", "operation"],
)
async def test_a_folder_that_is_not_there_is_answered_with_those_that_are(tool: str, arguments: dict[str, Any]) -> None:
    time = Time()
    emulator = emulated(time)
    exists = await exists_after(emulator, time, tool, arguments)

    assert "Folders that hold files:" in exists
    assert '"Business Flow/XXX/Data Integration"' in exists
    assert sent(emulator)[-2:] == ["CreateDISyncTask", "ListFiles"]


@pytest.mark.parametrize(
    ("tool", "arguments", "failing"),
    [
        (JOB, {**WISH, "resource_group": "S_res_group_none"}, "GenerateDISyncTaskConfigForCreating"),
        ("create_di_sync_task", param(ResourceGroup="S_res_group_none"), "CreateDISyncTask"),
    ],
    ids=["job", "operation"],
)
async def test_a_group_that_is_none_is_answered_with_identifiers_that_are(
    tool: str, arguments: dict[str, Any], failing: str
) -> None:
    time = Time()
    emulator = emulated(time)
    exists = await exists_after(emulator, time, tool, arguments)

    assert f'"{GROUP}"' in exists
    assert sent(emulator) == [failing, "ListResourceGroups"]


async def test_the_group_whose_name_was_given_instead_of_its_identifier_comes_first() -> None:
    time = Time()
    emulator = emulated(time)
    groups = [group for group in emulator.world.resource_groups.values() if group.type == 4]
    meant = groups[-1]
    exists = await exists_after(emulator, time, JOB, {**WISH, "resource_group": meant.name})

    assert exists.partition(": ")[2].startswith(f'"{meant.identifier}"') or len(groups) == 1


async def test_a_name_that_is_taken_is_answered_with_the_file_that_has_it() -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        first = facts_of(await client.call_tool("create_di_sync_task", BATCH))
        second = await client.call_tool("create_di_sync_task", BATCH)

    error = facts_of(second)["error"]
    assert error["exists"] == f'The name belongs to file {first["file_id"]} ("{FOLDER}").'
    assert (error["next_tool"], error["next_arguments"]) == (
        "list_files",
        {"project_id": "10000", "exact_file_name": "nightly"},
    )


async def test_in_chinese_what_was_seen_is_told_in_chinese() -> None:
    time = Time()
    exists = await exists_after(emulated(time), time, "create_di_sync_task", param(FileFolderPath="x"), language="zh")

    assert exists.startswith("存有文件的文件夹：")
    assert '"业务流程/' in exists or '"Business Flow/' in exists


async def test_a_workspace_that_shows_no_files_is_named_as_a_symptom() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.workspace("10000").tasks.clear()
    exists = await exists_after(emulator, time, "create_di_sync_task", param(FileFolderPath="x"))

    assert "new Data Studio" in exists


async def test_a_look_that_fails_leaves_the_failure_as_it_is_and_is_not_repeated() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("ListFiles", refused(503, "ServiceUnavailable"), times=None)
    exists = await exists_after(emulator, time, "create_di_sync_task", param(FileFolderPath="x"))

    assert exists == ""
    assert sent(emulator) == ["CreateDISyncTask", "ListFiles"]


@pytest.mark.parametrize(
    "mishap",
    [
        refused(429, "Throttling.User", "ResourceGroup:[x] is invalid."),
        refused(403, "Forbidden.DI.NoPrivilege", "ResourceGroup:[x] is invalid."),
        rejected("something else"),
    ],
    ids=["throttled", "forbidden", "other"],
)
async def test_nobody_looks_where_it_does_not_help_or_the_service_wants_less(mishap: Any) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("CreateDISyncTask", mishap, times=None)
    await exists_after(emulator, time, "create_di_sync_task", BATCH)

    assert set(sent(emulator)) == {"CreateDISyncTask"}


async def test_a_look_obeys_the_policy(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('deny = ["ListFiles"]', "utf-8")
    time = Time()
    emulator = emulated(time)
    gate = Gate(policy=Policy.load(path))
    await exists_after(emulator, time, "create_di_sync_task", param(FileFolderPath="x"), gate=gate)

    assert sent(emulator) == ["CreateDISyncTask"]


async def test_nobody_looks_when_time_is_up() -> None:
    time = Time()
    emulator = emulated(time)
    wish = {**WISH, "resource_group": "S_res_group_none", "wait_seconds": 0.5}
    await exists_after(emulator, time, JOB, wish)

    assert "ListResourceGroups" not in sent(emulator)
