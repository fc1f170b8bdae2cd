"""The states of a task: deployed, started, running, stopped, offline, deleted."""

import json
from typing import Any

import pytest

from dataworks.errors import Rejected
from dataworks.explain.lookup import explain
from dataworks.operations.v2020.running import RUN_STATES
from dataworks.studios.classic_reads import id_unknown
from emulator.service import Emulator
from emulator.world.lifecycle import AfterReads, AfterSeconds, AtOnce, Failing, Speed, Stuck
from tests.emulator.calls import NOON, Answer, Clock, call, create, emulator, generation, script

TASK = {"ProjectId": "10000", "TaskType": "DI_REALTIME", "FileId": "1000001"}


def do(service: Emulator, action: str, **more: object) -> Answer:
    return call(service, action, **{**TASK, **more})


def state(service: Emulator) -> str:
    return str(do(service, "GetDISyncInstanceInfo").data["Status"])


def made(speed: Speed | None = None, clock: Clock | None = None) -> Emulator:
    """An emulator with a task that was generated and created."""
    service = emulator(clock=clock)
    service.world.running_speed = speed or AtOnce()
    create(service, script(service, generation("mysql_shop", "orders")))
    return service


def started(speed: Speed | None = None) -> Emulator:
    service = made(speed)
    assert do(service, "DeployDISyncTask").data == {"Status": "success"}
    assert do(service, "StartDISyncInstance").data == {"Status": "success"}
    return service


def test_a_task_lives_from_its_deployment_to_its_deletion() -> None:
    service = started()

    states = [state(service)]
    for action in ("StopDISyncInstance", "TerminateDISyncInstance"):
        assert do(service, action).data["Status"] == "success"
        states.append(state(service))
    assert do(service, "DeleteDISyncTask").data["Status"] == "success"

    assert states == ["RUN", "PAUSE", "NORUN"]
    assert do(service, "GetDISyncInstanceInfo").failure == "fileId[1000001] is invalid"
    assert call(service, "ListFiles", ProjectId="10000", Keyword="orders_live").data["TotalCount"] == 0


@pytest.mark.parametrize(
    ("speed", "expected"),
    [
        (AtOnce(), ["RUN", "RUN", "RUN"]),
        (AfterReads(2), ["WAIT", "WAIT", "RUN"]),
        (Stuck(), ["WAIT", "WAIT", "WAIT"]),
        (Failing("no slot"), ["PAUSE", "PAUSE", "PAUSE"]),
    ],
    ids=["at once", "after reads", "stuck", "never runs"],
)
def test_a_start_takes_its_time(speed: Speed, expected: list[str]) -> None:
    service = started(speed)

    assert [state(service) for _ in range(3)] == expected


def test_by_the_clock_a_task_waits_runs_and_is_killed() -> None:
    clock = Clock()
    service = made(AfterSeconds(2), clock)
    states = [state(service)]
    do(service, "DeployDISyncTask")
    do(service, "StartDISyncInstance")
    for later in (1, 2):
        clock.now = NOON + later
        states.append(state(service))
    do(service, "StopDISyncInstance")
    for later in (3, 4):
        clock.now = NOON + later
        states.append(state(service))

    assert states == ["NORUN", "WAIT", "RUN", "KILLING", "PAUSE"]
    assert set(states) == RUN_STATES


def test_what_is_not_deployed_can_not_be_started_stopped_or_terminated() -> None:
    service = made()

    for action in ("StartDISyncInstance", "StopDISyncInstance", "TerminateDISyncInstance"):
        assert do(service, action).failure == "fileId:[1000001] is not deployed."


@pytest.mark.parametrize(
    ("before", "action", "failure"),
    [
        ([], "StartDISyncInstance", "can not be started in state RUN."),
        ([], "TerminateDISyncInstance", "can not be terminated in state RUN."),
        (["StopDISyncInstance"], "StopDISyncInstance", "can not be stopped in state PAUSE."),
        (["StopDISyncInstance"], "DeleteDISyncTask", "is deployed and can not be deleted."),
    ],
)
def test_a_state_that_does_not_allow_a_call_is_told(before: list[str], action: str, failure: str) -> None:
    service = started()
    for step in before:
        do(service, step)

    assert do(service, action).failure == f"fileId:[1000001] {failure}"


def test_a_stopped_task_starts_again_with_other_parameters() -> None:
    service = started()
    do(service, "StopDISyncInstance")
    param: dict[str, Any] = {
        "failoverLimit": {"count": 10, "interval": 30},
        "errorLimit": {"record": 0},
        "ddlMarkMap": {"ADDCOLUMN": "NORMAL", "DROPTABLE": "CRITICAL"},
    }

    do(service, "StartDISyncInstance", StartParam=json.dumps(param))

    assert state(service) == "RUN"
    assert service.world.workspaces["10000"].task("DI_REALTIME", "1000001").start_param == param


