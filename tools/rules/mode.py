"""The mode of a server, and how it gets consent. The command line needs them before anything else is loaded."""

from enum import StrEnum

ANSWER_LIMIT = 120.0
"""Seconds that the user has to answer while the call runs; then nothing is done."""


class Mode(StrEnum):
    """Which calls a server makes: only reads, the others after consent, or all."""

    READ_ONLY = "read-only"
    CONFIRM = "confirm"
    FULL = "full"


class ConsentBy(StrEnum):
    """How the user consents: by the answer to a question, if the client can ask, or always by a confirmation."""

    ASK = "ask"
    CONFIRMATION = "confirmation"
