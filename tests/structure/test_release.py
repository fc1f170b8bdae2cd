"""What is released: one version everywhere, exact pins for every dependency, and a wheel with everything in it."""

import re
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from tests.deploy.wheelhouse import build
from tests.structure.tree import LAUNCHER, PARTS, ROOT, files, name

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def spelled(requirement: str) -> str:
    """The name in a requirement, as package indexes compare it."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")


def contents(wheel: Path) -> dict[str, bytes]:
    """Every file in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {path: archive.read(path) for path in archive.namelist()}


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


def test_the_wheel_carries_every_file_below_one_package_and_no_other(tmp_path: Path) -> None:
    packed = {path for path in contents(build("wheel", ROOT, tmp_path)) if ".dist-info/" not in path}
    launcher = {name(path) for path in files(LAUNCHER)}
    parts = {f"{LAUNCHER}/_app/{name(path)}" for path in files(*PARTS, "examples/sdk")}

    assert packed == launcher | parts


def test_a_wheel_that_is_built_from_the_archive_of_the_sources_is_the_same(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    (sources,) = tmp_path.glob("dataworks_di_mcp-*")

    assert contents(build("wheel", sources, tmp_path / "from it")) == contents(build("wheel", ROOT, tmp_path / "here"))
