"""Takes out of answers what is not for others: secrets, accounts, persons, hosts, and what signed the request."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from comparison.values import json_in
from dataworks.secrets import masked, masked_value

TAKEN_OUT = "<taken out>"

PERSONS = re.compile(
    r"(?i)(?:owner|user|(?<!g)uid|creator|nick|operator|mail|phone|mobile|receiver|principal|baseid|person|tenant"
    r"|modifier|assignee|approver|handler|account)(?!type)"
)
"""In names of fields: who somebody is, or how to reach them."""

PLACES = re.compile(
    r"(?i)^(?:host(?:id|name)?|(?:(?:public|private|inner|client|source|host)_?)?ip|brokers?(?:list)?|bootstrap\W?servers?|address|endpoint|server|.*url|instanceid|vpcid|defaultvpcid|defaultvsw.*id|recommend)$"
)
"""Names of fields with an address, or what leads to one."""

REQUESTS = re.compile(r"(?i)^(?:requestid|nonce|signature\w*)$")

PATTERNS = (
    re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}\b"),
    re.compile(r"(?i)server string to sign is:.*", re.DOTALL),
    re.compile(r"\bLTAI[0-9A-Za-z]{8,}\b|\bSTS\.[0-9A-Za-z]{8,}\b"),
    re.compile(r"\bjdbc:[^\s\"',]+"),
    re.compile(r"\b(?:https?|thrift|hdfs|kafka)://[^\s\"',]+"),
    re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"),
    re.compile(
        r"(?<![a-z0-9-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|cn|net|org|io|cloud|corp|lan|example|internal|local)(?::\d+)?\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:rm|pc|drds|hgpostcn|am|vpc|vsw|i)-[0-9a-z]{6,}\b"),
    re.compile(r"(?i)(?<![\w:-])(?:[0-9a-f]{1,4}:){1,7}(?::[0-9a-f]{1,4}){1,7}(?![\w:])"),
    re.compile(r"(?<!\d)(?:\d{16,17}|2\d{17})(?!\d)"),
    re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    re.compile(r"\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b"),
)
"""Mail, the text that a signature is of, access keys, addresses, instances, accounts, phones, request ids."""

ACCOUNTS = ((10**15, 10**17), (2 * 10**17, 3 * 10**17))
"""The first id, and the one after the last, of accounts and of RAM users."""


def scrubbed(value: Any) -> Any:
    """Return a JSON value with secrets, persons, hosts and accounts taken out; types stay as they are."""
    return _scrubbed(masked_value(value), "")


def scrubbed_text(text: str) -> str:
    """Return a text without them."""
    cleaned = masked(text)
    for pattern in PATTERNS:
        cleaned = pattern.sub(TAKEN_OUT, cleaned)
    return cleaned


def _scrubbed(value: Any, key: str) -> Any:
    inner = json_in(value)
    if isinstance(value, str) and not isinstance(inner, str):
        return json.dumps(_scrubbed(inner, key), ensure_ascii=False)
    match value:
        case dict():
            fields = cast("Mapping[str, Any]", value)
            return {scrubbed_text(name): _scrubbed(child, name) for name, child in fields.items()}
        case list():
            return [_scrubbed(child, key) for child in cast("Sequence[Any]", value)]
        case bool() | None:
            return value
        case int() | float():
            return 0 if _is_taken_out(key) or any(first <= value < end for first, end in ACCOUNTS) else value
        case _:
            return TAKEN_OUT if value and _is_taken_out(key) else scrubbed_text(str(value))


def _is_taken_out(key: str) -> bool:
    return any(pattern.search(key) is not None for pattern in (PERSONS, PLACES, REQUESTS))
