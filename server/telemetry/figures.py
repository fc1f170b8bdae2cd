"""Figures for Prometheus: calls, requests to the service, waits, flows, consent. It is loaded where asked for."""

import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from dataworks.observing import Counted, Facts, Kind
from server.telemetry.asked import Asked
from server.telemetry.bounded import Codes

BUCKETS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300)

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

CANCELLED = "cancelled"


class Figures:
    """Counts what a server does, in a registry of its own; labels are names that there are."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._codes = Codes()
        labels = ("mcp_method_name", "gen_ai_tool_name", "error_type")
        self._requests = Histogram(
            "mcp_server_operation_duration_seconds",
            "Requests of clients.",
            labels,
            registry=self.registry,
            buckets=BUCKETS,
        )
        self._work = {
            "tool": self._counter("tool_calls", "Calls of tools.", "tool", "outcome"),
            "request": self._counter("api_calls", "Requests to DataWorks, each attempt.", "operation", "code"),
        }
        self._flows = Gauge("dataworks_di_flows_in_flight", "Flows that run now.", ("flow",), registry=self.registry)
        self._counts = {
            "wait": self._counter("waits", "Waits for work of DataWorks."),
            "rate_limit_wait": self._counter("rate_limit_waits", "Requests that waited for the rate limit."),
            "throttled": self._counter("throttled", "Requests that DataWorks throttled.", "operation"),
            "consent": self._counter("consent", "Consent that was asked for, agreed to and refused.", "outcome"),
        }
        self._seconds = {
            "wait": self._counter("wait_seconds", "Seconds of these waits."),
            "rate_limit_wait": self._counter("rate_limit_wait_seconds", "Seconds of these waits."),
        }

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"dataworks_di_{name}", text, labels, registry=self.registry)

    @contextmanager
    def request(self, asked: Asked) -> Generator[Facts]:
        """Measure a request."""
        facts, started = Facts(), time.perf_counter()
        try:
            yield facts
        except BaseException as failure:
            facts.setdefault("error", type(failure).__name__)
            raise
        finally:
            error = self._codes.known(facts["error"]) if "error" in facts else ""
            self._requests.labels(asked.method, asked.name or "", error).observe(time.perf_counter() - started)

    @contextmanager
    def work(self, kind: Kind, name: str, known: Mapping[str, Any]) -> Generator[Facts]:
        """Count a piece of work."""
        facts = Facts()
        if kind == "flow":
            with self._flows.labels(name).track_inprogress():
                yield facts
            return
        try:
            yield facts
        finally:
            ended = facts.get("outcome") if kind == "tool" else facts.get("code", facts.get("outcome"))
            self._work[kind].labels(name, self._codes.known(ended or CANCELLED)).inc()

    def count(self, what: Counted, label: str = "", amount: float = 1.0) -> None:
        """Count something that happened."""
        counter = self._counts[what]
        (counter.labels(label) if label else counter).inc()
        if what in self._seconds:
            self._seconds[what].inc(amount)

    def page(self) -> bytes:
        """Return all figures, as Prometheus reads them."""
        return generate_latest(self.registry)
