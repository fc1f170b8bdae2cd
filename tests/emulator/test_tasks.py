"""Creating, updating and reading tasks."""

import json
from typing import Any

import pytest

from tests.emulator.calls import NOON, Clock, call, create, emulator, generation, sample, script

BATCH: dict[str, Any] = json.loads(sample("create")["parameters"]["TaskContent"])
FOLDER = "Business Flow/shop/Data Integration"


def get(service: Any, task_type: str, file_id: int | str) -> Any:
    return call(service, "GetDISyncTask", ProjectId="10000", TaskType=task_type, FileId=str(file_id))


def update(service: Any, **parameters: object) -> Any:
    return call(
        service,
        "UpdateDISyncTask",
        **{"ProjectId": "10000", "TaskType": "DI_OFFLINE", "FileId": "1000000"} | parameters,
    )


def test_a_generated_script_becomes_a_task_byte_for_byte() -> None:
    service = emulator()
    text = script(service, generation("mysql_shop", "orders")).replace(",", ", ", 1)

    created = create(service, text)

    assert created.data["FileId"] == 1000001
    assert get(service, "DI_REALTIME", 1000001).data["Code"] == text


def test_a_solution_is_described_by_its_script() -> None:
    service = emulator(clock=Clock(NOON))
    text = script(service, generation("mysql_shop", "orders", "refunds", sink="holo"))

    created = create(service, text, TaskType="DI_SOLUTION")
    detail = get(service, "DI_SOLUTION", created.data["FileId"]).data["SolutionDetail"]

    content = json.loads(detail.pop("ProcessContent"))
    assert content["holoDatasource"] == "holo_shop"
    assert len(content["tableMappingRuleFromRealtimeSyncConfig"]["datasource"][0]["tableRule"]) == 2
    assert detail == {
        "Id": 1000001,
        "Name": "orders_live",
        "Type": "holo",
        "Status": "1",
        "SourceType": "mysql",
        "CreatorName": "dataworks_di",
        "ProjectId": 10000,
        "SubmitTime": "2026-11-20 20:00:00",
        "ProcessExtra": '{"processType":"new","tableNum":2}',
    }


def test_a_task_of_another_type_is_not_found() -> None:
    assert get(emulator(), "DI_REALTIME", 1000000).failure == "fileId:[1000000] is invalid."


def test_a_second_create_with_the_same_token_returns_the_first_task() -> None:
    service = emulator()

    first = create(service, BATCH, TaskType="DI_OFFLINE", ClientToken="t")
    again = create(service, BATCH, TaskType="DI_OFFLINE", ClientToken="t")

    assert again.data["FileId"] == first.data["FileId"] == 1000001


def test_a_token_is_not_used_up_by_a_request_that_failed() -> None:
    service = emulator()

    failed = create(service, BATCH, TaskType="DI_OFFLINE", ClientToken="t", TaskParam={"FileFolderPath": "Nowhere"})
    created = create(service, BATCH, TaskType="DI_OFFLINE", ClientToken="t")

    assert failed.failure == "Invalid path: Nowhere"
    assert created.data["FileId"] == 1000001


def test_another_create_with_the_same_token_is_refused() -> None:
    service = emulator()
    create(service, BATCH, TaskType="DI_OFFLINE", ClientToken="t")

    answer = create(service, BATCH, "other_name", TaskType="DI_OFFLINE", ClientToken="t")

    assert (answer.status, answer.code) == (400, "Invalid.DI.Parameter")


def test_a_name_that_is_taken_is_refused() -> None:
    service = emulator()
    create(service, BATCH, TaskType="DI_OFFLINE")

    answer = create(service, BATCH, TaskType="DI_OFFLINE")

    assert (answer.status, answer.code, answer.payload["Message"]) == (
        400,
        "Invalid.DI.Parameter.File.Existed",
        "The file name already exists.",
    )


@pytest.mark.parametrize(
    ("param", "failure"),
    [
        (
            {"FileFolderPath": "Business Flow/xxxx/Data Integration"},
            "Invalid path: Business Flow/xxxx/Data Integration",
        ),
        ({"FileFolderPath": FOLDER, "ResourceGroup": "S_x"}, "ResourceGroup:[S_x] is invalid."),
        ({"FileFolderPath": FOLDER, "Cu": 0.3}, "Cu:[0.3] is invalid."),
    ],
)
def test_a_place_that_does_not_exist_fails_with_the_documented_text(param: dict[str, Any], failure: str) -> None:
    assert create(emulator(), BATCH, TaskType="DI_OFFLINE", TaskParam=param).failure == failure


