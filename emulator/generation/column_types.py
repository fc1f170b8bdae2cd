"""The column type at each destination for each MySQL column type.

MySQL's types are mapped to a few kinds of values, and each destination has a type for each kind. The mapping follows
the type tables in the destinations' manuals. The mapping of Data Integration itself is not published, so each row is
assumed, except ``bigint`` to ``int8``, which the official sample shows.
"""

import re
from functools import lru_cache
from typing import NamedTuple


class TypeNames(NamedTuple):
    """The column types of a destination by kind of value; integers by their bytes. ``{p}``, ``{s}``: precision, scale.

    ``largest_decimal`` are the most digits, and digits after the point; MySQL goes up to 65 and 30.
    """

    boolean: str
    int1: str
    int2: str
    int4: str
    int8: str
    unsigned_int8: str
    decimal: str
    largest_decimal: tuple[int, int]
    float: str
    double: str
    date: str
    time: str
    datetime: str
    timestamp: str
    json: str
    binary: str
    text: str


KINDS: dict[str, str] = {
    "tinyint(1)": "boolean",
    "bit(1)": "boolean",
    "tinyint": "int1",
    "tinyint unsigned": "int2",
    "smallint": "int2",
    "smallint unsigned": "int4",
    "mediumint": "int4",
    "int": "int4",
    "int unsigned": "int8",
    "bigint": "int8",
    "bigint unsigned": "unsigned_int8",
    "year": "int4",
    **{name: name for name in ("decimal", "float", "double", "date", "time", "datetime", "timestamp", "json")},
    **dict.fromkeys(("bit", "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"), "binary"),
}
"""Looked up with sizes first, then with ``unsigned``, then bare. Other types (such as ``point``) become text."""

SYNONYMS = {
    "integer": "int",
    "numeric": "decimal",
    "dec": "decimal",
    "fixed": "decimal",
    "real": "double",
    "bool": "tinyint(1)",
    "boolean": "tinyint(1)",
}
"""MySQL's synonyms for types."""

MYSQL_DECIMAL = (10, 0)
"""The precision and scale of a ``decimal`` without sizes."""

_TYPE = re.compile(r"(?P<name>\w+)\s*(?:\((?P<sizes>[^)]*)\))?(?P<rest>.*)", re.DOTALL)


class DestinationType(NamedTuple):
    """A column type at the destination; precision and scale are 0 for everything but decimals."""

    text: str
    precision: int = 0
    scale: int = 0


@lru_cache(maxsize=1024)
def destination_type(source: str, names: TypeNames) -> DestinationType:
    """Return the destination's type for a MySQL type."""
    name, sizes, unsigned = _parsed(source)
    if name == "decimal":
        return _decimal(sizes, names)
    keys = (f"{name}({sizes})", f"{name} unsigned" if unsigned else name, name)
    kind = next((KINDS[key] for key in keys if key in KINDS), "text")
    return DestinationType(getattr(names, kind))


def _parsed(source: str) -> tuple[str, str, bool]:
    text = source.strip().lower()
    match = _TYPE.match(SYNONYMS.get(text, text))
    if match is None:
        return text, "", False
    name, sizes, rest = match["name"], match["sizes"] or "", match["rest"]
    return SYNONYMS.get(name, name), sizes.replace(" ", ""), "unsigned" in rest


def _decimal(sizes: str, names: TypeNames) -> DestinationType:
    numbers = [int(size) for size in sizes.split(",") if size.isdigit()]
    precision, scale = (*numbers, *MYSQL_DECIMAL[len(numbers) :])[:2]
    largest_precision, largest_scale = names.largest_decimal
    if precision > largest_precision or scale > largest_scale:
        return DestinationType(names.text)
    return DestinationType(names.decimal.format(p=precision, s=scale), precision, scale)
