"""What is released: one version everywhere, exact pins for every dependency, and a wheel with everything in it."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from tests.structure.tree import PACKAGES, ROOT, files, name

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def spelled(requirement: str) -> str:
    """The name in a requirement, as package indexes compare it."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")


def test_the_top_entry_of_the_changelog_is_the_version_of_the_project() -> None:
    entries = re.findall(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)

    assert entries[0] == PROJECT["project"]["version"]


def test_every_dependency_has_an_exact_pin_and_an_upper_bound() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *project["optional-dependencies"]["dev"],
        *PROJECT["build-system"]["requires"],
    ]

    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    assert {spelled(requirement) for requirement in wanted} - {spelled(pin) for pin in pins} == set()
    assert [requirement for requirement in wanted if ",<" not in requirement] == []


def test_the_wheel_carries_every_file_of_the_packages_and_no_other(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {path for path in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in path}

    assert packed == {name(path) for path in files(*PACKAGES)}
