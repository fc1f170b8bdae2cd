"""An id that is not there, and the id of another workspace, for every tool that takes one."""

from typing import Any

import pytest

from tests.operations import OPERATIONS
from tests.sessions import Time, emulated, facts_of, text_of, trusted
from tools.catalog import snake_case

READER = {"name": "Reader", "category": "reader", "parameter": {"connection": [{"table": ["orders"]}]}}
NEEDED: dict[str, Any] = {
    "task_param": {"ResourceGroup": "group_1"},
    "stop": True,
    "task_type": "DI_REALTIME",
}
"""What the operations need beside the ids."""

IDS = ("file_id", "task_id")
BY_ID = [
    action
    for action, operation in OPERATIONS.items()
    if {"file_id", "task_id"} & operation.model_fields.keys() and action not in {"CreateDISyncTask", "ListFileVersions"}
]
"""Those that fail where nothing has the id; an unknown file has no versions, which is no failure."""

SPELLED = {"GetDISyncInstanceInfo": "fileId[{}] is invalid"}
"""Operations that word the failure in another way."""

FIRST_READ = {"DeleteFile": "GetFile"}
"""The tool of that name reads the file before it deletes it."""


def arguments(action: str, project_id: str, file_id: str) -> dict[str, Any]:
    fields = OPERATIONS[action].model_fields
    given = {name: value for name, value in NEEDED.items() if name in fields}
    if action == "GenerateDISyncTaskConfigForUpdating":
        given["task_param"] = {"steps": [READER]}
    return {"project_id": project_id, **given, **{name: file_id for name in IDS if name in fields}}


@pytest.mark.parametrize(("project_id", "file_id"), [("10000", "5"), ("10001", "100")], ids=["unknown", "elsewhere"])
@pytest.mark.parametrize("action", BY_ID)
async def test_a_task_that_is_not_there_is_told_with_where_to_look(action: str, project_id: str, file_id: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool(snake_case(action), arguments(action, project_id, file_id))

    error = facts_of(result)["error"]
    assert result.is_error
    assert error["message"] == SPELLED.get(action, "fileId:[{}] is invalid.").format(file_id)
    assert error["next_tool"] == "list_files"
    assert error["operation"] == FIRST_READ.get(action, action)
    assert error["means"] in text_of(result)


@pytest.mark.parametrize(("project_id", "file_id"), [("10000", "5"), ("10001", "100")], ids=["unknown", "elsewhere"])
async def test_contradiction_11_a_file_without_versions_is_not_said_to_exist(project_id: str, file_id: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool("list_file_versions", {"project_id": project_id, "file_id": file_id})

    assert facts_of(result)["versions"] == []
    assert facts_of(result)["next"] == "The file was never submitted, or there is no file of this id: see list_files."


@pytest.mark.parametrize(
    "action", ["DeployDISyncTask", "StartDISyncInstance", "GetDISyncInstanceInfo", "GetDISyncTask"]
)
async def test_a_task_of_another_type_is_not_found(action: str) -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        result = await client.call_tool(snake_case(action), arguments(action, "10000", "1000000"))

    assert facts_of(result)["error"]["next_tool"] == "list_files"
    assert any("task type" in step for step in facts_of(result)["error"]["fix"])
