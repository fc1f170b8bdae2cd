"""The command that writes a workspace into a world file: its calls, its interruptions, and what it leaves out."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from dataworks.operation import Effect
from dataworks.operations.v2024.jobs import StartDIJob
from dataworks.studio_settings import StudioName, StudioSettings
from emulator.faults.fault_rules import Fault, Faults, Limits
from emulator.handlers.connection_details import PLANTED
from emulator.seed.file_world import world_of_file
from emulator.seed.table_text import STAND_IN
from emulator.seed.world_file import read_world_file
from emulator.service import Emulator
from mirroring.journal import Journal
from mirroring.read_only import NotARead, ReadOnly
from tests.emulator.job_calls import RULE, ask, created
from tests.mirroring.running import EVERYTHING, Runs, effects, report, sent, wanted
from tests.sessions import Time, client_of, emulated

SOURCES, TABLES, EVERY = 300, 67, 100
"""A large account: some 20,000 tables."""


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(emulated(Time()), tmp_path / "copy.toml")


def test_a_mirror_sends_reads_alone(runs: Runs) -> None:
    runs.run()

    assert effects(runs.service) == {Effect.READ}


def test_an_operation_that_is_no_read_is_not_sent() -> None:
    service, time = emulated(Time()), Time()
    api = ReadOnly.of(client_of(service, time), Journal(None, "here"), 10)

    with pytest.raises(NotARead, match="StartDIJob"):
        anyio.run(api.call, StartDIJob(id="11500"))

    assert sent(service) == 0


def large(path: Path, *, tables: int = TABLES) -> Emulator:
    texts = "".join(f'table_{number} = "?"\n' for number in range(tables))
    sources = (
        f'[workspace.1.data_source.s{number}]\ntype = "mysql"\n'
        f"[workspace.1.data_source.s{number}.database.shop]\n{texts}"
        for number in range(SOURCES)
    )
    folder = '[[workspace.1.folder]]\npath = "Business Flow/shop/Data Integration"\n'
    path.write_text('[workspace.1]\nname = "large"\n' + folder + "".join(sources), "utf-8")
    time = Time()
    return Emulator(world_of_file(path, clock=time.clock))


@pytest.mark.parametrize(
    ("tables", "pages", "studio"),
    [(TABLES, 200, StudioName.CLASSIC), (150, 2 * SOURCES, StudioName.CLASSIC), (TABLES, 200, StudioName.NEW)],
)
def test_a_call_for_each_100_tables_and_20_beside_them(
    tables: int, pages: int, studio: StudioName, tmp_path: Path
) -> None:
    service = large(tmp_path / "large.toml", tables=tables)
    service.world.workspaces["1"].new_studio = studio is StudioName.NEW
    everything = replace(wanted("1", columns=False, tasks=False), studios=StudioSettings(studio))
    runs = Runs(service, tmp_path / "copy.toml", everything)

    assert runs.run() == 0

    assert sent(service) <= pages + 20
    found = read_world_file(runs.output).workspace["1"].data_source
    assert len(found) == SOURCES
    assert {len(source.database["shop"]) for source in found.values()} == {tables}


def test_what_it_costs_is_said_before_it_is_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    service = large(tmp_path / "large.toml")
    runs = Runs(service, tmp_path / "copy.toml", wanted("1", columns=False, tasks=False))

    runs.run(most=20)

    printed = capsys.readouterr()
    assert "mysql tables of Data Map: 200 calls, for 20,100 tables of the account" in printed.err
    assert "1 tables: 0 or more calls, one for each 100 tables of a data source that Data Map does not" in printed.err
    assert "at most 20 are made now (--calls)" in printed.err
    assert service.counts["ListTables"] < 20
    assert report(printed.out)["planned"][0] == {
        "part": "mysql tables of Data Map",
        "least": 200,
        "most": 200,
        "why": "for 20,100 tables of the account",
    }


def test_no_run_sends_more_than_it_may_and_the_last_one_writes_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service = large(tmp_path / "large.toml")
    runs = Runs(service, tmp_path / "copy.toml", wanted("1", columns=False, tasks=False))
    codes = list[int]()
    while not runs.output.exists():
        before = sent(service)
        codes.append(runs.run(most=EVERY))
        assert sent(service) - before <= EVERY

    assert codes == [1, 1, 0]
    assert not runs.part.exists()
    assert "There are more calls to make than --calls allows. 100 calls were made." in capsys.readouterr().err


def test_a_finished_mirror_says_so_and_sends_nothing(runs: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    runs.run()
    before, text = sent(runs.service), runs.output.read_text("utf-8")
    capsys.readouterr()

    assert runs.run() == 0

    printed = capsys.readouterr()
    assert "is complete: nothing was sent" in printed.err
    assert report(printed.out)["complete"] is True
    assert (sent(runs.service), runs.output.read_text("utf-8")) == (before, text)


def test_a_file_that_is_something_else_is_not_overwritten(runs: Runs) -> None:
    runs.output.write_text("name = 1\n", "utf-8")

    with pytest.raises(ValueError, match="remove it, or name another --output"):
        runs.run()

    assert runs.output.read_text("utf-8") == "name = 1\n"


def test_both_files_can_be_read_by_their_owner_alone(runs: Runs) -> None:
    runs.run(most=5)
    assert stat.S_IMODE(runs.part.stat().st_mode) == 0o600

    runs.run()
    assert stat.S_IMODE(runs.output.stat().st_mode) == 0o600


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str]:
    """The number of calls of a mirror of everything, and its file."""
    runs = Runs(emulated(Time()), tmp_path_factory.mktemp("whole") / "copy.toml")
    assert runs.run() == 0
    return sent(runs.service), runs.output.read_text("utf-8")


@pytest.mark.repeats
def test_interrupted_after_any_call_it_continues_without_reading_again(whole: tuple[int, str], tmp_path: Path) -> None:
    calls, text = whole
    for number in range(calls):
        runs = Runs(emulated(Time()), tmp_path / f"copy{number}.toml")
        assert runs.run(most=number) == 1
        assert not runs.output.exists()
        assert runs.run() == 0

        assert (sent(runs.service), runs.output.read_text("utf-8")) == (calls, text)


@pytest.mark.repeats
@pytest.mark.parametrize("kind", ["drop-before", "quota"])
def test_a_failure_of_any_call_ends_the_run_and_not_the_mirror(
    kind: str, whole: tuple[int, str], tmp_path: Path
) -> None:
    calls, text = whole
    for number in range(0, calls, 7):
        service = emulated(Time())
        fault = Fault(kind="throttle", code="Throttling.Resource") if kind == "quota" else Fault(kind="drop-before")
        service.fail("*", fault, times=4 if kind == "drop-before" else 1, after=number)
        runs = Runs(service, tmp_path / f"{kind}{number}.toml")
        codes = [runs.run()]
        while codes[-1]:
            codes.append(runs.run())

        assert len(codes) <= 4, number
        assert runs.output.read_text("utf-8") == text


def test_a_quota_that_is_used_up_ends_the_run(runs: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    runs.service.faults = Faults(limits=Limits(per_day=30))

    assert runs.run() == 1
    printed = capsys.readouterr()
    assert "The same command continues from there" in printed.err
    assert "Throttling.Api.Risk" in report(printed.out)["problem"]

    runs.service.faults = Faults()
    assert runs.run() == 0


def test_a_workspace_that_is_not_allowed_is_said_and_can_be_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = Runs(emulated(Time()), tmp_path / "copy.toml", wanted("77777"))

    assert runs.run() == 1
    assert "GetProject" in capsys.readouterr().err
    assert not runs.output.exists()
    assert not runs.part.exists()


def test_an_answer_of_another_service_is_not_used(runs: Runs) -> None:
    runs.run(most=5)
    lines = runs.part.read_text("utf-8").splitlines()
    runs.part.write_text("\n".join([lines[0].replace("here", "there"), *lines[1:], ""]), "utf-8")

    with pytest.raises(ValueError, match="was read from there"):
        runs.run()


def test_a_line_that_was_not_written_whole_is_read_again(runs: Runs, whole: tuple[int, str]) -> None:
    runs.run(most=9)
    content = runs.part.read_bytes()
    runs.part.write_bytes(content[:-20])

    assert runs.run() == 0
    assert (sent(runs.service), runs.output.read_text("utf-8")) == (whole[0] + 1, whole[1])


def test_a_file_of_something_else_in_place_of_the_answers_is_refused(runs: Runs) -> None:
    runs.part.write_text("hello\n", "utf-8")

    with pytest.raises(ValueError, match="is not what an earlier mirror has kept"):
        runs.run()


SECRETS = ("hunter2-S3cret!", "LTAI5tQwErTyUiOpAsDfGhJk", "13912345678", "anna.schmidt@corp.example", "Anna Schmidt")
"""What is planted in scripts, jobs, nodes and alarm rules."""


def planted(service: Emulator) -> None:
    password, key, phone, mail, name = SECRETS
    classic = service.world.workspaces["10000"]
    for task in [*classic.tasks.values()]:
        script = {**json.loads(task.script), "password": password, "accessId": key, "mail": f"to {mail}"}
        classic.add(replace(task, script=json.dumps(script), owner=name))
    new = service.world.workspaces["10002"]
    for node in [*new.nodes.values()]:
        new.nodes[node.id] = replace(node, spec={**node.spec, "owner": name}, owner=name)
    job = created(
        service, Owner=name, JobSettings={"ChannelSettings": json.dumps({"password": password, "accessKey": key})}
    )
    receivers = [
        {"ReceiverType": "AliyunUid", "ReceiverValues": ["1000000000000001", phone, mail, name]},
        {"ReceiverType": "DingToken", "ReceiverValues": [password]},
        {"ReceiverType": "WebHookUrl", "ReceiverValues": [f"https://hooks.example/{key}"]},
    ]
    settings = {**RULE["NotificationSettings"], "NotificationReceivers": receivers}
    ask(service, "CreateDIAlarmRule", DIJobId=job, **{**RULE, "NotificationSettings": settings})


def test_no_secret_and_nobodys_name_is_in_the_files(runs: Runs) -> None:
    planted(runs.service)
    runs.run(most=60)
    kept = runs.part.read_text("utf-8")
    runs.run()
    text = runs.output.read_text("utf-8")

    assert "GetDIJob" in kept or "GetDISync" in kept
    for secret in (*PLANTED, *SECRETS):
        assert secret not in text
        assert secret not in kept
    assert "1000000000000001" in text


def test_the_receivers_of_alarms_stay_as_accounts_and_stand_ins(runs: Runs) -> None:
    planted(runs.service)
    runs.run()
    rules = [rule for job in read_world_file(runs.output).workspace["10002"].job for rule in job.alarms.values()]

    receivers = json.loads(rules[0])["NotificationSettings"]["NotificationReceivers"]
    assert [each["ReceiverValues"] for each in receivers] == [
        ["1000000000000001", "10000000000", "somebody", "somebody"],
        ["hidden"],
        ["hidden"],
    ]


def test_an_unknown_kind_of_data_source_is_asked_for_its_tables(tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    world.write_text(
        '[workspace.1]\nname = "a"\n[workspace.1.data_source.new]\ntype = "quantumdb"\n'
        '[workspace.1.data_source.new.database.d]\nt = "?"\n[workspace.1.data_source.topics]\ntype = "kafka"\n',
        "utf-8",
    )
    runs = Runs(Emulator(world_of_file(world, clock=Time().clock)), tmp_path / "copy.toml", wanted("1"))
    runs.run()

    found = read_world_file(runs.output).workspace["1"].data_source
    assert found["new"].database == {"d": {"t": "?"}}
    assert found["topics"].database == {}
    assert runs.service.counts["GetDataSourceMeta"] == 1


def test_a_maxcompute_project_of_several_data_sources_is_read_once(tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    source = (
        '[workspace.1.data_source.{0}]\ntype = "odps"\n[workspace.1.data_source.{0}.database.dw]\nt = "id bigint"\n'
    )
    world.write_text('[workspace.1]\nname = "a"\n' + source.format("one") + source.format("two"), "utf-8")
    runs = Runs(Emulator(world_of_file(world, clock=Time().clock)), tmp_path / "copy.toml", wanted("1"))
    runs.run()

    found = read_world_file(runs.output).workspace["1"].data_source
    assert [each.database for each in found.values()] == [{"dw": {"t": "id bigint"}}] * 2
    counts = runs.service.counts
    assert (counts["GetDataSourceMeta"], counts["GetMetaTableColumn"]) == (1, 1)


def test_nodes_that_are_no_sync_tasks_stay_for_those_that_wait_for_them(runs: Runs) -> None:
    workspace = runs.service.world.workspaces["10002"]
    first = next(iter(workspace.nodes.values()))
    spec = {**first.spec, "script": {"path": "shop/sql", "runtime": {"command": "ODPS_SQL"}, "content": "select 1"}}
    other = replace(first, id=first.id + 1, name="sql", spec=spec, task_id=None)
    workspace.nodes[other.id] = other
    runs.run()

    before, after = ((ask(each, "ListNodes", ProjectId=10002).payload) for each in (runs.service, runs.copy()))
    rows = [each["PagingInfo"]["Nodes"] for each in (before, after)]
    assert [row["Script"] for row in rows[0]] == [row["Script"] for row in rows[1]]
    assert runs.service.counts["GetNode"] == 1


def test_what_an_account_does_not_have_is_neither_reported_nor_made_up(tmp_path: Path) -> None:
    world = """
