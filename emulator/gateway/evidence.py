"""The emulator's behaviours and the evidence for each: declared at the handlers, printed as a table.

``documented`` is from an official page, ``sdk`` follows from the official SDK, ``assumed`` is our interpretation.
"""

from enum import StrEnum
from typing import NamedTuple


class Evidence(StrEnum):
    """The source of a behaviour."""

    DOCUMENTED = "documented"
    SDK = "sdk"
    ASSUMED = "assumed"


class Behaviour(NamedTuple):
    """One behaviour of the emulator, with its evidence."""

    evidence: Evidence
    text: str


def documented(text: str) -> Behaviour:
    """Declare a behaviour that an official page describes, or shows in a sample."""
    return Behaviour(Evidence.DOCUMENTED, text)


def sdk(text: str) -> Behaviour:
    """Declare a behaviour that follows from what the official SDK sends, expects or documents."""
    return Behaviour(Evidence.SDK, text)


def assumed(text: str) -> Behaviour:
    """Declare a behaviour without a source."""
    return Behaviour(Evidence.ASSUMED, text)


GATEWAY = (
    sdk("ACS3-HMAC-SHA256 is verified over the decoded query and the headers that are named as signed."),
    documented(
        "Wrong key, wrong secret, a clock 15 minutes off and a used nonce have the codes of the gateway's list."
    ),
    sdk("The legacy HMAC-SHA1 signature in the query is verified too."),
    sdk("Query and form are read alike; booleans in any case; an empty value is treated as not sent."),
    documented("XML for Format=XML, JSON otherwise."),
    sdk("A fault may throttle with x-acs-retry-after in milliseconds, or with Retry-After in seconds."),
    documented("A fault may expire the token, or set the clock wrong; the codes are those of the gateway's list."),
    assumed("Unknown parameters are ignored; GET and POST are both accepted; temporary keys are not supported."),
)
"""The behaviours of every operation."""
