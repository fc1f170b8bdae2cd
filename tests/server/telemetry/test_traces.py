"""Traces: the tree of a call, with names that are known, and without anything that somebody wrote."""

import re
from typing import Any

import pytest
from mcp.shared.exceptions import MCPError
from mcp_types import Request, RequestParams, Result
from opentelemetry.trace import SpanKind, StatusCode

from emulator.faults.fault_rules import FaultRule, Faults
from tests.server.telemetry.watched import ERAS, watched
from tests.sessions import WISH, Time, emulated

SECRET = "planted-Tr0ub4dor"


class AnyParams(RequestParams):
    name: Any


class AnyRequest(Request[AnyParams, str]):
    """A request as no library sends it."""

    method: str
    params: AnyParams


TREE = """\
tools/call create_realtime_task
  tool create_realtime_task
    request ListFolders
    request ListResourceGroups
    flow create_realtime_task
      flow generated_for
        flow generate
          request GenerateDISyncTaskConfigForCreating
          request QueryDISyncTaskConfigProcessResult
      request CreateDISyncTask
      request ListFiles"""


@pytest.mark.parametrize("mode", ERAS)
async def test_a_call_is_a_tree_of_tool_flows_and_requests(mode: str) -> None:
    async with watched(mode=mode) as seen:
        result = await seen.client.call_tool("create_realtime_task", WISH)
        tree = "\n".join(seen.tree())

    assert not result.is_error
    assert tree == TREE


@pytest.mark.parametrize("mode", ERAS)
async def test_a_request_has_its_facts_and_nothing_that_it_carries(mode: str) -> None:
    async with watched(mode=mode) as seen:
        await seen.client.call_tool("list_files", {"project_id": "10000", "keyword": SECRET})
        spans = seen.spans.get_finished_spans()

    (request,) = [span for span in spans if span.kind is SpanKind.CLIENT]
    facts = dict(request.attributes or {})
    assert re.fullmatch(r"[0-9A-F-]{36}", str(facts.pop("aliyun.request_id")))
    assert facts == {
        "dataworks_di.api.version": "2020-05-18",
        "dataworks_di.outcome": "ok",
        "http.request.resend_count": 0,
        "http.response.status_code": 200,
        "server.address": "127.0.0.1",
    }
    assert SECRET not in "".join(span.to_json() for span in spans)


async def test_a_failure_has_its_code_and_no_text() -> None:
    rule = FaultRule(operation="ListFiles", kind="refuse", code="InvalidX.Planted", message=SECRET, status=400)
    async with watched(emulated(Time(), faults=Faults(rules=[rule]))) as seen:
        result = await seen.client.call_tool("list_files", {"project_id": "10000"})
        spans = {span.name: span for span in seen.spans.get_finished_spans()}

    assert result.is_error
    for name in ("request ListFiles", "tool list_files", "tools/call list_files"):
        assert (spans[name].attributes or {})["error.type"] == "InvalidX.Planted"
        assert spans[name].status.status_code is StatusCode.ERROR
        assert spans[name].status.description is None
        assert list(spans[name].events) == []
    assert (spans["request ListFiles"].attributes or {})["dataworks_di.outcome"] == "failed"
    assert "rpc.response.status_code" not in (spans["tools/call list_files"].attributes or {})


@pytest.mark.parametrize("mode", ERAS)
async def test_names_that_nobody_knows_are_one_name(mode: str) -> None:
    async with watched(mode=mode) as seen:
        await seen.client.call_tool(f"nope_{SECRET}", {"password": SECRET})
        with pytest.raises(MCPError):
            await seen.client.get_prompt(f"nope_{SECRET}")
        spans = seen.spans.get_finished_spans()

    names = {span.name for span in spans}
    assert {"tools/call _OTHER", "prompts/get _OTHER"} <= names
    assert SECRET not in "".join(span.to_json() for span in spans)


@pytest.mark.parametrize("mode", ERAS)
@pytest.mark.parametrize("name", [[], {}, [SECRET]], ids=repr)
@pytest.mark.parametrize("method", ["tools/call", "prompts/get"])
async def test_a_name_that_is_no_text_is_refused_as_without_telemetry(method: str, name: Any, mode: str) -> None:
    async with watched(mode=mode) as seen:
        request: Any = AnyRequest(method=method, params=AnyParams(name=name))
        with pytest.raises(MCPError) as refused:
            await seen.client.session.send_request(request, Result)
        span = seen.spans.get_finished_spans()[-1]

    assert refused.value.code == -32602
    assert span.name == f"{method} _OTHER"
    assert (span.attributes or {})["rpc.response.status_code"] == "-32602"
    assert SECRET not in span.to_json()


@pytest.mark.parametrize("mode", ERAS)
@pytest.mark.parametrize("valid", [True, False])
async def test_the_trace_that_a_client_names_is_continued(mode: str, valid: bool) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" if valid else SECRET
    meta: Any = {"traceparent": parent}
    async with watched(mode=mode) as seen:
        await seen.client.call_tool("list_files", {"project_id": "10000"}, meta=meta)
        spans = [span for span in seen.spans.get_finished_spans() if "list" in span.name.lower()]

    traces = {f"{span.context.trace_id:032x}" for span in spans if span.context and "tools/list" not in span.name}
    assert (traces == {"0af7651916cd43dd8448eb211c80319c"}) == valid
