"""The life of a real-time task as an assistant leads it: previewed, created and started, stopped, started, retired."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from mcp import Client

from dataworks.flows.waits import USUAL
from dataworks.operation import Effect
from dataworks.operations.catalog import operations
from emulator.service import Emulator
from emulator.world.lifecycle import AfterSeconds, AtOnce, Failing, Stuck
from tests.faults import Fault, dropped_before, refused
from tests.sessions import FOLDER, GROUP, WISH, Time, assistant, emulated, facts_of, sent, text_of, trusted
from tests.tools.several import for_one, of_one
from tests.tools.test_consent import user

CREATE, START, STOP, RETIRE, PREVIEW = (
    "create_realtime_task",
    "start_tasks",
    "stop_tasks",
    "retire_tasks",
    "preview_realtime_task",
)
TO_RUN = {**WISH, "start": True}
SEEN = {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}}
AGAIN = "The same call again continues."


@dataclass(frozen=True)
class Life:
    """A client, what it reaches, and the time of both."""

    client: Client
    emulator: Emulator
    time: Time

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        result = await self.client.call_tool(tool, for_one(tool, arguments))
        assert not result.is_error, text_of(result)
        return of_one(facts_of(result))

    async def error(self, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        result = await self.client.call_tool(tool, for_one(tool, arguments))
        assert result.is_error
        error: dict[str, Any] = facts_of(result)["error"]
        return error

    async def task(self, *, start: bool = False) -> dict[str, str]:
        """A new task; the calls that made it are forgotten."""
        made = await self.call(CREATE, {**WISH, "start": start})
        self.emulator.calls.clear()
        return {"project_id": "10000", "task_id": made["task_id"]}

    def release(self, task: Mapping[str, str]) -> None:
        """Let what the task is stuck in go on."""
        workspace = self.emulator.world.workspace("10000")
        present = workspace.task("DI_REALTIME", task["task_id"])
        assert present.instance is not None
        workspace.add(replace(present, instance=replace(present.instance, speed=AtOnce())))
        self.emulator.world.running_speed = AtOnce()


@asynccontextmanager
async def life(speed: Any = None, connect: Any = trusted, **connection: Any) -> AsyncGenerator[Life]:
    time = Time()
    emulator = emulated(time, speed)
    async with connect(emulator, time, **connection) as client:
        yield Life(client, emulator, time)


async def test_a_task_is_started_stopped_started_again_and_retired() -> None:
    async with life() as it:
        task = await it.task()
        answers = [await it.call(tool, task) for tool in (START, STOP, START, RETIRE)]
        spent = sum(answer["api_calls"] for answer in answers)

        assert [answer["state"] for answer in answers] == ["RUN", "PAUSE", "RUN", "GONE"]
        assert [answer["done"] for answer in answers] == [
            ["deployed", "started"],
            ["stopped"],
            ["started"],
            ["stopped", "taken offline", "deleted"],
        ]
        assert [answer["next"].split(":")[0] for answer in answers] == [
            "Nothing",
            "start_tasks starts it again, retire_tasks removes it.",
            "Nothing",
            "Nothing",
        ]
        assert all(answer["means"] for answer in answers)
        assert spent == len(sent(it.emulator))


@pytest.mark.parametrize(
    ("tool", "before", "state"),
    [(START, START, "RUN"), (STOP, STOP, "PAUSE"), (STOP, None, "NORUN"), (RETIRE, RETIRE, "GONE")],
)
async def test_what_is_so_already_is_not_done_again(tool: str, before: str | None, state: str) -> None:
    async with life() as it:
        task = await it.task()
        if before == STOP:
            await it.call(START, task)
        if before is not None:
            await it.call(before, task)
        it.emulator.calls.clear()
        again = await it.call(tool, task)

        assert (again["state"], again["done"]) == (state, [])
        assert {each.effect for key, each in operations().items() if key.action in sent(it.emulator)} == {Effect.READ}


async def test_a_task_that_is_not_there_may_be_a_wrong_id() -> None:
    async with life() as it:
        gone = await it.call(RETIRE, {"project_id": "10000", "task_id": "999"})

    assert (gone["state"], gone["done"]) == ("GONE", [])
    assert gone["means"] == "The workspace has no such task: deleted earlier, or a wrong id."
    assert "find_sync_tasks" in gone["next"]


@pytest.mark.parametrize("tool", [START, STOP])
async def test_a_task_that_is_not_there_can_neither_be_started_nor_stopped(tool: str) -> None:
    async with life() as it:
        error = await it.error(tool, {"project_id": "10000", "task_id": "999"})

    assert (error["operation"], error["code"]) == (tool, "InvalidArguments")
    assert error["fix"] == ["/task_ids/0: is no task of workspace 10000; find_sync_tasks finds its id"]


@pytest.mark.parametrize(
    ("tool", "state", "says", "done"),
    [
        (START, "WAIT", f"It is not running yet. {AGAIN}", ["deployed", "started"]),
        (STOP, "KILLING", f"It is not stopped yet. {AGAIN}", ["stopped"]),
        (RETIRE, "KILLING", f"It is not stopped yet. {AGAIN}", ["stopped"]),
    ],
)
async def test_time_up_is_told_with_the_state_and_the_same_call_ends_it(
    tool: str, state: str, says: str, done: list[str]
) -> None:
    async with life() as it:
        task = await it.task(start=tool != START)
        it.emulator.world.running_speed = Stuck()
        began = it.time.now
        early = await it.call(tool, {**task, "wait_seconds": 20})
        took = it.time.now - began
        it.release(task)
        late = await it.call(tool, task)

        assert (early["state"], early["next"], early["done"]) == (state, says, done)
        assert took <= 20
        assert late["state"] == {START: "RUN", STOP: "PAUSE", RETIRE: "GONE"}[tool]
        assert late["done"] == {START: [], STOP: [], RETIRE: ["taken offline", "deleted"]}[tool]


async def test_a_task_that_stops_again_after_its_start_is_a_failure_that_says_what_was_done() -> None:
    async with life() as it:
        task = await it.task()
        it.emulator.world.running_speed = Failing("no slot")
        error = await it.error(START, task)

    assert "is found stopped (PAUSE)" in error["message"]
    assert error["exists"] == (
        f"Task {task['task_id']} was deployed and started by this call; its run state was PAUSE when last seen."
    )


@pytest.mark.parametrize(
    ("tool", "operation", "told"),
    [
        (START, "StartDISyncInstance", "was deployed by this call; its run state was NORUN when last seen."),
        (STOP, "StopDISyncInstance", "was not changed by this call; its run state was RUN when last seen."),
        (
            RETIRE,
            "DeleteDISyncTask",
            "was stopped and taken offline by this call; its run state was PAUSE when last seen.",
        ),
    ],
)
async def test_a_failure_on_the_way_says_what_exists_and_the_same_call_goes_on(
    tool: str, operation: str, told: str
) -> None:
    async with life() as it:
        task = await it.task(start=tool != START)
        it.emulator.fail(operation, refused(403, "Forbidden.Access"))
        error = await it.error(tool, task)
        late = await it.call(tool, task)

    assert (error["operation"], error["exists"]) == (operation, f"Task {task['task_id']} {told}")
    assert late["state"] == {START: "RUN", STOP: "PAUSE", RETIRE: "GONE"}[tool]


async def test_a_start_whose_fate_nobody_knows_is_told_as_such() -> None:
    async with life() as it:
        task = await it.task()
        it.emulator.fail("StartDISyncInstance", dropped_before(), times=2)
        error = await it.error(START, task)

    assert error["exists"] == (
        f"It is unknown whether task {task['task_id']} was started; the same call again finds out. "
        f"Task {task['task_id']} was deployed by this call; its run state was NORUN when last seen."
    )


async def test_how_a_task_is_to_run_goes_along_with_its_start() -> None:
    async with life() as it:
        task = await it.task()
        await it.call(START, {**task, "start_param": {"failover_limit": {"count": 3, "interval": 5}}})
        call = next(call for call in it.emulator.calls if call.action == "StartDISyncInstance")

    assert call.parameters["StartParam"] == '{"failoverLimit":{"count":3,"interval":5}}'


async def test_a_created_task_can_be_taken_all_the_way_to_run() -> None:
    async with life() as it:
        made = await it.call(CREATE, TO_RUN)
        calls = len(sent(it.emulator))
        again = await it.call(CREATE, TO_RUN)

        assert (made["state"], made["existed"], made["done"]) == ("RUN", False, ["deployed", "started"])
        assert made["next"].startswith("Nothing")
        assert made["api_calls"] == calls
        assert (again["state"], again["task_id"], again["done"]) == ("RUN", made["task_id"], [])


async def test_a_created_task_is_deployed_and_started_only_when_that_is_wanted() -> None:
    async with life() as it:
        made = await it.call(CREATE, WISH)

        assert (made["state"], "done" in made) == ("created", False)
        assert made["next"] == "start_tasks deploys and starts it, unless it runs already."
        assert "DeployDISyncTask" not in sent(it.emulator)


async def test_a_task_that_exists_goes_on_to_run_with_the_same_wish_and_start() -> None:
    async with life() as it:
        made = await it.call(CREATE, WISH)
        later = await it.call(CREATE, TO_RUN)

    assert (later["task_id"], later["state"]) == (made["task_id"], "RUN")


async def test_a_task_that_does_not_run_in_time_is_told_with_how_to_go_on() -> None:
    async with life() as it:
        it.emulator.world.running_speed = Stuck()
        early = await it.call(CREATE, TO_RUN)
        it.release({"task_id": early["task_id"]})
        late = await it.call(CREATE, TO_RUN)

    assert (early["state"], early["done"]) == ("WAIT", ["deployed", "started"])
    assert early["next"] == f"It is not running yet. {AGAIN}"
    assert (late["state"], late["task_id"], late["done"]) == ("RUN", early["task_id"], [])


async def test_a_created_task_that_can_not_be_started_is_told_to_exist() -> None:
    async with life() as it:
        it.emulator.fail("StartDISyncInstance", refused(403, "Forbidden.Access"))
        error = await it.error(CREATE, TO_RUN)
        late = await it.call(CREATE, TO_RUN)

    assert error["operation"] == "StartDISyncInstance"
    assert error["exists"].startswith(f"Task {late['task_id']} was deployed by this call")
    assert late["state"] == "RUN"


async def test_to_create_and_start_asks_once_before_anything_is_made() -> None:
    asked = list[str]()
    async with life(connect=assistant, answer=user("accept", {"approve": True}, asked)) as it:
        made = await it.call(CREATE, TO_RUN)

    assert made["state"] == "RUN"
    assert len(asked) == 1
    assert "deploy it to production and start it" in asked[0]


async def test_to_create_and_start_makes_nothing_when_the_user_says_no() -> None:
    async with life(connect=assistant, answer=user("decline")) as it:
        result = await it.client.call_tool(CREATE, TO_RUN)

        assert "Nothing was done" in text_of(result)
        # For the plan: whether the folder is there, the name is taken, and the group works.
        assert sent(it.emulator) == ["ListFolders", "ListFiles", "ListResourceGroups"]


@pytest.mark.parametrize("tool", [CREATE, PREVIEW])
async def test_what_was_waited_is_passed_along_so_that_the_next_look_comes_when_it_is_due(tool: str) -> None:
    wish = WISH if tool == CREATE else SEEN
    async with life(AfterSeconds(100)) as it:
        early = await it.call(tool, {**wish, "wait_seconds": 40})
        going_on = {**wish, "process_id": early["process_id"], "wait_seconds": 20}
        late = await it.call(tool, {**going_on, "waited_seconds": early["waited_seconds"]})
        hasty = await it.call(tool, going_on)

    assert (early["state"], late["state"]) == ("generating", "generating")
    assert f"still being generated after {early['waited_seconds']:.0f} s" in early["next"]
    assert late["waited_seconds"] == pytest.approx(USUAL.next_look(early["waited_seconds"]), abs=0.2)
    assert late["api_calls"] == 1 < hasty["api_calls"], "who does not say how long it waited looks at once, and often"


async def test_a_task_that_was_deleted_since_is_made_anew_and_the_answer_says_so() -> None:
    async with life() as it:
        first = await it.call(CREATE, WISH)
        await it.call(RETIRE, {"project_id": "10000", "task_id": first["task_id"]})
        second = await it.call(CREATE, WISH)
        third = await it.call(CREATE, WISH)

    assert second["task_id"] != first["task_id"]
    assert second["replaced"] == [f"task {first['task_id']}, which was deleted"]
    assert third["task_id"] == second["task_id"]
    assert "replaced" not in first


async def test_a_generation_that_had_failed_is_made_anew_and_the_answer_says_so() -> None:
    async with life() as it:
        it.emulator.fail("GenerateDISyncTaskConfigForCreating", Fault(kind="fail", message="the source was down"))
        made = await it.call(CREATE, WISH)

    (replaced,) = made["replaced"]
    assert replaced.startswith("process ")
    assert replaced.endswith(", which had failed")
    assert made["process_id"] not in replaced


async def test_a_preview_shows_every_table_with_its_key_and_what_to_look_at_and_makes_nothing() -> None:
    async with life() as it:
        seen = await it.call(PREVIEW, SEEN)
        made = await it.call(CREATE, {**WISH, "process_id": seen["process_id"]})

        tables = {row["source"]: row for row in seen["tables"]["items"]}
        assert seen["state"] == "generated"
        assert tables["shop.orders"]["primary_key"] == ["id"]
        assert tables["shop.orders"]["columns"][0] == "id DECIMAL(20,0)"
        assert tables["shop.refunds"]["primary_key"] == []
        assert seen["cautions"][0] == (
            "No primary key: shop.refunds. Changed rows can't be distinguished and may be written twice."
        )
        assert f'process_id "{seen["process_id"]}"' in seen["next"]
        assert (made["process_id"], made["tables"]) == (seen["process_id"], seen["tables"])
        assert sent(it.emulator).count("GenerateDISyncTaskConfigForCreating") == 1


async def test_a_preview_works_where_only_reading_is_allowed() -> None:
    async with life() as it:
        await it.call(PREVIEW, SEEN)

        assert {each.effect for key, each in operations().items() if key.action in sent(it.emulator)} == {Effect.READ}


async def test_a_preview_of_what_is_not_there_says_that_nothing_was_made() -> None:
    async with life() as it:
        error = await it.error(PREVIEW, {**SEEN, "tables": ["shop.nothing"]})

    assert "shop.nothing" in error["message"]
    assert error["exists"].startswith("This call created no task.")


async def test_a_generation_goes_on_with_nothing_but_its_id_and_where_the_task_goes() -> None:
    async with life() as it:
        seen = await it.call(PREVIEW, SEEN)
        where = {"project_id": "10000", "task_name": "by_id", "folder": FOLDER, "resource_group": GROUP}
        made = await it.call(CREATE, {**where, "process_id": seen["process_id"]})

    assert (made["state"], made["tables"]["count"]) == ("created", 2)
