"""Sessions of HTTP clients: each caller has a number of them, and one who opens more loses the oldest idle one."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx2
import pytest

from server.auth.authentication import authentication
from server.http.exposure import Exposure
from server.http.limits import Limits
from tests.loopback import web
from tests.server.auth.test_tokens import ANNA, CARL, LINES, written
from tests.server.http.talk import Stage, legacy, post, staged

MOST = 3
EXPOSURE = Exposure(limits=Limits(sessions=MOST))


@pytest.fixture
async def url(tmp_path: Path) -> AsyncGenerator[str]:
    """A server that knows several callers."""
    known = authentication(written(tmp_path / "tokens", LINES), None, None)
    async with staged(Stage(), EXPOSURE, known) as address:
        yield address


async def opened(url: str, token: str | None, number: int) -> list[str]:
    """The ids of so many sessions, opened one after the other."""
    return [(await post(url, "legacy", token)).headers["mcp-session-id"] for _ in range(number)]


async def used(url: str, token: str | None, session: str, method: str = "POST") -> int:
    """The status of a request in a session."""
    headers, _ = legacy()
    credentials = {"authorization": f"Bearer {token}"} if token else {}
    async with web() as http:
        answer = await http.request(
            method,
            f"{url}/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": "ping"},
            headers=headers | credentials | {"mcp-session-id": session},
        )
    return answer.status_code


async def test_a_caller_who_opens_many_sessions_loses_the_oldest_and_nobody_else_does(url: str) -> None:
    (other,) = await opened(url, CARL, 1)
    sessions = await opened(url, ANNA, 20 * MOST)

    assert [await used(url, ANNA, session) for session in sessions] == [404] * (19 * MOST) + [200] * MOST
    assert await used(url, CARL, other) == 200


async def test_the_session_that_was_not_used_for_the_longest_time_is_closed(url: str) -> None:
    first, second, *_ = await opened(url, ANNA, MOST)
    await used(url, ANNA, first)
    await opened(url, ANNA, 1)

    assert [await used(url, ANNA, session) for session in (first, second)] == [200, 404]


async def test_a_session_with_an_open_stream_is_closed_last(url: str) -> None:
    (busy,) = await opened(url, ANNA, 1)
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {ANNA}", "mcp-session-id": busy}
    async with web() as http, http.stream("GET", f"{url}/mcp", headers=headers) as listening:
        assert listening.status_code == 200
        await opened(url, ANNA, 5 * MOST)

        assert await used(url, ANNA, busy) == 200


async def test_streams_in_every_session_keep_nobody_from_opening_another(url: str) -> None:
    sessions = await opened(url, ANNA, MOST)
    async with web() as http:
        streams = list[httpx2.Response]()
        for session in sessions:
            headers = {"accept": "text/event-stream", "authorization": f"Bearer {ANNA}", "mcp-session-id": session}
            request = http.build_request("GET", f"{url}/mcp", headers=headers)
            streams.append(await http.send(request, stream=True))
        (new,) = await opened(url, ANNA, 1)

        assert await used(url, ANNA, new) == 200
        assert await used(url, ANNA, sessions[0]) == 404
        for stream in streams:
            await stream.aclose()


async def test_a_session_that_its_client_ends_makes_room(url: str) -> None:
    first, second, _ = await opened(url, ANNA, MOST)
    await used(url, ANNA, second, "DELETE")
    await opened(url, ANNA, 1)

    assert await used(url, ANNA, first) == 200


async def test_a_session_of_somebody_else_is_not_closed_by_naming_it(url: str) -> None:
    (other,) = await opened(url, CARL, 1)

    assert await used(url, ANNA, other, "DELETE") == 404
    assert await used(url, CARL, other) == 200


async def test_without_authentication_all_share_the_number_of_one_caller() -> None:
    async with staged(Stage(), EXPOSURE) as url:
        sessions = await opened(url, None, 2 * MOST)

        assert [await used(url, None, session) for session in sessions] == [404] * MOST + [200] * MOST
