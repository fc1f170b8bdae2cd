"""The mode of a server. The command line needs it before anything else is loaded."""

from enum import StrEnum


class Mode(StrEnum):
    """Which calls a server makes: only reads, the others after consent, or all."""

    READ_ONLY = "read-only"
    CONFIRM = "confirm"
    FULL = "full"
