"""The deployment of a batch task to production."""

import json
from typing import Any

import pytest

from emulator.service import Emulator
from emulator.world.lifecycle import AfterReads, AtOnce, Failing, Speed
from tests.emulator.calls import Answer, call, create, emulator, sample

BATCH: dict[str, Any] = json.loads(sample("create")["parameters"]["TaskContent"])
FILE = {"ProjectId": "10000", "FileId": "1000001"}
PARENT = {"InputList": "workspace_10000_root"}


def do(service: Emulator, action: str, **more: str) -> Answer:
    return call(service, action, {**FILE, **more})


def made(speed: Speed | None = None) -> Emulator:
    """An emulator with a new batch task."""
    service = emulator()
    service.world.deploying_speed = speed or AtOnce()
    create(service, BATCH, "nightly", TaskType="DI_OFFLINE")
    return service


def status(service: Emulator, deployment_id: object) -> int:
    answer = call(service, "GetDeployment", {"ProjectId": "10000", "DeploymentId": str(deployment_id)})
    return int(answer.data["Deployment"]["Status"])


def test_a_batch_task_goes_to_production_and_away() -> None:
    service = made()

    updated = do(service, "UpdateFile", **PARENT, CronExpress="00 30 05 * * ?", CycleType="DAY")
    submitted = do(service, "SubmitFile")
    deployed = do(service, "DeployFile")
    deleted = do(service, "DeleteFile")

    assert (updated.payload["Success"], "Data" in updated.payload) == (True, False)
    assert [status(service, answer.data) for answer in (submitted, deployed)] == [1, 1]
    assert status(service, deleted.payload["DeploymentId"]) == 1
    assert do(service, "GetFile").data["File"]["DeletedStatus"] == "RECYCLE_BIN"
    assert do(service, "UpdateFile", **PARENT).error_message == "fileId:[1000001] is invalid."


def in_production(service: Emulator) -> bool:
    return service.world.in_production("10000", 1000001)


def deployed_file(speed: Speed | None = None) -> Emulator:
    """An emulator with a batch task in production."""
    service = made()
    do(service, "UpdateFile", **PARENT)
    do(service, "SubmitFile")
    do(service, "DeployFile")
    service.world.deploying_speed = speed or AtOnce()
    return service


def test_contradiction_2_a_deleted_file_stays_in_production_until_its_removal_is_deployed() -> None:
    service = deployed_file()

    do(service, "DeleteFile")
    left = in_production(service)
    read = do(service, "GetFile").data["File"]["DeletedStatus"]
    listed = call(service, "ListFiles", ProjectId="10000", Keyword="nightly").data["TotalCount"]
    removal = do(service, "DeployFile")

    assert (left, read, listed) == (True, "RECYCLE_BIN", 0)
    assert status(service, removal.data) == 1
    assert not in_production(service)
    assert versions(service) == [(3, "DEPLOYED", False), (2, "DEPLOYED", False)]
    assert do(service, "ListFileVersions").data["FileVersions"][0]["ChangeType"] == "DELETE"


@pytest.mark.parametrize("action", ["SubmitFile", "DeployFile"])
def test_what_production_runs_is_shown_while_the_same_version_is_brought_there_again(action: str) -> None:
    service = deployed_file(Failing("Approval is required."))

    do(service, action)

    assert in_production(service)
    assert [(number, current) for number, _, current in versions(service)] == [(2, True)]


def test_contradiction_2_production_runs_it_while_the_removal_is_on_its_way() -> None:
    service = deployed_file()
    do(service, "DeleteFile")
    service.world.deploying_speed = AfterReads(1)

    removal = do(service, "DeployFile").data

    assert (in_production(service), status(service, removal)) == (True, 0)
    assert (status(service, removal), in_production(service)) == (1, False)


