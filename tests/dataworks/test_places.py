"""Where an answer stands, and where its status is a state: told by the operation's class, judged by the verdict."""

import json
from typing import Any

import pytest

from dataworks.answers import Answer
from dataworks.errors import DataWorksError, Refused, Rejected, Unreadable
from dataworks.operation import Operation
from dataworks.operations.v2020.data_sources import GetDataSourceMeta, TestNetworkConnection
from dataworks.operations.v2020.deployments import DeleteFile, SubmitFile, UpdateFile
from dataworks.operations.v2020.running import GetDISyncInstanceInfo
from dataworks.operations.v2020.workspaces import CreateFolder, GetProject, ListProjects
from dataworks.verdict import verdict

TASK = {"project_id": "1", "file_id": "2"}
REALTIME = GetDISyncInstanceInfo.model_validate({**TASK, "task_type": "DI_REALTIME"})
SOLUTION = GetDISyncInstanceInfo.model_validate({**TASK, "task_type": "DI_SOLUTION"})
PROJECT = GetProject.model_validate({"project_id": "1"})
SUBMIT = SubmitFile.model_validate(TASK)
UPDATE = UpdateFile.model_validate(TASK)
DELETE = DeleteFile.model_validate(TASK)
FOLDER = CreateFolder.model_validate({"project_id": "1", "folder_path": "a/b"})
PROBE = TestNetworkConnection.model_validate(
    {"project_id": "1", "datasource_name": "d", "env_type": "1", "resource_group": "g"}
)
META = GetDataSourceMeta.model_validate({"project_id": "1", "datasource_name": "d"})


def judged(operation: Operation[Any], **payload: object) -> Answer:
    answer: Answer = verdict(operation, 200, {}, json.dumps({"RequestId": "r", **payload}).encode())
    return answer


@pytest.mark.parametrize(
    ("operation", "payload", "field", "value"),
    [
        (ListProjects(), {"PageResult": {"TotalCount": 7}}, "total_count", 7),
        (PROBE, {"Success": True, "TaskList": {"ConnectStatus": False}}, "connect_status", False),
        (SUBMIT, {"Success": True, "Data": 3001, "ErrorCode": ""}, "deployment_id", "3001"),
        (FOLDER, {"Success": True, "Data": "f1"}, "folder_id", "f1"),
        (UPDATE, {"Success": "true", "ErrorCode": "0"}, "success", True),
        (DELETE, {"Success": True, "DeploymentId": 5}, "deployment_id", "5"),
        (PROJECT, {"Success": True, "Data": {"ProjectId": 2**60, "Status": 0}}, "project_id", str(2**60)),
        (REALTIME, {"Success": True, "Data": {"Status": "KILLING"}}, "status", "KILLING"),
        (SOLUTION, {"Success": True, "Data": {"Status": "success"}}, "status", "success"),
        (META, {"Success": True, "Data": {"Status": "success", "Meta": '{"dbTables":[]}'}}, "tables", ()),
    ],
)
def test_an_answer_is_read_from_its_place(
    operation: Operation[Any], payload: dict[str, Any], field: str, value: object
) -> None:
    assert getattr(judged(operation, **payload), field) == value


STUDIO = {"Success": False, "HttpStatusCode": 400, "ErrorCode": "Invalid.Parameter", "ErrorMessage": "no such file"}


@pytest.mark.parametrize(
    ("operation", "payload", "kind", "message"),
    [
        (REALTIME, {"Success": True, "Data": {"Status": "fail", "Message": "gone"}}, Rejected, "gone"),
        (REALTIME, {"Success": True, "Data": {"Status": "DEAD", "Message": "gone"}}, Rejected, "gone"),
        (REALTIME, {"Success": True, "Data": {}}, Rejected, "The service gave no reason."),
        (SOLUTION, {"Success": True, "Data": {"Status": "fail", "Message": "gone"}}, Rejected, "gone"),
        (SUBMIT, STUDIO, Refused, "no such file"),
        (UPDATE, STUDIO, Refused, "no such file"),
        (UPDATE, {"Code": "Throttling.Api.Risk", "Message": "enough"}, Refused, "enough"),
        (UPDATE, {"Success": False, "ErrorMessage": "no"}, Rejected, "no"),
        (ListProjects(), {"Code": "Forbidden.NoTenant", "Message": "no tenant"}, Refused, "no tenant"),
        (META, {"Success": True, "Data": {"Status": "fail", "Message": "time out"}}, Rejected, "time out"),
        (UPDATE, {}, Unreadable, "the answer lacks or garbles Success"),
        (SUBMIT, {"Success": True, "Data": None}, Unreadable, "the answer lacks or garbles DeploymentId"),
        (PROBE, {"Success": True}, Unreadable, "the answer lacks or garbles Data"),
        (META, {"Success": True, "Data": {"Status": "success", "Meta": "{"}}, Unreadable, "lacks or garbles Meta"),
    ],
)
def test_a_failure_is_known_in_every_family(
    operation: Operation[Any], payload: dict[str, Any], kind: type[DataWorksError], message: str
) -> None:
    with pytest.raises(kind) as error:
        judged(operation, **payload)

    assert message in error.value.message
