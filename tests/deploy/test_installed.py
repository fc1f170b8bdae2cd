"""The wheel, installed: one package of ours, whose parts are found whatever else has their names."""

import os
import site
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from server.settings import NAME, VERSION
from tests.deploy.wheelhouse import build
from tests.server.processes import COMMAND, greeted
from tests.structure.tree import LAUNCHER, PARTS, ROOT

pytestmark = pytest.mark.repeats

MODULE = ("-m", LAUNCHER)


class Installed(NamedTuple):
    """An environment with our wheel, and what installing it added."""

    bin: Path
    added: set[str]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    wheel = build("wheel", ROOT, folder / "wheel")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    (packages,) = folder.glob("venv/lib/*/site-packages")
    before = {path.name for path in packages.iterdir()}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(folder / "venv/bin/python")]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True)
    added = {path.name for path in packages.iterdir()} - before
    # The dependencies are those of this environment, whose own path files are not read there: our sources stay away.
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()), "utf-8")
    return Installed(folder / "venv/bin", added)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A folder with packages of somebody else that are called as our parts are."""
    for part in (*PARTS, "examples"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "__init__.py").write_text(
            "raise ImportError('a foreign package was taken for ours')", "utf-8"
        )
    return tmp_path


def said(foreign: Path, *command: str) -> str:
    """What a command prints with the foreign packages in its folder and on its path; it ends well."""
    result = subprocess.run(command, cwd=foreign, env=on_path(foreign), capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr
    return result.stdout


def on_path(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_installing_adds_one_package_and_one_folder_about_it(installed: Installed) -> None:
    assert installed.added == {LAUNCHER, f"{LAUNCHER}-{VERSION}.dist-info"}


@pytest.mark.parametrize("program", [(NAME,), ("python", *MODULE)], ids=" ".join)
def test_the_wheel_works_among_foreign_packages_of_the_same_names(
    installed: Installed, foreign: Path, program: tuple[str, ...]
) -> None:
    command = (str(installed.bin / program[0]), *program[1:])

    assert said(foreign, *command, "--version") == f"{NAME} {VERSION}\n"
    assert "project_id=10000" in said(foreign, *command, "call", "list_projects", "--emulator")


@pytest.mark.parametrize("command", [(str(COMMAND),), (sys.executable, *MODULE)], ids=[NAME, f"python -m {LAUNCHER}"])
def test_a_checkout_works_among_foreign_packages_of_the_same_names(foreign: Path, command: tuple[str, ...]) -> None:
    assert "project_id=10000" in said(foreign, *command, "call", "list_projects", "--emulator")


def test_the_wheel_serves_among_foreign_packages_of_the_same_names(installed: Installed, foreign: Path) -> None:
    with subprocess.Popen(
        [str(installed.bin / NAME), "serve", "--emulator"],
        cwd=foreign,
        env=on_path(foreign),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        answer = greeted(server)
        server.communicate()

    assert answer["result"]["serverInfo"]["version"] == VERSION
    assert server.returncode == 0
