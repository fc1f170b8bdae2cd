"""Which RAM role each caller acts as, and where it is taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dataworks.endpoints import checked_endpoint, regional_endpoint
from dataworks.errors import Unconfigured
from dataworks.language import Text
from dataworks.sts.identity import CallerToken, Identity

if TYPE_CHECKING:
    from server.settings import Settings
    from tools.rules.caller import Caller, CallerOf

ROLE_CLAIM, TOKEN_CLAIM = "role", "token"
"""What a verified token says beside the caller's name: a role of the caller's own, and the token for an exchange."""

STS = Text("the address of STS", "STS 的地址")
NO_ADDRESS = Text("the address of STS is not set", "未设置 STS 的地址")
NO_ADDRESS_FIX = "Add --sts-endpoint URL, or --region REGION instead of --endpoint."


@dataclass(frozen=True)
class Roles:
    """The roles of the callers, as the operator set them.

    Attributes:
        role: the role of callers that have none of their own.
        external_id: what the role asks for.
        endpoint: the address of STS, ``None``: the region's.
        provider: the provider in RAM that the callers' tokens are exchanged by; ``None``: the server takes the roles.
        audience: whom such a token must be for.
    """

    role: str
    external_id: str | None = None
    endpoint: str | None = None
    provider: str | None = None
    audience: str | None = None

    def identity_of(self, name: str, claims: Mapping[str, Any]) -> Identity:
        """Return the identity of a caller, by what the token of the current request says."""
        role, token = claims.get(ROLE_CLAIM) or self.role, claims.get(TOKEN_CLAIM)
        kept = token if isinstance(token, CallerToken) else None
        return Identity(role, name, self.external_id, self.provider, self.audience, kept)

    def address(self, settings: "Settings") -> str:
        """Return the address of STS.

        Raises:
            Unconfigured: it is not set, and there is no region, or it is wrong.
        """
        if self.endpoint:
            return checked_endpoint(self.endpoint, STS, "sts endpoint")
        if settings.region and not settings.endpoint:
            return regional_endpoint(settings.region, vpc=settings.vpc, product="sts")
        if settings.endpoint:
            raise Unconfigured("sts endpoint", NO_ADDRESS.said(), fix=NO_ADDRESS_FIX)
        return settings.address()  # says that the region is missing


def with_identity(
    roles: Roles, caller_of: "CallerOf", claims_of: Callable[[], Mapping[str, Any]] = dict[str, Any]
) -> "CallerOf":
    """Return who makes the current call, with the role that the caller acts as."""

    def identified() -> "Caller":
        caller = caller_of()
        return replace(caller, identity=roles.identity_of(caller.name, claims_of()))

    return identified


def claims_of_request() -> Mapping[str, Any]:
    """Return what the token of the current request says beside the caller's name."""
    from mcp.server.auth.middleware.auth_context import get_access_token

    token = get_access_token()
    return (token.claims if token else None) or {}
