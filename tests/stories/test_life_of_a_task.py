"""A whole life of a task in plain words, the same on both studios: seen before, created, started, changed, retired."""

from typing import Any

from tests.sessions import Time, emulated, facts_of, text_of
from tests.stories.homes import Home, both
from tests.stories.talks import conversation, eras, results

LATER = "shop.products"


def tables(facts: dict[str, Any]) -> list[str]:
    return sorted(item["source"] for item in facts["tables"]["items"])


@both
@eras
async def test_a_task_is_seen_created_started_changed_copied_and_retired(home: Home, mode: str) -> None:
    time = Time()
    emulator = emulated(time)
    wish = {name: value for name, value in home.wish.items() if name not in {"task_name", "folder"}}
    async with conversation(emulator, time, home=home, mode=mode) as talk:
        seen = facts_of(await talk.call("preview_realtime_task", **wish))
        nothing = facts_of(await talk.call("find_sync_tasks", name="orders_to_maxcompute"))
        made = facts_of(await talk.call("create_realtime_task", **home.wish))
        same = facts_of(await talk.call("create_realtime_task", **home.wish))
        task = made["task_id"]
        started = await talk.agreed("start_tasks", task_ids=[task])
        running = talk.state(task)
        change = {"task_id": task, "add": [LATER], "remove": ["shop.refunds"]}
        shown = facts_of(await talk.call("change_realtime_tables", **change))
        changed = await talk.agreed("change_realtime_tables", **change, apply=True, restart=True)
        again = talk.state(task)
        place = {name: home.wish[name] for name in ("folder", "resource_group") if name in home.wish}
        copy = facts_of(await talk.call("copy_realtime_task", task_id=task, task_name="copy_of_it", **place))
        found = facts_of(await talk.call("find_sync_tasks", name="orders_to_maxcompute"))
        stopped = await talk.agreed("stop_tasks", task_ids=[task])
        retired = await talk.agreed("retire_tasks", task_ids=[task, copy["task_id"]])

    assert tables(seen) == tables(made) == ["shop.orders", "shop.refunds"]
    assert nothing["count"] == 0
    assert (made["state"], same["task_id"]) == ("created", task)
    assert (results(started), running, again) == (["finished"], "RUN", "RUN")
    assert (shown["added"], shown["removed"], shown["outcome"]) == ([LATER], ["shop.refunds"], "preview")
    assert (changed["added"], changed["outcome"], changed["state"]) == ([LATER], "applied", "RUN")
    assert tables(copy) == ["shop.orders", LATER]
    assert [row["task_id"] for row in found["tasks"]] == [task]
    assert (results(stopped), results(retired)) == (["finished"], ["finished"] * 2)
    assert [talk.state(each) for each in (task, copy["task_id"])] == ["GONE", "GONE"]


@both
async def test_a_status_says_what_a_task_does_and_what_its_state_means(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    async with conversation(emulator, time, home=home) as talk:
        made = await talk.agreed("create_realtime_task", **home.wish, start=True)
        by_id = await talk.call("get_task_status", task_id=made["task_id"])
        by_name = facts_of(await talk.call("get_task_status", name=home.wish["task_name"]))

    assert made["state"] == facts_of(by_id)["state"] == "RUN"
    assert by_name["task_id"] == facts_of(by_id)["task_id"] == made["task_id"]
    assert all(name in text_of(by_id) for name in ("mysql_shop", "odps_shop"))


@both
async def test_a_nightly_batch_task_gets_to_production_and_the_same_call_makes_no_second_one(home: Home) -> None:
    time = Time()
    emulator = emulated(time)
    wish = {**home.batch_wish, "cron": "00 30 02 * * ?"}
    async with conversation(emulator, time, home=home) as talk:
        made = await talk.agreed("create_batch_task", **wish)
        again = await talk.agreed("create_batch_task", **wish)

    assert made["state"] == again["state"] == "deployed"
    assert made["task_id"] == again["task_id"]
