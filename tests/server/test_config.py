"""What ``config`` prints is what each client takes, and starts the server, or reaches it, as it stands."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from server.auth.authentication import authentication
from server.client_formats import CLIENTS, ENTRY, KEY_VARIABLES, TOKEN, TOKEN_VARIABLE, Syntax
from server.settings import NAME, REGION_VARIABLES, VERSION
from tests.loopback import web
from tests.server.auth.test_tokens import ANNA, LINES, written
from tests.server.http.talk import Stage, legacy, staged
from tests.server.processes import COMMAND, INITIALIZE, ran, ran_here
from tests.structure.tree import ROOT

NAMED = (
    *("claude-desktop", "claude-code", "vscode", "cursor", "windsurf", "gemini"),
    *("codex", "qwen", "qoder", "cline", "cherry-studio", "generic"),
)
STARTS = {"emulator": ["--emulator"], "account": ["--region", "cn-shanghai"]}
INHERITS = {"claude-code", "vscode"}
"""Clients whose servers get the variables that the client has."""

JSON_OVER_HTTP = {
    "vscode": ("servers", "url", "http"),
    "cursor": ("mcpServers", "url", None),
    "windsurf": ("mcpServers", "serverUrl", None),
    "gemini": ("mcpServers", "httpUrl", None),
    "qwen": ("mcpServers", "httpUrl", None),
    "qoder": ("mcpServers", "url", "streamable-http"),
    "cline": ("mcpServers", "url", "streamableHttp"),
    "cherry-studio": ("mcpServers", "url", "streamableHttp"),
    "generic": ("mcpServers", "url", "http"),
}
"""By the clients' own pages: the key of all servers, the key of an address, and the type that goes with it."""


@dataclass
class Entry:
    """How a client starts a server."""

    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])


