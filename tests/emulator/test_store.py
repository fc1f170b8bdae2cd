"""A world in a file: what was answered is there again, and goes on."""

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
from typing import Any

import pytest

from emulator.faults.fault_rules import FaultRule, Faults
from emulator.seed.initial_world import initial_world
from emulator.service import Emulator
from emulator.world import lifecycle
from emulator.world import state as world
from emulator.world.course import Course
from emulator.world.jobs import AlarmRule, DIJob, Event, Plan, PlannedTable, Run
from emulator.world.lifecycle import AfterReads, AfterSeconds, AtOnce, Failing, Speed, Stuck
from emulator.world.nodes import Node, Pipeline, Stage
from emulator.world.observable_dict import ObservableDict
from emulator.world.store import FORMAT, WORKSPACE_FIELDS, WORLD_FIELDS, Store
from tests.emulator import node_calls as nodes
from tests.emulator.calls import Clock, call, create, generate, generation, query, script
from tests.emulator.job_calls import RULE, ask
from tests.emulator.job_calls import started as started_job

CONTENTS = "it has contents that this version can't read"
TASK = {"ProjectId": "10000", "TaskType": "DI_REALTIME"}
ORDERS = generation("mysql_shop", "shop.orders")


@contextmanager
def stored(path: Path, clock: Clock | None = None, speed: Speed | None = None) -> Generator[Emulator]:
    """An emulator whose world is stored in a file while the block runs."""
    restored = initial_world(clock=clock or Clock(), speed=speed or AtOnce())
    store = Store(path, restored)
    try:
        yield Emulator(restored, save=store.save)
    finally:
        store.close()


def collections(service: Emulator) -> dict[str, dict[Any, Any]]:
    """Every observable dictionary of a world, in order."""
    holders: list[Any] = [service.world, *service.world.workspaces.values()]
    return {
        f"{number}/{each.name}": dict(getattr(holder, each.name))
        for number, holder in enumerate(holders)
        for each in fields(holder)
        if isinstance(getattr(holder, each.name), ObservableDict)
    }


ROOT = "workspace_10000_root"


def change_everything(service: Emulator) -> None:
    """Create, change, run and delete objects of every kind."""
    text = script(service, ORDERS)
    first, second = (
        {**TASK, "FileId": str(create(service, text, name, ClientToken=name).data["FileId"])} for name in ("one", "two")
    )
    for action in ("DeployDISyncTask", "StartDISyncInstance", "StopDISyncInstance", "StartDISyncInstance"):
        param = {"StartParam": {"errorLimit": {"record": 5}}} if action == "StartDISyncInstance" else {}
        assert call(service, action, **first, **param).data["Status"] == "success"
    call(service, "DeleteDISyncTask", **second)
    call(service, "DeleteFile", ProjectId="10000", FileId=str(create(service, text, "three").data["FileId"]))
    call(service, "UpdateDISyncTask", {"TaskContent": text}, **first, TaskParam={"Cu": "1.5"})
    call(service, "UpdateFile", ProjectId="10000", FileId="1000000", CronExpress="00 00 01 * * ?", InputList=ROOT)
    call(service, "SubmitFile", ProjectId="10000", FileId="1000000")
    call(service, "CreateFolder", ProjectId="10000", FolderPath="Business Flow/shop/Data Integration/新")
    job_id = started_job(service, Name="four")
    ask(service, "CreateDIAlarmRule", DIJobId=job_id, **RULE)
    nodes.deploy(service, nodes.create(service))
    call(service, "UpdateDIProjectConfig", **TASK, DestinationType="odps", ProjectConfig={"DROPTABLE": "IGNORE"})


def test_all_that_there_is_comes_back_in_its_order(tmp_path: Path) -> None:
    with stored(tmp_path / "world.db") as service:
        change_everything(service)
        before = collections(service)

    with stored(tmp_path / "world.db") as service:
        after = collections(service)

    assert {name: list(stored) for name, stored in after.items()} == {
        name: list(stored) for name, stored in before.items()
    }
    before["0/last"]["start"] += 1
    assert after == before
    filled = {name.partition("/")[2] for name, kept in before.items() if kept}
    assert filled == {*WORLD_FIELDS, *WORKSPACE_FIELDS}
    assert [path.name for path in tmp_path.iterdir()] == ["world.db"]


