"""Programs for flows: each runs as it is printed, does what its flow does, and takes no HTTP 200 for a success."""

import ast
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest

from dataworks.scripts.definition import Definition
from emulator.service import Emulator
from emulator.world.lifecycle import Failing
from tests.emulator.calls import call, create, generation, script
from tests.emulator.serving import emulator_of_today, served
from tests.faults import rejected
from tests.sessions import FOLDER, WISH, Time, emulated, text_of, trusted
from tests.tools.programs import ran
from tests.tools.several import FOR_SEVERAL, for_one
from tests.tools.test_create_batch_task import PLAIN
from tools.arguments.parsing import check_together, parsed
from tools.code.programs import BLOCK, OF_JOBS, SDK, WAITING, filled, program_of
from tools.declarations import TOOLS

HOME: dict[str, Any] = {"project_id": "10000"}
RUNNING = ("DeployDISyncTask", "StartDISyncInstance")
STANDING = (*RUNNING, "StopDISyncInstance")
CHANGED = ["GetDISyncTask", "GenerateDISyncTaskConfigForUpdating"]
APPLIED = [*CHANGED, "GetDISyncTask", "UpdateDISyncTask"]
NIGHTLY: dict[str, Any] = {"cron": "00 30 02 * * ?", "deploy": True}

TASK = {**HOME, "task_id": "100"}
EXAMPLES: dict[str, dict[str, Any]] = {
    "create_realtime_task": {**WISH, "start": True},
    **{tool: for_one(tool, TASK) for tool in FOR_SEVERAL},
    "change_realtime_tables": {**TASK, "add": ["shop.orders"], "apply": True},
    "create_batch_task": {**PLAIN, **NIGHTLY},
}
PROGRAMS = sorted(path.stem for path in SDK.glob("*.py"))
SPECS = {spec.name: spec for spec in TOOLS}


def example(tool: str) -> str:
    """The program as it is in its file."""
    program = program_of(tool)
    assert program is not None
    return program


def written(tool: str, arguments: dict[str, Any], url: str = "https://dataworks.test") -> str:
    """The program for a call of a flow."""
    wanted = parsed(SPECS[tool].arguments, for_one(tool, arguments))
    check_together(wanted)
    return filled(example(tool), wanted, url)


def unquoted(program: str) -> str:
    return program.replace("'", '"')


def assigned(program: str) -> dict[str, Any]:
    """The values in a program's block of arguments."""
    block = BLOCK.search(program)
    assert block is not None
    statements = ast.parse(block[0]).body
    assert all(isinstance(statement, ast.AnnAssign) for statement in statements)
    return {
        ast.unparse(statement.target): ast.literal_eval(statement.value)
        for statement in statements
        if isinstance(statement, ast.AnnAssign) and statement.value is not None
    }


def task(service: Emulator, name: str, *done: str) -> dict[str, str]:
    """A real-time task that reads two tables, brought as far as these operations do."""
    text = script(service, generation("mysql_shop", "shop.orders", "shop.refunds"))
    file_id = str(create(service, text, name).data["FileId"])
    for action in done:
        assert call(service, action, ProjectId="10000", TaskType="DI_REALTIME", FileId=file_id).data
    return {**HOME, "task_id": file_id}


def sent_for(service: Emulator, file_id: str) -> list[str]:
    """The operations that named a task, in order."""
    asked = [call.action for call in service.calls if file_id in (call.parameters.get(i) for i in ("FileId", "TaskId"))]
    return [action for action in asked if action != "GetDISyncInstanceInfo"]


def state_of(service: Emulator, file_id: str) -> str:
    home = service.world.workspace("10000")
    return home.task("DI_REALTIME", file_id).run_state(service.world.clock())


def tables(service: Emulator, task: dict[str, str]) -> set[str]:
    script = service.world.workspace("10000").task("DI_REALTIME", task["task_id"]).script
    return set(Definition(script).tables_by_source()["mysql_shop"])


def script_of_others(service: Emulator, task: dict[str, str]) -> None:
    """Give a task something in its script that a generation leaves out."""
    home = service.world.workspace("10000")
    present = home.task("DI_REALTIME", task["task_id"])
    home.add(
        replace(
            present, script=present.script.replace('{"stepType":"mysql",', '{"setting":{"a":1},"stepType":"mysql",')
        )
    )


def found(service: Emulator, name: str) -> Any:
    """The task of that name."""
    return next(task for task in service.world.workspace("10000").tasks.values() if task.name == name)


