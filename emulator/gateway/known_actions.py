"""The operations that the API has, emulated or not: Data Integration and what it needs (the facts of the API)."""

from functools import cache
from pathlib import Path

from dataworks.operations.catalog import operations

FILE = Path(__file__).with_name("known_actions.txt")


@cache
def known_actions() -> frozenset[str]:
    """Return the names of the operations."""
    return frozenset((*FILE.read_text("utf-8").split(), *(key.action for key in operations())))
