"""Data sources of jobs, which the service looks up only when a job starts, are looked up before one is made."""

import json
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.state import DataSource
from server.hosting import Hosting
from tests import faults
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of, trusted, without_jobs
from tests.stories.homes import NEW
from tests.structure.tree import ROOT
from tools.rules.gate import Gate
from tools.rules.policy import Policy

HOME = "10002"
SCRIPT = json.loads((ROOT / "examples" / "scripts" / "job_mysql_to_hologres.json").read_text("utf-8"))
TOOLS = {"create_realtime_task": {**NEW.wish}, "preview_realtime_task": {**NEW.wish}}
del TOOLS["preview_realtime_task"]["task_name"]

both_tools = pytest.mark.parametrize("tool", TOOLS)


async def answer_of(tool: str, change: dict[str, Any], emulator: Emulator, time: Time, **more: Any) -> Any:
    async with assistant(emulator, time, **more) as client:
        return await client.call_tool(tool, {**TOOLS[tool], **change})


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown source": (
        {"source": "nosuch"},
        '/source: the workspace has no data source "nosuch"; of type "MySQL" there are "',
    ),
    "an unknown source with a pattern": (
        {"source": "nosuch", "tables": ["shop.*"]},
        '/source: the workspace has no data source "nosuch"',
    ),
    "a misspelt source": ({"source": "mysql_shp"}, 'did you mean "mysql_shop"? of type "MySQL" there are'),
    "an unknown destination": ({"destination": "nosuch"}, '/destination: the workspace has no data source "nosuch"'),
    "a warehouse as the source": (
        {"source": "odps_shop"},
        '/source: data source "odps_shop" is of type "odps", and the task needs "MySQL"; of type "MySQL" there are',
    ),
    "a destination of another type": (
        {"destination_type": "hologres", "destination": "odps_shop"},
        '/destination: data source "odps_shop" is of type "odps", and the task needs "Hologres"; of type "Hologres"',
    ),
    "another type of source than it has": (
        {"options": {"source_type": "Oracle"}},
        '/source: data source "mysql_shop" is of type "mysql", and the task needs "Oracle"; none of type "Oracle"',
    ),
}


@both_tools
@pytest.mark.parametrize(("change", "line"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_data_source_that_no_job_can_use_is_refused_before_anything_is_asked(
    tool: str, change: dict[str, Any], line: str
) -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    start = {"start": True} if tool.startswith("create") else {}
    failed = await answer_of(tool, {**change, **start}, emulator, time)

    assert line in text_of(failed)
    assert "confirmation" not in facts_of(failed)
    assert "CreateDIJob" not in sent(emulator)


async def test_all_data_sources_that_are_wrong_are_named_at_once_and_in_chinese_too() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    wrong = {"source": "nosuch", "destination": "odps_shp"}
    failed = await answer_of("create_realtime_task", wrong, emulator, time, hosting=Hosting(language="zh"))

    assert '/source: 该工作空间没有数据源 "nosuch"；"MySQL" 类型的数据源有' in text_of(failed)
    assert '/destination: 该工作空间没有数据源 "odps_shp"；是否指 "odps_shop"？"MaxCompute" 类型的数据源有' in text_of(
        failed
    )


@pytest.mark.parametrize("name", ["mysql_shop", "holo_shop"])
async def test_the_data_sources_of_a_specification_are_looked_up_too(name: str) -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    script = json.loads(json.dumps(SCRIPT).replace(f'"{name}"', '"nosuch"'))
    async with trusted(emulator, time) as client:
        wish = {"project_id": HOME, "task_name": "live", "script": script}
        failed = await client.call_tool("create_realtime_task", wish)

    assert '/script: the workspace has no data source "nosuch"' in text_of(failed)
    assert "CreateDIJob" not in sent(emulator)


async def test_one_cached_list_is_all_that_a_check_reads() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    async with trusted(emulator, time) as client:
        await client.call_tool("preview_realtime_task", TOOLS["preview_realtime_task"])
        await client.call_tool("create_realtime_task", TOOLS["create_realtime_task"])

    assert sent(emulator).count("ListDataSources") == 1


@pytest.mark.parametrize("before", ["nothing", "of another type"])
async def test_a_data_source_that_was_made_just_now_is_found(before: str) -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    sources, wish = emulator.world.workspace(HOME).data_sources, {**NEW.wish, "source": "made_now"}
    if before != "nothing":
        sources["made_now"] = DataSource("made_now", "odps")
    async with trusted(emulator, time) as client:
        refused = await client.call_tool("create_realtime_task", wish)
        sources["made_now"] = DataSource("made_now", "mysql", sources["mysql_shop"].databases)
        made = await client.call_tool("create_realtime_task", wish)

    assert refused.is_error
    assert facts_of(made)["state"] == "created"


NOT_CHECKED = 'Not checked: data source "mysql_shop", as data sources could not be listed.'
UNREADABLE = {
    "forbidden": faults.refused(403, "403030", "no permission for this operation"),
    "busy": faults.refused(429, "Throttling.User"),
    "not JSON": faults.not_json(),
}


@both_tools
@pytest.mark.parametrize("failure", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_a_list_that_fails_blocks_nothing_and_is_said(tool: str, failure: faults.Fault) -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    emulator.fail("ListDataSources", failure, times=None)
    answered = await answer_of(tool, {}, emulator, time)

    assert not answered.is_error
    assert NOT_CHECKED in facts_of(answered)["cautions"]


async def test_a_list_that_the_rules_forbid_is_not_read_and_that_is_said_before_the_start() -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    hosting = Hosting(gate=Gate(policy=Policy(deny=["ListDataSources"])))
    plan = await answer_of("create_realtime_task", {"start": True}, emulator, time, hosting=hosting)

    assert NOT_CHECKED in json.dumps(facts_of(plan), ensure_ascii=False).replace('\\"', '"')
    assert "ListDataSources" not in sent(emulator)


UNSURE = {
    "rds": 'Not checked: whether data source "odd", of type "rds", can be used as "MySQL".',
    "development": 'Data source "odd" is in development only. Add it to production before the task starts.',
}


@pytest.mark.parametrize("kind", UNSURE)
async def test_what_is_unsure_about_a_data_source_is_said_and_stops_nothing(kind: str) -> None:
    time = Time()
    emulator = without_jobs(emulated(time))
    workspace = emulator.world.workspace(HOME)
    odd = DataSource("odd", "rds") if kind == "rds" else DataSource("odd", "mysql", {}, frozenset({0}))
    workspace.data_sources["odd"] = odd
    made = facts_of(await answer_of("create_realtime_task", {"source": "odd"}, emulator, time))

    assert made["state"] == "created"
    assert UNSURE[kind] in made["cautions"]