async def test_each_program_does_what_its_flow_does() -> None:
    service = emulator_of_today()
    started, paused = task(service, "to_start"), task(service, "to_resume", *STANDING)
    stopped, retired = task(service, "to_stop", *RUNNING), task(service, "to_retire", *RUNNING)
    grown, shrunk = task(service, "to_grow", *RUNNING), task(service, "to_shrink", *STANDING)
    seen, known = task(service, "to_see"), task(service, "to_keep")
    lists = {"add": ["shop.customers"], "remove": ["shop.refunds"]}
    service.calls.clear()
    async with served(service) as url:
        printed = await ran(
            {
                "create": written("create_realtime_task", {**WISH, "task_name": "made"}, url),
                "create and run": written("create_realtime_task", {**WISH, "task_name": "running", "start": True}, url),
                "start": written("start_tasks", {**started, "start_param": {"error_limit": {"record": 7}}}, url),
                "resume": written("start_tasks", paused, url),
                "stop": written("stop_tasks", stopped, url),
                "retire": written("retire_tasks", retired, url),
                "see": written("change_realtime_tables", {**seen, **lists, "source": "mysql_shop"}, url),
                "grow": written("change_realtime_tables", {**grown, "add": ["shop.customers"], "apply": True}, url),
                "shrink": written("change_realtime_tables", {**shrunk, **lists, "apply": True}, url),
                "as it is": written("change_realtime_tables", {**known, "add": ["shop.orders"], "apply": True}, url),
                "batch": written("create_batch_task", {**PLAIN, "task_name": "by_hand"}, url),
                "nightly": written("create_batch_task", {**PLAIN, **NIGHTLY}, url),
            }
        )

    def told(name: str, ending: str, task: dict[str, str], *actions: str) -> None:
        assert ending in printed[name], printed[name]
        assert sent_for(service, task["task_id"]) == list(actions)

    told("start", "runs.", started, "DeployDISyncTask", "StartDISyncInstance")
    told("resume", "runs.", paused, "DeployDISyncTask", "StartDISyncInstance")
    told("stop", "is stopped.", stopped, "StopDISyncInstance")
    told("retire", "is deleted.", retired, "StopDISyncInstance", "TerminateDISyncInstance", "DeleteDISyncTask")
    told("see", "Nothing is applied.", seen, *CHANGED)
    told("grow", f"run state of task {grown['task_id']} is RUN.", grown, *APPLIED, "StopDISyncInstance", *RUNNING)
    told("shrink", f"run state of task {shrunk['task_id']} is PAUSE.", shrunk, *APPLIED, "DeployDISyncTask")
    told("as it is", "ended: The task has exactly these tables already.", known, "GetDISyncTask")
    assert "Added: [('mysql_shop', 'shop.customers')] Removed: [('mysql_shop', 'shop.refunds')]" in printed["see"]
    assert tables(service, grown) == {"shop.orders", "shop.refunds", "shop.customers"}
    assert tables(service, shrunk) == {"shop.orders", "shop.customers"}
    assert [state_of(service, task["task_id"]) for task in (started, paused, stopped)] == ["RUN", "RUN", "PAUSE"]
    assert found(service, "to_start").start_param == {"errorLimit": {"record": 7}}
    assert ("DI_REALTIME", int(retired["task_id"])) not in service.world.workspace("10000").tasks
    assert f"Task {found(service, 'made').file_id} is created." in printed["create"]
    assert found(service, "made").run_state(0) == "NORUN"
    assert "is deployed and runs." in printed["create and run"]
    assert state_of(service, str(found(service, "running").file_id)) == "RUN"
    assert found(service, "by_hand").schedule == {}
    assert "It has its schedule. It is deployed." in printed["nightly"]
    nightly = found(service, PLAIN["task_name"])
    assert nightly.deployed
    assert nightly.schedule["ParaValue"] == "bizdate=$bizdate"
    assert nightly.schedule["CronExpress"] == NIGHTLY["cron"]
    assert nightly.script == found(service, "by_hand").script


