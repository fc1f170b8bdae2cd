"""Things that go wrong on demand."""

import json
from email.utils import parsedate_to_datetime
from typing import Literal

import pytest

from dataworks.errors import Unreachable
from dataworks.request import Request as Sent
from dataworks.signing import encoded
from emulator.exchange import Dropped, Reply
from emulator.faults.fault_rules import KINDS, Fault, FaultRule, Faults, operations_of
from emulator.handlers.catalog import handlers
from emulator.service import Emulator
from emulator.transport import EmulatorTransport
from emulator.world.lifecycle import AfterSeconds
from tests.emulator.calls import (
    NOON,
    Clock,
    Sender,
    call,
    create,
    emulator,
    generate,
    generation,
    query,
    sample,
    script,
)
from tests.faults import cut, dropped_after, dropped_before, not_json, refused, rejected

CREATE = sample("create")["parameters"]
TASK = {"ProjectId": "10000", "TaskType": "DI_REALTIME"}


def answer(service: Emulator) -> Reply | Dropped:
    return service.answer(Sender().request("CreateDISyncTask", {**CREATE, "ClientToken": ""}, {}))


def emulator_with(*rules: FaultRule, seed: int = 1) -> Emulator:
    service = emulator()
    service.faults = Faults(seed=seed, rules=list(rules))
    return service


def deployed(service: Emulator) -> dict[str, str]:
    """A task that can be started, as the parameters that name it."""
    made = create(service, script(service, generation("mysql_shop", "shop.orders")))
    task = {**TASK, "FileId": str(made.data["FileId"])}
    assert call(service, "DeployDISyncTask", **task).data["Status"] == "success"
    return task


def created(service: Emulator) -> bool:
    return service.world.last["file"] > 1000000


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
    """Return a signed request as a transport gets it."""
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


def test_throttling_says_when_to_come_back_in_either_header_or_not_at_all() -> None:
    service = emulator_with(
        FaultRule(operation="ListFiles", kind="throttle", times=1),
        FaultRule(operation="ListFiles", kind="throttle", times=1, retry_after=2.5),
        FaultRule(operation="ListFiles", kind="throttle", times=1, retry_after=2.5, header="retry-after"),
    )

    answers = [service.answer(Sender().request("ListFiles", {"ProjectId": "10000"}, {})) for _ in range(4)]

    assert [answer.status for answer in answers if isinstance(answer, Reply)] == [429, 429, 429, 200]
    assert [answer.headers for answer in answers if isinstance(answer, Reply)] == [
        (),
        (("x-acs-retry-after", "2500"),),
        (("retry-after", "3"),),
        (),
    ]


def test_an_expired_token_has_the_code_of_the_gateway() -> None:
    service = emulator_with(FaultRule(kind="expired-token", times=1))

    assert call(service, "ListResourceGroups").code == "InvalidSecurityToken.Expired"
    assert call(service, "ListResourceGroups").status == 200


@pytest.mark.parametrize(("seconds", "status"), [(899, 200), (901, 400), (-899, 200), (-901, 400)])
def test_a_skewed_clock_shows_in_the_date_and_refuses_from_fifteen_minutes_on(seconds: int, status: int) -> None:
    service = emulator_with(FaultRule(kind="clock-skew", seconds=seconds))

    answer = service.answer(Sender().request("ListResourceGroups", {}, {}))

    assert isinstance(answer, Reply)
    assert answer.status == status
    assert parsedate_to_datetime(dict(answer.headers)["date"]).timestamp() == NOON + seconds


def test_a_generation_that_is_stuck_is_never_done() -> None:
    clock = Clock()
    service = emulator(clock=clock)
    service.fail("GenerateDISyncTaskConfigForCreating", Fault(kind="stuck"))

    stuck, sound = (generate(service, generation("mysql_shop", "shop.orders")).data["ProcessId"] for _ in range(2))
    clock.now += 10**6

    assert "TaskContent" not in query(service, stuck).data
    assert "TaskContent" in query(service, sound).data


def test_a_generation_fails_with_its_message() -> None:
    service = emulator_with(FaultRule(operation="*", kind="fail", message="The source could not be read."))

    started = generate(service, generation("mysql_shop", "shop.orders"))

    assert query(service, started.data["ProcessId"]).failure == "The source could not be read."


