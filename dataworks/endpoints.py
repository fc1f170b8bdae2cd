"""Endpoints of the service. They are computed, since the official map is wrong for some regions."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from dataworks.errors import Unconfigured

LOOPBACK_NAMES = frozenset({"localhost"})


def regional_endpoint(region: str, *, vpc: bool = False) -> str:
    """Return the endpoint of a region: ``https://dataworks.cn-shanghai.aliyuncs.com``, or the one inside a VPC.

    Raises:
        Unconfigured: it is not a region id.
    """
    if not re.fullmatch(r"[a-z]{2}(-[a-z0-9]+)+", region):
        raise Unconfigured(
            "region", f"{region!r} is not a region id", "Use an id such as cn-shanghai or ap-southeast-1."
        )
    return f"https://dataworks{'-vpc' if vpc else ''}.{region}.aliyuncs.com"


def checked_endpoint(url: str) -> str:
    """Return an endpoint without a trailing slash.

    Raises:
        Unconfigured: it is not an http(s) address, or plain http to a host other than this machine.
    """
    parts = _address(url)
    if parts is None:
        raise Unconfigured("endpoint", "the endpoint is not an address", "Use https://HOST or http://127.0.0.1:PORT.")
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise Unconfigured(
            "endpoint", "plain http is accepted for this machine only", "Use https:// for any other host."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _address(url: str) -> SplitResult | None:
    """Return the parts of an address without path, query or user, or ``None`` if it is not one."""
    try:
        parts = urlsplit(url)
        complete = parts.hostname and parts.port != 0 and parts.scheme in {"http", "https"}
    except ValueError:  # a port that is not valid, half an IPv6 address
        return None
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    return parts if complete and bare else None


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine: ``localhost``, ``127.0.0.0/8`` or ``::1``."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK_NAMES
