"""The emulator's world with a data source of 10,000 tables in it; ``python -m bench.worlds PORT`` serves it."""

import sys
from typing import Any

import anyio

from emulator.http.web import serve
from emulator.seed.initial_world import initial_world
from emulator.seed.shop import table
from emulator.service import Emulator
from emulator.world.state import DataSource, World

LARGE = "mysql_large"
TABLES = tuple(f"large.table_{number:05}" for number in range(10_000))
"""The tables of the large source, each with eight columns."""

LONGEST_SCRIPT = 16 * 1024 * 1024
"""Bytes of a request line: the SDK, which is the yardstick, sends the script of such a task in the URL."""

PLACE = {
    "FileFolderPath": "Business Flow/shop/Data Integration",
    "ResourceGroup": "S_res_group_280749521950784_1623033752022",
}
"""The folder of tasks, and the resource group that runs them."""

LARGE_TASK: dict[str, Any] = {
    "project_id": "10000",
    "task_name": "large",
    "source": LARGE,
    "tables": list(TABLES),
    "destination_type": "maxcompute",
    "destination": "odps_shop",
    "resource_group": PLACE["ResourceGroup"],
    "folder": PLACE["FileFolderPath"],
}


def with_large_source(world: World) -> World:
    """Add the large source to workspace 10000; return the world."""
    columns = table("id", "id bigint unsigned", *(f"column_{number:02} varchar(64)" for number in range(1, 8)))
    tables = {name.removeprefix("large."): columns for name in TABLES}
    world.workspaces["10000"].data_sources[LARGE] = DataSource(LARGE, "mysql", {"large": tables})
    return world


if __name__ == "__main__":
    emulator = Emulator(with_large_source(initial_world()), longest_line=LONGEST_SCRIPT)
    anyio.run(serve, emulator, "127.0.0.1", int(sys.argv[1]))
