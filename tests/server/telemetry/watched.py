"""A server that is watched: its spans in memory, its figures, and clients of both eras."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from mcp import Client
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from emulator.service import Emulator
from server.hosting import Hosting
from server.telemetry.figures import Figures
from server.telemetry.traces import Traces
from server.telemetry.watchers import Telemetry
from server.telemetry.watching import Together
from tests.sessions import Time, assistant, emulated

ERAS = ["legacy", "auto"]


@dataclass
class Watched:
    """What was seen of a server."""

    emulator: Emulator
    time: Time
    client: Client
    figures: Figures
    spans: InMemorySpanExporter = field(repr=False)

    def tree(self) -> list[str]:
        """The spans of tool calls with their depth, in the order in which they began."""
        spans = sorted(self.spans.get_finished_spans(), key=lambda span: span.start_time or 0)
        by_id = {span.context.span_id: span for span in spans if span.context}
        return [f"{'  ' * _depth(span, by_id)}{span.name}" for span in spans if _of_call(span, by_id)]

    def samples(self) -> dict[str, float]:
        """The figures: each with its labels, without buckets."""
        families = text_string_to_metric_families(self.figures.page().decode())
        samples = [sample for family in families for sample in family.samples]
        return {_named(each): each.value for each in samples if not each.name.endswith(("_bucket", "_created", "_sum"))}


def _named(sample: Sample) -> str:
    return f"{sample.name}{{{','.join(f'{name}={value}' for name, value in sorted(sample.labels.items()))}}}"


def _parent(span: ReadableSpan, by_id: Mapping[int, ReadableSpan]) -> ReadableSpan | None:
    return by_id.get(span.parent.span_id) if span.parent else None


def _depth(span: ReadableSpan, by_id: Mapping[int, ReadableSpan]) -> int:
    parent = _parent(span, by_id)
    return 0 if parent is None else 1 + _depth(parent, by_id)


def _of_call(span: ReadableSpan, by_id: Mapping[int, ReadableSpan]) -> bool:
    parent = _parent(span, by_id)
    return span.name.startswith("tools/call") if parent is None else _of_call(parent, by_id)


@asynccontextmanager
async def watched(
    emulator: Emulator | None = None,
    *,
    mode: str = "auto",
    hosting: Hosting | None = None,
    time: Time | None = None,
    **more: Any,
) -> AsyncGenerator[Watched]:
    """A server and its client."""
    time, spans, figures, provider = time or Time(), InMemorySpanExporter(), Figures(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    telemetry = Telemetry(Together((Traces(provider), figures)))
    service = emulator or emulated(time)
    rules = replace(hosting or Hosting(), telemetry=telemetry)
    async with assistant(service, time, mode=mode, hosting=rules, **more) as client:
        yield Watched(service, time, client, figures, spans)
