"""Figures: what is counted of known calls, with labels that are bounded, and where they are shown."""

import re
import subprocess
import sys
from typing import Any

import anyio
import httpx2
import pytest
from mcp_types import ElicitResult

from emulator.faults.fault_rules import FaultRule, Faults
from server.telemetry.bounded import MOST_CODES, OTHER, Codes
from server.telemetry.metrics_page import address
from tests.server.processes import ALL, called, greeted, line_with, ran_here, started
from tests.server.telemetry.watched import ERAS, watched
from tests.sessions import WISH, Time, emulated
from tests.structure.tree import ROOT

FILES: dict[str, Any] = {"project_id": "10000"}


@pytest.mark.parametrize("mode", ERAS)
async def test_calls_are_counted_by_tool_and_outcome_and_requests_by_operation_and_code(mode: str) -> None:
    rule = FaultRule(operation="ListFolders", kind="refuse", code="InvalidX", message="x", status=400)
    async with watched(emulated(Time(), faults=Faults(rules=[rule])), mode=mode) as seen:
        await seen.client.call_tool("list_files", FILES)
        await seen.client.call_tool("list_files", FILES)
        await seen.client.call_tool("list_folders", {**FILES, "parent_folder_path": "Business Flow"})
        await seen.client.call_tool("list_files", {"project_id": "nonsense"})
        samples = seen.samples()

    assert samples["dataworks_di_tool_calls_total{outcome=done,tool=list_files}"] == 2
    assert samples["dataworks_di_tool_calls_total{outcome=failed,tool=list_files}"] == 1
    assert samples["dataworks_di_tool_calls_total{outcome=failed,tool=list_folders}"] == 1
    assert samples["dataworks_di_api_calls_total{code=ok,operation=ListFiles}"] == 2
    assert samples["dataworks_di_api_calls_total{code=InvalidX,operation=ListFolders}"] == 1
    name = "mcp_server_operation_duration_seconds_count{error_type=%s,gen_ai_tool_name=%s,mcp_method_name=tools/call}"
    assert samples[name % ("", "list_files")] == 2
    assert samples[name % ("InvalidArguments", "list_files")] == 1
    assert samples[name % ("InvalidX", "list_folders")] == 1


async def test_throttling_is_counted_with_each_attempt() -> None:
    rule = FaultRule(operation="ListFiles", kind="throttle", times=2)
    async with watched(emulated(Time(), faults=Faults(rules=[rule]))) as seen:
        await seen.client.call_tool("list_files", FILES)
        samples = seen.samples()

    assert samples["dataworks_di_throttled_total{operation=ListFiles}"] == 2
    assert samples["dataworks_di_api_calls_total{code=ok,operation=ListFiles}"] == 1
    assert sum(value for name, value in samples.items() if "api_calls_total" in name) == 3


ANSWERS = {
    "agreed": ElicitResult(action="accept", content={"approve": True}),
    "refused": ElicitResult(action="decline"),
}


@pytest.mark.parametrize("outcome", ANSWERS)
@pytest.mark.parametrize("mode", ERAS)
async def test_consent_is_counted(mode: str, outcome: str) -> None:
    async def answer(*_: Any) -> ElicitResult:
        return ANSWERS[outcome]

    async with watched(mode=mode, answer=answer) as seen:
        await seen.client.call_tool("delete_file", {**FILES, "file_id": "100"})
        samples = seen.samples()

    assert {name: value for name, value in samples.items() if "consent" in name} == {
        "dataworks_di_consent_total{outcome=asked}": 1,
        f"dataworks_di_consent_total{{outcome={outcome}}}": 1,
    }


