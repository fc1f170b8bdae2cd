"""Programs for jobs: each runs as it is printed, does what its flow does, and takes no HTTP 200 for a success."""

import json
from contextlib import AsyncExitStack
from typing import Any

import pytest

from dataworks.scripts.jobs.building import pruned
from dataworks.studio_settings import StudioName, StudioSettings
from emulator.service import Emulator
from emulator.world.lifecycle import Failing
from server.hosting import Hosting
from tests.emulator.job_calls import GROUP, HOME, created, started
from tests.emulator.serving import emulator_of_today, served
from tests.faults import rejected
from tests.sessions import Time, assistant, emulated, facts_of, text_of, trusted
from tests.tools.programs import ran
from tests.tools.test_programs import SPECS, assigned, unquoted
from tools.arguments.parsing import check_together, parsed
from tools.code.programs import BLOCK, FOLDERS, MADE_OF, OF_FILES, WAITING, filled, program_of

NEW = StudioName.NEW
PROGRAMS = sorted(path.stem for path in FOLDERS[NEW].glob("*.py"))
WISH: dict[str, Any] = {
    "project_id": HOME,
    "task_name": "made",
    "source": "mysql_shop",
    "tables": ["shop.orders", "shop.refunds"],
    "destination_type": "hologres",
    "destination": "holo_shop",
    "resource_group": GROUP,
    "options": {"table_name": "ods_${table}", "ddl": {"DropTable": "Ignore"}, "cu": {"realtime": 2}},
}


def example(tool: str) -> str:
    program = program_of(tool, NEW)
    assert program is not None
    return program


def written(tool: str, url: str, **arguments: Any) -> str:
    """The program for a call of a flow."""
    wanted = parsed(SPECS[tool].arguments, {"project_id": HOME, **arguments})
    check_together(wanted)
    return filled(example(tool), wanted, url, NEW)


def of_job(tool: str, url: str, number: int, **more: Any) -> str:
    return written(tool, url, task_ids=[f"job-{number}"], **more)


def state_of(service: Emulator, number: int) -> str:
    job = service.world.workspaces[HOME].jobs.get(number)
    return job.state(service.world.clock()) if job else "GONE"


def asked(service: Emulator, number: int) -> list[str]:
    """The operations other than reads that named a job, in order."""
    named = [call for call in service.calls if str(number) in call.parameters.values()]
    return [call.action for call in named if not call.action.startswith(("Get", "List"))]


async def test_each_program_does_what_its_flow_does() -> None:
    service = emulator_of_today()
    idle, runs, moved, again, gone = (
        created(service, Name="idle"),
        *(started(service, Name=name) for name in ("runs", "moved", "again", "gone")),
    )
    service.calls.clear()
    async with served(service) as url:
        printed = await ran(
            {
                "create": written("create_realtime_task", url, **WISH),
                "create and run": written("create_realtime_task", url, **{**WISH, "task_name": "both", "start": True}),
                "start": of_job("start_tasks", url, idle),
                "move": of_job("start_tasks", url, moved, from_time="2026-01-31T09:00:00+08:00"),
                "again": of_job("start_tasks", url, again, load_again=True),
                "stop": of_job("stop_tasks", url, runs),
                "retire": of_job("retire_tasks", url, gone),
            }
        )

    jobs = {job.name: job for job in service.world.workspaces[HOME].jobs.values()}
    assert f"Job {jobs['made'].id} is created." in printed["create"], printed["create"]
    assert f"Job {jobs['both'].id} runs." in printed["create and run"], printed["create and run"]
    assert [state_of(service, jobs[name].id) for name in ("made", "both")] == ["Initialized", "Running"]
    assert [state_of(service, each) for each in (idle, moved, again)] == ["Running"] * 3, printed
    assert [state_of(service, each) for each in (runs, gone)] == ["Stopped", "GONE"]
    assert [asked(service, each) for each in (idle, runs, moved, gone)] == [
        ["StartDIJob"],
        ["StopDIJob"],
        ["StopDIJob", "StartDIJob"],
        ["StopDIJob", "DeleteDIJob"],
    ]
    starts = {call.parameters["Id"]: call.parameters for call in service.calls if call.action == "StartDIJob"}
    assert json.loads(starts[str(moved)]["RealtimeStartSettings"])["StartTime"] == 1_769_821_200
    assert starts[str(again)]["ForceToRerun"] == "True"


