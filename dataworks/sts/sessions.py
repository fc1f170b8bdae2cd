"""The sessions of the callers: taken once, used until shortly before they end."""

import copy
from dataclasses import dataclass, field

import anyio

from dataworks.client import DataWorks
from dataworks.errors import DataWorksError, Refused, RoleNotTaken, Throttled, Unconfigured
from dataworks.language import Text
from dataworks.secrets import masked
from dataworks.signing import Credentials
from dataworks.sts.identity import Identity
from dataworks.sts.operations import AssumeRole, AssumeRoleWithOIDC, SessionKey
from dataworks.sts.recent import Recent

EXCHANGE_LIMIT = 10.0
"""Seconds for taking a role, with all attempts."""

MARGIN, LARGEST_PART = 300.0, 0.2
"""Seconds before its end from which a session is not used any more, and at most so much of its length."""

FAILED = 2.0
"""Seconds for which a failure is the answer to the same question, so that waiting calls do not repeat it in turn."""

MOST = 1_000
"""Callers whose sessions are kept; beyond it, the one that was not used for the longest time is forgotten."""

FAILED_TO_TAKE = Text("the role {} could not be taken: {}", "未能扮演角色 {}：{}")
OVER_AT_ONCE = Text(
    "the session has ended already: the clocks of STS and this machine differ", "会话已结束：STS 与本机的时钟不一致"
)


@dataclass
class Kept:
    """The session of one caller.

    Attributes:
        until: the time (epoch seconds) until which ``credentials`` are used.
        failed: who could not take the role, how, and the time until which that is the answer.
        alone: one exchange at a time.
    """

    credentials: Credentials | None = None
    until: float = 0.0
    failed: tuple[Identity, RoleNotTaken, float] | None = None
    alone: anyio.Lock = field(default_factory=anyio.Lock)


class Sessions:
    """Takes roles, by requests to ``sts``, whose clock says when a session ends."""

    def __init__(self, sts: DataWorks, most: int = MOST) -> None:
        self._sts = sts
        self._kept = Recent[Kept](most)

    async def credentials(self, identity: Identity) -> Credentials:
        """Return the credentials of a session of this identity.

        Raises:
            RoleNotTaken: there are none; nothing but the exchange was sent.
            Unconfigured: the server has no credentials of its own.
        """
        identity.check(self._now())
        kept = self._of(identity)
        return self._current(kept) or await self._taken(kept, identity)

    def forget(self, identity: Identity, credentials: Credentials) -> None:
        """Do not use these credentials any more."""
        kept = self._of(identity)
        if kept.credentials == credentials:
            kept.credentials = None

    def _of(self, identity: Identity) -> Kept:
        return self._kept.of(identity.name, Kept)

    def _current(self, kept: Kept) -> Credentials | None:
        return kept.credentials if self._now() < kept.until else None

    async def _taken(self, kept: Kept, identity: Identity) -> Credentials:
        async with kept.alone:
            found = self._current(kept)
            if found is not None:
                return found
            self._raise_again(kept, identity)
            try:
                key = await self._exchange(identity)
                kept.until = self._usable_until(key, identity)
            except RoleNotTaken as error:
                kept.failed = (identity, copy.copy(error), self._now() + FAILED)
                raise
            kept.credentials = Credentials(
                key.access_key_id, key.access_key_secret, key.security_token, f"role {identity.name}"
            )
            return kept.credentials

    def _raise_again(self, kept: Kept, identity: Identity) -> None:
        """Raise the failure of the same question, if it has just failed."""
        whose, error, until = kept.failed or (None, None, 0.0)
        if error is not None and whose == identity and self._now() < until:
            raise copy.copy(error)

    def _usable_until(self, key: SessionKey, identity: Identity) -> float:
        """Return when a new session is not used any more: shortly before its end, and not beyond the caller's token.

        Raises:
            RoleNotTaken: it has ended.
        """
        now, end = self._now(), key.expiration.timestamp()
        if end <= now:
            text = FAILED_TO_TAKE.said(identity.role, OVER_AT_ONCE.said())
            raise RoleNotTaken(identity.action, text, reason="Clock")
        end -= min(MARGIN, (end - now) * LARGEST_PART)
        return end if identity.token is None else min(end, identity.token.ends)

    async def _exchange(self, identity: Identity) -> SessionKey:
        sts = self._sts.metered(self._sts.timing.clock() + EXCHANGE_LIMIT, f"{identity.session} role")
        try:
            return (await sts.call(_operation(identity))).credentials
        except Unconfigured:
            raise
        except DataWorksError as error:
            failure = _failure(error, identity)
        raise failure

    def _now(self) -> float:
        return self._sts.timing.utc().timestamp()


def _operation(identity: Identity) -> AssumeRole | AssumeRoleWithOIDC:
    if identity.provider is None or identity.token is None:
        return AssumeRole(role_arn=identity.role, role_session_name=identity.session, external_id=identity.external_id)
    return AssumeRoleWithOIDC(
        role_arn=identity.role,
        role_session_name=identity.session,
        oidc_provider_arn=identity.provider,
        oidc_token=identity.token.text,
    )


def _failure(error: DataWorksError, identity: Identity) -> RoleNotTaken:
    """Return the failure to take a role; an answer of STS may repeat what was sent, so the token is removed."""
    code, text = (_without_token(text, identity) for text in (error.code, error.message))
    retry_after = error.retry_after if isinstance(error, Throttled) else None
    said = f"{code}: {text}" if isinstance(error, Refused) else text
    return RoleNotTaken(identity.action, FAILED_TO_TAKE.said(identity.role, said), reason=code, retry_after=retry_after)


def _without_token(text: str, identity: Identity) -> str:
    token = identity.token.text if identity.token else ""
    for part in filter(None, (token, *token.split("."))):
        text = text.replace(part, "***")
    return masked(text)
