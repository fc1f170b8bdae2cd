"""Scripts with a few things changed, drawn by Hypothesis."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from hypothesis import strategies as st

JUNK: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    33,
    2**70,
    "",
    " ",
    "x",
    "null",
    "a/b~c",
    "\ud800",
    "中文",
    "reader",
    "writer",
    "mysql",
    "odps",
    "oneclick_to_kafka",
    "realtime",
    "job",
    "1.0",
    "2.0",
    "${bizdate}",
    "shop.orders",
    "{}",
    '{"a":1}',
    "[]",
    [],
    {},
    [[]],
    [{}],
    [""],
    ["*"],
    ["orders"],
    [{"table": "orders"}],
    {"table": "orders", "enable": False},
)
NAMES = ("Name", "tables", "table", "SelectedTables", "enable", "job", "steps", "order", "type", "x", "", "a/b", "~")

Place = tuple[Any, Any]
"""A container, and a key or an index in it."""


def places(value: Any) -> list[Place]:
    found: list[Place] = []
    left: list[Any] = [value]
    while left:
        here = left.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        for key in keys:
            found.append((here, key))
            left.append(here[key])
    return found


class Spot(NamedTuple):
    """A place, and what may be put there."""

    container: Any
    key: Any
    junk: Any
    name: str


def remove(spot: Spot) -> None:
    del spot.container[spot.key]


def replace(spot: Spot) -> None:
    spot.container[spot.key] = spot.junk


def rename(spot: Spot) -> None:
    if isinstance(spot.container, dict):
        spot.container[spot.name or spot.key.lower()] = spot.container.pop(spot.key)


def misspell(spot: Spot) -> None:
    if isinstance(spot.container, dict) and spot.key:
        spot.container[spot.key[:1].swapcase() + spot.key[1:]] = spot.container.pop(spot.key)
    elif isinstance(spot.container[spot.key], str):
        spot.container[spot.key] = spot.container[spot.key][1:]


def repeat(spot: Spot) -> None:
    if isinstance(spot.container, list):
        spot.container.append(deepcopy(spot.container[spot.key]))
    else:
        spot.container[spot.name] = deepcopy(spot.container[spot.key])


def encode(spot: Spot) -> None:
    spot.container[spot.key] = json.dumps(spot.container[spot.key])


def wrap(spot: Spot) -> None:
    spot.container[spot.key] = [spot.container[spot.key]]


def deepen(spot: Spot) -> None:
    for _ in range(56):
        spot.container[spot.key] = [spot.container[spot.key]]


def add(spot: Spot) -> None:
    if isinstance(spot.container, dict):
        spot.container[spot.name] = spot.junk
    else:
        spot.container.append(spot.junk)


CHANGES: tuple[Callable[[Spot], None], ...] = (
    remove,
    replace,
    rename,
    misspell,
    repeat,
    encode,
    wrap,
    deepen,
    add,
)


@st.composite
def mutated(draw: st.DrawFn, originals: tuple[str, ...]) -> str:
    """One of the originals after up to three changes, and now and then a cut in its text."""
    root = [json.loads(originals[draw(st.integers(0, len(originals) - 1))])]
    for _ in range(draw(st.integers(0, 3))):
        found = places(root)
        container, key = found[draw(st.integers(0, len(found) - 1))] if found else (root, 0)
        if not found:
            break
        change = CHANGES[draw(st.integers(0, len(CHANGES) - 1))]
        junk = JUNK[draw(st.integers(0, len(JUNK) - 1))]
        change(Spot(container, key, deepcopy(junk), NAMES[draw(st.integers(0, len(NAMES) - 1))]))
    text = json.dumps(root[0] if root else {})
    if draw(st.integers(0, 40)) == 0:
        cut = draw(st.integers(0, len(text)))
        text = text[:cut] + draw(st.sampled_from(("", ",", "NaN", "\ud800", '"', "}", "\x00"))) + text[cut + 1 :]
    return text
