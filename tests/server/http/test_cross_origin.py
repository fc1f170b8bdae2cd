"""Pages on other origins: who may read which answer, and what a browser is answered before it sends a request."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from server.auth.authentication import Authentication, authentication
from server.auth.callers import Scopes
from server.auth.oidc import OpenIdConnect
from server.http.exposure import Exposure
from server.http.limits import Limits
from tests.loopback import web
from tests.server.auth.identity import AUDIENCE, issuing
from tests.server.auth.test_tokens import ANNA, LINES, written
from tests.server.http.talk import ERAS, Stage, legacy, modern, post, staged
from tests.server.http.test_refusals_recorded import lines
from tools.rules.audit import Audit

PAGE = "https://app.example.com"
EXPOSURE = Exposure(allowed_origins=(PAGE, "http://localhost:5173"), body_limit=4096)

ASKED = {"access-control-request-method": "POST"}
BROWSER = "authorization,content-type,mcp-method,mcp-name,mcp-protocol-version,mcp-session-id,last-event-id"

FOREIGN = {
    "another host": "https://evil.example.com",
    "another scheme": "http://app.example.com",
    "another port": "https://app.example.com:8443",
    "a host that begins alike": "https://app.example.com.evil.org",
    "a host that ends alike": "https://evilapp.example.com",
    "a file or a frame without origin": "null",
    "nothing": "",
    "another page of this machine": "http://localhost:3000",
    "this machine by its number": "http://127.0.0.1:5173",
    "the server's own": "http://127.0.0.1:8000",
}


@pytest.fixture
async def url(tmp_path: Path) -> AsyncGenerator[str]:
    """A server that some pages may use, with a token."""
    trust = authentication(written(tmp_path / "tokens", LINES), None, None)
    async with staged(Stage(), EXPOSURE, trust, Audit(tmp_path / "audit")) as address:
        yield address


async def preflight(url: str, path: str = "/mcp", **headers: str) -> httpx2.Response:
    """The answer to what a browser asks before a page's request."""
    async with web() as http:
        return await http.options(url + path, headers={"origin": PAGE} | ASKED | headers)


def shared(answer: httpx2.Response) -> dict[str, str]:
    """What an answer says to browsers."""
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


def named(answer: httpx2.Response, header: str) -> set[str]:
    return {name.strip().lower() for name in answer.headers[header].split(",")}


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
@pytest.mark.parametrize("origin", EXPOSURE.allowed_origins)
async def test_a_browser_is_told_without_a_token_that_an_allowed_page_may_send_its_request(
    origin: str, path: str, url: str
) -> None:
    answer = await preflight(url, path, origin=origin, **{"access-control-request-headers": BROWSER})

    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, origin)
    assert named(answer, "access-control-allow-methods") == {"get", "post", "delete"}
    assert {*BROWSER.split(",")} <= named(answer, "access-control-allow-headers")
    assert "origin" in named(answer, "vary")
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("era", ERAS)
async def test_what_our_clients_send_is_what_a_page_may_send(era: str, url: str) -> None:
    sent, _ = legacy() if era == "legacy" else modern("tools/call", name="who", arguments={})
    allowed = named(await preflight(url), "access-control-allow-headers")

    assert sent.keys() - {"accept"} <= allowed


@pytest.mark.parametrize("origin", FOREIGN.values(), ids=FOREIGN)
async def test_a_page_elsewhere_is_refused_before_its_request_and_the_refusal_is_recorded(
    origin: str, url: str, tmp_path: Path
) -> None:
    answer = await preflight(url, origin=origin)

    assert (answer.status_code, shared(answer)) == (403, {})
    assert [line["reason"] for line in lines(tmp_path / "audit")] == ["Origin is not allowed"]


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("origin", FOREIGN.values(), ids=FOREIGN)
async def test_no_page_elsewhere_can_read_an_answer(origin: str, era: str, url: str) -> None:
    assert shared(await post(url, era, ANNA, origin=origin)) == {}
    assert shared(await post(url, era, None, origin=origin)) == {}


