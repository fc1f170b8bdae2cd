"""The steps of the main job one by one, each with its own tool."""

from typing import Any

import pytest

from dataworks.operations.v2020.sync_tasks import UsingTask
from emulator.world.lifecycle import AfterReads
from tests.emulator.calls import generation
from tests.sessions import FOLDER, GROUP, Time, emulated, facts_of, text_of, trusted
from tools.views.tasks import UsingTaskRow

BASE: dict[str, Any] = {"project_id": "10000", "task_type": "DI_REALTIME"}
PLACE = {"FileFolderPath": FOLDER, "ResourceGroup": GROUP}
READER = {"category": "reader", "name": "Reader", "parameter": {"connection": [{"table": ["orders", "refunds"]}]}}


async def test_a_script_is_generated_created_and_changed_step_by_step() -> None:
    time = Time()
    states: list[str] = []
    async with trusted(emulated(time, AfterReads(1)), time) as client:

        async def ask(tool: str, **arguments: Any) -> dict[str, Any]:
            result = await client.call_tool(tool, {**BASE, **arguments})
            assert not result.is_error, text_of(result)
            return facts_of(result)

        async def script(process: dict[str, Any]) -> str:
            while True:
                answer = await ask("query_di_sync_task_config_process_result", async_process_id=process["process_id"])
                states.append(answer["state"])
                if answer["state"] == "generated":
                    return str(answer["script"])

        param = generation("mysql_shop", "orders")
        first = await script(await ask("generate_di_sync_task_config_for_creating", task_param=param))
        made = await ask("create_di_sync_task", task_content=first, task_name="steps", task_param=PLACE)
        wanted = {"task_id": made["file_id"], "task_param": {"steps": [READER]}}
        second = await script(await ask("generate_di_sync_task_config_for_updating", **wanted))
        updated = await ask("update_di_sync_task", file_id=made["file_id"], task_content=second)
        read = await ask("get_di_sync_task", file_id=made["file_id"])

    assert states == ["generating", "generated"] * 2
    assert updated["status"] == "success"
    assert (read["script"], read["tables"]["count"]) == (second, 2)


async def test_the_definition_of_a_solution_is_told_in_words() -> None:
    time = Time()
    async with trusted(emulated(time), time) as client:
        asked = {**BASE, "task_type": "DI_SOLUTION", "file_id": "100"}
        answer = facts_of(await client.call_tool("get_di_sync_task", asked))

    assert (answer["kind"], answer["solution"]["status"]) == ("solution", "successful")


@pytest.mark.parametrize(
    ("told", "names"),
    [('["a","b"]', ("a", "b")), ("plain", ("plain",)), ("", ()), ('"one"', ('"one"',))],
)
def test_data_sources_of_a_task_are_read_from_a_list_or_a_name(told: str, names: tuple[str, ...]) -> None:
    assert UsingTaskRow.of(UsingTask(di_source_datasource=told)).sources == names
