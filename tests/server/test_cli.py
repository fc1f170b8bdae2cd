"""The command line."""

import json
import signal
from pathlib import Path

import pytest

from dataworks.client import DataWorks
from dataworks.credentials import static
from dataworks.errors import Refused
from dataworks.operation import NEW
from dataworks.operations.catalog import operations
from dataworks.operations.v2020.files import ListFiles
from dataworks.retry import RetryRule
from dataworks.signing import Credentials
from dataworks.transport import connect
from server.settings import Settings
from tests.server.processes import line_with, ran, ran_here, started


def test_the_demo_prints_three_created_tasks_as_json() -> None:
    result = ran("demo", "--json")
    tasks = json.loads(result.stdout)

    assert result.returncode == 0
    assert [task["destination_type"] for task in tasks] == ["maxcompute", "kafka", "hologres"]
    assert all(task["state"] == "created" for task in tasks)
    assert len({task["task_id"] for task in tasks}) == 3
    assert all(task["tables"]["count"] >= 1 for task in tasks)
    assert [task["start"]["state"] for task in tasks] == ["RUN"] * 3
    assert result.stderr == ""


def test_the_emulator_prints_what_it_does_and_how_we_know() -> None:
    result = ran_here("emulate", "--coverage")
    lines = result.stdout.replace(f" ({NEW})", "").splitlines()
    rows = [line.split(maxsplit=2) for line in lines]

    assert result.returncode == 0
    roles = {"AssumeRole", "AssumeRoleWithOIDC"}
    assert {row[0] for row in rows if not row[0].startswith("(")} == {key.action for key in operations()} | roles
    assert {row[1] for row in rows if not row[0].startswith("(")} == {"documented", "sdk", "seen", "assumed"}


async def test_the_emulator_says_its_address_when_it_is_ready_and_misbehaves_as_told() -> None:
    with started(
        "emulate", "--port", "0", "--key", "me:mine", "--fault", "ListFiles=503:ServiceUnavailable"
    ) as process:
        url = line_with(process.stderr, "http://").split()[4].rstrip(";")
        source = static(Credentials("me", "mine"))
        async with DataWorks(url, source, connect(url), retries=RetryRule(attempts=1)) as api:
            with pytest.raises(Refused, match="ServiceUnavailable"):
                await api.call(ListFiles(project_id="10000"))
            page = await api.call(ListFiles(project_id="10000"))
        process.send_signal(signal.SIGTERM)
        code = process.wait()

    assert page.total_count > 0
    assert code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["emulate", "--fault", "nonsense"], "nonsense"),
        (["emulate", "--faults", "no-such-file.toml"], "no-such-file.toml"),
        (["doctor", "--faults", "no-such-file.toml"], "--faults has no effect without --emulator"),
        (["emulate", "--key", "nosecret"], "--key takes ID:SECRET or ID:SECRET:TOKEN"),
        (["emulate", "--key", "id:secret:"], "--key takes ID:SECRET or ID:SECRET:TOKEN"),
        (["emulate", "--host", "192.0.2.1"], "list with --allowed-hosts"),
        (["serve", "--endpoint", "http://192.0.2.1"], "plain http is accepted for this machine only"),
        (["serve", "--endpoint", "nonsense"], "not an address"),
    ],
    ids=["fault", "no file", "no emulator", "key", "token", "host", "plain http", "endpoint"],
)
def test_a_wrong_option_ends_the_start_with_one_line(arguments: list[str], says: str) -> None:
    result = ran_here(*arguments)

    assert result.returncode == 1
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["emulate", "--port", "70000"], "argument --port: must be a number from 0 to 65535, not '70000'"),
        (["serve", "--rate", "often"], "argument --rate: must be a number from 0 to 1000, not 'often'"),
    ],
)
def test_a_number_outside_its_range_is_refused_with_the_range(arguments: list[str], says: str) -> None:
    result = ran_here(*arguments)

    assert result.returncode == 2
    assert says in result.stderr


def test_the_emulator_inside_misbehaves_as_a_file_says(tmp_path: Path) -> None:
    faults = tmp_path / "faults.toml"
    faults.write_text("[[rules]]\noperation = 'ListFiles'\nkind = 'reject'\nmessage = 'as told'\n", "utf-8")

    result = ran_here("call", "list_files", '{"project_id": "10000"}', "--emulator", "--faults", str(faults))

    assert result.returncode == 1
    assert "as told" in result.stdout


def test_a_region_is_spelled_into_its_address() -> None:
    assert Settings(region="cn-shanghai").address() == "https://dataworks.cn-shanghai.aliyuncs.com"
    assert Settings(region="cn-shanghai", vpc=True).address() == "https://dataworks-vpc.cn-shanghai.aliyuncs.com"
    assert Settings(region="cn-shanghai", endpoint="http://127.0.0.1:1").address() == "http://127.0.0.1:1"


def test_without_a_command_the_usage_is_shown() -> None:
    result = ran()

    assert result.returncode == 2
    assert "usage: dataworks-di-mcp" in result.stderr
