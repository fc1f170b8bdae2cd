"""change_realtime_tables with a job of the new studio."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from mcp import Client

from emulator.service import Emulator
from emulator.world.jobs import DIJob
from tests import faults
from tests.others import acts_before
from tests.sessions import GROUP, Time, assistant, emulated, facts_of, sent, text_of, trusted, without_jobs

HOME = "10002"
NEW: dict[str, Any] = {
    "project_id": HOME,
    "source": "mysql_shop",
    "tables": ["shop.orders", "shop.refunds"],
    "studio": "new",
    "destination_type": "hologres",
    "destination": "holo_shop",
    "resource_group": GROUP,
    "task_name": "live",
    "options": {"table_name": "ods_${table}", "keys": {"shop.refunds": ["id"]}},
}
CHANGE = {"project_id": HOME, "task_id": "job-11588"}
TOOL = "change_realtime_tables"


@dataclass(frozen=True)
class Life:
    """A job, and a client that needs no consent."""

    emulator: Emulator
    client: Client

    @property
    def job(self) -> DIJob:
        (job,) = self.emulator.world.workspace(HOME).jobs.values()
        return job

    @property
    def tables(self) -> list[str]:
        rules = (row["SourceObjectSelectionRules"] for row in self.job.given["TableMappings"])
        return [rule["Expression"] for each in rules for rule in each if rule["ObjectType"] == "Table"]

    async def call(self, **arguments: Any) -> Any:
        self.emulator.calls.clear()
        return await self.client.call_tool(TOOL, {**CHANGE, **arguments})


@asynccontextmanager
async def living(*, start: bool = False) -> AsyncGenerator[Life]:
    time = Time()
    emulator = without_jobs(emulated(time))
    async with trusted(emulator, time) as client:
        made = await client.call_tool("create_realtime_task", {**NEW, "start": start})
        assert facts_of(made)["task_id"] == "job-11588", text_of(made)
        yield Life(emulator, client)


async def test_a_change_is_shown_first_and_costs_one_read() -> None:
    async with living() as it:
        seen = facts_of(await it.call(add=["shop.products"], remove=["shop.refunds"]))

        assert (seen["outcome"], seen["added"], seen["removed"]) == ("preview", ["shop.products"], ["shop.refunds"])
        assert it.tables == ["orders", "refunds"]
        assert "UpdateDIJob" not in sent(it.emulator)


async def test_a_job_that_never_ran_gets_its_tables_and_is_not_started() -> None:
    async with living() as it:
        done = facts_of(await it.call(add=["shop.products"], remove=["shop.refunds"], apply=True))

        assert (done["outcome"], done["state"], done["done"]) == ("applied", "NORUN", ["updated"])
        assert it.tables == ["orders", "products"]
        assert [rule["RuleName"] for rule in it.job.given["TransformationRules"]] == ["table_name"]


async def test_a_job_that_runs_is_stopped_changed_and_started_again() -> None:
    async with living(start=True) as it:
        done = facts_of(await it.call(add=["shop.products"], apply=True))
        order = [each for each in sent(it.emulator) if each in {"StopDIJob", "UpdateDIJob", "StartDIJob"}]

        assert (done["outcome"], done["state"]) == ("applied", "RUN")
        assert done["done"] == ["stopped", "updated", "started"]
        assert order == ["StopDIJob", "UpdateDIJob", "StartDIJob"]
        assert it.tables == ["orders", "refunds", "products"]


async def test_a_mistyped_table_stops_no_job() -> None:
    async with living(start=True) as it:
        refused = facts_of(await it.call(add=["shop.prodcts"], apply=True))

        assert refused["error"]["fix"] == [
            '/add: "mysql_shop" has no table "shop.prodcts"; did you mean "shop.products"?'
        ]
        assert not {"StopDIJob", "UpdateDIJob"} & {*sent(it.emulator)}
        assert it.tables == ["orders", "refunds"]


async def test_the_whole_lists_are_sent_and_nothing_else() -> None:
    async with living() as it:
        await it.call(add=["shop.products"], apply=True)
        update = next(call for call in it.emulator.calls if call.action == "UpdateDIJob")

        assert {*update.parameters} == {"Id", "ProjectId", "TableMappings"}
        assert "[]" not in json.dumps(dict(update.parameters))


LOST = {"dropped": faults.dropped_after(), "cut": faults.cut(), "a page": faults.not_json()}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST.keys())
@pytest.mark.parametrize("action", ["StopDIJob", "UpdateDIJob", "StartDIJob"])
async def test_a_lost_answer_is_looked_after(action: str, fault: faults.Fault) -> None:
    async with living(start=True) as it:
        it.emulator.fail(action, fault)
        done = facts_of(await it.call(add=["shop.products"], apply=True))

        assert (done["outcome"], done["state"]) == ("applied", "RUN")
        assert it.tables == ["orders", "refunds", "products"]
        assert sent(it.emulator).count(action) == 1


async def test_an_update_that_is_refused_after_the_stop_says_how_to_go_on() -> None:
    async with living(start=True) as it:
        it.emulator.fail("UpdateDIJob", faults.refused(403, "403030", "no permission"), times=None)
        failed = await it.call(add=["shop.products"], apply=True)

        assert "restart: true" in text_of(failed)
        assert it.tables == ["orders", "refunds"]


async def test_a_job_that_somebody_changes_meanwhile_is_left_alone() -> None:
    async with living(start=True) as it:

        def act() -> None:
            it.emulator.world.workspace(HOME).jobs[it.job.id] = replace(
                it.job, given={**it.job.given, "Description": "by somebody else"}
            )

        acts_before(it.emulator, "GetDIJob", act, number=2)
        done = facts_of(await it.call(add=["shop.products"], apply=True))

        assert (done["outcome"], done["done"]) == ("stale", [])
        assert {"StopDIJob", "UpdateDIJob"}.isdisjoint(sent(it.emulator))


async def test_the_same_call_again_changes_nothing() -> None:
    async with living(start=True) as it:
        await it.call(add=["shop.products"], apply=True)
        again = facts_of(await it.call(add=["shop.products"], apply=True))

        assert (again["outcome"], again["done"]) == ("applied", [])
        assert again["notes"]
        assert {"StopDIJob", "UpdateDIJob"}.isdisjoint(sent(it.emulator))


async def test_a_job_of_another_id_is_unknown() -> None:
    async with living() as it:
        failed = facts_of(await it.call(task_id="job-7", add=["shop.products"]))

        assert failed["error"]["code"] == "500130"


async def test_the_plan_shows_what_changes_in_the_job() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    async with assistant(emulator, time) as client:
        await client.call_tool("create_realtime_task", NEW)
        wish = {**CHANGE, "add": ["shop.products"], "remove": ["shop.refunds"], "apply": True}
        plan = facts_of(await client.call_tool(TOOL, wish))
        done = facts_of(await client.call_tool(TOOL, {**wish, "confirmation": plan["confirmation"]}))

    words = json.dumps(plan)
    assert all(word in words for word in ("live", "shop.products", "shop.refunds", "a job"))
    assert done["outcome"] == "applied"


async def test_a_job_of_patterns_keeps_them() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    async with trusted(emulator, time) as client:
        drafted = facts_of(
            await client.call_tool(
                "draft_task_script",
                {
                    **{name: NEW[name] for name in ("source", "destination_type", "destination", "resource_group")},
                    "kind": "job",
                    "tables": ["shop.ord*"],
                },
            )
        )
        wish = {"project_id": HOME, "task_name": "live", "script": drafted["script"]}
        await client.call_tool("create_realtime_task", wish)
        done = facts_of(await client.call_tool(TOOL, {**CHANGE, "add": ["shop.products"], "apply": True}))
        (job,) = emulator.world.workspace(HOME).jobs.values()

    assert done["outcome"] == "applied"
    kinds = [each["SourceObjectSelectionRules"][-1]["ExpressionType"] for each in job.given["TableMappings"]]
    assert kinds == ["Regex", "Exact"]


async def test_a_job_with_settings_that_no_request_can_have_is_neither_stopped_nor_changed() -> None:
    async with living(start=True) as it:
        mappings = [{**row, "Priority": 5} for row in it.job.given["TableMappings"]]
        given = {**it.job.given, "TableMappings": mappings}
        it.emulator.world.workspace(HOME).jobs[it.job.id] = replace(it.job, given=given)
        failed = await it.call(add=["shop.products"], apply=True)

        assert facts_of(failed)["error"]["code"] == "UnknownSettings"
        assert "/TableMappings/0/Priority" in text_of(failed)
        assert {"StopDIJob", "UpdateDIJob"}.isdisjoint(sent(it.emulator))
