"""After a failure the tools look at what exists, where a look helps, and say it."""

from pathlib import Path
from typing import Any

import pytest

from dataworks.errors import Rejected
from dataworks.explain import wording
from dataworks.explain.explanation import Language
from dataworks.flows.diagnosis import Named, look_after, look_for
from emulator.seed.samples import BATCH_SCRIPT
from emulator.service import Emulator
from emulator.world.state import Folder
from server.hosting import Hosting
from tests.dataworks.clients import answered, prepared
from tests.faults import refused, rejected
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, sent, text_of
from tests.tools.test_bad_input_everywhere import GOOD
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.rules.selection import selection

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

    assert f'Folders near it: "{FOLDER}"' in exists
    first = "ListFiles" if tool == JOB else "CreateDISyncTask"  # which shows that it is no workspace on the new studio
    assert sent(emulator)[-2:] == [first, "ListFolders"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"folder": f"{FOLDER}x"}, f'Folders near it: "{FOLDER}"'),
        ({"resource_group": "S_res_group_none"}, f'"{GROUP}"'),
    ],
    ids=["folder", "group"],
)
async def test_a_look_is_made_with_the_default_toolsets_too(change: dict[str, str], told: str) -> None:
    time = Time()
    exists = await exists_after(emulated(time), time, JOB, {**WISH, **change}, gate=Gate(selection=selection()))

    assert told in exists


async def test_a_look_that_was_not_let_in_does_not_count_as_an_empty_one() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("ListFolders", refused(400, "InvalidTimeStamp.Expired"), after=1)
    exists = await exists_after(emulator, time, JOB, {**WISH, "folder": "Business Flow/nowhere/Data Integration"})

    assert "Folders" not in exists


@pytest.mark.parametrize(
    ("folder", "first"),
    [
        ("Business Flow/shpo/Data Integration", FOLDER),
        ("业务流程/shopp/数据集成", FOLDER),
        ("shop", FOLDER),
        ("Business Flow/sh\x07op/x", FOLDER),
    ],
)
async def test_a_flow_that_is_not_there_either_is_answered_with_all_folders(folder: str, first: str) -> None:
    time = Time()
    emulator = emulated(time)
    exists = await exists_after(emulator, time, "create_di_sync_task", param(FileFolderPath=folder))

    assert exists.startswith(f'Folders of the workspace: "{first}"')
    assert all(f'"{path}"' in exists for path in emulator.world.workspace("10000").folders)


@pytest.mark.parametrize("folder", ["//a@" * 250, f"{'x' * 990}/y/z"])
async def test_a_folder_whose_parent_can_not_be_asked_for_is_a_failure_of_the_service(folder: str) -> None:
    time = Time()
    async with assistant(emulated(time), time, hosting=Hosting(gate=Gate(Mode.FULL))) as client:
        result = await client.call_tool("create_batch_task", {**GOOD["create_batch_task"], "folder": folder})

    assert facts_of(result)["error"]["operation"] in {"CreateDISyncTask", "ListFolders"}
    assert "Invalid path" in text_of(result) or "there is no folder" in text_of(result)


@pytest.mark.parametrize(
    ("empty", "asked"),
    [
        ("Business Flow/shop/MaxCompute", "Business Flow/shop/MaxCompuet"),
        (f"{FOLDER}/nightly", f"{FOLDER}/nihgtly"),
    ],
    ids=["in a flow", "in a folder"],
)
async def test_a_folder_without_a_file_is_named_too(empty: str, asked: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with assistant(emulator, time) as client:
        made = await client.call_tool("create_folder", {"project_id": "10000", "folder_path": empty})
    exists = await exists_after(emulator, time, "create_di_sync_task", param(FileFolderPath=asked))

    assert not made.is_error
    assert exists.startswith(f'Folders near it: "{empty}"')


async def test_of_many_flows_the_likeliest_are_looked_at_and_the_rest_is_not_denied() -> None:
    time = Time()
    emulator = emulated(time)
    folders = emulator.world.workspace("10000").folders
    for number in range(9):
        path = f"Business Flow/flow_{number}/Data Integration"
        folders[path] = Folder(f"n{number}", path, 10 + number)
    exists = await exists_after(
        emulator, time, "create_di_sync_task", param(FileFolderPath="Business Flow/flow_4x/Data Integration")
    )

    assert exists.startswith('Folders of the workspace: "Business Flow/flow_4/Data Integration"')
    assert exists.endswith("and more.")
    assert len(sent(emulator)) <= 7


@pytest.mark.parametrize(
    ("tool", "arguments", "failing"),
    [
        (
            JOB,
            {**WISH, "resource_group": "S_res_group_none"},
            ["ListResourceGroups", "GenerateDISyncTaskConfigForCreating"],
        ),
        ("create_di_sync_task", param(ResourceGroup="S_res_group_none"), ["CreateDISyncTask"]),
    ],
    ids=["job", "operation"],
)
async def test_a_group_that_is_none_is_answered_with_identifiers_that_are(
    tool: str, arguments: dict[str, Any], failing: list[str]
) -> None:
    time = Time()
    emulator = emulated(time)
    exists = await exists_after(emulator, time, tool, arguments)

    assert f'"{GROUP}"' in exists
    assert [each for each in sent(emulator) if each != "ListFolders"] == [*failing, "ListResourceGroups"]


async def test_the_group_whose_name_was_given_instead_of_its_identifier_comes_first() -> None:
    time = Time()
    emulator = emulated(time)
    groups = [group for group in emulator.world.resource_groups.values() if group.runs_sync_tasks()]
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


TASK = {"project_id": "10000", "task_id": "1000000"}
REALTIME = {"project_id": "10000", "file_id": "1000000", "task_type": "DI_REALTIME"}


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("change_realtime_tables", {**TASK, "add": ["shop.orders"]}),
        ("copy_realtime_task", {**TASK, "task_name": "copy", "folder": FOLDER, "resource_group": GROUP}),
        ("get_di_sync_task", REALTIME),
        ("update_di_sync_task", {**REALTIME, "task_param": {"ResourceGroup": GROUP}}),
        ("deploy_di_sync_task", REALTIME),
        ("terminate_di_sync_instance", REALTIME),
    ],
)
async def test_a_batch_task_in_the_place_of_another_is_named_with_what_to_use(
    tool: str, arguments: dict[str, Any]
) -> None:
    time = Time()
    emulator = emulated(time)
    exists = await exists_after(emulator, time, tool, arguments, gate=Gate(Mode.FULL))

    assert 'File 1000000 ("u_pk_to_odps") of workspace 10000 is a batch task: read_task_script reads it;' in exists
    assert sent(emulator)[-1] == "ListFiles"


