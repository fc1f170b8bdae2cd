"""The emulator's STS: who may take a role, and what its sessions may do."""

import base64
import json
import time
from typing import Any

import pytest

from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.errors import DataWorksError
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.workspaces import CreateFolder, ListProjects
from dataworks.signing import Credentials
from dataworks.sts.operations import AssumeRole, AssumeRoleWithOIDC, SessionKey
from emulator.seed.world_file import read_world
from emulator.world.roles import ACCOUNT, Role
from tests.dataworks.clients import Setting, emulated

FULL, READER = (f"acs:ram::{ACCOUNT}:role/dataworks-{kind}" for kind in ("full", "reader"))
BY_TOKEN, PROVIDER = f"acs:ram::{ACCOUNT}:role/by-token", f"acs:ram::{ACCOUNT}:oidc-provider/company"


def token(**claims: Any) -> str:
    good = {"iss": "https://issuer.example", "aud": "sts.example", "sub": "ada", "exp": time.time() + 10**9}
    parts = (base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in ({}, good | claims))
    return ".".join((*parts, "signature"))


def trusting(**changed: Any) -> Setting:
    """An emulator with a role for tokens."""
    setting = emulated()
    role = Role(BY_TOKEN, PROVIDER, "https://issuer.example", frozenset({"sts.example"}), **changed)
    setting.emulator.world.roles.roles[BY_TOKEN] = role
    return setting


async def session(setting: Setting, role: str = READER, name: str = "ada") -> SessionKey:
    return (await setting.api.call(AssumeRole(role_arn=role, role_session_name=name))).credentials


def with_key(setting: Setting, key: SessionKey) -> DataWorks:
    credentials = Credentials(key.access_key_id, key.access_key_secret, key.security_token)
    return DataWorks(setting.api.endpoint, static(credentials), setting.api.http, setting.api.timing)


async def code_of(api: DataWorks, operation: Any) -> str:
    with pytest.raises(DataWorksError) as raised:
        await api.call(operation)
    return raised.value.code


async def exchanged(setting: Setting, given: str, provider: str = PROVIDER) -> str:
    asked = AssumeRoleWithOIDC(role_arn=BY_TOKEN, role_session_name="ada", oidc_provider_arn=provider, oidc_token=given)
    try:
        await setting.api.call(asked)
    except DataWorksError as error:
        return error.code
    return "taken"


async def test_a_session_may_do_what_its_role_may() -> None:
    setting = emulated()
    reader = with_key(setting, await session(setting))

    assert [row.project_id for row in (await reader.call(ListProjects())).project_list] == ["10000"]
    assert (await reader.call(ListFiles(project_id="10000"))).files
    assert await code_of(reader, ListFiles(project_id="10001")) == "Invalid.Tenant.UserNotInProject"
    folder = CreateFolder(project_id="10000", folder_path="Business Flow/shop/Data Integration/a")
    assert await code_of(reader, folder) == "Invalid.Tenant.UserNotInProject"
    assert len(setting.emulator.world.workspaces["10000"].folders) == 2


async def test_what_a_session_writes_is_in_the_world_of_all() -> None:
    setting = emulated()
    full = with_key(setting, await session(setting, FULL))

    await full.call(CreateFolder(project_id="10000", folder_path="Business Flow/shop/Data Integration/a"))

    assert "Business Flow/shop/Data Integration/a" in setting.emulator.world.workspaces["10000"].folders


async def test_a_session_ends_by_the_time_of_the_world() -> None:
    setting = emulated()
    reader = with_key(setting, await session(setting))

    setting.emulator.move(3599)
    await reader.call(ListProjects())
    setting.emulator.move(2)

    assert await code_of(reader, ListProjects()) == "InvalidSecurityToken.Expired"


async def test_a_session_needs_its_token() -> None:
    setting = emulated()
    key, other = await session(setting), await session(setting, FULL)

    for given, code in ((None, "MissingSecurityToken"), ("made-up", "InvalidSecurityToken.Malformed")):
        api = with_key(setting, key.model_copy(update={"security_token": given}))
        assert await code_of(api, ListProjects()) == code
    mixed = with_key(setting, key.model_copy(update={"security_token": other.security_token}))
    assert (await code_of(mixed, ListProjects())).startswith("InvalidSecurityToken")
    wrong = with_key(setting, key.model_copy(update={"access_key_secret": "wrong"}))
    assert await code_of(wrong, ListProjects()) == "SignatureDoesNotMatch"


