"""What is wrong around a server is a failure of set-up, at the start where possible, and names what to change."""

import json
import socket
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.server.processes import called, greeted, line_with, ran, ran_here, started

KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "planted-secret"}
SHANGHAI = ("--region", "cn-shanghai")
HOST = b"dataworks.cn-shanghai.aliyuncs.com"

NOBODY = "127.0.0.1:9"
"""Nothing listens there, so a connection is refused at once."""

WRONG: dict[str, tuple[dict[str, str], list[str]]] = {
    "no CA file": ({"SSL_CERT_FILE": "/nonexistent.pem"}, ["SSL_CERT_FILE", "/nonexistent.pem"]),
    "a folder as CA file": ({"SSL_CERT_FILE": "/"}, ["SSL_CERT_FILE", "is not a file"]),
    "another kind of proxy": ({"HTTPS_PROXY": "ftp://u:planted-secret@h:1"}, ["HTTPS_PROXY", "socks5://HOST:PORT"]),
    "no host": ({"ALL_PROXY": "http://"}, ["ALL_PROXY"]),
    "no port": ({"https_proxy": "http://h:port"}, ["https_proxy"]),
    "half an address": ({"all_proxy": "socks5://[::1"}, ["all_proxy"]),
}


@pytest.mark.parametrize("command", [["serve"], ["call", "list_projects"]], ids=" ".join)
@pytest.mark.parametrize(("environment", "says"), WRONG.values(), ids=WRONG.keys())
def test_what_the_environment_says_is_checked_at_the_start(
    command: list[str], environment: dict[str, str], says: list[str]
) -> None:
    result = ran_here(*command, *SHANGHAI, **KEYS, **environment)

    assert result.returncode == 1
    assert all(word in result.stderr for word in says)
    assert len(result.stderr.splitlines()) == 1
    assert "planted-secret" not in result.stderr


@pytest.mark.parametrize(("environment", "says"), WRONG.values(), ids=WRONG.keys())
def test_the_doctor_reports_the_same(environment: dict[str, str], says: list[str]) -> None:
    result = ran_here("doctor", *SHANGHAI, **KEYS, **environment)

    assert result.returncode == 1
    assert result.stdout.startswith("Not ready: 1 to fix.\n- ")
    assert all(word in result.stdout.splitlines()[1] for word in says)


def test_a_file_without_certificates_is_a_failure_of_the_call(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("nothing", "utf-8")

    result = ran_here("call", "list_projects", *SHANGHAI, **KEYS, SSL_CERT_FILE=str(path))

    assert result.returncode == 1
    assert f"SSL_CERT_FILE is {path}, which has no certificates" in result.stdout
    assert "code: Unconfigured" in result.stdout


@pytest.mark.parametrize("scheme", ["http", "https", "socks5", "socks5h"])
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "all_proxy"])
def test_a_proxy_that_does_not_answer_is_named_without_its_password(scheme: str, variable: str) -> None:
    environment = {variable: f"{scheme}://user:planted-secret@{NOBODY}"}
    failed = ran_here("call", "list_projects", *SHANGHAI, **KEYS, **environment)
    examined = ran_here("doctor", "--probe", *SHANGHAI, **KEYS, **environment)

    for result in (failed, examined):
        assert result.returncode == 1
        assert f"through the proxy {NOBODY} of {variable}" in result.stdout
        assert "planted-secret" not in result.stdout + result.stderr
        assert "Traceback" not in result.stderr
    assert "code: Unreachable" in failed.stdout


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
def test_a_request_goes_through_the_proxy(scheme: str) -> None:
    with proxy(scheme) as (port, asked):
        result = ran("call", "list_projects", *SHANGHAI, **KEYS, ALL_PROXY=f"{scheme}://127.0.0.1:{port}")

    assert HOST in b"".join(asked)
    assert "code: Unreachable" in result.stdout


@contextmanager
def proxy(scheme: str) -> Generator[tuple[int, list[bytes]]]:
    """A proxy that lets a client say where it wants to go, and then hangs up: its port, and what it was told."""
    asked: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=_hang_up, args=(listener, scheme, asked), daemon=True).start()
        yield listener.getsockname()[1], asked
        listener.shutdown(socket.SHUT_RDWR)