async def test_an_id_that_nothing_has_is_told_as_such() -> None:
    time = Time()
    task = {**REALTIME, "file_id": "5"}
    exists = await exists_after(emulated(time), time, "delete_di_sync_task", task, gate=Gate(Mode.FULL))

    assert exists == "Workspace 10000 shows no file of this id."


async def test_a_solution_in_the_place_of_a_real_time_task_is_named_as_what_it_may_be() -> None:
    time = Time()
    emulator = emulated(time)
    workspace = emulator.world.workspace("10000")
    for task in [task for task in workspace.tasks.values() if task.task_type == "DI_REALTIME"]:
        workspace.remove(task)
    stop = {"project_id": "10000", "task_type": "DI_REALTIME", "file_id": "100"}
    exists = await exists_after(emulator, time, "stop_di_sync_instance", stop, gate=Gate(Mode.FULL))

    assert 'File 100 ("holo_20211206161025") of workspace 10000 is a real-time task or a solution:' in exists


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", 'File 7 ("report") of workspace 10000 is not a sync task.'),
        ("zh", '工作空间 10000 的文件 7 ("report") 不是同步任务。'),
    ],
)
async def test_a_file_that_is_no_task_is_told_as_such(language: Language, told: str) -> None:
    report = {"FileId": 7, "FileName": "report", "FileType": 10}
    api, _, _ = prepared(answered(Success=True, RequestId="r", Data={"Files": [report]}))
    error, named = Rejected("StopDISyncInstance", "fileId:[7] is invalid."), Named("10000")
    look = look_for(error, named)
    assert look is not None
    await look_after(api, error, look, named)

    assert error.seen is not None
    assert wording.seen_text(error.seen, language) == told


async def test_in_chinese_what_was_seen_is_told_in_chinese() -> None:
    time = Time()
    exists = await exists_after(emulated(time), time, "create_di_sync_task", param(FileFolderPath="x"), language="zh")

    assert exists.startswith("工作空间中的文件夹：")
    assert '"业务流程/' in exists or '"Business Flow/' in exists


async def test_a_workspace_that_shows_no_folders_is_named_as_a_symptom() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.world.workspace("10000").folders.clear()
    exists = await exists_after(emulator, time, "create_di_sync_task", param(FileFolderPath="x"))

    assert "new Data Studio" in exists


async def test_a_look_that_fails_leaves_the_failure_as_it_is_and_is_not_repeated() -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("ListBusiness", refused(503, "ServiceUnavailable"), times=None)
    exists = await exists_after(emulator, time, "create_di_sync_task", param(FileFolderPath="x"))

    assert exists == ""
    assert sent(emulator) == ["CreateDISyncTask", "ListBusiness"]


@pytest.mark.parametrize(
    "fault",
    [
        refused(429, "Throttling.User", "ResourceGroup:[x] is invalid."),
        refused(403, "Forbidden.DI.NoPrivilege", "ResourceGroup:[x] is invalid."),
        rejected("something else"),
    ],
    ids=["throttled", "forbidden", "other"],
)
async def test_nobody_looks_where_it_does_not_help_or_the_service_wants_less(fault: Any) -> None:
    time = Time()
    emulator = emulated(time)
    emulator.fail("CreateDISyncTask", fault, times=None)
    await exists_after(emulator, time, "create_di_sync_task", BATCH)

    assert set(sent(emulator)) == {"CreateDISyncTask"}


async def test_a_look_obeys_the_policy(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('deny = ["ListFolders"]', "utf-8")
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

    assert sent(emulator) == ["ListFolders", "ListResourceGroups", "GenerateDISyncTaskConfigForCreating"]