async def test_a_session_can_not_take_a_role() -> None:
    setting = emulated()
    full = with_key(setting, await session(setting, FULL))

    assert await code_of(full, AssumeRole(role_arn=READER, role_session_name="ada")) == "NoPermission"


async def test_an_external_id_has_to_be_given() -> None:
    setting = emulated()
    setting.emulator.world.roles.roles[FULL] = Role(FULL, external_id="tenant-7")
    asked = AssumeRole(role_arn=FULL, role_session_name="ada")

    assert await code_of(setting.api, asked) == "NoPermission"
    assert await code_of(setting.api, asked.model_copy(update={"external_id": "tenant-8"})) == "NoPermission"
    await setting.api.call(asked.model_copy(update={"external_id": "tenant-7"}))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (token(), "taken"),
        (token(aud=["other", "sts.example"]), "taken"),
        (token(aud="other"), "AuthenticationFail.NoPermission"),
        (token(iss="https://other.example"), "AuthenticationFail.NoPermission"),
        (token(aud=None), "AuthenticationFail.NoPermission"),
        (token(exp=1), "AuthenticationFail.OIDCToken.Expired"),
        (token(exp="soon"), "AuthenticationFail.OIDCToken.Expired"),
        ("not a token", "AuthenticationFail.OIDCToken.Invalid"),
        ("a.[].c", "AuthenticationFail.OIDCToken.Invalid"),
        ("a.W10.c", "AuthenticationFail.OIDCToken.Invalid"),
        ("a." + "x" * 20_000 + ".c", "AuthenticationFail.OIDCToken.Invalid"),
    ],
)
async def test_a_token_takes_the_role_that_trusts_it(given: str, code: str) -> None:
    assert await exchanged(trusting(), given) == code


async def test_a_role_may_trust_some_subjects_only() -> None:
    setting = trusting(subjects=frozenset({"ada"}))

    assert await exchanged(setting, token()) == "taken"
    assert await exchanged(setting, token(sub="bob")) == "AuthenticationFail.NoPermission"
    assert await exchanged(setting, token(), f"acs:ram::{ACCOUNT}:oidc-provider/o") == "AuthenticationFail.NoPermission"


async def test_a_role_for_tokens_is_not_for_keys() -> None:
    setting = trusting()

    assert await code_of(setting.api, AssumeRole(role_arn=BY_TOKEN, role_session_name="ada")) == "NoPermission"


async def test_only_the_exchange_of_tokens_needs_no_signature() -> None:
    setting = emulated()
    nobody = DataWorks(setting.api.endpoint, static(Credentials("", "")), setting.api.http, setting.api.timing)

    with pytest.raises(DataWorksError, match="IncompleteSignature"):
        await nobody.call(AssumeRole(role_arn=FULL, role_session_name="ada"))


WORLD = """
[workspace.20001]
name = "shop"

[[role]]
arn = "acs:ram::1000000000000001:role/r"
oidc_provider = "acs:ram::1000000000000001:oidc-provider/p"
issuer = "https://issuer.example"
audiences = ["a"]
subjects = ["s"]
external_id = "e"
read_only = true
workspaces = ["20001"]
session_seconds = 900
"""


def test_a_world_file_has_roles() -> None:
    (entry,) = read_world(WORLD).role

    names = (f"acs:ram::{ACCOUNT}:role/r", f"acs:ram::{ACCOUNT}:oidc-provider/p", "https://issuer.example")
    groups = (frozenset({"a"}), frozenset({"s"}))
    assert entry.role() == Role(*names, *groups, "e", read_only=True, workspaces=frozenset({"20001"}), longest=900)


@pytest.mark.parametrize("wrong", ["r", "acs:ram::1:user/r", "acs:ram::1:role/r/x", "acs:ram::1:role/r\\n"])
def test_a_wrong_name_of_a_role_is_refused_with_its_place(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"role\[1\]\.arn"):
        read_world(WORLD.replace("acs:ram::1000000000000001:role/r", wrong))
