"""Starting, stopping and retiring jobs of the new studio in conversation: what is shown, agreed to, and done."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.lifecycle import AfterSeconds, AtOnce, Speed
from tests import faults
from tests.emulator.job_calls import HOME, ask, mapping
from tests.emulator.job_calls import created as new_job
from tests.faults import dropped_after
from tests.sessions import Time, emulated, facts_of, text_of, without_jobs
from tests.stories.talks import Conversation, conversation, made
from tools.rules.gate import Gate
from tools.rules.mode import Mode

START, STOP, DELETE, LOOK = "StartDIJob", "StopDIJob", "DeleteDIJob", "GetDIJob"


@asynccontextmanager
async def jobs(
    *states: str, speed: Speed | None = None, asks: bool = False
) -> AsyncGenerator[tuple[Conversation, list[str]]]:
    """A conversation about jobs in the workspace of the new studio, which are in these states."""
    time = Time()
    emulator = without_jobs(emulated(time, AtOnce()))
    ids = [put(emulator, f"shop_{place}", state) for place, state in enumerate(states)]
    emulator.world.running_speed = speed or AtOnce()
    async with conversation(emulator, time, asks=asks) as talk:
        yield talk, ids


def put(emulator: Emulator, name: str, state: str, **other: object) -> str:
    """A job that is in this state; its id as tools show it."""
    number = new_job(emulator, Name=name, **other)
    for action in {"Initialized": (), "Running": (START,), "Stopped": (START, STOP)}[state]:
        assert ask(emulator, action, Id=number).payload["Success"]
    return f"job-{number}"


def state(talk: Conversation, task_id: str) -> str:
    """The state of a job behind everybody's back."""
    job = talk.emulator.world.workspaces[HOME].jobs.get(int(task_id.removeprefix("job-")))
    return job.state(talk.time.now) if job else "GONE"


def sent(talk: Conversation, *actions: str) -> list[str]:
    """The requests with these actions, in order."""
    return [call.action for call in talk.emulator.calls if call.action in actions]


def rows(facts: Mapping[str, Any]) -> list[tuple[str, str, list[str]]]:
    return [(row["result"], row["state"], [*row["done"]]) for row in facts["rows"]]


async def test_jobs_are_started_stopped_and_retired() -> None:
    async with jobs("Initialized", "Stopped", "Running") as (talk, ids):
        started = await talk.agreed("start_tasks", project_id=HOME, task_ids=ids)
        stopped = await talk.agreed("stop_tasks", project_id=HOME, task_ids=ids)
        retired = await talk.agreed("retire_tasks", project_id=HOME, task_ids=ids)

        assert rows(started) == [
            ("finished", "RUN", ["started"]),
            ("finished", "RUN", ["started"]),
            ("as wished", "RUN", []),
        ]
        assert rows(stopped) == [("finished", "PAUSE", ["stopped"])] * 3
        assert rows(retired) == [("finished", "GONE", ["deleted"])] * 3
        assert talk.emulator.world.workspaces[HOME].jobs == {}
        assert sent(talk, "ListFiles", "DeployDISyncTask", "TerminateDISyncInstance") == []


@pytest.mark.parametrize(
    ("tool", "more", "words"),
    [
        ("start_tasks", {}, ["Start task job-", "PAUSE: started"]),
        (
            "start_tasks",
            {"load_again": True},
            ["All tables are loaded in full again (1 task)"],
        ),
        (
            "start_tasks",
            {"from_time": "2026-09-01T09:00:00+08:00"},
            ["by 2026-09-01T01:00:00+00:00"],
        ),
        ("stop_tasks", {}, ["Stop task job-", "Replication (1 task), until started again"]),
        ("retire_tasks", {}, ["Replication ends (1 task)", "stopped, deleted"]),
    ],
)
async def test_the_plan_says_what_happens_to_a_job(tool: str, more: dict[str, Any], words: list[str]) -> None:
    async with jobs("Stopped" if tool == "start_tasks" else "Running") as (talk, ids):
        result = await talk.call(tool, project_id=HOME, task_ids=ids, **more)

        assert [word for word in words if word not in text_of(result)] == []
        assert ("and positions in the source" in text_of(result)) is (tool == "start_tasks" and not more)
        assert sent(talk, START, STOP, DELETE) == []


async def test_a_job_that_runs_is_stopped_to_load_everything_again_once() -> None:
    async with jobs("Running", speed=AfterSeconds(40)) as (talk, ids):
        wish: dict[str, Any] = {"project_id": HOME, "task_ids": ids, "load_again": True}
        found = await talk.agreed("start_tasks", **wish)
        first = rows(found)
        while rows(found)[0][0] == "unfinished":
            found = facts_of(await talk.again("start_tasks", **wish))

        assert first[0][0] == "unfinished"
        assert rows(found) == [("finished", "RUN", ["stopped", "started"])]
        assert sent(talk, START, STOP) == [STOP, START]
        (job,) = talk.emulator.world.workspaces[HOME].jobs.values()
        assert job.runs[-1].loads


