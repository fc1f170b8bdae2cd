"""Programs of flows: each runs as it stands, does what its flow does, and believes no HTTP 200."""

from dataclasses import replace
from typing import Any

import pytest

from dataworks.scripts.changing import tables_by_source
from emulator.faults.fault_rules import rejected
from emulator.service import Emulator
from emulator.world.lifecycle import Failing
from emulator.world.state import DataSource
from tests.emulator.calls import call, create, generation, script
from tests.emulator.serving import emulator_of_today, served
from tests.sessions import FOLDER, GROUP, WISH
from tests.tools.programs import ran
from tests.tools.test_create_batch_task import PLAIN
from tools.arguments.parsing import agreeing, parsed
from tools.code.flows import FLOWS
from tools.code.python import program

HOME: dict[str, Any] = {"project_id": "10000"}
RUNNING = ("DeployDISyncTask", "StartDISyncInstance")
STANDING = (*RUNNING, "StopDISyncInstance")
CHANGED = ["GetDISyncTask", "GenerateDISyncTaskConfigForUpdating"]
APPLIED = [*CHANGED, "GetDISyncTask", "UpdateDISyncTask"]
NIGHTLY: dict[str, Any] = {"cron": "00 30 02 * * ?", "deploy": True}

MOVED = {"source": "mysql_store", "database": "store", "destination": "odps_first"}
TASK = {**HOME, "task_id": "100"}
EXAMPLES: dict[str, dict[str, Any]] = {
    "create_realtime_task": {**WISH, "start": True},
    "copy_realtime_task": {**TASK, "task_name": "copied", "folder": FOLDER, "resource_group": GROUP},
    "preview_realtime_task": {name: value for name, value in WISH.items() if name not in {"task_name", "folder"}},
    "start_realtime_task": TASK,
    "stop_realtime_task": TASK,
    "retire_realtime_task": TASK,
    "change_realtime_tables": {**TASK, "add": ["shop.orders"], "apply": True},
    "create_batch_task": {**PLAIN, **NIGHTLY},
}


def written(tool: str, arguments: dict[str, Any], url: str = "https://dataworks.test") -> str:
    """The program for a call of a flow."""
    flow = FLOWS[tool]
    wanted = parsed(flow.tool.arguments, arguments)
    agreeing(wanted)
    return program(flow.about, url, flow.body(wanted))


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
    return set(tables_by_source(script)["mysql_shop"])


def script_of_others(service: Emulator, task: dict[str, str]) -> None:
    """Give a task something in its script that a generation leaves out."""
    home = service.world.workspace("10000")
    present = home.task("DI_REALTIME", task["task_id"])
    home.add(replace(present, script=present.script.replace('"version":"2.0"', '"version":"2.0","setting":{"a":1}')))


def found(service: Emulator, name: str) -> Any:
    """The task of that name."""
    return next(task for task in service.world.workspace("10000").tasks.values() if task.name == name)