def test_ids_go_on_counting_also_after_the_last_thing_was_deleted(tmp_path: Path) -> None:
    with stored(tmp_path / "world.db") as service:
        text = script(service, ORDERS)
        made = create(service, text, "gone")
        call(service, "DeleteDISyncTask", **TASK, FileId=str(made.data["FileId"]))

    with stored(tmp_path / "world.db") as service:
        again = create(service, text, "new")
        process = generate(service, ORDERS)

    assert again.data["FileId"] == made.data["FileId"] + 1
    assert process.data["ProcessId"] == 11
    assert made.payload["RequestId"][:24] == "00000000-0000-4000-8000-"
    assert again.payload["RequestId"][:24] == "00000000-0000-4000-8001-"


def test_a_client_token_is_still_known(tmp_path: Path) -> None:
    with stored(tmp_path / "world.db") as service:
        text = script(service, ORDERS)
        first = create(service, text, "once", ClientToken="t")

    with stored(tmp_path / "world.db") as service:
        again = create(service, text, "once", ClientToken="t")
        other = create(service, text, "another", ClientToken="t")

    assert again.data["FileId"] == first.data["FileId"]
    assert other.code == "Invalid.DI.Parameter"


def test_what_is_on_its_way_goes_on_by_the_clock(tmp_path: Path) -> None:
    clock = Clock()
    with stored(tmp_path / "world.db", clock) as service:
        made = create(service, script(service, ORDERS))
        task = {**TASK, "FileId": str(made.data["FileId"])}
        call(service, "DeployDISyncTask", **task)
        service.world.speed = service.world.running_speed = AfterSeconds(30)
        process = generate(service, ORDERS).data["ProcessId"]
        call(service, "StartDISyncInstance", **task)

    clock.now += 29
    with stored(tmp_path / "world.db", clock) as service:
        early = query(service, process), call(service, "GetDISyncInstanceInfo", **task).data["Status"]
    clock.now += 31
    with stored(tmp_path / "world.db", clock) as service:
        late = query(service, process), call(service, "GetDISyncInstanceInfo", **task).data["Status"]

    assert ("TaskContent" in early[0].data, early[1]) == (False, "WAIT")
    assert ("TaskContent" in late[0].data, late[1]) == (True, "RUN")


@pytest.mark.parametrize("speed", [AtOnce(), AfterReads(2), AfterSeconds(0.5), Stuck(), Failing("no luck")], ids=repr)
def test_every_speed_comes_back(tmp_path: Path, speed: Speed) -> None:
    with stored(tmp_path / "world.db", speed=speed) as service:
        process = str(generate(service, ORDERS).data["ProcessId"])

    with stored(tmp_path / "world.db") as service:
        assert service.world.processes[process].speed == speed


def test_a_clock_that_was_set_back_finishes_nothing() -> None:
    assert lifecycle.reached(("WAIT", "RUN"), AfterSeconds(5), -3600, 0) == "WAIT"


def test_a_small_change_writes_little_however_much_there_is(tmp_path: Path) -> None:
    path = tmp_path / "world.db"
    with stored(path) as service:
        text = script(service, ORDERS)
        create(service, text.replace("{", '{"note":"' + "x" * 1_000_000 + '",', 1), "large")
        for number in range(100):
            create(service, text, f"small_{number}")
    assert path.stat().st_size > 1_000_000

    with stored(path) as service:
        call(service, "ListFiles", ProjectId="10000")
        create(service, text, "one_more")
        assert 0 < (tmp_path / "world.db-wal").stat().st_size < 60_000


@contextmanager
def full_disk(size: int) -> Generator[None]:
    """While the block runs, no file grows beyond so many bytes."""
    soft, hard = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        setrlimit(RLIMIT_FSIZE, (soft, hard))


def test_a_write_that_can_not_be_kept_is_not_answered_and_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with stored(tmp_path / "world.db") as service:
        text = script(service, ORDERS).replace("{", '{"note":"' + "x" * 1_000_000 + '",', 1)
        with full_disk(500_000):
            failed = create(service, text, "late")
            still = call(service, "ListFiles", ProjectId="10000")
        healed = call(service, "ListFiles", ProjectId="10000")

    assert (failed.status, failed.code, still.status, healed.status) == (500, "InternalError.System", 500, 200)
    assert caplog.text.count("OperationalError") == 2
    with stored(tmp_path / "world.db") as service:
        assert "late" in [task.name for task in service.world.workspaces["10000"].tasks.values()]