def printed(*arguments: str) -> str:
    result = ran_here("config", *arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


def parsed(client: str, text: str) -> Any:
    """The one entry of a configuration."""
    syntax = CLIENTS[client].syntax
    if syntax is Syntax.SHELL:
        return shlex.split(text)
    settings = tomllib.loads(text) if syntax is Syntax.TOML else json.loads(text)
    settings.pop("inputs", None)
    (servers,) = settings.values()
    assert servers.keys() == {ENTRY}
    return servers[ENTRY]


def entry(client: str, text: str) -> Entry:
    """How the client starts the server of its configuration."""
    read = parsed(client, text)
    if CLIENTS[client].syntax is Syntax.SHELL:
        return Entry(read[read.index("--") + 1 :])
    return Entry([read["command"], *read["args"]], read.get("env", {}))


def answered(line: str, folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """The answer to ``initialize`` of what a line starts, in a shell that does not find our command."""
    nobody = {"PATH": f"{folder}:{os.defpath}", "HOME": str(folder), "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}
    message = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE})
    done = subprocess.run(
        ["sh", "-c", f"! command -v {NAME} && {line}"],  # noqa: S607 - any shell
        input=f"{message}\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={**nobody, **environment},
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def a_server(answer: dict[str, Any]) -> bool:
    info: dict[str, Any] = answer["result"]["serverInfo"]
    return (info["name"], info["version"]) == (NAME, VERSION)


def script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)


def test_the_clients_are_those_that_the_pages_name() -> None:
    assert tuple(CLIENTS) == NAMED


@pytest.mark.parametrize("client", NAMED)
def test_the_page_about_connecting_shows_what_a_client_is_given(client: str) -> None:
    page = (ROOT / "docs/connect.md").read_text("utf-8")

    assert f"| `{client}` | {CLIENTS[client].title} | {CLIENTS[client].place} |\n" in page
    assert f"\n{printed(client, '--emulator').replace(str(COMMAND), f'/.../{NAME}')}```" in page
    assert f"\n{printed(client, '--http', 'https://mcp.example.com/mcp')}```" in page


@pytest.fixture(scope="module", name="answer_of")
def _answer_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """What the server of a line and its variables answers; most clients start it alike, and that is done once."""
    folder = tmp_path_factory.mktemp("anywhere")
    return cache(lambda line, *environment: answered(line, folder, dict(environment)))


@pytest.mark.repeats
@pytest.mark.parametrize("options", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("client", NAMED)
def test_what_a_client_is_given_starts_the_server(
    client: str, options: list[str], answer_of: Callable[..., dict[str, Any]]
) -> None:
    start = entry(client, printed(client, *options))

    assert Path(start.command[0]).is_absolute()
    assert a_server(answer_of(shlex.join(start.command), *sorted(start.environment.items())))


def test_the_line_for_claude_code_starts_the_server_as_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    line = printed("claude-code", "--emulator", "--audit", "an audit $HOME 'file'").strip()
    script(tmp_path / "claude", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"')

    assert line.startswith("claude mcp add dataworks -- /")
    assert a_server(answered(line, tmp_path, {}))
    assert (tmp_path / "an audit $HOME 'file'").exists()


@pytest.mark.parametrize("client", NAMED)
def test_keys_are_named_where_the_client_hides_its_variables_and_never_filled_in(
    client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*KEY_VARIABLES, TOKEN_VARIABLE, "DATAWORKS_DI_STATE_KEY"):
        monkeypatch.setenv(name, "planted-secret-0123456789")
    with_account = ran_here("config", client, *STARTS["account"])
    text, read = with_account.stdout + with_account.stderr, parsed(client, with_account.stdout)

    assert "planted" not in text
    assert all(name in text for name in KEY_VARIABLES)
    if client == "codex":
        assert read["env_vars"] == [*KEY_VARIABLES]
    else:
        assert entry(client, with_account.stdout).environment == (
            {} if client in INHERITS else dict.fromkeys(KEY_VARIABLES, "")
        )
    assert "ALIBABA" not in printed(client, "--emulator")


def test_variables_that_stay_empty_do_not_hide_the_profile_of_the_command_line(tmp_path: Path) -> None:
    profile = {"name": "default", "mode": "AK", "access_key_id": "id", "access_key_secret": "secret"}
    (tmp_path / ".aliyun").mkdir()
    (tmp_path / ".aliyun/config.json").write_text(json.dumps({"current": "default", "profiles": [profile]}), "utf-8")
    start = entry("cursor", printed("cursor", *STARTS["account"]))

    result = ran("doctor", *start.command[2:], HOME=str(tmp_path), **start.environment)

    assert "found by the chain's provider default/cli_profile" in result.stdout


@pytest.fixture(name="url")
async def _url(tmp_path: Path) -> AsyncGenerator[str]:
    """A server that runs already, with tokens."""
    trust = authentication(written(tmp_path / "tokens", LINES), None, None)
    async with staged(Stage(), None, trust) as address:
        yield f"{address}/mcp"


def request(client: str, text: str) -> tuple[str, dict[str, str]]:
    """The address and the headers that a client sends, once the user has given it a token."""
    read = parsed(client, text)
    if client == "claude-code":
        assert read[:6] == ["claude", "mcp", "add", "--transport", "http", ENTRY]
        return read[6], dict([read[read.index("--header") + 1].replace(TOKEN, ANNA).split(": ", 1)])
    if client == "claude-desktop":
        assert (read["command"], read["args"][:2], read["args"][3]) == ("npx", ["-y", "mcp-remote"], "--header")
        name, _, value = read["args"][4].partition(":")
        assert " " not in "".join(read["args"])
        return read["args"][2], {name: read["env"][value.strip("${}")].replace(TOKEN, ANNA)}
    if client == "codex":
        return read["url"], {"Authorization": f"Bearer { {TOKEN_VARIABLE: ANNA}[read['bearer_token_env_var']] }"}
    _, key, kind = JSON_OVER_HTTP[client]
    assert read.get("type") == kind
    value = read["headers"]["Authorization"]
    return read[key], {"Authorization": value.replace("${input:token}" if client == "vscode" else TOKEN, ANNA)}


@pytest.mark.parametrize("client", NAMED)
async def test_what_a_client_is_given_reaches_a_server_that_runs(client: str, url: str) -> None:
    address, sent = request(client, printed(client, "--http", url))
    headers, body = legacy()
    async with web() as http:
        answer = await http.post(address, json=body, headers=headers | sent)
        stranger = await http.post(address, json=body, headers=headers)

    assert (answer.status_code, stranger.status_code) == (200, 401)
    assert '"serverInfo"' in answer.text


@pytest.mark.parametrize("client", JSON_OVER_HTTP)
def test_the_key_of_all_servers_is_the_one_that_the_client_reads(client: str) -> None:
    key = JSON_OVER_HTTP[client][0]

    assert key in json.loads(printed(client, "--emulator"))
    assert key in json.loads(printed(client, "--http", "https://mcp.example.com/mcp"))


def test_vs_code_asks_for_the_token() -> None:
    settings = json.loads(printed("vscode", "--http", "https://mcp.example.com/mcp"))

    assert [(given["id"], given["type"], given["password"]) for given in settings["inputs"]] == [
        ("token", "promptString", True)
    ]


def test_every_option_in_force_is_passed_on_and_no_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    same = (
        "--config /dev/null --consent confirmation --region cn-shanghai --project 10000 --tools get_file --mode full "
        "--exclude delete_file,deploy_file --state-key-file /etc/key --language zh --log-format json "
        "--log-level warning --metrics 127.0.0.1:9100 --assume-role acs:ram::1:role/team --external-id tenant-7 "
        "--sts-endpoint https://sts.example"
    ).split()
    pairs = {name: (value, value) for name, value in zip(same[::2], same[1::2], strict=True)} | {
        "--studio": ("new, 10002=classic", "new,10002=classic"),
        "--rate": ("2.50", "2.5"),
        "--toolsets": ("tasks, jobs", "tasks,jobs"),
        "--policy": ("a policy.toml", str(tmp_path / "a policy.toml")),
        "--audit": ("logs/audit", str(tmp_path / "logs/audit")),
    }
    given = [word for option, (value, _) in pairs.items() for word in (option, value)]
    command = entry("cursor", printed("cursor", "--vpc", "--traces", *given)).command[1:]
    serve, *passed = [word for word in command if word not in ("--vpc", "--traces")]

    assert serve == "serve"
    wanted = {name: value for name, (_, value) in pairs.items()}
    assert dict(zip(passed[::2], passed[1::2], strict=True)) == {**wanted, "--transport": "stdio"}
    assert entry("cursor", printed("cursor")).command[1:] == ["serve"]
    others = "--vpc --traces --emulator --endpoint --data --faults --world --read-only".split()
    assert {*pairs, *others} == options_of_a_server()


def options_of_a_server() -> set[str]:
    """The options that ``config`` passes on, by its help."""
    return {*re.findall(r"^  (--[a-z-]+)", ran_here("config", "--help").stdout, re.M)} - {"--http"}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["--read-only"], ["--mode", "read-only"]),
        (["--emulator", "--data", "/d.sqlite"], ["--emulator", "--data", "/d.sqlite"]),
        (["--emulator", "--world", "mine.toml"], ["--emulator", "--world", str(Path("mine.toml").absolute())]),
        (["--emulator", "--world", "mysql://r@h/d"], ["--emulator", "--world", "mysql://r@h/d"]),
        (["--endpoint", "http://127.0.0.1:18080"], ["--endpoint", "http://127.0.0.1:18080"]),
        (["--rate", "0"], ["--rate", "0"]),
        (["--studio", "new", "--studio", "10002=classic"], ["--studio", "new,10002=classic"]),
    ],
)
def test_an_option_is_passed_on_as_it_is(given: list[str], wanted: list[str]) -> None:
    assert entry("cursor", printed("cursor", *given)).command[2:] == wanted


