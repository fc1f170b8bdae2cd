"""What a MySQL column becomes at each destination.

The mapping follows the type tables in the destinations' manuals; what Data Integration itself chooses is not
published, so each row is assumed, except ``bigint`` to ``int8``, which the official sample shows.
"""

import re
from typing import NamedTuple


class Mapped(NamedTuple):
    """A column type in the words of MaxCompute, Hologres and a Kafka message (JSON). ``{p}`` and ``{s}`` are sizes."""

    odps: str
    holo: str
    kafka: str


TEXT = Mapped("STRING", "text", "string")
BINARY = Mapped("BINARY", "bytea", "string")
BOOLEAN = Mapped("BOOLEAN", "bool", "boolean")

MAPPING: dict[str, Mapped] = {
    "tinyint(1)": BOOLEAN,
    "bit(1)": BOOLEAN,
    "tinyint": Mapped("TINYINT", "int2", "integer"),
    "tinyint unsigned": Mapped("SMALLINT", "int2", "integer"),
    "smallint": Mapped("SMALLINT", "int2", "integer"),
    "smallint unsigned": Mapped("INT", "int4", "integer"),
    "mediumint": Mapped("INT", "int4", "integer"),
    "int": Mapped("INT", "int4", "integer"),
    "int unsigned": Mapped("BIGINT", "int8", "integer"),
    "bigint": Mapped("BIGINT", "int8", "integer"),
    "bigint unsigned": Mapped("DECIMAL(20,0)", "numeric(20,0)", "integer"),
    "decimal": Mapped("DECIMAL({p},{s})", "numeric({p},{s})", "number"),
    "float": Mapped("FLOAT", "float4", "number"),
    "double": Mapped("DOUBLE", "float8", "number"),
    "year": Mapped("INT", "int4", "integer"),
    "date": Mapped("DATE", "date", "string"),
    "time": Mapped("STRING", "time", "string"),
    "datetime": Mapped("DATETIME", "timestamp", "string"),
    "timestamp": Mapped("TIMESTAMP", "timestamptz", "string"),
    "json": Mapped("STRING", "jsonb", "object"),
    **dict.fromkeys(("bit", "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"), BINARY),
    **dict.fromkeys(("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"), TEXT),
}
"""Looked up with sizes first, then with ``unsigned``, then bare. What is not here (such as ``point``) becomes text."""

SYNONYMS = {
    "integer": "int",
    "numeric": "decimal",
    "dec": "decimal",
    "fixed": "decimal",
    "real": "double",
    "bool": "tinyint(1)",
    "boolean": "tinyint(1)",
}
"""MySQL's own second names for types."""

LARGEST_DECIMAL = Mapped("38,18", "38,38", "65,30")
"""The most digits, and digits after the point, that a destination's decimal holds; MySQL goes up to 65,30."""

MYSQL_DECIMAL = (10, 0)
"""The sizes of a ``decimal`` that names none."""

_TYPE = re.compile(r"(?P<name>\w+)\s*(?:\((?P<sizes>[^)]*)\))?(?P<rest>.*)", re.DOTALL)


class DestinationType(NamedTuple):
    """A column type at the destination; precision and scale are 0 for everything but decimals."""

    text: str
    precision: int = 0
    scale: int = 0


def destination_type(source: str, sink: str) -> DestinationType:
    """The type that a MySQL type becomes; ``sink`` is ``odps``, ``holo`` or ``kafka``."""
    name, sizes, unsigned = _parsed(source)
    if name == "decimal":
        return _decimal(sizes, sink)
    keys = (f"{name}({sizes})", f"{name} unsigned" if unsigned else name, name)
    mapped = next((MAPPING[key] for key in keys if key in MAPPING), TEXT)
    return DestinationType(getattr(mapped, sink))


def _parsed(source: str) -> tuple[str, str, bool]:
    text = source.strip().lower()
    match = _TYPE.match(SYNONYMS.get(text, text))
    if match is None:
        return text, "", False
    name, sizes, rest = match["name"], match["sizes"] or "", match["rest"]
    return SYNONYMS.get(name, name), sizes.replace(" ", ""), "unsigned" in rest


def _decimal(sizes: str, sink: str) -> DestinationType:
    numbers = [int(size) for size in sizes.split(",") if size.isdigit()]
    precision, scale = (*numbers, *MYSQL_DECIMAL[len(numbers) :])[:2]
    largest_precision, largest_scale = map(int, getattr(LARGEST_DECIMAL, sink).split(","))
    if precision > largest_precision or scale > largest_scale:
        return DestinationType(getattr(TEXT, sink))
    pattern: str = getattr(MAPPING["decimal"], sink)
    return DestinationType(pattern.format(p=precision, s=scale), precision, scale)
