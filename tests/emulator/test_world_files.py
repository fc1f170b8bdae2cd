"""World files: an emulated account as TOML, with its tables as text."""

import json
import time
import tomllib
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.seed.file_world import world_of, world_of_file
from emulator.seed.table_text import UNKNOWN, read_table, table_text
from emulator.seed.world_file import read_world, read_world_file
from emulator.seed.world_writer import world_text
from emulator.service import Emulator
from emulator.world.state import Column, Table
from tests.alone import times_as_long
from tests.emulator.calls import call
from tests.emulator.job_calls import ask, info, job
from tests.server.processes import ran_here

WORLD = """
[[resource_group]]
id = 71
identifier = "S_res_group_7_1"
name = "ours"
default = true

[workspace.271828]
name = "shop_prod"
folder = [{ path = "Business Flow/shop/Data Integration", id = "f-9", business_id = 44 }]

[workspace.271828.data_source.mysql_orders]
type = "mysql"
ids = { development = 501, production = 502 }

[workspace.271828.data_source.mysql_orders.database.shop]
orders = '''
id bigint unsigned # order number
`customer, id` bigint
status enum('new','paid')
primary key (id, `customer, id`)
'''
"1 odd name" = "a int"

[[workspace.271828.task]]
id = 3000
name = "orders_to_odps"
folder = "Business Flow/shop/Data Integration"
script = '{"type": "job"}'
state = "RUN"
deployed = true

[workspace.314159]
name = "shop_new"
studio = "new"

[[workspace.314159.job]]
id = 12001
name = "orders_to_holo"
definition = '{"SourceDataSourceType": "MySQL"}'
state = "Running"

[[workspace.314159.node]]
id = 7567482277219412999
name = "nightly"
spec = '{"script": {"path": "shop/nightly"}}'
deployed = true
"""
"""A world of two workspaces, with one of each."""


SOURCES, TABLES = 300, 67
"""A large account: some 20,000 tables."""

