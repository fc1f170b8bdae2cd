"""A service that does not update real-time tasks: it is told so, and a new task takes the place of the old one."""

from typing import Any

import pytest

from tests.faults import Fault, refused, rejected
from tests.sessions import FOLDER, GROUP, facts_of, sent, text_of
from tests.tools.several import for_one, of_one
from tests.tools.test_change_realtime_tables import Setting, running, written
from tests.tools.test_cut_off_changes import failed

WISH: dict[str, Any] = {"add": ["shop.customers"], "remove": ["shop.refunds"], "apply": True}


async def called(task: Setting, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await task.client.call_tool(tool, for_one(tool, {"project_id": "10000", **arguments}))
    assert not result.is_error, text_of(result)
    return of_one(facts_of(result))


async def test_the_refusal_is_told_and_a_new_task_takes_the_place_of_the_old_one() -> None:
    async with running() as task:
        task.emulator.world.realtime_updates = False
        before = task.present
        error = await failed(task, **WISH)
        assert (error["code"], error["retry"], error["exists"]) == ("UpdateRefused", "no", "The task is as it was.")
        assert error["message"].startswith("Invalid.DI.Parameter: ")
        assert task.present == before

        assert error["next_tool"] == "copy_realtime_task"
        more = {"task_name": "orders_2", "folder": FOLDER, "resource_group": GROUP}
        copied = await called(task, error["next_tool"], **{**error["next_arguments"], **more})
        await called(task, "stop_tasks", task_id=task.task["task_id"])
        started = await called(task, "start_tasks", task_id=copied["task_id"])
        retired = await called(task, "retire_tasks", task_id=task.task["task_id"])

    assert {table["source"] for table in copied["tables"]["items"]} == {"shop.orders", "shop.customers"}
    assert copied["differences"] == []
    assert (started["state"], retired["state"]) == ("RUN", "GONE")


async def test_a_running_task_is_not_stopped_for_an_update_that_is_refused() -> None:
    async with running() as task:
        task.emulator.world.realtime_updates = False
        await failed(task, **WISH)

        assert (task.state, written(task.emulator)) == ("RUN", ["UpdateDISyncTask"])


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (refused(400, "Invalid.DI.Parameter", "The parameter is invalid."), "UpdateRefused"),
        (refused(400, "InvalidParameter.TaskType", "bad"), "UpdateRefused"),
        (rejected("Only DI_OFFLINE is supported."), "UpdateRefused"),
        (rejected("暂不支持该任务类型"), "UpdateRefused"),
        (rejected("datasource:[mysql_shop] is invalid."), "Rejected"),
        (refused(400, "Invalid.DI.Parameter", "datasource:[mysql_shop] is invalid."), "Invalid.DI.Parameter"),
        (refused(403, "Forbidden.DI.NoPrivilege"), "Forbidden.DI.NoPrivilege"),
        (refused(429, "Throttling.Resource"), "Throttling.Resource"),
        (rejected("An error."), "Rejected"),
    ],
    ids=repr,
)
async def test_only_a_refusal_that_can_be_due_to_the_type_is_told_as_one(fault: Fault, code: str) -> None:
    async with running() as task:
        task.emulator.fail("UpdateDISyncTask", fault, times=None)
        error = await failed(task, **WISH)

    assert error["code"] == code


async def test_a_copy_has_the_tables_that_were_added_in_another_database_too() -> None:
    async with running() as task:
        more = {"task_name": "orders_2", "folder": FOLDER, "resource_group": GROUP}
        copied = await called(
            task, "copy_realtime_task", task_id=task.task["task_id"], add=["shop.cust*"], remove=["shop.ref*"], **more
        )

    assert {table["source"] for table in copied["tables"]["items"]} == {"shop.orders", "shop.customers"}
    assert copied["differences"] == []
    assert [caution.partition(" ")[0] for caution in copied["cautions"]] == ["Both", "Not"]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"remove": ["shop.*"]}, "/remove: would leave the copy without a table"),
        ({"add": ["shop.x"], "remove": ["shop.x"]}, '/remove: names "shop.x", which is in /add too'),
        ({"add": ["orders"]}, "/add/0: names no database"),
        ({"add": ["shop.nothing*"]}, '/add/0: "shop.nothing*" matches no table'),
    ],
)
async def test_tables_of_a_copy_that_can_not_be_are_refused(change: dict[str, Any], finding: str) -> None:
    async with running() as task:
        arguments = {"task_name": "orders_2", "folder": FOLDER, "resource_group": GROUP, **task.task, **change}
        result = await task.client.call_tool("copy_realtime_task", arguments)

        assert any(line.startswith(finding) for line in facts_of(result)["error"]["fix"]), text_of(result)
        assert "CreateDISyncTask" not in sent(task.emulator)
