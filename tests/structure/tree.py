"""The project's own files, as the rules over the whole tree see them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = "dataworks_di_mcp"
PARTS = ("comparison", "dataworks", "emulator", "mirroring", "prompts", "server", "tools")
"""The packages that are below the launcher's once they are installed."""

PACKAGES = (LAUNCHER, *PARTS)
NOT_OURS = {".git", "node_modules", "dist", "build", "__pycache__"}
TEXTS = {".cfg", ".json", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml", ""}


def files(*folders: str) -> Iterator[Path]:
    """Every file of these folders, or of the whole project, that is not a tool's own."""
    for start in [ROOT / folder for folder in folders] or [ROOT]:
        for path in sorted(start.iterdir()) if start.is_dir() else []:
            if path.name in NOT_OURS or (path.is_dir() and path.name.startswith(".") and path.name != ".ci"):
                continue
            if path.is_dir():
                yield from files(str(path.relative_to(ROOT)))
            elif not path.name.startswith(".coverage"):
                yield path


def texts() -> dict[str, str]:
    """The text of every text file of the project, by its path from the root."""
    return {name(path): path.read_text("utf-8", errors="replace") for path in files() if path.suffix in TEXTS}


def sources(*folders: str) -> dict[str, Path]:
    """The Python files of these folders by module name: ``dataworks/errors.py`` is ``dataworks.errors``."""
    paths = (path for path in files(*folders) if path.suffix == ".py")
    return {name(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in paths}


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), filename=name(path))


def name(path: Path) -> str:
    """A path as a person says it, from the root of the project."""
    return path.relative_to(ROOT).as_posix()