TABLE = (
    "id bigint unsigned\nname varchar(64) # of somebody\ntotal decimal(12,2)\nstatus enum('a','b')\nprimary key (id)"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "world.toml"
    path.write_text(WORLD, "utf-8")
    return path


@pytest.fixture
def service(file: Path) -> Emulator:
    return Emulator(world_of_file(file, clock=time.time))


def test_workspaces_and_groups_have_the_ids_and_names_of_the_file(service: Emulator) -> None:
    projects = ask(service, "ListProjects").payload["PagingInfo"]["Projects"]
    groups = call(service, "ListResourceGroups", ResourceGroupType=4).data

    assert [(row["Id"], row["Name"]) for row in projects] == [(271828, "shop_prod"), (314159, "shop_new")]
    assert [(row["Id"], row["Identifier"], row["Name"]) for row in groups] == [(71, "S_res_group_7_1", "ours")]


def test_data_sources_have_the_ids_and_tables_of_the_file(service: Emulator) -> None:
    rows = call(service, "ListDataSources", ProjectId=271828).data["DataSources"]
    meta = call(service, "GetDataSourceMeta", ProjectId=271828, DatasourceName="mysql_orders", PageSize=9).data["Meta"]

    assert [(row["Name"], row["Id"], row["EnvType"]) for row in rows] == [
        ("mysql_orders", 501, 0),
        ("mysql_orders", 502, 1),
    ]
    schema = json.loads(meta)["dbTables"][0]["schema"]
    assert [group["tableInfos"][0]["table"] for group in schema] == ["orders", "1 odd name"]


def test_folders_and_tasks_are_those_of_the_file(service: Emulator) -> None:
    folders = call(service, "ListFolders", ProjectId=271828, ParentFolderPath="Business Flow/shop").data["Folders"]
    files = call(service, "ListFiles", ProjectId=271828).data["Files"]
    state = call(service, "GetDISyncInstanceInfo", ProjectId=271828, TaskType="DI_REALTIME", FileId=3000).data

    assert folders == [{"FolderId": "f-9", "FolderPath": "Business Flow/shop/Data Integration"}]
    assert [(row["FileId"], row["FileName"], row["BusinessId"]) for row in files] == [(3000, "orders_to_odps", 44)]
    assert state["Status"] == "RUN"


def test_jobs_and_nodes_are_those_of_the_file(service: Emulator) -> None:
    job = ask(service, "GetDIJob", ProjectId=314159, DIJobId=12001).payload["PagingInfo"]
    tasks = ask(service, "ListTasks", ProjectId=314159).payload["PagingInfo"]["Tasks"]
    node = ask(service, "GetNode", ProjectId=314159, Id=7567482277219412999).payload["Node"]

    assert (job["JobName"], job["JobStatus"]) == ("orders_to_holo", "Running")
    assert [row["Name"] for row in tasks] == ["nightly"]
    assert node["Name"] == "nightly"


def test_a_table_of_unknown_columns_has_a_stand_in_that_is_written_as_it_was() -> None:
    assert [column.name for column in read_table(UNKNOWN).columns] == ["unknown_columns"]
    assert table_text(read_table(UNKNOWN)) == UNKNOWN


def test_a_batch_task_is_as_far_as_the_file_says(file: Path) -> None:
    states = {"deployed = true": (1, [True]), "deployed = false": (0, []), "committed = true": (1, [False])}
    found = dict[str, tuple[int, list[bool]]]()
    for state in states:
        file.write_text(WORLD.replace('state = "RUN"\ndeployed = true', f'type = "batch"\n{state}'), "utf-8")
        service = Emulator(world_of_file(file, clock=time.time))
        files = call(service, "ListFiles", ProjectId=271828).data["Files"]
        versions = call(service, "ListFileVersions", ProjectId=271828, FileId=3000).data["FileVersions"]
        found[state] = files[0]["CommitStatus"], [row["IsCurrentProd"] for row in versions]

    assert found == states


def test_production_has_the_node_that_the_file_says(file: Path) -> None:
    changed = 'production = \'{"script": {"path": "shop/nightly", "content": "old"}}\'\n'
    file.write_text(f'{WORLD}task_id = 9\n{changed}production_parents = ["shop_new_root"]\n', "utf-8")
    task = ask(Emulator(world_of_file(file, clock=time.time)), "GetTask", Id=9).payload["Task"]

    assert task["Script"]["Content"] == "old"
    assert task["Dependencies"] == [{"Type": "Normal", "UpstreamOutput": "shop_new_root"}]


def test_a_job_that_runs_has_the_tables_of_its_definition(file: Path) -> None:
    definition = {name: value for name, value in job().items() if name not in ("ProjectId", "Name")}
    text = WORLD.replace("""'{"SourceDataSourceType": "MySQL"}'""", f"'{json.dumps(definition)}'")
    shop = """
[workspace.314159.data_source.mysql_shop]
type = "mysql"
[workspace.314159.data_source.mysql_shop.database.shop]
orders = "id bigint"
[workspace.314159.data_source.holo_shop]
type = "holo"
[[resource_group]]
id = 72
identifier = "S_res_group_XXX_XXXX"
name = "serverless"
mode = "SHARE"
"""
    file.write_text(text + shop, "utf-8")
    rows = info(Emulator(world_of_file(file, clock=time.time)), "ListDIJobRunDetails", DIJobId=12001)["JobRunInfos"]

    assert [(row["SourceTableName"], row["RealtimeMigrationStatus"]) for row in rows] == [("orders", "Running")]


def test_what_is_created_gets_ids_that_the_file_does_not_have(service: Emulator) -> None:
    job = ask(service, "CreateDIJob", ProjectId=314159, Name="more", SourceDataSourceType="MySQL")

    assert job.payload["Id"] == 12002


def test_a_shell_and_a_server_have_the_world_without_other_options(file: Path) -> None:
    found = ran_here("call", "list_projects", "--emulator", "--world", str(file), "--json")

    assert "271828" in found.stdout
    assert "10000" not in found.stdout


def test_a_world_that_was_read_and_written_is_the_same_world(file: Path, tmp_path: Path) -> None:
    entry = read_world_file(file)
    again = tmp_path / "again.toml"
    again.write_text(world_text(entry), "utf-8")

    assert read_world_file(again) == entry


@pytest.mark.parametrize(
    "text",
    [
        "it's",
        "ends with '",
        "three ''' quotes",
        "line\nline",
        "\n first",
        "a\rb",
        "\x01\x7f",
        "x" * 200 + "'",
        "汉字 🙂" * 40,
    ],
)
def test_every_text_is_read_as_it_was_written(text: str, file: Path, tmp_path: Path) -> None:
    entry = read_world_file(file)
    task = (
        entry.workspace["271828"].task[0].model_copy(update={"script": json.dumps({"text": text}, ensure_ascii=False)})
    )
    named = entry.workspace["271828"].model_copy(update={"task": [task], "name": text})
    changed = entry.model_copy(update={"workspace": {"271828": named}})
    path = tmp_path / "again.toml"
    path.write_text(world_text(changed), "utf-8", newline="")

    assert read_world_file(path) == changed


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=8).filter(lambda name: len(name.splitlines()) == 1 and name.strip() == name)
        ),
        min_size=1,
        max_size=4,
        unique=True,
    )
)
def test_every_column_name_is_read_as_it_was_written(names: list[tuple[str]]) -> None:
    columns = tuple(Column(name, "decimal(10,2) unsigned", "net # of tax") for (name,) in names)
    table = Table(columns, tuple(column.name for column in columns[:2]), (columns[-1].name,))

    assert read_table(table_text(table)) == table


