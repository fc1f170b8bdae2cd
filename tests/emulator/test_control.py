"""The control endpoint of the emulator: set faults, read the counts of calls and the tasks."""

from typing import Any

import anyio
import anyio.lowlevel
import httpx2
import pytest

from emulator.faults.fault_rules import FaultRule, Faults
from tests.clock import run_skipping
from tests.emulator.calls import Sender, call, create, emulator, generation, script
from tests.emulator.serving import served
from tests.emulator.test_web import groups, sent
from tests.loopback import web

FROM_WEB_PAGES: list[tuple[dict[str, str], int]] = [
    ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"}, 403),
    ({"sec-fetch-site": "same-site"}, 403),
    ({"sec-fetch-site": "same-origin"}, 403),
    ({"sec-fetch-site": "none"}, 200),
    ({"origin": ""}, 403),
    ({"referer": "http://example.com/"}, 403),
    ({"ping-from": "http://example.com/"}, 403),
    ({"host": "rebound.example.com:18080"}, 421),
    ({"host": "localhost.example.com"}, 421),
    ({"host": "0.0.0.0:18080"}, 421),
    ({"host": "127.0.0.1:evil"}, 421),
    ({"host": "user@127.0.0.1"}, 421),
    ({"host": ""}, 421),
    ({"host": "127.0.0.1:1"}, 200),
    ({"host": "localhost"}, 200),
]

FAULTS: dict[str, Any] = {"seed": 3, "rules": [{"operation": "ListResourceGroups", "kind": "drop-before", "times": 1}]}


async def test_faults_are_read_set_and_taken_away() -> None:
    service = emulator()

    async with served(service) as url, web(url) as http:
        before = (await http.get("/_emulator/faults")).json()
        put = await http.put("/_emulator/faults", json=FAULTS)
        with pytest.raises(httpx2.TransportError):
            await sent(http, groups())
        calls = (await http.get("/_emulator/calls")).json()
        after = (await http.delete("/_emulator/faults")).json()

    assert before == after == {"seed": 0, "rules": []}
    assert (put.status_code, put.json()) == (200, FAULTS)
    assert calls == {"total": 1, "operations": {"ListResourceGroups": 1}, "struck": [1]}
    assert service.faults == Faults()


async def test_wrong_faults_are_refused_and_the_present_ones_stay() -> None:
    service = emulator()
    service.faults = Faults(rules=[FaultRule(kind="cut")])

    async with served(service) as url, web(url) as http:
        wrong = await http.put("/_emulator/faults", json={"rules": [{"kind": "cut", "probabilty": 1}]})
        no_json = await http.put("/_emulator/faults", content=b"kind = cut")

    assert (wrong.status_code, wrong.json()) == (
        400,
        {"error": "rules/0/probabilty: there is no such key; did you mean probability?"},
    )
    assert no_json.status_code == 400
    assert service.faults == Faults(rules=[FaultRule(kind="cut")])


async def test_every_task_is_told_the_deleted_ones_too() -> None:
    service = emulator()
    text = script(service, generation("mysql_shop", "shop.orders"))
    ids = [str(create(service, text, name).data["FileId"]) for name in ("stays", "goes")]
    call(service, "DeleteDISyncTask", ProjectId="10000", TaskType="DI_REALTIME", FileId=ids[1])

    async with served(service) as url, web(url) as http:
        rows = (await http.get("/_emulator/tasks")).json()["tasks"]

    made = [row for row in rows if row["file_id"] in ids]
    common = {"project_id": "10000", "task_type": "DI_REALTIME", "folder": "Business Flow/shop/Data Integration"}
    assert made == [
        {**common, "file_id": ids[0], "name": "stays", "deployed": False, "state": "NORUN", "deleted": False},
        {**common, "file_id": ids[1], "name": "goes", "deployed": False, "state": "NORUN", "deleted": True},
    ]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://example.com"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:8000"}, 403),
        ({"host": "example.com"}, 421),
        ({"host": "127.0.0.1.example.com:18080"}, 421),
        ({"host": "localhost:18080"}, 200),
        ({"host": "[::1]"}, 200),
        *FROM_WEB_PAGES,
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_web_pages_and_foreign_names_are_kept_out(method: str, headers: dict[str, str], status: int) -> None:
    service = emulator()
    service.faults = Faults(rules=[FaultRule(kind="cut", operation="ListFiles")])

    async with served(service) as url, web(url) as http:
        answer = await http.request(method, "/_emulator/faults", headers=headers, json={})

    assert answer.status_code == status
    assert (len(service.faults.rules) == 1) == (status != 200 or method == "GET")


