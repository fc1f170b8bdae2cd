"""What is said about a job is true of jobs: they are neither deployed, nor taken offline, nor files."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.emulator.job_calls import HOME
from tests.sessions import WISH, Time, emulated, facts_of, text_of, trusted, without_jobs
from tests.stories.talks import conversation
from tests.stories.test_running_jobs import jobs

CLASSIC_WORDS = ("deploy", "taken offline", "list_files", "file", "folder", "submit")
WANTED: dict[str, Any] = {name: value for name, value in {**WISH, "project_id": HOME}.items() if name != "folder"}


def before_consent(text: str) -> str:
    """A plan without the sentence about consent, which is about tasks of every kind."""
    return text.partition("Show this to the user")[0]


def classic_words(text: str) -> list[str]:
    return [word for word in CLASSIC_WORDS if word in text.lower()]


@pytest.mark.parametrize("state", ["Initialized", "Running", "Stopped"])
@pytest.mark.parametrize(
    ("tool", "more"),
    [
        ("start_tasks", {}),
        ("stop_tasks", {}),
        ("retire_tasks", {}),
        ("get_task_status", {}),
        ("change_task", {"options": {"description": "shop"}}),
        ("change_task", {"options": {"description": "shop"}, "apply": True}),
        ("change_realtime_tables", {"add": ["shop.refunds"]}),
        ("change_realtime_tables", {"add": ["shop.refunds"], "apply": True}),
        ("copy_realtime_task", {"task_name": "shop_copy"}),
    ],
)
async def test_nothing_is_said_of_a_job_that_is_true_of_files_only(
    tool: str, more: Mapping[str, Any], state: str
) -> None:
    async with jobs(state) as (talk, (task_id,)):
        task = {"task_ids": [task_id]} if tool.endswith("_tasks") else {"task_id": task_id}
        wish: dict[str, Any] = {"project_id": HOME, **task, **more}
        first = await talk.call(tool, **wish)
        talk.confirmation = facts_of(first).get("confirmation")
        done = await talk.again(tool, **wish) if talk.confirmation else first

    texts = [before_consent(text_of(first)), text_of(done)]
    assert [classic_words(text) for text in texts] == [[], []], texts
    assert not done.is_error, text_of(done)


async def test_the_plan_of_a_new_job_says_that_it_is_started_and_nothing_of_a_deployment() -> None:
    time = Time()
    async with conversation(without_jobs(emulated(time)), time) as talk:
        plan = text_of(await talk.call("create_realtime_task", **WANTED, start=True))

    assert 'Create task "orders_to_maxcompute"' in plan
    assert classic_words(before_consent(plan)) == [], plan


async def test_a_name_that_a_job_has_is_explained_with_what_finds_jobs() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    async with trusted(emulator, time) as client:
        await client.call_tool("create_realtime_task", WANTED)
        taken = await client.call_tool("create_realtime_task", {**WANTED, "tables": ["shop.orders"]})

    assert taken.is_error
    assert classic_words(text_of(taken)) == []
