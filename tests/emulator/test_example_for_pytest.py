"""The example for tests of other programs runs as it is."""

import os
import subprocess
import sys
from pathlib import Path

from tests.structure.tree import ROOT


def test_the_fixture_gives_each_test_the_emulator_as_it_was_at_the_start(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath])}
    folder = str(ROOT / "examples" / "pytest")
    alone = ["-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", folder]
    command = [sys.executable, "-m", "pytest", *alone, folder]

    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout
