"""Traces by OpenTelemetry: request of a client, tool, flow, request to the service. It is loaded where asked for."""

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    Span,
    SpanKind,
    StatusCode,
    Tracer,
    TracerProvider,
    get_current_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from dataworks.observing import Counted, Facts, Kind
from server.settings import NAME, VERSION
from server.telemetry.asked import Asked
from server.telemetry.bounded import Codes

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider as Provider

SPAN_KINDS = {"tool": SpanKind.INTERNAL, "flow": SpanKind.INTERNAL, "request": SpanKind.CLIENT}

ATTRIBUTES = {
    "outcome": "dataworks_di.outcome",
    "version": "dataworks_di.api.version",
    "attempt": "http.request.resend_count",
    "host": "server.address",
    "status": "http.response.status_code",
    "request_id": "aliyun.request_id",
    "code": "error.type",
}
"""The attribute for each fact; what is not here is in no span."""


class Traces:
    """Makes a span of each piece of work; nothing in it comes from arguments, answers or messages."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer: Tracer = provider.get_tracer(NAME, VERSION)
        self._codes = Codes()

    @contextmanager
    def request(self, asked: Asked) -> Generator[Facts]:
        """Make a span of a request, below the trace that the client names, or else below that of its HTTP request.

        If there are both, the latter is linked.
        """
        inner, outer = _named(asked.traceparent), _named(asked.outer)
        parent = inner or outer
        links = [Link(get_current_span(outer).get_span_context())] if inner and outer else []
        name = " ".join(filter(None, (asked.method, asked.name)))
        with self._span(name, SpanKind.SERVER, dict(_of(asked)), parent, links) as (span, facts):
            yield facts
            if "error" in facts:  # a failure that is a result
                span.set_attribute("error.type", self._codes.known(facts["error"]))
                span.set_status(StatusCode.ERROR)

    @contextmanager
    def work(self, kind: Kind, name: str, known: Mapping[str, Any]) -> Generator[Facts]:
        """Make a span of a piece of work."""
        with self._span(f"{kind} {name}", SPAN_KINDS[kind], {}, None, []) as (span, facts):
            try:
                yield facts
            finally:
                for fact, value in {**known, **facts}.items():
                    if fact in ATTRIBUTES and value is not None:
                        span.set_attribute(ATTRIBUTES[fact], self._codes.known(value) if fact == "code" else value)
                if "code" in facts:
                    span.set_status(StatusCode.ERROR)

    @contextmanager
    def _span(
        self, name: str, kind: SpanKind, attributes: dict[str, Any], parent: Context | None, links: list[Link]
    ) -> Generator[tuple[Span, Facts]]:
        """Make a span; of an exception it has the type alone, since texts may hold anything."""
        quiet = {"record_exception": False, "set_status_on_exception": False}
        with self._tracer.start_as_current_span(name, parent, kind, attributes, links, **quiet) as span:
            facts: Facts = {}
            try:
                yield span, facts
            except BaseException as error:
                if "error" in facts:  # an error of the protocol
                    code = self._codes.known(facts["error"])
                    span.set_attributes({"error.type": code, "rpc.response.status_code": code})
                elif "code" not in facts:
                    span.set_attribute("error.type", self._codes.known(type(error).__name__))
                span.set_status(StatusCode.ERROR)
                raise

    def count(self, what: Counted, label: str = "", amount: float = 1.0) -> None:
        """Count nothing: figures do that."""


def _of(asked: Asked) -> Generator[tuple[str, str]]:
    yield "mcp.method.name", asked.method
    yield "mcp.protocol.version", asked.protocol
    if asked.request_id is not None:
        yield "jsonrpc.request.id", asked.request_id
    if asked.method == "tools/call":
        yield "gen_ai.operation.name", "execute_tool"
    if asked.name is not None:
        yield ("gen_ai.prompt.name" if asked.method == "prompts/get" else "gen_ai.tool.name"), asked.name


def _named(traceparent: str | None) -> Context | None:
    """Return the trace that a text names, without more that was sent beside it; none if it is not valid."""
    found = TraceContextTextMapPropagator().extract({"traceparent": traceparent or ""}, Context())
    return found if get_current_span(found).get_span_context().is_valid else None


def exported() -> "Provider":
    """Return a provider that sends spans by OTLP over HTTP, to where ``OTEL_EXPORTER_OTLP_*`` says."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider as Provider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": NAME}
    provider = Provider(resource=Resource.create({"service.version": VERSION, **named}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
