"""RAM roles of the account, and the sessions that STS has given of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dataworks.signing import Credentials

ACCOUNT = "1000000000000001"
"""The account of the emulator."""


@dataclass(frozen=True)
class Role:
    """A role: who may take it, and what its sessions may do.

    Attributes:
        arn: its name in RAM.
        provider: the OpenID Connect provider whose tokens may take it; "": access keys of the emulator take it.
        issuer: the issuer of such tokens.
        audiences: the audiences that they may have.
        subjects: the subjects that they may have; ``None``: any.
        external_id: what has to be given to take it; "": nothing.
        read_only: its sessions may only read.
        workspaces: those that its sessions are members of, by id; ``None``: all.
        longest: seconds that a session lasts.
    """

    arn: str
    provider: str = ""
    issuer: str = ""
    audiences: frozenset[str] = frozenset()
    subjects: frozenset[str] | None = None
    external_id: str = ""
    read_only: bool = False
    workspaces: frozenset[str] | None = None
    longest: int = 3600


@dataclass(frozen=True)
class Session:
    """A session of a role: its key, and its end in epoch seconds."""

    role: Role
    name: str
    key: Credentials
    ends: float


@dataclass
class Roles:
    """The roles by name, and the sessions by access key id. Sessions are not in a file: a restart ends them."""

    roles: dict[str, Role] = field(default_factory=dict[str, Role])
    sessions: dict[str, Session] = field(default_factory=dict[str, Session])

    @classmethod
    def of(cls, roles: Iterable[Role]) -> "Roles":
        """Return these roles, without sessions."""
        return cls({role.arn: role for role in roles})

    def begin(self, session: Session, now: float) -> None:
        """Keep a session; those that ended an hour ago are forgotten, and answered like unknown keys."""
        for key in [key for key, each in self.sessions.items() if each.ends < now - 3600]:
            del self.sessions[key]
        self.sessions[session.key.access_key_id] = session
