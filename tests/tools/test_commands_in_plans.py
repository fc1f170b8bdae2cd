"""A command that a script runs is shown in its plan, or it is said that a part of it is not."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from emulator.seed.samples import BATCH_SCRIPT
from tests.sessions import Time, assistant, emulated, facts_of


def among_others(command: str) -> Callable[[dict[str, Any]], None]:
    """A command that runs before, among so many other changes that little of each is shown."""

    def change(script: dict[str, Any]) -> None:
        script["setting"] = {f"option{number}": "x" * 200 for number in range(15)}
        script["steps"][-1]["parameter"]["preSql"] = [command]

    return change


HIDING = {
    "a comment with a password": "select 1 /* password=*/;drop/**/table/**/orders",
    "a token in quotes": """/* token: "*/ drop table orders; -- " */""",
    "an address": "jdbc:x;drop/**/table/**/orders",
    "a private key": "-- -----BEGIN X-----\ndrop table orders;\n-- -----END X-----",
    "an option": "--password 'x\n;drop table orders'",
}


@pytest.mark.parametrize("command", HIDING.values(), ids=HIDING.keys())
async def test_a_command_that_is_hidden_like_a_secret_is_pointed_out(command: str) -> None:
    changes = await changes_by(among_others(command))

    assert "drop" not in "".join(changes)
    assert changes[-1].startswith("What is hidden looks like a secret. It takes effect too")


async def test_a_command_is_shown_whatever_else_changes() -> None:
    changes = await changes_by(among_others(f"select 1 /* {'x' * 400} */; drop table orders"))

    assert any("drop table orders" in line for line in changes)
    assert not any("hidden" in line for line in changes)


async def test_of_a_command_that_is_cut_the_length_is_shown() -> None:
    changes = await changes_by(among_others(f"select 1 /* {'x' * 4000} */; drop table orders"))

    assert any(line.startswith("/steps/1/parameter/preSql/0: ") and "... (4,0" in line for line in changes)


async def changes_by(change: Callable[[dict[str, Any]], None]) -> list[str]:
    """What the plan of an update says in words."""
    time = Time()
    emulator = emulated(time)
    script = json.loads(BATCH_SCRIPT)
    change(script)
    update = {"project_id": "10000", "task_type": "DI_OFFLINE", "file_id": "1000000", "task_content": script}
    async with assistant(emulator, time) as client:
        changes: list[str] = facts_of(await client.call_tool("update_di_sync_task", update))["plan"]["changes"]
    return changes