def _hang_up(listener: socket.socket, scheme: str, asked: list[bytes]) -> None:
    try:
        while True:
            connection, _ = listener.accept()
            with connection:
                if scheme.startswith("socks"):
                    connection.recv(100)
                    connection.sendall(b"\x05\x00")  # no password is needed
                asked.append(connection.recv(1000))
    except OSError:
        return


def test_a_host_of_no_proxy_is_called_directly() -> None:
    environment = {"ALL_PROXY": f"http://{NOBODY}", "NO_PROXY": ".aliyuncs.com"}
    result = ran_here("doctor", *SHANGHAI, **KEYS, **environment)

    assert "network: no proxy" in result.stdout


def test_this_machine_is_never_called_through_a_proxy() -> None:
    result = ran_here("doctor", "--endpoint", f"https://{NOBODY}", **KEYS, ALL_PROXY="nonsense://x")

    assert result.returncode == 0
    assert "network: no proxy" in result.stdout


@pytest.mark.parametrize(
    ("region", "meant"),
    [
        ("cn-shangai", "cn-shanghai"),
        ("cn-shanghia", "cn-shanghai"),
        ("CN-Shanghai", "cn-shanghai"),
        ("cn_hangzhou", "cn-hangzhou"),
        ("cn-hangzou-finance", "cn-hangzhou-finance"),
        ("ap-souteast-1", "ap-southeast-1"),
        ("us-wests-1", "us-west-1"),
        ("nonsense", "such as cn-shanghai"),
    ],
)
def test_a_misspelt_region_is_answered_with_the_one_that_is_meant(region: str, meant: str) -> None:
    for result in (ran_here("serve", "--region", region), ran_here("serve", ALIBABA_CLOUD_REGION_ID=region)):
        assert result.returncode == 1
        assert f"{region!r} is not a region id" in result.stderr
        assert meant in result.stderr
        assert "--region, or ALIBABA_CLOUD_REGION_ID" in result.stderr
        assert len(result.stderr.splitlines()) == 1


FILES = [
    (["serve", "--policy", "{}"], "--policy"),
    (["serve", "--audit", "{}/audit.jsonl"], "--audit"),
    (["serve", "--state-key-file", "{}"], "--state-key-file"),
    (["serve", "--transport", "http", "--token-file", "{}"], "--token-file"),
    (["serve", "--emulator", "--faults", "{}"], "--faults"),
    (["serve", "--emulator", "--data", "{}/data.sqlite"], "--data"),
    (["emulate", "--data", "{}/data.sqlite"], "--data"),
    (["emulate", "--faults", "{}"], "--faults"),
    (["doctor", "--policy", "{}"], "--policy"),
    (["call", "list_files", "--policy", "{}"], "--policy"),
]


@pytest.mark.parametrize(("arguments", "option"), FILES, ids=lambda value: str(value))
def test_a_file_or_directory_that_is_missing_is_named_with_its_option(
    tmp_path: Path, arguments: list[str], option: str
) -> None:
    path = tmp_path / "missing"
    result = ran_here(*(word.format(path) for word in arguments))

    assert result.returncode == 1
    assert f"{option} {path}" in result.stderr
    assert result.stderr.endswith(": No such file or directory\n")
    assert "Errno" not in result.stderr


@pytest.mark.parametrize("option", ["--policy", "--faults", "--state-key-file", "--token-file"])
def test_a_file_that_is_no_text_is_named(tmp_path: Path, option: str) -> None:
    path = tmp_path / "binary"
    path.write_bytes(b"\xff\xfe\x00")
    where = ["--transport", "http"] if option == "--token-file" else ["--emulator"]
    result = ran_here("serve", *where, option, str(path))

    assert result.returncode == 1
    assert "binary" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [["emulate"], ["serve", "--emulator", "--transport", "http"]], ids=" ".join)