async def test_a_program_ends_where_http_200_is_no_success() -> None:
    service = emulator_of_today()
    taken, broken = created(service, Name="made"), created(service, Name="broken")
    service.world.running_speed = Failing("binlog position is gone")
    async with served(service) as url:
        printed = await ran(
            {
                "taken": written("create_realtime_task", url, **WISH),
                "broken": of_job("start_tasks", url, broken),
                "absent": of_job("stop_tasks", url, 999),
            }
        )

    assert f"ended: Job {taken} has this name already." in printed["taken"]
    assert "ended: It failed: " in printed["broken"]
    assert "binlog position is gone" in printed["broken"]
    assert "does not exist" in printed["absent"]


async def test_a_start_that_is_not_accepted_ends_the_program() -> None:
    service = emulator_of_today()
    starting = created(service)
    service.fail("StartDIJob", rejected("not now"))
    async with served(service) as url:
        printed = await ran({"start": of_job("start_tasks", url, starting)})

    assert "ended: It failed: " in printed["start"]
    assert "runs." not in printed["start"]
    assert state_of(service, starting) == "Initialized"


async def test_a_program_creates_what_its_tool_creates() -> None:
    time = Time()
    of_tool, of_program = emulated(time), emulator_of_today()
    async with trusted(of_tool, time) as client:
        result = await client.call_tool("create_realtime_task", WISH)
        assert not result.is_error, text_of(result)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(served(of_program))
        await ran({"create": written("create_realtime_task", url, **WISH)})

    made = [
        next(job for job in each.world.workspaces[HOME].jobs.values() if job.name == "made")
        for each in (of_tool, of_program)
    ]
    assert pruned(made[0].given) == pruned(made[1].given)


@pytest.mark.parametrize("tool", PROGRAMS)
def test_a_program_is_short_holds_no_key_and_has_every_argument_that_is_not_in_the_specification(tool: str) -> None:
    code, examples = example(tool), assigned(example(tool))
    model = SPECS[tool].arguments
    ids = {"task_ids": [f"job-{number}" for number in examples.get("task_ids", ())]} if "task_ids" in examples else {}
    wanted = parsed(model, {**{name: value for name, value in examples.items() if name != "endpoint"}, **ids})
    check_together(wanted)

    assert len(code.splitlines()) <= 220
    assert 'os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"]' in code
    assert examples.keys() == {"endpoint", *model.model_fields} - {*WAITING, *OF_FILES, *MADE_OF}
    assert unquoted(filled(code, wanted, examples["endpoint"], NEW)) == unquoted(code)
    assert BLOCK.sub("", code) == BLOCK.sub("", filled(code, wanted, "https://x", NEW))


SHOWN: dict[str, tuple[str, dict[str, Any], str]] = {
    "a job": ("stop_tasks", {"project_id": HOME, "task_ids": ["job-11500"]}, "client.stop_dijob("),
    "a node": ("stop_tasks", {"project_id": HOME, "task_ids": ["node-5"]}, "dataworks-di-mcp call stop_tasks"),
    "a file": ("stop_tasks", {"project_id": HOME, "task_ids": ["100"]}, "client.stop_disync_instance("),
    "two jobs": ("stop_tasks", {"project_id": HOME, "task_ids": ["job-1", "job-2"]}, "dataworks-di-mcp call stop"),
    "tables of a job": (
        "change_realtime_tables",
        {"project_id": HOME, "task_id": "job-11500", "add": ["shop.orders"]},
        "dataworks-di-mcp call change_realtime_tables",
    ),
    "a new job": ("create_realtime_task", WISH, "client.create_dijob("),
    "a new job of a known workspace": (
        "create_realtime_task",
        {name: value for name, value in WISH.items() if name != "options"},
        "client.create_dijob(",
    ),
}


@pytest.mark.parametrize(("tool", "arguments", "has"), SHOWN.values(), ids=SHOWN)
async def test_a_call_is_shown_as_the_program_of_its_studio(tool: str, arguments: dict[str, Any], has: str) -> None:
    time = Time()
    rules = Hosting(studios=StudioSettings.read([f"{HOME}=new"]))
    async with assistant(emulated(time), time, hosting=rules) as client:
        result = await client.call_tool("show_as_code", {"tool": tool, "arguments": arguments})

    assert not result.is_error, text_of(result)
    assert has in facts_of(result)["code"]


async def test_patterns_are_looked_up_by_the_tool_and_by_no_program() -> None:
    time = Time()
    async with assistant(emulated(time), time) as client:
        wish = {**WISH, "tables": ["shop.re*"]}
        result = await client.call_tool("show_as_code", {"tool": "create_realtime_task", "arguments": wish})

    assert "/arguments/tables: a program takes no patterns" in text_of(result)
