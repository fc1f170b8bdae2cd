"""One tool call from the shell; the gate checks it like any other."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import anyio.to_thread

from dataworks.client import DataWorks
from server.app import shared_by_calls
from server.hosting import Hosting
from tools.calls.invoke import Invocation, invoke
from tools.calls.results import Result
from tools.rendering import clean
from tools.rules.caller import LOCAL
from tools.rules.consent import Answer, Asked
from tools.rules.elicitation import question
from tools.toolsets import listed_tools
from tools.views.plan import Plan

DONE, FAILED, NEEDS_CONSENT = 0, 1, 3


async def run_call(
    backend: Callable[[], DataWorks], hosting: Hosting, name: str, arguments: str, agreed: bool, as_json: bool
) -> int:
    """Call a tool and print the result; the exit code is ``DONE``, ``FAILED`` or ``NEEDS_CONSENT``.

    ``agreed``: the user consents beforehand, as with ``--mode full``.

    Raises:
        ValueError: there is no such tool, or the arguments are not a JSON object.
    """
    tools = listed_tools()
    if name not in tools:
        raise ValueError(f"there is no tool {name!r}; the tools are {', '.join(tools)}")
    rules = replace(hosting, gate=hosting.gate.agreed()) if agreed else hosting
    async with shared_by_calls(backend, rules) as shared:
        result = await invoke(tools[name].spec, _decoded(arguments), shared, Invocation(LOCAL, _report, Terminal()))
    _print(result, as_json)
    return NEEDS_CONSENT if result.planned else FAILED if result.failed else DONE


def _decoded(text: str) -> dict[str, Any]:
    try:
        decoded: object = json.loads(text)
    except ValueError as error:
        raise ValueError(f"the arguments are not valid JSON: {error}") from None
    if not isinstance(decoded, dict):
        raise ValueError('the arguments must be a JSON object, such as \'{"project_id": "10000"}\'')
    return cast("dict[str, Any]", decoded)


class Terminal:
    """The user at the terminal, if there is one; no confirmation is issued or taken in a shell."""

    earlier: Asked | None = None

    async def ask(self, plan: Plan, number: int, seal: str) -> Answer:
        """Show a plan and ask for consent; without a terminal the answer is another call, with ``--yes``."""
        del seal  # the answer is given while the call runs
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return "later"
        sys.stderr.write(f"{question(plan, changed=number > 1)}\nGo ahead? [y/N] ")
        sys.stderr.flush()
        answer = await anyio.to_thread.run_sync(sys.stdin.readline, abandon_on_cancel=True)
        return "yes" if answer.strip().lower() in {"y", "yes"} else "no"


async def _report(step: int, steps: int, message: str) -> None:
    sys.stderr.write(f"[{step}/{steps}] {clean(message)}\n")


def _print(result: Result, as_json: bool) -> None:
    """Print the answer on stdout; if it is a document, that alone, so that stdout can be redirected into a file."""
    if as_json or result.document is None:
        sys.stdout.write(f"{_text(result, as_json)}\n")
        return
    sys.stderr.write(result.text.removesuffix(result.document))
    sys.stderr.flush()
    sys.stdout.write(result.document)


def _text(result: Result, as_json: bool) -> str:
    if as_json:
        return json.dumps(result.structured, indent=2, ensure_ascii=False)
    if result.planned:
        return f"{result.text}\nAdd --yes to go ahead."
    return result.text
