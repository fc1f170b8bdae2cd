"""Texts that say how to connect to a database: which parts of them are no secrets.

``masked`` hides all of such a text behind ``jdbc:``, since drivers write it in many ways. Here only the usual ways are
read, so that it can be shown where a task would connect to; of any other nothing is shown.
"""

import re

from dataworks.redaction.keys import kind_of
from dataworks.redaction.values import HIDDEN, looks_generated, looks_mixed, looks_random

HOST = r"(?:[\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\])(?:\\\w{1,64})?(?::\d{1,5})?"
DATABASE = r"(?:/[\w.$-]{0,128}|(?<=:\d{4}):\w{1,64}|(?<=:\d{5}):\w{1,64})"
ADDRESS = re.compile(
    r"(?:jdbc:)?(?P<driver>[a-z][a-z0-9+]{1,30}(?::[a-z]{1,30})?:)(?:(?P<account>[^?;&\s]*)(?P<at>@))?(?P<slashes>(?://)?)"
    rf"(?P<place>{HOST}(?:,{HOST}){{0,20}}{DATABASE}?)(?:(?P<sign>[?;:])(?P<options>[^\s@]*|.*=.*))?"
)
"""An address of a database, with or without the name and password of a user before its host."""

CONNECTION_KEY = re.compile(r"conn(?:ect(?:ion)?)?[_.-]?str(?:ing)?\Z", re.IGNORECASE)
"""The end of keys whose value is such a text."""

OPTION_NAME = re.compile(r"[a-zA-Z][\w.]*(?: [a-zA-Z]\w*){0,2}")
WHOLE = re.compile(r"[^{}'\"]*|\{[^{}]*\}")
PLAIN = re.compile(r"[\w.,:/\\-]{0,100}")
"""An option of a connection, a value of it that has no part in the next one, and one that may be shown."""


class Unknown(Exception):
    """A text is written in a way that is not known."""


def connection(text: str) -> str | None:
    """Return how a text connects, with ``HIDDEN`` in place of its secrets and without ``jdbc:``.

    It is ``None`` if it is no such text, or written in another way than the usual ones.
    """
    address = ADDRESS.fullmatch(text)
    try:
        if address is None:
            return _options(text, ";") if text.count("=") > 1 and ";" in text else None
        return _address(address)
    except Unknown:
        return None


def _address(found: re.Match[str]) -> str:
    account, at, slashes = found["account"], found["at"] or "", found["slashes"]
    if not at and not slashes:
        raise Unknown
    before = f"{'//' if account.startswith('//') else ''}{HIDDEN if account.strip('/') else ''}" if at else ""
    sign, options = found["sign"] or "", found["options"] or ""
    shown = _options(options, "&" if sign == "?" else ";")
    return f"{found['driver']}{before}{at}{slashes}{found['place']}{sign}{shown}"


def _options(text: str, sign: str) -> str:
    return sign.join(_option(part) for part in text.split(sign))


def _option(part: str) -> str:
    name, equals, value = part.partition("=")
    if not part:
        return ""
    if not equals or OPTION_NAME.fullmatch(name) is None or WHOLE.fullmatch(value) is None:
        raise Unknown
    if kind_of(name):
        return f"{name}={HIDDEN if value else ''}"
    if "@" in value:  # it could be the end of a password
        raise Unknown
    return part if _may_be_shown(value) else f"{name}={HIDDEN}"


def _may_be_shown(value: str) -> bool:
    return PLAIN.fullmatch(value) is not None and not (
        looks_generated(value) or looks_mixed(value) or looks_random(value)
    )