@pytest.mark.parametrize(("headers", "status"), FROM_WEB_PAGES)
@pytest.mark.parametrize(("method", "action"), [("GET", "ListDataSources"), ("POST", "CreateFolder")])
async def test_the_api_is_not_for_web_pages_either(
    method: str, action: str, headers: dict[str, str], status: int
) -> None:
    service = emulator()
    form = (
        {"ProjectId": "10000", "FolderPath": "Business Flow/shop/Data Integration/planted"} if method == "POST" else {}
    )
    query = {"ProjectId": "10000"} if method == "GET" else {}
    request = Sender(headers=headers).request(action, query, form, method=method)

    async with served(service) as url, web(url) as http:
        answer = await sent(http, request)

    assert answer.status_code == status
    assert dict(service.counts) == ({action: 1} if status == 200 else {})


async def test_what_is_not_there_says_what_is() -> None:
    async with served(emulator()) as url, web(url) as http:
        nowhere = await http.get("/_emulator/")
        wrong = await http.post("/_emulator/tasks")

    assert (nowhere.status_code, wrong.status_code) == (404, 405)
    assert "/_emulator/faults" in nowhere.json()["error"]
    assert wrong.json() == {"error": "use GET"}


async def test_an_answer_has_one_date_and_it_can_be_wrong() -> None:
    service = emulator()
    service.faults = Faults(rules=[FaultRule(kind="clock-skew", seconds=60, times=1)])

    async with served(service) as url, web(url) as http:
        skewed, right = await sent(http, groups()), await sent(http, groups())

    assert skewed.headers.get_list("date") == ["Fri, 20 Nov 2026 12:01:00 GMT"]
    assert right.headers.get_list("date") == ["Fri, 20 Nov 2026 12:00:00 GMT"]


async def test_a_late_answer_holds_nobody_else_up() -> None:
    service = emulator()
    service.faults = Faults(rules=[FaultRule(operation="ListProjects", kind="delay", seconds=3600)])
    late = Sender().request("ListProjects", {}, {})

    async with served(service) as url, web(url) as http, anyio.create_task_group() as group:
        group.start_soon(sent, http, late)
        while not service.counts:
            await anyio.lowlevel.checkpoint()
        assert (await sent(http, groups())).status_code == 200
        group.cancel_scope.cancel()


async def test_the_end_does_not_wait_for_a_late_answer(capfd: pytest.CaptureFixture[str]) -> None:
    service = emulator()
    service.faults = Faults(rules=[FaultRule(kind="delay", seconds=3600)])

    async def wait_at(url: str) -> None:
        async with web(url) as http:
            with pytest.raises(httpx2.TransportError):
                await http.post("/", headers=dict(groups().headers))

    async with anyio.create_task_group() as group, served(service) as url:
        group.start_soon(wait_at, url)
        while not service.counts:
            await anyio.lowlevel.checkpoint()

    assert capfd.readouterr() == ("", "")


def test_a_late_answer_arrives() -> None:
    service = emulator()
    service.faults = Faults(rules=[FaultRule(kind="delay", seconds=60)])

    async def waited() -> float:
        async with served(service) as url, web(url) as http:
            before = anyio.current_time()
            assert (await sent(http, groups())).status_code == 200
            return anyio.current_time() - before

    assert run_skipping(waited) >= 60