[workspace.1]
name = "bare"
studio = "new"
[[workspace.1.node]]
id = 5
name = "汇总"
spec = '{"name": "汇总", "script": {"path": "a/汇总", "runtime": {"command": "ODPS_SQL"}}}'
deployed = true
"""
    source = tmp_path / "source.toml"
    source.write_text(world, "utf-8")
    runs = Runs(Emulator(world_of_file(source)), tmp_path / "copy.toml", wanted("1"))
    runs.run()
    given, copied = (
        ask(each, "GetNode", ProjectId=1, Id="5").payload["Node"]["Spec"] for each in (runs.service, runs.copy())
    )

    assert "Not as in the service" not in runs.output.read_text("utf-8")
    assert copied == given


def test_a_table_without_known_columns_can_be_used_and_shows_it(runs: Runs) -> None:
    runs.run()

    assert runs.copy().world.workspaces["10000"].data_sources["mysql_pub"].databases["mysql_db"]["xyx"] == STAND_IN
    assert 'xyx = "?"' in runs.output.read_text("utf-8")


def test_without_tables_none_are_read(tmp_path: Path) -> None:
    runs = Runs(emulated(Time()), tmp_path / "c.toml", wanted(*EVERYTHING, tables=False, columns=False, tasks=False))
    runs.run()

    assert runs.service.counts["GetDataSourceMeta"] == 0
    assert "database" not in runs.output.read_text("utf-8")