@pytest.mark.parametrize("era", ERAS)
async def test_a_page_of_this_machine_can_send_nothing_that_needs_no_question_of_the_browser(era: str) -> None:
    headers, body = {"legacy": legacy, "auto": modern}[era]()
    async with staged(Stage()) as address, web() as http:
        for kind in (
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "text/plain;application/json",
        ):
            sent = headers | {"origin": FOREIGN["another page of this machine"], "content-type": kind}
            answer = await http.post(f"{address}/mcp", content=json.dumps(body), headers=sent)

            assert (answer.status_code, answer.text) == (400, "Invalid Content-Type header")
            assert shared(answer) == {}


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST", "DELETE", "PUT", "HEAD"])
async def test_only_the_question_of_a_browser_needs_no_token(method: str, url: str) -> None:
    complete = {"origin": PAGE, **ASKED}
    halves = [{"origin": PAGE}, ASKED, {}]
    async with web() as http:
        answers = [await http.request(method, f"{url}/mcp", headers=headers) for headers in (complete, *halves)]

    assert [answer.status_code for answer in answers] == [204 if method == "OPTIONS" else 401, 401, 401, 401]


async def test_the_question_needs_an_allowed_host_too(url: str) -> None:
    answer = await preflight(url, host="evil.example.com")

    assert answer.status_code == 421
    assert "access-control-allow-methods" not in answer.headers


async def answers_of_every_status(url: str) -> dict[int, httpx2.Response]:
    """An answer to a page for each status, by what is wrong with its request."""
    session = {"mcp-session-id": "unknown", "mcp-protocol-version": "2025-11-25"}
    large = {"content-type": "application/json", "authorization": f"Bearer {ANNA}", "origin": PAGE}
    async with web() as http:
        return {
            200: await post(url, "auto", ANNA, origin=PAGE),
            400: await http.post(f"{url}/mcp", content=b"{", headers=large),
            401: await post(url, "auto", None, origin=PAGE),
            404: await post(url, "legacy", ANNA, origin=PAGE, **session),
            413: await http.post(f"{url}/mcp", content=b" " * 5000, headers=large),
            421: await post(url, "auto", ANNA, origin=PAGE, host="evil.example.com"),
        }


async def test_an_allowed_page_can_read_every_answer_also_a_refusal(url: str) -> None:
    answers = await answers_of_every_status(url)

    assert {wanted: got.status_code for wanted, got in answers.items()} == {wanted: wanted for wanted in answers}
    for answer in answers.values():
        assert answer.headers["access-control-allow-origin"] == PAGE
        assert {"mcp-session-id", "www-authenticate", "retry-after"} <= named(answer, "access-control-expose-headers")
        assert "origin" in named(answer, "vary")


async def test_an_allowed_page_can_read_that_a_scope_is_missing_and_that_the_issuer_is_down() -> None:
    async with issuing() as issuer:
        trust = Authentication(OpenIdConnect(issuer.url, AUDIENCE), Scopes(), issuer.url)
        public = Exposure(allowed_origins=(PAGE,), allowed_hosts=("mcp.example.com",), public_url=AUDIENCE)
        async with staged(Stage(), public, trust) as address:
            narrow = await post(address, "auto", issuer.token(scope="openid"), origin=PAGE)
        issuer.status = 503
        fresh = Authentication(OpenIdConnect(issuer.url, AUDIENCE), Scopes(), issuer.url)
        async with staged(Stage(), public, fresh) as address, web() as http:
            down = await post(address, "auto", issuer.token(), origin=PAGE)
            metadata = f"{address}/.well-known/oauth-protected-resource/mcp"
            asked = await preflight(
                metadata,
                "",
                **{"access-control-request-method": "GET", "access-control-request-headers": "mcp-protocol-version"},
            )
            published = await http.get(metadata, headers={"origin": PAGE})

    assert [answer.status_code for answer in (narrow, down, asked, published)] == [403, 503, 200, 200]
    assert {answer.headers["access-control-allow-origin"] for answer in (narrow, down, asked, published)} == {PAGE}


async def test_an_allowed_page_can_read_that_its_call_took_too_long() -> None:
    headers, body = modern("tools/call", name="wait", arguments={})
    hasty = Exposure(allowed_origins=(PAGE,), limits=Limits(call=0.05))
    async with staged(Stage(), hasty) as address, web() as http:
        late = await http.post(f"{address}/mcp", json=body, headers={**headers, "origin": PAGE})

    assert (late.status_code, late.headers["access-control-allow-origin"]) == (504, PAGE)


@pytest.mark.parametrize("exposure", [Exposure(), EXPOSURE], ids=["no pages", "some pages"])
async def test_an_answer_to_a_program_says_nothing_to_browsers(exposure: Exposure) -> None:
    async with staged(Stage(), exposure) as address:
        answers: list[Any] = [await post(address, era) for era in ERAS]

    assert [shared(answer) for answer in answers] == [{}, {}]
