"""The command ``compare``, as a shell runs it, against a served emulator."""

import json
import re
import signal
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import IO

import httpx2
import pytest

from server.compare import agreed, wanted
from tests.server.processes import KEYS, line_with, ran, ran_here, started
from tests.server.test_terminal import Keyboard


@contextmanager
def emulated(*options: str) -> Generator[str]:
    """Run an emulator in a process of its own, and return its address."""
    with started("emulate", "--port", "0", *options) as process:
        yield line_with(process.stderr, "http://").split()[4].rstrip(";")


def common(url: str) -> tuple[str, ...]:
    return ("compare", "--endpoint", url, "--rate", "0", "--project", "10000")


def test_it_compares_a_service_and_says_before_what_it_sends(tmp_path: Path) -> None:
    record = tmp_path / "answers.json"
    with emulated() as url:
        result = ran(
            *common(url),
            "--yes",
            "--only",
            "workspace",
            "--only",
            "data-source-unknown",
            "--record",
            str(record),
            **KEYS,
        )

    assert result.returncode == 0, result.stderr
    assert "at most 15 reads to see what the workspace has, and for the cases\n2 reads and no writes" in result.stderr
    assert "Nothing is created or changed." in result.stderr
    assert result.stdout.startswith("Equal (2):")
    assert "Sent 15 reads and 0 writes" in result.stdout
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    assert [row["case"] for row in json.loads(record.read_text("utf-8"))["cases"]] == [
        "workspace",
        "data-source-unknown",
    ]


def test_plan_and_report_are_in_the_language_of_the_command() -> None:
    with emulated("--documented") as url:
        words = ("--yes", "--studio", "classic", "--only", "file-unknown", "--language", "zh")
        result = ran_here(*common(url), *words, **KEYS)

    assert result.returncode == 1, result.stderr
    assert "不会创建或更改任何内容。" in result.stderr
    assert result.stdout.startswith("不同（1）：")
    assert "HTTP status：服务为 200，模拟器为 400" in result.stdout
    assert "次读取和 0 次写入" in result.stdout


def test_what_it_would_create_is_said_in_chinese() -> None:
    result = ran_here(
        "compare", "--endpoint", "http://127.0.0.1:9", "--project", "1", "--writes", "cmp", "--language", "zh"
    )

    assert "一个离线任务" in result.stderr
    assert "要发送，请加上 --yes。" in result.stderr
    assert [line for line in result.stderr.splitlines() if re.search(r"\b(?:the|of|were|is|for)\b", line)] == []


def test_differences_have_the_exit_code_1_and_are_json_for_programs() -> None:
    with emulated("--documented") as url:
        result = ran(*common(url), "--yes", "--json", "--studio", "classic", "--only", "file-unknown", **KEYS)
    (row,) = json.loads(result.stdout)["behaviours"]

    assert result.returncode == 1
    assert (row["verdict"], row["case"]) == ("different", "file-unknown")
    assert {"where": "HTTP status", "theirs": "200", "ours": "400"} in row["differences"]


def test_without_an_answer_nothing_is_sent() -> None:
    with emulated() as url:
        result = ran(*common(url), "--only", "workspace", **KEYS)

    assert result.returncode == 2
    assert result.stdout == ""
    assert "Add --yes to send this." in result.stderr


@pytest.mark.parametrize(
    ("typed", "expected"), [("y", True), ("YES ", True), ("n", False), ("", False), ("yess", False)]
)
def test_on_a_terminal_it_asks_first(typed: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = StringIO()
    monkeypatch.setattr(sys, "stdin", Keyboard([f"{typed}\n"]))
    monkeypatch.setattr(sys, "stderr", screen)

    assert agreed(wanted("10000", "cmp", [], "new"), "https://service", yes=False) is expected
    assert screen.getvalue().endswith("Send this? [y/N] ")
    assert "Everything that it creates has a name that begins with cmp_" in screen.getvalue()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--only", "nothing"), "there is no case nothing; the cases are "),
        (("--writes", "No!"), "--writes takes 3 to 21 small letters, digits and underscores"),
        (("--endpoint", "ftp://x"), "http"),
        ((), "no region is set"),
    ],
)
def test_what_is_wrong_with_the_options_is_said_with_the_exit_code_2(options: tuple[str, ...], said: str) -> None:
    result = ran_here("compare", "--project", "10000", "--yes", *options)

    assert result.returncode == 2
    assert said in result.stderr


def test_a_service_that_is_not_there_is_said() -> None:
    result = ran(
        "compare", "--endpoint", "http://127.0.0.1:9", "--project", "1", "--yes", "--only", "workspace", **KEYS
    )

    assert result.returncode == 2
    assert "Ended early: the service does not answer" in result.stdout


def test_a_record_is_not_overwritten(tmp_path: Path) -> None:
    record = tmp_path / "answers.json"
    record.write_text("mine", "utf-8")
    with emulated() as url:
        result = ran(*common(url), "--yes", "--only", "workspace", "--record", str(record), **KEYS)

    assert (result.returncode, record.read_text("utf-8")) == (2, "mine")
    assert "File exists" in result.stderr


def read_until(stream: IO[bytes], awaited: bytes) -> None:
    """Read what a process says until it ends like this."""
    said = b""
    while not said.endswith(awaited):
        more = stream.read(1)
        assert more, said.decode()
        said += more


def test_an_interruption_removes_what_was_created_and_reports_what_was_compared() -> None:
    only = ("--only", "job-create", "--only", "job-metrics")  # the second one waits for a minute first
    with (
        emulated() as url,
        started(
            "compare", "--endpoint", url, "--project", "10002", "--writes", "cmp", "--yes", *only, **KEYS
        ) as process,
    ):
        assert process.stderr is not None
        read_until(process.stderr, b"\n.")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
        tasks = httpx2.get(f"{url}/_emulator/tasks").json()["tasks"]
        made = [task for task in tasks if task["name"].startswith("cmp_")]

    assert process.returncode == 2
    assert b"[job-create]" in out
    assert b"Ended early: interrupted" in out
    assert b"\nRemoving what has a name that begins with cmp_" in err
    assert [(task["name"].partition("_")[0], task["deleted"]) for task in made] == [("cmp", True)]


def test_however_often_it_is_interrupted_it_reports_what_is_left() -> None:
    only = ("--only", "job-create", "--only", "job-metrics")
    with (
        emulated("--fault", "DeleteDIJob=delay:600") as url,
        started(
            "compare", "--endpoint", url, "--project", "10002", "--writes", "cmp", "--yes", *only, **KEYS
        ) as process,
    ):
        assert process.stderr is not None
        for awaited in (b"\n.", b"it stays.\n"):
            read_until(process.stderr, awaited)
            process.send_signal(signal.SIGINT)
        out, _ = process.communicate()

    assert process.returncode == 2
    assert b"Ended early: interrupted" in out
    assert b"Not removed, please delete it yourself" in out
    assert b"cmp_" in out.partition(b"Not removed")[2]
