"""Changing the tables of a real-time task: seen first, made when told, and continued from wherever it stopped."""

import json

import pytest

from dataworks.errors import ChangedMeanwhile, DataWorksError
from dataworks.flows.changes import Changed, TableChange, change_realtime_tables
from dataworks.flows.generation import Generating
from dataworks.flows.waits import silent
from dataworks.operations.v2020.sync_tasks import UpdateDISyncTask
from dataworks.scripts.definition import Definition
from dataworks.studios.classic_reads import current_definition
from emulator.exchange import Dropped, Reply, Request
from emulator.world.lifecycle import Stuck
from emulator.world.state import Task
from tests import faults
from tests.dataworks.clients import Setting
from tests.dataworks.lives import DEPLOY, INFO, START, STOP, living, present, put, state_of
from tests.dataworks.wishes import client

SHOP = "mysql_shop"
UPDATE = "UpdateDISyncTask"
WRITES = {UPDATE, DEPLOY, START, STOP}


async def change(
    setting: Setting,
    task: Task,
    *,
    add: tuple[str, ...] = ("shop.customers",),
    remove: tuple[str, ...] = (),
    apply: bool = True,
    restart: bool | None = None,
    seconds: float | None = None,
) -> Changed | Generating:
    """Have a task gain tables and lose others."""
    api = client(setting, seconds)
    script = await current_definition(api, "10000", str(task.file_id))
    had = script.tables_by_source()[SHOP]
    gained = tuple(table for table in add if table not in had)
    lost = tuple(table for table in remove if table in had)
    wish = TableChange(
        "10000",
        str(task.file_id),
        script,
        {SHOP: (*(table for table in had if table not in lost), *gained)},
        frozenset((SHOP, table) for table in gained),
        frozenset((SHOP, table) for table in lost),
        apply,
        restart,
    )
    return await change_realtime_tables(api, wish, silent)


def tables(setting: Setting, task: Task) -> tuple[str, ...]:
    """What its script reads."""
    return Definition(present(setting, task).script).tables_by_source()[SHOP]


def submitted(setting: Setting, task: Task) -> bool:
    """Whether its definition is the one in production."""
    return present(setting, task).committed


async def test_seeing_a_change_changes_nothing() -> None:
    setting, task = await living("RUN")
    seen = await change(setting, task, add=("shop.customers",), remove=(), apply=False)

    assert isinstance(seen, Changed)
    assert (seen.difference.added, seen.difference.removed) == (((SHOP, "shop.customers"),), ())
    assert (seen.difference.others, seen.exact, seen.run.state) == ((), True, "RUN")
    assert present(setting, task) == task
    assert not WRITES & set(setting.sent)


async def test_a_running_task_runs_with_the_new_tables_afterwards() -> None:
    setting, task = await living("RUN")

    made = await change(setting, task, add=("shop.customers", "shop.refunds"), remove=("shop.orders",))

    assert isinstance(made, Changed)
    assert made.run.done == ("updated", "stopped", "deployed", "started")
    assert tables(setting, task) == ("shop.customers", "shop.refunds")
    assert (state_of(setting, task), submitted(setting, task)) == ("RUN", True)


@pytest.mark.parametrize(
    ("state", "done", "left"),
    [
        ("NORUN", ("updated",), "NORUN"),
        ("PAUSE", ("updated", "deployed"), "PAUSE"),
        ("WAIT", ("updated", "stopped", "deployed", "started"), "RUN"),
        ("KILLING", ("updated", "deployed"), "PAUSE"),
    ],
)
async def test_a_task_that_did_not_run_does_not_run_afterwards(state: str, done: tuple[str, ...], left: str) -> None:
    setting, task = await living(state)

    made = await change(setting, task)

    assert isinstance(made, Changed)
    assert (made.run.done, state_of(setting, task)) == (done, left)
    assert "shop.customers" in tables(setting, task)


async def test_a_stopped_task_is_started_where_that_is_wanted() -> None:
    setting, task = await living("PAUSE")

    await change(setting, task, restart=True)

    assert state_of(setting, task) == "RUN"


@pytest.mark.parametrize("operation", [UPDATE, STOP, DEPLOY, START])
@pytest.mark.parametrize(
    "fault", [faults.dropped_before(), faults.dropped_after(), faults.refused(503, "X"), faults.cut()], ids=repr
)
async def test_a_lost_answer_on_the_way_is_made_up_for(operation: str, fault: faults.Fault) -> None:
    setting, task = await living("RUN")
    setting.emulator.fail(operation, fault)

    await change(setting, task)

    assert state_of(setting, task) == "RUN"
    assert "shop.customers" in tables(setting, task)
    assert submitted(setting, task)


@pytest.mark.parametrize("operation", [UPDATE, STOP, DEPLOY, START])
async def test_wherever_it_was_cut_off_the_same_call_again_ends_it(operation: str) -> None:
    setting, task = await living("RUN")
    setting.emulator.fail(operation, faults.refused(403, "Forbidden.Access"))
    with pytest.raises(DataWorksError) as raised:
        await change(setting, task, restart=True)

    await change(setting, task, restart=True)

    assert raised.value.operation == operation
    assert (state_of(setting, task), submitted(setting, task)) == ("RUN", True)
    assert "shop.customers" in tables(setting, task)


