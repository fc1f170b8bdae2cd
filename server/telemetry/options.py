"""The options about logs, traces and figures."""

import argparse

LEVELS = ("debug", "info", "warning", "error")


def add_log_options(command: argparse.ArgumentParser) -> None:
    """Add the options of commands that write a log to stderr."""
    log = command.add_argument_group("log on stderr")
    log.add_argument("--log-format", choices=("text", "json"), default="text", help="default: text")
    log.add_argument("--log-level", choices=LEVELS, default="info", help="lines from this level on (default: info)")


def add_telemetry_options(serve: argparse.ArgumentParser) -> None:
    """Add the options about traces and figures, which are off without them."""
    watched = serve.add_argument_group("traces and figures; none without these, and they need the extra telemetry")
    watched.add_argument(
        "--traces", action="store_true", help="send traces by OpenTelemetry, to where OTEL_EXPORTER_OTLP_ENDPOINT says"
    )
    watched.add_argument(
        "--metrics", metavar="HOST:PORT", help="show figures to Prometheus at this address of this machine, /metrics"
    )
