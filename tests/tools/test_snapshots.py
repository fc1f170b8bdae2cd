"""What clients see of each tool lies in tests/snapshots: the diff of a change there is its review."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sessions import Time, assistant, emulated
from tools.calls import served

FOLDER = Path(__file__).parents[1] / "snapshots"


async def listed() -> dict[str, dict[str, Any]]:
    time = Time()
    async with assistant(emulated(time), time) as client:
        tools = (await client.list_tools()).tools
    return {tool.name: tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools}


async def test_clients_see_the_tools_as_their_snapshots_show_them(pytestconfig: pytest.Config) -> None:
    seen = {name: json.dumps(tool, indent=2, ensure_ascii=False) + "\n" for name, tool in (await listed()).items()}
    folder = FOLDER / "tools"
    if pytestconfig.getoption("--write-snapshots"):
        for path in folder.glob("*.json"):
            path.unlink()
        for name, text in seen.items():
            (folder / f"{name}.json").write_text(text, "utf-8")

    kept = {path.stem: path.read_text("utf-8") for path in folder.glob("*.json")}

    assert kept == seen, "run pytest with --write-snapshots and read the diff"


async def test_two_lists_are_the_same_to_the_byte() -> None:
    first = json.dumps(await listed())
    served.listed.cache_clear()

    assert json.dumps(await listed()) == first
