"""The client: what it sends, how often, when it gives up, and what it never tells."""

import logging
import socket
import threading
from collections.abc import Iterator

import httpx2
import pytest

from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.errors import DataWorksError, Denied, Refused, Rejected, Throttled, Unreachable, Unreadable
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.sync_tasks import CreateDISyncTask
from dataworks.retry import RetryRule
from dataworks.scripts.definition import Definition
from dataworks.signing import Credentials
from dataworks.transport import Http, LazyClient, connect
from emulator.seed.samples import BATCH_SCRIPT
from tests import faults
from tests.dataworks.clients import CREATE, DONE, KEY, READ, Prepared, answered, emulated, prepared, texts_of
from tests.emulator.serving import emulator_of_today, served

TASK = CreateDISyncTask(
    project_id="10000",
    task_type="DI_OFFLINE",
    task_content=BATCH_SCRIPT,
    task_param='{"FileFolderPath":"Business Flow/shop/Data Integration","ResourceGroup":"S_res_group_XXX_XXXX"}',
    task_name="private_name",
)
PROTECTED = TASK.model_copy(update={"client_token": "a-token"})
PRIVATE = ("private", "a-token", "emulator", "://", "?")
"""Parameters, script, key and URL of ``TASK``: of these, only the host may be told."""


async def failure(api: DataWorks, operation: CreateDISyncTask = TASK) -> DataWorksError:
    with pytest.raises(DataWorksError) as raised:
        await api.call(operation)
    return raised.value


async def test_one_call_is_one_request() -> None:
    setting = emulated()

    answer = await setting.api.call(READ)

    assert answer.code
    assert (setting.sent, setting.api.meter.calls, setting.time.sleeps) == (["GetDISyncTask"], 1, [])


async def test_every_attempt_counts_and_waits_grow() -> None:
    setting = emulated()
    setting.emulator.fail("GetDISyncTask", faults.refused(429, "Throttling.User"), times=3)

    await setting.api.call(READ)

    assert (setting.api.meter.calls, setting.time.sleeps) == (4, [0.5, 1.0, 2.0])


async def test_after_four_attempts_the_last_error_is_raised() -> None:
    setting = emulated()
    setting.emulator.fail("GetDISyncTask", faults.refused(503, "ServiceUnavailable"), times=None)

    with pytest.raises(Refused) as raised:
        await setting.api.call(READ)

    assert (raised.value.code, len(setting.sent)) == ("ServiceUnavailable", 4)


async def test_a_wait_that_the_service_asks_for_is_kept_to_the_second() -> None:
    slow_down = answered(429, headers={"x-acs-retry-after": "2500"}, Code="Throttling.User", Message="slow down")
    api, _, time = prepared(slow_down, DONE, jitter=0.1)

    await api.call(READ)

    assert time.sleeps == [2.5]


async def test_a_create_is_repeated_when_it_was_throttled_for_then_it_was_not_done() -> None:
    setting = emulated()
    setting.emulator.fail("CreateDISyncTask", faults.refused(429, "Throttling.System"))

    await setting.api.call(TASK)

    assert len(setting.sent) == 2


@pytest.mark.parametrize("code", ["Throttling.Resource", "Throttling.Api.Risk"])
async def test_a_quota_that_is_used_up_is_not_asked_twice(code: str) -> None:
    setting = emulated()
    setting.emulator.fail("*", faults.refused(429, code), times=None)

    with pytest.raises(Throttled) as raised:
        await setting.api.call(READ)

    assert (raised.value.quota_used_up, len(setting.sent)) == (True, 1)


@pytest.mark.parametrize(
    "lost", [faults.dropped_after(), faults.not_json(), faults.cut(), faults.dropped_before()], ids=repr
)
async def test_a_create_without_token_is_never_sent_twice_when_its_answer_is_lost(lost: faults.Fault) -> None:
    setting = emulated()
    setting.emulator.fail("CreateDISyncTask", lost)

    error = await failure(setting.api)

    assert isinstance(error, Unreachable | Unreadable)
    assert len(setting.sent) == 1


@pytest.mark.parametrize(
    "lost", [faults.dropped_after(), faults.not_json(), faults.cut(), faults.dropped_before()], ids=repr
)
async def test_a_create_with_a_token_is_sent_again_and_makes_one_task(lost: faults.Fault) -> None:
    setting = emulated()
    before = len(setting.emulator.world.workspaces["10000"].tasks)
    setting.emulator.fail("CreateDISyncTask", lost)

    created = await setting.api.call(PROTECTED)

    assert created.file_id
    assert len(setting.sent) == 2
    assert len(setting.emulator.world.workspaces["10000"].tasks) == before + 1


async def test_a_read_is_sent_again_when_its_answer_is_lost() -> None:
    setting = emulated()
    setting.emulator.fail("GetDISyncTask", faults.dropped_after(), times=2)

    assert (await setting.api.call(READ)).code
    assert len(setting.sent) == 3


