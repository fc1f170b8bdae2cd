"""The initial world of the emulator.

Every sample request of the official pages works in it unchanged. The workspace, data sources, tables, resource groups,
folders and ids are from the pages. Columns and keys that the pages don't show are invented, and the shop database is.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from emulator.generation.destinations import SINKS
from emulator.generation.realtime_scripts import generated, plan_creation
from emulator.seed.first_job import FIRST_JOB
from emulator.seed.first_node import add_first_node
from emulator.seed.samples import BATCH_SCRIPT, GENERATION_PARAM, SOLUTION_DETAIL, WIZARD_SCRIPT
from emulator.seed.shop import SHOP, WAREHOUSE, table
from emulator.world.lifecycle import DEFAULT_SPEED, AtOnce, Speed
from emulator.world.roles import ACCOUNT, Role, Roles
from emulator.world.state import Databases, DataSource, Folder, Process, ResourceGroup, Task, Workspace, World

CREATED = 1638859251.0
"""2021-12-07 14:40:51 in China: the submit time in the official sample of GetDISyncTask."""

MYSQL_DB: Databases = {
    "mysql_db": {
        "molin_di_test_in_pk_v4": table("id", "id bigint", "name varchar(64)", "created datetime"),
        "molin_di_test_in2_pk_v3": table("id", "id bigint", "name varchar(64)", "created datetime"),
        "xyx": table("id", "id bigint", "value varchar(255)"),
        "u_pk": table(
            "id",
            "id bigint",
            "name varchar(64)",
            "create_time datetime",
            "age int",
            "score decimal(10,2)",
            "t_01 varchar(255)",
        ),
    }
}

WAREHOUSES: dict[str, Databases] = {"odps": {"shop_dw": WAREHOUSE}}
"""What is in the shop's destinations, by their type."""

DATA_SOURCES = (
    DataSource("mysql_pub", "mysql", MYSQL_DB),
    DataSource("mysql_pub1", "mysql", MYSQL_DB),
    DataSource("pkset_test", "mysql", MYSQL_DB),
    DataSource("mm", "mysql", {"m": {"m_v1": table("id", "id bigint")}}),
    DataSource("odps_source", "odps"),
    DataSource("odps_first", "odps"),
    DataSource("azn_kafka", "kafka"),
    DataSource("holo", "holo"),
    DataSource("h", "holo"),
    DataSource("mysql_shop", "mysql", {"shop": SHOP}, crawled=True),
    *(DataSource(f"{sink.step_type}_shop", sink.step_type, WAREHOUSES.get(sink.step_type, {})) for sink in SINKS),
    DataSource("mysql_dev", "mysql", {"shop": SHOP}, frozenset({0})),
    DataSource("mysql_far", "mysql", {"shop": SHOP}, reachable=False),
)
"""The last two are for failures: one exists in development only, one is not reachable."""

RESOURCE_GROUPS = (
    ResourceGroup(280749, "S_res_group_280749521950784_1623033752022", "di_exclusive", 4, is_default=True),
    ResourceGroup(280750, "S_res_group_XXX_XXXX", "di_serverless", 4, mode="SHARE"),
    ResourceGroup(280751, "S_res_group_280749521950784_1600000000000", "di_stopped", 4, status=1),
    ResourceGroup(30003913, "S_res_group_280749521950784_1623033750000", "schedule_exclusive", 1),
    ResourceGroup(1, "group_1", "schedule_shared", 1, mode="SHARE", is_default=True, biz_ext_key="default"),
)
"""The ids 280749 and 30003913 and the identifier S_res_group_XXX_XXXX are from the samples; status 1 is stopped."""

SCHEDULE = {
    "CronExpress": "00 30 05 * * ?",
    "CycleType": "DAY",
    "SchedulerType": "NORMAL",
    "ParaValue": "bizdate=$bizdate",
    "InputList": [{"Input": "workspace_10000_root", "ParseType": "MANUAL"}],
    "OutputList": [{"Output": "workspace_10000.701000_out"}],
    "RerunMode": "ALL_ALLOWED",
    "ResourceGroupId": 30003913,
}
"""The schedule of the batch task of the samples; invented."""

ROLES = (
    Role(f"acs:ram::{ACCOUNT}:role/dataworks-full"),
    Role(f"acs:ram::{ACCOUNT}:role/dataworks-reader", read_only=True, workspaces=frozenset({"10000"})),
)
"""Roles that the access key of the emulator can take; invented."""

FOLDERS = (
    Folder("f1", "Business Flow/XXX/Data Integration", 1),
    Folder("f2", "Business Flow/shop/Data Integration", 2),
)


def initial_world(
    *, clock: Callable[[], float] = time.time, speed: Speed = DEFAULT_SPEED, documented: bool = False
) -> World:
    """Return a new world.

    Workspace 10000 has the contents of the official pages, 10001 is empty, and 10002, on the new Data Studio, has the
    data sources of 10000.
    """
    workspace = Workspace("10000", "workspace_10000", _named(DATA_SOURCES))
    workspace.folders.update({folder.path: folder for folder in FOLDERS})
    for task in _tasks(FOLDERS[0]):
        workspace.add(task)
    world = World(
        workspaces={"10000": workspace, "10001": Workspace("10001", "workspace_10001"), "10002": new_studio()},
        resource_groups={group.identifier: group for group in RESOURCE_GROUPS},
        clock=clock,
        speed=speed,
        running_speed=speed,
        deploying_speed=speed,
        documented=documented,
        roles=Roles.of(ROLES),
    )
    world.last.update({"file": 1000000, "process": 9})
    process = _process(world, workspace)
    world.processes[str(process.id)] = process
    return world


def new_studio() -> Workspace:
    """Return the workspace of the new Data Studio. It has no folders: jobs and nodes have none."""
    workspace = Workspace("10002", "workspace_10002", _named(DATA_SOURCES), new_studio=True)
    workspace.jobs[FIRST_JOB.id] = FIRST_JOB
    add_first_node(workspace, CREATED)
    return workspace


def _named(sources: Iterable[DataSource]) -> dict[str, DataSource]:
    return {source.name: source for source in sources}


def _process(world: World, workspace: Workspace) -> Process:
    """Return the generation that the samples query; in the samples a new generation gets the same id."""
    content = generated(plan_creation(world, workspace, GENERATION_PARAM))
    return Process(world.last["process"] + 1, workspace.id, "DI_REALTIME", content, AtOnce(), CREATED)


def _tasks(folder: Folder) -> Iterable[Task]:
    """Yield the tasks that the samples read and update. Two of them share the id 100, as on the page."""
    group = RESOURCE_GROUPS[0].identifier
    yield Task(100, "DI_REALTIME", "datahub_to_datahub", folder, WIZARD_SCRIPT, CREATED, CREATED, group, node_id=700100)
    yield Task(100, "DI_SOLUTION", "holo_20211206161025", folder, "{}", CREATED, CREATED, group, detail=SOLUTION_DETAIL)
    batch = Task(1000000, "DI_OFFLINE", "u_pk_to_odps", folder, BATCH_SCRIPT, CREATED, CREATED, group, node_id=701000)
    yield replace(batch, schedule=SCHEDULE)
