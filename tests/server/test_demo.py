"""The demo as people see it: what happened in words and one picture, within any width, and bars meanwhile."""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import unicodedata
from collections.abc import Callable

import pytest

from dataworks.client import DataWorks
from emulator.faults.fault_rules import Faults
from emulator.faults.fault_text import parse_fault
from server.demo.picture import command
from server.demo.run import run_demo
from tests.secrecy.observe import seen
from tests.server.processes import COMMAND, ran
from tests.sessions import Time, client_of, emulated

LABELS = ("shop_to_maxcompute", "orders_to_kafka", "catalogue_to_hologres")
FULL = re.compile(r"\[#+\] 100 %")
PLAIN = {"COLUMNS": "", "NO_COLOR": "", "TERM": "xterm"}


def columns(text: str) -> int:
    """The columns of a text that has no accents."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


ON_TERMINAL = "import os, sys; os.login_tty(0); os.execv(sys.argv[1], sys.argv[1:])"
"""A program that runs another one whose terminal is its stdin: what is typed there, Ctrl+C too, reaches it."""


def watched(width: int, *arguments: str, stop_after: str = "never", **environment: str) -> tuple[int, str]:
    """The exit code of the demo on a terminal of this width, and all that it writes there.

    When it has written ``stop_after``, Ctrl+C is typed.
    """
    reader, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    demo = [sys.executable, "-c", ON_TERMINAL, str(COMMAND), "demo", *arguments]
    with subprocess.Popen(
        demo, stdin=terminal, stdout=terminal, stderr=terminal, env={**os.environ, **PLAIN, **environment}
    ) as process:
        os.close(terminal)
        written = b""
        while more := _more(reader):
            written += more
            if stop_after.encode() in written:
                os.write(reader, b"\x03")
                stop_after = "never"
    os.close(reader)
    seen(written.decode(), "the output of a process")
    return process.returncode, written.decode().replace("\r\n", "\n")


def _more(reader: int) -> bytes:
    try:
        return os.read(reader, 65536)
    except OSError:  # nobody writes any more
        return b""


@pytest.mark.repeats
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_on_a_terminal_bars_get_full_and_no_line_is_too_wide(width: int, language: str) -> None:
    code, written = watched(width, "--language", language)
    lines = written.splitlines()
    frames = [line.split("\r") for line in written.split("\n") if "\r" in line]

    assert code == 0
    assert [line for line in written.replace("\r", "\n").split("\n") if columns(line) > width] == []
    assert len(frames) == 4
    assert all("100 %" in each[-1] for each in frames)
    assert all("  0 %" in each[1] for each in frames)
    assert all(FULL.search(each[-1]) for each in frames)
    assert len([line for line in lines if line.startswith("+-- ")]) == 3
    assert re.search(r"[^\r\n -~一-鿿，。；：、！？（）]", written) is None


@pytest.mark.repeats
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_a_terminal_that_wants_plain_text_gets_a_line_for_each_step(environment: dict[str, str]) -> None:
    code, written = watched(40, **environment)

    assert code == 0
    assert re.search(r"[^\n -~]", written) is None
    assert "[3/3] shop_to_maxcompute: task 1000001" in written
    assert max(map(len, written.splitlines())) <= 40


@pytest.mark.repeats
def test_with_json_a_terminal_gets_that_alone() -> None:
    code, written = watched(40, "--json")

    assert code == 0
    assert [task["start"]["state"] for task in json.loads(written)] == ["RUN"] * 3


@pytest.mark.parametrize("width", [40, 80, 120])
def test_without_a_terminal_there_are_no_control_characters_and_the_words_come_alone(width: int) -> None:
    result = ran("demo", COLUMNS=str(width))

    assert result.returncode == 0
    assert re.search(r"[^\n -~]", result.stdout + result.stderr) is None
    assert max(map(len, (result.stdout + result.stderr).splitlines())) <= width
    assert " ".join(result.stdout.split()).startswith("Three real-time tasks were created and started")
    assert all(f"\n+-- {label} (task" in result.stdout for label in LABELS)
    assert all(f"[3/3] {label}" in result.stderr for label in LABELS)


def test_without_a_width_80_columns_are_taken() -> None:
    result = ran("demo", COLUMNS="")

    assert 72 <= max(map(len, result.stdout.splitlines())) <= 80


@pytest.mark.repeats
def test_what_the_demo_says_to_try_next_can_be_done_as_it_is_written() -> None:
    path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
    shown = ran("demo", COLUMNS="40", PATH=path).stdout.split("\nWhat to try next\n")[1]
    commands = re.findall(r"^    ((?:.*\\\n)*.*)$", shown, re.MULTILINE)

    assert [re.sub(r"\\\n *", "", each) for each in commands] == [
        "dataworks-di-mcp config claude-code --emulator",
        "dataworks-di-mcp call describe_workspace project_id=10000 --emulator",
        "dataworks-di-mcp doctor",
    ]
    for each in commands[:2]:  # the last one says that a new user has no access key, and fails
        subprocess.run(["/bin/sh", "-ec", each], check=True, capture_output=True, env={**os.environ, "PATH": path})


def failing(operation: str) -> Callable[[], DataWorks]:
    """What the demo reaches when an operation is refused."""
    time = Time()
    emulator = emulated(time, faults=Faults().with_rules([parse_fault(f"{operation}=403:Forbidden.Access")]))
    return lambda: client_of(emulator, time)


@pytest.mark.parametrize(("operation", "created"), [("CreateDISyncTask", False), ("StartDISyncInstance", True)])
@pytest.mark.parametrize("as_json", [True, False])
async def test_a_demo_in_which_a_task_fails_says_which_one_and_why(
    operation: str, created: bool, as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await run_demo(as_json, backend=failing(operation))
    said = capsys.readouterr()

    assert code == 1
    assert "shop_to_maxcompute: Forbidden.Access on demand." in (said.err if as_json else said.out)
    if as_json:
        first, *others = json.loads(said.out)
        assert ("task_id" in first) is created
        assert [task["start"]["state"] for task in others] == ["RUN"] * 2
    else:
        assert "The demo did not go well" in said.out
        assert "What to try next" not in said.out
        assert len(re.findall(r"^\+-- .*failed$", said.out, re.MULTILINE)) == 1
        assert len(re.findall(r"^\+-- .*runs$", said.out, re.MULTILINE)) == 2


@pytest.mark.repeats
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("stop_after", ["  0 %", " 33 %", "100 %"])
def test_a_demo_that_is_interrupted_in_a_bar_says_so_at_its_end(stop_after: str, language: str) -> None:
    code, written = watched(80, "--language", language, stop_after=stop_after)
    last = written.removesuffix("\n").rsplit("\r", 1)[-1]

    assert code == -signal.SIGINT
    assert written.endswith("\n")
    assert re.search(r"\] +\d+ %  (interrupted|已中断) *$", last)
    assert "Traceback" not in written


@pytest.mark.parametrize("width", range(16, 90, 7))
def test_a_command_within_a_width_is_the_same_command(width: int) -> None:
    words = ["dataworks-di-mcp", "call", "describe_workspace", "a b", "--emulator"]
    lines = [*command(words, width)]

    assert (
        re.sub(r" \\\n *", " ", "\n".join(lines)).strip() == "dataworks-di-mcp call describe_workspace 'a b' --emulator"
    )
    assert all(len(line) <= width or len(line.split()) <= 2 for line in lines)
