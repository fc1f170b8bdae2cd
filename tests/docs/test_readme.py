"""The README's blocks of code run as they stand.

``console``  the lines that start with ``$ `` run in one shell; the other lines appear in what it prints, in this order,
             ``...`` standing for anything
``python``   runs as a program
``json``     parses; a client configuration in it starts the server that it names
``toml``     parses
``text``     is only shown
Any other block fails, unless the line above it says ``<!-- not run: the reason -->``. A block that speaks to the
emulator at ``http://127.0.0.1:18080`` gets one.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from socket import create_server
from threading import Timer
from typing import Any

import pytest

from tests.structure.tree import ROOT

ADDRESS = "127.0.0.1:18080"
FENCE = re.compile(r"^(?P<before>[^\n]*)\n```(?P<language>[^\n]*)\n(?P<text>.*?)^```$", re.M | re.S)
NOT_RUN = re.compile(r"<!-- not run: \S.+ -->")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    line: int
    language: str
    text: str
    excused: bool

    def __str__(self) -> str:
        return f"{self.language} at line {self.line}"


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page in their order."""
    return [
        Block(
            line=page.count("\n", 0, match.start("language")) + 1,
            language=match["language"].strip(),
            text=match["text"],
            excused=NOT_RUN.fullmatch(match["before"]) is not None,
        )
        for match in FENCE.finditer("\n" + page)
    ]


def run(block: Block, folder: Path) -> None:
    """Run a block in a folder, or fail with what went wrong."""
    if block.language == "console":
        commands = [line.removeprefix("$ ") for line in block.text.splitlines() if line.startswith("$ ")]
        wanted = [line for line in block.text.splitlines() if line and not line.startswith("$ ")]
        assert commands, "a console block starts its commands with '$ '"
        assert_printed(wanted, started(["sh", "-e", "-c", "\n".join(commands)], folder))
    elif block.language == "python":
        started([sys.executable, "-c", block.text], folder)
    elif block.language == "json":
        for server in servers(json.loads(block.text)):
            started([server["command"], *server["args"]], folder)
    elif block.language == "toml":
        tomllib.loads(block.text)
    else:
        assert block.language == "text", f"no way to run a block of {block.language or 'no language'}"


def servers(value: Any) -> list[dict[str, Any]]:
    return list(value.get("mcpServers", {}).values()) if isinstance(value, dict) else []


def started(command: list[str], folder: Path) -> str:
    """What a command prints that ends well, run with our console script in reach and with nobody's settings."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.defpath])
    done = subprocess.run(
        command,
        cwd=folder,
        env={**kept, "PATH": path, "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def assert_printed(wanted: list[str], printed: str) -> None:
    lines = iter(printed.splitlines())
    for line in wanted:
        pattern = ".*".join(re.escape(part) for part in line.rstrip().split("..."))
        assert any(re.fullmatch(pattern, candidate.rstrip()) for candidate in lines), f"not printed: {line}\n{printed}"


def until(word: str, lines: Iterable[str]) -> str:
    """The lines up to the first that has the word in it, or all of them."""
    said = ""
    for line in lines:
        said += line
        if word in line:
            break
    return said


@pytest.fixture(scope="module", name="emulator")
def _emulator() -> Iterator[str]:
    """The address of an emulator that runs as a process of its own."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("dataworks-di-mcp")), "emulate", "--port", str(port)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        too_late = Timer(30, process.kill)
        too_late.start()
        said = until(f":{port}", process.stderr)
        too_late.cancel()
        assert f":{port}" in said, said
        yield f"127.0.0.1:{port}"
        process.terminate()
        process.communicate(timeout=10)


README = blocks((ROOT / "README.md").read_text("utf-8"))


@pytest.mark.parametrize("block", [block for block in README if not block.excused], ids=str)
def test_a_block_of_the_readme_runs(block: Block, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if ADDRESS in block.text:
        block = replace(block, text=block.text.replace(ADDRESS, request.getfixturevalue("emulator")))
    run(block, tmp_path)


def test_every_fence_of_the_readme_is_found() -> None:
    fences = re.findall(r"^\s*(?:```|~~~)", (ROOT / "README.md").read_text("utf-8"), re.M)

    assert len(fences) == 2 * len(README)


def test_an_unmarked_block_in_a_language_that_nothing_runs_fails(tmp_path: Path) -> None:
    (block,) = blocks("Words.\n```bash\nls\n```\n")

    with pytest.raises(AssertionError, match="no way to run a block of bash"):
        run(block, tmp_path)


def test_a_block_is_excused_only_with_a_reason() -> None:
    page = "<!-- not run: -->\n```console\n$ a\n```\n<!-- not run: needs an account -->\n```console\n$ a\n```\n"

    assert [block.excused for block in blocks(page)] == [False, True]


def test_a_failing_command_fails_its_block(tmp_path: Path) -> None:
    (block,) = blocks("\n```console\n$ false\n$ true\n```\n")

    with pytest.raises(AssertionError):
        run(block, tmp_path)


def test_a_line_that_is_shown_must_be_printed(tmp_path: Path) -> None:
    shown, missing = blocks("```console\n$ echo one 2 three\none ... three\n```\n\n```console\n$ echo one\ntwo\n```\n")

    run(shown, tmp_path)
    with pytest.raises(AssertionError, match="not printed: two"):
        run(missing, tmp_path)