def test_a_port_that_is_used_is_named(command: list[str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        result = ran_here(*command, "--port", port)

    assert result.returncode == 1
    assert f"can't listen on port {port} of 127.0.0.1 (--port, --host): Address already in use" in result.stderr
    assert "Errno" not in result.stderr


def test_two_emulators_on_one_port() -> None:
    with started("emulate", "--port", "0") as first:
        port = line_with(first.stderr, "http://").split("127.0.0.1:")[1].split(";")[0]
        second = ran("emulate", "--port", port)

    assert second.returncode == 1
    assert f"port {port} of 127.0.0.1" in second.stderr


@pytest.mark.parametrize(
    ("arguments", "option", "why"),
    [
        *(
            (["serve", *option], option[0], "without --transport http")
            for option in (
                ["--token-file", "x"],
                ["--port", "1"],
                ["--host", "::1"],
                ["--allowed-hosts", "h"],
                ["--allowed-origins", "https://h"],
                ["--public-url", "https://h/mcp"],
                ["--shared-port"],
                ["--issuer", "https://h"],
                ["--audience", "h"],
                ["--read-scope", "r"],
                ["--write-scope", "w"],
            )
        ),
        (["serve", "--transport", "http", "--read-scope", "r"], "--read-scope", "without --token-file or --issuer"),
        (
            ["serve", "--transport", "http", "--token-file", "x", "--public-url", "https://h/mcp"],
            "--public-url",
            "without --issuer",
        ),
        *(
            ([*command, "--region", "cn-beijing"], "--region", "together with --emulator or --endpoint")
            for command in (
                ["serve", "--emulator"],
                ["call", "list_files", "--endpoint", "http://127.0.0.1:1"],
                ["config", "cursor", "--emulator"],
            )
        ),
        (["serve", "--data", "x"], "--data", "without --emulator"),
        (["call", "list_files", "--faults", "x"], "--faults", "without --emulator"),
        (["doctor", "--emulator", "--vpc"], "--vpc", "together with --emulator or --endpoint"),
        (["serve", "--endpoint", "http://127.0.0.1:1", "--vpc"], "--vpc", "together with --emulator or --endpoint"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_an_option_that_has_no_effect_is_refused(arguments: list[str], option: str, why: str) -> None:
    result = ran_here(*arguments)

    assert result.returncode == 1
    assert result.stderr == f"dataworks-di-mcp: {option} has no effect {why}\n"


def test_without_certificates_of_the_environment_nothing_is_checked() -> None:
    with started("serve", "--toolsets", "all", "--emulator", SSL_CERT_FILE="/nonexistent.pem") as process:
        greeted(process)
        result = called(process, 1, "describe_setup", {})

    assert result["structuredContent"]["ready"] is True


def test_the_doctor_begins_with_the_verdict_and_a_line_for_each_thing_that_is_missing() -> None:
    missing = ran("doctor", HOME="/dev/null").stdout.splitlines()
    ready = ran_here("doctor", "--emulator").stdout.splitlines()

    assert missing[0] == "Not ready: 2 to fix."
    assert [line.split()[1] for line in missing[1:3]] == ["no", "Alibaba"]
    assert missing[3] == ""
    assert ready[:2] == ["Ready: calls can work.", ""]
    assert not any("create_realtime_task" in line for line in missing + ready)


def test_the_doctor_shows_lists_on_demand_and_everything_as_json() -> None:
    lists = ran_here("doctor", "--emulator", "--lists").stdout
    facts = json.loads(ran_here("doctor", "--emulator", "--json").stdout)

    assert "create_realtime_task" in lists
    assert "2025-11-25" in lists
    assert facts["ready"] is True
    assert facts["missing"] == []
    assert "create_realtime_task" in facts["tools_on"]


@pytest.mark.parametrize(("word", "emulated"), [("true", True), ("True", True), ("false", False), ("", False)])
def test_a_variable_asks_for_the_emulator(word: str, emulated: bool) -> None:
    result = ran_here("call", "list_projects", "--json", DATAWORKS_DI_EMULATOR=word)

    assert (result.returncode == 0) == emulated
    assert ("no region is set" in result.stdout) != emulated


@pytest.mark.parametrize(
    "given", [["--region", "cn-shanghai"], ["--endpoint", f"http://{NOBODY}"], ["--vpc"]], ids=" ".join
)
def test_an_option_about_the_service_counts_more_than_the_variable(given: list[str]) -> None:
    result = ran_here("doctor", "--json", *given, DATAWORKS_DI_EMULATOR="true", **KEYS)

    assert json.loads(result.stdout)["endpoint"] != "the emulator in this process"


def test_another_word_in_the_variable_is_refused_where_it_has_an_effect() -> None:
    refused = ran_here("call", "list_projects", DATAWORKS_DI_EMULATOR="maybe")

    assert refused.returncode == 1
    assert refused.stderr == "dataworks-di-mcp: DATAWORKS_DI_EMULATOR must be true or false, not 'maybe'\n"
    assert ran_here("call", "list_projects", "--emulator", DATAWORKS_DI_EMULATOR="maybe").returncode == 0
