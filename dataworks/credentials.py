"""Where credentials come from: Alibaba's own chain, imported only when a call first needs it.

The chain reads the environment, the CLI's profile, the credentials file, OIDC and ECS roles (facts, section 5.3).
It is synchronous, may probe the network, and its errors name local paths: so it runs in a thread, with a time limit,
and none of its texts get out.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import anyio.to_thread

from dataworks.errors import Unconfigured
from dataworks.signing import Credentials

CHAIN_TIME_LIMIT = 5.0
"""Seconds that the chain may take to come up with credentials; to load the library first takes as long as it takes."""

KEPT = 10.0
"""Seconds for which they are good without asking again: the chain renews them minutes before they expire."""

CredentialSource = Callable[[], Awaitable[Credentials]]

FIX = (
    "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run `aliyun configure` "
    "(~/.aliyun/config.json), or write ~/.alibabacloud/credentials.ini; then restart the server. "
    "To try it without an account, start it with --emulator."
)


def static(credentials: Credentials) -> CredentialSource:
    """A source that always answers the same credentials."""

    async def source() -> Credentials:
        return credentials

    return source


def chain(client: Callable[[], Any] | None = None, clock: Callable[[], float] = time.monotonic) -> CredentialSource:
    """A source that asks Alibaba's chain, and keeps its answer a while; the chain itself renews temporary credentials.

    ``client`` makes what is asked, and ``clock`` counts seconds; tests have their own.
    """
    clients: list[Any] = []
    kept: tuple[float, Credentials] | None = None

    def ask() -> Credentials:
        found = clients[0].get_credential()
        token = (found.security_token or "").strip()
        key_id, secret = found.access_key_id.strip(), found.access_key_secret.strip()
        f"{key_id}{secret}{token}".encode("ascii")  # what is left of a template, such as <your key>, may be anything
        return Credentials(key_id, secret, token or None, found.provider_name or "default")

    async def source() -> Credentials:
        nonlocal kept
        if kept is not None and clock() - kept[0] < KEPT:
            return kept[1]
        try:
            if not clients:
                clients.append(await anyio.to_thread.run_sync(client or _chain_client, abandon_on_cancel=True))
            with anyio.fail_after(CHAIN_TIME_LIMIT):
                found = await anyio.to_thread.run_sync(ask, abandon_on_cancel=True)
        except Exception as error:  # the library raises many kinds, and their texts name local files
            reason = _reason(error)
        else:
            kept = (clock(), found)
            return found
        raise Unconfigured("credentials", f"Alibaba Cloud's credential chain {reason}", FIX)

    return source


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "took too long"
    return "found a key with characters that no key has" if isinstance(error, UnicodeError) else "found none"


def _chain_client() -> Any:
    from alibabacloud_credentials.client import Client

    for name in ("alibabacloud_credentials", "credentials"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return Client()
