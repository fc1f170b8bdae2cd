"""Secrets in task scripts are not shown, and what is shown in their place is not stored."""

import json
from dataclasses import replace
from typing import Any

import pytest

from dataworks.operations.v2020.sync_tasks import ProcessResult
from dataworks.scripts.definition import Definition
from dataworks.secrets import HIDDEN
from emulator.service import Emulator
from tests.secrecy.planted import DATA_SOURCE_PASSWORD
from tests.sessions import FOLDER, GROUP, Time, emulated, facts_of, sent, text_of, trusted
from tools.calls.results import answered
from tools.views.tasks import GeneratedView

STEP: dict[str, Any] = {
    "stepType": "mysql",
    "parameter": {
        "datasource": "mysql_shop",
        "username": "shop",
        "password": DATA_SOURCE_PASSWORD,
        "column": ["id"],
        "table": "orders",
    },
}
URL = f"jdbc:mysql://shop:{DATA_SOURCE_PASSWORD}@db.example/shop"
TARGET = {"datasource": "mysql_pub", "connection": [{"jdbcUrl": URL, "table": ["t"]}], "column": ["id"]}
WRITER = {"stepType": "mysql", "parameter": TARGET}
SCRIPT = json.dumps(
    {
        "type": "job",
        "version": "2.0",
        "steps": [{**STEP, "name": "r", "category": "reader"}, {**WRITER, "name": "w", "category": "writer"}],
        "order": {"hops": [{"from": "r", "to": "w"}]},
    }
)

READS: dict[str, tuple[str, dict[str, Any]]] = {
    "file": ("get_file", {"project_id": "10000", "file_id": "1000000"}),
    "files": ("list_files", {"project_id": "10000", "file_id_in": "100,1000000", "need_content": True}),
    "task": ("get_di_sync_task", {"project_id": "10000", "file_id": "100", "task_type": "DI_REALTIME"}),
    "solution": ("get_di_sync_task", {"project_id": "10000", "file_id": "100", "task_type": "DI_SOLUTION"}),
    "plain": (
        "create_batch_task",
        {
            "project_id": "10000",
            "task_name": "n",
            "folder": FOLDER,
            "resource_group": GROUP,
            "reader": STEP,
            "writer": WRITER,
        },
    ),
    "draft": (
        "draft_task_script",
        {
            "kind": "batch",
            "reader_type": "mysql",
            "writer_type": "mysql",
            "table": "orders",
            "reader_parameter": {"password": DATA_SOURCE_PASSWORD},
        },
    ),
}


def secretive(time: Time) -> Emulator:
    """A world whose tasks hold secrets."""
    emulator = emulated(time)
    workspace = emulator.world.workspaces["10000"]
    for task in list(workspace.tasks.values()):
        detail = {**task.detail, "ProcessContent": SCRIPT} if task.detail else None
        workspace.add(replace(task, script=SCRIPT, detail=detail))
    return emulator


@pytest.mark.parametrize(("tool", "arguments"), READS.values(), ids=READS.keys())
async def test_no_answer_shows_a_secret_of_a_script(tool: str, arguments: dict[str, Any]) -> None:
    time = Time()
    async with trusted(secretive(time), time) as client:
        result = await client.call_tool(tool, arguments)

    assert not result.is_error, text_of(result)
    assert DATA_SOURCE_PASSWORD not in text_of(result) + json.dumps(facts_of(result))
    assert HIDDEN in text_of(result)


def test_neither_does_that_of_a_generation() -> None:
    result = answered(GeneratedView.of(ProcessResult(task_content=Definition(SCRIPT))))

    assert DATA_SOURCE_PASSWORD not in result.text + json.dumps(result.structured)
    assert HIDDEN in result.text


async def test_a_script_that_was_read_is_not_written_back_with_the_mark_in_it() -> None:
    time = Time()
    emulator = secretive(time)
    async with trusted(emulator, time) as client:
        file = facts_of(await client.call_tool(*READS["file"]))["file"]
        update = {"project_id": "10000", "file_id": "1000000"}
        refused = [
            await client.call_tool(
                "update_di_sync_task", {**update, "task_type": "DI_OFFLINE", "task_content": file["content"]}
            ),
            await client.call_tool("update_file", {**update, "content": file["content"]}),
        ]

    for place, result in zip(("task_content", "content"), refused, strict=True):
        assert f"/{place}/steps/0/parameter/password: {HIDDEN} stands for a secret" in text_of(result)
        assert f"/{place}/steps/1/parameter/connection/0/jdbcUrl: " in text_of(result)
    assert sent(emulator) == ["GetFile"]


async def test_a_step_with_the_mark_in_it_is_refused_too() -> None:
    time = Time()
    emulator = emulated(time)
    step = {**STEP, "parameter": {**STEP["parameter"], "password": HIDDEN}}
    async with trusted(emulator, time) as client:
        result = await client.call_tool("create_batch_task", {**READS["plain"][1], "reader": step})

    assert f"/reader/parameter/password: {HIDDEN} stands for a secret" in text_of(result)
    assert sent(emulator) == []
