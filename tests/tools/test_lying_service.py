"""Answers that no service should send cost little, and are reported as what they are."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from emulator.exchange import Dropped, Reply, Request
from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.world.lifecycle import AtOnce
from tests.sessions import BATCH_WISH, WISH, Time, facts_of, text_of, trusted

LONG = 3_000_000


class Liar(Emulator):
    """A service that changes its answers before it sends them."""

    lie: Callable[[Reply], Reply]

    def answer(self, request: Request) -> Reply | Dropped:
        reply = super().answer(request)
        return reply if isinstance(reply, Dropped) else self.lie(reply)


async def told(tool: str, arguments: dict[str, Any], lie: Callable[[Reply], Reply]) -> Any:
    """The result of a call of such a service."""
    time = Time()
    emulator = Liar(initial_world(clock=time.clock, speed=AtOnce()))
    emulator.lie = lie
    async with trusted(emulator, time) as client:
        return await client.call_tool(tool, {"project_id": "10000", **arguments})


def refusing(**facts: Any) -> Callable[[Reply], Reply]:
    body = json.dumps({"Code": "Invalid.X", "Message": "m", "RequestId": "r", **facts}).encode()
    return lambda _: Reply(400, "application/json", body)


UNITS = ("x", "//a@", "%25", "\n \n", "\\", "password='", "密码为", "a-")


@pytest.mark.parametrize("field", ["Message", "Code", "RequestId", "Recommend"])
@pytest.mark.parametrize("unit", UNITS)
async def test_a_failure_of_any_length_is_short(unit: str, field: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dataworks")
    result = await told("list_files", {}, refusing(**{field: unit * (LONG // len(unit))}))

    assert result.is_error
    assert len(text_of(result)) < 50_000
    assert len(json.dumps(facts_of(result))) < 200_000
    assert max(map(len, caplog.messages)) < 2_000


async def test_of_a_long_message_the_beginning_is_shown_with_its_length() -> None:
    result = await told("list_files", {}, refusing(Message="disk full " + "x" * LONG))

    assert "disk full" in text_of(result)
    assert "(3,000,010 characters)" in text_of(result)


async def test_a_request_id_of_a_success_is_short_too(caplog: pytest.LogCaptureFixture) -> None:
    def lie(reply: Reply) -> Reply:
        return reply._replace(body=json.dumps({**json.loads(reply.body), "RequestId": "r" * LONG}).encode())

    caplog.set_level(logging.INFO, "dataworks")
    result = await told("list_files", {}, lie)

    assert not result.is_error
    assert max(map(len, caplog.messages)) < 2_000


async def test_rows_without_their_fields_are_counted() -> None:
    def lie(reply: Reply) -> Reply:
        answer = json.loads(reply.body)
        answer["Data"]["Files"] = [{}] * 10_000
        return reply._replace(body=json.dumps(answer).encode())

    result = await told("list_files", {}, lie)

    assert "Files.0.FileId" in text_of(result)
    assert "more" in text_of(result)
    assert len(text_of(result)) < 5_000


IDS = re.compile(rb'"(FileId|ProcessId)": ?(?:"[^"]*"|\d+)')
NO_IDS = ("abc", "", "-1", "1.5", "9" * 30, "1\u0000")


@pytest.mark.parametrize("id_", NO_IDS)
@pytest.mark.parametrize(("tool", "arguments"), [("create_realtime_task", WISH), ("create_batch_task", BATCH_WISH)])
async def test_an_id_that_is_none_is_the_fault_of_the_answer(tool: str, arguments: dict[str, Any], id_: str) -> None:
    wrong = json.dumps(id_).encode()
    result = await told(
        tool,
        arguments,
        lambda reply: reply._replace(body=IDS.sub(rb'"\1":' + wrong.replace(b"\\", b"\\\\"), reply.body)),
    )

    error = facts_of(result)["error"]
    assert error["code"] == "Unreadable"
    assert "it can't be asked with what the service sent before" in error["message"]


async def test_a_business_flow_that_can_not_be_asked_about_hides_no_other() -> None:
    def lie(reply: Reply) -> Reply:
        answer = json.loads(reply.body)
        flows = answer["Data"].get("Business") if isinstance(answer.get("Data"), dict) else None
        for flow in flows or ():
            flow["BusinessName"] = "x" * 2_000
        return reply._replace(body=json.dumps(answer).encode())

    result = await told("describe_workspace", {}, lie)

    assert not result.is_error, text_of(result)
