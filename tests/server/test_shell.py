"""Tools from the shell: the same gate, and an exit code for each thing a call can come to."""

import json
import signal
import socket
from pathlib import Path

import pytest

from server.hosting import state_key
from server.settings import STATE_KEY_VARIABLE
from tests.server.processes import KEYS, ran, ran_here, started

UPDATE = json.dumps({"project_id": "10000", "task_type": "DI_OFFLINE", "file_id": "1000000", "task_param": {"Cu": 1.5}})


def test_a_call_prints_the_answer_and_exits_with_0() -> None:
    result = ran_here("call", "list_resource_groups", '{"resource_group_type": 4}', "--emulator", "--json")

    assert result.returncode == 0
    assert json.loads(result.stdout)["count"] >= 1


def test_a_failure_prints_its_explanation_and_exits_with_1() -> None:
    result = ran_here("call", "get_di_sync_task", '{"project_id": "10000"}', "--emulator")

    assert result.returncode == 1
    assert "/file_id: is required" in result.stdout


@pytest.mark.repeats
def test_a_call_that_needs_consent_prints_the_plan_and_exits_with_3() -> None:
    result = ran_here("call", "update_di_sync_task", UPDATE, "--emulator")

    assert result.returncode == 3
    assert result.stdout.startswith("Nothing was done")
    assert "u_pk_to_odps" in result.stdout
    assert "UpdateDISyncTask" not in result.stderr


def test_consent_is_given_with_yes(tmp_path: Path) -> None:
    audit = tmp_path / "audit.jsonl"

    result = ran("call", "update_di_sync_task", UPDATE, "--emulator", "--yes", "--audit", str(audit))

    assert result.returncode == 0
    assert json.loads(audit.read_text("utf-8").splitlines()[-1])["tool"] == "update_di_sync_task"


def test_in_read_only_mode_yes_does_not_help() -> None:
    result = ran_here("call", "update_di_sync_task", UPDATE, "--emulator", "--yes", "--read-only")

    assert result.returncode == 1
    assert "read-only mode" in result.stdout


def test_an_interrupted_call_ends_by_the_signal_so_that_a_script_ends_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        call = ["call", "describe_workspace", "project_id=10000", "--endpoint", endpoint]
        with started(*call, **KEYS) as process, silent.accept()[0]:
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None
            said, code = process.stderr.read().decode(), process.wait()

    assert code == -signal.SIGINT, said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["call", "nothing"], "there is no tool 'nothing'"),
        (["call"], "call --list"),
        (["call", "list_files", "project_id"], "not valid JSON"),
        (["call", "list_files", "@/nonexistent.json"], "can't read /nonexistent.json: No such file or directory"),
        (["call", "list_files", "{}", "@/"], "can't read /: Is a directory"),
        (["call", "list_files", "[" * 100_000], "the arguments: nested too deeply"),
        (["call", "list_files", "{"], "not valid JSON"),
        (["call", "list_files", "[]"], "must be a JSON object"),
        (["call", "list_files", "{}", "--policy", "/nonexistent.toml"], "nonexistent.toml"),
        (["call", "list_files", "{}", "--audit", "/dev/null/audit"], "/dev/null/audit"),
    ],
    ids=["tool", "no tool", "json", "object", "word", "no file", "folder", "deep", "policy", "audit"],
)
def test_a_wrong_call_ends_with_one_line(arguments: list[str], says: str) -> None:
    result = ran_here(*arguments, "--emulator")

    assert result.returncode == 1
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_doctor_says_what_is_missing_and_exits_with_1() -> None:
    result = ran("doctor", HOME="/dev/null")

    assert result.returncode == 1
    assert "no region is set" in result.stdout
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in result.stdout


@pytest.mark.repeats
def test_the_doctor_says_where_credentials_were_found_but_not_their_values() -> None:
    keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "planted-id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "planted-secret"}

    result = ran_here("doctor", "--region", "cn-shanghai", **keys)

    assert result.returncode == 0
    assert "https://dataworks.cn-shanghai.aliyuncs.com" in result.stdout
    assert "env" in result.stdout
    assert "planted" not in result.stdout + result.stderr


def test_the_doctor_probes_the_service() -> None:
    good = ran_here("doctor", "--emulator", "--probe")
    keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "planted-secret"}
    bad = ran_here("doctor", "--endpoint", "http://127.0.0.1:9", "--probe", **keys)

    assert good.returncode == 0
    assert "it answers, and shows" in good.stdout
    assert "api_calls: 1" in good.stdout
    assert bad.returncode == 1
    assert "Unreachable" in bad.stdout


def test_a_state_key_comes_from_its_file_or_the_environment_and_must_be_long(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("f" * 40 + "\n", "utf-8")

    assert state_key(path, {}) == b"f" * 40
    assert state_key(None, {STATE_KEY_VARIABLE: "e" * 40}) == b"e" * 40
    assert state_key(None, {}) != state_key(None, {})
    path.write_text("short", "utf-8")
    with pytest.raises(ValueError, match="fewer than 32"):
        state_key(path, {})


def test_explanations_are_in_the_language_that_was_asked_for() -> None:
    failure = ran_here("call", "get_di_sync_task", '{"project_id": "10000"}', "--emulator", "--language", "zh")
    missing = ran("doctor", "--language", "zh", HOME="/dev/null")

    assert "原因: 参数不符合工具的要求" in failure.stdout
    assert "请用 --region" in missing.stdout
