"""What the service refuses, or answers otherwise than expected: the mirror is written all the same, and says it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.signing import Credentials
from emulator.faults.fault_rules import Fault
from emulator.seed.file_world import world_of_file
from emulator.seed.world_file import read_world_file
from emulator.service import Emulator
from server.mirror import Order, run_mirror
from tests.mirroring.running import EVERYTHING, Altering, Runs, sent, wanted
from tests.sessions import Time, emulated

NOT_ALLOWED = Fault(kind="refuse", status=403, code="403030", message="no permission")


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(emulated(Time()), tmp_path / "copy.toml")


SAID = {
    "ListDataSources": "The data sources of these workspaces could not be read: 10000, 10001, 10002",
    "ListBusiness": "The business flows of these workspaces could not be read: 10000, 10001",
    "ListFolders": "The folders of these business flows could not be read: XXX (10000), shop (10000)",
    "GetDIJob": "These jobs are left out, since the service refuses to read them: refunds_to_holo (job-11500)",
    "GetNode": "These nodes are without their script",
    "ListDIJobs": "The jobs of these workspaces could not be listed: 10000, 10001, 10002",
    "GetDISyncInstanceInfo": "These tasks are left out",
    "GetFile": "These tasks are left out, since the service refuses to read them: u_pk_to_odps (1000000)",
    "GetMetaTableColumn": "The columns of these tables could not be read: odps_shop: shop_dw.orders",
    "ListColumns": "The columns of these tables could not be read: mysql_shop: shop.customers",
}
"""What is said about an operation that the service refuses."""


@pytest.mark.parametrize("operation", SAID)
def test_what_is_refused_is_left_out_and_said_in_the_file(operation: str, runs: Runs) -> None:
    runs.service.fail(operation, NOT_ALLOWED, times=None)

    assert runs.run() == 0

    assert f"# Not as in the service: {SAID[operation]}" in runs.output.read_text("utf-8")
    assert set(runs.copy().world.workspaces) == set(EVERYTHING)


def test_refused_groups_can_be_used_by_every_workspace(runs: Runs) -> None:
    runs.service.fail("ListResourceGroups", NOT_ALLOWED, times=None)
    runs.run()

    text = runs.output.read_text("utf-8")
    assert "No resource group could be read" in text
    assert "Which workspaces the resource groups are bound to could not be read" in text


def test_a_refusal_is_not_asked_for_again(runs: Runs) -> None:
    runs.service.fail("GetDataSourceMeta", NOT_ALLOWED, times=None)
    runs.run(most=60)
    before = runs.service.counts["GetDataSourceMeta"]
    runs.run()

    assert before > 0
    assert runs.service.counts["GetDataSourceMeta"] <= 12 + 2


def test_a_list_of_which_a_later_page_is_refused_is_said_to_be_cut(tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    tables = "".join(f't{number} = "?"\n' for number in range(250))
    source = '[workspace.1.data_source.s]\ntype = "mysql"\n[workspace.1.data_source.s.database.d]\n'
    world.write_text(f'[workspace.1]\nname = "a"\n{source}{tables}', "utf-8")
    runs = Runs(Emulator(world_of_file(world, clock=Time().clock)), tmp_path / "copy.toml", wanted("1"))
    runs.service.fail("GetDataSourceMeta", NOT_ALLOWED, after=1)
    runs.run()

    assert "only the first pages could be read: GetDataSourceMeta of s" in runs.output.read_text("utf-8")


def test_on_the_new_studio_data_map_is_asked_where_the_older_operation_is_refused(tmp_path: Path) -> None:
    runs = Runs(emulated(Time()), tmp_path / "copy.toml", wanted("10002", tasks=False))
    runs.service.fail("GetDataSourceMeta", NOT_ALLOWED, times=None)
    runs.run()

    source = read_world_file(runs.output).workspace["10002"].data_source["mysql_shop"]
    assert [*source.database["shop"]] == ["customers", "orders", "order_items", "refunds", "products"]
    assert runs.service.counts["GetDataSourceMeta"] == 2


def test_a_workspace_that_only_the_newer_version_reads_is_mirrored(tmp_path: Path) -> None:
    runs = Runs(emulated(Time()), tmp_path / "copy.toml", wanted("10002"))
    runs.service.fail("GetProject", NOT_ALLOWED, times=1)

    assert runs.run() == 0
    assert read_world_file(runs.output).workspace["10002"].name == "workspace_10002"


def texts_for_numbers(_: str, value: Any) -> Any:
    match value:
        case dict():
            return {name: texts_for_numbers(name, each) for name, each in value.items()}
        case list():
            return [texts_for_numbers("", each) for each in value]
        case int() if not isinstance(value, bool):
            return str(value)
        case _:
            return value


def with_unknown_fields(_: str, value: Any) -> Any:
    match value:
        case dict():
            return {"Novel": {"x": [1]}, **{name: with_unknown_fields("", each) for name, each in value.items()}}
        case list():
            return [with_unknown_fields("", each) for each in value]
        case _:
            return value


def each_row_twice(_: str, value: Any) -> Any:
    match value:
        case dict():
            return {name: each_row_twice("", each) for name, each in value.items()}
        case list():
            return [each_row_twice("", each) for each in value for _ in range(2)]
        case _:
            return value


IDS = ("FileId", "NodeId", "BusinessId", "FileFolderId", "TaskId")


def ids_that_are_none(_: str, value: Any) -> Any:
    match value:
        case dict():
            return {name: "x-1" if name in IDS else ids_that_are_none("", each) for name, each in value.items()}
        case list():
            return [ids_that_are_none("", each) for each in value]
        case _:
            return value


def odd_names(_: str, value: Any) -> Any:
    match value:
        case dict():
            return {
                name: f"{each}\n'''\"é" if name in ("table", "Comment", "FileName", "Name") else odd_names("", each)
                for name, each in value.items()
            }
        case list():
            return [odd_names("", each) for each in value]
        case str() if value.startswith('{"dbTables"'):
            return json.dumps(odd_names("", json.loads(value)))
        case _:
            return value


@pytest.mark.parametrize(
    "alter", [texts_for_numbers, with_unknown_fields, each_row_twice, ids_that_are_none, odd_names]
)
def test_odd_answers_make_a_file_that_can_be_served(alter: Callable[[str, Any], Any], tmp_path: Path) -> None:
    service, time, output = emulated(Time()), Time(), tmp_path / "copy.toml"

    def client() -> DataWorks:
        source = static(Credentials("emulator", "emulator"))
        return DataWorks("https://here.example", source, Altering(service, alter), time.timing())

    code = anyio.run(run_mirror, client, Order(wanted(*EVERYTHING), "here", 1000, output))

    assert code == 0
    assert set(world_of_file(output).workspaces) == set(EVERYTHING)
    assert sent(service) < 400


def project_by_environment(_: str, payload: Any) -> Any:
    """Let MaxCompute data sources have one project for development, and others for production."""
    for row in payload.get("Data", {}).get("DataSources", ()) if isinstance(payload.get("Data"), dict) else ():
        if row["DataSourceType"] == "odps":
            row["Content"] = json.dumps({"project": "dev" if row["EnvType"] == 0 else row["Name"]})
    return payload


def test_data_sources_that_share_a_project_in_development_alone_are_read_by_themselves(tmp_path: Path) -> None:
    world, output, time = tmp_path / "world.toml", tmp_path / "copy.toml", Time()
    source = '[workspace.1.data_source.{0}]\ntype = "odps"\n[workspace.1.data_source.{0}.database.{0}]\n{0} = "?"\n'
    world.write_text('[workspace.1]\nname = "a"\n' + source.format("one") + source.format("two"), "utf-8")
    service = Emulator(world_of_file(world, clock=time.clock))

    def client() -> DataWorks:
        keys = static(Credentials("emulator", "emulator"))
        return DataWorks("https://here.example", keys, Altering(service, project_by_environment), time.timing())

    assert anyio.run(run_mirror, client, Order(wanted("1"), "here", 1000, output)) == 0

    found = read_world_file(output).workspace["1"].data_source
    assert [[*each.database] for each in found.values()] == [["one"], ["two"]]