async def test_each_program_does_what_its_flow_does() -> None:
    service = emulator_of_today()
    started, paused = task(service, "to_start"), task(service, "to_resume", *STANDING)
    stopped, retired = task(service, "to_stop", *RUNNING), task(service, "to_retire", *RUNNING)
    grown, shrunk = task(service, "to_grow", *RUNNING), task(service, "to_shrink", *STANDING)
    seen, known, copied = (task(service, name) for name in ("to_see", "to_keep", "to_copy"))
    home = service.world.workspace("10000")
    present = home.task("DI_REALTIME", copied["task_id"])
    switched_off = present.script.replace('"enable":true,"table":"refunds"', '"enable":false,"table":"refunds"')
    assert switched_off != present.script
    home.add(replace(present, script=switched_off))
    shop = home.data_sources["mysql_shop"].databases["shop"]
    home.data_sources["mysql_store"] = DataSource("mysql_store", "mysql", {"store": shop})
    lists = {"add": ["shop.customers"], "remove": ["shop.refunds"]}
    service.calls.clear()
    async with served(service) as url:
        printed = await ran(
            {
                "create": written("create_realtime_task", {**WISH, "task_name": "made"}, url),
                "create and run": written("create_realtime_task", {**WISH, "task_name": "running", "start": True}, url),
                "copy": written("copy_realtime_task", {**EXAMPLES["copy_realtime_task"], **copied, **MOVED}, url),
                "preview": written("preview_realtime_task", EXAMPLES["preview_realtime_task"], url),
                "start": written(
                    "start_realtime_task", {**started, "start_param": {"error_limit": {"record": 7}}}, url
                ),
                "resume": written("start_realtime_task", paused, url),
                "stop": written("stop_realtime_task", stopped, url),
                "retire": written("retire_realtime_task", retired, url),
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
    told("stop", "stands.", stopped, "StopDISyncInstance")
    told("retire", "is deleted.", retired, "StopDISyncInstance", "TerminateDISyncInstance", "DeleteDISyncTask")
    told("see", "Nothing is applied.", seen, *CHANGED)
    told("grow", "run state is RUN.", grown, *APPLIED, "StopDISyncInstance", *RUNNING)
    told("shrink", "run state is PAUSE.", shrunk, *APPLIED, "DeployDISyncTask")
    told("as it is", "ended: The task has exactly these tables already.", known, "GetDISyncTask")
    assert "Gained: [('mysql_shop', 'shop.customers')] Lost: [('mysql_shop', 'shop.refunds')]" in printed["see"]
    assert tables(service, grown) == {"shop.orders", "shop.refunds", "shop.customers"}
    assert tables(service, shrunk) == {"shop.orders", "shop.customers"}
    assert [state_of(service, task["task_id"]) for task in (started, paused, stopped)] == ["RUN", "RUN", "PAUSE"]
    assert found(service, "to_start").start_param == {"errorLimit": {"record": 7}}
    assert ("DI_REALTIME", int(retired["task_id"])) not in service.world.workspace("10000").tasks
    assert '"tableMappingRule"' in printed["preview"]
    assert f"Task {found(service, 'made').file_id} is created." in printed["create"]
    assert found(service, "made").run_state(0) == "NORUN"
    assert f"Task {found(service, 'copied').file_id} is created." in printed["copy"]
    assert tables_by_source(found(service, "copied").script) == {"mysql_store": ("store.orders",)}
    assert '"datasource":"odps_first"' in found(service, "copied").script
    assert "is deployed and runs." in printed["create and run"]
    assert state_of(service, str(found(service, "running").file_id)) == "RUN"
    assert found(service, "by_hand").schedule == {}
    assert "It has its schedule. It is deployed." in printed["nightly"]
    assert "# 'mysql_shop' is taken for a data source of type mysql" in written("create_batch_task", PLAIN)
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
                "start": written("start_realtime_task", standing, url),
                "nightly": written("create_batch_task", {**PLAIN, **NIGHTLY}, url),
                "another": written("create_batch_task", {**PLAIN, **NIGHTLY, "task_name": "another"}, url),
                "absent": written("stop_realtime_task", absent, url),
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


@pytest.mark.parametrize("tool", FLOWS)
def test_a_program_is_short_and_holds_no_key(tool: str) -> None:
    code = written(tool, EXAMPLES[tool])

    compile(code, tool, "exec")
    assert len(code.splitlines()) <= 220
    assert 'os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"]' in code


@pytest.mark.parametrize("tool", ["create_realtime_task", "copy_realtime_task"])
def test_a_program_goes_on_with_a_generation(tool: str) -> None:
    code = written(tool, {**EXAMPLES[tool], "process_id": "17"})

    assert "content = generated(17)\n" in code
    assert "generate_disync" not in code


def test_a_program_has_only_the_functions_that_it_uses() -> None:
    code = written("stop_realtime_task", {**HOME, "task_id": "100"})

    assert "def stand(" in code
    assert "def generated(" not in code
    assert "def text(" not in code
