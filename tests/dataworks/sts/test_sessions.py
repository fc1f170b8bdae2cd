"""Sessions of roles: when one is taken, how long it is used, and what a failure tells."""

import base64
import json
from dataclasses import replace
from typing import Any

import anyio
import httpx2
import pytest

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, RoleNotTaken
from dataworks.explain.lookup import explain
from dataworks.operations.v2020.workspaces import ListProjects
from dataworks.signing import Credentials
from dataworks.sts.identity import CallerToken, Identity
from dataworks.sts.sessions import MOST, Sessions
from emulator.faults.fault_rules import Fault
from emulator.transport import EmulatorTransport
from emulator.world.roles import ACCOUNT, Role
from tests.clock import run_skipping
from tests.dataworks.clients import Setting, answered, emulated, prepared, texts_of

FULL, READER = (f"acs:ram::{ACCOUNT}:role/dataworks-{kind}" for kind in ("full", "reader"))
WITH_TOKEN, PROVIDER = f"acs:ram::{ACCOUNT}:role/by-token", f"acs:ram::{ACCOUNT}:oidc-provider/company"
ADA, BOB = Identity(FULL, "ada"), Identity(FULL, "bob")
SECRET = "planted-signature-of-a-token"


def token(setting: Setting, *, lasts: float = 7200, audience: Any = "sts.example", **claims: Any) -> CallerToken:
    """The token of a caller; its signature is not checked by the emulator."""
    ends = setting.time.now + lasts
    stated = {"iss": "https://issuer.example", "aud": audience, "sub": "ada", "exp": ends, **claims}
    parts = (base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in ({}, stated))
    audiences = (audience,) if isinstance(audience, str) else tuple(audience)
    return CallerToken(".".join((*parts, SECRET)), audiences, ends)


def with_token(given: CallerToken | None) -> Identity:
    return Identity(WITH_TOKEN, "ada", provider=PROVIDER, audience="sts.example", token=given)


def setting_with_roles(longest: int = 3600) -> Setting:
    setting = emulated()
    roles = setting.emulator.world.roles.roles
    roles[FULL] = replace(roles[FULL], longest=longest)
    roles[WITH_TOKEN] = Role(
        WITH_TOKEN, PROVIDER, "https://issuer.example", frozenset({"sts.example"}), longest=longest
    )
    return setting


async def failed(sessions: Sessions, identity: Identity) -> RoleNotTaken:
    with pytest.raises(RoleNotTaken) as raised:
        await sessions.credentials(identity)
    return raised.value


async def test_a_session_is_taken_once_and_used_until_shortly_before_its_end() -> None:
    setting = setting_with_roles()
    sessions = Sessions(setting.api)

    first = await sessions.credentials(ADA)
    setting.time.now += 3600 - 301
    again = await sessions.credentials(ADA)
    setting.time.now += 2
    later = await sessions.credentials(ADA)

    assert first is again
    assert later != first
    assert setting.sent == ["AssumeRole", "AssumeRole"]


async def test_a_short_session_is_used_for_most_of_its_length() -> None:
    setting = setting_with_roles(longest=100)
    sessions = Sessions(setting.api)

    await sessions.credentials(ADA)
    setting.time.now += 79
    await sessions.credentials(ADA)
    setting.time.now += 2
    await sessions.credentials(ADA)

    assert setting.sent == ["AssumeRole", "AssumeRole"]


async def test_two_callers_have_two_sessions() -> None:
    setting = setting_with_roles()
    sessions = Sessions(setting.api)

    keys = {(await sessions.credentials(each)).access_key_id for each in (ADA, BOB, Identity(READER, "ada"), ADA)}

    assert len(keys) == len(setting.sent) == 3
    assert {each.name for each in setting.emulator.world.roles.sessions.values()} == {"ada", "bob"}


