"""A batch task with a parent that is not there."""

from tests.sessions import Time, emulated, facts_of, trusted
from tests.tools.test_create_batch_task import PLAIN, changed

TOOL = "create_batch_task"


async def test_contradiction_4_a_parent_that_is_not_there_is_told_with_what_to_do() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        file = {"project_id": "10000", "file_id": facts_of(await client.call_tool(TOOL, PLAIN))["task_id"]}
        await client.call_tool("update_file", {**file, "input_list": "nobody_out"})
        error = facts_of(await client.call_tool(TOOL, changed(deploy=True)))["error"]

    assert error["operation"] == "SubmitFile"
    assert "nobody_out" in error["message"]
    assert error["next_tool"] == "update_file"
    assert "was not submitted" in error["exists"]
