"""Which requests a web page may have caused; these are refused, as any page that the user opens could send them.

A page can reach this machine under a name of its own (which was made to point to this machine), and can let the
browser send requests, with ``<img>`` even without ``Origin``. Programs send none of the headers that give it away.
"""

from collections.abc import Collection
from functools import lru_cache

from dataworks.endpoints import is_loopback
from emulator.exchange import Request

OF_PAGES = ("origin", "referer", "ping-from")
"""Headers that only web pages cause; older browsers send no ``Sec-Fetch-Site``, but the address of the page."""

BY_THE_USER = "none"
"""The value of ``Sec-Fetch-Site`` for an address that the user has typed."""


def objection(request: Request, hosts: Collection[str] = ()) -> tuple[int, str] | None:
    """Return status and message to refuse a request with, or ``None``; ``hosts``: other names it has."""
    name = _name(request.headers.get("host", ""))
    if not (is_loopback(name) or name.lower() in hosts):
        return 421, f"call it {' or '.join(hosts or ('127.0.0.1', 'localhost'))}"
    of_page = any(name in request.headers for name in OF_PAGES)
    if of_page or request.headers.get("sec-fetch-site", BY_THE_USER) != BY_THE_USER:
        return 403, "requests from web pages are refused"
    return None


@lru_cache(maxsize=64)
def _name(host: str) -> str:
    """The host without its port."""
    name, _, port = host.rpartition(":")
    return (name if port.isascii() and port.isdigit() else host).removeprefix("[").removesuffix("]")