def test_contradiction_2_a_removal_is_not_deployed_before_it_reached_development() -> None:
    service = deployed_file(AfterReads(2))

    removal = do(service, "DeleteFile").payload["DeploymentId"]
    early = do(service, "DeployFile").error_message

    assert early == "fileId:[1000001] is still being submitted."
    assert [status(service, removal) for _ in range(3)] == [0, 0, 1]


def test_contradiction_2_without_a_development_environment_a_deleted_file_leaves_production_at_once() -> None:
    service = deployed_file()
    service.world.workspaces["10000"].standard = False

    do(service, "DeleteFile")

    assert not in_production(service)
    assert call(service, "GetProject", ProjectId="10000").data["ProjectMode"] == 2


def test_a_file_shows_its_script_and_its_schedule() -> None:
    service = made()
    change = {"CronExpress": "00 15 * * * ?", "ParaValue": "bizdate=$bizdate", "Stop": "True", "AutoRerunTimes": "3"}
    do(service, "UpdateFile", InputList="a, b", FileName="hourly", **change)

    data = do(service, "GetFile").data

    assert (data["File"]["FileName"], json.loads(data["File"]["Content"])) == ("hourly", BATCH)
    assert data["NodeConfiguration"] == {
        "CronExpress": "00 15 * * * ?",
        "ParaValue": "bizdate=$bizdate",
        "Stop": True,
        "AutoRerunTimes": 3,
        "InputList": [{"Input": "a", "ParseType": "MANUAL"}, {"Input": "b", "ParseType": "MANUAL"}],
    }


def test_contradiction_3_a_file_is_moved_to_a_folder_in_any_spelling() -> None:
    service = made()
    path = "Business Flow/shop/Data Integration"

    do(service, "UpdateFile", FileFolderPath="业务流程//shop/folderDi/", Owner="2")
    listed = call(service, "ListFiles", ProjectId="10000", Keyword="nightly", NeedAbsoluteFolderPath="true").data
    refused = do(service, "UpdateFile", FileFolderPath="Business Flow/shop/MaxCompute")

    assert [(row["AbsoluteFolderPath"], row["Owner"]) for row in listed["Files"]] == [(path, "2")]
    assert refused.error_message == "不合法的目录路径"


def test_what_an_update_leaves_out_stays() -> None:
    service = emulator()
    call(service, "UpdateFile", {"ProjectId": "10000", "FileId": "1000000", "CronExpress": "00 15 * * * ?"})

    schedule = call(service, "GetFile", {"ProjectId": "10000", "NodeId": "701000"}).data["NodeConfiguration"]

    assert (schedule["CronExpress"], schedule["CycleType"]) == ("00 15 * * * ?", "DAY")


def test_a_cron_expression_of_another_length_is_refused() -> None:
    assert do(made(), "UpdateFile", CronExpress="5 5 * * *").error_message == "CronExpress:[5 5 * * *] is invalid."


def test_without_a_parent_a_batch_task_is_not_submitted() -> None:
    assert do(made(), "SubmitFile").error_message == "输入输出不能为空"


@pytest.mark.parametrize(
    ("parents", "unknown"), [("nobody_out", "nobody_out"), ("workspace_10000_root, nobody_out", "nobody_out")]
)
@pytest.mark.parametrize("documented", [True, False])
def test_contradiction_4_a_parent_that_is_not_there_is_refused(parents: str, unknown: str, documented: bool) -> None:
    service = made()
    service.world.documented = documented
    do(service, "UpdateFile", InputList=parents)

    answer = do(service, "SubmitFile")

    text = f"InputList:[{unknown}] is invalid." if documented else f"父节点输出名:{unknown} 不存在，不能提交本节点"
    assert (answer.status, answer.error_message) == (200 if documented else 400, text)
    assert do(service, "ListFileVersions").data["TotalCount"] == 0


