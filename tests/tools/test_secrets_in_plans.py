"""Plans say that a secret changes, and show all around it."""

import json
from typing import Any

import pytest

from emulator.seed.samples import BATCH_SCRIPT
from tests.sessions import Time, assistant, emulated, facts_of

BEFORE, AFTER = "hunter2-Before", "hunter2-After"

SAID = {
    "added": ({}, {"password": AFTER}, "password: a secret is new"),
    "removed": ({"password": BEFORE}, {}, "password: a secret is removed"),
    "changed": ({"password": BEFORE}, {"password": AFTER}, "password: a secret changes"),
    "emptied": ({"password": BEFORE}, {"password": ""}, 'password: a secret becomes ""'),
    "set": ({"password": ""}, {"password": AFTER}, 'password: "" becomes a secret'),
    "empty and new": ({}, {"password": ""}, 'password: "" is new'),
    "a variable": ({}, {"password": "${pwd}"}, 'password: "${pwd}" is new'),
    "a variable that is gone": ({"password": "${pwd}"}, {}, 'password: "${pwd}" is removed'),
    "a user": ({}, {"username": AFTER}, "username: a secret is new"),
    "a number": ({"password": 1234567}, {"password": 7654321}, "password: a secret changes"),
    "a flag": ({"password": True}, {"password": False}, "password: true becomes false"),
}


@pytest.mark.parametrize(("before", "after", "line"), SAID.values(), ids=SAID.keys())
async def test_a_secret_is_said_in_words_and_once(before: Any, after: Any, line: str) -> None:
    changes = await changes_from(before, after)

    assert f"/steps/0/parameter/{line}" in changes
    assert "hunter2" not in str(changes)
    hides = "a secret" in line
    assert any(each.startswith("What is hidden looks like a secret.") for each in changes) is hides


URL = f"jdbc:mysql://h1:3306/shop?user=root&password={BEFORE}&useSSL=false"
LOGIN = f"jdbc:mysql://root:{BEFORE}@h1:3306/shop"
ODBC = f"Server=h1;Database=shop;Uid=root;Pwd={BEFORE};"
CONNECTIONS = {
    "host": (URL, {"h1": "h2"}, ["//h1:3306", "//h2:3306"]),
    "port": (URL, {"3306": "3307"}, ["h1:3306", "h1:3307"]),
    "database": (URL, {"shop": "pay"}, ["/shop", "/pay"]),
    "parameter": (URL, {"useSSL=false": "useSSL=true"}, ["useSSL=false", "useSSL=true"]),
    "password": (URL, {BEFORE: AFTER}, []),
    "host and password": (URL, {"h1": "h2", BEFORE: AFTER}, ["h1", "h2"]),
    "host behind a login": (LOGIN, {"h1": "h2"}, ["@h1:3306", "@h2:3306"]),
    "host and login": (LOGIN, {"h1": "h2", BEFORE: AFTER}, ["@h1:3306", "@h2:3306"]),
    "Oracle": (f"jdbc:oracle:thin:scott/{BEFORE}@//h1:1521/s", {"h1": "h2"}, ["@//h1:1521", "@//h2:1521"]),
    "SQL Server": (f"jdbc:sqlserver://h1;user=sa;password={BEFORE}", {"h1": "h2"}, ["//h1;", "//h2;"]),
    "no jdbc": (f"mongodb://root:{BEFORE}@h1/shop", {"h1": "h2", BEFORE: AFTER}, ["@h1/", "@h2/"]),
    "ODBC": (ODBC, {"h1": "h2"}, ["Server=h1", "Server=h2"]),
}


@pytest.mark.parametrize("key", ["jdbcUrl", "connectionString"])
@pytest.mark.parametrize(("text", "changed", "shown"), CONNECTIONS.values(), ids=CONNECTIONS.keys())
async def test_a_change_of_a_connection_is_shown_without_its_secrets(
    text: str, changed: dict[str, str], shown: list[str], key: str
) -> None:
    after = text
    for old, new in changed.items():
        after = after.replace(old, new)
    lines = [line for line in await changes_from({key: text}, {key: after}) if line.startswith("/")]

    said = [line for line in lines if line != f"/steps/0/parameter/{key}: a secret changes"]
    assert [line for line in said if all(part in line for part in shown)] == said
    assert len(said) == bool(shown)
    assert len(lines) - len(said) == (BEFORE in changed)
    assert "hunter2" not in str(lines)


async def test_the_plan_of_a_new_connection_shows_where_it_goes() -> None:
    changes = await changes_from({}, {"jdbcUrl": URL})

    assert any("//h1:3306/shop" in line for line in changes)
    assert "hunter2" not in str(changes)


async def changes_from(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What the plan says of an update from one parameter of the reader to another."""
    time = Time()
    emulator = emulated(time)
    file = emulator.world.workspaces["10000"].file("1000000", None)
    object.__setattr__(file, "script", json.dumps(script_with(before)))
    update = {
        "project_id": "10000",
        "task_type": "DI_OFFLINE",
        "file_id": "1000000",
        "task_content": script_with(after),
    }
    async with assistant(emulator, time) as client:
        changes: list[str] = facts_of(await client.call_tool("update_di_sync_task", update))["plan"]["changes"]
    return changes


def script_with(parameter: dict[str, Any]) -> dict[str, Any]:
    script: dict[str, Any] = json.loads(BATCH_SCRIPT)
    script["steps"][0]["parameter"].update(parameter)
    return script