def test_a_region_of_this_shell_is_written_down_since_clients_have_another_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(REGION_VARIABLES[0], "cn-beijing")

    assert entry("cursor", printed("cursor")).command[2:] == ["--region", "cn-beijing"]
    assert entry("cursor", printed("cursor", "--region", "cn-hangzhou")).command[2:] == ["--region", "cn-hangzhou"]
    assert entry("cursor", printed("cursor", "--emulator")).command[2:] == ["--emulator"]
    assert printed("cursor", "--http", "https://mcp.example.com/mcp")


def test_the_studios_of_this_shell_are_written_down_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAWORKS_DI_STUDIO", "10002=new")

    assert entry("cursor", printed("cursor", "--emulator")).command[2:] == ["--emulator", "--studio", "10002=new"]
    given = printed("cursor", "--emulator", "--studio", "classic")
    assert entry("cursor", given).command[2:] == ["--emulator", "--studio", "classic"]
    assert printed("cursor", "--http", "https://mcp.example.com/mcp")


def test_an_emulator_that_this_shell_asks_for_is_written_down_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAWORKS_DI_EMULATOR", "true")

    assert entry("cursor", printed("cursor")).command[2:] == ["--emulator"]
    assert entry("cursor", printed("cursor", "--region", "cn-hangzhou")).command[2:] == ["--region", "cn-hangzhou"]
    assert printed("cursor", "--http", "https://mcp.example.com/mcp")


