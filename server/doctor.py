"""The shell command that shows what the tool ``describe_setup`` answers, the verdict first."""

import json
from collections.abc import Callable, Iterator, Mapping

from dataworks.client import DataWorks
from server.configuration.shown import Shown
from server.hosting import Hosting
from server.output import show
from server.setup import setup_facts
from server.shared import shared_by_calls
from tools.rendering import rendered
from tools.sets.setup import SetupView

LISTS = ("protocol_versions", "tools_on", "tools_off")
"""What is long, and rarely asked for."""


async def run_doctor(
    backend: Callable[[], DataWorks],
    hosting: Hosting,
    settings: Mapping[str, Shown],
    probe: bool,
    lists: bool = False,
    as_json: bool = False,
) -> int:
    """Print how the server is set up, and ``settings``; the exit code is 1 if calls can't work.

    ``lists``: also which tools are on and off; ``as_json``: everything as JSON.
    """
    async with shared_by_calls(backend, hosting) as shared:
        api = shared.of(hosting.caller_of()).api
        view = SetupView.model_validate(await setup_facts(hosting, api, probe=probe))
    if as_json:
        facts = view.model_dump(mode="json", exclude_none=True)
        facts["settings"] = {name: setting._asdict() for name, setting in settings.items()}
        show(f"{json.dumps(facts, indent=2, ensure_ascii=False)}\n")
    else:
        show("\n".join([*_lines(view, lists), "", *_of_settings(settings)]) + "\n")
    return 0 if view.ready else 1


def _of_settings(settings: Mapping[str, Shown]) -> Iterator[str]:
    yield "Settings of `serve`, and where each comes from:"
    yield from (f"{name}: {setting.value} ({setting.source})" for name, setting in settings.items())


def _lines(view: SetupView, lists: bool) -> Iterator[str]:
    """The verdict, a line for each thing that is missing, and the facts."""
    yield "Ready: calls can work." if view.ready else f"Not ready: {len(view.missing)} to fix."
    yield from (f"- {problem}" for problem in view.missing)
    yield ""
    facts = view.model_dump(mode="json", exclude_none=True, exclude={"ready", "missing", *(() if lists else LISTS)})
    yield rendered({name: fact for name, fact in facts.items() if fact not in view.missing})
    if not lists:
        yield f"tools: {len(view.tools_on)} on, {len(view.tools_off)} off (--lists shows them)"
