"""Creating a real-time task in one go: what it takes, and what a second try finds."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from dataworks.errors import Unreachable
from dataworks.flows.generation import Generating
from dataworks.flows.name_conflicts import NameTaken
from dataworks.flows.realtime_creation import Created, create_realtime_task
from dataworks.flows.tokens import protected
from dataworks.flows.waits import Wait
from dataworks.operations.v2020.sync_tasks import CreateDISyncTask
from dataworks.scripts.realtime_script import PAIRS, DestinationType
from emulator.seed.samples import BATCH_SCRIPT
from emulator.world.lifecycle import AfterReads, AfterSeconds, AtOnce, Failing, Stuck
from tests import faults
from tests.dataworks.clients import CREATE, emulated
from tests.dataworks.wishes import GENERATE, LOOK, MAKE, STATE, THERE, client, create, created, failure, tasks, wish


@pytest.mark.parametrize(("kind", "destination"), [(name, f"{pair.step_type}_shop") for name, pair in PAIRS.items()])
async def test_each_documented_pair_becomes_a_task(kind: DestinationType, destination: str) -> None:
    setting = emulated()

    made = await created(setting, wish("shop.orders", "shop.refunds", kind=kind, destination=destination))

    (task,) = tasks(setting)
    assert (made.task_id, made.existed) == (str(task.file_id), False)
    assert made.present.text == task.script
    assert [mapping.source for mapping in made.present.mappings] == ["shop.orders", "shop.refunds"]


async def test_a_task_that_is_generated_within_a_second_takes_four_requests() -> None:
    setting = emulated()

    await created(setting, wish())

    assert (setting.sent, setting.time.sleeps) == ([GENERATE, LOOK, MAKE, THERE], [1.0])


async def test_slow_work_is_looked_at_less_and_less_often() -> None:
    setting = emulated(AfterReads(4))

    await created(setting, wish())

    assert setting.time.sleeps == [1.0, 2.25, 2.8125, 3.515625, 4.39453125]
    assert setting.sent == [GENERATE, *[LOOK] * 5, MAKE, THERE]


def test_the_next_look_is_due_two_seconds_and_a_quarter_of_the_time_waited_later() -> None:
    wait = Wait()

    assert [wait.next_look(waited) for waited in (0.0, 1.0, 8.0, 40.0)] == [1.0, 3.25, 12.0, 52.0]


async def test_every_step_is_reported() -> None:
    setting, told = emulated(), list[tuple[int, int, str]]()

    async def report(step: int, steps: int, message: str) -> None:
        told.append((step, steps, message))

    made = await create_realtime_task(client(setting), wish(), report)

    assert isinstance(made, Created)
    assert [step for step, _, _ in told] == [0, 1, 2, 3]
    assert told[0][2] == 'generating the script of "orders_live"'
    assert told[-1] == (3, 3, f"task {made.task_id} exists")


async def test_when_time_is_up_the_process_is_answered_and_time_is_kept_to() -> None:
    setting = emulated(Stuck())
    began = setting.time.now

    outcome = await create(setting, wish(), seconds=45)

    assert isinstance(outcome, Generating)
    assert outcome.process_id in setting.emulator.world.processes
    assert setting.time.now - began <= 45
    assert MAKE not in setting.sent
    assert len(setting.sent) <= 10


async def test_the_same_call_again_continues_with_the_same_process() -> None:
    setting = emulated(AfterSeconds(20))
    first = await create(setting, wish(), seconds=10)
    setting.time.now += 40

    second = await create(setting, wish(), seconds=10)

    assert isinstance(first, Generating)
    assert isinstance(second, Created)
    assert second.process_id == first.process_id
    assert len(tasks(setting)) == 1


async def test_a_process_that_is_named_is_looked_at_first_and_none_is_started() -> None:
    setting = emulated(AfterSeconds(20))
    first = await create(setting, wish(), seconds=10)
    setting.time.now += 40
    setting.emulator.calls.clear()
    setting.time.sleeps.clear()

    second = await create(setting, wish(), process_id=first.process_id)

    assert isinstance(second, Created)
    assert (setting.sent, setting.time.sleeps) == ([LOOK, MAKE, THERE], [0.0])


async def test_the_same_wish_twice_is_one_task() -> None:
    setting = emulated()

    first, second = await created(setting, wish()), await created(setting, wish())

    assert (second.task_id, second.process_id) == (first.task_id, first.process_id)
    assert len(tasks(setting)) == 1


async def test_the_same_wish_the_next_day_is_still_one_task() -> None:
    setting = emulated()
    first = await created(setting, wish())
    setting.time.now += 86_400

    second = await created(setting, wish())

    assert second.process_id != first.process_id
    assert second.task_id == first.task_id
    assert len(tasks(setting)) == 1


async def test_a_task_made_by_somebody_else_with_the_same_content_is_found() -> None:
    setting = emulated()
    first = await created(setting, wish())
    setting.emulator.world.tokens.clear()
    setting.emulator.calls.clear()

    second = await created(setting, wish())

    assert (second.task_id, second.existed) == (first.task_id, True)
    assert setting.sent == [GENERATE, LOOK, MAKE, "ListFiles"]


async def test_a_name_that_another_script_has_is_refused_with_the_task_and_the_difference() -> None:
    setting = emulated()
    first = await created(setting, wish("shop.orders"))

    error = await failure(setting, wish("shop.orders", "shop.refunds"))

    assert isinstance(error, NameTaken)
    assert (error.code, error.http_status) == ("Invalid.DI.Parameter.File.Existed", 400)
    assert error.request_id
    assert error.exists is not None
    assert f'File {first.task_id} already has the name "orders_live"' in error.exists
    assert 'the current task lacks table "shop.refunds"' in error.exists
    assert len(tasks(setting)) == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (lambda text: text.replace('"holo_shop"', '"holo_other"'), "datasource differs"),
        (lambda _: BATCH_SCRIPT, "differs"),
    ],
    ids=["another destination", "no tables"],
)
async def test_a_task_that_was_changed_since_is_not_started(script: Callable[[str], str], said: str) -> None:
    setting = emulated()
    first = await created(setting, wish())
    (task,) = tasks(setting)
    setting.emulator.world.workspaces["10000"].add(replace(task, script=script(task.script)))
    setting.emulator.calls.clear()

    error = await failure(setting, replace(wish(), start=True))

    assert isinstance(error, NameTaken)
    assert error.exists is not None
    assert error.exists.startswith(f'File {first.task_id} already has the name "orders_live", and another script: /')
    assert said in error.exists
    assert setting.sent == [GENERATE, LOOK, MAKE, THERE, "GetDISyncTask"]


async def test_a_setting_that_only_the_service_has_is_no_other_script() -> None:
    setting = emulated()
    first = await created(setting, wish())
    (task,) = tasks(setting)
    script = {**json.loads(task.script), "ownedBy": {"service": True}}
    setting.emulator.world.workspaces["10000"].add(replace(task, script=json.dumps(script)))

    again = await created(setting, replace(wish(), start=True))

    assert again.task_id == first.task_id


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("u_pk_to_odps", 'File 1000000 already has the name "u_pk_to_odps", and is no real-time task (file type 23).'),
        ("holo_20211206161025", 'File 100 already has the name "holo_20211206161025"'),
    ],
)
async def test_a_name_that_another_kind_of_file_has_is_refused_with_that_file(name: str, said: str) -> None:
    error = await failure(emulated(), wish(name=name))

    assert isinstance(error, NameTaken)
    assert error.exists is not None
    assert said in error.exists


@pytest.mark.parametrize(
    "lost", [faults.dropped_after(), faults.dropped_before(), faults.cut(), faults.not_json()], ids=repr
)
async def test_when_the_answer_of_the_create_is_lost_there_is_one_task(lost: faults.Fault) -> None:
    setting = emulated()
    setting.emulator.fail(MAKE, lost)

    made = await created(setting, wish())

    (task,) = tasks(setting)
    assert made.task_id == str(task.file_id)
    assert setting.sent == [GENERATE, LOOK, MAKE, MAKE, THERE]


async def test_when_every_answer_of_the_create_is_lost_the_task_is_looked_up() -> None:
    setting = emulated()
    setting.emulator.fail(MAKE, faults.dropped_after(), times=None)

    made = await created(setting, wish())

    (task,) = tasks(setting)
    assert (made.task_id, made.existed) == (str(task.file_id), True)
    assert setting.sent == [GENERATE, LOOK, *[MAKE] * 4, "ListFiles"]


@pytest.mark.parametrize("last", [faults.refused(429, "Throttling.Resource"), faults.refused(403, "Forbidden.Access")])
async def test_a_create_that_is_refused_after_a_lost_answer_is_looked_up(last: faults.Fault) -> None:
    setting = emulated()
    setting.emulator.fail(MAKE, faults.dropped_after())
    setting.emulator.fail(MAKE, last, times=None)

    made = await created(setting, wish())

    (task,) = tasks(setting)
    assert (made.task_id, made.existed) == (str(task.file_id), True)


async def test_a_task_that_was_found_is_told_although_its_run_state_could_not_be_read() -> None:
    setting = emulated()
    setting.emulator.fail(MAKE, faults.dropped_after(), times=None)
    setting.emulator.fail(STATE, faults.refused(403, "Forbidden.Access"))

    error = await failure(setting, replace(wish(), start=True))

    (task,) = tasks(setting)
    assert error.exists == f"Task {task.file_id} exists; its run state is not known."


@pytest.mark.parametrize("blind", [faults.refused(403, "Forbidden.Access"), faults.cut()], ids=["refused", "cut"])
async def test_when_nobody_can_tell_whether_the_task_exists_the_error_says_so(blind: faults.Fault) -> None:
    setting = emulated()
    setting.emulator.fail(MAKE, faults.dropped_after(), times=None)
    setting.emulator.fail("ListFiles", blind, times=None)

    error = await failure(setting, wish())

    assert (type(error), error.operation) == (Unreachable, MAKE)
    assert error.exists == 'It is unknown whether task "orders_live" was created; the same call again finds out.'


async def test_when_the_task_that_has_the_name_cannot_be_read_the_error_names_it() -> None:
    setting = emulated()
    first = await created(setting, wish())
    setting.emulator.fail("GetDISyncTask", faults.dropped_before(), times=None)

    error = await failure(setting, wish("shop.refunds"))

    assert error.operation == "GetDISyncTask"
    assert error.exists is not None
    assert first.task_id in error.exists


def test_a_token_is_the_same_for_the_same_request_and_another_for_any_other() -> None:
    def token(operation: CreateDISyncTask, endpoint: str = "https://a", *salt: str) -> str | None:
        return protected(operation, endpoint, *salt).client_token

    same = token(CREATE)
    others = {
        token(CREATE, "https://b"),
        token(CREATE, "https://a", "2026-11-20"),
        token(CREATE.model_copy(update={"task_name": "other"})),
        token(CREATE.model_copy(update={"task_content": BATCH_SCRIPT})),
    }

    assert same == token(CREATE.model_copy())
    assert same not in others
    assert len(others) == 4
    assert same is not None
    assert len(same) == 64


async def test_the_generated_script_reaches_the_task_byte_for_byte() -> None:
    setting = emulated()

    made = await created(setting, wish())

    process = setting.emulator.world.processes[made.process_id]
    assert tasks(setting)[0].script == process.content
    assert json.loads(process.content)["version"] == "2.0"


async def test_a_task_that_was_deleted_since_is_made_anew_each_time() -> None:
    setting, made = emulated(), list[Created]()

    for _ in range(3):
        made.append(await created(setting, wish()))
        workspace = setting.emulator.world.workspace("10000")
        workspace.remove(workspace.task("DI_REALTIME", made[-1].task_id))

    assert [each.replaced for each in made] == [
        (),
        (f"task {made[0].task_id}, which was deleted",),
        tuple(f"task {each.task_id}, which was deleted" for each in made[:2]),
    ]
    assert len({each.task_id for each in made}) == 3


async def test_a_task_is_not_made_anew_while_its_file_is_listed() -> None:
    setting = emulated()
    await created(setting, wish())
    (task,) = tasks(setting)
    other = replace(task, script=task.script.replace('"holo_shop"', '"holo_other"'))
    setting.emulator.world.workspaces["10000"].add(other)
    setting.emulator.fail("GetDISyncTask", faults.rejected("fileId:[1] is invalid."))
    setting.emulator.calls.clear()

    error = await failure(setting, wish())

    assert error.exists is not None
    assert error.exists.endswith("whether it is still there is not known.")
    assert setting.sent.count(MAKE) == 1


async def test_a_generation_that_failed_before_is_said_to_be_replaced() -> None:
    setting = emulated(Failing("the source is down"))
    await failure(setting, wish())
    first = min(setting.emulator.world.processes, key=int)
    setting.emulator.world.speed = AtOnce()
    setting.time.now += 60

    made = await created(setting, wish())

    assert made.replaced == (f"process {first}, which had failed",)
