"""Creating jobs of the new studio without a client token: never two, also where answers are lost."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from dataworks.errors import DataWorksError
from dataworks.flows.name_conflicts import NameTaken
from dataworks.flows.realtime_creation import Created, create_realtime_task
from dataworks.flows.waits import silent
from dataworks.operations.v2024.jobs import JobDetail
from dataworks.scripts.jobs.building import JobOptions, JobRequest, job_specification
from dataworks.studios.creating import NewDefinition, NewTask
from dataworks.studios.jobs import JOBS, definition_of_job
from dataworks.studios.studio import TaskPlace
from emulator.seed.first_job import FIRST_JOB
from emulator.world.jobs import DIJob
from tests import faults
from tests.dataworks.clients import Setting, emulated
from tests.others import acts_before, together, yielding

HOME, GROUP = "10002", "S_res_group_280749521950784_1623033752022"
LISTED, MADE, READ = "ListDIJobs", "CreateDIJob", "GetDIJob"


def wish(name: str = "live", *tables: str, **options: Any) -> NewTask:
    ends = "mysql_shop", "MySQL", tables or ("shop.orders",), "holo_shop", "Hologres", GROUP
    return NewTask(JOBS, HOME, name, job_specification(JobRequest(name, *ends, JobOptions(**options))), GROUP, "")


async def created(setting: Setting, wanted: NewTask) -> Created:
    made = await create_realtime_task(setting.api, wanted, silent)
    assert isinstance(made, Created)
    return made


async def failure(setting: Setting, wanted: NewTask) -> DataWorksError:
    with pytest.raises(DataWorksError) as failed:
        await created(setting, wanted)
    return failed.value


def jobs(setting: Setting) -> list[DIJob]:
    found = setting.emulator.world.workspace(HOME).jobs.values()
    return [job for job in found if job.id != FIRST_JOB.id]


async def test_a_job_is_looked_for_by_name_and_then_created_once() -> None:
    setting = emulated()
    made = await created(setting, wish())

    assert setting.sent == [LISTED, MADE, READ]
    assert (made.task_id, made.existed) == ("job-11588", False)
    assert made.present.tables_by_source() == {"mysql_shop": ("shop.orders",)}


async def test_the_same_request_again_finds_the_job() -> None:
    setting = emulated()
    first = await created(setting, wish("live", table_name="ods_${table}", ddl={"DropTable": "Ignore"}, cu={"full": 2}))
    again = await created(setting, wish("live", table_name="ods_${table}", ddl={"DropTable": "Ignore"}, cu={"full": 2}))

    assert (again.task_id, again.existed, len(jobs(setting))) == (first.task_id, True, 1)


LOST: dict[str, Callable[[], faults.Fault]] = {
    "dropped": faults.dropped_after,
    "cut": faults.cut,
    "a page": faults.not_json,
}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST.keys())
async def test_a_lost_answer_is_looked_after_and_never_makes_two(fault: Callable[[], faults.Fault]) -> None:
    setting = emulated()
    setting.emulator.fail(MADE, fault())
    made = await created(setting, wish())

    assert (made.existed, len(jobs(setting))) == (True, 1)
    assert setting.sent.count(MADE) == 1


async def test_a_request_that_was_never_received_leaves_nothing_and_can_be_repeated() -> None:
    setting = emulated()
    setting.emulator.fail(MADE, faults.dropped_before())
    error = await failure(setting, wish())

    assert jobs(setting) == []
    assert error.exists is not None
    assert (await created(setting, wish())).existed is False
    assert len(jobs(setting)) == 1


async def test_a_refused_creation_says_that_nothing_was_created() -> None:
    setting = emulated()
    setting.emulator.fail(MADE, faults.refused(400, "InvalidParameter", "TableMappings is invalid."))
    error = await failure(setting, wish())

    assert (error.code, error.exists, jobs(setting)) == ("InvalidParameter", "This call created no task.", [])


async def test_a_name_of_another_job_is_taken_and_that_job_stays() -> None:
    setting = emulated()
    await created(setting, wish())
    error = await failure(setting, wish("live", "shop.refunds"))

    assert isinstance(error, NameTaken)
    assert "job-11588" in (error.exists or "")
    assert [each.id for each in jobs(setting)] == [11588]
    assert setting.sent.count(MADE) == 1


async def test_a_job_whose_name_only_contains_the_wanted_one_is_another_one() -> None:
    setting = emulated()
    await created(setting, wish("live_old"))
    made = await created(setting, wish("live"))

    assert (made.existed, len(jobs(setting))) == (False, 2)


async def test_a_job_that_somebody_else_creates_meanwhile_is_found() -> None:
    setting, other = emulated(), wish()
    workspace = setting.emulator.world.workspace(HOME)

    def act() -> None:
        given = {name: value for name, value in JOBS.prepare(HOME, other.script).content.items() if name != "Name"}
        workspace.jobs[7] = DIJob(7, "live", given)

    acts_before(setting.emulator, MADE, act)
    made = await created(setting, wish())

    assert (made.task_id, made.existed, len(jobs(setting))) == ("job-7", True, 1)


async def test_two_callers_at_the_same_time_get_one_job() -> None:
    setting = emulated()

    async def call() -> Created:
        made = await create_realtime_task(yielding(setting.api), wish(), silent)
        assert isinstance(made, Created)
        return made

    found = await together(call, call)

    assert len(jobs(setting)) == 1
    assert {each.task_id for each in found if isinstance(each, Created)} == {"job-11588"}


async def test_a_list_that_fails_before_leaves_nothing() -> None:
    setting = emulated()
    setting.emulator.fail(LISTED, faults.refused(403, "403030", "no permission"), times=None)
    error = await failure(setting, wish())

    assert (error.code, error.exists, setting.sent) == ("403030", "This call created no task.", [LISTED])


async def test_an_answer_with_other_spellings_is_the_same_job() -> None:
    setting = emulated()
    made = await created(setting, wish("live", cu={"realtime": 2}, table_name="ods_${table}"))
    workspace = setting.emulator.world.workspace(HOME)
    (job,) = jobs(setting)
    resources = {"RealtimeResourceSettings": {"ResourceGroupIdentifier": GROUP, "RequestedCu": "2.0"}}
    given = {**job.given, "SourceDataSourceType": "Mysql", "DestinationDataSourceType": "HOLOGRES"}
    given["ResourceSettings"] = {**job.given["ResourceSettings"], **resources}
    workspace.jobs[job.id] = replace(job, given=given)
    again = await created(setting, wish("live", cu={"realtime": 2}, table_name="ods_${table}"))

    assert (again.task_id, again.existed) == (made.task_id, True)


async def test_another_definition_of_a_job_is_made_here_and_sends_what_differs() -> None:
    setting = emulated()
    made = await created(setting, wish("live", "shop.orders", table_name="ods_${table}"))
    place = TaskPlace(HOME, made.task_id)
    came, went = [("mysql_shop", "shop.items")], [("mysql_shop", "shop.orders")]
    tables = {"mysql_shop": ["shop.items"]}
    wanted = JOBS.prepare_other(NewDefinition(place, made.present, tables, came, went))
    update = JOBS.update(place, made.present, wanted)

    assert wanted.tables_by_source() == {"mysql_shop": ("shop.items",)}
    assert [each.destination for each in wanted.mappings] == ["ods_items"]
    assert {*update.model_dump(exclude_none=True)} == {"id", "project_id", "table_mappings"}
    await setting.api.call(update)
    present = await JOBS.read(setting.api, place)
    assert present.means_the_same(wanted)


def test_nothing_is_read_of_an_answer_without_details() -> None:
    assert definition_of_job(JobDetail(id="1", job_name="live")).content == {"Name": "live"}
