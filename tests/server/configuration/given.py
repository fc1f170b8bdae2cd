"""Files of settings, and what commands make of them."""

import json
from pathlib import Path
from typing import Any

from tests.server.processes import ran_here


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def settings(*arguments: str, **environment: str) -> dict[str, dict[str, str]]:
    """The settings that doctor shows."""
    result = ran_here("doctor", "--json", *arguments, **environment)
    found: dict[str, Any] = json.loads(result.stdout)["settings"]
    return found


def problem(*arguments: str, **environment: str) -> str:
    """What is said about a setting that is wrong; nothing is on stdout."""
    result = ran_here(*arguments, **environment)

    assert result.returncode == 1
    assert result.stdout == ""
    return result.stderr
