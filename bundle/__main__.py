"""Writes ``dist/dataworks-di-mcp-VERSION.mcpb``; nothing is loaded from the network.

The bundle has our wheel and the exact versions of what it needs, which uv, a part of these applications, installs.
``manifest.json`` beside this file is what is not known from elsewhere.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.toolsets import BY_DEFAULT, listed_tools

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = Path(__file__).with_name("manifest.json")

AS_THEY_ARE = ("LICENSE", "constraints.txt")
"""Files of the project that a bundle has."""

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time of each file, so that the same sources make the same bundle."""


def bundled(folder: Path) -> Path:
    """Write the bundle into a folder and return its path."""
    project: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    contents = {each: (ROOT / each).read_bytes() for each in AS_THEY_ARE}
    wheel, contents_of_wheel = _wheel()
    written = json.dumps(manifest(project, wheel), indent=2, ensure_ascii=False)
    contents |= {wheel: contents_of_wheel, "manifest.json": written.encode()}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{project['name']}-{project['version']}.mcpb"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            archive.writestr(zipfile.ZipInfo(name, BEGINNING), content, zipfile.ZIP_DEFLATED)
    return path


def manifest(project: Mapping[str, Any], wheel: str) -> dict[str, Any]:
    """Return the manifest of a bundle with a wheel of this name; ``project``: that table of ``pyproject.toml``."""
    names = {"{wheel}": wheel, "{python}": project["requires-python"], "{name}": project["name"]}
    text = TEMPLATE.read_text("utf-8")
    for placeholder, value in names.items():
        text = text.replace(placeholder, value)
    found: dict[str, Any] = json.loads(text)
    found["compatibility"]["runtimes"] = {"python": project["requires-python"]}
    found["tools"] = [
        {"name": tool.name, "description": tool.title} for tool in listed_tools().values() if tool.toolset in BY_DEFAULT
    ]
    return {**{key: project[key] for key in ("name", "version", "description", "license", "keywords")}, **found}


def _wheel() -> tuple[str, bytes]:
    """Build our wheel and return its name and content."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        (built,) = Path(folder).iterdir()
        return built.name, built.read_bytes()


if __name__ == "__main__":
    print(bundled(ROOT / "dist").relative_to(ROOT))  # noqa: T201
