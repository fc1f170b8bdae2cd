"""Installing by make: on a terminal it shows that it goes on, elsewhere it names only what is being installed."""

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.structure.tree import ROOT

MAKE = shutil.which("make") or "make"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose Python only says how it was called."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$*"\n', "utf-8")
    python.chmod(0o755)
    (tmp_path / ".venv/.made").touch()
    return tmp_path


def made(folder: Path, stderr: int) -> str:
    command = [MAKE, "-C", str(folder), ".venv/.runtime"]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, check=True, text=True).stdout


def test_on_a_terminal_pip_shows_what_it_does(folder: Path) -> None:
    reader, terminal = pty.openpty()
    said = made(folder, terminal)
    os.close(reader)
    os.close(terminal)

    assert "-m pip --disable-pip-version-check --no-input install --editable ." in said


def test_elsewhere_one_line_says_what_is_installed_and_how_long_it_may_take(folder: Path) -> None:
    said = made(folder, subprocess.DEVNULL)

    assert "Installing the server into .venv (about a minute" in said
    assert "--quiet" in said
