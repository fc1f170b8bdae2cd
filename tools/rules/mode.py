"""How much the server does without asking. The command line reads this before anything else is loaded."""

from enum import StrEnum


class Mode(StrEnum):
    """How much the server does without asking."""

    READ_ONLY = "read-only"
    CONFIRM = "confirm"
    FULL = "full"
