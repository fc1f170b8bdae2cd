"""Changing the settings of a job: what is shown, what happens to a job that runs, and what is sent."""

import json
from typing import Any

import pytest

from emulator.world.lifecycle import AfterSeconds
from tests import faults
from tests.emulator.job_calls import HOME, ask, mapping
from tests.sessions import facts_of, text_of
from tests.stories.talks import Conversation, conversation, made
from tests.stories.test_running_jobs import START, STOP, jobs, sent, state

UPDATE = "UpdateDIJob"
OPTIONS = {
    "description": "orders",
    "ddl": {"DropTable": "Ignore"},
    "settings": {"runtime.realtime.concurrent": "2"},
}
WISH: dict[str, Any] = {"project_id": HOME, "cu": 4, "options": OPTIONS}


def given(talk: Conversation, job: str) -> dict[str, Any]:
    """The definition of a job as it is stored."""
    return talk.emulator.world.workspaces[HOME].jobs[int(job.removeprefix("job-"))].given


async def test_a_change_is_shown_before_it_is_made() -> None:
    async with jobs("Running") as (talk, (job,)):
        facts = facts_of(await talk.call("change_task", task_id=job, **WISH))

        assert (facts["outcome"], facts["state"]) == ("preview", "RUN")
        assert [tuple(row.values()) for row in facts["changes"]] == [
            ("description", "orders"),
            ("cu/realtime", "2", "4"),
            ("cu/full", "2", "4"),
            ("ddl/DropTable", "Ignore"),
            ("settings/runtime.realtime.concurrent", "2"),
        ]
        assert sent(talk, STOP, UPDATE, START) == []


async def test_a_job_that_runs_is_stopped_changed_and_started() -> None:
    async with jobs("Running") as (talk, (job,)):
        before = given(talk, job)["TableMappings"]
        shown = await talk.call("change_task", task_id=job, apply=True, **WISH)
        facts = await talk.agreed("change_task", task_id=job, apply=True, **WISH)

        assert "cu/realtime" in text_of(shown)
        assert (facts["outcome"], facts["state"], facts["done"]) == (
            "applied",
            "RUN",
            ["stopped", "updated", "started"],
        )
        assert sent(talk, STOP, UPDATE, START) == [STOP, UPDATE, START]
        now = given(talk, job)
        assert (now["Description"], now["TableMappings"]) == ("orders", before)
        assert now["ResourceSettings"]["RealtimeResourceSettings"]["RequestedCu"] == 4
        assert now["JobSettings"] == {
            "DdlHandlingSettings": [{"Type": "DropTable", "Action": "Ignore"}],
            "RuntimeSettings": [{"Name": "runtime.realtime.concurrent", "Value": "2"}],
        }


@pytest.mark.parametrize(
    ("before", "restart", "after", "done"),
    [
        ("Stopped", None, "Stopped", ["updated"]),
        ("Initialized", None, "Initialized", ["updated"]),
        ("Stopped", True, "Running", ["updated", "started"]),
        ("Running", False, "Stopped", ["stopped", "updated"]),
    ],
)
async def test_a_job_runs_afterwards_as_before_or_as_wished(
    before: str, restart: bool | None, after: str, done: list[str]
) -> None:
    async with jobs(before) as (talk, (job,)):
        more = {} if restart is None else {"restart": restart}
        facts = await talk.agreed("change_task", task_id=job, apply=True, **WISH, **more)

        assert (facts["outcome"], facts["done"], state(talk, job)) == ("applied", done, after)


async def test_the_same_change_again_changes_nothing() -> None:
    async with jobs("Running") as (talk, (job,)):
        await talk.agreed("change_task", task_id=job, apply=True, **WISH)
        talk.emulator.calls.clear()
        again = facts_of(await talk.call("change_task", task_id=job, apply=True, **WISH))

        assert (again["outcome"], sent(talk, STOP, UPDATE, START)) == ("unchanged", [])


