"""A killed process keeps every change that it answered."""

import os
import signal
from pathlib import Path

from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.operations.v2020.files import ListFiles
from dataworks.operations.v2020.sync_tasks import CreateDISyncTask
from dataworks.retry import RetryRule
from dataworks.signing import Credentials
from dataworks.transport import connect
from emulator.seed.samples import BATCH_SCRIPT
from tests.server.processes import line_with, ran, ran_here, started

ROUNDS = 4


def creation(number: int) -> CreateDISyncTask:
    return CreateDISyncTask(
        project_id="10000",
        task_type="DI_OFFLINE",
        task_name=f"task_{number}",
        task_content=BATCH_SCRIPT,
        client_token=f"token_{number}",
    )


def connected(url: str) -> DataWorks:
    return DataWorks(url, static(Credentials("emulator", "emulator")), connect(url), retries=RetryRule(attempts=1))


async def test_every_create_that_was_answered_is_there_after_each_kill(tmp_path: Path) -> None:
    made: list[str] = []
    for number in range(ROUNDS):
        with started("emulate", "--port", "0", "--data", str(tmp_path / "world.db")) as process:
            async with connected(line_with(process.stderr, "http://").split()[4].rstrip(";")) as api:
                again = [(await api.call(creation(earlier))).file_id for earlier in range(number)]
                files = (await api.call(ListFiles(project_id="10000", page_size=100))).files
                made.append((await api.call(creation(number))).file_id)
                os.kill(process.pid, signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL

        assert again == made[:number]
        assert [file.file_id for file in files if "task_" in str(file.file_name)] == made[:number]

    assert len(set(made)) == ROUNDS


def test_a_second_process_is_told_that_the_file_is_in_use(tmp_path: Path) -> None:
    path = str(tmp_path / "world.db")
    with started("emulate", "--port", "0", "--data", path) as process:
        line_with(process.stderr, "http://")
        second = ran("emulate", "--port", "0", "--data", path)
        process.send_signal(signal.SIGTERM)
        process.wait()

    assert second.returncode == 1
    assert (
        second.stderr
        == "dataworks-di-mcp: data world.db: another process uses it; end that one, or name another file\n"
    )
    assert [file.name for file in tmp_path.iterdir()] == ["world.db"]


def test_a_call_from_the_shell_finds_what_the_one_before_made(tmp_path: Path) -> None:
    path = str(tmp_path / "world.db")
    new = '{"project_id": "10000", "folder_path": "Business Flow/shop/Data Integration/new"}'

    made = ran("call", "create_folder", new, "--emulator", "--data", path)
    again = ran_here("call", "create_folder", new, "--emulator", "--data", path)

    assert made.returncode == 0, made.stderr
    assert again.returncode == 1
    assert "Folder exists" in again.stdout