@pytest.mark.parametrize("asks", [False, True])
async def test_a_job_that_waits_for_resources_is_not_started_twice(asks: bool) -> None:
    async with jobs("Stopped", speed=AfterSeconds(100), asks=asks) as (talk, ids):
        wish: dict[str, Any] = {"project_id": HOME, "task_ids": ids}
        first = await talk.agreed("start_tasks", **wish)
        others = [facts_of(await talk.again("start_tasks", **wish)) for _ in range(3)]

        assert rows(first) == [("unfinished", "WAIT", ["started"])]
        assert rows(others[-1])[0][:2] in [("finished", "RUN"), ("as wished", "RUN")]
        assert sent(talk, START) == [START]


async def test_a_job_that_somebody_changes_after_the_plan_is_shown_again() -> None:
    async with jobs("Stopped") as (talk, ids):
        shown = await talk.call("start_tasks", project_id=HOME, task_ids=ids)
        number = int(ids[0].removeprefix("job-"))
        ask(talk.emulator, "UpdateDIJob", Id=number, ProjectId=HOME, TableMappings=[mapping("refunds")])
        talk.confirmation = facts_of(shown)["confirmation"]
        result = await talk.again("start_tasks", project_id=HOME, task_ids=ids)

        assert "confirmation" in facts_of(result)
        assert (state(talk, ids[0]), sent(talk, START)) == ("Stopped", [])


@pytest.mark.parametrize("kind", ["drop-before", "drop-after", "refuse"])
@pytest.mark.parametrize(
    ("tool", "before", "action", "after"),
    [
        ("start_tasks", "Stopped", START, "Running"),
        ("stop_tasks", "Running", STOP, "Stopped"),
        ("retire_tasks", "Running", STOP, "GONE"),
        ("retire_tasks", "Stopped", DELETE, "GONE"),
    ],
)
async def test_one_task_that_fails_once_is_done_by_the_same_call(
    kind: str, tool: str, before: str, action: str, after: str
) -> None:
    lost = {"drop-before": faults.dropped_before(), "drop-after": faults.dropped_after()}
    async with jobs(before, before) as (talk, ids):
        talk.emulator.fail(action, lost.get(kind) or faults.refused(400, "500130", "The DI job does not exist."))
        first = await talk.agreed(tool, project_id=HOME, task_ids=ids)
        if "failed" in [row[0] for row in rows(first)]:
            await talk.agreed(tool, project_id=HOME, task_ids=ids)

        assert [state(talk, each) for each in ids] == [after, after]


async def test_somebody_who_stops_the_job_meanwhile_is_named() -> None:
    async with jobs("Running") as (talk, ids):
        talk.emulator.fail(STOP, faults.rejected("The DI job can not be stopped in state Stopped."))
        number = int(ids[0].removeprefix("job-"))

        shown = await talk.call("stop_tasks", project_id=HOME, task_ids=ids)
        talk.confirmation = facts_of(shown)["confirmation"]
        result = await talk.again("stop_tasks", project_id=HOME, task_ids=ids)

        assert result.is_error
        assert "can not be stopped" in text_of(result)
        assert ask(talk.emulator, LOOK, Id=number).payload["PagingInfo"]["JobStatus"] == "Running"


async def test_files_and_jobs_are_stopped_in_one_call() -> None:
    emulator, time, files = await made(1)
    job = put(emulator, "shop_0", "Running")
    workspaces = emulator.world.workspaces
    workspaces["10000"].jobs.update(workspaces[HOME].jobs)
    async with conversation(emulator, time) as talk:
        facts = await talk.agreed("stop_tasks", task_ids=[*files, job])

        assert rows(facts) == [("finished", "PAUSE", ["stopped"])] * 2


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"from_time": "yesterday"}, "/from_time: is no time with an offset"),
        ({"from_time": "2026-11-01T09:00:00"}, "/from_time: is no time with an offset"),
        ({"from_time": "2026-11-01T09:00:00Z", "load_again": True}, "/from_time"),
        ({"from_time": "2026-11-01T09:00:00Z"}, "/from_time: is yet to come"),
        ({"start_param": {"error_limit": {"record": 1}}}, "/start_param: is for tasks of the classic studio"),
    ],
)
async def test_what_a_job_can_not_be_started_with_is_said_first(more: dict[str, Any], problem: str) -> None:
    async with jobs("Stopped") as (talk, ids):
        result = await talk.call("start_tasks", project_id=HOME, task_ids=ids, **more)

        assert result.is_error
        assert problem in text_of(result)
        assert sent(talk, START) == []


async def test_a_file_can_not_be_loaded_again() -> None:
    emulator, time, files = await made(1, "PAUSE")
    async with conversation(emulator, time) as talk:
        result = await talk.call("start_tasks", task_ids=files, load_again=True)

        assert f"/load_again: is for jobs of the new studio, and {files[0]} is none" in text_of(result)


