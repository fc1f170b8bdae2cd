"""Tables of a real MySQL server (MariaDB) in the emulator."""

import json
from collections.abc import Generator

import pytest

from emulator.seed.mysql_tables import PASSWORD, Address, mysql_source
from emulator.service import Emulator
from server.emulation import new_emulator
from tests.emulator import mariadb as server
from tests.emulator.calls import call

STATEMENTS = """
CREATE DATABASE shop;
CREATE TABLE shop.orders (
    id BIGINT UNSIGNED AUTO_INCREMENT COMMENT 'the
number', line SMALLINT, status ENUM('new','it''s, paid') NOT NULL, total DECIMAL(12,2), `odd name` JSON,
    PRIMARY KEY (line, id), KEY (id)
);
CREATE TABLE shop.`no key` (a INT);
CREATE VIEW shop.totals AS SELECT total FROM shop.orders;
CREATE DATABASE other;
CREATE TABLE other.t (id INT PRIMARY KEY);
CREATE DATABASE alike;
CREATE TABLE alike.T (a INT PRIMARY KEY, b INT);
CREATE TABLE alike.t (x INT, y INT, z INT, PRIMARY KEY (z, x));
CREATE TABLE alike.café (a INT);
CREATE TABLE alike.cafe (b INT, c INT);
CREATE TABLE alike.parts (d DATE) PARTITION BY RANGE (YEAR(d)) (PARTITION p0 VALUES LESS THAN MAXVALUE);
CREATE VIEW alike.Parts AS SELECT 1 AS other;
CREATE TABLE alike.`订单` (id INT) WITH SYSTEM VERSIONING;
CREATE SEQUENCE alike.numbers;
CREATE USER 'reader'@'127.0.0.1' IDENTIFIED BY 'p''w #1';
GRANT SELECT ON *.* TO 'reader'@'127.0.0.1';
CREATE USER 'stranger'@'127.0.0.1' IDENTIFIED BY ''
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Generator[int]:
    folder = tmp_path_factory.mktemp("db")
    with server.mariadb(folder) as number:
        with server.connected(folder) as cursor:
            for statement in STATEMENTS.split(";\n"):
                cursor.execute(statement)
        yield number


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, server.PASSWORD)


def test_tables_have_their_columns_types_comments_and_keys_and_views_are_left_out(port: int) -> None:
    source = mysql_source(f"mysql://reader@127.0.0.1:{port}/shop")

    tables = source.databases["shop"]
    assert [*tables] == ["no key", "orders"]
    assert [(column.name, column.type) for column in tables["orders"].columns][:4] == [
        ("id", "bigint(20) unsigned"),
        ("line", "smallint(6)"),
        ("status", "enum('new','it''s, paid')"),
        ("total", "decimal(12,2)"),
    ]
    assert tables["orders"].columns[0].comment == "the number"
    assert tables["orders"].columns[4].name == "odd name"
    assert tables["orders"].primary_key == ("line", "id")
    assert tables["no key"].primary_key == ()


def test_names_that_differ_in_case_or_accents_alone_are_those_of_different_tables(port: int) -> None:
    found = mysql_source(f"mysql://reader@127.0.0.1:{port}/alike").databases["alike"]

    assert {name: [column.name for column in table.columns] for name, table in found.items()} == {
        "T": ["a", "b"],
        "t": ["x", "y", "z"],
        "café": ["a"],
        "cafe": ["b", "c"],
        "parts": ["d"],
        "订单": ["id"],
    }
    assert (found["T"].primary_key, found["t"].primary_key) == (("a",), ("z", "x"))


def test_without_a_database_all_but_the_systems_are_read(port: int) -> None:
    source = mysql_source(f"mysql://reader@127.0.0.1:{port}")

    assert (source.name, sorted(source.databases)) == ("mysql", ["alike", "other", "shop"])


def test_the_emulator_has_the_tables_in_each_workspace_beside_its_own(port: int) -> None:
    emulator = new_emulator(world=f"mysql://reader@127.0.0.1:{port}/shop")

    assert tables(emulator, "10000") == tables(emulator, "10002") == ["no key", "orders"]
    assert "mysql_shop" in emulator.world.workspaces["10000"].data_sources


@pytest.mark.parametrize(
    ("user", "database", "given", "message"),
    [
        ("reader", "shop", "wrong", "Access denied for user 'reader'"),
        ("reader", "nowhere", server.PASSWORD, "there is no table in nowhere that reader can read"),
        ("stranger", "shop", "", "there is no table in shop that stranger can read"),
    ],
)
def test_a_server_that_refuses_is_reported_without_the_password(
    port: int, user: str, database: str, given: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, given)

    with pytest.raises(ValueError, match=message) as error:
        mysql_source(f"mysql://{user}@127.0.0.1:{port}/{database}")

    assert not given or given not in str(error.value)


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1:1 can't be read"):
        mysql_source("mysql://reader@127.0.0.1:1/shop")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://reader:secret@127.0.0.1/shop", f"set {PASSWORD}"),
        ("mysql://127.0.0.1/shop", "mysql://USER@HOST:PORT/DATABASE"),
        ("mysql://reader@127.0.0.1/a/b", "mysql://USER@HOST:PORT/DATABASE"),
        *(
            (f"mysql://reader@127.0.0.1/a?{each}", "tls=true or")
            for each in ("ssl=1", "tls=1", "tls", "tls=yes", "x=secret")
        ),
        ("mysql://reader@127.0.0.1/a?tls=false&tls=true", "tls=true or"),
        ("mysql://reader@127.0.0.1/a#secret", "tls=true or"),
        ("mysql://reader@127.0.0.1:0/a", "mysql://USER@HOST:PORT/DATABASE"),
        ("mysql://reader@[::1/a", "mysql://USER@HOST:PORT/DATABASE"),
        ("mysql://reader@127.0.0.1:port/a", "mysql://USER@HOST:PORT/DATABASE"),
    ],
)
def test_an_address_that_is_not_valid_says_how_to_write_it(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as error:
        Address.read(url)

    assert "secret" not in str(error.value)


@pytest.mark.parametrize(("options", "encrypted"), [("?tls=true", True), ("?tls=false", False), ("", False)])
def test_an_address_says_whether_the_connection_is_encrypted(options: str, encrypted: bool) -> None:
    assert Address.read(f"mysql://reader@[::1]/shop{options}") == ("::1", 3306, "reader", "shop", encrypted)


def tables(emulator: Emulator, workspace: str) -> list[str]:
    """The tables of the data source ``shop``."""
    answer = call(emulator, "GetDataSourceMeta", ProjectId=workspace, DatasourceName="shop", PageSize=100)
    schema = json.loads(answer.data["Meta"])["dbTables"][0]["schema"]
    return [group["tableInfos"][0]["table"] for group in schema]
