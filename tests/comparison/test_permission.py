"""Without --writes nothing is sent that may change something; with it, only what is about things of this run."""

from pathlib import Path
from typing import Any

import pytest

from comparison.case import Case, CaseFile, Requested
from comparison.case_files import case_files, read_files
from comparison.outcome import Verdict
from comparison.requests import RawRequest, raw_request
from comparison.sender import NotAllowed, Permission, Sender
from dataworks.operation import NEW as V2024
from dataworks.operation import VERSION, Effect
from dataworks.operations.catalog import operations
from tests.comparison.runs import CLASSIC, NAME, NEW, compared, run_of, second, wanted

WRITES = [key for key, operation in operations().items() if operation.effect is not Effect.READ]
OTHERS_JOB = "11500"

HOSTILE = f"""
about = "A file that wants to write."
[[clean]]
thing = "thing"
what = {{ en = "thing", zh = "对象" }}
named = "x"
find = {{ version = "2024-05-18", action = "DeleteDIJob", parameters = {{ Id = "{OTHERS_JOB}", ProjectId = "10002" }} }}
rows = "x"
name = "x"
id = "x"
steps = [{{ version = "2024-05-18", action = "StopDIJob", parameters = {{ Id = "{OTHERS_JOB}" }} }}]
[[cases]]
name = "delete-a-job"
settles = "Nothing, it only deletes."
version = "2024-05-18"
action = "DeleteDIJob"
parameters = {{ Id = "{OTHERS_JOB}", ProjectId = "10002" }}
[[cases]]
name = "change-a-job"
settles = "Nothing, it only changes."
version = "2024-05-18"
action = "UpdateDIJob"
parameters = {{ Id = "${{job}}", ProjectId = "10002", Description = "${{name}}" }}
[[cases]]
name = "change-a-setting"
settles = "Nothing, it only changes."
version = "2020-05-18"
action = "UpdateDIProjectConfig"
parameters = {{ ProjectId = "10002", DestinationType = "odps", ProjectConfig = {{ DROPTABLE = "${{name}}" }} }}
[[cases]]
name = "unknown-operation"
settles = "Nothing, nobody knows it."
version = "2024-05-18"
action = "EraseWorkspace"
parameters = {{ Id = "10002" }}
"""


def hostile(tmp_path: Path) -> tuple[CaseFile, ...]:
    path = tmp_path / "hostile.toml"
    path.write_text(HOSTILE, "utf-8")
    return read_files([path])


def sender(permission: Permission) -> Sender:
    return Sender(run_of(second(), wanted(NEW)).comparison.api, permission)


@pytest.mark.parametrize("name", [None, NAME], ids=["reads", "writes"])
async def test_a_hostile_file_of_cases_changes_nothing(name: str | None, tmp_path: Path) -> None:
    service = second()
    before = str(service.world.workspaces[NEW])
    run = run_of(service, wanted(NEW, name, hostile(tmp_path)))
    await run.comparison.run()

    assert run.named(Verdict.NOT_TRIED) == {"delete-a-job", "change-a-job", "change-a-setting", "unknown-operation"}
    assert run.writes() == 0
    assert not {call.action for call in service.calls} & {key.action for key in WRITES}
    assert str(service.world.workspaces[NEW]) == before


def test_the_same_cases_in_a_file_without_cleaning_are_refused_when_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "hostile.toml"
    path.write_text(HOSTILE[: HOSTILE.index("[[clean]]")] + HOSTILE[HOSTILE.index("[[cases]]") :], "utf-8")

    with pytest.raises(ValueError, match="a write needs a file"):
        read_files([path])


@pytest.mark.parametrize("key", WRITES, ids=lambda key: "/".join(key))
async def test_no_operation_above_read_is_sent_without_writes(key: Any) -> None:
    service = sender(Permission())

    with pytest.raises(NotAllowed, match="--writes is not given"):
        await service.send(raw_request(key.version, key.action, {"Id": "1", "Name": NAME}))

    assert (service.reads, service.writes) == (0, 0)


@pytest.mark.parametrize("version", [VERSION, V2024, "2019-01-01"])
@pytest.mark.parametrize("action", ["DeleteDIJob", "deletedijob", "EraseWorkspace", "GetEverything", "DeleteFolder"])
async def test_a_version_or_a_name_that_is_not_known_makes_no_read_of_it(action: str, version: str) -> None:
    with pytest.raises(NotAllowed):
        await sender(Permission()).send(raw_request(version, action, {"Id": "1"}))


@pytest.mark.parametrize("name", ["Action", "action", "Version", "x-acs-action", "Signature", "AccessKeyId"])
async def test_a_read_can_not_become_another_operation(name: str) -> None:
    request = RawRequest(V2024, "GetProject", "GET", {"Id": NEW, name: "DeleteDIJob"}, {})

    with pytest.raises(NotAllowed, match="belongs to the protocol"):
        await sender(Permission(NAME)).send(request)


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("DeleteDIJob", {"Id": OTHERS_JOB}),
        ("StopDIJob", {"Id": OTHERS_JOB, "InstanceId": "mine"}),
        ("UpdateDIJob", {"Id": "mine", "DIJobId": OTHERS_JOB}),
        ("CreatePipelineRun", {"ObjectIds": ["mine", "7567482277219412494"]}),
        ("CreateDIAlarmRule", {"Name": f"{NAME}alarm", "DIJobId": OTHERS_JOB}),
        ("CreateDIJob", {"Name": "somebodys_job"}),
        ("CreateDIJob", {}),
        ("DeleteNode", {"ProjectId": NEW}),
        ("UpdateDIProjectConfig", {"ProjectId": NEW, "DestinationType": NAME}),
    ],
)  # fmt: skip
async def test_with_writes_nothing_of_others_is_touched(action: str, parameters: dict[str, object]) -> None:
    with pytest.raises(NotAllowed, match="not about something that this run has created"):
        await sender(Permission(NAME, {"mine"})).send(raw_request(V2024, action, parameters))


def test_what_this_run_has_created_may_be_changed_and_deleted() -> None:
    permission = Permission(NAME, {"mine"})

    permission.check(raw_request(V2024, "DeleteDIJob", {"Id": "mine"}))
    permission.check(raw_request(V2024, "CreatePipelineRun", {"ObjectIds": ["mine"]}))
    permission.check(raw_request(V2024, "CreateDIJob", {"Name": f"{NAME}job"}))
    permission.check(raw_request(V2024, "DeleteNode", {"Id": "999999999999"}))


def test_wrong_inputs_of_writing_operations_count_as_writes() -> None:
    cases = {case.name: case for file in case_files() for case in file.cases}

    assert cases["node-create-without-node"].is_write
    assert cases["node-delete-unknown"].is_write
    assert cases["realtime-create-empty-script"].is_write
    assert Requested(version=V2024, action="NoSuchThing").is_write
    assert not Case(name="a", settles="0123456789", version="2019-01-01", action="GetProject").is_write


@pytest.mark.parametrize("project_id", [CLASSIC, NEW])
async def test_a_comparison_of_reads_sends_reads_alone(project_id: str) -> None:
    service = second()
    await compared(service, project_id)
    effects = {operation.effect for key, operation in operations().items() if service.counts[key.action]}

    assert effects == {Effect.READ}
    assert {call.action for call in service.calls} <= {key.action for key in operations()}