async def test_a_job_that_does_not_exist_is_said_to_be_unknown() -> None:
    async with jobs() as (talk, _):
        started = await talk.call("start_tasks", project_id=HOME, task_ids=["job-5"])
        retired = await talk.call("retire_tasks", project_id=HOME, task_ids=["job-5"])

        assert f"/task_ids/0: is no task of workspace {HOME}" in text_of(started)
        assert facts_of(retired)["rows"][0]["means"].startswith("The workspace has no such task")


async def test_without_questions_a_full_load_that_takes_long_is_begun_once() -> None:
    time = Time()
    emulator = without_jobs(emulated(time, AtOnce()))
    job = put(emulator, "shop_0", "Running")
    emulator.world.running_speed = AfterSeconds(70)
    wish: dict[str, Any] = {"project_id": HOME, "task_ids": [job], "load_again": True}
    async with conversation(emulator, time, gate=Gate(mode=Mode.FULL)) as talk:
        found = facts_of(await talk.call("start_tasks", **wish))
        while rows(found)[0][0] == "unfinished":
            found = facts_of(await talk.call("start_tasks", **wish))

        assert rows(found)[0][1] == "RUN"
        assert sent(talk, START, STOP) == [STOP, START]


async def test_a_start_that_another_server_has_sent_is_waited_for_and_not_called_a_failure() -> None:
    async with jobs("Initialized", speed=AfterSeconds(60)) as (talk, ids):
        wish: dict[str, Any] = {"project_id": HOME, "task_ids": ids}
        await talk.agreed("start_tasks", **wish, wait_seconds=1)
        async with conversation(talk.emulator, talk.time) as other:
            early = await other.agreed("start_tasks", **wish, wait_seconds=10)
            other.time.now += 60
            late = await other.agreed("start_tasks", **wish)

        assert (rows(early), early["rows"][0]["done_by_others"]) == ([("unfinished", "WAIT", [])], ["started"])
        assert early["next"].startswith("It is not running yet.")
        assert rows(late)[0][:2] in [("finished", "RUN"), ("as wished", "RUN")]


@pytest.mark.parametrize("state", ["Initialized", "Stopped"])
async def test_of_a_job_that_another_server_may_have_started_the_state_is_not_said_to_be_certain(state: str) -> None:
    async with jobs(state, speed=AfterSeconds(60)) as (talk, ids):
        await talk.agreed("start_tasks", project_id=HOME, task_ids=ids, wait_seconds=1)
        async with conversation(talk.emulator, talk.time) as other:
            seen = facts_of(await other.call("get_task_status", project_id=HOME, task_id=ids[0]))
            stopped = facts_of(await other.call("stop_tasks", project_id=HOME, task_ids=ids))
        own = facts_of(await talk.call("get_task_status", project_id=HOME, task_id=ids[0]))
        talk.time.now += 60
        runs = facts_of(await talk.call("get_task_status", project_id=HOME, task_id=ids[0]))

    doubt = "A job that somebody has just started elsewhere shows that only once it runs: look again in a minute."
    assert rows(stopped)[0][0] == "as wished"
    assert stopped["next"].endswith(doubt)
    assert seen["means"].endswith(doubt)
    assert (own["state"], runs["state"]) == ("WAIT", "RUN")
    assert not any(doubt in each["means"] for each in (own, runs))


@pytest.mark.parametrize("more", [{}, {"load_again": True}], ids=["on", "again"])
async def test_a_start_whose_answer_was_lost_is_not_said_to_be_of_somebody_else(more: dict[str, Any]) -> None:
    async with jobs("Stopped", speed=AfterSeconds(60)) as (talk, ids):
        talk.emulator.fail(START, dropped_after())
        result = await talk.call("start_tasks", project_id=HOME, task_ids=ids, **more, wait_seconds=20)
        if "confirmation" in facts_of(result):
            talk.confirmation = facts_of(result)["confirmation"]
            result = await talk.again("start_tasks", project_id=HOME, task_ids=ids, **more, wait_seconds=20)

        assert sent(talk, START) == [START, START]
        if more:
            assert f"It is unknown whether task {ids[0]} was started" in text_of(result)
        else:
            (row,) = facts_of(result)["rows"]
            assert (row["done"], "done_by_others" in row) == (["started"], False)


async def test_a_job_that_is_starting_already_is_said_not_to_start_from_elsewhere() -> None:
    async with jobs("Initialized", speed=AfterSeconds(60)) as (talk, ids):
        wish: dict[str, Any] = {"project_id": HOME, "task_ids": ids}
        await talk.agreed("start_tasks", **wish, wait_seconds=1)
        async with conversation(talk.emulator, talk.time) as other:
            elsewhere = {**wish, "load_again": True}
            other.confirmation = facts_of(await other.call("start_tasks", **elsewhere))["confirmation"]
            refused = await other.again("start_tasks", **elsewhere)

        assert refused.is_error
        assert "is starting already" in text_of(refused)
