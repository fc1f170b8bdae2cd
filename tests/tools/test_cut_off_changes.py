"""A change of tables that was cut off after the task was stopped, or that somebody else got in the way of."""

from functools import partial
from typing import Any

import pytest

from emulator.world.course import Course
from emulator.world.lifecycle import AfterSeconds, Stuck
from tests.faults import Fault, doubled, dropped_after, dropped_before, refused
from tests.others import acts_before, together
from tests.sessions import assistant, facts_of, sent, text_of, trusted
from tests.tools.test_change_realtime_tables import GENERATE, TOOL, Setting, running, with_a_step_setting, written

WISH: dict[str, Any] = {"add": ["shop.customers"], "apply": True}
STOPPED = "The task is stopped (PAUSE): the same call with restart: true starts it."


async def script_with(task: Setting, table: str) -> str:
    """The script of the task with one more table, as the service generates it."""
    async with trusted(task.emulator, task.time) as other:
        shown = facts_of(await other.call_tool(TOOL, {**task.task, "add": [table]}))
    task.emulator.calls.clear()
    content = task.emulator.world.processes[shown["process_id"]].content
    assert content is not None
    return content


async def failed(task: Setting, **arguments: Any) -> dict[str, Any]:
    """The failure of a call."""
    result = await task.client.call_tool(TOOL, {**task.task, **arguments})
    assert result.is_error, text_of(result)
    error: dict[str, Any] = facts_of(result)["error"]
    return error


def put(task: Setting, script: str) -> None:
    """Have somebody give the task another script."""
    task.put(script=script, version=task.present.version + 1, committed=False)


@pytest.mark.parametrize("operation", ["GetDISyncTask", "DeployDISyncTask", "StartDISyncInstance"])
async def test_a_change_that_was_cut_off_after_the_stop_says_first_that_the_task_is_stopped(operation: str) -> None:
    async with running() as task:
        after = {"GetDISyncTask": 2}.get(operation, 0)
        task.emulator.fail(operation, refused(403, "Forbidden.Access"), after=after)
        broken = await failed(task, **WISH)
        again = await task.change(**WISH)
        assert (again["outcome"], again["state"]) == ("applied", "PAUSE")
        assert again["next"].startswith(STOPPED)
        running_again = await task.change(**WISH, restart=True)

    assert "with restart: true the same call again starts it" in broken["exists"]
    assert (running_again["state"], running_again["done"]) == ("RUN", ["started"])


@pytest.mark.parametrize(
    ("operation", "word", "done", "state"),
    [
        ("DeployDISyncTask", "deployed", "updated and stopped", "PAUSE"),
        ("StartDISyncInstance", "started", "updated and stopped and deployed", "PAUSE"),
    ],
)
async def test_what_a_change_did_is_told_with_the_step_that_is_unknown(
    operation: str, word: str, done: str, state: str
) -> None:
    async with running() as task:
        task.emulator.fail(operation, dropped_before(), times=None)
        error = await failed(task, **WISH)

    number = task.task["task_id"]
    assert error["exists"].startswith(
        f"It is unknown whether task {number} was {word}; the same call again finds out. Task {number} was {done} by "
        f"this call; its run state was {state} when last seen. It ran before this call:"
    )


async def test_a_preview_of_a_stopped_task_does_not_advise_to_leave_it_stopped() -> None:
    async with running() as task:
        task.emulator.fail("DeployDISyncTask", refused(403, "Forbidden.Access"))
        await failed(task, **WISH)
        shown = await task.change(add=["shop.customers"])
        other = await task.change(add=["shop.products"])

    for answer in (shown, other):
        assert answer["next"].startswith("The task is stopped (PAUSE): restart: true starts it afterwards.")
        assert "restart: false" not in answer["next"]


@pytest.mark.parametrize("restart", [None, True], ids=["as in the first call", "as the plan names it"])
async def test_the_plan_names_restart_and_the_confirmed_call_may_carry_it(restart: bool | None) -> None:
    async with running(assistant) as task:
        plan = await task.change(**WISH)
        made = await task.change(**WISH, restart=restart, confirmation=plan["confirmation"])

    assert "runs afterwards (restart: true)" in plan["plan"]["changes"]
    assert (made["outcome"], made["state"]) == ("applied", "RUN")


async def test_a_confirmation_is_not_valid_for_another_value_of_restart() -> None:
    async with running(assistant) as task:
        plan = await task.change(**WISH)
        again = await task.change(**WISH, restart=False, confirmation=plan["confirmation"])

        assert "does not run afterwards (restart: false)" in again["plan"]["changes"]
        assert written(task.emulator) == []


async def test_a_plan_for_a_stopped_task_names_that_it_stays_stopped() -> None:
    async with running(assistant) as task:
        stop = {"project_id": "10000", "file_id": task.task["task_id"], "task_type": "DI_REALTIME"}
        plan = facts_of(await task.client.call_tool("stop_di_sync_instance", stop))
        await task.client.call_tool("stop_di_sync_instance", {**stop, "confirmation": plan["confirmation"]})
        shown = await task.change(**WISH)

    assert "does not run afterwards (restart: false)" in shown["plan"]["changes"]