async def test_each_attempt_has_a_nonce_and_a_time_of_its_own() -> None:
    busy = answered(503, Code="ServiceUnavailable", Message="m")
    api, service, _ = prepared(busy, busy, DONE)

    await api.call(READ)

    headers = [request.headers for request in service.requests]
    assert len({header["x-acs-signature-nonce"] for header in headers}) == 3
    assert [header["x-acs-date"][-3:] for header in headers] == ["00Z", "00Z", "01Z"]
    assert len({request.extensions["target"] for request in service.requests}) == 1


async def test_what_failed_by_its_status_is_not_repeated() -> None:
    setting = emulated()
    setting.emulator.fail("GetDISyncTask", faults.rejected("fileId:[100] is invalid."))

    with pytest.raises(Rejected, match="fileId"):
        await setting.api.call(READ)

    assert len(setting.sent) == 1


async def test_nothing_is_sent_after_the_deadline() -> None:
    setting = emulated()
    api = setting.api.metered(setting.time.now)

    with pytest.raises(Unreachable) as raised:
        await api.call(READ)

    assert (raised.value.sent, setting.sent, api.meter.calls) == (False, [], 0)


async def test_a_wait_that_would_pass_the_deadline_is_not_begun() -> None:
    setting = emulated()
    setting.emulator.fail("*", faults.refused(429, "Throttling.User"), times=None)
    api = setting.api.metered(setting.time.now + 1.5)

    with pytest.raises(Throttled):
        await api.call(READ)

    assert (setting.time.sleeps, api.meter.calls) == ([0.5], 2)


async def test_a_request_is_given_no_more_time_than_is_left() -> None:
    api, service, time = prepared(DONE)

    await api.metered(time.now + 4.0).call(READ)
    await api.call(READ)

    limits = [request.extensions["timeout"]["pool"] for request in service.requests]
    assert limits == [4.0, 30.0]


async def test_a_metered_client_counts_for_itself() -> None:
    setting = emulated()
    first, second = setting.api.metered(), setting.api.metered(setting.time.now + 9)

    await first.call(READ)

    assert (first.meter.calls, second.meter.calls, setting.api.meter.calls) == (1, 0, 0)
    assert (first.remaining(), second.remaining()) == (None, 9)


def page(rows: int) -> httpx2.Response:
    files = [{"FileId": number, "FileName": "f"} for number in range(rows)]
    return answered(Success=True, Data={"TotalCount": 250, "Files": files})


@pytest.mark.parametrize(("sizes", "requests"), [([100, 100, 50], 3), ([100, 0], 2), ([0], 1), ([99], 1)], ids=str)
async def test_pages_go_on_until_a_short_one(sizes: list[int], requests: int) -> None:
    api, service, _ = prepared(*map(page, sizes))

    seen = [len(part.files) async for part in api.pages(ListFiles(project_id="10000"))]

    bodies = [request.content.decode() for request in service.requests]
    assert (seen, len(bodies)) == (sizes, requests)
    assert all(f"PageNumber={number}&PageSize=100" in body for number, body in enumerate(bodies, 1))


async def test_what_has_no_pages_is_not_read_in_pages() -> None:
    with pytest.raises(TypeError, match="GetDISyncTask has no pages"):
        await anext(emulated().api.pages(READ))


