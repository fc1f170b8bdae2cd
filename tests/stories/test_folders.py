"""A folder that is missing is found before anything is made for the task, and is created by one call."""

from pathlib import Path
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.state import Folder, Task
from server.hosting import Hosting
from tests.sessions import BATCH_WISH, FOLDER, WISH, Time, assistant, emulated, facts_of, sent, trusted
from tests.tools.test_consent import user
from tools.rules.gate import Gate
from tools.rules.mode import Mode
from tools.rules.policy import Policy
from tools.rules.selection import selection
from tools.toolsets import listed_tools

NEW = f"{FOLDER}/refunds"
BATCH = {"project_id": "10000", **BATCH_WISH, "deploy": False}
COPY = {name: WISH[name] for name in ("project_id", "resource_group")}
CREATING = "GenerateDISyncTaskConfigForCreating"


def tasks(emulator: Emulator) -> list[Task]:
    return [*emulator.world.workspaces["10000"].tasks.values()]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_each_tool_that_creates_asks_for_the_folder_first_and_goes_on_in_it(mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time, mode=mode) as client:
        original = facts_of(await client.call_tool("create_realtime_task", WISH))["task_id"]
        wishes: dict[str, dict[str, Any]] = {
            "create_realtime_task": {**WISH, "task_name": "one"},
            "copy_realtime_task": {**COPY, "task_id": original, "task_name": "two"},
            "create_batch_task": {**BATCH, "task_name": "three"},
        }
        for folder, (tool, wish) in zip((f"{FOLDER}/a", f"{FOLDER}/nightly", NEW), wishes.items(), strict=True):
            emulator.calls.clear()
            error = facts_of(await client.call_tool(tool, {**wish, "folder": folder}))["error"]

            assert (error["code"], error["who"], error["retry"]) == ("FolderMissing", "caller", "after a fix")
            assert set(sent(emulator)) <= {"ListFolders", "ListNodes", "ListFiles"}  # the last two show the studio
            assert (error["next_tool"], error["next_arguments"]["folder_path"]) == ("create_folder", folder)

            await client.call_tool(error["next_tool"], error["next_arguments"])
            made = facts_of(await client.call_tool(tool, {**wish, "folder": folder}))

            (task,) = (each for each in tasks(emulator) if each.file_id == int(made["task_id"]))
            assert task.folder.path == folder

    assert [task.name for task in tasks(emulator)][-3:] == ["one", "two", "three"]


def test_create_folder_is_on_by_default() -> None:
    assert Gate(selection=selection()).offers(listed_tools()["create_folder"])


async def test_the_folder_is_looked_for_once_and_not_at_all_after_the_workspace_was_described() -> None:
    time = Time()
    emulator = emulated(time)
    async with trusted(emulator, time) as client:
        await client.call_tool("describe_workspace", {"project_id": "10000"})
        emulator.calls.clear()
        for tables in (["shop.orders"], ["shop.refunds"]):
            await client.call_tool("create_realtime_task", {**WISH, "task_name": tables[0][5:], "tables": tables})
    async with trusted(emulator, time) as client:
        before = sent(emulator).count("ListFolders")
        for name in ("one", "two"):
            await client.call_tool("create_realtime_task", {**WISH, "task_name": name})

    assert before == 0
    assert sent(emulator).count("ListFolders") == 1


@pytest.mark.parametrize("tool", ["create_realtime_task", "create_batch_task"])
async def test_nobody_is_asked_about_a_task_whose_folder_is_missing(tool: str) -> None:
    time, asked = Time(), list[str]()
    emulator = emulated(time)
    wish = {**WISH, "start": True} if tool == "create_realtime_task" else {**BATCH, "deploy": True}
    async with assistant(emulator, time, answer=user("accept", {"approve": True}, asked)) as client:
        error = facts_of(await client.call_tool(tool, {**wish, "folder": NEW}))["error"]

    assert (error["next_tool"], asked) == ("create_folder", [])


@pytest.mark.parametrize(
    ("folder", "meant"),
    [
        ("Business Flow/shop/Data Integrtion", FOLDER),
        ("Business Flow/shpo/Data Integration", FOLDER),
        ("业务流程/shopp/数据集成", None),
        ("Business Flow/nothing/of/that/kind", None),
        ("shop", None),
    ],
)
async def test_where_no_folder_can_be_made_the_next_step_shows_those_that_are(folder: str, meant: str | None) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        error = facts_of(await client.call_tool("create_realtime_task", {**WISH, "folder": folder}))["error"]

    assert error["next_tool"] == "list_folders"
    assert FOLDER in error["exists"]
    if meant:
        assert error["fix"][0] == f'Did you mean "{meant}"?'


@pytest.mark.parametrize(
    "folder",
    [
        f"{FOLDER}/a/b",
        f"{FOLDER}/a/b/c/d/e",
        "业务流程/shop/数据集成/x/y/z/u",
        "Business Flow/other/Data Integration/a",
    ],
)
async def test_a_folder_can_be_made_however_deep_it_is_and_whatever_else_its_flow_has(folder: str) -> None:
    time = Time()
    emulator = emulated(time)
    folders = emulator.world.workspaces["10000"].folders
    other = "Business Flow/other/MaxCompute/tables"  # the flow has no folder of Data Integration
    folders[other] = Folder("f9", other, 9)
    async with trusted(emulator, time) as client:
        error = facts_of(await client.call_tool("create_realtime_task", {**WISH, "folder": folder}))["error"]
        looks = len(sent(emulator))
        await client.call_tool(error["next_tool"], error["next_arguments"])
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "folder": folder}))

    assert (error["next_tool"], error["next_arguments"]["folder_path"]) == ("create_folder", folder)
    assert looks <= 6, "two of them ask for the studio, once"
    assert made["state"] == "created"


async def test_other_names_of_a_folder_are_that_folder() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**WISH, "folder": "业务流程/shop/folderDi"}))

    assert made["state"] == "created"


async def test_where_the_rules_or_the_service_show_no_folders_the_task_is_created_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text('deny = ["ListFolders"]', "utf-8")
    policy = Policy.load(tmp_path / "rules.toml")
    time = Time()
    emulator = emulated(time)
    rules = Hosting(gate=Gate(Mode.FULL, policy))
    async with assistant(emulator, time, hosting=rules) as client:
        made = facts_of(await client.call_tool("create_realtime_task", WISH))
    unread = sent(emulator).count("ListFolders")

    assert (made["state"], unread) == ("created", 0)


async def test_where_nothing_may_be_created_a_person_is_named() -> None:
    time = Time()
    rules = Hosting(gate=Gate(Mode.FULL, selection=selection(exclude=["create_folder"])))
    async with assistant(emulated(time), time, hosting=rules) as client:
        error = facts_of(await client.call_tool("create_realtime_task", {**WISH, "folder": NEW}))["error"]

    assert "next_tool" not in error
    assert "(create_folder: off here; the operator of this server can change that" in error["fix"][0]
