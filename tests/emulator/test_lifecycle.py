"""The states of a generation at each speed."""

import pytest

from emulator.world.lifecycle import GENERATING, AfterReads, AfterSeconds, AtOnce, Failing, Speed, Stuck, reached
from tests.emulator.calls import NOON, Clock, call, emulator, generate, generation, query

ORDERS = generation("mysql_shop", "orders")


@pytest.mark.parametrize(
    ("speed", "age", "reads", "expected"),
    [
        (AtOnce(), 0, 0, "done"),
        (AfterReads(2), 9, 0, "waiting"),
        (AfterReads(2), 9, 1, "running"),
        (AfterReads(2), 9, 2, "done"),
        (AfterReads(0), 0, 0, "done"),
        (AfterSeconds(0.5), 0.4, 9, "waiting"),
        (AfterSeconds(0.5), 0.5, 0, "running"),
        (AfterSeconds(0.5), 1.0, 0, "done"),
        (AfterSeconds(0), 0, 0, "done"),
        (Stuck(), 1e9, 10**9, "waiting"),
        (Failing("no"), 0, 0, "done"),
    ],
)
def test_a_speed_says_how_far_it_is(speed: Speed, age: float, reads: int, expected: str) -> None:
    assert reached(GENERATING, speed, age, reads) == expected


def test_an_unfinished_generation_answers_success_without_a_script() -> None:
    service = emulator(AfterReads(2))
    process = generate(service, ORDERS).data["ProcessId"]

    answers = [query(service, process).data for _ in range(3)]

    assert answers[:2] == [{"Status": "success"}, {"Status": "success"}]
    assert "TaskContent" in answers[2]
    assert answers[2]["Message"] == "fileId:[100] is invalid."


def test_by_default_two_steps_of_time_pass() -> None:
    clock = Clock()
    service = emulator(AfterSeconds(0.3), clock)
    process = generate(service, ORDERS).data["ProcessId"]

    clock.now = NOON + 0.5
    early = query(service, process).data
    clock.now = NOON + 1
    late = query(service, process).data

    assert "TaskContent" not in early
    assert "TaskContent" in late


def test_a_failing_generation_says_why() -> None:
    service = emulator(Failing("read datasource time out"))

    assert query(service, generate(service, ORDERS).data["ProcessId"]).failure == "read datasource time out"


@pytest.mark.parametrize(
    "wrong", [{"AsyncProcessId": "9"}, {"TaskType": "DI_SOLUTION"}, {"ProjectId": "10001"}], ids=str
)
def test_another_process_is_an_invalid_parameter(wrong: dict[str, str]) -> None:
    service = emulator()
    generate(service, ORDERS)

    asked = {"ProjectId": "10000", "TaskType": "DI_REALTIME", "AsyncProcessId": "10", **wrong}
    answer = call(service, "QueryDISyncTaskConfigProcessResult", **asked)

    assert (answer.status, answer.code) == (400, "Param.Invalid")


def test_the_same_request_with_the_same_token_is_the_same_process() -> None:
    service = emulator()

    first = generate(service, ORDERS, ClientToken="t")
    again = generate(service, ORDERS, ClientToken="t")
    other = generate(service, ORDERS, ClientToken="u")
    without = generate(service, ORDERS, ClientToken="")

    ids = [answer.data["ProcessId"] for answer in (first, again, other, without)]
    assert ids == [10, 10, 11, 12]


def test_another_request_with_the_same_token_is_refused() -> None:
    service = emulator()
    generate(service, ORDERS, ClientToken="t")

    answer = generate(service, generation("mysql_shop", "refunds"), ClientToken="t")

    assert (answer.status, answer.code) == (400, "Invalid.DI.Parameter")
