"""The emulator over loopback HTTP."""

import json

import anyio
import httpx2
import pytest

from dataworks.signing import encoded
from emulator.exchange import Request
from emulator.http.web import serve
from tests.emulator.calls import Sender, emulator, generation, sample
from tests.emulator.serving import served
from tests.faults import Fault, cut, dropped_after, dropped_before, not_json
from tests.loopback import web


async def sent(http: httpx2.AsyncClient, request: Request) -> httpx2.Response:
    params = httpx2.QueryParams(list(request.query))
    return await http.request(request.method, "/", params=params, headers=dict(request.headers), content=request.body)


def groups() -> Request:
    return Sender().request("ListResourceGroups", {}, {})


async def test_an_answer_arrives_over_http() -> None:
    async with served(emulator()) as url, web(url) as http:
        response = await sent(http, groups())

    assert url.startswith("http://127.0.0.1:")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json;charset=utf-8")
    assert [group["Id"] for group in response.json()["Data"]] == [30003913, 1]


async def test_contradiction_9_a_target_of_200_kb_is_refused_in_html() -> None:
    """Sent by hand: the HTTP client itself refuses a query over 64 KB."""
    script = json.dumps(generation("mysql_shop", "orders")) + " " * 70_000
    query = {"ProjectId": "10000", "TaskType": "DI_REALTIME", "TaskParam": script}
    request = Sender().request("GenerateDISyncTaskConfigForCreating", query, {})
    lines = [f"{name}: {value}" for name, value in request.headers.items()]
    head = "\r\n".join([f"POST /?{encoded(query)} HTTP/1.1", *lines, "connection: close", "", ""])
    assert len(head) > 200_000

    async with served(emulator()) as url:
        port = int(url.rpartition(":")[2])
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            await stream.send(head.encode())
            answer = b"".join([chunk async for chunk in stream])

    assert answer.startswith(b"HTTP/1.1 414 ")
    assert b"content-type: text/html" in answer


async def test_a_form_of_2_mb_passes() -> None:
    parameters = sample("create")["parameters"]
    content = json.loads(parameters.pop("TaskContent"))
    content["note"] = "a" * 2_000_000
    request = Sender().request("CreateDISyncTask", parameters, {"TaskContent": json.dumps(content)})

    async with served(emulator()) as url, web(url) as http:
        response = await sent(http, request)

    assert response.json()["Data"]["FileId"] == 1000001


@pytest.mark.parametrize(("fault", "last"), [(dropped_before(), 1000000), (dropped_after(), 1000001)])
async def test_a_dropped_connection_brings_no_answer(fault: Fault, last: int) -> None:
    service = emulator()
    service.fail("CreateDISyncTask", fault)
    parameters = sample("create")["parameters"]

    async with served(service) as url, web(url) as http:
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            await sent(http, Sender().request("CreateDISyncTask", parameters, {}))
        made = service.world.last["file"]
        again = await sent(http, Sender().request("CreateDISyncTask", parameters, {}))

    assert made == last
    assert again.json()["Data"]["FileId"] == 1000001


async def test_a_cut_answer_and_a_page_arrive_as_they_are() -> None:
    service = emulator()
    service.fail("ListResourceGroups", cut())
    service.fail("ListResourceGroups", not_json(), after=1)

    async with served(service) as url, web(url) as http:
        half, page = await sent(http, groups()), await sent(http, groups())

    assert half.text.startswith('{"Success":true')
    assert not half.text.endswith("}")
    assert page.headers["content-type"] == "text/html"


async def test_a_connection_is_kept_alive() -> None:
    async with served(emulator()) as url:
        port = int(url.rpartition(":")[2])
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            for _ in range(2):
                await stream.send(b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n")
                assert (await stream.receive()).startswith(b"HTTP/1.1 404 Not Found")


async def test_it_says_nothing_on_stdout_and_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    service = emulator()
    service.fail("ListResourceGroups", dropped_before())

    async with served(service) as url, web(url) as http:
        with pytest.raises(httpx2.TransportError):
            await sent(http, groups())
        await sent(http, groups())

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com", ""])  # noqa: S104  # refused is the point
async def test_it_listens_on_this_machine_only(host: str) -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        await serve(emulator(), host, 0)


async def test_localhost_is_this_machine() -> None:
    async with served(emulator(), "localhost") as url, web(url) as http:
        assert (await sent(http, groups())).status_code == 200


async def test_a_port_that_is_taken_is_an_error() -> None:
    async with served(emulator()) as url:
        with pytest.raises(OSError, match="in use"):
            await serve(emulator(), "127.0.0.1", int(url.rpartition(":")[2]))
