"""Streams as users have them: code pages, marks of editors, pipes that close. What was done keeps its exit code."""

import json
import os
import pty
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.server.processes import COMMAND, INITIALIZE, fed, line_of, ran, ran_here, started
from tests.sessions import GROUP

pytestmark = pytest.mark.repeats

WRITE = {
    "project_id": "10000",
    "task_name": "t",
    "folder": "业务流程/XXX/数据集成",
    "source": "mysql_shop",
    "tables": ["shop.orders"],
    "destination_type": "maxcompute",
    "destination": "odps_shop",
    "resource_group": GROUP,
}
AS_TYPED = json.dumps(WRITE, ensure_ascii=False)
FIRST = "1000001"
"""The id of the first task that is made in a new emulator."""

STREAMS: dict[str, dict[str, str]] = {
    "code page 1252": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
    "code page 936": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"},
    "ASCII": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    "LANG=C": {"LANG": "C", "LC_ALL": "C"},
    "LANG=C without coercion": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "UTF-8": {"PYTHONUTF8": "1"},
}


@pytest.mark.parametrize("stream", STREAMS)
def test_a_read_is_shown_on_any_stream(stream: str) -> None:
    asked = json.dumps({"error": "输入输出不能为空"})
    result = ran("call", "explain_error", asked, "--emulator", **STREAMS[stream])

    assert result.returncode == 0
    assert "MYWORKSPACE_root" in result.stdout
    assert "输入输出" in result.stdout or "\\u8f93\\u5165" in result.stdout or "\ufffd" in result.stdout


@pytest.mark.parametrize("stream", STREAMS)
def test_a_write_is_done_once_and_says_so_on_any_stream(tmp_path: Path, stream: str) -> None:
    arguments = ["call", "create_realtime_task", AS_TYPED, "--emulator", "--data", str(tmp_path / "d.sqlite")]
    first = ran(*arguments, "--json", **STREAMS[stream])
    again = ran_here(*arguments, "--json")

    assert first.returncode == 0
    assert json.loads(first.stdout)["task_id"] == json.loads(again.stdout)["task_id"]


@pytest.mark.parametrize("stream", STREAMS)
def test_arguments_on_stdin_are_utf_8_on_any_stream(stream: str) -> None:
    result = fed(AS_TYPED.encode(), "call", "create_realtime_task", "-", "--emulator", "--json", **STREAMS[stream])

    assert json.loads(result.stdout)["task_id"] == FIRST


@pytest.mark.parametrize("stream", STREAMS)
def test_a_terminal_shows_the_answer_whatever_it_can_encode(stream: str) -> None:
    with _terminal() as (there, here):
        arguments = [str(COMMAND), "call", "describe_workspace", "project_id=10000", "--emulator"]
        done = subprocess.run(
            arguments,
            stdin=there,
            stdout=there,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **STREAMS[stream]},
            check=False,
        )
        shown = os.read(here, 100_000)

    assert done.returncode == 0
    assert b"mysql_" in shown


def test_a_document_ends_its_line_on_a_terminal_and_stays_as_it_is_in_a_file() -> None:
    read = ["call", "read_task_script", "project_id=10000", "task_id=100", "--emulator"]
    in_a_file = ran(*read).stdout
    with _terminal() as (there, here):
        subprocess.run([COMMAND, *read], stdin=there, stdout=there, stderr=subprocess.DEVNULL, check=False)
        shown = os.read(here, 100_000).decode()

    assert not in_a_file.endswith("\n")
    assert shown == f"{in_a_file}\r\n"


@contextmanager
def _terminal() -> Generator[tuple[int, int]]:
    """A terminal: the side of a process, and that of the screen."""
    here, there = pty.openpty()
    try:
        yield there, here
    finally:
        os.close(here)
        os.close(there)


def test_characters_that_can_not_be_encoded_are_escapes_of_json() -> None:
    everything = ["call", "describe_workspace", "project_id=10000", "--emulator", "--json"]
    plain, escaped = (json.loads(ran(*everything, **STREAMS[stream]).stdout) for stream in ("UTF-8", "ASCII"))
    unknown = ran("call", "no \U0001f600 \u4e1a \u00e9", **STREAMS["ASCII"])

    assert escaped == plain
    assert "'no \\ud83d\\ude00 \\u4e1a \\u00e9'" in unknown.stderr


@pytest.mark.parametrize("gone", ["closed", "full", "pipe"])
def test_a_write_keeps_its_exit_code_if_nobody_reads_its_answer(tmp_path: Path, gone: str) -> None:
    data = tmp_path / "d.sqlite"
    words = [str(COMMAND), "call", "create_realtime_task", AS_TYPED, "--emulator", "--data", str(data)]
    where = {"closed": ">&-", "full": ">/dev/full", "pipe": "| true"}[gone]
    script = f'set -o pipefail; "$@" 2>&1 {where}' if gone == "pipe" else f'"$@" {where}'
    done = subprocess.run(["/bin/bash", "-c", script, "bash", *words], capture_output=True, check=False)
    again = ran_here(*words[1:], "--json")

    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert again.returncode == 0
    assert json.loads(again.stdout)["task_id"] == FIRST


@pytest.mark.parametrize("command", [["config", "generic"], ["emulate", "--coverage"], ["call", "--list"]])
def test_a_command_says_what_a_full_disk_does_not_take(command: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([COMMAND, *command], stdout=full, stderr=subprocess.PIPE, check=False)

    assert b"the answer can't be written: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_byte_order_mark_before_the_first_message_is_skipped() -> None:
    first = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE}
    with started("serve", "--emulator") as process:
        assert process.stdin is not None
        process.stdin.write(b"\xef\xbb\xbf" + json.dumps(first).encode() + b"\n")
        process.stdin.flush()
        answer = json.loads(line_of(process.stdout))

    assert answer["id"] == 1
    assert answer["result"]["serverInfo"]["name"] == "dataworks-di-mcp"
