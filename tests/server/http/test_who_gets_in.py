"""Which requests get in, and what status the others get: a real server, a real issuer, both eras of the protocol."""

import logging
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
from mcp_types import CallToolResult

from server.auth.authentication import Authentication, authentication
from server.auth.callers import Scopes
from server.auth.oidc import OpenIdConnect
from server.http.exposure import Exposure
from server.settings import VERSION
from tests.loopback import web
from tests.server.auth.identity import AUDIENCE, SUBJECT, Issuer, claims, ec_key, issuing
from tests.server.auth.test_oidc import SECRET, forged_with_public_key, unsigned
from tests.server.auth.test_tokens import ANNA, BEN, LINES, written
from tests.server.http.talk import ERAS, Stage, modern, post, reached, staged
from tests.sessions import Time, text_of

PUBLIC = "https://mcp.example.com/mcp"
FOREIGN = "https://planted-issuer.example.com"


@dataclass
class House:
    """A server that trusts an issuer."""

    url: str
    issuer: Issuer
    time: Time


@pytest.fixture
async def house() -> AsyncGenerator[House]:
    clock = Time()
    async with issuing() as issuer:
        trust = Authentication(OpenIdConnect(issuer.url, AUDIENCE, clock.clock), Scopes(), issuer.url)
        exposure = Exposure(allowed_hosts=("mcp.example.com",), public_url=PUBLIC, body_limit=4096)
        async with staged(Stage(), exposure, trust) as url:
            yield House(url, issuer, clock)


def refused(house: House) -> dict[str, tuple[str | None, dict[str, str], int]]:
    """What is wrong with a request: its token, its other headers, and the status it gets."""
    issuer = house.issuer
    now = int(time.time())
    return {
        "nothing": (issuer.token(), {}, 200),
        "no token": (None, {}, 401),
        "a word for a token": ("xyzzyx", {}, 401),
        "bad signature": (issuer.token(ec_key("stranger"), scope="dataworks:read")[:-6] + "AAAAAA", {}, 401),
        "a stranger's key": (issuer.token(ec_key("stranger")), {}, 401),
        "expired": (issuer.token(exp=now - 120), {}, 401),
        "not yet valid": (issuer.token(nbf=now + 120), {}, 401),
        "wrong audience": (issuer.token(aud="https://other.example.com"), {}, 401),
        "wrong issuer": (issuer.token(iss=FOREIGN), {}, 401),
        "alg none": (unsigned(issuer), {}, 401),
        "HS256 with the public key": (forged_with_public_key(issuer), {}, 401),
        "HS256 with a secret": (jwt.encode(claims(issuer.url), SECRET, "HS256", {"kid": "ec-1"}), {}, 401),
        "missing scope": (issuer.token(scope="openid"), {}, 403),
        "write scope alone": (issuer.token(scope="dataworks:write"), {}, 403),
        "right to read alone": (issuer.token(scope="dataworks:read"), {}, 200),
        "the host of the proxy": (issuer.token(), {"host": "mcp.example.com"}, 200),
        "the host of the proxy with a port": (issuer.token(), {"host": "mcp.example.com:8443"}, 200),
        "wrong host, no token": (None, {"host": "evil.example.com"}, 421),
        "wrong origin, no token": (None, {"origin": "https://evil.example.com"}, 403),
        "a host with a word for its port": (issuer.token(), {"host": "mcp.example.com:evil"}, 421),
        "an origin with a word for its port": (issuer.token(), {"origin": "https://mcp.example.com:evil"}, 403),
        "an empty origin": (issuer.token(), {"origin": ""}, 403),
        "wrong host": (issuer.token(), {"host": "evil.example.com"}, 421),
        "a host that begins alike": (issuer.token(), {"host": "mcp.example.com.evil.org"}, 421),
        "its own origin": (issuer.token(), {"origin": "https://mcp.example.com"}, 200),
        "wrong origin": (issuer.token(), {"origin": "https://evil.example.com"}, 403),
        "origin null": (issuer.token(), {"origin": "null"}, 403),
        "body too large": (issuer.token(), {"x-size": "5000"}, 413),
        "body too large, no token": (None, {"x-size": "5000"}, 401),
    }


async def answer(house: House, era: str, token: str | None, headers: dict[str, str]) -> httpx2.Response:
    if size := int(headers.get("x-size", 0)):
        credentials = {"authorization": f"Bearer {token}"} if token else {}
        version = {"mcp-protocol-version": "2026-07-28"} if era == "auto" else {}
        sent = {"content-type": "application/json", **credentials, **version}
        async with web() as http:
            return await http.post(f"{house.url}/mcp", content=b" " * size, headers=sent)
    return await post(house.url, era, token, **headers)


