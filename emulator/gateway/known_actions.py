"""The operations that the APIs have, emulated or not: Data Integration and what it needs, and roles of STS."""

from functools import cache
from pathlib import Path

from dataworks.operation import NEW, VERSION
from dataworks.operations.catalog import operations
from dataworks.sts.operations import STS_VERSION

VERSIONS = (VERSION, NEW, STS_VERSION)

LISTS = Path(__file__).parent / "known_actions"
"""The names by version of the API."""


@cache
def known_actions(version: str | None = None) -> frozenset[str]:
    """Return the names of the operations of a version, or of all."""
    if version is None:
        return frozenset[str]().union(*map(known_actions, VERSIONS))
    listed = (LISTS / f"{version}.txt").read_text("utf-8").split()
    return frozenset((*listed, *(key.action for key in operations() if key.version == version)))
