"""create_realtime_task and preview_realtime_task in a workspace on the new studio: jobs."""

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.jobs import DIJob
from tests import faults
from tests.sessions import FOLDER, GROUP, Time, assistant, emulated, facts_of, sent, text_of, without_jobs
from tests.structure.tree import ROOT

HOME = "10002"
WISH: dict[str, Any] = {
    "project_id": HOME,
    "source": "mysql_shop",
    "tables": ["shop.orders", "shop.refunds"],
    "destination_type": "hologres",
    "destination": "holo_shop",
    "resource_group": GROUP,
    "studio": "new",
}
NEW = {**WISH, "task_name": "live"}
OPTIONS = {"table_name": "ods_${table}", "destination_schema": "public", "dml": {"Delete": "LogicalDelete"}}


@dataclass(frozen=True)
class Asked:
    """What calls of a tool came to, at one emulator."""

    emulator: Emulator
    results: list[Any]

    @property
    def facts(self) -> Any:
        return facts_of(self.results[-1])

    @property
    def jobs(self) -> list[DIJob]:
        return list(self.emulator.world.workspace(HOME).jobs.values())


async def asked(*calls: tuple[str, dict[str, Any]], fault: tuple[str, faults.Fault] | None = None) -> Asked:
    time = Time()
    emulator = without_jobs(emulated(time))
    if fault:
        emulator.fail(*fault)
    async with assistant(emulator, time) as client:
        results = [await client.call_tool(tool, arguments) for tool, arguments in calls]
    return Asked(emulator, results)


async def test_a_job_is_created_in_one_call_without_a_folder() -> None:
    it = await asked(("create_realtime_task", NEW))

    assert (it.facts["state"], it.facts["task_id"], it.facts.get("process_id")) == ("created", "job-11588", None)
    assert [(row["source"], row["destination"]) for row in it.facts["tables"]["items"]] == [
        ("shop.orders", "orders"),
        ("shop.refunds", "refunds"),
    ]
    assert "deploy" not in it.facts["next"]
    looks = ("ListDataSources", "GetDataSourceMeta", "ListResourceGroups", "ListDIJobs")
    assert sent(it.emulator) == [*looks, "CreateDIJob", "GetDIJob"]


@pytest.mark.parametrize("tool", ["preview_realtime_task", "create_realtime_task"])
async def test_a_key_for_a_table_that_a_pattern_stands_for_is_used(tool: str) -> None:
    wish = {**(NEW if tool.startswith("create") else WISH), "tables": ["shop.*"]}
    it = await asked((tool, {**wish, "options": {"keys": {"shop.orders": ["id"], "*": ["order_id"]}}}))

    keys = {row["source"]: row["primary_key"] for row in it.facts["tables"]["items"]}
    assert (keys["shop.orders"], keys["shop.refunds"]) == (["id"], ["order_id"])
    assert it.facts.get("warnings") is None


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ({}, "shop.order"),
        ({}, "orders"),
        ({"tables": ["shop.*"]}, "orders"),
        ({"tables": ["shop.r*"]}, "shop.orders"),
    ],
)
@pytest.mark.parametrize("tool", ["preview_realtime_task", "create_realtime_task"])
async def test_a_key_for_a_table_that_the_task_does_not_have_is_refused(
    tool: str, change: dict[str, Any], table: str
) -> None:
    wish = {**(NEW if tool.startswith("create") else WISH), **change}
    it = await asked((tool, {**wish, "options": {"keys": {table: ["id"]}}}))

    assert it.jobs == []
    assert f"/options/keys/{table}: is none of the tables of the task" in text_of(it.results[-1])


