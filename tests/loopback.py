"""A web client of servers on this machine."""

import ssl

import httpx2

NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no certificate: to read those of the world takes longer than most tests."""


def web(url: str = "", headers: dict[str, str] | None = None) -> httpx2.AsyncClient:
    """A client that waits as long as its test may last; paths are below ``url``."""
    return httpx2.AsyncClient(base_url=url, headers=headers, timeout=None, trust_env=False, verify=NOBODY)
