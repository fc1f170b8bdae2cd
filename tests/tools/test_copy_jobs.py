"""copy_realtime_task between jobs, and between the studios."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from dataworks.studio_settings import StudioSettings
from emulator.service import Emulator
from emulator.world.jobs import DIJob
from server.hosting import Hosting
from tests import faults
from tests.sessions import FOLDER, GROUP, Time, assistant, emulated, facts_of, sent, text_of, without_jobs
from tools.rules.gate import Gate
from tools.rules.policy import Policy

HOME, CLASSIC = "10002", "10000"
NEW: dict[str, Any] = {
    "project_id": HOME,
    "source": "mysql_shop",
    "tables": ["shop.orders", "shop.refunds"],
    "studio": "new",
    "destination_type": "hologres",
    "destination": "holo_shop",
    "resource_group": GROUP,
    "task_name": "live",
    "options": {"table_name": "ods_${table}", "destination_schema": "public", "dml": {"Delete": "Ignore"}},
}
OLD = {name: value for name, value in NEW.items() if name not in {"options", "studio"}} | {
    "project_id": CLASSIC,
    "folder": FOLDER,
}
COPY = {"project_id": HOME, "task_id": "job-11588", "task_name": "copy"}
TOOL = "copy_realtime_task"


@dataclass(frozen=True)
class Copied:
    """What a copy came to."""

    emulator: Emulator
    facts: Any
    text: str

    @property
    def jobs(self) -> dict[str, DIJob]:
        return {job.name: job for job in self.emulator.world.workspace(HOME).jobs.values()}


async def copied(*times: dict[str, Any], original: Any = None, fault: tuple[str, faults.Fault] | None = None) -> Copied:
    time = Time()
    emulator = without_jobs(emulated(time))
    async with assistant(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", original or NEW))
        assert made["state"] == "created"
        emulator.calls.clear()
        if fault:
            emulator.fail(*fault)
        results = [
            await client.call_tool(TOOL, {**COPY, "task_id": made["task_id"], **each}) for each in times or ({},)
        ]
    return Copied(emulator, facts_of(results[-1]), text_of(results[-1]))


async def test_a_copy_of_a_job_has_its_rules_and_says_what_is_not_copied() -> None:
    it = await copied({"database": "archive"})
    before, after = it.jobs["live"].given, it.jobs["copy"].given

    assert it.facts["state"] == "created"
    assert after["TransformationRules"] == before["TransformationRules"]
    assert [row["source"] for row in it.facts["tables"]["items"]] == ["archive.orders", "archive.refunds"]
    assert it.facts["differences"] == ["Alarm rules of the original are not copied."]
    assert '"mysql_shop" does not show "archive.orders", "archive.refunds"' in " ".join(it.facts["cautions"])
    assert "CreateDIJob" in sent(it.emulator)


async def test_a_table_that_a_copy_adds_is_one_that_the_source_has() -> None:
    it = await copied({"add": ["shop.prodcts"]})

    assert it.facts["error"]["fix"] == [
        '/add/0: "mysql_shop" has no table "shop.prodcts"; did you mean "shop.products"?'
    ]
    assert [*it.jobs] == ["live"]


async def test_a_copy_looks_at_no_tables_where_a_rule_forbids_it() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    rules = Hosting(gate=Gate(policy=Policy(deny=["GetDataSourceMeta"])))
    async with assistant(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", NEW))
    emulator.calls.clear()
    async with assistant(emulator, time, hosting=rules) as client:
        after = facts_of(await client.call_tool(TOOL, {**COPY, "task_id": made["task_id"], "database": "archive"}))

    assert after["state"] == "created"
    assert "GetDataSourceMeta" not in sent(emulator)
    assert '"mysql_shop" does not show' not in " ".join(after["cautions"])


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"source": "mysql_shp"}, '/source: the workspace has no data source "mysql_shp"; did you mean "mysql_shop"?'),
        ({"source": "odps_shop"}, '/source: data source "odps_shop" is of type "odps", and the task needs "MySQL"'),
        ({"destination": "nosuch"}, '/destination: the workspace has no data source "nosuch"'),
    ],
)
async def test_a_copy_that_names_a_data_source_that_it_can_not_use_is_refused(
    change: dict[str, Any], line: str
) -> None:
    it = await copied(change)

    assert line in it.text
    assert [*it.jobs] == ["live"]


async def test_a_copy_has_tables_more_and_less_and_another_destination() -> None:
    it = await copied({"add": ["shop.products"], "remove": ["shop.refunds"], "destination": "odps_shop"})
    after = it.jobs["copy"].given

    assert [row["source"] for row in it.facts["tables"]["items"]] == ["shop.orders", "shop.products"]
    assert after["DestinationDataSourceType"] == "MaxCompute"
    assert after["DestinationDataSourceSettings"] == [{"DataSourceName": "odps_shop"}]


async def test_a_copy_into_the_same_destination_warns() -> None:
    it = await copied()

    assert any("public.ods_orders" in each for each in it.facts["cautions"])


async def test_the_same_copy_again_is_the_same_job() -> None:
    it = await copied({}, {})

    assert (it.facts["existed"], len(it.jobs)) == (True, 2)


@pytest.mark.parametrize("fault", [faults.dropped_after(), faults.cut()], ids=lambda each: each.kind)
async def test_a_lost_answer_makes_one_copy(fault: faults.Fault) -> None:
    it = await copied(fault=("CreateDIJob", fault))

    assert it.facts["state"] == "created"
    assert len(it.jobs) == 2


async def test_a_copy_under_the_originals_name_is_refused() -> None:
    it = await copied({"task_name": "live"})

    assert it.facts["error"]
    assert len(it.jobs) == 1


async def test_a_task_of_the_classic_studio_becomes_a_job_where_the_workspace_is_on_the_new_one() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    async with assistant(emulator, time, hosting=Hosting(studios=StudioSettings.read(["10002=new"]))) as client:
        original = facts_of(await client.call_tool("create_realtime_task", OLD))["task_id"]
        wish = {"project_id": HOME, "from_project_id": CLASSIC, "task_id": original, "task_name": "moved"}
        made = facts_of(await client.call_tool(TOOL, {**wish, "resource_group": GROUP}))
    (job,) = emulator.world.workspace(HOME).jobs.values()

    assert made["task_id"] == f"job-{job.id}"
    assert [row["source"] for row in made["tables"]["items"]] == ["shop.orders", "shop.refunds"]
    assert any("types of columns" in each for each in made["differences"])


async def test_a_job_becomes_a_task_of_the_classic_studio_in_a_folder() -> None:
    it = await copied({"project_id": CLASSIC, "from_project_id": HOME, "folder": FOLDER})

    assert it.facts["state"] == "created"
    assert it.facts["task_id"].isdigit()
    words = json.dumps(it.facts["differences"])
    assert "Alarm rules" in words
    assert "ods_orders" in words
