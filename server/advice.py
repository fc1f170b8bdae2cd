"""Advice for the user of a shell, who is the operator, and has commands in place of tools."""

import json
from shlex import quote
from typing import Any, TypeVar

from server.settings import NAME, Settings
from tools.calls.failures import Failure
from tools.sets.errors import ExplanationView

Advice = TypeVar("Advice", Failure, ExplanationView)


def for_shell(advice: Advice, settings: Settings | None = None) -> Advice:
    """Return the advice with the next tool as a command, which reaches the same service."""
    who = "caller" if advice.who == "operator of this server" else advice.who
    step = None
    if advice.next_tool is not None:
        step = f"{_command(advice.next_tool, advice.next_arguments or {})}{_target(settings or Settings())}"
    return advice.model_copy(update={"who": who, "next_tool": step, "next_arguments": None})


def _command(tool: str, arguments: dict[str, Any]) -> str:
    if tool == "describe_setup":
        return f"{NAME} doctor" + (" --probe" if arguments.get("probe") else "")
    plain = all(isinstance(value, str) and not value.startswith("@") for value in arguments.values())
    words = [f"{name}={value}" for name, value in arguments.items()] if plain else [json.dumps(arguments)]
    return " ".join([NAME, "call", tool, *map(quote, words)])


def _target(settings: Settings) -> str:
    if settings.emulator:
        return " --emulator"
    if settings.endpoint:
        return f" --endpoint {quote(settings.endpoint)}"
    return f" --region {quote(settings.region)}" if settings.region else ""
