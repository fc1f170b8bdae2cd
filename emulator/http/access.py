"""Who may call the emulator: programs on this machine, or, if it is opened to others, those who have its key."""

import hmac
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from dataworks.signing import Credentials
from emulator.exchange import Reply, Request
from emulator.service import KEYS

NO_KEY = Reply(
    401,
    "application/json",
    b'{"error": "send the access key and its secret as user and password (HTTP Basic)"}',
    headers=(("www-authenticate", 'Basic realm="emulator"'),),
)
"""The answer to a control request without a key, where one is needed."""


@dataclass(frozen=True)
class Access:
    """What other machines need to call the emulator.

    Attributes:
        hosts: the host names that clients may use beside those of this machine, in lower case.
        keys: the access keys that were given, of which a control request then needs one; calls of the API are signed.
    """

    hosts: tuple[str, ...] = ()
    keys: tuple[Credentials, ...] = ()

    @classmethod
    def of(cls, hosts: Sequence[str], keys: Sequence[Credentials]) -> "Access":
        """Return what is needed with these host names; the keys matter only if there are any."""
        names = tuple(name.lower() for name in hosts)
        return cls(names, tuple(keys) if names else ())

    def check(self, host: str) -> None:
        """Check that the emulator may listen on an address.

        Raises:
            ValueError: other machines can reach it, and host names or a key of their own are missing, or no address.
        """
        if "" in self.hosts:
            raise ValueError("--allowed-hosts has an empty name")
        for name in self.hosts:
            if {*name} & {*",;*/ "}:
                raise ValueError(f"--allowed-hosts {name}: write names such as emulator.test, with spaces between them")
        if not self.hosts and not address_of(host).is_loopback:
            raise ValueError(
                f"{host} is not this machine, as 127.0.0.1 is: list with --allowed-hosts the host names that clients "
                "may use, and give a key with --key"
            )
        if self.hosts and (not self.keys or {*self.keys} & {*KEYS}):
            raise ValueError("--allowed-hosts lets others call: give a key with --key, other than the default one")

    def may_control(self, request: Request) -> bool:
        """Return whether a request has a key, if it needs one."""
        if not self.hosts:
            return True
        given = _user_and_password(request.headers.get("authorization", ""))
        return any(hmac.compare_digest(_basic(key), given) for key in self.keys)


OURS = Access()
"""Programs on this machine only."""


def address_of(host: str) -> IPv4Address | IPv6Address:
    """Return the address to listen on.

    Raises:
        ValueError: it is a name; only ``localhost`` is known.
    """
    try:
        return ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise ValueError(f"{host!r} is not an address; use 127.0.0.1, ::1 or localhost.") from None


def _basic(key: Credentials) -> bytes:
    return f"{key.access_key_id}:{key.access_key_secret}".encode()


def _user_and_password(header: str) -> bytes:
    scheme, _, value = header.partition(" ")
    try:
        return b64decode(value, validate=True) if scheme.lower() == "basic" else b""
    except ValueError:
        return b""
