"""The addresses where the server can be reached over HTTP, and the checks before it starts to listen."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mcp.server.transport_security import DEFAULT_MAX_REQUEST_BODY_SIZE

from dataworks.endpoints import is_loopback
from server.http.limits import Limits

THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")

HOST = re.compile(r"(?P<name>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d+))?")
ORIGIN = re.compile(r"(?:https(?!.*:443$)|http(?!.*:80$))://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?")
"""As browsers send it: in lower case, and without the default port. Any other spelling would never match."""

PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?/.*")

AN_ORIGIN = "an origin as browsers send it, such as https://app.example.com (lower case, without the default port)"


@dataclass(frozen=True)
class Exposure:
    """The address to listen on, and which requests are accepted.

    Attributes:
        host: the address to listen on.
        port: the port; 0 picks a free one.
        allowed_hosts: host names that clients may use (``Host``), such as ``mcp.example.com``; with a port, that
            port only. The names of this machine are allowed if it listens on this machine only.
        allowed_origins: origins of web pages that may call it from elsewhere, such as ``https://app.example.com``; a
            page of an allowed host may call that host anyway.
        public_url: the address of ``/mcp`` as clients see it; with an issuer, clients find its login there (RFC 9728).
        body_limit: bytes of the largest request.
        shared_port: let other processes of the same user listen on this port too. Clients up to 2025-11-25 then get
            no session, since their requests reach any of the processes.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    public_url: str | None = None
    body_limit: int = DEFAULT_MAX_REQUEST_BODY_SIZE
    shared_port: bool = False
    limits: Limits = field(default_factory=Limits)

    def check(self, *, authenticated: bool) -> None:
        """Check that other machines can't call without authentication.

        Raises:
            ValueError: other machines can reach it without authentication or without allowed hosts, or a value
                is not valid.
        """
        _check_all("--allowed-hosts", HOST, self.allowed_hosts, "a host such as mcp.example.com")
        _check_all("--allowed-origins", ORIGIN, self.allowed_origins, AN_ORIGIN)
        if self.public_url is not None and not PUBLIC_URL.fullmatch(self.public_url):
            raise ValueError("--public-url takes an address such as https://mcp.example.com/mcp")
        if not authenticated and (foreign := [name for name in (self.host, *self._names()) if not _is_ours(name)]):
            raise ValueError(
                f"{foreign[0]} is not this machine: without authentication (--token-file, or --issuer and --audience) "
                "the server answers this machine only"
            )
        if not is_loopback(self.host) and not self.allowed_hosts:
            raise ValueError(
                f"{self.host} is not this machine: list with --allowed-hosts the host names that clients may use"
            )

    @cached_property
    def _hosts(self) -> frozenset[str]:
        """The allowed values of ``Host``."""
        return frozenset(_with_ports([*(f"{name}:*" for name in self._local), *self.allowed_hosts]))

    @cached_property
    def _origins(self) -> frozenset[str]:
        """The allowed values of ``Origin``: pages of an allowed host, and the listed origins."""
        local = (f"http://{name}:*" for name in self._local)
        pages = _with_ports([*local, *(f"https://{name}" for name in self.allowed_hosts)])
        return frozenset([*pages, *self.allowed_origins])

    @property
    def _local(self) -> tuple[str, ...]:
        return THIS_MACHINE if is_loopback(self.host) else ()

    def objection(
        self, hosts: Sequence[str], origins: Sequence[str], *, elsewhere: bool = False
    ) -> tuple[int, str] | None:
        """Return the status and the reason to refuse a request with these headers, or ``None``.

        Args:
            hosts: the values of ``Host``.
            origins: the values of ``Origin``.
            elsewhere: only a page on another origin sends such a request, so it must be listed itself.
        """
        if len(hosts) != 1 or not _is_listed(hosts[0], self._hosts):
            return 421, "Host is not allowed"
        allowed = self.allowed_origins if elsewhere else self._origins
        if not all(_is_listed(origin, allowed) for origin in origins):
            return 403, "Origin is not allowed"
        return None

    def _names(self) -> list[str]:
        return [match["name"] for match in map(HOST.fullmatch, self.allowed_hosts) if match]


def _check_all(option: str, pattern: re.Pattern[str], values: tuple[str, ...], wanted: str) -> None:
    for value in values:
        if not pattern.fullmatch(value):
            raise ValueError(f"{option} takes {wanted}, not {value!r}")


def _with_ports(names: list[str]) -> list[str]:
    """Return each name, and one without a port also with any port: clients leave out the default port."""
    return names + [f"{name}:*" for name in names if not re.search(r":(\d+|\*)$", name)]


def _is_listed(value: str, allowed: Container[str]) -> bool:
    """Return whether a value is in the list, where ``name:*`` stands for any port."""
    if value in allowed:
        return True
    name, _, port = value.rpartition(":")
    return port.isascii() and port.isdigit() and f"{name}:*" in allowed


def _is_ours(name: str) -> bool:
    return is_loopback(name.strip("[]"))
