"""What each identity has of its own: a connection, with what it remembers and its rate limit, and a workspace."""

from dataclasses import dataclass, field, replace
from functools import partial

from dataworks.answer_cache import AnswerCache
from dataworks.client import ConnectionStats, DataWorks
from dataworks.credentials import static
from dataworks.memory import Memory
from dataworks.rate import InTurn, RateLimit
from dataworks.signing import Credentials
from dataworks.sts.identity import Identity
from dataworks.sts.recent import Recent
from dataworks.sts.sessions import MOST, Sessions
from dataworks.transport import connect
from server.identity.roles import Roles
from server.settings import Settings
from tools.arguments.home import HomeWorkspace
from tools.calls.context import Shared
from tools.rules.caller import Caller

NOBODY = static(Credentials("", ""))
"""The credentials of an exchange of tokens, which is not signed."""


@dataclass(frozen=True)
class Own:
    """What one identity has of its own."""

    rate: RateLimit
    account: InTurn
    home: HomeWorkspace
    cache: AnswerCache = field(default_factory=AnswerCache)
    memory: Memory = field(default_factory=Memory)
    stats: ConnectionStats = field(default_factory=ConnectionStats)


class Owners:
    """What each identity has of its own, for as many as are kept; the one that was not used for longest goes first.

    The quota is that of an account, so all identities of an account share one limit, and take turns.
    """

    def __init__(self, roles: Roles, settings: Settings, project: str | None, most: int = MOST) -> None:
        self._roles = roles
        self._settings = settings
        self._project = project
        self._most = most
        self._kept = Recent[Own](most)
        self._accounts = dict[str, RateLimit]()
        self._sts: DataWorks | None = None
        self._sessions: Sessions | None = None

    def shared_with(self, shared: Shared, caller: Caller) -> Shared:
        """Return what the calls of a caller share, and those of no other identity."""
        identity = caller.identity
        if identity is None:  # never another one's role: it may have more rights
            raise RuntimeError("a caller without an identity, where callers act as roles")
        own = self._own(identity)
        return replace(shared, own=None, home=own.home, backend=partial(self._connection, shared, own, identity))

    def _own(self, identity: Identity) -> Own:
        return self._kept.of(identity.name, partial(self._new, identity))

    def _new(self, identity: Identity) -> Own:
        limit = self._settings.limit()
        account = self._accounts.setdefault(identity.account, RateLimit(limit))
        return Own(RateLimit(limit), InTurn(account), HomeWorkspace(self._project))

    def _connection(self, shared: Shared, own: Own, identity: Identity) -> DataWorks:
        """Return the connection of all with the credentials and the memory of one identity."""
        return replace(
            shared.api,
            credentials=partial(self._credentials, shared.api, identity),
            renew=partial(self._forget, identity),
            cache=own.cache,
            memory=own.memory,
            stats=own.stats,
            rate=own.rate,
            account=own.account,
        )

    async def _credentials(self, api: DataWorks, identity: Identity) -> Credentials:
        if self._sessions is None:
            self._sts = sts_client(self._settings, self._roles, api)
            self._sessions = Sessions(self._sts, self._most)
        return await self._sessions.credentials(identity)

    def _forget(self, identity: Identity, refused: Credentials) -> None:
        if self._sessions is not None:
            self._sessions.forget(identity, refused)

    async def aclose(self) -> None:
        """Close the connection to STS, if there is one of its own."""
        if self._sts is not None and not self._settings.emulator:
            await self._sts.http.aclose()


def sts_client(settings: Settings, roles: Roles, api: DataWorks) -> DataWorks:
    """Return a connection to STS, with the credentials of the server unless callers' tokens are exchanged.

    Raises:
        Unconfigured: the address of STS is not known.
    """
    credentials = NOBODY if roles.provider else api.credentials
    if settings.emulator:
        return DataWorks(api.endpoint, credentials, api.http, api.timing, observer=api.observer)
    address = roles.address(settings)
    return DataWorks(address, credentials, connect(address), api.timing, observer=api.observer)
