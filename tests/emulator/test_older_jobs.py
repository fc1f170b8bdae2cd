"""Jobs through API 2020-05-18: the same jobs, spelled as there; our own requests are answered."""

import json
from typing import Any

from dataworks.client import DataWorks
from dataworks.operation import Operation
from dataworks.operations.older_jobs import in_older_version
from dataworks.operations.v2024.job_alarms import DeleteDIAlarmRule, ListDIAlarmRules
from dataworks.operations.v2024.jobs import CreateDIJob, DeleteDIJob, GetDIJob, ListDIJobs, StartDIJob, StopDIJob
from emulator.world.lifecycle import Failing
from tests.emulator.calls import call, emulator
from tests.emulator.job_calls import HOME, job, state
from tests.sessions import Time, client_of, emulated


def new_job(**other: Any) -> CreateDIJob:
    given = {**job("orders"), **other}
    return CreateDIJob.from_wire(
        {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    )


async def sent(api: DataWorks, operation: Operation[Any]) -> Any:
    return await api.call(in_older_version(operation))


async def test_a_job_lives_its_life_in_the_older_version() -> None:
    time = Time()
    api = client_of(emulated(time), time)

    job_id = (await sent(api, new_job())).id
    await sent(api, StartDIJob(id=job_id))
    running = await sent(api, GetDIJob(project_id=HOME, id=job_id))
    page = await sent(api, ListDIJobs(project_id=HOME, name="shop"))
    await sent(api, StopDIJob(id=job_id))
    stopped = await sent(api, GetDIJob(project_id=HOME, id=job_id))
    rules = await sent(api, ListDIAlarmRules(job_id=job_id))
    await sent(api, DeleteDIJob(project_id=HOME, id=job_id))

    assert (running.job_status, stopped.job_status) == ("Running", "Stopped")
    assert [(row.id, row.job_name) for row in page.jobs] == [(job_id, "shop_to_holo")]
    assert rules.rules == ()


def test_a_failed_job_has_its_reason_there() -> None:
    service = emulator(Failing("no binlog"))
    made = call(service, "CreateDIJob", None, **{**job("orders"), "Name": "", "JobName": "older"}).payload
    call(service, "StartDIJob", {"DIJobId": str(made["DIJobId"])})

    read = call(service, "GetDIJob", {"DIJobId": str(made["DIJobId"])})

    assert (read.data["ErrorMessage"], read.data["JobName"]) == ("no binlog", "older")
    assert state(service, made["DIJobId"]) == "Failed"


async def test_an_unknown_rule_is_refused() -> None:
    request = in_older_version(DeleteDIAlarmRule(id="7", di_job_id="1"))

    assert call(emulator(), request.action(), request.wire().form).code == "500130"
