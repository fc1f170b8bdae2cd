"""Things that go wrong on demand: in process, and read from text."""

import json

import pytest

from dataworks.errors import Unreachable
from dataworks.request import Request as Sent
from dataworks.signing import encoded
from emulator.exchange import Dropped, Reply
from emulator.faults import (
    Fault,
    cut,
    dropped_after,
    dropped_before,
    not_json,
    parse_fault,
    refused,
    rejected,
)
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from tests.emulator.calls import NOON, Sender, call, emulator, sample

CREATE = sample("create")["parameters"]


def answer(service: Emulator) -> Reply | Dropped:
    return service.answer(Sender().request("CreateDISyncTask", {**CREATE, "ClientToken": ""}, {}))


def created(service: Emulator) -> bool:
    return service.world.last_file_id > 1000000


def test_a_refusal_comes_so_often_and_nothing_is_done() -> None:
    service = emulator()
    service.fail("ListResourceGroups", refused(429, "Throttling.User", "Slow down."), times=2)

    answers = [call(service, "ListResourceGroups") for _ in range(3)]

    assert [each.status for each in answers] == [429, 429, 200]
    assert (answers[0].code, answers[0].payload["Message"]) == ("Throttling.User", "Slow down.")


def test_a_rejection_is_a_success_by_http() -> None:
    service = emulator()
    service.fail("CreateDISyncTask", rejected("no room"))

    assert call(service, "CreateDISyncTask", **CREATE).failure == "no room"
    assert not created(service)


def test_a_page_comes_instead_of_the_answer_though_the_work_is_done() -> None:
    service = emulator()
    service.fail("CreateDISyncTask", not_json())

    reply = answer(service)

    assert isinstance(reply, Reply)
    assert (reply.status, reply.content_type) == (200, "text/html")
    assert reply.body.startswith(b"<html>")
    assert created(service)


def test_half_an_answer_comes_though_the_work_is_done() -> None:
    service = emulator()
    service.fail("CreateDISyncTask", cut())

    reply = answer(service)

    assert isinstance(reply, Reply)
    assert reply.body.startswith(b'{"Success":true')
    assert not reply.body.endswith(b"}")
    assert created(service)


def test_a_connection_is_dropped_before_the_work() -> None:
    service = emulator()
    service.fail("CreateDISyncTask", dropped_before())

    assert answer(service) == Dropped()
    assert not created(service)
    assert service.calls[-1].status is None


def test_a_connection_is_dropped_after_the_work() -> None:
    service = emulator()
    service.fail("CreateDISyncTask", dropped_after())

    assert answer(service) == Dropped()
    assert created(service)


def test_a_star_strikes_every_operation_and_only_after_so_many_calls() -> None:
    service = emulator()
    service.fail("*", refused(500, "InternalError"), times=None, after=1)

    statuses = [call(service, "ListResourceGroups").status, call(service, "GetDISyncTask").status]

    assert statuses == [200, 500]
    assert call(service, "ListFiles").payload["Message"] == "InternalError on demand."


def test_a_request_that_is_not_let_in_uses_no_fault_up() -> None:
    service = emulator()
    service.fail("ListResourceGroups", dropped_before())

    service.answer(Sender(secret="wrong").request("ListResourceGroups", {}, {}))

    assert service.answer(Sender().request("ListResourceGroups", {}, {})) == Dropped()


def sent(query: dict[str, str]) -> Sent:
    """A request of ours, as a transport gets it."""
    request = Sender().request("ListResourceGroups", query, {}, at=NOON)
    return Sent(request.method, f"http://dataworks.test/?{encoded(query)}", request.headers, request.body)


async def test_in_process_a_drop_looks_like_a_real_one() -> None:
    service = emulator()
    service.fail("ListResourceGroups", dropped_after())

    with pytest.raises(Unreachable) as dropped:
        await EmulatorTransport(service).send(sent({}), 1)

    assert (dropped.value.operation, dropped.value.sent) == ("ListResourceGroups", True)


async def test_in_process_an_answer_arrives() -> None:
    response = await EmulatorTransport(emulator()).send(sent({"Keyword": "a b"}), 1)

    assert (response.status, json.loads(response.body)["Data"]) == (200, [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("CreateDISyncTask=drop_after", Fault("CreateDISyncTask", dropped_after())),
        ("CreateDISyncTask=drop_before x3", Fault("CreateDISyncTask", dropped_before(), times=3)),
        ("ListFiles=429:Throttling.User x2", Fault("ListFiles", refused(429, "Throttling.User"), times=2)),
        (
            "*=503:ServiceUnavailable:Come back: later xall",
            Fault("*", refused(503, "ServiceUnavailable", "Come back: later"), None),
        ),
        ("ListFiles=not_json after 2", Fault("ListFiles", not_json(), after=2)),
        ("ListFiles=cut x2 after 1", Fault("ListFiles", cut(), times=2, after=1)),
        ("GetDISyncTask=rejected", Fault("GetDISyncTask", rejected("XXX is invalid."))),
        (" GetDISyncTask=rejected:fileId:[1] is invalid. ", Fault("GetDISyncTask", rejected("fileId:[1] is invalid."))),
        ("DeployDISyncTask=cut", Fault("DeployDISyncTask", cut())),
    ],
)
def test_a_fault_is_read_from_text(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'' is not a fault"),
        ("drop_after", "'drop_after' is not a fault"),
        ("ListFiles=explode", "'explode' is not a kind of fault"),
        ("ListFiles=200:OK", "'200:OK' is not a kind of fault"),
        ("ListFiles=cut x0", "'cut x0' is not a kind of fault"),
        ("ListFile=cut", "'ListFile' is no operation of the API. Did you mean ListFiles?"),
        ("Zzz=cut", "'Zzz' is no operation of the API. Write"),
    ],
)
def test_a_fault_that_is_none_says_what_is_accepted(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="STATUS:CODE") as error:
        parse_fault(text)

    assert says in str(error.value)