def test_calls_at_the_same_time_make_one_exchange() -> None:
    setting = setting_with_roles()
    setting.emulator.fail("AssumeRole", Fault(kind="delay", seconds=3))

    async def work() -> None:
        sessions, found = Sessions(setting.api), set[Credentials]()

        async def call() -> None:
            found.add(await sessions.credentials(ADA))

        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(call)
        assert len(found) == 1

    run_skipping(work)
    assert setting.sent == ["AssumeRole"]


def test_calls_at_the_same_time_get_one_failure_and_the_next_one_asks_again() -> None:
    setting = setting_with_roles()
    nobody = Identity(f"acs:ram::{ACCOUNT}:role/none", "ada")

    async def work() -> None:
        sessions, found = Sessions(setting.api), list[RoleNotTaken]()

        async def call() -> None:
            found.append(await failed(sessions, nobody))

        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(call)
        assert len({id(each) for each in found}) == 20
        assert {each.code for each in found} == {"RoleNotTaken.EntityNotExist.Role"}

        setting.emulator.world.roles.roles[nobody.role] = Role(nobody.role)
        setting.time.now += 3
        await sessions.credentials(nobody)

    run_skipping(work)
    assert setting.sent == ["AssumeRole", "AssumeRole"]


def test_a_call_that_is_cancelled_leaves_the_exchange_to_the_next_one() -> None:
    setting = setting_with_roles()
    setting.emulator.fail("AssumeRole", Fault(kind="delay", seconds=5))

    async def work() -> None:
        sessions = Sessions(setting.api)
        async with anyio.create_task_group() as group:
            group.start_soon(sessions.credentials, ADA)
            while not setting.sent:
                await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()
        await sessions.credentials(ADA)

    run_skipping(work)
    assert setting.sent == ["AssumeRole", "AssumeRole"]


async def test_the_least_recently_used_callers_are_forgotten() -> None:
    setting = setting_with_roles()
    sessions = Sessions(setting.api, most=3)

    for name in ("a1", "a2", "a3", "a1", "a4", "a1", "a2"):
        await sessions.credentials(Identity(FULL, name))

    assert len(setting.sent) == 5
    assert MOST == 1_000


@pytest.mark.parametrize("name", ["a", "x" * 65, "a+b", "名字", "a b", "auth0|5f7c", "a/b", "ada\n", ""])
async def test_a_name_that_no_session_can_have_is_refused_before_anything_is_sent(name: str) -> None:
    setting = setting_with_roles()

    error = await failed(Sessions(setting.api), Identity(FULL, name))

    assert error.code == "RoleNotTaken.SessionName"
    assert "2 to 64" in error.message
    assert setting.sent == []


@pytest.mark.parametrize("name", ["ab", "x" * 64, "ada.l@example-1.com", "a_b"])
async def test_a_name_that_a_session_can_have_is_not_changed(name: str) -> None:
    setting = setting_with_roles()

    await Sessions(setting.api).credentials(Identity(FULL, name))

    (session,) = setting.emulator.world.roles.sessions.values()
    assert session.name == name


@pytest.mark.parametrize(
    "audience", ["https://mcp.example", [], ["https://mcp.example"], "STS.example", "sts.example "]
)
async def test_a_token_that_is_not_for_sts_is_not_passed_on(audience: Any) -> None:
    setting = setting_with_roles()

    error = await failed(Sessions(setting.api), with_token(token(setting, audience=audience)))

    assert error.code == "RoleNotTaken.Audience"
    assert setting.sent == []


async def test_a_token_that_is_not_for_sts_does_not_use_the_session_of_another_one() -> None:
    setting = setting_with_roles()
    sessions = Sessions(setting.api)
    await sessions.credentials(with_token(token(setting)))

    error = await failed(sessions, with_token(token(setting, audience="https://mcp.example")))

    assert error.code == "RoleNotTaken.Audience"


async def test_a_caller_without_a_token_can_not_take_a_role_by_token() -> None:
    setting = setting_with_roles()

    assert (await failed(Sessions(setting.api), with_token(None))).code == "RoleNotTaken.Audience"
    assert setting.sent == []


