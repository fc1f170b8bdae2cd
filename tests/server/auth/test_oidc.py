"""Tokens of a real issuer: which are accepted, and what the issuer's rotations and failures do."""

import base64
import hmac
import json
import logging
import time
from collections.abc import AsyncGenerator
from typing import Any

import anyio
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.auth.authentication import authentication
from server.auth.callers import Scopes, caller_of
from server.auth.issuer import IssuerUnreachable, published_keys
from server.auth.keys import BACK_OFF, FRESH, STALE, UNKNOWN_KEY_INTERVAL
from server.auth.oidc import OpenIdConnect
from tests.server.auth.identity import AUDIENCE, SUBJECT, Issuer, Key, claims, ec_key, ed_key, issuing, rsa_key
from tests.sessions import Time
from tools.rules.caller import Caller

SECRET = "a symmetric secret of good length, 32+"


@pytest.fixture
async def issuer() -> AsyncGenerator[Issuer]:
    async with issuing() as issuer:
        yield issuer


def verifier(issuer: Issuer, time: Time | None = None) -> OpenIdConnect:
    return OpenIdConnect(issuer.url, AUDIENCE, (time or Time()).clock)


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(issuer: Issuer) -> str:
    return f"{part({'alg': 'none', 'kid': issuer.keys[0].kid})}.{part(claims(issuer.url))}."


def forged_with_public_key(issuer: Issuer) -> str:
    """HS256 with the issuer's public key as the secret: the classic confusion of algorithms."""
    key = issuer.keys[0]
    public = key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing_input = f"{part({'alg': 'HS256', 'kid': key.kid})}.{part(claims(issuer.url))}"
    signature = hmac.digest(public, signing_input.encode(), "sha256")
    return f"{signing_input}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


BAD: dict[str, Any] = {
    "expired": lambda i: i.token(exp=int(time.time()) - 120),
    "not yet valid": lambda i: i.token(nbf=int(time.time()) + 120),
    "issued in the future": lambda i: i.token(iat=int(time.time()) + 120),
    "for another audience": lambda i: i.token(aud="https://other.example.com"),
    "of another issuer": lambda i: i.token(iss="https://issuer.example.com"),
    "of the issuer with a slash": lambda i: i.token(iss=f"{i.url}/"),
    "without expiry": lambda i: i.token(exp=None),
    "without audience": lambda i: i.token(aud=None),
    "without issuer": lambda i: i.token(iss=None),
    "without subject": lambda i: i.token(sub=None),
    "with an empty subject": lambda i: i.token(sub=""),
    "with a subject of two lines": lambda i: i.token(sub="dana\nlocal"),
    "with the subject that means nobody": lambda i: i.token(sub="local"),
    "with a number for a subject": lambda i: i.token(sub=7),
    "with words for an expiry": lambda i: i.token(exp="tomorrow"),
    "with an endless expiry": lambda i: i.token(exp=float("inf")),
    "signed by a stranger with the same key id": lambda i: i.token(rsa_key(kid="ec-1")),
    "signed by a stranger of the same kind": lambda i: i.token(Key("ec-1", "ES256", ec_key("stranger").private)),
    "with another key id": lambda i: i.token(ec_key("stranger")),
    "unsigned": unsigned,
    "signed with the public key as a secret": forged_with_public_key,
    "signed with a secret": lambda i: jwt.encode(claims(i.url), SECRET, "HS256", {"kid": "ec-1"}),
    "with a changed payload": lambda i: ".".join([*i.token().split(".")[:1], part(claims(i.url)), "AAAA"]),
    "with a list for an algorithm": lambda i: f"{part({'alg': [], 'kid': 'ec-1'})}.{part(claims(i.url))}.AAAA",
    "no token at all": lambda _: "ein-toller-schlüssel",
    "deeply nested": lambda _: base64.urlsafe_b64encode(b'{"alg":' + b"[" * 9000).decode().rstrip("=") + ".e30.AAAA",
    "empty": lambda _: "",
}


GRANTED: list[tuple[dict[str, Any], bool]] = [
    ({"scope": "dataworks:read dataworks:write"}, True),
    ({"scope": "dataworks:read"}, False),
    ({"scope": None, "scp": ["dataworks:read", "dataworks:write", 7]}, True),
    ({"scope": None, "scp": "dataworks:read dataworks:write"}, True),
    ({"scope": None, "scp": {"dataworks:write": True}}, False),
    ({"scope": "dataworks:writer dataworks:write2"}, False),
    ({"scope": None}, False),
]


