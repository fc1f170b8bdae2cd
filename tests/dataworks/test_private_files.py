"""Files that this program creates belong to its user alone, whatever the umask allows; others are warned about."""

import os
import stat
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from dataworks.private_files import append_private, warn_if_exposed
from emulator.seed.initial_world import initial_world
from emulator.world.store import Store
from server.hosting import hosting
from server.settings import Settings
from tools.rules.audit import Audit
from tools.rules.caller import LOCAL
from tools.rules.mode import Mode
from tools.rules.policy import Policy

WRITER = """
import sys
from pathlib import Path
from dataworks.private_files import append_private
for number in range(50):
    append_private(Path(sys.argv[1]), sys.argv[2].encode() * 20_000 + b"\\n")
"""


@pytest.fixture(params=[0o000, 0o022])
def umask(request: pytest.FixtureRequest) -> Generator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.usefixtures("umask")
def test_the_audit_is_readable_by_its_user_alone(tmp_path: Path) -> None:
    Audit(tmp_path / "checked").check()
    Audit(tmp_path / "recorded").record(LOCAL, "create_folder", Policy(), "done", [])
    Audit(tmp_path / "refused").refused(LOCAL, "create_folder", "reason")

    assert {path.name: mode(path) for path in tmp_path.iterdir()} == {
        "checked": "0o600",
        "recorded": "0o600",
        "refused": "0o600",
    }


@pytest.mark.usefixtures("umask")
def test_so_is_every_file_of_the_emulators_data(tmp_path: Path) -> None:
    store = Store(tmp_path / "world.db", initial_world())
    files = {path.name: mode(path) for path in tmp_path.iterdir()}
    store.close()

    assert files.keys() >= {"world.db", "world.db-wal"}
    assert set(files.values()) == {"0o600"}


def test_an_existing_file_keeps_its_mode_and_is_warned_about(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    paths = [tmp_path / name for name in ("audit.jsonl", "key", "policy.toml")]
    for path in paths:
        path.write_text("" if path.name == "policy.toml" else "k" * 40, "utf-8")
        path.chmod(0o606)

    hosting(Settings(), Mode.CONFIRM, paths[2], paths[0], paths[1])
    append_private(paths[0], b"line\n")

    assert {mode(path) for path in paths} == {"0o606"}
    assert caplog.messages == [
        f"{path} can be {rights} by every user of this machine; run chmod o-rw"
        for path, rights in zip(paths, ("read and changed", "read and changed", "changed"), strict=True)
    ]


def test_a_file_of_its_user_and_group_is_not_warned_about(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "key").touch(0o640)
    warn_if_exposed(tmp_path / "key")
    warn_if_exposed(Path(os.devnull))

    assert caplog.messages == []


def test_lines_of_several_processes_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "shared"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), letter]) for letter in "ab"]

    assert [writer.wait() for writer in writers] == [0, 0]
    lines = path.read_text("utf-8").splitlines()
    assert sorted(lines) == ["a" * 20_000] * 50 + ["b" * 20_000] * 50
    assert mode(path) == "0o600"


def test_a_pipe_that_nobody_reads_keeps_no_call_waiting(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    os.mkfifo(tmp_path / "audit")
    Audit(tmp_path / "audit").refused(LOCAL, "create_folder", "reason")

    assert "an audit line of create_folder could not be written" in caplog.text


def test_a_pipe_that_is_read_gets_the_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "audit")
    reader = os.open(tmp_path / "audit", os.O_RDONLY | os.O_NONBLOCK)
    Audit(tmp_path / "audit").refused(LOCAL, "create_folder", "reason")
    line = os.read(reader, 10_000)
    os.close(reader)

    assert b'"reason": "reason"' in line
