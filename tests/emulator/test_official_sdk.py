"""The official SDK as a client of the emulator."""

import json

import pytest

from emulator.service import Emulator
from tests.emulator.calls import generation, sample
from tests.emulator.sdk import KEY, asked
from tests.emulator.serving import emulator_of_today, served
from tests.faults import dropped_after, refused

READER = {"steps": [{"category": "reader", "name": "Reader", "parameter": {"connection": [{"table": ["refunds"]}]}}]}


@pytest.mark.parametrize(
    "name",
    [
        "generate_parameter_example",
        "generate_mysql_to_odps",
        "generate_mysql_to_kafka",
        "generate_mysql_to_holo",
        "generate_sample_request",
        "query",
        "create",
        "update",
        "get",
    ],
)
async def test_each_official_sample_is_answered(name: str) -> None:
    request = sample(name)

    async with served(emulator_of_today()) as url:
        body = await asked(url, request["action"], request["parameters"])

    assert body["Success"] is True
    assert body["Data"]["Status"] in {True, "success"}


async def test_a_task_is_generated_created_found_and_changed() -> None:
    base: dict[str, object] = {"ProjectId": 10000, "TaskType": "DI_REALTIME"}
    param = json.dumps(generation("mysql_shop", "orders", sink="holo"))
    place = json.dumps({"FileFolderPath": "业务流程/XXX/数据集成", "ResourceGroup": "S_res_group_XXX_XXXX"})

    async with served(emulator_of_today()) as url:
        started = await asked(url, "GenerateDISyncTaskConfigForCreating", {**base, "TaskParam": param})
        process = {**base, "AsyncProcessId": started["Data"]["ProcessId"]}
        content = (await asked(url, "QueryDISyncTaskConfigProcessResult", process))["Data"]["TaskContent"]
        task = {**base, "TaskName": "订单", "TaskParam": place, "TaskContent": content}
        file_id = (await asked(url, "CreateDISyncTask", task))["Data"]["FileId"]
        found = await asked(url, "ListFiles", {"ProjectId": 10000, "ExactFileName": "订单", "NeedContent": True})
        change = {**base, "TaskId": file_id, "TaskParam": json.dumps(READER)}
        restarted = await asked(url, "GenerateDISyncTaskConfigForUpdating", change)
        process = {**base, "AsyncProcessId": restarted["Data"]["ProcessId"]}
        changed = (await asked(url, "QueryDISyncTaskConfigProcessResult", process))["Data"]["TaskContent"]
        await asked(url, "UpdateDISyncTask", {**base, "FileId": file_id, "TaskContent": changed})
        read = await asked(url, "GetDISyncTask", {**base, "FileId": file_id})
        groups = await asked(url, "ListResourceGroups", {"ResourceGroupType": 4})

    assert [(row["FileId"], row["Content"]) for row in found["Data"]["Files"]] == [(file_id, content)]
    assert read["Data"]["Code"] == changed
    assert "shop.refunds" in changed
    assert "S_res_group_XXX_XXXX" in {group["Identifier"] for group in groups["Data"]}


async def test_a_wrong_secret_raises_signature_does_not_match() -> None:
    from alibabacloud_tea_openapi.exceptions import ClientException

    async with served(emulator_of_today()) as url:
        with pytest.raises(ClientException) as error:
            await asked(url, "ListResourceGroups", {}, access_key_secret="wrong")

    assert (error.value.code, error.value.status_code) == ("SignatureDoesNotMatch", 400)


async def test_a_refusal_keeps_its_code_and_request_id() -> None:
    from alibabacloud_tea_openapi.exceptions import ServerException

    service = emulator_of_today()
    service.fail("ListResourceGroups", refused(503, "ServiceUnavailable"))

    async with served(service) as url:
        with pytest.raises(ServerException) as error:
            await asked(url, "ListResourceGroups", {})

    assert error.value.code == "ServiceUnavailable"
    assert error.value.request_id == "00000000-0000-4000-8000-000000000001"


async def test_a_dropped_connection_raises() -> None:
    from darabonba.exceptions import UnretryableException

    service: Emulator = emulator_of_today()
    service.fail("ListResourceGroups", dropped_after())

    async with served(service) as url:
        with pytest.raises(UnretryableException):
            await asked(url, "ListResourceGroups", {})

    assert [each.status for each in service.calls] == [None]


async def test_the_asynchronous_sdk_signs_what_it_quotes_differently() -> None:
    from alibabacloud_dataworks_public20200518 import models
    from alibabacloud_dataworks_public20200518.client import Client
    from alibabacloud_tea_openapi.utils_models import Config

    async with served(emulator_of_today()) as url:
        config = Config(**KEY, protocol="HTTP", endpoint=url.removeprefix("http://"))
        request = models.ListResourceGroupsRequest(keyword="a:b,c d+e/中~*'()")
        response = await Client(config).list_resource_groups_async(request)

    assert (response.status_code, response.body.data) == (200, [])


async def test_the_legacy_signature_is_accepted_too() -> None:
    request = sample("create")

    async with served(emulator_of_today()) as url:
        body = await asked(url, request["action"], request["parameters"], signature_algorithm="v2")

    assert body["Data"]["FileId"] == 1000001
