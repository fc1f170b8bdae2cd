"""The identity that a caller has at the service: a session of a RAM role."""

import re
from dataclasses import dataclass, field

from dataworks.errors import RoleNotTaken
from dataworks.language import Text

ROLE = re.compile(r"acs:ram::[0-9]{1,32}:role/[A-Za-z0-9.@_-]{1,64}")
PROVIDER = re.compile(r"acs:ram::[0-9]{1,32}:oidc-provider/[A-Za-z0-9._-]{1,128}")
"""The names in RAM (ARN) of a role, and of an OpenID Connect provider."""

SESSION_NAME = re.compile(r"[A-Za-z0-9.@_-]{2,64}")
"""The names that STS takes. Others are refused, and not changed into one that another caller may have."""

BAD_NAME = Text(
    "the caller's name {!r} can't be the name of a role session, which has 2 to 64 letters, digits and . @ - _",
    "调用者名称 {!r} 不能用作角色会话名称；会话名称为 2 至 64 个字符，只能包含字母、数字和 . @ - _",
)
WRONG_AUDIENCE = Text(
    "the caller's token is not for {}: its audience (aud) has no such name, so it is not passed on",
    "调用者的令牌不是签发给 {} 的：其受众（aud）中没有此名称，因此不会转交该令牌",
)
TOKEN_ENDED = Text("the caller's token has ended", "调用者的令牌已过期")


@dataclass(frozen=True)
class CallerToken:
    """A token that a caller has called with, which was verified: whom it is for, and when it ends (epoch seconds)."""

    text: str = field(repr=False)
    audience: tuple[str, ...]
    ends: float


@dataclass(frozen=True)
class Identity:
    """A session of a role, which belongs to one caller.

    Attributes:
        role: the role's name in RAM.
        session: the name of the session, which is the caller's.
        external_id: what the trust policy of the role may ask for.
        provider: the OpenID Connect provider in RAM; ``None``: the role is taken with the server's own credentials.
        audience: whom the caller's token must be for, if it is exchanged.
        token: that token.
    """

    role: str
    session: str
    external_id: str | None = None
    provider: str | None = None
    audience: str | None = None
    token: CallerToken | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Role and session, as the service's records name them."""
        return f"{self.role}/{self.session}"

    @property
    def account(self) -> str:
        """The account that the role belongs to."""
        return self.role.split(":")[3]

    @property
    def action(self) -> str:
        """The operation that takes the role."""
        return "AssumeRoleWithOIDC" if self.provider else "AssumeRole"

    def check(self, now: float) -> None:
        """Check all that can be known before anything is sent; ``now`` in epoch seconds.

        Raises:
            RoleNotTaken: this caller can't take the role.
        """
        if not SESSION_NAME.fullmatch(self.session):
            raise RoleNotTaken(self.action, BAD_NAME.said(self.session), reason="SessionName")
        if self.provider is None:
            return
        if self.token is None or self.audience not in self.token.audience:
            raise RoleNotTaken(self.action, WRONG_AUDIENCE.said(self.audience), reason="Audience")
        if now >= self.token.ends:
            raise RoleNotTaken(self.action, TOKEN_ENDED.said(), reason="TokenEnded")