async def test_a_program_ends_where_http_200_is_no_success() -> None:
    service = emulator_of_today()
    standing, absent = task(service, "standing", *STANDING), {**HOME, "task_id": "999"}
    changed = task(service, "changed")
    script_of_others(service, edited := task(service, "edited"))
    service.fail("StartDISyncInstance", rejected("The start failed."))
    service.fail("UpdateFile", rejected("The update failed."))
    service.world.deploying_speed = Failing("It may not be deployed.")
    service.calls.clear()
    async with served(service) as url:
        printed = await ran(
            {
                "start": written("start_tasks", standing, url),
                "nightly": written("create_batch_task", {**PLAIN, **NIGHTLY}, url),
                "another": written("create_batch_task", {**PLAIN, **NIGHTLY, "task_name": "another"}, url),
                "absent": written("stop_tasks", absent, url),
                "other source": written("change_realtime_tables", {**changed, "add": ["a.b"], "source": "x"}, url),
                "edited": written("change_realtime_tables", {**edited, "add": ["shop.customers"], "apply": True}, url),
            }
        )

    assert "ended: It failed: " in printed["start"]
    assert "The start failed." in printed["start"]
    either = printed["nightly"] + printed["another"]  # whichever comes first is not updated, the other not deployed
    assert "The update failed." in either
    assert "ended: It failed: It may not be deployed." in either
    assert "is deployed" not in either
    assert "ended: It failed: " in printed["absent"]
    assert "ended: The new script changes something else too; nothing is applied." in printed["edited"]
    assert "ended: Name one of the data sources that the task reads from: ['mysql_shop']" in printed["other source"]
    assert [
        call.action for call in service.calls if call.action in {"DeployFile", "StopDISyncInstance", "UpdateDISyncTask"}
    ] == []


@pytest.mark.parametrize("tool", PROGRAMS)
def test_a_program_is_short_and_holds_no_key(tool: str) -> None:
    code = written(tool, EXAMPLES[tool])

    compile(code, tool, "exec")
    assert len(code.splitlines()) <= 220
    assert 'os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"]' in code


@pytest.mark.parametrize("tool", PROGRAMS)
def test_a_program_has_every_argument_of_its_tool_and_a_good_example_of_each(tool: str) -> None:
    examples = assigned(example(tool))
    model = SPECS[tool].arguments
    wanted = parsed(model, {name: value for name, value in examples.items() if name != "endpoint"})
    check_together(wanted)

    assert examples.keys() == {"endpoint", *model.model_fields} - {*WAITING, *OF_JOBS}
    assert unquoted(filled(example(tool), wanted, examples["endpoint"])) == unquoted(example(tool))


@pytest.mark.parametrize("tool", PROGRAMS)
def test_only_the_block_of_arguments_is_filled_in(tool: str) -> None:
    blank, code = (BLOCK.sub("", program) for program in (example(tool), written(tool, EXAMPLES[tool])))

    assert code == blank
    assert assigned(written(tool, EXAMPLES[tool]))["project_id"] == 10000


HOSTILE = (
    "it's",
    'a "b"',
    "'''",
    '"""',
    "{x} {0!r} %s",
    "\\n\\",
    "# End of arguments",
    "x  # y",
    "订单 \N{HOURGLASS}",
    "\u202e",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_comes_out_as_it_was_given(text: str) -> None:
    script = {"type": "realtime", "setting": {"resourceGroup": text}, "note": [f"{text}\n{text}\0"] * 40, text: None}
    given = {**HOME, "task_name": text, "folder": text, "script": script, "resource_group": text}
    lists = {**TASK, "add": [f"a.{text}"], "source": text}

    assert assigned(written("create_realtime_task", given)).items() >= {**given, "project_id": 10000}.items()
    assert assigned(written("change_realtime_tables", lists)).items() >= {"add": [f"a.{text}"], "source": text}.items()


@pytest.mark.parametrize("script", ['{"a": 1}', '{"a":1,"a":2}', '{"a":1.50}', f'{{"a":{"[" * 300}{"]" * 300}}}'])
def test_a_script_that_would_come_back_otherwise_stays_text(script: str) -> None:
    given = {**HOME, "task_name": "a", "folder": "b", "script": script, "resource_group": "c"}

    assert assigned(written("create_realtime_task", given))["script"] == script


NASTY = "it's \"'''\" {0} \\n # 订单"
BARE = {**WISH, "tables": ["orders", "refunds"], "destination_type": "kafka", "destination": "kafka_shop"}
READER = {
    "stepType": "mysql",
    "parameter": {
        "datasource": "mysql_shop",
        "connection": [{"datasource": "mysql_shop", "table": ["orders"]}],
        "column": ["id", "status", "total"],
        "where": f"status = '{NASTY}'\n-- and nothing else",
    },
}
FIRST = "1000001"
COMPLETE = {name: value for name, value in PLAIN.items() if name not in {"source", "table", "columns"}}
SENT: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "tables of one database": ("create_realtime_task", WISH, ("GenerateDISyncTaskConfigForCreating",)),
    "tables without a database": ("create_realtime_task", BARE, ("GenerateDISyncTaskConfigForCreating",)),
    "a complete script": (
        "create_realtime_task",
        {
            **HOME,
            "task_name": "scripted",
            "folder": FOLDER,
            "script": generation("mysql_shop", "shop.orders"),
        },
        ("GenerateDISyncTaskConfigForCreating", "CreateDISyncTask"),
    ),
    "settings of a start": (
        "start_tasks",
        {
            **HOME,
            "task_id": FIRST,
            "start_param": {"error_limit": {"record": 0}, "ddl_mark_map": {"DROPTABLE": "IGNORE"}},
        },
        ("DeployDISyncTask", "StartDISyncInstance"),
    ),
    "a batch task": ("create_batch_task", {**PLAIN, **NIGHTLY}, ("CreateDISyncTask", "UpdateFile", "SubmitFile")),
    "a batch task that appends": (
        "create_batch_task",
        {
            **PLAIN,
            "source": "polar",
            "write_mode": "append",
            "concurrency": 7,
            "destination_table": None,
            "partition": None,
        },
        ("CreateDISyncTask",),
    ),
    "a batch task with a complete step": (
        "create_batch_task",
        {
            **COMPLETE,
            "task_name": NASTY.replace(" ", "_"),
            "columns": ["id", "status", "total"],
            "reader": READER,
            "cron": " 00 */10   02 * * ? ",
            "para_value": "region=it's",
        },
        ("CreateDISyncTask", "UpdateFile"),
    ),
}


