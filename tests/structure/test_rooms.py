"""Rooms: how full a folder may be, how names repeat, and in which direction the wings of ``tools`` use each other."""

from collections import Counter
from functools import cache

import pytest

from tests.structure.test_imports import OURS
from tests.structure.tree import NOT_OURS, PACKAGES, ROOT, sources

ENTRIES, SAME_NAMES, LONGEST_CHAIN = 12, 3, 20

BELOW: dict[str, set[str]] = {
    "rendering": set(),
    "views": {"rendering"},
    "arguments": {"views"},
    "catalog": {"arguments"},
    "toolsets": {"catalog"},
    "rules": {"toolsets"},
    "calls": {"rules"},
    "declarations": {"calls"},
    "sets": {"calls", "code"},
    "code": {"toolsets"},
}
"""What each wing or module of ``tools`` may use: these, and what they may use."""


@cache
def allowed(wing: str) -> frozenset[str]:
    return frozenset({wing}).union(*(allowed(lower) for lower in BELOW[wing]))


def wing(module: str) -> str:
    return module.split(".")[1]


@cache
def chain(module: str) -> tuple[str, ...]:
    """The longest chain of imports that begins with a module."""
    return (module, *max((chain(target) for target in OURS[module] - {module}), key=len, default=()))


@pytest.mark.parametrize("folder", ["tools", "emulator"])
def test_a_room_has_at_most_12_entries_at_its_top(folder: str) -> None:
    entries = [path.name for path in (ROOT / folder).iterdir() if path.name not in NOT_OURS]

    assert len(entries) <= ENTRIES, entries


def test_a_name_stands_for_at_most_three_modules() -> None:
    """A module of the newer version of the API has the name of its counterpart, so both count once."""
    paths = (path for path in sources(*PACKAGES).values() if path.parent.name != "v2024")
    stems = Counter(path.stem for path in paths if path.stem != "__init__")

    assert [stem for stem, count in stems.items() if count > SAME_NAMES] == []


def test_the_wings_of_the_tools_use_each_other_in_one_direction() -> None:
    wrong = [
        f"{module} imports {target}"
        for module, targets in OURS.items()
        for target in targets
        if module.startswith("tools.") and target.startswith("tools.") and wing(target) not in allowed(wing(module))
    ]

    assert wrong == []


def test_no_chain_of_imports_is_longer_than_20_modules() -> None:
    longest = max(map(chain, OURS), key=len)

    assert len(longest) <= LONGEST_CHAIN, " -> ".join(longest)