def test_the_example_in_the_documents_is_a_world() -> None:
    world = world_of_file(Path(__file__).parents[2] / "examples" / "world.toml")

    assert [*world.workspaces["20001"].data_sources["mysql_orders"].databases["shop"]] == ["orders", "refunds"]


def test_data_sources_without_ids_get_one_that_no_other_has(tmp_path: Path) -> None:
    path = tmp_path / "world.toml"
    named = (f"[workspace.{number % 3 + 1}.data_source.s{number}]\ntype = 'mysql'\n" for number in range(3_000))
    workspaces = "".join(f"[workspace.{number}]\nname = 'w{number}'\n" for number in (1, 2, 3))
    given = "[workspace.1.data_source.given]\ntype = 'mysql'\nids = { production = 20001 }\n"
    path.write_text(workspaces + "".join(named) + given, "utf-8")

    found = world_of_file(path).workspaces
    ids = [number for each in found.values() for number, _, _ in each.data_source_ids()]

    assert len(ids) == len({*ids}) == 6_002
    assert min(ids) > 0
    assert found["1"].data_sources["given"].ids[1] == 20_001


def test_folders_without_ids_get_none_that_another_has(tmp_path: Path) -> None:
    path = tmp_path / "world.toml"
    folders = '{ path = "Business Flow/a" }, { path = "Business Flow/b", id = "f1" }, { path = "Business Flow/c" }'
    numbered = '{ path = "Business Flow/d/x" }, { path = "Business Flow/d", id = "g", business_id = 1 }'
    path.write_text(f'[workspace.1]\nname = "a"\nfolder = [{folders}, {numbered}]\n', "utf-8")

    found = [*world_of_file(path).workspaces["1"].folders.values()]

    assert [folder.id for folder in found] == ["f2", "f1", "f3", "f4", "g"]
    assert [folder.business_id for folder in found] == [2, 3, 4, 1, 1]


def large(path: Path) -> Path:
    tables = "".join(f"table_{number} = '''\n{TABLE}\n'''\n" for number in range(TABLES))
    sources = (
        f'[workspace.1.data_source.s{number}]\ntype = "mysql"\n'
        f"[workspace.1.data_source.s{number}.database.shop]\n{tables}"
        for number in range(SOURCES)
    )
    path.write_text('[workspace.1]\nname = "large"\n' + "".join(sources), "utf-8")
    return path


@pytest.mark.alone
def test_a_large_world_is_loaded_in_a_few_times_what_reading_toml_takes(
    tmp_path: Path, processor_clock: Callable[[], float]
) -> None:
    path = large(tmp_path / "large.toml")

    def seconds(work: Callable[[], object]) -> float:
        started = processor_clock()
        work()
        return processor_clock() - started

    ratio = times_as_long(
        lambda: seconds(lambda: world_of_file(path)),
        lambda: seconds(lambda: tomllib.loads(path.read_text("utf-8"))),
        10,
    )

    assert ratio < 10


def test_a_large_world_needs_at_most_200_mb(tmp_path: Path) -> None:
    path = large(tmp_path / "large.toml")

    tracemalloc.start()
    world_of_file(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 200e6


@pytest.mark.parametrize(
    ("written", "kind"),
    [("MySQL", "mysql"), ("MaxCompute", "odps"), ("HOLOGRES", "holo"), ("odps", "odps"), ("HBase 2.x", "HBase 2.x")],
)
def test_a_type_may_be_written_as_the_product(written: str, kind: str) -> None:
    entry = read_world(f'[workspace.1]\nname = "w"\n[workspace.1.data_source.d]\ntype = "{written}"')

    assert entry.workspace["1"].data_source["d"].type == kind


def test_a_node_in_production_has_a_task_there_also_without_its_id() -> None:
    nodes = "".join(
        f'[[workspace.1.node]]\nid = {number}\nname = "n{number}"\nspec = "{{}}"\ndeployed = {deployed}\n'
        for number, deployed in ((5, "true"), (6, "true"), (7, "false"))
    )
    workspace = world_of(read_world(f'[workspace.1]\nname = "w"\nstudio = "new"\n{nodes}')).workspaces["1"]
    tasks = [node.task_id for node in workspace.nodes.values()]

    assert None not in tasks[:2]
    assert tasks[0] != tasks[1]
    assert tasks[2] is None
