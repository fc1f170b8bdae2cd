"""STS: temporary keys of RAM roles."""

import base64
import json
import re
import secrets
from datetime import UTC, datetime
from typing import Any, cast

from dataworks.signing import Credentials
from dataworks.sts.operations import AssumeRole, AssumeRoleWithOIDC
from emulator.failures import Refusal, RequestRefused, missing
from emulator.gateway.evidence import assumed, documented, sdk
from emulator.gateway.families import BARE
from emulator.handlers.handler import handles
from emulator.world.roles import Role, Session
from emulator.world.state import World

NO_CASE = "Roles are made in RAM, outside of DataWorks, and compare makes none: it would need rights over the account."

BAD_SESSION_NAME = Refusal(400, "InvalidParameter.RoleSessionName", "The parameter RoleSessionName is wrongly formed.")
NO_ROLE = Refusal(404, "EntityNotExist.Role", "The role not exists: {}.")
NOT_TRUSTED = Refusal(403, "NoPermission", "You are not authorized to do this action. You should be authorized by RAM.")
NO_PROVIDER = Refusal(400, "AuthenticationFail.NoPermission", "This operator is not authorized by this role.")
BAD_TOKEN = Refusal(400, "AuthenticationFail.OIDCToken.Invalid", "This OIDC token is invalid.")
TOKEN_ENDED = Refusal(400, "AuthenticationFail.OIDCToken.Expired", "This OIDC token is expired.")

SESSION_NAME = re.compile(r"[A-Za-z0-9.@_-]{2,64}")
TOKEN_LENGTHS = range(4, 20_001)


@handles(
    AssumeRole,
    documented("RoleSessionName has 2 to 64 letters, digits and . @ - _; others are InvalidParameter.RoleSessionName."),
    documented("A role that does not exist is 404 EntityNotExist.Role, one that does not trust the key NoPermission."),
    sdk("The answer has Credentials with AccessKeyId, AccessKeySecret, SecurityToken and Expiration in UTC."),
    assumed("A session can't take another role.", unsettled=NO_CASE),
    assumed("A wrong ExternalId is answered like a key that is not trusted.", unsettled=NO_CASE),
    assumed("A session lasts as long as the role allows.", unsettled=NO_CASE),
    family=BARE,
)
def assume_role(world: World, asked: AssumeRole) -> dict[str, Any]:
    """Take a role with an access key."""
    role = _role(world, asked.role_arn, asked.role_session_name)
    if world.session is not None or role.provider or (role.external_id and role.external_id != asked.external_id):
        raise RequestRefused(NOT_TRUSTED)
    return _begun(world, role, asked.role_session_name)


@handles(
    AssumeRoleWithOIDC,
    sdk("It is sent without access key and signature."),
    assumed("Its parameters may be in the body, where no URL has the token.", unsettled=NO_CASE),
    documented("OIDCToken has 4 to 20,000 characters."),
    assumed("A wrong token is AuthenticationFail.OIDCToken.Invalid, an old one .Expired.", unsettled=NO_CASE),
    assumed("A token that the trust policy does not fit is AuthenticationFail.NoPermission.", unsettled=NO_CASE),
    assumed("The signature of a token is not checked: the emulator asks no issuer for keys.", unsettled=NO_CASE),
    family=BARE,
)
def assume_role_with_oidc(world: World, asked: AssumeRoleWithOIDC) -> dict[str, Any]:
    """Take a role with a token."""
    role = _role(world, asked.role_arn, asked.role_session_name)
    claims = _claims(asked.oidc_token)
    if not role.provider or role.provider != asked.oidc_provider_arn or not _fits(role, claims):
        raise RequestRefused(NO_PROVIDER)
    if not isinstance(claims.get("exp"), int | float) or claims["exp"] <= world.clock():
        raise RequestRefused(TOKEN_ENDED)
    return _begun(world, role, asked.role_session_name)


def _role(world: World, arn: str, session: str) -> Role:
    if not arn:
        raise RequestRefused(missing("RoleArn"))
    if not SESSION_NAME.fullmatch(session):
        raise RequestRefused(BAD_SESSION_NAME)
    role = world.roles.roles.get(arn)
    if role is None:
        raise RequestRefused(NO_ROLE._replace(message=NO_ROLE.message.format(arn.rpartition("/")[2])))
    return role


def _claims(token: str) -> dict[str, Any]:
    """Return the claims of a token, without a check of its signature."""
    parts = token.split(".")
    try:
        if len(token) not in TOKEN_LENGTHS or len(parts) != 3:
            raise ValueError
        claims: object = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        raise RequestRefused(BAD_TOKEN) from None
    if not isinstance(claims, dict):
        raise RequestRefused(BAD_TOKEN)
    return cast("dict[str, Any]", claims)


def _fits(role: Role, claims: dict[str, Any]) -> bool:
    """Whether the trust policy of a role fits the claims of a token."""
    aud = claims.get("aud")
    audiences = [aud] if isinstance(aud, str) else cast("list[object]", aud) if isinstance(aud, list) else []
    subject = role.subjects is None or claims.get("sub") in role.subjects
    return claims.get("iss") == role.issuer and subject and any(each in role.audiences for each in audiences)


def _begun(world: World, role: Role, name: str) -> dict[str, Any]:
    now = world.clock()
    key = Credentials(f"STS.{secrets.token_hex(12)}", secrets.token_hex(22), f"CAIS{secrets.token_urlsafe(60)}")
    session = Session(role, name, key, float(int(now) + role.longest))
    world.roles.begin(session, now)
    return {
        "AssumedRoleUser": {"Arn": f"{role.arn.replace(':role/', ':assumed-role/')}/{name}", "AssumedRoleId": name},
        "Credentials": {
            "AccessKeyId": key.access_key_id,
            "AccessKeySecret": key.access_key_secret,
            "SecurityToken": key.security_token,
            "Expiration": datetime.fromtimestamp(session.ends, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    }