def test_probabilities_come_to_something_else_after_each_start(tmp_path: Path) -> None:
    applied: list[list[int]] = []
    for _ in range(3):
        with stored(tmp_path / "world.db") as service:
            service.faults = Faults(rules=[FaultRule(kind="reject", probability=0.5) for _ in range(50)])
            call(service, "DeleteDISyncTask", **TASK, FileId="1")
            applied.append(service.applied)

    assert len({*map(tuple, applied)}) == 3


def test_a_file_has_one_user_at_a_time(tmp_path: Path) -> None:
    with stored(tmp_path / "world.db") as service:
        with pytest.raises(ValueError, match=r"data world\.db: another process uses it; end that one"):
            Store(tmp_path / "world.db", initial_world())
        made = create(service, script(service, ORDERS), "goes_on").data["FileId"]

    with stored(tmp_path / "world.db") as service:
        assert ("DI_REALTIME", made) in service.world.workspaces["10000"].tasks


def changed_by(statement: str) -> Callable[[Path], None]:
    """Return a function that makes a data file and executes a statement in it."""

    def make(path: Path) -> None:
        with stored(path):
            pass
        file = sqlite3.connect(path)
        file.execute(statement)
        file.commit()
        file.close()

    return make


def foreign_database(path: Path) -> None:
    file = sqlite3.connect(path)
    file.execute("CREATE TABLE precious (a)")
    file.commit()
    file.close()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_text("precious"), "it is not a data file of the emulator"),
        (foreign_database, "it is not a data file of the emulator"),
        (
            changed_by(f"PRAGMA user_version = {FORMAT + 1}"),
            f"it has format {FORMAT + 1}, and this version reads {FORMAT}",
        ),
        (changed_by("UPDATE thing SET value = '{}' WHERE shelf = '10000/tasks'"), CONTENTS),
        (changed_by("UPDATE thing SET shelf = '9/tasks' WHERE shelf = '10000/tasks'"), CONTENTS),
        (changed_by("ALTER TABLE thing RENAME TO things"), "SQLite: no such table"),
    ],
    ids=["text", "foreign", "other format", "other shape", "other workspace", "no table"],
)
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_was(
    tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    path = tmp_path / "world.db"
    make(path)
    before = path.read_bytes()

    with pytest.raises(ValueError, match=r"^data world\.db: ") as error:
        Store(path, initial_world())

    assert says in str(error.value)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_file_is_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "world.db").touch()

    with stored(tmp_path / "world.db") as service:
        assert service.world.last["start"] == 0


@pytest.mark.parametrize(("holder", "table"), [(world.World, WORLD_FIELDS), (world.Workspace, WORKSPACE_FIELDS)])
def test_every_shelf_is_kept(holder: type[Any], table: dict[str, Any]) -> None:
    assert {each.name for each in fields(holder) if "ObservableDict" in str(each.type)} == set(table)


STORED_FIELDS = {
    world.Task: "file_id task_type name folder script created edited resource_group cu owner node_id committed "
    "deployed version detail instance start_param schedule submission first",
    world.Folder: "id path business_id",
    Course: "path speed since reads",
    world.Process: "id project_id task_type content speed started reads",
    world.Deployment: "id project_id file_id version environments course created removes comment",
    world.Deleted: "file_id task_type name folder",
    DIJob: "id name given runs alarms events",
    Run: "plan course started position loads ended",
    Plan: "tables failure rows capacity measured",
    PlannedTable: "source destination records",
    AlarmRule: "id given",
    Event: "id kind time fields",
    Node: "id name spec parents created edited owner task_id",
    Stage: "code name type course message",
    Pipeline: "id kind node created stages description auto_until",
}


@pytest.mark.parametrize("kind", STORED_FIELDS)
def test_what_is_kept_has_the_shape_of_format_4(kind: type[Any]) -> None:
    assert FORMAT == 4, "a new format is written down here"
    assert [each.name for each in fields(kind)] == STORED_FIELDS[kind].split(), (
        "raise FORMAT in emulator/world/store.py"
    )