def equipped(service: Emulator) -> Emulator:
    """The emulator with a task that can be started, the first of its tasks, and a data source of another type."""
    home = service.world.workspace("10000")
    home.data_sources["polar"] = replace(home.data_sources["mysql_shop"], name="polar", type="polardb")
    assert task(service, "equipped")["task_id"] == FIRST
    service.calls.clear()
    return service


def sent_by(service: Emulator, actions: tuple[str, ...]) -> list[tuple[str, dict[str, str]]]:
    """The parameters of these operations; a tool sends a token besides, with which it finds what it made before."""
    return [
        (call.action, {name: value for name, value in call.parameters.items() if name != "ClientToken"})
        for call in service.calls
        if call.action in actions
    ]


async def test_a_program_sends_what_its_tool_sends() -> None:
    time = Time()
    of_tools = {name: equipped(emulated(time)) for name in SENT}
    of_programs = {name: equipped(emulator_of_today()) for name in SENT}
    for name, (tool, arguments, _) in SENT.items():
        async with trusted(of_tools[name], time) as client:
            result = await client.call_tool(tool, for_one(tool, arguments))
            assert not result.is_error, text_of(result)
    async with AsyncExitStack() as stack:
        urls = {name: await stack.enter_async_context(served(service)) for name, service in of_programs.items()}
        printed = await ran({name: written(*SENT[name][:2], url) for name, url in urls.items()})

    for name, (_, _, actions) in SENT.items():
        assert sent_by(of_programs[name], actions) == sent_by(of_tools[name], actions), printed[name]
        assert {action for action, _ in sent_by(of_tools[name], actions)} == {*actions}


async def test_a_program_goes_on_with_a_generation() -> None:
    service = emulator_of_today()
    wanted = generation("mysql_shop", "shop.orders", "shop.refunds", "shop.customers")
    begun = call(
        service, "GenerateDISyncTaskConfigForCreating", ProjectId="10000", TaskType="DI_REALTIME", TaskParam=wanted
    )
    process = {"process_id": str(begun.data["ProcessId"])}
    changed = task(service, "changed")
    service.calls.clear()
    async with served(service) as url:
        printed = await ran(
            {
                "create": written("create_realtime_task", {**WISH, **process}, url),
                "change": written("change_realtime_tables", {**changed, "add": ["shop.customers"], **process}, url),
            }
        )

    assert "is created." in printed["create"]
    assert Definition(found(service, WISH["task_name"]).script).tables_by_source()["mysql_shop"] == (
        "shop.orders",
        "shop.refunds",
        "shop.customers",
    )
    assert "Added: [('mysql_shop', 'shop.customers')]" in printed["change"]
    assert not any(call.action.startswith("Generate") for call in service.calls)