def test_contradiction_4_a_parent_is_there_once_it_is_submitted() -> None:
    service = made()
    create(service, BATCH, "parent", TaskType="DI_OFFLINE")
    parent = {"ProjectId": "10000", "FileId": "1000002"}
    do(service, "UpdateFile", InputList="workspace_10000.1000002_out")
    call(service, "UpdateFile", {**parent, **PARENT})

    early = do(service, "SubmitFile").error_message
    call(service, "SubmitFile", parent)

    assert "workspace_10000.1000002_out" in early
    assert do(service, "SubmitFile").payload["Success"]


def test_contradiction_4_a_file_has_a_node_once_its_submission_is_successful() -> None:
    service = made(AfterReads(1))
    do(service, "UpdateFile", **PARENT)
    submission = do(service, "SubmitFile").data

    def shown() -> tuple[int, bool]:
        file = do(service, "GetFile").data["File"]
        return file["CommitStatus"], "NodeId" in file

    before = shown()
    status(service, submission)
    after = shown()
    do(service, "UpdateFile", CronExpress="00 15 * * * ?")
    do(service, "SubmitFile")

    assert [before, after, shown()] == [(0, False), (1, True), (0, True)]


def test_a_submission_that_failed_makes_no_node() -> None:
    service = made(Failing("no"))
    do(service, "UpdateFile", **PARENT)
    do(service, "SubmitFile")
    failed = "NodeId" in do(service, "GetFile").data["File"]
    service.world.deploying_speed = AtOnce()
    do(service, "SubmitFile")

    assert (failed, "NodeId" in do(service, "GetFile").data["File"]) == (False, True)


def test_only_what_was_submitted_is_deployed() -> None:
    assert do(made(), "DeployFile").error_message == "fileId:[1000001] is not submitted."


def test_a_deployment_waits_for_the_submission() -> None:
    service = made(AfterReads(2))
    do(service, "UpdateFile", **PARENT)
    submitted = do(service, "SubmitFile").data

    early = do(service, "DeployFile").error_message
    states = [status(service, submitted) for _ in range(3)]

    assert early == "fileId:[1000001] is still being submitted."
    assert states == [0, 0, 1]
    assert do(service, "DeployFile").data == submitted + 1


def test_a_submission_that_fails_says_why_and_is_not_deployed() -> None:
    service = made(Failing("the checker said no"))
    do(service, "UpdateFile", **PARENT)
    submitted = do(service, "SubmitFile").data

    answer = call(service, "GetDeployment", {"ProjectId": "10000", "DeploymentId": str(submitted)})

    assert answer.data["Deployment"]["Status"] == 2
    assert answer.data["Deployment"]["ErrorMessage"] == "the checker said no"
    assert answer.data["DeployedItems"] == [{"FileId": 1000001, "FileVersion": 2, "Status": 2}]
    assert do(service, "DeployFile").error_message == "fileId:[1000001] is not submitted."


def versions(service: Emulator) -> list[tuple[int, str, bool]]:
    rows = do(service, "ListFileVersions").data["FileVersions"]
    return [(row["FileVersion"], row["Status"], row["IsCurrentProd"]) for row in rows]


def test_versions_are_what_was_submitted_and_say_what_production_runs() -> None:
    service = made()
    before = versions(service)
    do(service, "UpdateFile", **PARENT)
    do(service, "SubmitFile")
    submitted = versions(service)
    do(service, "DeployFile")
    deployed = versions(service)
    do(service, "UpdateFile", ParaValue="bizdate=$bizdate")
    changed = do(service, "GetFile").data["File"]["CommitStatus"]
    do(service, "SubmitFile")

    assert (before, submitted) == ([], [(2, "COMMITTED", False)])
    assert deployed == [(2, "DEPLOYED", True)]
    assert changed == 0
    assert versions(service) == [(3, "COMMITTED", False), (2, "DEPLOYED", True)]


def test_a_version_on_its_way_and_one_that_failed_are_told_as_such() -> None:
    service = made(AfterReads(1))
    do(service, "UpdateFile", **PARENT)
    do(service, "SubmitFile")
    going = versions(service)
    service.world.deploying_speed = Failing("the checker said no")
    do(service, "DeployFile")
    back = versions(service)
    do(service, "SubmitFile")

    assert going == [(2, "COMMITTING", False)]
    assert back == [(2, "COMMITTED", False)]
    assert versions(service) == [(2, "CANCELLED", False)]


