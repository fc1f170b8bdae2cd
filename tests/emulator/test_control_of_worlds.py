"""What tests of other programs need of the emulator: worlds set and reset, time moved on, changes at their speed."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from emulator.exchange import Request
from emulator.http.access import Access
from emulator.service import Emulator
from emulator.world.lifecycle import AtOnce, Stuck
from emulator.world.state import Folder
from server.emulation import key, new_emulator
from tests.emulator.calls import Sender
from tests.emulator.serving import served
from tests.emulator.test_web import sent
from tests.loopback import web
from tests.structure.tree import ROOT

WORLD = (ROOT / "examples" / "world.toml").read_text("utf-8")


async def test_a_world_is_set_and_the_first_one_comes_back() -> None:
    async with served(new_emulator()) as url, web(url) as http:
        before = (await http.get("/_emulator/world")).json()
        put = await http.put("/_emulator/world", content=WORLD)
        projects = await workspaces(http)
        after = (await http.delete("/_emulator/world")).json()

    assert put.status_code == 200, put.text
    assert put.json()["20001"] == {
        "name": "shop_prod", "data_sources": 2, "folders": 1, "tasks": 0, "jobs": 0, "nodes": 0, "tables": 2,
    }  # fmt: skip
    assert projects == ["shop_prod", "shop_new"]
    assert before == after
    assert set(before) == {"10000", "10001", "10002"}


async def test_what_a_test_has_made_is_gone_with_its_calls_and_faults() -> None:
    service = new_emulator()

    async with served(service) as url, web(url) as http:
        await sent(http, listed(service))
        service.world.workspaces["10000"].folders["made"] = Folder("f9", "Business Flow/made", 9)
        await http.put("/_emulator/faults", json={"rules": [{"kind": "drop-before"}]})
        await http.delete("/_emulator/world")
        calls = (await http.get("/_emulator/calls")).json()
        faults = (await http.get("/_emulator/faults")).json()
        names = await workspaces(http)

    assert calls["total"] == 0
    assert faults == {"seed": 0, "rules": []}
    assert names == ["workspace_10000", "workspace_10001", "workspace_10002"]
    assert "made" not in service.world.workspaces["10000"].folders


async def test_a_world_that_is_not_valid_is_refused_with_its_place_and_the_present_one_stays() -> None:
    async with served(new_emulator()) as url, web(url) as http:
        wrong = await http.put("/_emulator/world", content=WORLD.replace("type =", "tipe ="))
        no_text = await http.put("/_emulator/world", content=b"\xff")
        kept = (await http.get("/_emulator/world")).json()

    assert wrong.status_code == no_text.status_code == 400
    assert "workspace.20001.data_source.mysql_orders.tipe: there is no such setting" in wrong.json()["error"]
    assert set(kept) == {"10000", "10001", "10002"}


async def test_a_world_in_a_data_file_is_not_replaced(tmp_path: Path) -> None:
    async with served(new_emulator(data=tmp_path / "data.db")) as url, web(url) as http:
        answers = [await http.put("/_emulator/world", content=WORLD), await http.delete("/_emulator/world")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert "--data" in answers[0].json()["error"]


async def test_time_moves_on_in_the_world_and_clients_can_still_call() -> None:
    service = new_emulator()

    async with served(service) as url, web(url) as http:
        before = (await http.get("/_emulator/time")).json()
        moved = (await http.post("/_emulator/time", json={"seconds": 86_400})).json()
        twice = (await http.post("/_emulator/time", json={"seconds": 60})).json()
        answer = await sent(http, listed(service))
        back = await http.post("/_emulator/time", json={"seconds": -1})
        await http.delete("/_emulator/world")
        after = (await http.get("/_emulator/time")).json()

    assert before["ahead"] == after["ahead"] == 0
    assert moved["now"] - before["now"] >= 86_400
    assert twice["ahead"] == 86_460
    assert answer.status_code == 200, answer.text
    assert back.status_code == 400
    assert "seconds: Input should be greater than 0" in back.json()["error"]


async def test_states_change_at_the_speed_that_a_test_sets() -> None:
    service = new_emulator()

    async with served(service) as url, web(url) as http:
        set_one = await http.put(
            "/_emulator/speeds", json={"instances": {"name": "stuck"}, "generations": {"name": "at once"}}
        )
        unknown = await http.put("/_emulator/speeds", json={"instanses": {"name": "stuck"}})
        slow = await http.put("/_emulator/speeds", json={"instances": {"name": "slow"}})

    assert set_one.json()["instances"] == {"name": "stuck"}
    assert set_one.json()["deployments"] == {"seconds": 0.3, "name": "after seconds"}
    assert (service.world.running_speed, service.world.speed) == (Stuck(), AtOnce())
    assert unknown.status_code == 400
    assert unknown.json()["error"] == "instanses: there is no such key"
    assert slow.status_code == 400
    assert slow.json()["error"].startswith("instances/name: write one of 'at once', 'after reads', ")


OPEN = Access.of(["emulator.test"], [key("ours:secret")])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "emulator.test"}, 401),
        ({"host": "emulator.test", "authorization": "Basic b3VyczpzZWNyZXQ="}, 200),
        ({"host": "EMULATOR.test:18080", "authorization": "basic b3VyczpzZWNyZXQ="}, 200),
        ({"host": "127.0.0.1"}, 401),
        ({"host": "emulator.test", "authorization": "Basic b3VyczpzZWNyZXQx"}, 401),
        ({"host": "emulator.test", "authorization": "Basic ???"}, 401),
        ({"host": "emulator.test", "authorization": "Bearer b3VyczpzZWNyZXQ="}, 401),
        ({"host": "other.test", "authorization": "Basic b3VyczpzZWNyZXQ="}, 421),
    ],
)
async def test_where_others_can_call_it_the_control_endpoint_needs_the_key(
    headers: dict[str, str], status: int
) -> None:
    service = new_emulator(keys=[key("ours:secret")])

    async with served(service, access=OPEN) as url, web(url) as http:
        answer = await http.get("/_emulator/tasks", headers=headers)

    assert answer.status_code == status, answer.text


async def test_where_others_can_call_it_the_default_key_is_off() -> None:
    service = new_emulator(keys=[key("ours:secret")])

    async with served(service, access=OPEN) as url, web(url) as http:
        default = await sent(http, listed(service))
        own = await sent(http, listed(service, Sender("ours", "secret")))

    assert (default.status_code, own.status_code) == (404, 200)


@pytest.mark.parametrize(
    ("host", "hosts", "keys", "message"),
    [
        ("192.0.2.1", (), (), "list with --allowed-hosts"),
        ("::", (), ("a:b",), "list with --allowed-hosts"),
        ("192.0.2.1", ("a.test,b.test",), ("a:b",), "with spaces between them"),
        ("192.0.2.1", ("*",), ("a:b",), "write names such as emulator.test"),
        ("192.0.2.1", ("a.test",), (), "give a key with --key"),
        ("127.0.0.1", ("a.test",), (), "give a key with --key"),
        ("192.0.2.1", ("a.test",), ("emulator:emulator",), "other than the default one"),
        ("192.0.2.1", ("a.test",), ("a:b", "emulator:emulator"), "other than the default one"),
        ("192.0.2.1", ("",), ("a:b",), "empty name"),
        ("emulator.test", (), (), "is not an address"),
    ],
)
def test_other_machines_need_a_name_and_a_key_of_their_own(
    host: str, hosts: tuple[str, ...], keys: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Access.of(hosts, [key(each) for each in keys]).check(host)


async def workspaces(http: httpx2.AsyncClient) -> list[str]:
    answer: dict[str, Any] = (await http.get("/_emulator/world")).json()
    return [workspace["name"] for workspace in answer.values()]


def listed(service: Emulator, sender: Sender | None = None) -> Request:
    """A request for the resource groups, signed at the emulator's time."""
    return (sender or Sender()).request("ListResourceGroups", {}, {}, at=service.clock())


async def test_a_body_that_is_too_large_is_refused_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulator.http.web.LARGEST_BODY", 1_000_000)

    async with served(new_emulator()) as url, web(url) as http:
        refused = await http.put("/_emulator/world", content=b"#" * 3_000_000)
        just_fits = await http.put("/_emulator/world", content=WORLD.encode().ljust(1_000_000, b"#"))

    assert (refused.status_code, just_fits.status_code) == (413, 200)
    assert "a body has at most" in refused.json()["error"]


async def test_time_ends_where_years_have_no_five_digits() -> None:
    ten_years = {"seconds": 10 * 366 * 86_400}

    async with served(new_emulator()) as url, web(url) as http:
        answers = [await http.post("/_emulator/time", json=ten_years) for _ in range(101)]
        now = (await http.get("/_emulator/time")).json()

    assert [answer.status_code for answer in answers] == [200] * 100 + [400]
    assert "seconds ahead" in answers[-1].json()["error"]
    assert now["ahead"] == 1000 * 366 * 86_400