class Stopped(Time):
    """A clock with which nobody who waits gets on."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = anyio.Event()

    async def sleep(self, seconds: float) -> None:
        self.waiting.set()
        await anyio.sleep_forever()


async def test_a_cancelled_call_is_counted_as_such_and_no_flow_is_left_in_flight() -> None:
    time, late = Stopped(), FaultRule(operation="GenerateDISyncTaskConfigForCreating", kind="delay", seconds=9)
    service, during = emulated(time, faults=Faults(rules=[late])), dict[str, float]()
    async with watched(service, time=time) as seen, anyio.create_task_group() as group:
        group.start_soon(seen.client.call_tool, "create_realtime_task", WISH)
        await time.waiting.wait()
        during = seen.samples()
        group.cancel_scope.cancel()
    samples = seen.samples()

    assert during["dataworks_di_flows_in_flight{flow=create_realtime_task}"] == 1
    assert samples["dataworks_di_flows_in_flight{flow=create_realtime_task}"] == 0
    assert samples["dataworks_di_tool_calls_total{outcome=cancelled,tool=create_realtime_task}"] == 1
    assert samples["dataworks_di_api_calls_total{code=cancelled,operation=GenerateDISyncTaskConfigForCreating}"] == 1


async def test_ten_thousand_unknown_tools_add_one_label_value() -> None:
    async with watched() as seen:
        for number in range(10_000):
            await seen.client.call_tool(f"unknown_{number}", {})
        samples = seen.samples()

    tools = {name for found in samples for name in re.findall(r"tool(?:_name)?=([^,}]*)", found)}
    assert tools - {""} == {OTHER}
    assert samples[f"dataworks_di_tool_calls_total{{outcome=failed,tool={OTHER}}}"] == 10_000


def test_codes_are_bounded() -> None:
    codes = Codes()
    known = {codes.known(f"Code{number}") for number in range(10_000)}

    assert len(known) == MOST_CODES + 1
    assert codes.known("a text with spaces") == codes.known("x" * 1_000) == OTHER


@pytest.mark.parametrize(
    "text", ["9100", "0.0.0.0:9100", "example.com:9100", "127.0.0.1:99999", "127.0.0.1:", "[::]:1"]
)
def test_figures_are_shown_on_this_machine_alone(text: str) -> None:
    with pytest.raises(ValueError, match="--metrics takes"):
        address(text)
    assert ran_here("serve", "--emulator", "--metrics", text).returncode == 1


def test_a_server_over_stdio_shows_its_figures_where_asked_for() -> None:
    with started("serve", "--emulator", *ALL, "--metrics", "127.0.0.1:0") as process:
        url = line_with(process.stderr, "Figures at").split()[-1]
        greeted(process)
        called(process, 1, "list_projects", {})
        page = httpx2.get(url)
        other = httpx2.get(url.replace("/metrics", "/other"))
        foreign = [
            httpx2.get(url, headers={name: value}).status_code
            for name, value in (("origin", "https://example.com"), ("host", "example.com:9100"), ("host", "[::2]"))
        ]
        by_name = [httpx2.get(url, headers={"host": name}) for name in ("localhost:9100", "[::1]:9100", "127.0.0.1")]

    assert page.status_code == 200
    assert 'dataworks_di_tool_calls_total{outcome="done",tool="list_projects"} 1.0' in page.text
    assert (other.status_code, foreign) == (404, [403] * 3)
    assert [each.status_code for each in by_name] == [200] * 3


def test_a_server_over_http_shows_them_apart_from_its_tools() -> None:
    with started("serve", "--emulator", "--transport", "http", "--port", "0", "--metrics", "127.0.0.1:0") as process:
        url = line_with(process.stderr, "Figures at").split()[-1]
        tools = line_with(process.stderr, "Serving").split()[-1]
        page = httpx2.get(url)
        beside = httpx2.get(tools.replace("/mcp", "/metrics"))

    assert page.status_code == 200
    assert beside.status_code == 404


OFF = """
from server.cli import main
try:
    main(["call", "list_projects", "--emulator"])
except SystemExit as ended:
    assert not ended.code
from server.app import app
from server.backend import emulated
app(emulated)
import sys
heavy = ("opentelemetry.sdk", "opentelemetry.exporter", "prometheus_client")
print([name for name in sys.modules if name.startswith(heavy)])
"""


def test_nothing_is_loaded_where_nobody_asks_for_it() -> None:
    done = subprocess.run([sys.executable, "-c", OFF], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


MISSING = """
import sys
sys.modules[sys.argv.pop(1)] = None
from server.cli import main
main()
"""


@pytest.mark.parametrize(
    ("option", "library"),
    [
        (["--traces"], "opentelemetry.sdk"),
        (["--traces"], "opentelemetry.exporter.otlp.proto.http.trace_exporter"),
        (["--metrics", "127.0.0.1:0"], "prometheus_client"),
        (["--traces", "--metrics", "127.0.0.1:0"], "prometheus_client"),
    ],
)
def test_who_has_not_installed_the_extra_is_told_what_to_install(option: list[str], library: str) -> None:
    command = [sys.executable, "-c", MISSING, library, "serve", "--emulator", *option]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)

    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'dataworks-di-mcp[telemetry]'" in done.stderr
    assert (
        f"{option[-2] if library == 'prometheus_client' else option[0]} needs {library.partition('.')[0]}"
        in done.stderr
    )
