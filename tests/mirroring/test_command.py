"""The command line of the mirror."""

import json
import re
import signal
from pathlib import Path

import pytest

from tests.server.processes import line_with, ran_here, started

HERE = ("mirror", "--emulator", "--project", "10000")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_copy_is_a_world_for_a_rehearsal() -> None:
    assert ran_here(*HERE, "--tasks", "--output", "copy.toml").returncode == 0

    wish = {
        "project_id": "10000",
        "source": "mysql_shop",
        "tables": ["shop.orders"],
        "destination_type": "maxcompute",
        "destination": "odps_shop",
        "folder": "Business Flow/shop/Data Integration",
        "resource_group": "S_res_group_280749521950784_1623033752022",
        "task_name": "rehearsed",
    }
    words = [f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in wish.items()]
    done = ran_here("call", "create_realtime_task", *words, "--emulator", "--world", "copy.toml", "--json")

    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["task_id"] == "1000001"


def test_without_an_output_the_world_is_written_to_stdout(here: Path) -> None:
    done = ran_here(*HERE)

    assert done.returncode == 0
    assert done.stdout.startswith(
        "# A mirror of workspaces 10000; with tables, from emulator, made with reads alone.\n"
    )
    assert [*here.iterdir()] == []


def test_without_an_output_what_was_read_is_kept_beside() -> None:
    first = ran_here(*HERE, "--calls", "10")
    second = ran_here(*HERE)

    assert (first.returncode, first.stdout) == (1, "")
    assert "kept in mirror-10000.part" in first.stderr
    assert second.stdout == ran_here(*HERE).stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("mirror", "--emulator"), "--project"),
        ((*HERE, "--columns", "--no-tables"), "--columns has no effect together with --no-tables"),
        ((*HERE, "--tables-from", "source", "--no-tables"), "--tables-from has no effect together with --no-tables"),
        ((*HERE, "--json"), "--json has no effect without --output"),
        ((*HERE, "--calls", "-1"), "must be a number from 0"),
        (("mirror", "--project", "10000"), "--region"),
        (("mirror", "--project", "shop", "--emulator"), "must be the id of a workspace"),
    ],
)
def test_wrong_words_are_said(words: tuple[str, ...], message: str) -> None:
    done = ran_here(*words)

    assert done.returncode != 0
    assert message in done.stderr


def test_ctrl_c_keeps_what_was_read() -> None:
    with started(*HERE, "--output", "copy.toml", "--rate", "2") as process:
        line_with(process.stderr, "Next, less the calls")
        process.send_signal(signal.SIGINT)
        assert "Interrupted." in line_with(process.stderr, "The same command continues from there")
        assert process.wait() == 1

    done = ran_here(*HERE, "--output", "copy.toml", "--json")

    assert json.loads(done.stdout)["complete"] is True
    assert json.loads(done.stdout)["kept_before"] > 5


def test_it_speaks_chinese_and_knows_its_file_in_any_language() -> None:
    started_in_chinese = ran_here(*HERE, "--calls", "10", "--tasks", "--output", "copy.toml", "--language", "zh")
    done = ran_here(*HERE, "--tasks", "--output", "copy.toml", "--language", "zh")
    again = ran_here(*HERE, "--tasks", "--output", "copy.toml")

    assert "需要的调用多于 --calls 允许的次数。" in started_in_chinese.stderr
    assert "copy.toml.part 中有之前保留的" in done.stderr
    assert "copy.toml：" in done.stderr
    assert [line for line in done.stderr.splitlines() if re.search(r"\b(?:the|of|were|is|for)\b", line)] == []
    assert "# 与服务不同：" in Path("copy.toml").read_text("utf-8")
    assert again.stderr == "copy.toml is complete: nothing was sent. Remove it to read everything again.\n"
