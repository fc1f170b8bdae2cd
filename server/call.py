"""One tool call from the shell; the gate checks it like any other."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import anyio.to_thread

from dataworks.client import DataWorks
from dataworks.language import Text
from server.advice import for_shell
from server.hosting import Hosting
from server.output import note, show
from server.shared import shared_by_calls
from server.shell_arguments import arguments_of
from server.telemetry.notices import say
from server.tool_help import tool_named
from tools.calls.failures import Failure, as_text
from tools.calls.invoke import Invocation, invoke
from tools.calls.results import Result
from tools.rendering import clean
from tools.rules.consent import Answer, Asked
from tools.views.plan import Plan

ADD_YES = Text("Add --yes to go ahead.", "加上 --yes 即可执行。")

DONE, FAILED, NEEDS_CONSENT = 0, 1, 3


async def run_call(
    backend: Callable[[], DataWorks],
    hosting: Hosting,
    name: str,
    words: Sequence[str],
    agreed: bool,
    as_json: bool,
    opened: bool = False,
) -> int:
    """Call a tool and print the result; the exit code is ``DONE``, ``FAILED`` or ``NEEDS_CONSENT``.

    ``words`` are its arguments, see ``arguments_of``; ``agreed``: the user consents beforehand, as in full mode;
    ``opened``: the result is shown in the browser too.

    Raises:
        ValueError: there is no such tool, or the words are no arguments.
    """
    tool = tool_named(name)
    arguments = arguments_of(words, tool.input_schema)
    rules, user = replace(hosting, gate=hosting.gate.agreed()) if agreed else hosting, Terminal()
    async with shared_by_calls(backend, rules) as shared:
        result = await invoke(tool.spec, arguments, shared, Invocation(hosting.caller_of(), _report, user, opened))
    _print(result, as_json, hosting)
    if opened:
        from server.pictures.opening import show_in_browser

        show_in_browser(tool, result, hosting.language)
    return NEEDS_CONSENT if result.planned or user.declined else FAILED if result.failed else DONE


class Terminal:
    """The user at the terminal, if there is one; no confirmation is issued or taken in a shell."""

    earlier: Asked | None = None
    declined: bool = False

    async def ask(self, plan: Plan, number: int, seal: str) -> Answer:
        """Show a plan and ask for consent; without a terminal the answer is another call, with ``--yes``."""
        del seal  # the answer is given while the call runs
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return "later"
        note(f"{plan.question(changed=number > 1)}\nGo ahead? [y/N] ")
        answer = await anyio.to_thread.run_sync(sys.stdin.readline, abandon_on_cancel=True)
        self.declined = answer.strip().lower() not in {"y", "yes"}
        return "no" if self.declined else "yes"


async def _report(step: int, steps: int, message: str) -> None:
    say(f"[{step}/{steps}] {clean(message)}\n")


def _print(result: Result, as_json: bool, hosting: Hosting) -> None:
    """Print the answer on stdout; if it is a document, that alone, so that stdout can be redirected into a file."""
    if as_json or result.document is None:
        show(f"{_text(result, as_json, hosting)}\n")
        return
    say(result.text.removesuffix(result.document))
    ended = result.document.endswith("\n") or not sys.stdout.isatty()  # a terminal shows the next line below
    show(result.document if ended else f"{result.document}\n")


def _text(result: Result, as_json: bool, hosting: Hosting) -> str:
    if as_json:
        return json.dumps(result.structured, indent=2, ensure_ascii=False)
    if result.planned:
        return f"{result.text}\n{ADD_YES.to(hosting.language)}"
    return _advised(result, hosting) if result.failed else result.text


def _advised(result: Result, hosting: Hosting) -> str:
    """The text of a failure, with its advice for a shell."""
    failure = Failure.model_validate(result.structured["error"])
    plain, advised = (
        clean(as_text(each, hosting.language)) for each in (failure, for_shell(failure, hosting.settings))
    )
    return result.text.replace(plain, advised)