async def test_bad_tokens_are_refused_without_a_word_about_them(
    issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    judge = verifier(issuer)
    tokens: dict[str, str] = {what: make(issuer) for what, make in BAD.items()}

    assert {what: await judge.verify_token(token) for what, token in tokens.items()} == dict.fromkeys(BAD)
    assert "a bearer token was refused: ExpiredSignatureError" in caplog.text
    assert [text for text in (SUBJECT, *filter(None, tokens.values())) if text in caplog.text] == []


async def test_every_asymmetric_signature_is_accepted(issuer: Issuer) -> None:
    kinds = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
    issuer.keys = [*(Key(kind, kind, rsa_key().private) for kind in kinds), ec_key(), ed_key()]
    judge = verifier(issuer)

    assert [key.kid for key in issuer.keys if not await judge.verify_token(issuer.token(key))] == []


async def test_a_verified_token_carries_what_is_needed_and_not_itself(issuer: Issuer) -> None:
    token = issuer.token(azp="the-app")

    accepted = await verifier(issuer).verify_token(token)

    assert accepted is not None
    assert (accepted.client_id, accepted.subject, accepted.claims) == ("the-app", SUBJECT, {"iss": issuer.url})
    assert token not in repr(accepted)


async def test_the_caller_is_the_subject_and_writes_by_its_scope(issuer: Issuer) -> None:
    judge = verifier(issuer)

    for granted, may_write in GRANTED:
        token = await judge.verify_token(issuer.token(**granted))
        assert caller_of(token, Scopes()) == Caller(SUBJECT, may_write), granted


async def test_a_minute_of_difference_between_the_clocks_is_forgiven(issuer: Issuer) -> None:
    slow = issuer.token(exp=int(time.time()) - 30)
    fast = issuer.token(nbf=int(time.time()) + 30)

    assert [bool(await verifier(issuer).verify_token(token)) for token in (slow, fast)] == [True, True]


async def test_one_of_several_audiences_is_enough(issuer: Issuer) -> None:
    assert await verifier(issuer).verify_token(issuer.token(aud=["https://other.example.com", AUDIENCE]))


async def test_a_token_without_key_id_is_checked_by_the_only_key(issuer: Issuer) -> None:
    token = jwt.encode(claims(issuer.url), ec_key().private, "ES256")
    accepted = await verifier(issuer).verify_token(token)
    issuer.keys = [ec_key(), ec_key("ec-2")]

    assert accepted
    assert await verifier(issuer).verify_token(token) is None


async def test_a_short_key_of_the_issuer_is_refused(issuer: Issuer) -> None:
    issuer.rotate(Key("short", "RS256", rsa.generate_private_key(public_exponent=65537, key_size=1024)))  # noqa: S505
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = issuer.token()

    assert await verifier(issuer).verify_token(token) is None


async def test_keys_are_fetched_once_and_again_when_they_are_old(issuer: Issuer) -> None:
    time = Time()
    judge = verifier(issuer, time)

    for _ in range(3):
        assert await judge.verify_token(issuer.token())
    assert issuer.fetches == 1

    time.now += FRESH + 1
    assert await judge.verify_token(issuer.token())
    assert issuer.fetches == 2


async def test_a_rotated_key_works_at_its_first_request(issuer: Issuer) -> None:
    judge = verifier(issuer)
    assert await judge.verify_token(issuer.token())

    issuer.rotate(ec_key("ec-2"))

    assert await judge.verify_token(issuer.token())
    assert await judge.verify_token(issuer.token(ec_key())) is None


async def test_invented_key_ids_do_not_flood_the_issuer(issuer: Issuer) -> None:
    time = Time()
    judge = verifier(issuer, time)

    for number in range(5):
        assert await judge.verify_token(issuer.token(ec_key(f"invented-{number}"))) is None
    assert issuer.fetches == 2

    time.now += UNKNOWN_KEY_INTERVAL
    issuer.rotate(ec_key("ec-2"))
    assert await judge.verify_token(issuer.token())


async def test_while_the_issuer_is_down_nothing_is_decided_and_it_is_left_alone_for_a_moment(
    issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    time = Time()
    judge = verifier(issuer, time)
    issuer.status = 503

    for _ in range(2):
        with pytest.raises(IssuerUnreachable):
            await judge.verify_token(issuer.token())
    assert [record.getMessage() for record in caplog.records if record.name.startswith("server")] == [
        "the issuer's keys could not be fetched: HTTP status 503"
    ]

    issuer.status = 200
    time.now += BACK_OFF
    assert await judge.verify_token(issuer.token())


async def test_known_keys_outlive_an_hour_without_the_issuer(issuer: Issuer) -> None:
    time = Time()
    judge = verifier(issuer, time)
    assert await judge.verify_token(issuer.token())
    issuer.status = 500

    time.now += FRESH + 1
    assert await judge.verify_token(issuer.token())
    time.now += STALE
    with pytest.raises(IssuerUnreachable):
        await judge.verify_token(issuer.token())


@pytest.mark.parametrize(
    ("discovery", "reason"),
    [
        ({"issuer": "https://other.example.com"}, "a discovery document of another issuer"),
        ({"jwks_uri": "http://keys.example.com/keys"}, "a key set without a secure address"),
        ({"jwks_uri": "file:///etc/passwd"}, "a key set without a secure address"),
        ({"jwks_uri": "http://127.0.0.1:x]/"}, "a key set without a secure address"),
        ({"jwks_uri": None}, "a key set without a secure address"),
        ({"jwks_uri": "http://127.0.0.1:1/keys"}, "ConnectError"),
    ],
)
async def test_an_issuer_that_publishes_something_else_is_as_good_as_down(
    discovery: dict[str, Any], reason: str, issuer: Issuer
) -> None:
    issuer.discovery = discovery

    with pytest.raises(IssuerUnreachable, match=reason):
        await verifier(issuer).verify_token(issuer.token())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b" " * 2**19, "more than 262144 bytes"),
        (b"<html>", "not JSON"),
        (b"[" * 2**16, "not JSON"),
        (b"[]", "not a JSON object"),
    ],
    ids=["endless", "html", "deep", "a list"],
)
async def test_an_answer_of_the_issuer_that_is_no_document_is_refused(body: bytes, reason: str, issuer: Issuer) -> None:
    issuer.instead = body

    with pytest.raises(IssuerUnreachable, match=reason):
        await verifier(issuer).verify_token(issuer.token())