def test_a_chinese_folder_is_a_folder() -> None:
    place = {"FileFolderPath": "业务流程/XXX/数据集成"}

    assert create(emulator(), BATCH, TaskType="DI_OFFLINE", TaskParam=place).data["Status"] == "success"


def test_without_a_place_the_first_folder_takes_the_task() -> None:
    """The SDK marks TaskParam as optional."""
    service = emulator()
    create(service, BATCH, TaskType="DI_OFFLINE", TaskParam="")

    listed = call(service, "ListFiles", ProjectId="10000", ExactFileName="orders_live", NeedAbsoluteFolderPath="true")

    assert listed.data["Files"][0]["AbsoluteFolderPath"] == "Business Flow/XXX/Data Integration"


def test_a_workspace_without_folders_takes_no_task() -> None:
    answer = call(
        emulator(),
        "CreateDISyncTask",
        ProjectId="10001",
        TaskType="DI_OFFLINE",
        TaskName="n",
        TaskContent={
            "type": "job",
            "version": "2.0",
            "steps": [
                {"category": "reader", "name": "Reader", "stepType": "stream"},
                {"category": "writer", "name": "Writer", "stepType": "stream"},
            ],
        },
    )

    assert answer.failure == "Invalid path: "


def changed(**top: object) -> dict[str, Any]:
    return {**BATCH, **top}


GENERATED = script(emulator(), generation("mysql_shop", "orders"))


@pytest.mark.parametrize(
    ("task_type", "content"),
    [
        ("DI_OFFLINE", "{"),
        ("DI_OFFLINE", "[]"),
        ("DI_OFFLINE", "{}"),
        ("DI_OFFLINE", changed(type="realtime")),
        ("DI_OFFLINE", changed(steps=BATCH["steps"][:1])),
        ("DI_OFFLINE", changed(steps=[None])),
        ("DI_OFFLINE", changed(order={"hops": [{"from": "Reader", "to": "Nobody"}]})),
        ("DI_OFFLINE", '{"a":' * 100_000),
        ("DI_REALTIME", BATCH),
        ("DI_REALTIME", {**json.loads(GENERATED), "extend": {}}),
        ("DI_REALTIME", json.loads(GENERATED.replace("tableRule", "rules"))),
        ("DI_REALTIME", json.loads(GENERATED.replace('"connection"', '"connections"'))),
        ("DI_SOLUTION", BATCH),
    ],
)
def test_a_script_of_the_wrong_shape_is_refused(task_type: str, content: object) -> None:
    service = emulator()

    answer = create(service, content, TaskType=task_type)

    assert (answer.status, answer.code) == (400, "Invalid.DI.Parameter")
    assert service.world.last["file"] == 1000000


def test_a_script_that_names_an_unknown_data_source_fails() -> None:
    content = json.loads(json.dumps(BATCH).replace("odps_source", "odps_gone"))

    assert create(emulator(), content, TaskType="DI_OFFLINE").failure == "datasource:[odps_gone] is invalid."


def test_contradiction_12_a_batch_task_may_name_a_data_source_that_is_in_development_only() -> None:
    content = sample("create")["parameters"]["TaskContent"].replace('"mysql_pub"', '"mysql_dev"')

    assert '"mysql_dev"' in content
    assert create(emulator(), content, TaskType="DI_OFFLINE").data["Status"] == "success"


def test_a_real_time_task_names_data_sources_of_production() -> None:
    service = emulator()
    content = script(service, generation("mysql_shop", "orders")).replace('"mysql_shop"', '"mysql_dev"')

    assert create(service, content).failure == "datasource:[mysql_dev] is invalid."


def test_a_lone_surrogate_comes_back_as_a_question_mark() -> None:
    content = json.dumps(BATCH).replace("odps_source", "odps\\ud800")

    assert create(emulator(), content, TaskType="DI_OFFLINE").failure == "datasource:[odps?] is invalid."


def test_a_name_is_mandatory() -> None:
    answer = create(emulator(), BATCH, "", TaskType="DI_OFFLINE")

    assert (answer.status, answer.code) == (400, "MissingTaskName")