def test_a_file_that_was_never_committed_is_gone_at_once() -> None:
    service = made()

    assert "DeploymentId" not in do(service, "DeleteFile").payload
    assert call(service, "ListFiles", ProjectId="10000", Keyword="nightly").data["TotalCount"] == 0


def test_a_deployed_real_time_task_is_not_deleted_as_a_file() -> None:
    service = emulator()
    task = {"ProjectId": "10000", "FileId": "100"}
    call(service, "DeployDISyncTask", TaskType="DI_REALTIME", **task)

    assert call(service, "DeleteFile", task).error_message == "fileId:[100] is deployed and can not be deleted."


@pytest.mark.parametrize(
    ("action", "wrong", "message"),
    [
        ("GetFile", {"FileId": "5"}, "fileId:[5] is invalid."),
        ("GetFile", {"FileId": "", "NodeId": "5"}, "nodeId:[5] is invalid."),
        ("DeployFile", {"FileId": "5"}, "fileId:[5] is invalid."),
        ("GetDeployment", {"DeploymentId": "5"}, "发布包5不存在"),
    ],
)
def test_an_unknown_id_is_told(action: str, wrong: dict[str, str], message: str) -> None:
    assert do(made(), action, **wrong).error_message == message


def test_a_deployment_of_another_workspace_is_unknown() -> None:
    service = made()
    do(service, "UpdateFile", **PARENT)
    submitted = do(service, "SubmitFile").data

    answer = call(service, "GetDeployment", {"ProjectId": "10001", "DeploymentId": str(submitted)})

    assert answer.error_message == f"发布包{submitted}不存在"


def test_a_workspace_may_be_named_by_its_identifier() -> None:
    answer = call(emulator(), "GetFile", {"ProjectIdentifier": "workspace_10000", "FileId": "1000000"})

    assert answer.data["File"]["FileName"] == "u_pk_to_odps"
    assert call(emulator(), "GetFile", {"FileId": "1000000"}).code == "1201111279"


def test_contradiction_11_an_unknown_file_has_no_versions() -> None:
    answer = do(emulator(), "ListFileVersions", FileId="999")

    assert answer.payload == {
        "Success": True,
        "RequestId": "00000000-0000-4000-8000-000000000001",
        "HttpStatusCode": 200,
        "Data": {"TotalCount": 0, "PageNumber": 1, "PageSize": 10, "FileVersions": []},
    }


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("ListFiles", {}),
        ("GetFile", {"FileId": "1000000"}),
        ("UpdateFile", {"FileId": "1000000", "CronExpress": "00 15 * * * ?"}),
        ("ListBusiness", {}),
        ("CreateFolder", {"FolderPath": "Business Flow/shop/Data Integration/more"}),
    ],
)
def test_contradiction_11_a_success_has_no_fields_of_an_error(action: str, parameters: dict[str, str]) -> None:
    answer = call(emulator(), action, {"ProjectId": "10000", **parameters})

    assert answer.payload["Success"] is True
    assert answer.payload.keys() <= {"Success", "RequestId", "HttpStatusCode", "Data"}


def test_contradiction_15_a_parent_of_a_node_has_a_parse_type() -> None:
    service = made()
    before = call(service, "GetFile", {"ProjectId": "10000", "FileId": "1000000"}).data["NodeConfiguration"]
    do(service, "UpdateFile", InputList="a", OutputList="b")
    after = do(service, "GetFile").data["NodeConfiguration"]

    assert [parent["ParseType"] for parent in before["InputList"]] == ["MANUAL"]
    assert (after["InputList"], after["OutputList"]) == ([{"Input": "a", "ParseType": "MANUAL"}], [{"Output": "b"}])