@pytest.mark.parametrize(
    ("operation", "number"), [(GENERATE, 1), ("QueryDISyncTaskConfigProcessResult", 1), ("GetDISyncTask", 2)]
)
@pytest.mark.parametrize("with_process", [True, False], ids=["with process_id", "without"])
async def test_a_change_during_the_generation_is_stale_and_the_same_call_goes_on(
    operation: str, number: int, with_process: bool
) -> None:
    async with running() as task:
        script = await script_with(task, "shop.products")
        acts_before(task.emulator, operation, lambda: put(task, script), number)
        first = await task.change(**WISH)
        assert (first["outcome"], written(task.emulator)) == ("stale", [])
        assert "console" not in first["next"]
        process = {"process_id": max(task.emulator.world.processes, key=int)} if with_process else {}
        second = await task.change(**WISH, **process)

        assert (second["outcome"], second["state"]) == ("applied", "RUN")
        assert set(task.tables) == {"shop.orders", "shop.refunds", "shop.customers", "shop.products"}


async def test_a_process_of_an_older_state_is_not_shown_in_the_plan_and_not_applied() -> None:
    async with running(assistant) as task:
        script = await script_with(task, "shop.products")
        shown = await task.change(add=["shop.customers"])
        put(task, script)
        plan = await task.change(**WISH, process_id=shown["process_id"])
        made = await task.change(**WISH, process_id=shown["process_id"], confirmation=plan["confirmation"])

        assert plan["plan"].get("differences", []) == []
        assert made["outcome"] == "applied"
        assert "shop.products" in task.tables
        assert made["process_id"] != shown["process_id"]


async def test_what_the_service_would_change_besides_is_still_not_applied() -> None:
    async with running() as task:
        put(task, with_a_step_setting(task.present.script))
        made = await task.change(**WISH)

        assert (made["outcome"], made["others"], written(task.emulator)) == ("differs", ["/steps"], [])


@pytest.mark.parametrize("fault", [doubled(), dropped_after(), dropped_before()], ids=repr)
async def test_an_update_whose_answer_is_lost_is_looked_after(fault: Fault) -> None:
    async with running() as task:
        task.emulator.fail("UpdateDISyncTask", fault)
        made = await task.change(**WISH)

    assert (made["outcome"], made["done"]) == ("applied", ["updated", "stopped", "deployed", "started"])
    assert "done_by_others" not in made


async def test_two_callers_with_the_same_change_are_both_told_that_it_is_made() -> None:
    async with running() as task, trusted(task.emulator, task.time) as other:
        call = {**task.task, **WISH}
        results: list[Any] = await together(
            partial(task.client.call_tool, "change_realtime_tables", call),
            partial(other.call_tool, "change_realtime_tables", call),
        )

        assert [text_of(result) for result in results if result.is_error] == []
        assert {facts_of(result)["outcome"] for result in results} == {"applied"}
        assert "shop.customers" in task.tables
        assert task.state == "RUN"


async def test_a_task_that_somebody_else_starts_with_the_same_change_is_waited_for() -> None:
    async with running() as task:
        script, version = await script_with(task, "shop.customers"), task.present.version + 1

        def stopping() -> None:
            course = Course(("KILLING", "PAUSE"), Stuck(), task.time.now)
            task.put(script=script, version=version, committed=False, instance=course)

        def starting() -> None:
            task.put(committed=True, instance=Course(("WAIT", "RUN"), AfterSeconds(5), task.time.now))

        acts_before(task.emulator, "GetDISyncTask", stopping, 2)
        acts_before(task.emulator, "GetDISyncInstanceInfo", starting, 3)
        made = await task.change(**WISH)

    assert (made["state"], made["next"]) == ("RUN", "Nothing: it runs with these tables.")
    assert made["done_by_others"] == ["updated", "deployed", "started"]


async def test_the_same_change_by_somebody_else_is_told_and_brought_to_production() -> None:
    async with running() as task:
        script = await script_with(task, "shop.customers")
        acts_before(task.emulator, "GetDISyncTask", lambda: put(task, script), 2)
        made = await task.change(**WISH)

    assert (made["outcome"], made["done"]) == ("applied", ["stopped", "deployed", "started"])
    assert made["done_by_others"] == ["updated"]


@pytest.mark.parametrize(
    ("operation", "done"),
    [
        ("UpdateDISyncTask", ""),
        ("StopDISyncInstance", "updated"),
        ("DeployDISyncTask", "updated and stopped"),
        ("StartDISyncInstance", "updated and stopped and deployed"),
    ],
)
async def test_a_task_that_is_deleted_during_the_change_is_said_to_be_gone(operation: str, done: str) -> None:
    async with running() as task:
        workspace = task.emulator.world.workspace("10000")
        acts_before(task.emulator, operation, lambda: workspace.remove(task.present))
        error = await failed(task, **WISH)

    before = f"; before that, it was {done} by this call" if done else ""
    gone = f"Task {task.task['task_id']} is no longer among the files of the workspace"
    assert (error["code"], error["retry"]) == ("DeletedMeanwhile", "no")
    assert error["exists"] == f"{gone}{before}."


@pytest.mark.parametrize("operation", [GENERATE, "QueryDISyncTaskConfigProcessResult"])
async def test_a_task_that_is_deleted_during_the_generation_is_not_called_as_it_was(operation: str) -> None:
    async with running() as task:
        workspace = task.emulator.world.workspace("10000")
        acts_before(task.emulator, operation, lambda: workspace.remove(task.present))
        error = await failed(task, **WISH)

    assert error["code"] == "DeletedMeanwhile"
    assert "as it was" not in error["exists"]
    assert sent(task.emulator)[-1] == "ListFiles"