@pytest.mark.parametrize("operation", [STOP, DEPLOY, START])
async def test_a_task_that_ran_is_said_to_have_run_where_the_change_was_cut_off(operation: str) -> None:
    setting, task = await living("RUN")
    setting.emulator.fail(operation, faults.refused(403, "Forbidden.Access"))

    with pytest.raises(DataWorksError) as raised:
        await change(setting, task)

    assert raised.value.exists is not None
    assert raised.value.exists.startswith(f"Task {task.file_id} was updated")
    assert raised.value.exists.endswith("with restart: true the same call again starts it afterwards.")


async def test_a_difference_that_nobody_asked_for_is_shown_and_nothing_is_done() -> None:
    setting, task = await living("RUN")
    script = json.loads(task.script)
    script["steps"][1]["parameter"]["odd"] = 1
    put(setting, task, script=json.dumps(script))

    seen = await change(setting, task)

    assert isinstance(seen, Changed)
    assert (seen.exact, seen.difference.others) == (False, ("/steps",))
    assert not WRITES & set(setting.sent)


async def test_a_script_that_was_generated_before_somebody_changed_the_task_is_not_taken_again() -> None:
    setting, task = await living("RUN")
    before = await change(setting, task, apply=False)
    script = {**json.loads(task.script), "setting": {"errorLimit": {"record": 7}}}
    put(setting, task, script=json.dumps(script))

    after = await change(setting, task, apply=False)

    assert isinstance(before, Changed)
    assert isinstance(after, Changed)
    assert before.process_id != after.process_id


async def test_a_task_that_somebody_changes_meanwhile_is_left_alone() -> None:
    setting, task = await living("RUN")
    api = client(setting)
    script = await current_definition(api, "10000", str(task.file_id))
    wish = TableChange(
        "10000",
        str(task.file_id),
        script,
        {SHOP: ("shop.orders", "shop.customers")},
        frozenset({(SHOP, "shop.customers")}),
        frozenset(),
        apply=True,
    )
    theirs = json.dumps({**json.loads(script.text), "setting": {"errorLimit": {"record": 0}}})

    async def meanwhile(step: int, _steps: int, _message: str) -> None:
        if step == 1:
            put(setting, task, script=theirs)

    made = await change_realtime_tables(api, wish, meanwhile)

    assert isinstance(made, Changed)
    assert (made.stale or not made.exact, present(setting, task).script) == (True, theirs)
    assert not WRITES & set(setting.sent)


async def test_a_definition_that_somebody_changes_while_the_task_stops_is_not_deployed() -> None:
    setting, task = await living("RUN")
    answer = setting.emulator.answer

    def answered(request: Request) -> Reply | Dropped:
        if request.action == STOP:
            script = {**json.loads(present(setting, task).script), "setting": {"errorLimit": {"record": 7}}}
            put(setting, task, script=json.dumps(script), committed=False)
        return answer(request)

    vars(setting.emulator)["answer"] = answered

    with pytest.raises(ChangedMeanwhile) as raised:
        await change(setting, task)

    assert raised.value.operation == DEPLOY
    assert raised.value.exists is not None
    assert raised.value.exists.startswith(f"Task {task.file_id} was updated and stopped by this call;")
    assert [action for action in setting.sent if action in WRITES] == [UPDATE, STOP]


async def test_a_change_that_is_not_generated_in_time_leaves_the_task_as_it_was() -> None:
    setting, task = await living("RUN")
    setting.emulator.world.speed = Stuck()

    made = await change(setting, task, seconds=10)

    assert isinstance(made, Generating)
    assert not WRITES & set(setting.sent)


async def test_an_update_is_told_although_the_run_state_could_not_be_read_after_it() -> None:
    setting, task = await living("RUN")
    setting.emulator.fail(INFO, faults.refused(403, "Forbidden.Access"))

    with pytest.raises(DataWorksError) as raised:
        await change(setting, task)

    assert raised.value.exists == f"Task {task.file_id} was updated by this call; its run state is not known."


async def test_an_update_whose_fate_nobody_knows_is_not_said_to_have_failed() -> None:
    setting, task = await living("RUN")
    setting.emulator.fail(UPDATE, faults.dropped_before(), times=2)

    with pytest.raises(DataWorksError) as raised:
        await change(setting, task)

    assert raised.value.operation == UpdateDISyncTask.action()
    assert raised.value.exists == (
        f"It is unknown whether task {task.file_id} was updated; the same call again finds out."
    )


@pytest.mark.parametrize("add", [("shop.customers",), ("shop.orders",)], ids=["changed", "as it was"])
async def test_a_task_does_not_run_afterwards_where_that_is_not_wanted(add: tuple[str, ...]) -> None:
    setting, task = await living("RUN")

    await change(setting, task, add=add, restart=False)

    assert state_of(setting, task) == "PAUSE"