def test_an_update_without_content_keeps_the_script() -> None:
    service = emulator()
    before = service.world.workspaces["10000"].tasks["DI_OFFLINE", 1000000].script

    update(service, TaskContent="", TaskParam={"ResourceGroup": "S_res_group_XXX_XXXX", "Cu": 1.5})

    task = service.world.workspaces["10000"].tasks["DI_OFFLINE", 1000000]
    assert (task.script, task.resource_group, task.cu, task.version) == (before, "S_res_group_XXX_XXXX", 1.5, 2)


def test_an_update_replaces_the_script() -> None:
    service = emulator()

    update(service, TaskContent=BATCH)

    listed = call(service, "ListFiles", ProjectId="10000", FileIdIn="1000000", NeedContent="true").data["Files"]
    assert json.loads(listed[0]["Content"]) == BATCH


@pytest.mark.parametrize("cu", [0, -1, 0.3, True, "many", [], {}, "inf", "nan"], ids=str)
def test_compute_units_are_a_positive_multiple_of_a_half(cu: object) -> None:
    assert update(emulator(), TaskParam={"Cu": cu}).failure == f"Cu:[{cu}] is invalid."


@pytest.mark.parametrize("cu", [0.5, 1, "2.5", 128])
def test_compute_units_may_be_a_number_or_its_text(cu: object) -> None:
    assert update(emulator(), TaskParam={"Cu": cu}).data["Status"] == "success"


def test_an_update_of_what_does_not_exist_fails() -> None:
    service = emulator()

    assert update(service, FileId="5").failure == "fileId:[5] is invalid."
    assert update(service, TaskParam={"ResourceGroup": "S_x"}).failure == "ResourceGroup:[S_x] is invalid."


def test_a_failed_update_changes_nothing() -> None:
    service = emulator()

    update(service, TaskContent=BATCH, TaskParam={"Cu": 0.3})

    assert service.world.workspaces["10000"].tasks["DI_OFFLINE", 1000000].version == 1


def test_a_real_time_task_is_updated_too() -> None:
    service = emulator()
    create(service, GENERATED)
    other = script(service, generation("mysql_shop", "refunds"))

    answer = update(service, TaskType="DI_REALTIME", FileId="1000001", TaskContent=other)

    assert answer.data["Status"] == "success"
    assert get(service, "DI_REALTIME", 1000001).data["Code"] == other


def test_a_world_can_refuse_to_update_real_time_tasks() -> None:
    service = emulator()
    service.world.realtime_updates = False
    create(service, GENERATED)

    realtime = update(service, TaskType="DI_REALTIME", FileId="1000001")
    solution = update(service, TaskType="DI_SOLUTION", FileId="100")

    assert (realtime.status, realtime.code) == (solution.status, solution.code) == (400, "Invalid.DI.Parameter")


NOT_IN_PROJECT = (400, "Invalid.Tenant.UserNotInProject")
NO_PRIVILEGE = (403, "Forbidden.DI.NoPrivilege")


@pytest.mark.parametrize(
    ("action", "parameters", "documented"),
    [
        ("GenerateDISyncTaskConfigForCreating", {"TaskParam": "{}"}, NO_PRIVILEGE),
        ("GenerateDISyncTaskConfigForUpdating", {"TaskParam": "{}", "TaskId": "1"}, NO_PRIVILEGE),
        ("CreateDISyncTask", {"TaskContent": "{}", "TaskName": "n"}, NO_PRIVILEGE),
        ("UpdateDISyncTask", {"FileId": "1"}, NO_PRIVILEGE),
        ("QueryDISyncTaskConfigProcessResult", {"AsyncProcessId": "10"}, NOT_IN_PROJECT),
        ("GetDISyncTask", {"FileId": "100"}, NOT_IN_PROJECT),
        ("ListFiles", {}, NOT_IN_PROJECT),
    ],
)
def test_contradiction_16_another_workspace_is_one_of_others(
    action: str, parameters: dict[str, str], documented: tuple[int, str]
) -> None:
    service = emulator()
    answers = [call(service, action, ProjectId="999", TaskType="DI_REALTIME", **parameters)]
    service.world.documented = True
    answers.append(call(service, action, ProjectId="999", TaskType="DI_REALTIME", **parameters))

    assert [(answer.status, answer.code) for answer in answers] == [NOT_IN_PROJECT, documented]


def test_contradiction_16_a_workspace_of_an_unknown_name_does_not_exist() -> None:
    answer = call(emulator(), "ListFiles", ProjectIdentifier="elsewhere")

    assert (answer.status, answer.code) == (400, "Invalid.Tenant.ProjectNotExists")
