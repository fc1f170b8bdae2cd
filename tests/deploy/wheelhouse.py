"""Wheels of what is installed here, in the pinned versions, and our own: installing them needs no network."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from importlib.metadata import Distribution, PackagePath, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = "dataworks-di-mcp"
LEFT_OUT = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}
"""Files that installing makes."""


def fill(folder: Path, *names: str) -> None:
    """Put wheels of these, such as ``name[extra]``, and of everything they need into a folder, but none of ours."""
    for name, needed in _closure(*names).items():
        if name != OURS:
            _pack(needed, folder)


def build(target: str, sources: Path, folder: Path) -> Path:
    """Build our own ``wheel`` or ``sdist`` from a source tree into an empty folder; the file."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=sources, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


def _closure(*names: str) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    seen = set[tuple[str, str]]()
    asked = map(Requirement, names)
    waiting: list[tuple[str, str]] = [
        (canonicalize_name(each.name), extra) for each in asked for extra in ("", *each.extras)
    ]
    while waiting:
        name, extra = part = waiting.pop()
        if part not in seen:
            seen.add(part)
            found[name] = distribution(name)
            waiting += _needs(found[name], extra)
    return found


def _needs(found: Distribution, extra: str) -> Iterator[tuple[str, str]]:
    """What a package needs for one of its extras, or, with none, in any case."""
    for needed in map(Requirement, found.requires or ()):
        if needed.marker is None or needed.marker.evaluate({"extra": extra}):
            yield from ((canonicalize_name(needed.name), wanted) for wanted in ("", *needed.extras))


def _pack(found: Distribution, folder: Path) -> None:
    """Zip the installed files again, without scripts and compiled files."""
    tag = Parser().parsestr(found.read_text("WHEEL") or "")["Tag"]
    name = canonicalize_name(found.name).replace("-", "_")
    files = [file for file in found.files or () if _belongs(file)]
    (info,) = {file.parts[0] for file in files if file.parts[0].endswith(".dist-info")}
    with zipfile.ZipFile(folder / f"{name}-{found.version}-{tag}.whl", "w") as wheel:
        for file in files:
            wheel.write(str(found.locate_file(file)), file.as_posix())
        wheel.writestr(f"{info}/RECORD", "".join(f"{file.as_posix()},,\n" for file in files))


def _belongs(file: PackagePath) -> bool:
    return ".." not in file.parts and file.suffix != ".pyc" and file.name not in LEFT_OUT
