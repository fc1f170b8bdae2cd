"""Endpoints of the service. They are computed, since the official map is wrong for some regions."""

import re
from difflib import get_close_matches
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from dataworks.errors import Unconfigured
from dataworks.language import Text

LONGEST_WORD = 30
"""Characters of a word that is compared with those of region ids."""

NO_REGION_ID = Text("{!r} is not a region id, such as {}", "{!r} 不是地域 ID，地域 ID 例如 {}")
THE_ENDPOINT = Text("the endpoint", "服务地址（endpoint）")
NO_ADDRESS = Text("{} is not an address", "{}不是有效的地址")
PLAIN_HTTP = Text("{}: plain http is accepted for this machine only", "{}：只有本机可以使用未加密的 http")

LOOPBACK_NAMES = frozenset({"localhost"})

EMULATOR_INSIDE = "http://127.0.0.1"
"""The endpoint of an emulator in the same process as its client; no other process can reach it."""

REGION = re.compile(r"[a-z]{2}(-[a-z0-9]+)+")

REGION_WORDS = frozenset(
    "cn ap us eu me na beijing chengdu fuzhou guangzhou hangzhou heyuan hongkong huhehaote nanjing qingdao shanghai "
    "shenzhen wuhan wulanchabu zhangjiakou zhengzhou zhongwei north south east west central northeast southeast "
    "finance gov".split()
)
"""The words in the ids of regions. There are others, in private clouds; numbers are of any value."""


def regional_endpoint(region: str, *, vpc: bool = False, product: str = "dataworks") -> str:
    """Return the endpoint of a region: ``https://dataworks.cn-shanghai.aliyuncs.com``, or the one inside a VPC.

    Raises:
        Unconfigured: it is not a region id, or a word in it is misspelt.
    """
    meant = "-".join(map(_word_meant, region.lower().replace("_", "-").split("-")))
    if meant != region or not REGION.fullmatch(region):
        known = meant if meant != region and REGION.fullmatch(meant) else None
        to = known or "an id such as cn-shanghai or ap-southeast-1"
        fix = f"Set --region, or ALIBABA_CLOUD_REGION_ID, to {to}; --endpoint takes any address."
        raise Unconfigured("wrong region", NO_REGION_ID.said(region, known or "cn-shanghai"), fix)
    return f"https://{product}{'-vpc' if vpc else ''}.{region}.aliyuncs.com"


def _word_meant(word: str) -> str:
    """Return the word of a region id that a misspelt one is most similar to."""
    near = get_close_matches(word, REGION_WORDS, n=1, cutoff=0.8) if len(word) < LONGEST_WORD else []
    return near[0] if near else word


def checked_endpoint(url: str, name: Text = THE_ENDPOINT, setting: str = "endpoint") -> str:
    """Return an endpoint without a trailing slash; a failure calls it ``name``, and is about the ``setting``.

    Raises:
        Unconfigured: it is not an http(s) address, or plain http to a host other than this machine.
    """
    parts = _address(url)
    if parts is None:
        raise Unconfigured(setting, NO_ADDRESS.said(name), "Use https://HOST or http://127.0.0.1:PORT.")
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise Unconfigured(setting, PLAIN_HTTP.said(name), "Use https:// for any other host.")
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