@pytest.mark.repeats
@pytest.mark.parametrize("how", ["by a relative path", "by PATH", "through a link", "as a module"])
def test_the_command_is_absolute_however_it_was_called(how: str, tmp_path: Path) -> None:
    link = tmp_path / NAME
    link.symlink_to(COMMAND)
    line = {
        "by a relative path": [f"{COMMAND.parent.name}/{NAME}"],
        "by PATH": [NAME],
        "through a link": [f"./{NAME}"],
        "as a module": [sys.executable, "-m", "dataworks_di_mcp"],
    }[how]
    folder = {"by a relative path": COMMAND.parent.parent, "through a link": tmp_path}.get(how, Path("/"))
    done = subprocess.run(
        ["env", *line, "config", "cursor", "--emulator"],  # noqa: S607 - it finds the command on PATH
        cwd=folder,
        env={**os.environ, "PATH": f"{COMMAND.parent}:{os.defpath}"},
        capture_output=True,
        text=True,
        check=True,
    )
    start = entry("cursor", done.stdout)

    assert start.command[0] == str(link if how == "through a link" else COMMAND)
    (tmp_path / "empty").mkdir()
    assert a_server(answered(shlex.join(start.command), tmp_path / "empty", {}))


@pytest.mark.parametrize("name", ["emacs", "claude", "", "curso"])
def test_an_unknown_client_is_answered_with_those_that_are_known(name: str) -> None:
    result = ran_here("config", name)

    assert (result.returncode, result.stdout) == (2, "")
    assert all(client in result.stderr for client in NAMED)


def test_a_name_may_have_capitals() -> None:
    assert printed("Cursor", "--emulator") == printed("cursor", "--emulator")


@pytest.mark.parametrize(
    "url",
    [
        *("mcp.example.com/mcp", "https://mcp.example.com", "https://mcp.example.com/", "ftp://mcp.example.com/mcp"),
        *(
            "http://mcp.example.com/mcp",
            "https://user:password@mcp.example.com/mcp",
            "https:///mcp",
            "",
            "https://[/mcp",
        ),
    ],
)
def test_an_address_that_would_not_work_or_not_be_safe_is_refused(url: str) -> None:
    result = ran_here("config", "cursor", "--http", url)

    assert (result.returncode, result.stdout) == (1, "")
    assert "--http takes an address such as https://mcp.example.com/mcp" in result.stderr
    assert "password@" not in result.stderr


@pytest.mark.parametrize("options", [["--emulator"], ["--mode", "full"], ["--region", "cn-shanghai", "--rate", "1"]])
def test_options_of_a_server_that_runs_already_are_refused(options: list[str]) -> None:
    result = ran_here("config", "cursor", "--http", "https://mcp.example.com/mcp", *options)

    assert (result.returncode, result.stdout) == (1, "")
    assert f"leave out {' '.join(options)}" in result.stderr


def test_what_serve_would_refuse_is_not_printed() -> None:
    result = ran_here("config", "cursor", "--data", "d.sqlite")

    assert (result.returncode, result.stdout) == (1, "")
    assert "without --emulator" in result.stderr


def test_what_is_pasted_goes_to_stdout_and_where_to_stderr() -> None:
    for name, client in CLIENTS.items():
        started, reached = (
            ran_here("config", name, "--emulator"),
            ran_here("config", name, "--http", "http://[::1]:1/mcp"),
        )

        assert started.stderr == f"Paste this into {client.place}:\n"
        assert reached.stderr == f"Paste this into {client.place}:\n{client.secret}\n"
