"""The Dockerfile's steps in a plain folder: built by a user who owns nothing else, run by one who may write nothing."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.deploy import wheelhouse
from tests.deploy.dockerfile import Step, allowed, last, steps
from tests.structure.tree import ROOT

BUILDER = 10000
"""Who builds where we are root; the Dockerfile says who runs. Neither user needs to exist."""

INSIDE = re.compile(r"(?<![\w/.])/(?=(?:src|opt|run)\b)")
"""The folders of the image that the steps name."""


class PlainImage:
    """What the steps make, in a folder that is to be readable for everybody."""

    def __init__(self, folder: Path) -> None:
        self.steps = steps(ROOT / "Dockerfile")
        self.root = folder / "image"
        self._stage = folder / "build"
        self._base = folder / "base"
        self._wheels = folder / "wheels"
        self._place = self.root
        # The one thing that is not as in the image: packages come from here.
        offline = {"no index": "1", "find links": str(self._wheels)}
        pip = {f"PIP_{name.replace(' ', '_').upper()}": value for name, value in offline.items()}
        self._environment = {"PATH": f"{self._base / 'bin'}:/usr/bin:/bin", **pip}

    def build(self) -> None:
        """Do every step, then take away all rights to write."""
        self._prepare()
        for step in self.steps:
            match step.instruction:
                case "FROM":
                    self._begin_stage()
                case "ENV":
                    self._set(step)
                case "WORKDIR":
                    self._enter(step.rest)
                case "COPY":
                    self._copy(step)
                case "RUN":
                    self._run(step.rest)
                case _:
                    continue  # it is about the running image
        for path in (self.root, *self.root.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222)

    def inside(self, text: str) -> str:
        """A text of the Dockerfile, with the folders of the image where they are here."""
        return INSIDE.sub(f"{self.root}/", text)

    def files(self) -> dict[str, tuple[int, int]]:
        """Every file of the image, with its time and size."""
        return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in self.root.rglob("*")}

    def ran(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """A command in the image, as the user that the Dockerfile says, run to its end."""
        words = [self.inside(word) for word in command]
        return subprocess.run(words, **self._as(self._user), capture_output=True, text=True, check=False)

    @contextmanager
    def started(self, command: list[str]) -> Generator[subprocess.Popen[Any]]:
        """A command in the image, running."""
        words = [self.inside(word) for word in command]
        with subprocess.Popen(words, **self._as(self._user), stderr=subprocess.PIPE) as process:
            try:
                yield process
            finally:
                process.kill()

    @cached_property
    def _user(self) -> int:
        return int(last(self.steps, "USER").rest.partition(":")[0])

    def _prepare(self) -> None:
        """The base image, a Python with pip; and in place of the network, what is installed here."""
        self.root.mkdir()
        self._wheels.mkdir()
        subprocess.run([_interpreter(), "-m", "venv", self._base], check=True)
        wheelhouse.fill(self._wheels, "dataworks-di-mcp[telemetry]", "hatchling")

    def _begin_stage(self) -> None:
        """A stage begins with nothing; the one before it is what the next steps copy from."""
        if any(self.root.iterdir()):
            self.root.rename(self._stage)
            self.root.mkdir()
        self._place = self.root

    def _set(self, step: Step) -> None:
        for word in step.rest.split():
            name, _, value = word.partition("=")
            self._environment[name] = self.inside(value).replace("$PATH", self._environment["PATH"])

    def _enter(self, place: str) -> None:
        self._place = Path(self.inside(place))
        self._place.mkdir(parents=True)

    def _copy(self, step: Step) -> None:
        *sources, target = [word for word in step.rest.split() if not word.startswith("--")]
        for source in sources:
            end = self._place / self.inside(target)
            if "--from=build" in step.rest:
                shutil.copytree(self._stage / source.lstrip("/"), end, symlinks=True)
            elif source not in allowed(ROOT / ".dockerignore"):
                raise FileNotFoundError(f".dockerignore keeps {source} from the build")
            elif (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, end, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, end)

    def _run(self, command: str) -> None:
        if os.geteuid() == 0:
            for path in (self.root, *self.root.rglob("*")):
                os.lchown(path, BUILDER, BUILDER)
        words = ["/bin/sh", "-c", self.inside(command)]
        done = subprocess.run(words, **self._as(BUILDER), capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"RUN {command} ends with {done.returncode}:\n{done.stdout}{done.stderr}")

    def _as(self, user: int) -> dict[str, Any]:
        return {**_identity(user), "cwd": self._place, "env": self._environment}


def _identity(user: int) -> dict[str, Any]:
    """Another user, where we may become one."""
    return {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}


def _interpreter() -> str:
    """A Python like ours that every user can start; ours may lie in somebody's home."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    ours = Path(sys.base_prefix, "bin", version)
    for python in (str(ours), f"/usr/local/bin/{version}", f"/usr/bin/{version}"):
        with_pip = "import ensurepip, venv"
        try:
            subprocess.run([python, "-c", with_pip], **_identity(BUILDER), cwd="/", check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    raise FileNotFoundError(f"no {version} that every user can start")
