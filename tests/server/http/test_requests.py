"""Requests and connections of HTTP clients: no caller, and nobody without a token, can use up those of all."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from pathlib import Path

import anyio.lowlevel
import httpx2
import pytest

from server.auth.authentication import authentication
from server.http.exposure import Exposure
from server.http.limits import Limits
from tests.loopback import web
from tests.server.auth.test_tokens import ANNA, CARL, LINES, written
from tests.server.http.talk import ERAS, Stage, modern, post, staged
from tests.server.http.test_refusals_recorded import lines
from tests.server.http.test_sessions import opened, used
from tests.server.http.test_time import connected, rest
from tools.rules.audit import Audit

MOST = 3


@pytest.fixture
async def url(tmp_path: Path) -> AsyncGenerator[str]:
    """A server that knows several callers."""
    known = authentication(written(tmp_path / "tokens", LINES), None, None)
    async with staged(Stage(), Exposure(limits=Limits(requests=MOST)), known) as address:
        yield address


async def listening(http: httpx2.AsyncClient, url: str, token: str, more: str = "") -> httpx2.Response:
    """The answer to a request for notifications, with more text in it; it lasts as long as its client."""
    headers, body = modern("subscriptions/listen", notifications={"toolsListChanged": True})
    body["params"]["_meta"]["more"] = more
    credentials = {"authorization": f"Bearer {token}"}
    return await http.send(
        http.build_request("POST", f"{url}/mcp", json=body, headers=headers | credentials), stream=True
    )


@pytest.mark.parametrize("era", ERAS)
async def test_a_caller_with_many_streams_keeps_only_itself_from_calling(era: str, url: str) -> None:
    async with web() as http:
        streams = [await listening(http, url, ANNA) for _ in range(2 * MOST)]
        own, other = await post(url, era, ANNA), await post(url, era, CARL)
        for stream in streams:
            await stream.aclose()

    assert [stream.status_code for stream in streams] == [200] * MOST + [429] * MOST
    assert (own.status_code, own.headers["retry-after"]) == (429, "1")
    assert "Too many of your requests" in own.json()["error"]["message"]
    assert other.status_code == 200


async def test_a_caller_whose_streams_have_ended_can_call_again(url: str) -> None:
    async with web() as http:
        for stream in [await listening(http, url, ANNA) for _ in range(MOST)]:
            await stream.aclose()

    while (await post(url, "auto", ANNA)).status_code == 429:
        await anyio.lowlevel.checkpoint()


async def test_a_session_can_be_ended_while_too_many_requests_are_answered(url: str) -> None:
    (session,) = await opened(url, ANNA, 1)
    async with web() as http:
        streams = [await listening(http, url, ANNA) for _ in range(MOST)]

        assert await used(url, ANNA, session) == 429
        assert await used(url, ANNA, session, "DELETE") == 200
        for stream in streams:
            await stream.aclose()


async def test_a_caller_whose_requests_are_large_together_keeps_only_itself_from_calling(tmp_path: Path) -> None:
    known = authentication(written(tmp_path / "tokens", LINES), None, None)
    async with staged(Stage(), Exposure(limits=Limits(size=10_000)), known) as url, web() as http:
        first, second = [await listening(http, url, ANNA, "x" * 8_000) for _ in range(2)]
        small, other = await post(url, "auto", ANNA), await post(url, "auto", CARL)
        await first.aclose()
        await second.aclose()

        assert (first.status_code, second.status_code, second.headers.get("retry-after")) == (200, 429, "1")
        assert (small.status_code, other.status_code) == (200, 200)


async def test_a_request_that_was_too_much_does_not_count_any_more(tmp_path: Path) -> None:
    known = authentication(written(tmp_path / "tokens", LINES), None, None)
    async with staged(Stage(), Exposure(limits=Limits(size=10_000)), known) as url, web() as http:
        too_much = [await listening(http, url, ANNA, "x" * 20_000) for _ in range(3)]
        enough = await listening(http, url, ANNA, "x" * 8_000)
        await enough.aclose()

    assert [stream.status_code for stream in (*too_much, enough)] == [429, 429, 429, 200]


@pytest.mark.parametrize("era", ERAS)
async def test_the_bodies_of_both_eras_count(era: str) -> None:
    async with staged(Stage(), Exposure(limits=Limits(size=10))) as url:
        refused = await post(url, era)

    assert refused.status_code == 429
    assert refused.json()["error"]["message"].startswith("Too many of your requests")


async def test_a_caller_who_has_too_many_requests_is_recorded(tmp_path: Path) -> None:
    known = authentication(written(tmp_path / "tokens", LINES), None, None)
    exposure, audit = Exposure(limits=Limits(requests=1)), Audit(tmp_path / "audit")
    async with staged(Stage(), exposure, known, audit) as url, web() as http:
        stream = await listening(http, url, ANNA)
        await post(url, "auto", ANNA)
        await stream.aclose()

    (line,) = lines(tmp_path / "audit")
    assert (line["caller"], line["outcome"]) == ("anna", "refused")
    assert line["reason"] == "too many requests at a time"


BEGINNINGS = {
    "nothing": b"",
    "half a request": b"POST /mcp HTT",
    "an answered one": b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n",
}


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS.keys())
async def test_the_connection_that_is_idle_for_the_longest_time_is_closed_for_another(beginning: bytes) -> None:
    limits = Limits(head=100_000, connections=MOST)
    async with staged(Stage(), Exposure(limits=limits)) as url, AsyncExitStack() as open_ones:
        streams = [await open_ones.enter_async_context(connected(url)) for _ in range(MOST)]
        for stream in streams:
            await stream.send(beginning or b"\r\n")

        assert (await post(url, "auto")).status_code == 200
        await rest(streams[0])


async def test_a_connection_with_a_request_is_not_closed_for_others() -> None:
    async with staged(Stage(), Exposure(limits=Limits(connections=MOST))) as url, web() as http:
        headers, body = modern("subscriptions/listen", notifications={"toolsListChanged": True})
        streams = [
            await http.send(http.build_request("POST", f"{url}/mcp", json=body, headers=headers), stream=True)
            for _ in range(MOST)
        ]
        with pytest.raises(httpx2.TransportError):
            await post(url, "auto")
        await streams[0].aclose()