async def test_a_document_in_place_of_keys_is_refused(issuer: Issuer) -> None:
    issuer.discovery = {"jwks_uri": f"{issuer.url}/.well-known/openid-configuration"}

    with pytest.raises(IssuerUnreachable, match="a key set without keys"):
        await verifier(issuer).verify_token(issuer.token())


async def test_a_slow_issuer_is_not_waited_for(issuer: Issuer) -> None:
    issuer.pause = 30

    with pytest.raises(IssuerUnreachable, match=r"no answer within 0\.1 s"):
        await published_keys(issuer.url, limit=0.1)


@pytest.mark.parametrize("changed", [{"alg": "ES384"}, {"use": "enc"}, {"kty": "oct"}, {"x": "AAAA"}, {"kid": "other"}])
async def test_a_key_that_is_not_for_this_signature_does_not_count(changed: dict[str, Any], issuer: Issuer) -> None:
    issuer.changed = changed

    assert await verifier(issuer).verify_token(issuer.token()) is None


async def test_requests_that_come_together_share_one_fetch(issuer: Issuer) -> None:
    judge = verifier(issuer)
    issuer.pause = 0.05
    accepted: list[bool] = []

    async def ask(token: str) -> None:
        accepted.append(bool(await judge.verify_token(token)))

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(ask, issuer.token())

    assert (accepted, issuer.fetches) == ([True] * 5, 1)


@pytest.mark.parametrize(
    "url", ["http://issuer.example.com", "issuer.example.com", "ftp://127.0.0.1", "https://", "https://i.example.com?a"]
)
def test_an_issuer_must_have_a_secure_address(url: str) -> None:
    with pytest.raises(ValueError, match="the issuer must be an https:// address"):
        OpenIdConnect(url, AUDIENCE)


def test_issuer_and_audience_belong_together() -> None:
    with pytest.raises(ValueError, match="belong together"):
        authentication(None, "https://issuer.example.com", None)
    with pytest.raises(ValueError, match="belong together"):
        authentication(None, None, AUDIENCE)


async def test_with_issuer_and_audience_tokens_are_the_issuers(issuer: Issuer) -> None:
    assert authentication(None, None, None) is None
    chosen = authentication(None, issuer.url, AUDIENCE, Scopes("di.read", "di.write"))

    assert chosen is not None
    assert (chosen.issuer, chosen.scopes) == (issuer.url, Scopes("di.read", "di.write"))
    assert await chosen.verifier.verify_token(issuer.token())


def test_an_issuer_without_audience_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an audience"):
        OpenIdConnect("https://issuer.example.com", "")
