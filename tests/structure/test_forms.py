"""Tests of flows meet both forms of failures of DataStudio."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

TESTS = """
from pathlib import Path

import pytest

from emulator.world.lifecycle import AtOnce
from tests.emulator.calls import Clock, call
from tests.forms import emulator_of

@pytest.mark.parametrize("file_id", ["7", "1000000"])
def test_it(file_id: str) -> None:
    status = call(emulator_of(Clock(), AtOnce()), "GetFile", {"ProjectId": "10000", "FileId": file_id}).status
    with Path("runs").open("a") as runs:
        runs.write(f"{file_id} {status}\\n")
"""


def test_only_a_test_that_meets_a_failure_runs_with_both_forms(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)

    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.forms", "-c", os.devnull, "--rootdir=.", "test_it.py"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout
    assert (tmp_path / "runs").read_text().splitlines() == ["7 400", "7 200", "1000000 200"]
