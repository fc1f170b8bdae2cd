"""Unusual values: odd text, numbers at the limits, deep nesting, and very long texts."""

import json
import math
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

MAX_DEPTH = 150
"""The deepest nesting of a value; pydantic, in the client, refuses to send more than 255 levels. Text nests deeper."""

ODD_TEXTS = (
    "",
    " ",
    "null",
    "true",
    "NaN",
    "-Infinity",
    "{}",
    "[]",
    '"',
    "\\",
    "\\ud800",
    "\x00",
    "\ud800",
    "a\udfffb",
    "\r\nHost: elsewhere",
    "\x1b[2J\x07",
    "\u2028\u2029\u202e\ufeff",
    "../../../etc/passwd",
    "file:///dev/zero",
    "' OR '1'='1",
    "${jndi:ldap://127.0.0.1/x}",
    "{{7*7}}%s%n{0}",
    "*",
    ".",
    "..",
    "a.b.c.d",
    "1e999",
    "9" * 19,
    "9" * 5000,
    "\u0661\u0662\u0663",
    "\uff11\uff10\uff10\uff10\uff10",
    "\u0130\u0131\u017f\u212a",
    "👩‍👩‍👧‍👦" * 30,
    "e\u0301" * 200,
    "[" * 5000,
    '{"a":' * 900 + "1" + "}" * 900,
    '{"a":1e999}',
    '{"a":' + "9" * 5000 + "}",
    '{"a":"\\ud800"}',
    '{"a":1,"a":2}',
    "\ufeff{}",
)

PIECES = ("a", "\x00", "表", "👩", "\ud800", '"', "\\", "{}", "[", '{"a":', "1,", "9", " ", "%s", "a.b,", "../")

EDGES: Sequence[int] = tuple(
    sign * (2**bits + more) for bits in (0, 7, 31, 53, 63, 64, 128) for more in (-1, 0, 1) for sign in (1, -1)
)

text = st.one_of(
    st.sampled_from(ODD_TEXTS),
    st.text(max_size=30),
    st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp"]), min_size=1, max_size=6),
    st.builds(json.dumps, st.recursive(st.none() | st.booleans() | st.integers(), st.lists, max_leaves=4)),
)
numbers = st.one_of(
    st.integers(),
    st.sampled_from(EDGES),
    st.sampled_from([10**30, -(10**300), 10**4000]),
    st.floats(),
    st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308]),
)
leaves = st.one_of(st.none(), st.booleans(), numbers, text)


def _nested(depth: int, kind: str, leaf: Any) -> Any:
    for _ in range(depth):
        leaf = [leaf] if kind == "list" else {"a": leaf}
    return leaf


deep = st.builds(_nested, st.sampled_from([10, 100, MAX_DEPTH]), st.sampled_from(["list", "object"]), leaves)

hostile = st.one_of(
    leaves,
    st.recursive(leaves, lambda child: st.lists(child, max_size=4) | st.dictionaries(text, child, max_size=4)),
    deep,
)
"""Any JSON value, and some that JSON can't express."""

large_values = st.one_of(
    st.builds(lambda piece, size: piece * (size // len(piece)), st.sampled_from(PIECES), st.integers(50_000, 400_000)),
    st.builds(lambda leaf, count: [leaf] * count, st.sampled_from([0, "", None, "a.b", []]), st.integers(999, 30_000)),
    st.builds(lambda count: {f"k{number}": number for number in range(count)}, st.integers(999, 20_000)),
)
"""Values of up to a megabyte or two."""
