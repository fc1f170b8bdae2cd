"""Errors from anywhere are explained without an API call."""

from typing import Any

import jsonschema
import pytest

from server.hosting import Hosting
from tests.server.processes import ran_here
from tests.sessions import Time, assistant, emulated, facts_of, sent, text_of

TOOL = "explain_error"
SDK_TEXT = """alibabacloud_tea_openapi.exceptions.ClientException: {'code': 'Forbidden.DI.NoPrivilege',
'message': 'code: 403, No access. request id: 0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9'}"""
LOG = """2026-11-20 10:06:48 ERROR com.alibaba.otter.PositionNotFoundException: can't find start position for shop
2026-11-20 10:06:49 WARN dirty data: 3 records"""


async def explained(**arguments: Any) -> tuple[dict[str, Any], str]:
    time, language = Time(), arguments.pop("language", "en")
    emulator = emulated(time)
    async with assistant(emulator, time, hosting=Hosting(language=language)) as client:
        result = await client.call_tool(TOOL, arguments)
        schema = next(tool for tool in (await client.list_tools()).tools if tool.name == TOOL).output_schema
    assert not result.is_error
    assert schema is not None
    jsonschema.validate(facts_of(result), schema)
    assert sent(emulator) == []
    return facts_of(result), text_of(result)


async def test_a_code_is_explained_in_full() -> None:
    answer, text = await explained(error="Throttling.Api.Risk")

    assert answer["known"] is True
    assert answer["matched"] == "Throttling.Api.Risk"
    assert answer["retry"] == "no"
    assert "upgrade the DataWorks edition" in answer["fix"][0]
    assert answer["source"] in text


async def test_what_an_sdk_prints_is_explained_and_its_request_id_is_kept() -> None:
    answer, _ = await explained(error=SDK_TEXT)

    assert answer["matched"] == "Forbidden.DI.NoPrivilege"
    assert answer["request_id"] == "0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9"


async def test_a_log_is_explained_with_every_error_that_is_known() -> None:
    answer, _ = await explained(error=LOG, language="zh")

    assert "binlog" in answer["means"]
    assert "位点" in answer["means"]
    assert [line.partition(":")[0] for line in answer["also"]] == ["dirty data"]


async def test_what_nobody_knows_is_said_to_be_unknown() -> None:
    answer, _ = await explained(error="Something.Brand.New")

    assert answer["known"] is False
    assert answer["source"] == "none"
    assert "matched" not in answer


@pytest.mark.parametrize(
    ("operation", "retry"),
    [("ListFiles", "yes"), ("list_files", "yes"), ("CreateDISyncTask", "look first"), (None, "look first")],
)
async def test_a_read_may_be_repeated_where_a_write_is_looked_after_first(operation: str | None, retry: str) -> None:
    answer, _ = await explained(error="InternalError.System", operation=operation)

    assert answer["retry"] == retry


async def test_the_next_tool_comes_with_what_is_known() -> None:
    answer, _ = await explained(error="ResourceGroup:[my group] is invalid.")

    assert (answer["next_tool"], answer["next_arguments"]) == ("list_resource_groups", {"resource_group_type": 4})


def test_the_shell_explains_too_and_says_by_its_exit_code_whether_it_knows() -> None:
    known = ran_here("explain", "fileId:[100] is invalid.", "--language", "zh")
    unknown = ran_here("explain", "Something.Brand.New")

    assert known.returncode == 0
    assert "该工作空间中没有此 ID 的此类任务" in known.stdout
    assert unknown.returncode == 1
    assert "known: false" in unknown.stdout
