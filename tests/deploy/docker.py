"""The image itself, where a Docker engine runs."""

import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.structure.tree import ROOT

DOCKER = shutil.which("docker") or ""
TAG = "dataworks-di-mcp:test"
STRICT = ("--rm", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")


def engine_runs() -> bool:
    """Whether there is an engine to build with."""
    if not DOCKER:
        return False
    return subprocess.run([DOCKER, "version"], capture_output=True, check=False).returncode == 0


class DockerImage:
    """The image, built as its users build it."""

    def build(self) -> None:
        """Build it."""
        subprocess.run([DOCKER, "build", "--quiet", "--tag", TAG, ROOT], check=True)

    def ran(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The program, run to its end."""
        command = [DOCKER, "run", *STRICT, TAG, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    @contextmanager
    def serving(self, tokens: Path) -> Generator[str]:
        """The program as the image starts it; the container's name."""
        command = [DOCKER, "run", "--detach", *STRICT, "--volume", f"{tokens}:/run/secrets/tokens:ro", TAG]
        name = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        try:
            yield name
        finally:
            subprocess.run([DOCKER, "kill", name], capture_output=True, check=False)

    def health_check(self, name: str, command: list[str]) -> int:
        """The exit code of a health check inside."""
        inside = [DOCKER, "exec", name, *command]
        return subprocess.run(inside, capture_output=True, check=False).returncode
