"""Sources of credentials: Alibaba's own chain, imported when a call first needs it.

The chain reads the environment, the CLI's profile, the credentials file, OIDC and ECS roles (facts, section 5.3).
It is synchronous, may probe the network, and its errors name local paths: so it runs in a thread, with a time limit,
and its error texts are not shown.
"""

import logging
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread

from dataworks.errors import Unconfigured
from dataworks.language import Text
from dataworks.signing import Credentials

CHAIN_TIME_LIMIT = 5.0
"""Seconds that the chain may take to find credentials; loading the library before that has no limit."""

KEPT = 10.0
"""Seconds for which they are used again without the chain, which renews them minutes before they expire."""

FILE_VARIABLE = "ALIBABA_CLOUD_CREDENTIALS_FILE"
"""Names the credentials file where it is not in its usual place."""

NONE = Text("Alibaba Cloud's credential chain found none", "阿里云的默认凭证链未找到访问凭证")
NO_FILE = Text(
    "Alibaba Cloud's credential chain found none: {} is {}, which is no file",
    "阿里云的默认凭证链未找到访问凭证：{} 指向的 {} 不是文件",
)
TOO_SLOW = Text("Alibaba Cloud's credential chain took too long", "阿里云的默认凭证链耗时过长")
NOT_A_KEY = Text(
    "Alibaba Cloud's credential chain found a key with characters that no key has",
    "阿里云的默认凭证链找到的 AccessKey 含有不允许的字符",
)

CredentialSource = Callable[[], Awaitable[Credentials]]

FIX = (
    "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run `aliyun configure` "
    "(~/.aliyun/config.json), or write ~/.alibabacloud/credentials.ini; a running server must be restarted. "
    "To try it without an account, add --emulator."
)


def static(credentials: Credentials) -> CredentialSource:
    """Return a source of fixed credentials."""

    async def source() -> Credentials:
        return credentials

    return source


def chain(client: Callable[[], Any] | None = None, clock: Callable[[], float] = time.monotonic) -> CredentialSource:
    """Return a source that uses Alibaba's chain and keeps its result a while; the chain renews temporary credentials.

    ``client`` makes the chain and ``clock`` returns seconds; tests pass their own.
    """
    clients: list[Any] = []
    kept: tuple[float, Credentials] | None = None

    def from_chain() -> Credentials:
        found = clients[0].get_credential()
        token = (found.security_token or "").strip()
        key_id, secret = found.access_key_id.strip(), found.access_key_secret.strip()
        f"{key_id}{secret}{token}".encode("ascii")  # fails for a placeholder of a template, such as <your key>
        return Credentials(key_id, secret, token or None, found.provider_name or "default")

    async def source() -> Credentials:
        nonlocal kept
        if kept is not None and clock() - kept[0] < KEPT:
            return kept[1]
        try:
            if not clients:
                clients.append(await anyio.to_thread.run_sync(client or _chain_client, abandon_on_cancel=True))
            with anyio.fail_after(CHAIN_TIME_LIMIT):
                found = await anyio.to_thread.run_sync(from_chain, abandon_on_cancel=True)
        except Exception as error:  # the library raises many types, and their texts name local files
            reason = _reason(error)
        else:
            kept = (clock(), found)
            return found
        raise Unconfigured("credentials", reason, FIX)

    return source


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return TOO_SLOW.said()
    if isinstance(error, UnicodeError):
        return NOT_A_KEY.said()
    file = os.environ.get(FILE_VARIABLE)
    return NO_FILE.said(FILE_VARIABLE, file) if file and not Path(file).is_file() else NONE.said()


def _chain_client() -> Any:
    from alibabacloud_credentials.client import Client

    for name in ("alibabacloud_credentials", "credentials"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return Client()
