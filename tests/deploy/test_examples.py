"""The examples for operators say what the server understands, and agree with each other."""

import re
import shlex
import shutil
import subprocess
from argparse import Namespace
from pathlib import Path

import pytest

from server.http.exposure import Exposure
from server.options import parser
from tests.deploy.dockerfile import last, steps
from tests.server.processes import COMMAND
from tests.structure.tree import ROOT

SINGLE = ROOT / "examples" / "dataworks-di-mcp.service"
SEVERAL = ROOT / "examples" / "dataworks-di-mcp@.service"
NGINX = (ROOT / "examples" / "nginx.conf").read_text("utf-8")
NAME = "mcp.example.com"

units = pytest.mark.parametrize("path", [SINGLE, SEVERAL], ids=lambda path: path.name)


def settings(path: Path) -> list[tuple[str, str]]:
    """The lines of a unit, as name and value."""
    text = path.read_text("utf-8").replace("\\\n", " ")
    return [
        (name, value) for line in text.splitlines() if line[:1].isalpha() for name, _, value in [line.partition("=")]
    ]


def understood(words: list[str]) -> Namespace:
    """A command line as the server reads it; it ends the test if it can't."""
    return parser().parse_args(words)


def started_by(path: Path) -> Namespace:
    command = dict(settings(path))["ExecStart"].replace("%d", "/run/credentials").replace("%L", "/var/log")
    return understood(shlex.split(command.replace("%i", "8001"))[1:])


def exposed(options: Namespace) -> Exposure:
    return Exposure(options.host, options.port, tuple(options.allowed_hosts))


@units
def test_a_unit_starts_the_server_safely_for_a_proxy_on_the_same_machine(path: Path) -> None:
    options = started_by(path)
    exposed(options).check(authenticated=options.token_file is not None)

    assert (options.command, options.transport, options.host) == ("serve", "http", "127.0.0.1")
    assert options.mode == "confirm"
    assert options.allowed_hosts == [NAME]


@units
def test_what_a_unit_names_as_credentials_is_handed_to_it(path: Path) -> None:
    text = path.read_text("utf-8")
    used = set(re.findall(r"%d/([\w.-]+)", text))
    loaded = {value.partition(":")[0] for name, value in settings(path) if name == "LoadCredential"}

    assert used == loaded == {"tokens", "state-key", "credentials.ini"}


@units
def test_a_unit_may_do_nothing_but_serve(path: Path) -> None:
    told = dict(settings(path))

    assert told["DynamicUser"] == told["NoNewPrivileges"] == "yes"
    assert told["ProtectSystem"] == "strict"
    assert told["CapabilityBoundingSet"] == ""
    assert told["User"] == told["LogsDirectory"] == "dataworks-di-mcp"


def test_the_unit_for_several_processes_differs_by_the_port_alone() -> None:
    single, several = (path.read_text("utf-8").partition("[Unit]")[2] for path in (SINGLE, SEVERAL))

    assert several.replace("--port %i", "--port 8000").replace(", port %i", "") == single


@units
def test_systemd_understands_a_unit(path: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    text = path.read_text("utf-8").replace("/opt/dataworks-di-mcp/bin/dataworks-di-mcp", str(COMMAND))
    unit = tmp_path / path.name.replace("@", "@8001")
    unit.write_text(text, "utf-8")
    command = [analyze, "verify", str(unit)] if analyze else ["true"]  # without systemd, the tests above must do
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr
    assert unit.name not in result.stderr


def test_the_image_starts_the_server_safely() -> None:
    found = steps(ROOT / "Dockerfile")
    options = understood(last(found, "CMD").command())
    exposed(options).check(authenticated=options.token_file is not None)

    assert str(options.port) == last(found, "EXPOSE").rest
    assert f"127.0.0.1', {options.port}" in last(found, "HEALTHCHECK").rest


def test_the_proxy_leads_to_the_processes_under_the_name_that_they_answer_to() -> None:
    ports = re.findall(r"dataworks-di-mcp@(\d+)", SEVERAL.read_text("utf-8"))

    assert re.findall(r"server 127\.0\.0\.1:(\d+);", NGINX) == ports
    assert set(re.findall(r"server_name (\S+);", NGINX)) == {NAME}
    assert "proxy_set_header Host $host;" in NGINX


def test_the_proxy_lets_streams_pass_and_asks_for_no_less_time_or_room_than_the_server_gives() -> None:
    limits = Exposure().limits
    hours = re.search(r"proxy_read_timeout (\d+)h;", NGINX)
    megabytes = re.search(r"client_max_body_size (\d+)m;", NGINX)

    assert "proxy_buffering off;" in NGINX
    assert hours is not None
    assert int(hours[1]) * 3600 > limits.call
    assert megabytes is not None
    assert int(megabytes[1]) * 2**20 == Exposure().body_limit


def test_every_statement_of_the_proxy_ends_and_every_block_closes() -> None:
    lines = [line.strip() for line in NGINX.splitlines() if line.strip() and not line.strip().startswith("#")]

    assert [line for line in lines if line[-1] not in "{};"] == []
    assert NGINX.count("{") == NGINX.count("}")