async def test_a_key_is_not_lost_where_the_tables_of_a_pattern_cannot_be_listed() -> None:
    wish = {**NEW, "tables": ["shop.*"], "options": {"keys": {"shop.orders": ["id"]}}}
    it = await asked(
        ("create_realtime_task", wish), fault=("GetDataSourceMeta", faults.refused(403, "Forbidden.Access"))
    )

    assert it.jobs == []
    assert "/options/keys/shop.orders: is none of the tables of the task" in text_of(it.results[-1])


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"cu": {"schedule": 2}}, "/options/cu/schedule: is for a phase that the job does not have"),
        ({"cu": {"full": 2}, "full_load": False}, "/options/cu/full: is for a phase that the job does not have"),
        ({"cu": {"full": 2}, "source_type": "Kafka"}, "/options/cu/full: is for a phase that the job does not have"),
        ({"full_load": True, "source_type": "kafka"}, "/options/full_load: is not possible from Kafka"),
        ({"cu": {"realtime": 0.3}}, "/options/cu/realtime: must be a multiple of 0.5"),
        ({"cu": {"full": 2, "realtime": 2.5}}, None),
        ({"cu": {"schedule": 2}, "groups": {"schedule": GROUP}}, None),
        ({"source_type": "Kafka", "full_load": False}, None),
    ],
)
async def test_an_option_is_never_left_out_silently(options: dict[str, Any], problem: str | None) -> None:
    source = "azn_kafka" if "source_type" in options else "mysql_shop"
    it = await asked(("preview_realtime_task", {**WISH, "source": source, "tables": ["orders"], "options": options}))

    text = text_of(it.results[-1])
    assert problem in text if problem else "Nothing is created" in text


async def test_the_same_call_again_finds_the_job() -> None:
    it = await asked(("create_realtime_task", NEW), ("create_realtime_task", NEW))

    assert (it.facts["task_id"], it.facts["existed"], len(it.jobs)) == ("job-11588", True, 1)


@pytest.mark.parametrize("fault", [faults.dropped_after(), faults.cut(), faults.not_json()], ids=lambda each: each.kind)
async def test_a_lost_answer_never_makes_two_jobs(fault: faults.Fault) -> None:
    it = await asked(("create_realtime_task", NEW), ("create_realtime_task", NEW), fault=("CreateDIJob", fault))

    assert len(it.jobs) == 1
    assert [facts_of(result)["task_id"] for result in it.results] == ["job-11588", "job-11588"]


async def test_options_are_sent_as_rules_and_settings_and_nothing_else_is() -> None:
    it = await asked(("create_realtime_task", {**NEW, "options": OPTIONS}))
    given = it.jobs[0].given

    assert [row["destination"] for row in it.facts["tables"]["items"]] == ["public.ods_orders", "public.ods_refunds"]
    assert [rule["RuleActionType"] for rule in given["TransformationRules"]] == ["Rename", "Rename", "HandleDml"]
    assert "JobSettings" not in given


async def test_options_alone_say_that_it_is_a_job() -> None:
    wish = {name: value for name, value in NEW.items() if name != "studio"}
    it = await asked(("create_realtime_task", {**wish, "options": {}}))

    assert it.facts["task_id"] == "job-11588"
    assert "ListNodes" not in sent(it.emulator)


async def test_a_destination_that_only_jobs_have_says_it_too() -> None:
    wish = {name: value for name, value in NEW.items() if name != "studio"}
    it = await asked(("create_realtime_task", {**wish, "destination_type": "starrocks", "destination": "stars"}))

    assert '/destination: the workspace has no data source "stars"; none of type "StarRocks"' in text_of(it.results[-1])
    assert "ListNodes" not in sent(it.emulator)


async def test_a_specification_is_created_under_the_name_and_group_of_the_call() -> None:
    drafted = await asked(
        (
            "draft_task_script",
            {**{name: WISH[name] for name in ("source", "tables", "destination_type", "destination")}, "kind": "job"}
            | {"resource_group": "S_res_group_1_2", "options": OPTIONS},
        )
    )
    wish = {"project_id": HOME, "task_name": "scripted", "resource_group": GROUP, "script": drafted.facts["script"]}
    it = await asked(("create_realtime_task", wish))

    assert it.jobs[0].name == "scripted"
    assert {each["ResourceGroupIdentifier"] for each in it.jobs[0].given["ResourceSettings"].values()} == {GROUP}