def test_a_generation_takes_as_long_as_it_is_told_to() -> None:
    clock = Clock()
    service = emulator(clock=clock)
    service.fail("*", Fault(kind="slow", seconds=30))

    process = generate(service, generation("mysql_shop", "shop.orders")).data["ProcessId"]
    clock.now += 59.9
    early = query(service, process)
    clock.now += 0.1

    assert "TaskContent" not in early.data
    assert "TaskContent" in query(service, process).data


@pytest.mark.parametrize(("kind", "state"), [("stuck", "WAIT"), ("fail", "PAUSE")])
def test_an_instance_never_runs(kind: Literal["stuck", "fail"], state: str) -> None:
    service = emulator()
    task = deployed(service)
    service.faults = Faults(rules=[FaultRule(operation="StartDISyncInstance", kind=kind)])

    assert call(service, "StartDISyncInstance", **task).data["Status"] == "success"

    assert call(service, "GetDISyncInstanceInfo", **task).data["Status"] == state


def test_a_fault_changes_the_speed_of_one_request_alone() -> None:
    service = emulator(AfterSeconds(3))
    service.fail("GenerateDISyncTaskConfigForCreating", Fault(kind="stuck"))

    generate(service, generation("mysql_shop", "shop.orders"))

    assert (service.world.speed, service.world.running_speed) == (AfterSeconds(3), AfterSeconds(3))


def test_delays_add_up_and_let_one_other_fault_strike() -> None:
    service = emulator_with(
        FaultRule(kind="delay", seconds=1),
        FaultRule(kind="delay", seconds=0.5),
        FaultRule(kind="drop-after"),
        FaultRule(kind="delay", seconds=9),
    )

    assert answer(service) == Dropped(1.5)
    assert created(service)
    assert service.applied == [1, 1, 1, 0]


async def test_in_process_a_late_answer_is_waited_for_as_long_as_its_sender_is_ready_to() -> None:
    service = emulator_with(FaultRule(kind="delay", seconds=20))
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    transport = EmulatorTransport(service, sleep)
    patient = await transport.send(sent({}), 21)
    with pytest.raises(Unreachable, match="no answer in time"):
        await transport.send(sent({}), 19)

    assert patient.status == 200
    assert slept == [20, 19]


def affected(seed: int, *operations: str) -> list[bool]:
    """Return for each request whether a fault with probability 0.5 applies to it."""
    service = emulator_with(FaultRule(kind="drop-before", probability=0.5), seed=seed)
    return [service.answer(Sender().request(name, {"ProjectId": "10000"}, {})) == Dropped() for name in operations]


def test_the_same_seed_strikes_the_same_requests_and_another_one_others() -> None:
    files = ["ListFiles"] * 200

    assert affected(1, *files) == affected(1, *files)
    assert affected(1, *files) != affected(2, *files)
    assert 70 < sum(affected(1, *files)) < 130


def test_what_strikes_an_operation_does_not_depend_on_other_operations_between() -> None:
    alone = affected(1, *["ListFiles"] * 50)
    mixed = affected(1, *["ListFiles", "ListBusiness", "ListProjects"] * 50)

    assert mixed[::3] == alone


def test_every_kind_can_strike_and_none_is_not_foreseen(caplog: pytest.LogCaptureFixture) -> None:
    for kind, settings in KINDS.items():
        for operation in sorted(operations_of(kind)) or ["ListFiles"]:
            service = emulator_with(FaultRule.model_validate({"kind": kind} | dict.fromkeys(settings.needs, 1.0)))
            versions = [key.version for key in handlers() if key.action == operation]
            headers = {"x-acs-version": versions[0]}
            service.answer(Sender(headers=headers).request(operation, {"ProjectId": "10000"}, {}))
            assert service.applied == [1], kind

    assert caplog.records == []


def test_requests_are_counted_by_operation_whatever_becomes_of_them() -> None:
    service = emulator_with(FaultRule(operation="ListFiles", kind="drop-before", times=1))

    for _ in range(2):
        service.answer(Sender().request("ListFiles", {"ProjectId": "10000"}, {}))
    service.answer(Sender(secret="wrong").request("ListProjects", {}, {}))
    service.answer(Sender().request("NoSuchThing", {}, {}))

    assert service.counts == {"ListFiles": 2, "ListProjects": 1}
