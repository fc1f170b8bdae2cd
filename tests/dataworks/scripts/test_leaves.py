"""The leaves in which two definitions differ: each is named, and nothing else, whatever was changed."""

import json
import tracemalloc
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dataworks.json_size import DEEPEST
from dataworks.scripts.leaves import ABSENT, IN_TEXT, MOST, Pair, differing, same
from dataworks.scripts.shown_leaves import Leaf, leaves
from dataworks.secrets import HIDDEN, masked
from emulator.seed.initial_world import initial_world

ROOT = Path(__file__).parents[3]
TEXTS = [path.read_text("utf-8") for path in sorted((ROOT / "examples" / "scripts").glob("*.json"))]
TASKS = initial_world().workspaces["10000"].tasks.values()
DEFINITIONS = [
    *map(json.loads, TEXTS),
    *(json.loads(task.script) for task in TASKS if task.script),
    {"code": TEXTS[0], "more": [{"name": "a", "code": json.dumps({"code": TEXTS[1]})}, 0, 0, None, [[], {}]]},
]

KEYS = ("a", "", "a/b", "~", "0")

many = settings(
    max_examples=5000,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def exact(value: Any) -> str:
    """A text that differs wherever two values do, except in the order of keys."""
    return json.dumps(value, sort_keys=True)


def opened(value: Any) -> Any:
    """What JSON text holds, if it holds a list or an object."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Every key and position in a value, each with what holds it."""
    found: list[tuple[Any, Any]] = []
    left = [value]
    while left:
        here = left.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        found += [(here, key) for key in keys]
        left += [here[key] for key in keys]
    return found


def patched(value: Any, pairs: list[Pair], depth: int = 0) -> Any:
    """The old value after all differences are applied to it."""
    if len(pairs) == 1 and len(pairs[0].path) == depth:
        return plain(pairs[0].after)
    if pairs and pairs[0].path[depth] is IN_TEXT:
        return patched(json.loads(value), pairs, depth + 1)
    if isinstance(value, dict):
        children = {key: [pair for pair in pairs if pair.path[depth] == key] for key in {p.path[depth] for p in pairs}}
        changed = {key: patched(value.get(key), found, depth + 1) for key, found in children.items()}
        gone = {pair.path[depth] for pair in pairs if pair.after is ABSENT and len(pair.path) == depth + 1}
        return {key: child for key, child in {**value, **changed}.items() if key not in gone}
    return patched_list(value, pairs, depth)


def patched_list(value: list[Any], pairs: list[Pair], depth: int) -> list[Any]:
    here = [pair for pair in pairs if len(pair.path) == depth + 1]
    gone = {pair.was[depth] for pair in here if pair.after is ABSENT}
    new = {int(str(pair.path[depth])): plain(pair.after) for pair in here if pair.before is ABSENT}
    within = [pair for pair in pairs if pair not in here or ABSENT not in pair[:2]]
    kept = iter(
        patched(child, found, depth + 1) if (found := [pair for pair in within if pair.was[depth] == place]) else child
        for place, child in enumerate(value)
        if place not in gone
    )
    return [new[place] if place in new else next(kept) for place in range(len(value) - len(gone) + len(new))]


def plain(value: Any) -> Any:
    """A value with floats in place of exact numbers."""
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    return float(value) if type(value).__name__ == "Decimal" else value


def all_opened(value: Any) -> Any:
    value = opened(value)
    if isinstance(value, dict):
        return {key: all_opened(child) for key, child in value.items()}
    return [all_opened(child) for child in value] if isinstance(value, list) else value


def named(found: list[Leaf]) -> set[str]:
    return {f"{leaf.pointer}{leaf.inside or ''}" for leaf in found}


def others(value: Any, unused: str) -> list[Any]:
    """Values that differ from a value, if only in type; no item of a list becomes like another one."""
    if isinstance(value, dict | list) and value:
        return [None, unused, 7, {unused: 1}, json.dumps(value)]
    if isinstance(value, str):
        return [
            *([value + " "] if opened(value) is not value else []),
            f"{value}{unused}",
            unused,
            None,
            [],
            {},
            [unused],
        ]
    if isinstance(value, bool | int | float):
        return [str(value), float(value), int(value), bool(value), value + 1, -0.0, 2**53 + 1, None, [value]]
    return [unused, 0, {}, [], "null", [None]]


def put(container: Any, key: Any, value: Any, name: str) -> None:
    del name
    container[key] = value


def drop(container: Any, key: Any, value: Any, name: str) -> None:
    if isinstance(container, dict):
        del container[key]
    else:
        put(container, key, value, name)


def add(container: Any, key: Any, value: Any, name: str) -> None:
    container[name if isinstance(container, dict) else key] = value


CHANGES: tuple[Callable[[Any, Any, Any, str], None], ...] = (put, put, drop, add)


@st.composite
def changed(draw: st.DrawFn) -> tuple[Any, Any]:
    """A definition, and the same after up to ten changes of values and keys; no list becomes longer or shorter."""
    before = DEFINITIONS[draw(st.integers(0, len(DEFINITIONS) - 1))]
    after = [deepcopy(before)]
    for number in range(draw(st.integers(0, 10))):
        found = spots(after)
        container, key = found[draw(st.integers(0, len(found) - 1))]
        values = others(container[key], f"v{number}")
        value = values[draw(st.integers(0, len(values) - 1))]
        CHANGES[draw(st.integers(0, 3))](container, key, value, f"{KEYS[draw(st.integers(0, len(KEYS) - 1))]}{number}")
    return before, after[0]


@pytest.mark.repeats
@many
@given(changed())
def test_every_leaf_that_differs_is_named_and_none_that_does_not(pair: tuple[Any, Any]) -> None:
    before, after = pair
    texts = json.dumps(before), json.dumps(after)
    found = leaves(*texts)

    assert named(found) == by_place(before, after)
    assert same(*texts) is (exact(before) == exact(after))
    assert exact(all_opened(patched(before, [*differing(*texts)]))) == exact(all_opened(after))


def by_place(before: Any, after: Any, pointer: str = "") -> set[str]:
    """The pointers at which two values differ, found by going through both."""
    one, two = (
        (opened(before), opened(after)) if isinstance(before, str) and isinstance(after, str) else (before, after)
    )
    if exact(before) == exact(after):
        return set()
    if one is not before and two is not after and exact(one) == exact(two):
        return {pointer}
    if (one is before) != (two is after) or (one is before and isinstance(before, str)):
        return leaves_of(before, pointer) | leaves_of(after, pointer)
    if not one or not two:
        return leaves_of(one, pointer) | leaves_of(two, pointer)
    if isinstance(one, dict) and isinstance(two, dict):
        keys = {key: (one.get(key, ABSENT), two.get(key, ABSENT)) for key in one.keys() | two.keys()}
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        keys = {str(place): both for place, both in enumerate(zip(one, two, strict=True))}
    else:
        return leaves_of(one, pointer) | leaves_of(two, pointer)
    steps = {key.replace("~", "~0").replace("/", "~1"): both for key, both in keys.items()}
    return {place for step, both in steps.items() for place in by_place_or_side(*both, f"{pointer}/{step}")}


def by_place_or_side(before: Any, after: Any, pointer: str) -> set[str]:
    if before is ABSENT or after is ABSENT:
        return leaves_of(after if before is ABSENT else before, pointer)
    return by_place(before, after, pointer)


def leaves_of(value: Any, pointer: str) -> set[str]:
    if not isinstance(value, dict | list) or not value:
        return {pointer}
    children = value.items() if isinstance(value, dict) else enumerate(value)
    steps = ((str(key).replace("~", "~0").replace("/", "~1"), child) for key, child in children)
    return {place for step, child in steps for place in leaves_of(child, f"{pointer}/{step}")}


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[Any, Any]:
    """A definition, and the same after items of its lists came, went and moved."""
    before = DEFINITIONS[draw(st.integers(0, len(DEFINITIONS) - 1))]
    after = deepcopy(before)
    for _ in range(draw(st.integers(1, 4))):
        found = [here[key] for here, key in spots([after]) if isinstance(here[key], list)]
        items: list[Any] = found[draw(st.integers(0, len(found) - 1))] if found else [0]
        removed: bool = draw(st.booleans())
        taken = [items.pop(draw(st.integers(0, len(items) - 1)))] if items and removed else []
        inserted: bool = draw(st.booleans())
        if inserted:
            items.insert(draw(st.integers(0, len(items))), taken[0] if taken else {"name": "new", "list": [1, {}]})
    return before, after


@pytest.mark.repeats
@settings(many, max_examples=1000)
@given(shuffled())
def test_what_is_named_makes_the_new_definition_of_the_old_one(pair: tuple[Any, Any]) -> None:
    before, after = pair
    texts = json.dumps(before), json.dumps(after)

    assert exact(all_opened(patched(before, [*differing(*texts)]))) == exact(all_opened(after))
    assert all(
        exact(plain(pair.before)) != exact(plain(pair.after)) for pair in differing(*texts) if ABSENT not in pair[:2]
    )


TABLES = [{"srcTable": f"t{number}", "dstTable": f"x{number}", "on": True} for number in range(9)]


def test_a_table_that_is_gone_is_all_that_differs() -> None:
    found = leaves(json.dumps(TABLES), json.dumps(TABLES[1:]))

    assert named(found) == {"/0/srcTable", "/0/dstTable", "/0/on"}
    assert all(leaf.after is None for leaf in found)


def test_a_change_behind_a_table_that_is_gone_is_named_at_its_new_place() -> None:
    after = [*TABLES[1:5], {**TABLES[5], "dstTable": "evil"}, *TABLES[6:]]
    leaf = leaves(json.dumps(TABLES), json.dumps(after))[-1]

    assert (leaf.pointer, leaf.was, leaf.before, leaf.after) == ("/4/dstTable", "/5/dstTable", '"x5"', '"evil"')


SPELLINGS = {
    "numbers by type": ('{"a":1,"b":1.0}', '{"a":1.0,"b":1}', {"/a", "/b"}),
    "a boolean that equals a number": ('{"a":1,"b":true}', '{"a":true,"b":1.0}', {"/a", "/b"}),
    "numbers beyond the exact floats": ("[9007199254740993]", "[9007199254740992]", {"/0"}),
    "exact decimals": ("[0.1,9007199254740993.0]", "[0.10000000000000001,9007199254740992.0]", {"/0", "/1"}),
    "an exponent": ("[1e2,1e400]", "[100,1e500]", {"/0", "/1"}),
    "one number in two spellings": ("[1e2,1.0]", "[100.0,1.00]", set[str]()),
    "minus zero": ("[0.0]", "[-0.0]", {"/0"}),
    "no number": ('{"a":NaN}', '{"a":NaN}', set[str]()),
    "what is empty": ('{"a":{},"b":[],"c":null,"d":""}', '{"a":[],"b":null,"c":"","d":{}}', {"/a", "/b", "/c", "/d"}),
    "what is there and null": ('{"b":1,"a":null}', '{"b":1}', {"/a"}),
    "the order of keys": ('{"a":{"b":1,"c":2}}', '{"a":{"c":2,"b":1}}', set[str]()),
    "a key twice": ('{"a":1,"a":2}', '{"a":2}', {"/a"}),
    "a key twice otherwise": ('{"a":{"x":1},"a":2}', '{"a":{"x":3},"a":2}', {"/a"}),
    "letters alike": ('{"a":"\u00e9"}', '{"a":"e\u0301"}', {"/a"}),
    "no JSON": ("x", "y", {""}),
    "an object for a list": ('{"a":{"0":1}}', '{"a":[1]}', {"/a/0"}),
    "text that becomes a script": ('{"a":"{}"}', '{"a":{}}', {"/a"}),
}


@pytest.mark.parametrize(("before", "after", "expected"), SPELLINGS.values(), ids=SPELLINGS.keys())
def test_types_and_spellings_count(before: str, after: str, expected: set[str]) -> None:
    assert named(leaves(before, after)) == expected
    assert same(before, after) is not bool(expected)


def test_a_secret_that_changes_is_named_without_its_values() -> None:
    secret = {"steps": [{"parameter": {"password": "hunter2", "note": "token=hunter2"}}]}
    found = leaves(json.dumps({"code": json.dumps(secret)}), json.dumps({"code": json.dumps(secret).replace("2", "3")}))

    assert {leaf.inside for leaf in found} == {"/steps/0/parameter/password", "/steps/0/parameter/note"}
    assert all(leaf.secret for leaf in found)
    assert "hunter" not in str(found)


@pytest.mark.parametrize("count", [MOST, MOST + 1])
def test_however_much_is_new_all_of_it_is_there(count: int) -> None:
    found = leaves("[0]", json.dumps([0, [*range(count)]]))
    values = [json.loads(leaf.after or "") for leaf in found]

    assert values == ([*range(count)] if count <= MOST else [[*range(count)]])


def test_however_many_values_change_all_of_them_are_there() -> None:
    before, after = (json.dumps([start] * (MOST + 1)) for start in (0, 1))

    assert leaves(before, after) == [Leaf("", before, after)]


def test_what_nests_too_deeply_is_compared_as_text() -> None:
    one, two = ("[" * 5000 + inner + "]" * 5000 for inner in ("1", "2"))

    assert len(leaves(one, two)) == 1
    assert not same(one, two)


def chained(value: Any, keys: int, length: int) -> str:
    for _ in range(keys):
        value = {"k" * length: value}
    return json.dumps(value)


def test_ways_to_leaves_are_not_written_where_they_are_too_long() -> None:
    texts = [chained(dict.fromkeys(map(str, range(9_000)), value), 700, 400) for value in (0, 1)]

    tracemalloc.start()
    found = leaves(*texts)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [leaf.pointer for leaf in found] == [""]
    assert peak < 32_000_000


def test_a_leaf_is_read_for_secrets_without_the_whole_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [chained({"password": {"a": value}, "note": f"token={value}"}, 100, 20) for value in ("one", "two")]
    read = list[str]()

    def noted(text: str) -> str:
        read.append(text)
        return masked(text)

    monkeypatch.setattr("dataworks.scripts.shown_leaves.masked", noted)
    found = leaves(*texts)

    assert len(found) == 2
    assert all(leaf.secret and HIDDEN in str(leaf.before) for leaf in found)
    assert 0 < max(map(len, read)) < 60


def test_several_values_of_a_key_of_secrets_are_hidden() -> None:
    (leaf,) = leaves('{"password":"p-9f2","password":"p-9f3"}', '{"password":"p-9f3","password":"p-9f2"}')

    assert "p-9f" not in str(leaf)
    assert leaf.secret
    assert [leaf.pointer for leaf in leaves('{"pw":1,"pw":1,"a":2}', "{}")] == ["/pw", "/a", ""]


@pytest.mark.parametrize("way", ["password", "user"])
def test_what_is_in_a_text_that_is_a_secret_is_hidden(way: str) -> None:
    found = leaves(*(json.dumps({way: json.dumps({"a": [value], "b": 1})}) for value in (1, True)))

    assert [(leaf.inside, leaf.before, leaf.after) for leaf in found] == [("/a/0", f'"{HIDDEN}"', f'"{HIDDEN}"')]


def test_text_in_too_many_texts_is_one_leaf() -> None:
    def nested(value: int, levels: int) -> str:
        text = json.dumps({"a": value})
        for _ in range(levels):
            text = json.dumps({"code": text})
        return text

    def inside(levels: int) -> list[str | None]:
        return [leaf.inside for leaf in leaves(nested(1, levels), nested(2, levels))]

    assert inside(DEEPEST) == ["/code" * (DEEPEST - 1) + "/a"]
    assert inside(DEEPEST + 1) == inside(9) == ["/code" * DEEPEST]