async def test_a_preview_is_made_here_and_says_so() -> None:
    it = await asked(("preview_realtime_task", {**WISH, "options": OPTIONS}))

    assert [row["destination"] for row in it.facts["tables"]["items"]] == ["public.ods_orders", "public.ods_refunds"]
    assert "made here" in it.facts["next"]
    assert it.facts.get("process_id") is None
    assert "No primary key" not in text_of(it.results[-1])
    assert it.jobs == []


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "a folder is needed in the classic studio": ({"studio": "classic"}, "/folder: is required"),
    "an unknown variable": (
        {"options": {"table_name": "ods_${tabel}"}},
        '/options/table_name: /expression: has the unknown variable "${tabel}"',
    ),
    "an unknown kind of change": ({"options": {"ddl": {"Insert": "Ignore"}}}, "/options/ddl: "),
    "a filter of inserts": ({"options": {"dml": {"Insert": "id > 1"}}}, "/options/dml: "),
    "an unknown option": ({"options": {"colour": "red"}}, "/options/colour: unknown"),
    "a process": ({"process_id": "5"}, "/process_id: is for the classic"),
    "a classic script": (
        {"script": {"type": "realtime", "setting": {"taskType": "oneclick_to_holo"}}},
        "/script",
    ),
    "options in the classic studio": (
        {"studio": "classic", "options": {}, "folder": FOLDER},
        "/options: is for the new",
    ),
    "a destination of the new studio": (
        {"studio": "classic", "destination_type": "hive", "folder": FOLDER},
        "/destination_type: is for the new",
    ),
}


@pytest.mark.parametrize(("change", "line"), ERRORS.values(), ids=ERRORS.keys())
async def test_what_is_wrong_is_said_with_its_argument_and_nothing_is_sent(change: dict[str, Any], line: str) -> None:
    it = await asked(("create_realtime_task", {**NEW, **change}))

    assert line in "\n".join(it.facts["error"]["fix"])
    assert sent(it.emulator) == []


async def test_where_nothing_shows_the_studio_it_is_asked_for() -> None:
    wish = {name: value for name, value in NEW.items() if name != "studio"}
    it = await asked(("create_realtime_task", {**wish, "project_id": "10001"}))

    assert "/studio: is required" in "\n".join(it.facts["error"]["fix"])
    assert it.jobs == []


async def test_a_name_that_another_job_has_is_not_taken_away() -> None:
    other = {**NEW, "tables": ["shop.products"]}
    it = await asked(("create_realtime_task", NEW), ("create_realtime_task", other))

    assert it.facts["error"]
    assert "job-11588" in text_of(it.results[-1])
    assert len(it.jobs) == 1


MISSING = "create_realtime_task", {**NEW, "tables": ["shop.orders", "shop.ordres", "shop.*"]}


async def test_a_table_that_the_source_does_not_have_is_refused_before_anything_is_made() -> None:
    it = await asked(MISSING)

    assert it.facts["error"]["fix"] == [
        '/tables/1: "mysql_shop" has no table "shop.ordres"; did you mean "shop.orders"?'
    ]
    assert it.jobs == []


@pytest.mark.parametrize("name", ["SHOP.Orders", "shop.orders"])
async def test_the_case_of_a_table_does_not_count(name: str) -> None:
    it = await asked(("create_realtime_task", {**NEW, "tables": [name]}))

    assert it.facts["state"] == "created"


async def test_a_table_that_was_made_since_the_tables_were_read_is_no_missing_one() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    async with assistant(emulator, time) as client:
        await client.call_tool("list_source_tables", {"project_id": HOME, "source": "mysql_shop"})
        sources = emulator.world.workspace(HOME).data_sources
        shop = sources["mysql_shop"].databases["shop"]
        sources["mysql_shop"] = replace(sources["mysql_shop"], databases={"shop": {**shop, "new": shop["orders"]}})
        made = await client.call_tool("create_realtime_task", {**NEW, "tables": ["shop.new"]})

    assert facts_of(made)["state"] == "created"


async def test_where_tables_are_not_shown_none_is_refused() -> None:
    fault = ("GetDataSourceMeta", faults.refused(403, "403030", "no permission"))
    it = await asked(("create_realtime_task", {**NEW, "tables": ["shop.anything"]}), fault=fault)

    assert it.facts["state"] == "created"


async def test_a_folder_beside_options_of_jobs_is_told_what_it_contradicts() -> None:
    wish = {name: value for name, value in NEW.items() if name != "studio"}
    it = await asked(("create_realtime_task", {**wish, "options": OPTIONS, "folder": FOLDER}))

    assert it.facts["error"]["fix"] == [
        "/folder: is for the classic Data Studio only, and /options for the other one; leave one of them out"
    ]
    assert sent(it.emulator) == []


