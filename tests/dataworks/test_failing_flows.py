"""A flow that fails: what it says exists by then, and that the next call goes on from there."""

from dataclasses import replace

import pytest

from dataworks.errors import Denied, Refused, Rejected, Throttled
from dataworks.studios.creating import NewTask
from emulator.world.lifecycle import AtOnce, Failing
from tests import faults
from tests.dataworks.clients import emulated
from tests.dataworks.wishes import GENERATE, GROUP, LOOK, MAKE, STATE, THERE, created, failure, tasks, wish


async def test_a_generation_that_failed_is_tried_once_more_and_then_told() -> None:
    setting = emulated(Failing("datasource:[mysql_shop] is invalid."))

    error = await failure(setting, wish())

    assert isinstance(error, Rejected)
    assert setting.sent == [GENERATE, LOOK, GENERATE, LOOK]
    assert error.exists is not None
    assert error.exists.startswith("This call created no task. Process ")
    assert error.exists.endswith(" has failed.")


async def test_once_the_cause_is_mended_the_same_call_on_the_same_day_works() -> None:
    setting = emulated(Failing("datasource:[mysql_shop] is invalid."))
    await failure(setting, wish())
    setting.emulator.world.speed = AtOnce()
    setting.time.now += 60

    assert (await created(setting, wish())).task_id
    assert len(tasks(setting)) == 1


async def test_a_named_process_that_failed_is_told_and_none_is_started() -> None:
    setting = emulated(Failing("datasource:[mysql_shop] is invalid."))
    await failure(setting, wish())
    process_id = max(setting.emulator.world.processes, key=int)
    setting.emulator.calls.clear()

    error = await failure(setting, wish(), process_id)

    assert (type(error), setting.sent) == (Rejected, [LOOK])
    assert error.exists == (
        f"This call created no task. Process {process_id} has failed. Without process_id the same call generates again."
    )


async def test_a_process_that_does_not_exist_is_not_said_to_go_on() -> None:
    error = await failure(emulated(), wish(), "999")

    assert isinstance(error, Refused)
    assert error.exists == (
        "This call created no task. Process 999 was not shown. Without process_id the same call generates again."
    )


@pytest.mark.parametrize(
    "message", ["The process is not finished.", "Still processing", "in progress", "task is RUNNING"]
)
async def test_a_failed_look_that_says_not_yet_is_looked_at_again(message: str) -> None:
    setting = emulated()
    setting.emulator.fail(LOOK, faults.rejected(message), times=2)

    await created(setting, wish())

    assert setting.sent == [GENERATE, LOOK, LOOK, LOOK, MAKE, THERE]


@pytest.mark.parametrize("message", ["Error while processing table orders", "The source is not running"])
async def test_a_failed_look_that_names_an_error_is_not_waited_for(message: str) -> None:
    setting = emulated()
    setting.emulator.fail(LOOK, faults.rejected(message), times=None)

    error = await failure(setting, wish())

    assert error.message == message
    assert setting.sent == [GENERATE, LOOK, GENERATE, LOOK]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (wish("shop.nowhere"), "nowhere"),
        (wish(destination="holo_nowhere"), "datasource:[holo_nowhere] is invalid."),
        (replace(wish(), script=wish().script.replace(GROUP, "group_1")), "ResourceGroup:[group_1] is invalid."),
    ],
    ids=["table", "destination", "resource group"],
)
async def test_what_does_not_exist_is_rejected_before_anything_is_made(wanted: NewTask, message: str) -> None:
    setting = emulated()

    error = await failure(setting, wanted)

    assert isinstance(error, Rejected)
    assert message in error.message
    assert (error.exists, setting.sent) == ("This call created no task.", [GENERATE])


async def test_a_failure_does_not_deny_the_task_that_an_earlier_call_has_made() -> None:
    setting = emulated()
    await created(setting, wish())
    setting.emulator.fail(GENERATE, faults.refused(403, "Forbidden.Access"))

    error = await failure(setting, wish())

    assert error.exists == "This call created no task."
    assert len(tasks(setting)) == 1


async def test_a_folder_that_does_not_exist_is_rejected_and_the_next_call_uses_the_script() -> None:
    setting = emulated()

    error = await failure(setting, wish(folder="Business Flow/nowhere"))
    made = await created(setting, wish())

    assert error.message == "Invalid path: Business Flow/nowhere"
    assert error.exists == "This call created no task; the script is generated, and the same call again uses it."
    assert made.process_id == max(setting.emulator.world.processes, key=int)
    assert setting.emulator.world.last["process"] == int(made.process_id)


@pytest.mark.parametrize(
    "fault", [faults.dropped_before(), faults.not_json(), faults.refused(429, "Throttling.Resource")], ids=repr
)
async def test_a_look_that_fails_keeps_the_process_id(fault: faults.Fault) -> None:
    setting = emulated()
    setting.emulator.fail(LOOK, fault, times=None)

    error = await failure(setting, wish())
    process_id = max(setting.emulator.world.processes, key=int)

    assert error.exists == (
        f"This call created no task. Process {process_id} continues by itself; the same call again waits for it."
    )


@pytest.mark.parametrize("operation", [GENERATE, LOOK, MAKE])
async def test_a_short_throttling_anywhere_costs_one_more_request(operation: str) -> None:
    setting = emulated()
    setting.emulator.fail(operation, faults.refused(429, "Throttling.User"))

    await created(setting, wish())

    assert len(setting.sent) == 5


@pytest.mark.parametrize(
    ("failures", "told"),
    [
        ({"DeployDISyncTask": faults.rejected()}, "its run state was NORUN when last seen."),
        ({MAKE: faults.dropped_after(), STATE: faults.refused(403, "X")}, "its run state is not known."),
    ],
    ids=["made", "found"],
)
async def test_when_a_new_task_can_not_be_started_the_error_says_that_it_exists(
    failures: dict[str, faults.Fault], told: str
) -> None:
    setting = emulated()
    for operation, fault in failures.items():
        setting.emulator.fail(operation, fault, times=None)

    error = await failure(setting, replace(wish(), start=True))

    (task,) = tasks(setting)
    assert error.exists == f"Task {task.file_id} exists; {told}"


async def test_a_denied_create_says_that_nothing_was_made() -> None:
    setting = emulated()
    setting.emulator.fail(MAKE, faults.refused(403, "Forbidden.DI.NoPrivilege"))

    error = await failure(setting, wish())

    assert isinstance(error, Denied)
    assert error.exists == "This call created no task; the script is generated, and the same call again uses it."
    assert (setting.sent, tasks(setting)) == ([GENERATE, LOOK, MAKE], [])


async def test_a_quota_that_is_used_up_ends_the_flow_at_once() -> None:
    setting = emulated()
    setting.emulator.fail("*", faults.refused(429, "Throttling.Api.Risk"), times=None)

    error = await failure(setting, wish())

    assert isinstance(error, Throttled)
    assert setting.sent == [GENERATE]
