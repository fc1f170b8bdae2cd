"""Settings from the command line, variables and a file: which one counts, and what is said about one that is wrong."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from server.configuration.keys import ONCE, commands_of, key_of, settings_of, variable
from server.configuration.precedence import settle
from server.configuration.settings_file import SettingsFile
from server.options import options_in, parser
from server.settings import NAME
from tests.server.configuration.given import problem, settings, written
from tests.server.processes import INITIALIZE, ran, ran_here

EMULATED = {"DATAWORKS_DI_EMULATOR": "true"}
COMMANDS = commands_of(parser())


def test_the_command_line_counts_more_than_a_variable_and_that_more_than_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "emulator = true\nrate = 1\nproject = 10000\nlanguage = 'zh'\n")
    given = {"DATAWORKS_DI_RATE": "2", "DATAWORKS_DI_PROJECT": "10001", "DATAWORKS_DI_CONFIG": str(path)}

    shown = settings("--rate", "3", **given)

    assert shown["rate"] == {"value": "3", "source": "--rate"}
    assert shown["project"] == {"value": "10001", "source": "variable DATAWORKS_DI_PROJECT"}
    assert shown["language"] == {"value": "zh", "source": f"{path}:language"}
    assert shown["policy"] == {"value": "none", "source": "default"}


def test_the_table_of_a_command_counts_more_than_what_is_above_all_tables(tmp_path: Path) -> None:
    path = written(tmp_path, "emulator = true\nport = 1\n[serve]\nport = 2\ntransport = 'http'\n[emulate]\nport = 3\n")

    assert settings("--config", str(path))["port"] == {"value": "2", "source": f"{path}:serve.port"}


def test_every_option_has_a_variable_and_a_key(tmp_path: Path) -> None:
    loaded: dict[str, set[str]] = {}
    for name, command in COMMANDS.items():
        for key, action in settings_of(command).items():
            value = "true" if action.nargs == 0 else json.dumps(_some(action.choices, action.type))
            text = value if action.nargs == 0 or not isinstance(action.default, list | tuple) else f"[{value}]"
            SettingsFile.load(written(tmp_path, f"[{name}]\n{key} = {text}\n"), COMMANDS)
            loaded.setdefault(name, set()).add(key)

    options = {
        name: {key_of(each) for each in vars(command)["_actions"] if each.option_strings}
        for name, command in COMMANDS.items()
    }
    assert {name: keys - {*ONCE} for name, keys in options.items() if keys - {*ONCE}} == loaded


def _some(choices: Any, kind: Any) -> object:
    """A value that an option takes."""
    name = getattr(kind, "__name__", "")
    forms = {"studios": "new", "_role": "acs:ram::1:role/x", "_provider": "acs:ram::1:oidc-provider/x"}
    is_number = getattr(kind, "__annotations__", {}).get("return") in (int, float)
    return str(next(iter(choices))) if choices else 7 if is_number else forms.get(name, "7")


@pytest.mark.parametrize(
    ("toml", "text", "key", "value"),
    [
        ("emulator = true\ntoolsets = ['tasks', 'jobs']", "tasks,jobs", "toolsets", "tasks,jobs"),
        ("emulator = true\nstudio = ['new', '10000=classic']", "new,10000=classic", "studio", "new,10000=classic"),
        (
            "emulator = true\ntransport = 'http'\nallowed_hosts = ['localhost', '[::1]']",
            "localhost,[::1]",
            "allowed_hosts",
            "localhost,[::1]",
        ),
        ("emulator = true\ntransport = 'http'\nallowed-hosts = 'localhost'", "localhost", "allowed_hosts", "localhost"),
        ("emulator = true\nread_only = true", "true", "read_only", "read-only"),
        ("emulator = true\nrate = 0.5", "0.5", "rate", "0.5"),
        ("emulator = true\nproject = '10000'", "10000", "project", "10000"),
    ],
)
def test_lists_switches_and_numbers_are_read_in_both_places(
    toml: str, text: str, key: str, value: str, tmp_path: Path
) -> None:
    head = f"[serve]\n{toml}\n"
    over_http = {"DATAWORKS_DI_TRANSPORT": "http"}

    assert settings("--config", str(written(tmp_path, head)))[key]["value"] == value
    assert settings(**EMULATED, **over_http, **{variable(key): text})[key]["value"] == value


def test_paths_in_a_file_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("read_only = ['10000']\n", "utf-8")
    path = written(tmp_path, "emulator = true\npolicy = 'rules.toml'\n")

    assert settings("--config", str(path))["policy"]["value"] == str(tmp_path / "rules.toml")


WRONG = [
    ("reigon = 'cn-shanghai'", ["line 1", "reigon is not a setting here; did you mean region?"]),
    ("[serve]\n\nprot = 1", ["line 3", "did you mean port?"]),
    ("[serv]\nport = 1", ["line 1", "serv is not a command; did you mean serve?"]),
    ("[serve]\nfault = ['x']", ["line 2", "fault is a setting of emulate"]),
    ("yes = true", ["line 1", "yes is the consent to one call: give it on the command line"]),
    ("config = 'other.toml'", ["line 1", "config names the file itself"]),
    ("[serve]\nport = '8000'", ["line 2: port must be a number, without quotes, not '8000'"]),
    ("[serve]\nport = true", ["line 2: port must be a number, without quotes, not true"]),
    ("[serve]\nport = 70000", ["line 2: port must be a number from 0 to 65535, not '70000'"]),
    ("[serve]\nport = [1]", ["line 2: port takes one value, not a list"]),
    ("[serve.port]\nx = 1", ["line 1: port must be a number, without quotes, not a table"]),
    ("emulator = 'true'", ["line 1: emulator must be true or false, not 'true'"]),
    ("region = 5", ["line 1: region must be text, in quotes, not 5"]),
    ("[serve]\nissuer = ''", ["line 2: issuer must not be empty; leave it out instead"]),
    ("exclude = ['']", ["line 1: exclude must not be empty"]),
    ("[[serve]]\nport = 1", ["line 1: serve is a command: its settings belong below [serve]"]),
    (f"#{'x' * 1_000_000}", ["more than 1000000 bytes"]),
    ("policy = ['a']", ["line 1: policy takes one value, not a list"]),
    ("mode = 'fll'", ["line 1: mode must be one of read-only, confirm, full, not 'fll'; did you mean full?"]),
    ("state_key = 5", ["line 1: state_key must be text, in quotes"]),
    ("[serve]\nstate_key = 'x'", ["line 2: state_key belongs above all tables"]),
    ("allowed-hosts = ['a']\nallowed_hosts = ['a']", ["allowed_hosts is there twice"]),
    ("region = cn-shanghai", ["is not TOML in UTF-8", "line 1"]),
    ("region = 1979-05-27", ["line 1: region must be text, in quotes"]),
    ("[serve]\nrate = nan", ["line 2: rate must be a number from 0 to 1000"]),
    ("mode = 'full'\nread_only = true", ["settings.toml:mode", "settings.toml:read_only", "exclude each other"]),
    ("emulator = true\nendpoint = 'https://x'", ["settings.toml:emulator", "exclude each other"]),
    ("access_key_id = 'x'", ["access_key_id and access_key_secret belong together"]),
    (f"a = {'[' * 5000}{']' * 5000}", ["is not TOML in UTF-8"]),
]


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_what_is_wrong_in_a_file_is_said_with_its_place_and_the_fix(text: str, says: list[str], tmp_path: Path) -> None:
    path = written(tmp_path, text)
    told = problem("serve", "--config", str(path))

    assert str(path) in told
    assert all(word in told for word in says), told
    assert len(told.splitlines()) == 1


def test_everything_that_is_wrong_in_a_file_is_said_at_once(tmp_path: Path) -> None:
    told = problem(
        "serve", "--config", str(written(tmp_path, "reigon = 'x'\n[serve]\nprot = 1\n[emulate]\nport = 'x'\n"))
    )

    assert "3 to fix" in told
    assert [line[:8] for line in told.splitlines()[1:]] == ["- line 1", "- line 3", "- line 5"]


def test_a_file_of_another_kind_is_refused_in_few_words(tmp_path: Path) -> None:
    text = "".join(f"key_{number} = 1\n" for number in range(50_000))
    told = problem("serve", "--config", str(written(tmp_path, text)))

    assert "more than 20 to fix" in told
    assert len(told.splitlines()) == 22


def test_no_secret_of_a_file_is_in_what_is_said_about_it(tmp_path: Path) -> None:
    text = "access_key_secret = 'planted-secret'\naccess_key_id = 'planted-id'\nstate_key = 'planted-secret'\nx = 1\n"

    assert "planted" not in problem("serve", "--config", str(written(tmp_path, text)))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"region = '\xe9'", b"\x00"])
def test_a_file_that_is_no_text_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)

    assert "is not TOML in UTF-8" in problem("serve", "--config", str(path))


def test_a_file_that_is_not_there_is_named_with_the_option() -> None:
    assert problem("serve", "--config", "/nonexistent.toml") == (
        "dataworks-di-mcp: --config /nonexistent.toml: No such file or directory\n"
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATAWORKS_DI_REGOIN", "x", "DATAWORKS_DI_REGOIN is not a setting here; did you mean DATAWORKS_DI_REGION?"),
        ("DATAWORKS_DI_READONLY", "true", "did you mean DATAWORKS_DI_READ_ONLY?"),
        ("DATAWORKS_DI_PORT", "http", "DATAWORKS_DI_PORT must be a number from 0 to 65535, not 'http'"),
        (
            "DATAWORKS_DI_MODE",
            "fll",
            "DATAWORKS_DI_MODE must be one of read-only, confirm, full, not 'fll'; did you mean full?",
        ),
        ("DATAWORKS_DI_READ_ONLY", "1", "DATAWORKS_DI_READ_ONLY must be true or false, not '1'"),
        ("DATAWORKS_DI_PROJECT", "x", "DATAWORKS_DI_PROJECT must be the id of a workspace"),
        ("DATAWORKS_DI_STUDIO", "old", "DATAWORKS_DI_STUDIO"),
        ("DATAWORKS_DI_YES", "true", "DATAWORKS_DI_YES"),
    ],
)
def test_a_variable_that_is_wrong_is_named_with_the_fix(name: str, value: str, says: str) -> None:
    assert says in problem("serve", **{name: value})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_language_is_shown_in_the_setup(language: str) -> None:
    result = ran_here("doctor", "--json", "--emulator", DATAWORKS_DI_LANGUAGE=language)

    assert json.loads(result.stdout)["language"] == language


def test_an_empty_variable_says_nothing() -> None:
    empty = {variable(key): "" for command in COMMANDS.values() for key in settings_of(command)}

    assert ran_here("call", "list_projects", "--emulator", **empty).returncode == 0


@pytest.mark.parametrize("source", ["variable", "file"])
@pytest.mark.parametrize("given", [["--region", "cn-shanghai"], ["--endpoint", "http://127.0.0.1:9"], ["--vpc"]])
def test_an_option_about_the_service_counts_more_than_an_emulator_elsewhere(
    given: list[str], source: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "emulator = true\ndata = 'kept.sqlite'\n" if source == "file" else "")
    shown = settings("--config", str(path), *given, **(EMULATED if source == "variable" else {}))

    assert shown["emulator"]["value"] == "false"
    assert shown["data"]["value"] == "none"
    assert not (tmp_path / "kept.sqlite").exists()


def test_an_emulator_on_the_command_line_counts_more_than_an_address_elsewhere(tmp_path: Path) -> None:
    path = written(tmp_path, "endpoint = 'https://example.com'\nregion = 'cn-shanghai'\n")

    assert ran_here("call", "list_projects", "--emulator", "--config", str(path)).returncode == 0


def test_a_setting_that_has_no_effect_is_shown_so_and_refused_on_the_command_line_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "port = 9000\nemulator = true\n")

    shown = settings("--config", str(path))["port"]
    assert shown == {
        "value": "8000",
        "source": f"default, since {path}:port has no effect without --transport http",
    }
    told = problem("serve", "--emulator", "--port", "9000")
    assert told == "dataworks-di-mcp: --port has no effect without --transport http\n"


GUARDS = [
    ("token_file", "/tokens", "without --transport http"),
    ("issuer", "https://issuer.example", "without --transport http"),
    ("audience", "x", "without --transport http"),
    ("read_scope", "x", "without --transport http"),
    ("external_id", "x", "without --assume-role"),
    ("sts_audience", "x", "without --assume-role-with-oidc"),
]


@pytest.mark.parametrize(("key", "value", "why"), GUARDS)
@pytest.mark.parametrize("source", ["variable", "file"])
def test_what_says_who_may_call_is_never_left_out_in_silence(
    key: str, value: str, why: str, source: str, tmp_path: Path
) -> None:
    path = written(tmp_path, f"[serve]\n{key} = '{value}'\n" if source == "file" else "")
    given = {} if source == "file" else {variable(key): value}
    named = f"{path}:serve.{key}" if source == "file" else f"variable {variable(key)}"

    options = options_in(["serve", "--emulator", "--config", str(path)])
    settle(options, options.commands, given)

    assert options.unused_guards == [f"{named} has no effect {why}"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_server_over_stdio_warns_of_a_token_file_that_it_does_not_use(form: str) -> None:
    result = ran("serve", "--emulator", "--log-format", form, DATAWORKS_DI_TOKEN_FILE="/tokens")

    assert result.returncode == 0
    assert result.stdout == ""
    assert "variable DATAWORKS_DI_TOKEN_FILE has no effect without --transport http" in result.stderr


@pytest.mark.parametrize("key", ["read_scope", "write_scope", "sts_audience", "external_id"])
def test_a_server_does_not_listen_where_what_says_who_may_call_has_no_effect(key: str) -> None:
    told = problem("serve", "--emulator", "--transport", "http", "--port", "0", **{variable(key): "x"})

    assert f"variable {variable(key)} has no effect without" in told


@pytest.mark.parametrize("given", [["--issuer", ""], ["--audience", ""], ["--issuer", "", "--audience", ""]])
def test_an_empty_issuer_does_not_leave_the_server_open(given: list[str]) -> None:
    told = problem("serve", "--emulator", "--transport", "http", "--port", "0", *given)

    assert "--issuer and --audience belong together" in told


def test_doctor_refuses_the_roles_that_a_server_refuses(tmp_path: Path) -> None:
    role = "assume_role_with_oidc = 'acs:ram::1:role/x'"
    text = f"emulator = true\n[serve]\ntransport = 'http'\nissuer = 'https://i'\naudience = 'a'\n{role}\n"
    told = [problem(command, "--config", str(written(tmp_path, text))) for command in ("doctor", "serve")]

    assert "--assume-role-with-oidc needs --oidc-provider and --sts-audience" in told[0]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "line",
    [
        "metrics = '0.0.0.0:9100'",
        "token_file = 'nothing'",
        "host = '0.0.0.0'",
        "issuer = 'https://i.example'",
        "allowed_hosts = ['a,b']",
        "allowed_origins = ['https://APP.example/']",
    ],
)
def test_doctor_is_not_ready_where_a_server_does_not_start(line: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"emulator = true\n[serve]\ntransport = 'http'\nport = 0\n{line}\n")
    told = [problem(command, "--config", str(path)) for command in ("doctor", "serve")]

    assert told[0] == told[1] != ""


def test_false_in_a_stronger_source_counts_more_than_true_in_a_weaker_one(tmp_path: Path) -> None:
    path = written(tmp_path, "emulator = true\nread_only = true\n")
    in_table = written(tmp_path, "emulator = true\nread_only = true\n[serve]\nread_only = false\n")

    assert settings("--config", str(path), DATAWORKS_DI_READ_ONLY="false")["mode"]["value"] == "confirm"
    assert settings("--config", str(in_table))["mode"]["value"] == "confirm"
    assert settings("--config", str(in_table), DATAWORKS_DI_READ_ONLY="true")["read_only"]["value"] == "read-only"


def test_what_a_command_needs_may_stand_elsewhere(tmp_path: Path) -> None:
    path = written(tmp_path, "emulator = true\n[mirror]\nproject = [10000, 10001]\ncalls = 0\n")
    missing = ran_here("mirror", "--emulator")

    assert missing.returncode == 2
    assert "the following arguments are required: --project" in missing.stderr
    for result in (
        ran_here("mirror", "--emulator", "--calls", "0", DATAWORKS_DI_PROJECT="10000,10001"),
        ran_here("mirror", "--config", str(path)),
    ):
        assert result.returncode == 1
        assert "There are more calls to make than --calls allows." in result.stderr


def test_the_file_is_passed_on_to_a_client_and_what_it_says_is_not_repeated(tmp_path: Path) -> None:
    path = written(tmp_path, "emulator = true\nrate = 2\nmode = 'full'\n")
    pasted = json.loads(ran_here("config", "cursor", "--config", str(path), DATAWORKS_DI_LANGUAGE="zh").stdout)
    arguments = pasted["mcpServers"]["dataworks"]["args"]

    server = ["serve", "--language", "zh", "--config", str(path), "--transport", "stdio"]
    assert arguments[arguments.index("serve") :] == server


def test_a_client_that_is_given_the_file_of_a_server_over_http_still_reaches_its_own_over_stdio(tmp_path: Path) -> None:
    path = written(tmp_path, "emulator = true\n[serve]\ntransport = 'http'\nport = 0\n")
    pasted = json.loads(ran_here("config", "cursor", "--config", str(path)).stdout)
    command = [pasted["mcpServers"]["dataworks"]["command"], *pasted["mcpServers"]["dataworks"]["args"]]
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE}
    answer = subprocess.run(command, input=f"{json.dumps(request)}\n", capture_output=True, text=True, check=True)

    assert json.loads(answer.stdout)["result"]["serverInfo"]["name"] == NAME


def test_the_command_line_alone_has_what_is_said_for_one_call() -> None:
    assert options_in(["call", "list_projects", "--yes"]).yes is True
    assert all(not {*ONCE} & settings_of(command).keys() for command in COMMANDS.values())