async def test_a_session_by_token_is_not_used_beyond_the_token() -> None:
    setting = setting_with_roles()
    sessions = Sessions(setting.api)
    old = with_token(token(setting, lasts=300, audience=["https://mcp.example", "sts.example"]))

    first = await sessions.credentials(old)
    setting.time.now += 301
    ended = await failed(sessions, old)
    second = await sessions.credentials(with_token(token(setting)))

    assert ended.code == "RoleNotTaken.TokenEnded"
    assert first != second
    assert setting.sent == ["AssumeRoleWithOIDC"] * 2


async def test_the_token_is_in_the_body_only_and_nothing_is_signed() -> None:
    api, transport, _ = prepared(answered(400, Code="AuthenticationFail.NoPermission", Message="No.", RequestId="r"))
    given = token(emulated())

    await failed(Sessions(api), with_token(given))

    (request,) = transport.requests
    assert given.text.encode() in request.content
    assert given.text not in str(request.url) + str(request.headers)
    assert not {"authorization", "x-acs-accesskey-id", "x-acs-security-token"} & {*request.headers}
    assert request.headers["x-acs-version"] == "2015-04-01"


def refused(code: str, status: int = 403) -> httpx2.Response:
    return answered(status, Code=code, Message=f"{code} on demand.", RequestId="r")


FAILURES: dict[str, httpx2.Response | Exception] = {
    "NoPermission": refused("NoPermission"),
    "EntityNotExist.Role": refused("EntityNotExist.Role", 404),
    "InvalidParameter.RoleSessionName": refused("InvalidParameter.RoleSessionName", 400),
    "InvalidParameter.ExternalId": refused("InvalidParameter.ExternalId", 400),
    "AuthenticationFail.OIDCToken.Expired": refused("AuthenticationFail.OIDCToken.Expired", 400),
    "MissingRoleArn": refused("MissingRoleArn", 400),
    "InvalidAccessKeyId.NotFound": refused("InvalidAccessKeyId.NotFound", 404),
    "InvalidSecurityToken.Expired": refused("InvalidSecurityToken.Expired", 400),
    "SignatureDoesNotMatch": refused("SignatureDoesNotMatch", 400),
    "Throttling.User": refused("Throttling.User", 429),
    "ServiceUnavailable": refused("ServiceUnavailable", 503),
    "HTTP 502": httpx2.Response(502, content=b"{}"),
    "Unreadable": httpx2.Response(200, content=b"<html>"),
    "Unreachable": httpx2.ConnectError("planted"),
}


@pytest.mark.parametrize("reason", FAILURES)
async def test_each_failure_of_sts_is_explained_in_both_languages(reason: str) -> None:
    api, _, _ = prepared(FAILURES[reason])

    error = await failed(Sessions(api), ADA)
    meaning = explain(error)

    assert error.code == f"RoleNotTaken.{reason}"
    assert FULL in error.message
    assert meaning is not explain(RoleNotTaken("AssumeRole", "", reason="SomethingNew"))
    assert all(text.en != text.zh for text in (meaning.means, *meaning.fix))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"Credentials": None},
        {"Credentials": {"AccessKeyId": "STS.planted", "AccessKeySecret": "s", "Expiration": "2030-01-01T00:00:00Z"}},
        {"Credentials": {"AccessKeyId": "", "AccessKeySecret": "", "SecurityToken": "", "Expiration": "2030-01-01"}},
        {
            "Credentials": {
                "AccessKeyId": "STS.planted",
                "AccessKeySecret": "planted-secret",
                "SecurityToken": "planted-token",
                "Expiration": "tomorrow",
            }
        },
    ],
)
async def test_an_answer_without_a_whole_key_is_a_failure_that_shows_nothing_of_it(answer: dict[str, Any]) -> None:
    api, _, _ = prepared(answered(RequestId="r", **answer))

    error = await failed(Sessions(api), ADA)

    assert error.code == "RoleNotTaken.Unreadable"
    assert not any("planted" in text for text in texts_of(error))