@pytest.mark.parametrize("kind", ["drop-before", "drop-after", "cut", "refuse"])
@pytest.mark.parametrize("action", [STOP, UPDATE, START])
async def test_a_lost_answer_at_each_step_is_looked_after(action: str, kind: str) -> None:
    lost = {"drop-before": faults.dropped_before(), "drop-after": faults.dropped_after(), "cut": faults.cut()}
    async with jobs("Running") as (talk, (job,)):
        talk.emulator.fail(action, lost.get(kind) or faults.refused(503, "X"))
        facts = await talk.agreed("change_task", task_id=job, apply=True, **WISH)

        assert (facts["outcome"], state(talk, job)) == ("applied", "Running")
        assert given(talk, job)["Description"] == "orders"
        assert sent(talk, action) == [action] * (1 if kind in ("drop-after", "cut") else 2)


async def test_time_that_runs_out_is_continued_by_the_same_call_with_restart() -> None:
    async with jobs("Running", speed=AfterSeconds(70)) as (talk, (job,)):
        first = await talk.agreed("change_task", task_id=job, apply=True, **WISH)
        found, calls = first, 0
        while found["outcome"] != "applied" and calls < 6:
            found, calls = await talk.agreed("change_task", task_id=job, apply=True, restart=True, **WISH), calls + 1

        assert first["outcome"] == "applying"
        assert "restart: true" in first["next"]
        assert (found["outcome"], state(talk, job), given(talk, job)["Description"]) == ("applied", "Running", "orders")
        assert sent(talk, STOP, UPDATE, START) == [STOP, UPDATE, START]


async def test_what_somebody_else_changes_meanwhile_is_not_overwritten() -> None:
    async with jobs("Stopped") as (talk, (job,)):
        shown = await talk.call("change_task", task_id=job, apply=True, **WISH)
        talk.confirmation = facts_of(shown)["confirmation"]
        number = int(job.removeprefix("job-"))
        ask(talk.emulator, UPDATE, Id=number, ProjectId=HOME, TableMappings=[mapping("refunds")])
        again = await talk.again("change_task", task_id=job, apply=True, **WISH)

        assert "confirmation" in facts_of(again)
        assert "refunds" in json.dumps(given(talk, job)["TableMappings"])
        assert "Description" not in given(talk, job)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"name": "other"}, "/name: is no setting of a job that can be changed"),
        ({"cron": "00 30 02 * * ?"}, "/cron: is no setting of a job"),
        ({"options": {"ddl": {"DropTables": "Ignore"}}}, "/options/ddl"),
        ({"options": {"ddl": {"DropTable": "Skip"}}}, "/options/ddl/DropTable"),
        ({"options": {"cu": {"realtime": 0}}}, "/options/cu/realtime"),
        ({"options": {"group": "x"}}, "/options/group"),
    ],
)
async def test_what_a_job_can_not_have_is_said_first(more: dict[str, Any], problem: str) -> None:
    async with jobs("Stopped") as (talk, (job,)):
        result = await talk.call("change_task", project_id=HOME, task_id=job, **more)

        assert problem in text_of(result)
        assert sent(talk, UPDATE, "GetDIJob") == []


async def test_the_options_of_jobs_are_not_for_files() -> None:
    emulator, time, files = await made(1)
    async with conversation(emulator, time) as talk:
        result = await talk.call("change_task", task_id=files[0], options={"description": "x"})

        assert "/options: is for jobs of the new studio" in text_of(result)


async def test_a_job_that_does_not_exist_is_unknown() -> None:
    async with jobs() as (talk, _):
        result = await talk.call("change_task", task_id="job-5", apply=True, **WISH)

        assert result.is_error
        assert "500130" in text_of(result)


@pytest.mark.parametrize("apply", [True, False])
async def test_units_of_a_phase_that_a_job_does_not_have_need_its_group(apply: bool) -> None:
    async with jobs("Running") as (talk, (job,)):
        at = {"project_id": HOME, "task_id": job}
        refused = facts_of(await talk.call("change_task", apply=apply, options={"cu": {"schedule": 2}}, **at))
        group = given(talk, job)["ResourceSettings"]["RealtimeResourceSettings"]["ResourceGroupIdentifier"]
        both = {"cu": {"schedule": 2}, "groups": {"schedule": group}}
        shown = facts_of(await talk.call("change_task", options=both, **at))

        assert refused["error"]["fix"] == [
            "/options/cu/schedule: is for a phase that the job does not have; leave it out, or give the group of the "
            "phase too: groups: {schedule: ...}"
        ]
        assert sent(talk, STOP, UPDATE, START) == []
        assert [row["setting"] for row in shown["changes"]] == ["groups/schedule", "cu/schedule"]
