"""Tables as text: one line per column, as in a CREATE TABLE statement.

    id bigint unsigned
    status enum('new','paid') # of the order
    `first name` varchar(64)
    primary key (id)
    partitioned by (pt)

A name that is not a word is in backquotes; a line may have a comment after `` # ``. The two last lines are optional.
``?`` is a table whose columns are not known.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from emulator.world.state import Column, Table

NAME = r"(?:`((?:[^`]|``)+)`|([^\s`(),#]+))"
TYPE = r"((?:'(?:[^']|'')*'|[^\s'])(?:'(?:[^']|'')*'|[^'])*?)"
"""A type, which may have values in quotes, such as ``enum('new','a # b')``."""

COLUMN = re.compile(rf"{NAME}\s+{TYPE}(?:\s+#(?:\s(.*))?)?")
LIST = re.compile(r"(primary key|partitioned by)\s*\((.*)\)", re.IGNORECASE)
LISTED = re.compile(rf"\s*{NAME}\s*(?:,|$)")
PLAIN_NAME = re.compile(r"[^\s`(),#]+")
KEY, PARTITIONS = "primary key", "partitioned by"

LINES = 2**14
"""Lines whose column is kept: tables of an account share many of them, which saves time and memory."""

UNKNOWN = "?"
"""The text of a table whose columns are not known."""

STAND_IN = Table((Column("unknown_columns", "bigint", "stands for columns that are not known"),), ("unknown_columns",))
"""What the emulator has in its place, so that scripts can be generated, and show what is not known."""


def read_table(text: str) -> Table:
    """Return the table of a text.

    Raises:
        ValueError: a line can't be read; the message has its number, counted from the first line that is not blank.
    """
    if text.strip() == UNKNOWN:
        return STAND_IN
    columns: list[Column] = []
    lists: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.strip().split("\n"), 1):
        try:
            _read_line(line.strip(), columns, lists)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
    table = Table(tuple(columns), lists.get(KEY, ()), lists.get(PARTITIONS, ()))
    _check(table)
    return table


def table_text(table: Table) -> str:
    """Return a table as text, which ``read_table`` reads again as the same table."""
    return UNKNOWN if table == STAND_IN else "\n".join(_lines(table))


def _read_line(line: str, columns: list[Column], lists: dict[str, tuple[str, ...]]) -> None:
    listed = LIST.fullmatch(line) if line[:1] in "pP" else None
    if listed:
        word = listed[1].lower()
        if word in lists:
            raise ValueError(f"there is a second {word}")
        lists[word] = _names(listed[2])
    elif line and not line.startswith("#"):
        columns.append(_column(line))


@lru_cache(maxsize=LINES)
def _column(line: str) -> Column:
    match = COLUMN.fullmatch(line)
    if match is None:
        raise ValueError(f"write NAME TYPE, or NAME TYPE # COMMENT, in place of {line!r}")
    kind, comment = match[3].rstrip(), (match[4] or "").strip()
    if kind.endswith(","):
        raise ValueError(f"leave out the comma at the end of {kind!r}")
    return Column(_name(match), kind, comment)


def _names(text: str) -> tuple[str, ...]:
    """The names of a list that is separated by commas."""
    names: list[str] = []
    place = 0
    while place < len(text):
        match = LISTED.match(text, place)
        if match is None:
            raise ValueError(f"write names separated by commas in place of ({text})")
        names.append(_name(match))
        place = match.end()
    if not names:
        raise ValueError("the list has no name")
    return tuple(names)


def _name(match: re.Match[str]) -> str:
    return match[2] or match[1].replace("``", "`")


def _check(table: Table) -> None:
    names = [column.name for column in table.columns]
    twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
    if not names:
        raise ValueError("the table has no column")
    if twice is not None:
        raise ValueError(f"the column {twice!r} is there twice")
    for word, listed in ((KEY, table.primary_key), (PARTITIONS, table.partitions)):
        missing = next((name for name in listed if name not in names), None)
        if missing is not None:
            raise ValueError(f"{word}: there is no column {missing!r}")


def _lines(table: Table) -> Iterator[str]:
    for column in table.columns:
        comment = f" # {column.comment}" if column.comment else ""
        yield f"{_quoted(column.name)} {column.type}{comment}"
    for word, names in ((KEY, table.primary_key), (PARTITIONS, table.partitions)):
        if names:
            yield f"{word} ({_list(names)})"


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return name if PLAIN_NAME.fullmatch(name) and name.lower() not in ("primary", "partitioned") else _in_quotes(name)


def _in_quotes(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
