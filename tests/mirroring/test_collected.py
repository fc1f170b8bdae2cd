"""Many data sources of one type are read from Data Map, and nothing is lost or mixed up by it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dataworks.studio_settings import StudioName, StudioSettings
from emulator.faults.fault_rules import Fault
from emulator.seed.file_world import world_of_file
from emulator.seed.world_file import read_world_file
from emulator.service import Emulator
from mirroring.collected import TablesFrom
from tests.emulator.calls import call
from tests.emulator.job_calls import ask
from tests.mirroring.running import Runs, report, sent, wanted
from tests.sessions import Time

SOURCES, TABLES = 12, 40
NOT_ALLOWED = Fault(kind="refuse", status=403, code="403030", message="no permission")
Alter = Callable[[str, Any], Any]


def source(
    name: str, *tables: str, home: str = "1", kind: str = "mysql", database: str = "shop", more: str = ""
) -> str:
    rows = "".join(f'{table} = "?"\n' for table in tables)
    place = f"workspace.{home}.data_source.{name}"
    return f'[{place}]\ntype = "{kind}"\n{more}\n[{place}.database.{database}]\n{rows}'


def several(count: int = SOURCES, **facts: str) -> str:
    return "".join(source(f"s{each}", *(f"t{each}_{row}" for row in range(TABLES)), **facts) for each in range(count))


def runs_of(path: Path, *parts: str, alter: Alter | None = None, **choices: Any) -> Runs:
    """Runs on a world with two workspaces, of which the first is mirrored."""
    world = path / "world.toml"
    world.write_text('[workspace.1]\nname = "a"\n[workspace.2]\nname = "b"\n' + "".join(parts), "utf-8")
    service = Emulator(world_of_file(world, clock=Time().clock))
    return Runs(service, path / "copy.toml", replace(wanted("1", columns=False, tasks=False), **choices), alter)


def found(runs: Runs) -> dict[str, dict[str, list[str]]]:
    """The tables of each data source in the file, by database."""
    assert runs.run() == 0
    sources = read_world_file(runs.output).workspace["1"].data_source
    return {name: {place: [*named] for place, named in each.database.items()} for name, each in sources.items()}


def there(runs: Runs) -> dict[str, dict[str, list[str]]]:
    """The tables of each data source in the service."""
    sources = runs.service.world.workspaces["1"].data_sources
    return {name: {place: [*named] for place, named in each.databases.items()} for name, each in sources.items()}


def asked(runs: Runs) -> tuple[int, int]:
    """How often Data Map and data sources were asked."""
    return runs.service.counts["ListTables"], runs.service.counts["GetDataSourceMeta"]


@pytest.mark.parametrize("studio", StudioName)
def test_what_came_from_data_map_gives_the_same_answers_when_it_is_served(studio: StudioName, tmp_path: Path) -> None:
    projects = "".join(source(f"o{each}", "t", kind="odps", database=f"dw{each}") for each in range(4))
    runs = runs_of(tmp_path, several(), projects, studios=StudioSettings(studio))
    assert found(runs) == there(runs)
    assert asked(runs) == (6, 0)

    copy = runs.copy()
    for name in there(runs):
        of_name = {"ProjectId": 1, "DatasourceName": name, "PageSize": 100}
        before, after = (call(each, "GetDataSourceMeta", **of_name) for each in (runs.service, copy))
        assert before.data == after.data
    for kind in ("mysql", "odps"):
        of_kind = {"DataSourceType": kind, "PageSize": 100}
        before, after = (call(each, "ListTables", **of_kind) for each in (runs.service, copy))
        assert before.data == after.data
    crawlers = [ask(each, "ListCrawlers", ProjectId=1).payload["PagingInfo"] for each in (runs.service, copy)]
    assert crawlers[0] == crawlers[1]


def test_it_is_said_which_tables_came_from_data_map(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, several(3), source("other", "t", kind="holo"))
    found(runs)

    text = runs.output.read_text("utf-8")
    assert (
        "which may be older than the database (--tables-from source asks the data sources): s0 (1), s1 (1), s2 (1)\n"
        in text
    )


def test_tables_of_other_workspaces_are_not_mixed_in(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, several(), source("s1", "foreign", "t1_0", home="2"), source("s99", "foreign", home="2"))

    assert found(runs) == there(runs)
    assert asked(runs)[1] == 0
    assert "foreign" not in runs.output.read_text("utf-8")


def test_what_data_map_does_not_have_is_asked_for(tmp_path: Path) -> None:
    missing = [source(f"m{each}", "t", more="crawled = false") for each in range(SOURCES)]
    runs = runs_of(tmp_path, several(), *missing)

    assert found(runs) == there(runs)
    assert asked(runs) == (5, SOURCES)


def test_a_data_source_with_crawlers_but_without_tables_in_data_map_is_asked(tmp_path: Path) -> None:
    def without_half(action: str, payload: Any) -> Any:
        if action == "ListTables":
            data, rows = payload["Data"], payload["Data"]["TableEntityList"]
            data["TableEntityList"] = [row for row in rows if int(row["EntityContent"]["InstanceId"][-1]) % 2]
            data["Total"] = 2 * TABLES
        return payload

    runs = runs_of(tmp_path, several(4).replace("t0_", "x"), alter=without_half)

    assert found(runs) == there(runs)
    assert asked(runs)[1] == 2


def test_two_data_sources_of_one_database_both_have_its_tables(tmp_path: Path) -> None:
    def of_one_instance(action: str, payload: Any) -> Any:
        if action == "ListCrawlers":
            for row in payload["PagingInfo"]["Crawlers"][:2]:
                row["MetaEntityId"] = "mysql:rm-1-s0"
        return payload

    same = [source(name, "a", "b") for name in ("s0", "twin")]
    runs = runs_of(tmp_path, *same, source("s2", "c"), source("s3", "d"), alter=of_one_instance)

    assert found(runs) == there(runs)
    assert asked(runs) == (1, 0)


def test_a_database_that_no_data_source_names_makes_its_instance_doubtful(tmp_path: Path) -> None:
    second = '[workspace.1.data_source.s0.database.crm]\nclients = "?"\n'
    runs = runs_of(tmp_path, several(3), second)

    assert found(runs) == there(runs)
    assert asked(runs) == (2, 1)


def alters(change: Callable[[dict[str, Any]], object]) -> Alter:
    def alter(action: str, payload: Any) -> Any:
        if action == "ListTables":
            change(payload["Data"])
        return payload

    return alter


def test_a_service_that_sends_the_first_page_again_and_again_is_not_asked_further(tmp_path: Path) -> None:
    sent_before = list[dict[str, Any]]()

    def the_first_again(action: str, payload: Any) -> Any:
        sent_before.extend([payload] if action == "ListTables" and not sent_before else [])
        return sent_before[0] if action == "ListTables" else payload

    runs = runs_of(tmp_path, several(), alter=the_first_again)

    assert found(runs) == there(runs)
    assert asked(runs) == (2, SOURCES)


def twice_by_schema(data: dict[str, Any]) -> None:
    """Let a table of each database be in two schemas."""
    first, second = data["TableEntityList"][:2]
    second["EntityContent"] = {**first["EntityContent"]}


UNUSABLE = {
    "no total": alters(lambda data: data.pop("Total")),
    "an empty total": alters(lambda data: data.update(Total=None)),
    "nothing": alters(lambda data: data.update(Total=0, TableEntityList=[])),
    "more tables than it lists": alters(lambda data: data.update(Total=999)),
    "the same page again": alters(lambda data: data.update(NextToken=None, Total=999)),
    "no names": alters(lambda data: [row["EntityContent"].pop("TableName") for row in data["TableEntityList"]]),
    "no contents": alters(lambda data: [row.pop("EntityContent") for row in data["TableEntityList"]]),
    "no databases": alters(lambda data: [row["EntityContent"].pop("DatabaseName") for row in data["TableEntityList"]]),
    "other instances": alters(
        lambda data: [row["EntityContent"].update(InstanceId="rm-x") for row in data["TableEntityList"]]
    ),
}


@pytest.mark.parametrize("alter", UNUSABLE.values(), ids=[*UNUSABLE])
def test_an_answer_of_data_map_that_says_too_little_is_not_used(alter: Alter, tmp_path: Path) -> None:
    runs = runs_of(tmp_path, several(), alter=alter)

    assert found(runs) == there(runs)
    assert runs.service.counts["GetDataSourceMeta"] == SOURCES


def test_tables_of_one_name_in_two_schemas_make_a_database_doubtful(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, several(3), alter=alters(twice_by_schema))

    assert found(runs) == there(runs)
    assert runs.service.counts["GetDataSourceMeta"] >= 1


@pytest.mark.parametrize("after", [0, 1, 4])
def test_where_data_map_is_refused_the_data_sources_are_asked(after: int, tmp_path: Path) -> None:
    runs = runs_of(tmp_path, several())
    runs.service.fail("ListTables", NOT_ALLOWED, times=None, after=after)

    assert found(runs) == there(runs)
    assert asked(runs)[1] == SOURCES


def test_data_map_is_read_only_where_it_takes_fewer_calls(tmp_path: Path) -> None:
    foreign = source("big", *(f"t{row}" for row in range(300)), home="2")
    runs = runs_of(tmp_path, several(3), foreign)

    assert found(runs) == there(runs)
    assert asked(runs) == (1, 3)


@pytest.mark.parametrize(
    ("choice", "calls"), [(TablesFrom.SOURCE, (0, 3)), (TablesFrom.DATA_MAP, (5, 0)), (TablesFrom.CHEAPER, (1, 3))]
)
def test_where_tables_are_read_can_be_chosen(choice: TablesFrom, calls: tuple[int, int], tmp_path: Path) -> None:
    foreign = source("big", *(f"t{row}" for row in range(300)), home="2")
    runs = runs_of(tmp_path, several(3), foreign, tables_from=choice)

    assert found(runs) == there(runs)
    assert asked(runs) == calls


def test_another_choice_makes_another_mirror(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, several(3))
    found(runs)
    runs.wanted = replace(runs.wanted, tables_from=TablesFrom.SOURCE)

    with pytest.raises(ValueError, match="is not a mirror of workspaces 1; with tables \\(source\\)"):
        runs.run()


@pytest.mark.repeats
def test_interrupted_after_any_call_it_gives_the_same_file_with_as_many_calls(tmp_path: Path) -> None:
    whole = runs_of(tmp_path, several())
    found(whole)
    text, calls = whole.output.read_text("utf-8"), sent(whole.service)
    for number in range(calls):
        folder = tmp_path / str(number)
        folder.mkdir()
        runs = runs_of(folder, several())
        assert runs.run(most=number) == 1
        assert runs.run() == 0
        assert (sent(runs.service), runs.output.read_text("utf-8")) == (calls, text)


def test_data_sources_of_several_workspaces_count_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = runs_of(tmp_path, several(2), source("s8", "a", home="2"), source("s9", "b", home="2"))
    runs.wanted = replace(runs.wanted, projects=("1", "2"))
    capsys.readouterr()
    runs.run()

    assert asked(runs) == (1, 0)
    assert [row["part"] for row in report(capsys.readouterr().out)["planned"]] == ["1 tables", "2 tables"]


def test_a_crawler_of_development_says_nothing_about_production(tmp_path: Path) -> None:
    def in_development(action: str, payload: Any) -> Any:
        if action == "ListCrawlers":
            for row in payload["PagingInfo"]["Crawlers"]:
                row["DataSourceId"] -= 1
        return payload

    runs = runs_of(tmp_path, several(4), alter=in_development)

    assert found(runs) == there(runs)
    assert asked(runs) == (0, 4)
