"""What is seen where a call is not one request: tasks, other processes, roles, and names that nobody knows."""

import re
from dataclasses import replace
from typing import Any

import pytest
from mcp.shared.exceptions import MCPError
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from emulator.faults.fault_rules import FaultRule, Faults
from emulator.service import Emulator
from server.hosting import Hosting
from server.identity.roles import Roles, with_identity
from server.long_work.elsewhere import HANDOVER, SPREAD
from server.settings import Settings
from server.telemetry.bounded import MOST_CODES, OTHER
from server.telemetry.figures import Figures
from server.telemetry.traces import Traces
from server.telemetry.watchers import Telemetry
from server.telemetry.watching import Together, id_of
from tests.server.identity.hosts import FULL
from tests.server.long_work.asking import Free, Service, asked, begun, until
from tests.server.telemetry.watched import ERAS, watched
from tests.sessions import WISH, Time, emulated, facts_of, sent
from tools.rules.caller import LOCAL

GENERATE = "GenerateDISyncTaskConfigForCreating"

AS_ROLE = Hosting(
    Settings(emulator=True), roles=Roles(FULL), caller_of=with_identity(Roles(FULL), lambda: replace(LOCAL))
)
"""A server whose one caller acts as a role."""


class Watchers:
    """A server's observers, and what they saw."""

    def __init__(self) -> None:
        self.spans, self.figures, provider = InMemorySpanExporter(), Figures(), TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self.spans))
        self.telemetry = Telemetry(Together((Traces(provider), self.figures)))

    def in_flight(self) -> dict[str, float]:
        families = text_string_to_metric_families(self.figures.page().decode())
        samples = [each for family in families for each in family.samples if each.name.endswith("flows_in_flight")]
        return {each.labels["flow"]: each.value for each in samples}

    def outcomes(self) -> list[tuple[str, str]]:
        families = text_string_to_metric_families(self.figures.page().decode())
        samples = [each for family in families for each in family.samples if each.name.endswith("tool_calls_total")]
        return [(each.labels["tool"], each.labels["outcome"]) for each in samples]

    def above(self, name: str) -> list[str]:
        """The names of the spans above the first span of this name."""
        found = self.spans.get_finished_spans()
        by_id = {span.context.span_id: span for span in found if span.context}
        span = next(each for each in found if each.name == name)
        names = list[str]()
        while span.parent and span.parent.span_id in by_id:
            span = by_id[span.parent.span_id]
            names.append(span.name)
        return names


async def test_work_that_goes_on_after_its_request_stays_in_its_trace_and_ends_in_the_figures() -> None:
    service, seen = Service(), Watchers()
    async with service.replica(telemetry=seen.telemetry) as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        await service.time.waiting.wait()
        during = seen.in_flight()
        service.time.go.set()
        await until(client, task_id, "completed")

    assert during["create_realtime_task"] == 1
    assert set(seen.in_flight().values()) == {0}
    assert seen.outcomes() == [("create_realtime_task", "done")]
    assert seen.above("request CreateDISyncTask") == [
        "flow create_realtime_task",
        "tool create_realtime_task",
        "tools/call create_realtime_task",
    ]


@pytest.mark.parametrize("how", ["cancelled", "server ends"])
async def test_work_that_is_stopped_is_not_in_flight(how: str) -> None:
    service, seen = Service(), Watchers()
    async with service.replica(telemetry=seen.telemetry) as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        await service.time.waiting.wait()
        if how == "cancelled":
            await asked(client.session, "tasks/cancel", task_id)
            await until(client, task_id, "cancelled")

    assert set(seen.in_flight().values()) == {0}
    assert seen.outcomes() == [("create_realtime_task", "cancelled")]


async def test_work_that_another_process_finishes_is_seen_there() -> None:
    service, first, second = Service(), Watchers(), Watchers()
    async with service.replica(telemetry=first.telemetry) as client:
        task_id = await begun(client, "create_realtime_task", WISH)
        await service.time.waiting.wait()
    service.time.now += HANDOVER + SPREAD
    async with service.replica(time=Free(service.time), telemetry=second.telemetry) as other:
        await until(other, task_id, "completed")

    assert set(first.in_flight().values()) == set(second.in_flight().values()) == {0}
    assert second.above("request CreateDISyncTask")[-1] == "tasks/get"


