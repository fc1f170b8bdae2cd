"""The options about logs, traces and figures."""

import argparse

LEVELS = ("debug", "info", "warning", "error")


def add_log_options(command: argparse.ArgumentParser) -> None:
    """Add the options of commands that write a log to stderr."""
    log = command.add_argument_group("log on stderr")
    log.add_argument("--log-format", choices=("text", "json"), default="text", help="default: text")
    log.add_argument("--log-level", choices=LEVELS, default="info", help="lines from this level on (default: info)")