async def test_the_log_has_one_line_per_request_and_no_parameter(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dataworks")
    setting = emulated()
    setting.emulator.fail("CreateDISyncTask", faults.dropped_after())
    setting.emulator.fail("CreateDISyncTask", faults.refused(429, "Throttling.User"), after=1)

    await setting.api.metered(source="ann create_di_sync_task").call(PROTECTED)

    lines = [record.getMessage() for record in caplog.records if record.name == "dataworks"]
    assert all(line.startswith("ann create_di_sync_task ") for line in lines)
    words = [line.split()[2:] for line in lines]
    assert [line[0] for line in words] == ["CreateDISyncTask"] * 3
    assert [line[2] for line in words] == ["ms"] * 3
    assert [line[3:5] for line in words] == [["-", "Unreachable"], ["429", "Throttling.User"], ["200", "ok"]]
    assert words[0][5] == "-"
    assert all(line[5].startswith("00000000-0000-4000-8000-") for line in words[1:])
    assert not [word for word in ("private", "a-token", "emulator", "127.0.0.1") if word in "\n".join(lines)]


async def test_the_service_cannot_forge_a_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dataworks")
    api, _, _ = prepared(
        answered(400, Code="A\nB", Message="m", RequestId="r\r\n2026 CreateDISyncTask 1 ms 200 ok x\t")
    )

    await failure(api)

    (line,) = [record.getMessage() for record in caplog.records if record.name == "dataworks"]
    assert line.isprintable()
    assert line.endswith("400 A?B r??2026 CreateDISyncTask 1 ms 200 ok x")


@pytest.mark.parametrize(
    "happening",
    [
        httpx2.ConnectError("https://host/?TaskName=private_name"),
        httpx2.ConnectTimeout("private"),
        httpx2.ReadTimeout("private"),
        httpx2.RemoteProtocolError("private"),
        httpx2.LocalProtocolError("Illegal header value b'emulator'"),
        httpx2.DecodingError("private"),
        httpx2.TooManyRedirects("private"),
        answered(502),
        httpx2.Response(200, content=b'{"private": "script"'),
        answered(Success=True, Data={"Status": "success", "private": "script"}),
        answered(302, headers={"location": "https://elsewhere.example/?private"}),
    ],
)
async def test_no_error_carries_url_parameter_script_or_key(happening: httpx2.Response | Exception) -> None:
    api, _, _ = prepared(happening)

    error = await failure(api)

    told = "\n".join(texts_of(error))
    assert [word for word in PRIVATE if word in told] == []


@pytest.mark.parametrize(
    ("happening", "sent"),
    [
        (httpx2.ConnectError("x"), False),
        (httpx2.ConnectTimeout("x"), False),
        (httpx2.PoolTimeout("x"), False),
        (httpx2.ProxyError("x"), False),
        (httpx2.LocalProtocolError("x"), False),
        (httpx2.ReadError("x"), True),
        (httpx2.ReadTimeout("x"), True),
        (httpx2.WriteError("x"), True),
        (httpx2.RemoteProtocolError("x"), True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_an_error_says_whether_the_request_may_have_arrived(happening: Exception, sent: bool) -> None:
    api, service, _ = prepared(happening)

    error = await failure(api)

    assert isinstance(error, Unreachable)
    assert error.sent is sent
    assert len(service.requests) == (1 if sent else 4)


@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 20 Nov 2026 12:00:00 -0000", "Fri, 99 Nov 99999 12:00:00 GMT"])
async def test_an_odd_date_of_the_service_spoils_nothing(date: str) -> None:
    api, _, _ = prepared(httpx2.Response(200, headers={"date": date}, content=DONE.content))

    assert (await api.call(READ)).code == Definition("{}")


async def test_a_redirect_is_not_followed() -> None:
    api, service, _ = prepared(answered(307, headers={"location": "http://127.0.0.1:9/"}), DONE)

    with pytest.raises(Unreadable):
        await api.call(CREATE)

    assert len(service.requests) == 1


async def test_a_wrong_secret_is_denied_and_sent_once() -> None:
    setting = emulated(credentials=Credentials("emulator", "wrong"))

    with pytest.raises(Denied) as raised:
        await setting.api.call(READ)

    assert (raised.value.code, len(setting.sent)) == ("SignatureDoesNotMatch", 1)


@pytest.fixture
def dripping_service() -> Iterator[str]:
    """A service on this machine that sends one byte at a time, and never ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    enough = threading.Event()

    def drip() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
            while not enough.wait(0.02):
                connection.sendall(b" ")

    thread = threading.Thread(target=drip)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    enough.set()
    thread.join()
    listener.close()


async def test_an_answer_that_only_drips_in_ends_at_the_deadline(dripping_service: str) -> None:
    async with DataWorks(dripping_service, static(KEY), connect(dripping_service)) as api:
        limited = api.metered(api.timing.clock() + 0.3)
        with pytest.raises(Unreachable) as raised:
            await limited.call(READ)

    host = dripping_service.removeprefix("http://")
    assert (raised.value.message, raised.value.sent) == (f"no answer in time ({host})", True)


async def test_certificates_are_loaded_when_the_first_request_goes_out_and_not_before() -> None:
    made: list[httpx2.AsyncClient] = []

    def make() -> httpx2.AsyncClient:
        made.append(httpx2.AsyncClient(transport=Prepared([DONE])))
        return made[-1]

    async with DataWorks("https://dataworks.test", static(KEY), Http(LazyClient(make))) as api:
        assert made == []
        assert (await api.call(READ)).code == (await api.call(READ)).code == Definition("{}")

    assert [client.is_closed for client in made] == [True]


async def test_a_client_that_was_never_used_closes() -> None:
    async with DataWorks("https://dataworks.test", static(KEY), connect("https://dataworks.test")) as api:
        assert api.meter.calls == 0


async def test_an_https_address_where_nobody_answers_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        endpoint = f"https://127.0.0.1:{taken.getsockname()[1]}"
    async with DataWorks(endpoint, static(KEY), connect(endpoint), retries=RetryRule(attempts=1)) as api:
        with pytest.raises(Unreachable, match=r"no connection to the service \(127\.0\.0\.1:\d+\)"):
            await api.call(READ)


async def test_a_proxy_of_the_environment_is_never_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    emulator = emulator_of_today()

    key = static(Credentials("emulator", "emulator"))
    async with served(emulator) as url, DataWorks(url, key, connect(url)) as api:
        await api.call(READ)

    assert [call.action for call in emulator.calls] == ["GetDISyncTask"]
