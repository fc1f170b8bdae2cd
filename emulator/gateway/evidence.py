"""What the emulator does and how we know: said where it does it, and printed as a table to be worked off.

``documented`` stands in an official page, ``sdk`` follows from the official SDK, ``assumed`` is our reading.
"""

from enum import StrEnum
from typing import NamedTuple


class Evidence(StrEnum):
    """How we know."""

    DOCUMENTED = "documented"
    SDK = "sdk"
    ASSUMED = "assumed"


class Behaviour(NamedTuple):
    """One thing the emulator does."""

    evidence: Evidence
    text: str


def documented(text: str) -> Behaviour:
    """An official page says so, or shows it in a sample."""
    return Behaviour(Evidence.DOCUMENTED, text)


def sdk(text: str) -> Behaviour:
    """It follows from what the official SDK sends, expects or says."""
    return Behaviour(Evidence.SDK, text)


def assumed(text: str) -> Behaviour:
    """No source says so."""
    return Behaviour(Evidence.ASSUMED, text)


GATEWAY = (
    sdk("ACS3-HMAC-SHA256 is verified over the decoded query and the headers that are named as signed."),
    documented(
        "Wrong key, wrong secret, a clock 15 minutes off and a used nonce have the codes of the gateway's list."
    ),
    sdk("The legacy HMAC-SHA1 signature in the query is verified too."),
    sdk("Query and form are read alike; booleans in any case; an empty value counts as not sent."),
    documented("XML for Format=XML, JSON otherwise."),
    sdk("A fault may throttle with x-acs-retry-after in milliseconds, or with Retry-After in seconds."),
    documented("A fault may let the token expire, or set the clock wrong; the codes are those of the gateway's list."),
    assumed("Unknown parameters are ignored; GET and POST are both accepted; temporary keys are not known."),
)
"""What holds for every operation."""
