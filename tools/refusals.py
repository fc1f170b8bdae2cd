"""Calls that are not made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """A call that is not made: the rule that says so, and how to change it."""

    rule: str
    fix: str


READ_ONLY = Refusal("the server runs in read-only mode", "Start it with --mode confirm or --mode full.")
