"""How the network is reached, as the environment says: the proxy, and the file of trusted certificates."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from dataworks.endpoints import is_loopback
from dataworks.errors import Unconfigured
from dataworks.language import Text

SCHEMES = ("http", "https", "socks5", "socks5h")
"""The kinds of proxies that the HTTP library can use."""

THE_PROXY = Text("the proxy {} of {}", "代理 {}（{}）")
NO_PROXY = Text("{} is not the address of a proxy that can be used", "{} 不是可用的代理地址")
PROXY_FIX = f"Set it to an address such as http://HOST:PORT or socks5://HOST:PORT ({', '.join(SCHEMES)}), or remove it."
NOT_A_FILE = Text(
    "SSL_CERT_FILE is {}, which is not a file that can be read", "SSL_CERT_FILE 为 {}，它不是可读取的文件"
)
NO_CERTIFICATES = Text("SSL_CERT_FILE is {}, which has no certificates", "SSL_CERT_FILE 为 {}，其中没有证书")
CERTIFICATES_FIX = "Set it to a file of certificates in PEM format that this process can read, or remove it."


@dataclass(frozen=True)
class Proxy:
    """A proxy: where it comes from, and its address, which can contain a password."""

    name: str
    url: str

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        return THE_PROXY.said(f"{parts.hostname}{port}", self.name)


def proxy_for(endpoint: str, environment: Mapping[str, str] = os.environ) -> Proxy | None:
    """Return the proxy to use for an endpoint; none for plain http and for this machine.

    Raises:
        Unconfigured: what names it is not the address of a proxy that can be used.
    """
    target, found = urlsplit(endpoint), getproxies()
    scheme = next((scheme for scheme in ("https", "all") if found.get(scheme)), None)
    if scheme is None or target.scheme != "https" or is_loopback(target.hostname or "") or proxy_bypass(target.netloc):
        return None
    names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
    name = next((name for name in names if environment.get(name)), "the system settings")
    url = found[scheme] if "://" in found[scheme] else f"http://{found[scheme]}"
    if not _is_usable(url):
        raise Unconfigured("proxy", NO_PROXY.said(name), PROXY_FIX)
    return Proxy(name, url)


def check_certificates(environment: Mapping[str, str] = os.environ) -> None:
    """Check that the file of certificates exists, without reading it, which takes long.

    Raises:
        Unconfigured: it does not, or can't be read.
    """
    path = environment.get("SSL_CERT_FILE")
    if path and not (Path(path).is_file() and os.access(path, os.R_OK)):
        raise bad_certificates(NOT_A_FILE, environment)


def bad_certificates(problem: Text, environment: Mapping[str, str] = os.environ) -> Unconfigured:
    """Return the error about the file of certificates, whose name ``problem`` has a place for."""
    return Unconfigured("certificates", problem.said(environment.get("SSL_CERT_FILE")), CERTIFICATES_FIX)


def _is_usable(url: str) -> bool:
    try:
        parts: SplitResult = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0 and parts.scheme in SCHEMES
    except ValueError:  # a port that is not valid, half an IPv6 address
        return False
