"""Traces of real processes: what a collector is sent, over HTTP and over stdio, and at the end."""

import re
import signal
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.server.http.talk import reached
from tests.server.processes import ALL, called, greeted, line_with, ran, started

SECRET = "planted-Tr0ub4dor"
TRACE, OUTER = "0af7651916cd43dd8448eb211c80319c", "1af7651916cd43dd8448eb211c80319d"
NAMED = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
GATEWAY = {"traceparent": f"00-{OUTER}-c7ad6b7169203332-01", "tracestate": f"v={SECRET}", "baggage": f"p={SECRET}"}


@dataclass
class Collector:
    """Keeps the spans that it is sent."""

    url: str = ""
    received: list[bytes] = field(default_factory=list[bytes])

    def spans(self) -> list[Any]:
        found = [ExportTraceServiceRequest.FromString(body) for body in self.received]
        scopes = [scope for each in found for part in each.resource_spans for scope in part.scope_spans]
        return [span for scope in scopes for span in scope.spans]

    def names(self) -> list[str]:
        return [span.name for span in self.spans()]


class Receiving(BaseHTTPRequestHandler):
    """Takes what exporters send."""

    def __init__(self, collector: Collector, *more: Any) -> None:
        self.collector = collector
        super().__init__(*more)

    def do_POST(self) -> None:
        self.collector.received.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def collecting() -> Generator[Collector]:
    collector = Collector()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Receiving, collector))
    collector.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.parametrize(("meta", "trace", "links"), [(None, OUTER, 0), (NAMED, TRACE, 1)])
async def test_the_trace_of_an_http_request_is_continued_or_linked(
    mode: str, meta: Any, trace: str, links: int
) -> None:
    with collecting() as collector:
        to = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
        with started("serve", "--emulator", "--transport", "http", "--port", "0", *ALL, "--traces", **to) as process:
            url = line_with(process.stderr, "Serving").split()[-1].removesuffix("/mcp")
            async with reached(url, mode=mode, headers=GATEWAY) as client:
                await client.call_tool("list_projects", {}, meta=meta)
            process.send_signal(signal.SIGTERM)
            code = process.wait()

    call, tool, request = (
        next(span for span in collector.spans() if span.name == name)
        for name in ("tools/call list_projects", "tool list_projects", "request ListProjects")
    )
    assert code == 0
    assert {span.trace_id.hex() for span in (call, tool, request)} == {trace}
    assert (tool.parent_span_id, request.parent_span_id) == (call.span_id, tool.span_id)
    assert [link.trace_id.hex() for link in call.links] == [OUTER] * links
    assert SECRET not in str(collector.spans())


def test_a_server_over_stdio_sends_the_rest_of_its_traces_at_the_end_and_nothing_else_to_stdout() -> None:
    with collecting() as collector:
        to = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
        with started("serve", "--emulator", *ALL, "--traces", "--metrics", "127.0.0.1:0", **to) as process:
            greeted(process)
            called(process, 1, "list_projects", {})
            process.send_signal(signal.SIGTERM)
            code = process.wait()
            rest = process.stdout.read() if process.stdout else b""

    assert (code, rest) == (0, b"")
    assert "tools/call list_projects" in collector.names()


def test_the_second_server_at_an_address_says_so() -> None:
    with started("serve", "--emulator", "--metrics", "127.0.0.1:0") as process:
        address = line_with(process.stderr, "Figures at").split("/")[2]
        second = ran("serve", "--emulator", "--metrics", address)

    assert (second.returncode, second.stdout) == (1, "")
    assert f"can't listen on {address} (--metrics)" in second.stderr


@pytest.mark.parametrize("address", ["127.0.0.1:0", "localhost:0", "[::1]:0"])
def test_a_server_whose_client_leaves_ends_with_its_figures(address: str) -> None:
    done = ran("serve", "--emulator", "--metrics", address)

    assert (done.returncode, done.stdout) == (0, "")
    assert re.fullmatch(r"Figures at http://\S+/metrics\n", done.stderr)


def test_an_address_that_figures_use_already_is_refused_in_a_line() -> None:
    with started("serve", "--emulator", "--metrics", "127.0.0.1:0") as process:
        port = line_with(process.stderr, "Figures at").split(":")[-1].partition("/")[0]
        over_http = ("--transport", "http", "--port", port, "--metrics", "127.0.0.1:0")
        second = ran("serve", "--emulator", *over_http)

    assert (second.returncode, second.stdout) == (1, "")
    assert "Traceback" not in second.stderr
    assert port in second.stderr.splitlines()[-1]
