"""What a mirror keeps of an answer: no secrets, no addresses of data sources, and nobody's name."""

import json
import re
from typing import Any, cast

from dataworks.secrets import harmless, masked_value

CONNECTIONS = ("ConnectionProperties", "Content")
"""Where the connection of a data source is; ``Content`` is a script in other rows."""

PEOPLE = frozenset(
    {"owner", "projectownerbaseid", "createuser", "lastedituser", "modifyuser", "commituser", "creatorname", "creator"}
)
"""Fields with the account that did or owns something, in lower case, as specifications spell some of them."""

ACCOUNT = re.compile(r"\d*")
"""An account's id, which is no name of a person, and which the same answers need."""

MAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
PHONE = re.compile(r"(?:\+|00)[\d -]{6,20}|1[3-9]\d{9}")
SOMEBODY, SOMEBODYS_MAIL, SOMEBODYS_PHONE = "somebody", "somebody@example.com", "10000000000"
"""In place of the names of people, mail addresses, and phone numbers of the receivers of alarms."""

RECEIVERS = "ReceiverValues"
TOKENS = frozenset({"DingToken", "FeishuToken", "WebHookUrl"})
"""Types of receivers whose values are secrets."""

HIDDEN_RECEIVER = "hidden"
UNKEPT = ("RequestId", "requestId")


def cleaned(payload: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as a mirror keeps it."""
    kept = {name: value for name, value in payload.items() if name not in UNKEPT}
    return cast("dict[str, Any]", masked_value(_without_people(kept)))


def _without_people(value: object) -> Any:
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return {name: _field(fields, name, each) for name, each in fields.items()}
    if isinstance(value, list):
        return [_without_people(each) for each in cast("list[object]", value)]
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    """A text, or the JSON in it, which stays as it was written if there is nobody in it."""
    text = MAIL.sub(SOMEBODYS_MAIL, text) if "@" in text else text
    if not text.startswith(("{", "[")):
        return text
    try:
        value: object = json.loads(text)
        kept = _without_people(value)
    except (ValueError, RecursionError):
        return text
    return text if kept == value else json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _field(fields: dict[str, object], name: str, value: object) -> Any:
    if name in CONNECTIONS and (name != "Content" or "DataSourceType" in fields):
        return harmless(value)
    if name.lower() in PEOPLE and isinstance(value, str):
        return value if ACCOUNT.fullmatch(value) else SOMEBODY
    if name == RECEIVERS and isinstance(value, list):
        kind = fields.get("ReceiverType")
        return [HIDDEN_RECEIVER if kind in TOKENS else _receiver(str(each)) for each in cast("list[object]", value)]
    return _without_people(value)


def _receiver(value: str) -> str:
    return SOMEBODYS_PHONE if PHONE.fullmatch(value) else value if ACCOUNT.fullmatch(value) else SOMEBODY
