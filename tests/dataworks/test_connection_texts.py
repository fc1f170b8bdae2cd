"""Of a text that says how to connect, what may be a part of a password is never shown."""

import pytest

from dataworks.redaction.connection_texts import connection
from dataworks.secrets import HIDDEN, masked

UNUSUAL = [
    "jdbc:mysql://root:a@b/c#pw9X@h1/db",
    "jdbc:mysql://root:a/b?c#pw9X@h1/db",
    "jdbc:mysql://root:a?password=#pw9X@h1/db",
    "jdbc:mysql://h1/db?password=a&#pw9X&useSSL=true",
    "jdbc:mysql://h1/db?pass%77ord=#pw9X&useSSL=true",
    "jdbc:mysql://h1/db?useSSL=true&user=root;password=#pw9X",
    "jdbc:mysql://root:12/#pw9X",
    "jdbc:mysql:#pw9X",
    "jdbc:sqlserver://h1;password={a;b=#pw9X};c=d",
    "jdbc:sqlserver://h1;password='a;b=#pw9X';c=d",
    "jdbc:mysql://h1/db?init=select #pw9X",
    "Server=h1;Pwd=#pw9X",
    "Data Source=h1;User ID=sa;Password=#pw9X",
    "#pw9X",
    "#pw9X=;x",
]


@pytest.mark.parametrize("text", UNUSUAL)
def test_a_password_in_an_unusual_place_is_not_shown(text: str) -> None:
    assert "#pw9X" not in (connection(text) or "")


USUAL = {
    "jdbc:mysql://root:p@s/s@h1:3306/db?useSSL=true": f"mysql://{HIDDEN}@h1:3306/db?useSSL=true",
    "jdbc:mysql://h1,h2:3307/db?password=P@ss": f"mysql://h1,h2:3307/db?password={HIDDEN}",
    "jdbc:oracle:thin:@h1:1521:orcl": "oracle:thin:@h1:1521:orcl",
    "jdbc:db2://h1:50000/db:user=x;password=y;": f"db2://h1:50000/db:user={HIDDEN};password={HIDDEN};",
    "jdbc:sqlserver://h1\\inst:1433;databaseName=db": "sqlserver://h1\\inst:1433;databaseName=db",
    "jdbc:postgresql://[::1]:5432/db": "postgresql://[::1]:5432/db",
    "AccountName=x;AccountKey=k==;Suffix=a.b": f"AccountName=x;AccountKey={HIDDEN};Suffix=a.b",
    "not a connection": None,
}


@pytest.mark.parametrize(("text", "shown"), USUAL.items())
def test_a_usual_connection_is_shown_without_its_secrets(text: str, shown: str | None) -> None:
    assert connection(text) == shown
    assert shown is None or masked(shown) == shown  # it is masked again with the whole answer
