"""The tables of a MySQL server, as it describes them in ``information_schema``; only PyMySQL is used to read them."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from getpass import getpass
from ssl import create_default_context
from typing import Any, NamedTuple, Self
from urllib.parse import SplitResult, unquote, urlsplit

from emulator.world.state import Column, Databases, DataSource, Table

SCHEME = "mysql"
PASSWORD = "MYSQL_PWD"  # noqa: S105
"""The environment variable with the password, as for MySQL's own programs."""

USUAL_PORT = 3306

CONNECTING, READING = 10, 60
"""Seconds that the server may take for a connection, and for an answer."""

TLS = {"tls=true": True, "tls=false": False, "": False}
"""The options of an address, and whether the connection is encrypted."""

SYSTEM = ("information_schema", "mysql", "performance_schema", "sys")

KINDS = ("BASE TABLE", "SYSTEM VERSIONED")
"""What is a table. Others are views and sequences."""

TABLES = """
SELECT c.table_schema, c.table_name, c.table_type
FROM information_schema.tables AS c
WHERE {where}
"""
COLUMNS = """
SELECT c.table_schema, c.table_name, c.ordinal_position, c.column_name, c.column_type, c.column_comment
FROM information_schema.columns AS c
WHERE {where}
"""
KEYS = """
SELECT c.table_schema, c.table_name, c.seq_in_index, c.column_name
FROM information_schema.statistics AS c
WHERE c.index_name = 'PRIMARY' AND {where}
"""
"""Nothing is joined or sorted by the server: it takes names that differ in case or accents alone for the same."""

Row = tuple[Any, ...]
Query = Callable[[str, tuple[str, ...]], Iterable[Row]]
"""Runs a query with its parameters, and returns the rows."""


class Address(NamedTuple):
    """A MySQL server and database: ``mysql://USER@HOST:PORT/DATABASE?tls=true``. Without a database, all are meant."""

    host: str
    port: int
    user: str
    database: str
    tls: bool

    @classmethod
    def read(cls, url: str) -> Self:
        """Read a URL.

        Raises:
            ValueError: it is not valid, or has a password, which other users of this machine could see.
        """
        parts = _split(url)
        if parts.password is not None:
            raise ValueError(f"the address has a password: leave it out, and set {PASSWORD}")
        port = _port(parts)
        if parts.scheme != SCHEME or not parts.hostname or not parts.username or parts.path.count("/") > 1 or not port:
            raise ValueError("write mysql://USER@HOST:PORT/DATABASE")
        if parts.query not in TLS or parts.fragment:
            raise ValueError("after the database, an address has nothing but ?tls=true or ?tls=false")
        database = unquote(parts.path.strip("/"))
        return cls(parts.hostname, port, unquote(parts.username), database, TLS[parts.query])


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise ValueError("write mysql://USER@HOST:PORT/DATABASE") from None


def _port(parts: SplitResult) -> int | None:
    """The port, the usual one if none is given, or ``None`` if it is not valid."""
    try:
        return USUAL_PORT if parts.port is None else parts.port
    except ValueError:
        return None


def mysql_source(url: str) -> DataSource:
    """Return a data source with the tables of a MySQL server; it has the name of the database, or ``mysql``.

    The password is that of the environment, or else it is asked for on the terminal; it is not kept.

    Raises:
        ValueError: the address is not valid, PyMySQL is not installed, the server refuses, or there is no table.
    """
    address = Address.read(url)
    databases = _read(address)
    if not databases:
        raise ValueError(f"there is no table in {address.database or 'any database'} that {address.user} can read")
    return DataSource(address.database or SCHEME, SCHEME, databases, crawled=True)


def _read(address: Address) -> Databases:
    try:
        import pymysql
    except ImportError:
        raise ValueError("reading a MySQL server needs PyMySQL: pip install 'dataworks-di-mcp[mysql]'") from None
    try:
        with _connected(pymysql, address) as connection:
            return read_databases(_query(connection), address.database)
    except pymysql.MySQLError as error:
        raise ValueError(f"{address.host}:{address.port} can't be read: {error}") from None


def read_databases(query: Query, database: str) -> Databases:
    """Return the tables of a database, or of all that are not the system's, with columns and primary keys."""
    where, given = ("c.table_schema = %s", (database,)) if database else (_not_system(), SYSTEM)
    tables, columns, keys = (
        [_texts(row) for row in query(each.format(where=where), given)] for each in (TABLES, COLUMNS, KEYS)
    )
    columns_of, keys_of = _by_table(columns), _by_table(keys)
    databases: Databases = {}
    for place in sorted((schema, name) for schema, name, kind in tables if kind in KINDS):
        found = tuple(Column(*map(_one_line, row)) for row in columns_of.get(place, ()))
        if found:
            databases.setdefault(place[0], {})[place[1]] = Table(found, tuple(row[0] for row in keys_of.get(place, ())))
    return databases


def _not_system() -> str:
    return f"c.table_schema NOT IN ({', '.join(['%s'] * len(SYSTEM))})"


def _by_table(rows: Iterable[Row]) -> dict[Row, list[Row]]:
    """Return what follows place and number in the rows of each table, by their numbers."""
    found: dict[Row, list[Row]] = {}
    for row in sorted(rows, key=lambda row: int(row[2])):
        found.setdefault(row[:2], []).append(row[3:])
    return found


def _texts(row: Row) -> Row:
    """The values of a row as text: some servers return binary text for these columns."""
    return tuple(value.decode() if isinstance(value, bytes) else str(value) for value in row)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _query(connection: Any) -> Query:
    def run(statement: str, parameters: tuple[str, ...]) -> Iterator[Row]:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            yield from cursor

    return run


def _connected(driver: Any, address: Address) -> Any:
    return driver.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=_password(address),
        connect_timeout=CONNECTING,
        read_timeout=READING,
        charset="utf8mb4",
        ssl=create_default_context() if address.tls else None,
    )


def _password(address: Address) -> str:
    given = os.environ.get(PASSWORD)
    if given is None and sys.stdin is not None and sys.stdin.isatty():
        return getpass(f"Password of {address.user} at {address.host}: ")
    return given or ""