async def test_a_refused_creation_made_nothing_and_says_so() -> None:
    fault = ("CreateDIJob", faults.refused(403, "403030", "no permission"))
    it = await asked(("create_realtime_task", NEW), fault=fault)

    assert "This call created no task." in text_of(it.results[-1])
    assert it.jobs == []


async def test_patterns_are_replaced_by_the_tables_that_match() -> None:
    it = await asked(("create_realtime_task", {**NEW, "tables": ["shop.*"]}))
    mappings = json.loads(json.dumps(it.jobs[0].given["TableMappings"]))

    assert it.facts["matched"] == len(mappings) > 1
    assert {each["SourceObjectSelectionRules"][2]["ExpressionType"] for each in mappings} == {"Exact"}


async def test_a_job_is_created_and_started_after_consent_to_exactly_that() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    wish = {**NEW, "options": OPTIONS, "start": True}
    async with assistant(emulator, time) as client:
        plan = facts_of(await client.call_tool("create_realtime_task", wish))
        assert not emulator.world.workspace(HOME).jobs
        words = json.dumps(plan)
        done = await client.call_tool("create_realtime_task", {**wish, "confirmation": plan["confirmation"]})

    assert all(word in words for word in ("mysql_shop", "shop.orders", "holo_shop", "LogicalDelete"))
    assert facts_of(done)["state"] == "RUN"
    assert facts_of(done)["done"] == ["started"]
    assert len(emulator.world.workspace(HOME).jobs) == 1


async def test_a_plan_says_that_the_name_is_another_jobs() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    async with assistant(emulator, time) as client:
        await client.call_tool("create_realtime_task", NEW)
        plan = facts_of(
            await client.call_tool("create_realtime_task", {**NEW, "tables": ["shop.products"], "start": True})
        )

    assert "it exists already: job-11588" in json.dumps(plan)
    assert "so it will be refused" in json.dumps(plan)


SCRIPT = json.loads((ROOT / "examples" / "scripts" / "job_mysql_to_hologres.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"SourceDataSourceType": "PostgreSQL"}, 'is of type "mysql", and the task needs "PostgreSQL"'),
        ({"ClientToken": "x"}, "/ClientToken"),
        (
            {
                "DestinationDataSourceSettings": [
                    {"DataSourceProperties": {"ConnectionProperties": '{"password":"hush-9"}'}}
                ]
            },
            "/DestinationDataSourceSettings/0",
        ),
    ],
    ids=["a type of the console", "a key of others", "a connection"],
)
async def test_what_no_request_can_have_is_named_before_anything_is_created(change: dict[str, Any], place: str) -> None:
    wish = {"project_id": HOME, "task_name": "live", "script": {**SCRIPT, **change}}
    it = await asked(("create_realtime_task", wish))

    assert place in text_of(it.results[-1]) or it.facts["state"] == "created"
    assert "hush-9" not in text_of(it.results[-1])
    assert len(it.jobs) == (1 if it.facts.get("state") == "created" else 0)


async def test_a_file_specification_is_created_as_parameters() -> None:
    small = {name[0].lower() + name[1:]: value for name, value in SCRIPT.items() if name != "Name"}
    wish = {"project_id": HOME, "task_name": "live", "script": {"Name": "x", "FileSpec": json.dumps(small)}}
    it = await asked(("create_realtime_task", wish))

    assert it.facts["state"] == "created"
    assert [row["destination"] for row in it.facts["tables"]["items"]] == ["ods_orders"]


async def test_patterns_are_sent_where_the_tables_can_not_be_listed() -> None:
    fault = ("GetDataSourceMeta", faults.refused(403, "403030", "no permission"))
    time = Time()
    emulator = without_jobs(emulated(time))
    emulator.fail(*fault, times=None)
    async with assistant(emulator, time) as client:
        made = facts_of(await client.call_tool("create_realtime_task", {**NEW, "tables": ["shop.ord*"]}))
    (job,) = emulator.world.workspace(HOME).jobs.values()

    assert job.given["TableMappings"][0]["SourceObjectSelectionRules"][2]["Expression"] == "ord.*"
    assert made["cautions"][0].startswith("Sent as patterns: ")