@pytest.mark.parametrize("mode", ERAS)
async def test_calls_as_a_role_are_seen_with_the_exchange(mode: str) -> None:
    async with watched(mode=mode, hosting=AS_ROLE) as seen:
        result = await seen.client.call_tool("list_projects", {})
        samples, tree = seen.samples(), seen.tree()

    assert not result.is_error
    assert samples["dataworks_di_api_calls_total{code=ok,operation=AssumeRole}"] == 1
    assert samples["dataworks_di_api_calls_total{code=ok,operation=ListProjects}"] == 1
    assert "    request ListProjects" in tree


class Ending(Time):
    """A clock whose waits end the sessions of all roles, and take away the roles if asked."""

    def __init__(self, *, roles_too: bool) -> None:
        super().__init__()
        self.roles_too = roles_too
        self.emulator: Emulator | None = None

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        assert self.emulator
        self.emulator.world.roles.sessions.clear()
        if self.roles_too:
            self.emulator.world.roles.roles.clear()


@pytest.mark.parametrize("roles_too", [False, True])
async def test_a_session_that_ends_in_the_middle_of_a_flow_is_taken_again_or_ends_it_before_its_write(
    roles_too: bool,
) -> None:
    time, late = Ending(roles_too=roles_too), FaultRule(operation=GENERATE, kind="delay", seconds=9)
    time.emulator = emulated(time, faults=Faults(rules=[late]))
    async with watched(time.emulator, hosting=AS_ROLE, time=time) as seen:
        result = await seen.client.call_tool("create_realtime_task", WISH)
        flows = {name: value for name, value in seen.samples().items() if "in_flight" in name}

    assert result.is_error == roles_too
    assert facts_of(result).get("error", {}).get("code") == ("RoleNotTaken.EntityNotExist.Role" if roles_too else None)
    assert sent(time.emulator).count("CreateDISyncTask") == (0 if roles_too else 1)
    assert set(flows.values()) == {0}


@pytest.mark.parametrize("mode", ERAS)
async def test_thousands_of_names_that_nobody_knows_add_few_label_values_and_names_of_spans(mode: str) -> None:
    async with watched(mode=mode) as seen:
        session = seen.client.session
        for number in range(1_000):
            for refused in (seen.client.get_prompt(f"p{number}"), session.read_resource(f"dataworks://x{number}")):
                with pytest.raises(MCPError):
                    await refused
            await seen.client.call_tool(f"tool-{number}", {})
        labels = {value for name in seen.samples() for value in re.findall(r"=([^,}]*)", name)}
        names = {span.name for span in seen.spans.get_finished_spans()}

    assert len(labels) < 20
    assert len(names) < 20
    assert OTHER in labels
    assert not re.search(r"p\d|x\d|tool-\d", f"{labels}{names}")


async def test_codes_that_the_service_makes_up_are_bounded() -> None:
    rules = [
        FaultRule(operation="ListFiles", kind="refuse", code=f"Code{number}", message="x", status=400, times=1)
        for number in range(2 * MOST_CODES)
    ]
    call: dict[str, Any] = {"project_id": "10000"}
    async with watched(emulated(Time(), faults=Faults(rules=rules))) as seen:
        for _ in rules:
            await seen.client.call_tool("list_files", call)
        codes = {code for name in seen.samples() for code in re.findall(r"code=([^,}]*)", name)}
        kinds = {str((span.attributes or {}).get("error.type")) for span in seen.spans.get_finished_spans()}

    assert OTHER in codes
    assert MOST_CODES <= len(codes) <= MOST_CODES + 2
    assert len(kinds) <= MOST_CODES + 2


def test_the_id_of_a_request_is_in_its_span_if_it_is_one() -> None:
    uuid = "0af76519-16cd-43dd-8448-eb211c80319c"

    assert [id_of(each) for each in (7, "7", uuid)] == ["7", "7", uuid]
    assert [id_of(each) for each in (None, "planted-Tr0ub4dor", "x" * 60, "9" * 30)] == [None] * 4