@pytest.mark.parametrize(
    "wrong", ["x", '{"ddlMarkMap":{"ADDCOLUMN":"MAYBE"}}', '{"errorLimit":{"record":-1}}', '{"errorLimit":{}}']
)
def test_wrong_start_parameters_are_refused(wrong: str) -> None:
    answer = do(started(), "StartDISyncInstance", StartParam=wrong)

    assert (answer.status, answer.code) == (400, "InvalidStartParam")


def test_a_data_source_without_production_makes_the_deployment_fail() -> None:
    service = made()
    workspace = service.world.workspaces["10000"]
    del workspace.data_sources["odps_shop"]

    assert do(service, "DeployDISyncTask").failure == "submit and deploy fail."


def test_a_task_of_the_console_deploys_too() -> None:
    assert do(emulator(), "DeployDISyncTask", FileId="100").data["Status"] == "success"


def test_a_solution_tells_its_steps_and_answers_with_the_result_of_the_call() -> None:
    service = emulator()
    of_solution = {"TaskType": "DI_SOLUTION", "FileId": "100"}
    do(service, "DeployDISyncTask", **of_solution)
    do(service, "StartDISyncInstance", **of_solution)

    data = do(service, "GetDISyncInstanceInfo", **of_solution).data

    assert (data["Status"], data["SolutionInfo"]["Status"], data["SolutionInfo"]["Id"]) == ("success", "run", 100)
    assert [step["StepId"] for step in data["SolutionInfo"]["StepDetail"]] == [1, 2, 3]


@pytest.mark.parametrize("action", ["StopDISyncInstance", "TerminateDISyncInstance", "DeleteDISyncTask"])
def test_a_solution_is_neither_stopped_nor_terminated_nor_deleted(action: str) -> None:
    assert do(emulator(), action, TaskType="DI_SOLUTION", FileId="100").code == "InvalidTaskType"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"TaskType": "DI_OFFLINE", "DatasourceName": "mysql_pub", "RefType": "from"}, ["u_pk_to_odps"]),
        ({"TaskType": "DI_OFFLINE", "DatasourceName": "mysql_pub", "RefType": "to"}, []),
        ({"TaskType": "DI_REALTIME", "DatasourceName": "odps_shop", "RefType": "to"}, ["orders_live"]),
        ({"TaskType": "DI_REALTIME", "DatasourceName": "odps_shop", "RefType": "to", "PageNumber": "2"}, []),
    ],
    ids=str,
)
def test_tasks_are_found_by_their_data_source(asked: dict[str, str], expected: list[str]) -> None:
    answer = call(made(), "ListRefDISyncTasks", ProjectId="10000", **asked)

    assert [row["NodeName"] for row in answer.data["DISyncTasks"]] == expected


def test_a_task_that_uses_a_data_source_is_described_as_on_the_wire() -> None:
    asked = {"TaskType": "DI_OFFLINE", "DatasourceName": "mysql_pub", "RefType": "from"}
    answer = call(emulator(), "ListRefDISyncTasks", ProjectId="10000", **asked)

    (row,) = answer.data["DISyncTasks"]
    assert (row["NodeId"], row["TaskType"]) == (701000, "DI_OFFLINE")
    assert json.loads(row["DiSourceDatasource"]) == ["mysql_pub"]


def test_a_data_source_that_does_not_exist_is_told() -> None:
    asked = {"TaskType": "DI_OFFLINE", "DatasourceName": "nobody", "RefType": "from"}

    assert (
        call(emulator(), "ListRefDISyncTasks", ProjectId="10000", **asked).failure == "datasource:[nobody] is invalid."
    )


def test_contradiction_10_the_state_of_an_unknown_task_fails_in_the_words_of_its_page() -> None:
    assert do(emulator(), "GetDISyncInstanceInfo", FileId="100000").failure == "fileId[100000] is invalid"
    assert do(emulator(), "GetDISyncTask", FileId="100000").failure == "fileId:[100000] is invalid."


@pytest.mark.parametrize("message", ["fileId[100] is invalid", "fileId:[100] is invalid."])
def test_contradiction_10_both_spellings_mean_that_there_is_no_such_task(message: str) -> None:
    error = Rejected("GetDISyncInstanceInfo", message)

    assert id_unknown(error)
    assert explain(error).then == "ListFiles"
