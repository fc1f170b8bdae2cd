"""The image: built for real where a Docker engine runs, else the same steps in a plain folder as other users."""

import json
import socket
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.deploy.docker import DockerImage, engine_runs
from tests.deploy.dockerfile import allowed, last, steps
from tests.deploy.plain import PlainImage
from tests.secrecy.planted import BEARER_TOKEN
from tests.structure.tree import PACKAGES, ROOT

STEPS = steps(ROOT / "Dockerfile")
CHECK = last(STEPS, "HEALTHCHECK").command()
PROGRAM = last(STEPS, "ENTRYPOINT").command()
SERVE = last(STEPS, "CMD").command()


@pytest.fixture
def folder() -> Generator[Path]:
    """A folder that every user can read; pytest's own belong to us alone."""
    with tempfile.TemporaryDirectory(prefix="dataworks-di-mcp-image-") as name:
        Path(name).chmod(0o755)
        tokens = Path(name, "tokens")
        tokens.write_text(f"team {BEARER_TOKEN}\n", "utf-8")
        tokens.chmod(0o644)
        yield Path(name)
        for path in Path(name).rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)  # what may not be written can't be removed either


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_the_image_works_for_a_user_who_may_write_nothing_and_is_healthy(folder: Path) -> None:
    if engine_runs():
        built_by_docker(folder)
    else:
        built_in_a_plain_folder(folder)


def built_by_docker(folder: Path) -> None:
    image = DockerImage()
    image.build()
    tasks = json.loads(image.ran("demo", "--json").stdout)
    with image.serving(folder / "tokens") as name:
        while image.health_check(name, CHECK):
            continue

    assert len(tasks) == 3


def built_in_a_plain_folder(folder: Path) -> None:
    image = PlainImage(folder)
    image.build()
    port, before = free_port(), image.files()
    here = {"8000": port, "0.0.0.0": "127.0.0.1", "/run/secrets/tokens": str(folder / "tokens")}  # noqa: S104
    demo = image.ran([*PROGRAM, "demo", "--json"])
    command = [*PROGRAM, *(here.get(word, word) for word in SERVE)]
    check = [word.replace("8000", port) for word in CHECK]
    with image.started(command) as server:
        while server.poll() is None and image.ran(check).returncode:
            continue
        server.terminate()
        _, log = server.communicate()

    emulator_line = first_line_of_emulator(image)

    assert len(json.loads(demo.stdout)) == 3
    assert server.returncode == 0, log.decode()
    assert emulator_line.startswith("The emulator answers at http://"), emulator_line
    assert emulator_line.endswith("the one given with --key\n"), emulator_line
    assert image.files() == before
    assert not (image.root / "src").exists()


def first_line_of_emulator(image: PlainImage) -> str:
    """What the emulator says in the image when others may call it."""
    others = ["--allowed-hosts", "localhost", "--key", "ci:secret"]
    with image.started([*PROGRAM, "emulate", "--port", "0", *others]) as emulator:
        assert emulator.stderr is not None
        line: bytes = emulator.stderr.readline()
    return line.decode()


def test_the_build_gets_what_it_copies_and_every_package_is_copied() -> None:
    copied = {
        word
        for step in STEPS
        if step.instruction == "COPY" and "--from" not in step.rest
        for word in step.rest.split()[:-1]
    }

    assert copied == allowed(ROOT / ".dockerignore")
    assert set(PACKAGES) < copied
    assert all((ROOT / name).exists() for name in copied)


def test_both_stages_begin_with_the_python_that_the_project_asks_for() -> None:
    bases = [step.rest.split()[0] for step in STEPS if step.instruction == "FROM"]

    assert bases == ["python:3.11-slim", "python:3.11-slim"]


def test_it_runs_as_a_user_by_number_who_is_not_root() -> None:
    user, group = last(STEPS, "USER").rest.split(":")

    assert int(user) >= 10000
    assert int(group) >= 10000
