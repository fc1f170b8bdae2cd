"""The two operations of STS that give temporary keys of a RAM role."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from dataworks.answers import Answer
from dataworks.operation import BODY, Belongs, Effect, Operation

STS_VERSION = "2015-04-01"
"""The only version of the API of STS."""

Secret = Annotated[str, Field(min_length=1, repr=False)]


class SessionKey(BaseModel):
    """A temporary access key, and when it ends."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_pascal, validate_by_name=True)

    access_key_id: Secret
    access_key_secret: Secret
    security_token: Secret
    expiration: AwareDatetime


class RoleSession(Answer):
    """A session of a role."""

    place = ""

    credentials: SessionKey


class AssumeRole(Operation[RoleSession], effect=Effect.READ, belongs=Belongs.ACCOUNT, version=STS_VERSION):
    """Take a role with an access key. It changes nothing, so it may be repeated."""

    role_arn: str
    role_session_name: str
    external_id: str | None = None


class AssumeRoleWithOIDC(
    Operation[RoleSession], effect=Effect.READ, belongs=Belongs.ACCOUNT, version=STS_VERSION, anonymous=True
):
    """Take a role with a token of an OpenID Connect issuer. All is in the body, so that no URL has the token."""

    role_arn: Annotated[str, BODY]
    role_session_name: Annotated[str, BODY]
    oidc_provider_arn: Annotated[str, BODY, Field(alias="OIDCProviderArn")]
    oidc_token: Annotated[str, BODY, Field(alias="OIDCToken", repr=False)]