async def test_a_session_that_has_ended_when_it_comes_is_a_failure() -> None:
    ended = {"AccessKeyId": "i", "AccessKeySecret": "s", "SecurityToken": "t", "Expiration": "2020-01-01T00:00:00Z"}
    api, transport, _ = prepared(answered(RequestId="r", Credentials=ended))
    sessions = Sessions(api)

    assert [(await failed(sessions, ADA)).code for _ in range(2)] == ["RoleNotTaken.Clock"] * 2
    assert len(transport.requests) == 1


async def test_what_sts_repeats_of_the_token_is_not_told() -> None:
    given = token(emulated())
    said = f"wrong token {given.text}, {SECRET}"
    api, _, _ = prepared(answered(400, Code="AuthenticationFail.X", Message=said, RequestId="r"))

    error = await failed(Sessions(api), with_token(given))

    assert not any(SECRET in text for text in texts_of(error))
    assert SECRET not in repr(with_token(given))


async def test_a_slow_sts_ends_in_a_failure_within_its_limit() -> None:
    setting = setting_with_roles()
    setting.emulator.fail("AssumeRole", Fault(kind="delay", seconds=60), times=None)
    started = setting.time.now

    slow = replace(setting.api, http=EmulatorTransport(setting.emulator, setting.time.sleep))

    error = await failed(Sessions(slow), ADA)

    assert error.code == "RoleNotTaken.Unreachable"
    assert setting.time.now - started <= 11
    assert explain(error).retry == "after a wait"


async def test_the_service_refuses_a_session_that_has_ended_there_and_the_call_goes_on_with_a_new_one() -> None:
    setting = setting_with_roles()
    sessions = Sessions(setting.api)
    api = acting(setting, sessions, ADA)
    await api.call(ListProjects())

    setting.emulator.move(4000)
    await api.call(ListProjects())

    assert setting.sent == ["AssumeRole", "ListProjects", "ListProjects", "AssumeRole", "ListProjects"]


async def test_a_session_that_the_service_always_refuses_is_renewed_once() -> None:
    setting = setting_with_roles()
    setting.emulator.fail("ListProjects", Fault(kind="expired-token"), times=None)
    api = acting(setting, Sessions(setting.api), ADA)

    with pytest.raises(DataWorksError) as raised:
        await api.call(ListProjects())

    assert raised.value.code == "InvalidSecurityToken.Expired"
    assert setting.sent == ["AssumeRole", "ListProjects", "AssumeRole", "ListProjects"]


async def test_a_session_that_the_service_does_not_know_is_renewed() -> None:
    setting = setting_with_roles()
    api = acting(setting, Sessions(setting.api), ADA)
    await api.call(ListProjects())

    setting.emulator.world.roles.sessions.clear()
    await api.call(ListProjects())

    assert setting.sent[-2:] == ["AssumeRole", "ListProjects"]


async def test_a_part_of_the_token_that_sts_repeats_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    given = token(emulated(), sub="planted-subject" * 20)
    header, claims, _ = given.text.split(".")
    for part in (given.text[:300], f"{header}.{claims}", f"{header}.{claims[:150]}"):
        api, _, _ = prepared(answered(400, Code=part, Message=f"wrong: {part}", RequestId="r"))

        error = await failed(Sessions(api), with_token(given))

        assert not any(claims[:60] in text for text in texts_of(error))
    assert claims[:60] not in caplog.text


def acting(setting: Setting, sessions: Sessions, identity: Identity) -> DataWorks:
    """A client that acts as a session."""

    async def own() -> Credentials:
        return await sessions.credentials(identity)

    def renew(refused: Credentials) -> None:
        sessions.forget(identity, refused)

    return replace(setting.api, credentials=own, renew=renew)