@pytest.mark.parametrize("era", ERAS)
async def test_every_wrong_request_gets_its_status_and_nothing_of_it_comes_back(
    era: str, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    cases = refused(house)
    answers = {what: await answer(house, era, *case[:2]) for what, case in cases.items()}

    assert {what: got.status_code for what, got in answers.items()} == {what: case[2] for what, case in cases.items()}
    written = "".join(f"{got.headers}{got.text}" for got in answers.values())
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    planted = [SUBJECT, FOREIGN, *(case[0] for case in cases.values() if case[0])]
    assert [secret for secret in planted if secret in written or secret in logged] == []


async def test_refusals_say_by_header_what_is_missing_and_where_to_get_it(house: House) -> None:
    nobody = await post(house.url, "auto")
    reader = await post(house.url, "auto", house.issuer.token(scope="openid"))
    async with web() as http:
        published = await http.get(f"{house.url}/.well-known/oauth-protected-resource/mcp")

    where = 'resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"'
    assert nobody.headers["www-authenticate"] == (
        f'Bearer error="invalid_token", error_description="Authentication required", {where}'
    )
    assert reader.headers["www-authenticate"] == (
        f'Bearer error="insufficient_scope", error_description="Required scope: dataworks:read", {where}'
    )
    assert {name: published.json()[name] for name in ("resource", "authorization_servers", "scopes_supported")} == {
        "resource": PUBLIC,
        "authorization_servers": [house.issuer.url],
        "scopes_supported": ["dataworks:read", "dataworks:write"],
    }


async def test_health_is_open_to_all_and_says_nothing_more_than_the_version(house: House) -> None:
    async with web() as http:
        healthy = await http.get(f"{house.url}/health", headers={"host": "10.0.0.7", "authorization": "Bearer x"})
        posted = await http.post(f"{house.url}/health")
        elsewhere = await http.get(f"{house.url}/")

    assert (healthy.status_code, healthy.json()) == (200, {"status": "ok", "version": VERSION})
    assert (posted.status_code, elsewhere.status_code) == (405, 404)


@pytest.mark.parametrize("era", ERAS)
async def test_a_key_rotated_at_the_issuer_works_within_one_request(era: str, house: House) -> None:
    assert (await post(house.url, era, house.issuer.token())).status_code == 200

    house.issuer.rotate(ec_key("ec-2"))

    assert (await post(house.url, era, house.issuer.token())).status_code == 200
    assert (await post(house.url, era, house.issuer.token(ec_key()))).status_code == 401


@pytest.mark.parametrize("era", ERAS)
async def test_while_the_issuer_is_down_a_request_is_asked_to_come_again(era: str, house: House) -> None:
    house.issuer.status = 503
    token = house.issuer.token()
    down = await post(house.url, era, token)
    house.issuer.status = 200
    house.time.now += float(down.headers["retry-after"])

    assert (down.status_code, down.json()["error"]) == (503, "temporarily_unavailable")
    assert (await post(house.url, era, token)).status_code == 200


@pytest.mark.parametrize("era", ERAS)
async def test_tools_know_who_calls_request_by_request(era: str, house: House) -> None:
    async with (
        reached(house.url, house.issuer.token(), era) as writer,
        reached(house.url, house.issuer.token(sub="ben", scope="dataworks:read"), era) as reader,
    ):
        told = [text_of(await call(client)) for client in (writer, reader, writer)]

    assert told == [f"{SUBJECT} writes", "ben reads", f"{SUBJECT} writes"]


async def call(client: Any) -> CallToolResult:
    result: CallToolResult = await client.call_tool("who", {})
    return result


async def test_a_session_belongs_to_who_opened_it(house: House) -> None:
    opened = await post(house.url, "legacy", house.issuer.token())
    session = {"mcp-session-id": opened.headers["mcp-session-id"], "mcp-protocol-version": "2025-11-25"}
    stranger = house.issuer.token(sub="ben")

    assert (await post(house.url, "legacy", stranger, **session)).status_code == 404
    assert (await post(house.url, "legacy", None, **session)).status_code == 401


@pytest.mark.parametrize("era", ERAS)
async def test_tokens_of_a_file_get_in_until_they_leave_the_file(era: str, tmp_path: Path) -> None:
    path = written(tmp_path / "tokens", LINES)
    async with staged(Stage(), authentication=authentication(path, None, None)) as url:
        async with reached(url, ANNA, era) as anna, reached(url, BEN, era) as ben:
            told = [text_of(await call(client)) for client in (anna, ben)]
        unknown = await post(url, era, "unknown-token-0123456789")
        written(path, f"ben {BEN}\n")
        gone = await post(url, era, ANNA)

    assert told == ["anna writes", "ben reads"]
    assert (unknown.status_code, gone.status_code) == (401, 401)
    assert unknown.headers["www-authenticate"] == (
        'Bearer error="invalid_token", error_description="Authentication required"'
    )


@pytest.mark.parametrize("path", ["/mcp", "/mcp/", "/health/", "/mcp//", "//mcp", "/.well-known/"])
@pytest.mark.parametrize("host", ["mcp.example.com", "evil.example.com"])
async def test_no_answer_is_a_redirect(path: str, host: str, house: House) -> None:
    headers, body = modern()
    sent = {**headers, "host": host, "authorization": f"Bearer {house.issuer.token()}"}
    async with web() as http:
        answers = [await http.request(method, house.url + path, json=body, headers=sent) for method in ("POST", "GET")]

    assert [answer.headers.get("location") for answer in answers] == [None, None]
    assert all(answer.status_code < 300 or answer.status_code >= 400 for answer in answers)
    if path in {"/mcp", "/mcp/"}:
        assert answers[0].status_code == (200 if host == "mcp.example.com" else 421)


@pytest.mark.parametrize("era", ERAS)
async def test_this_machine_needs_no_token(era: str) -> None:
    async with staged(Stage()) as url:
        served = await post(url, era)
        strange = await post(url, era, host="evil.example.com")

    assert (served.status_code, strange.status_code) == (200, 421)
