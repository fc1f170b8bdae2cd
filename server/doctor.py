"""The shell command that shows what the tool ``describe_setup`` answers."""

from collections.abc import Callable

from dataworks.client import DataWorks
from server.hosting import Hosting
from server.output import show
from server.setup import setup_facts
from tools.calls.results import answered
from tools.sets.setup import SetupView


async def run_doctor(backend: Callable[[], DataWorks], hosting: Hosting, probe: bool) -> int:
    """Print how the server is set up; the exit code is 1 if calls can't work."""
    async with backend() as api:
        view = SetupView.model_validate(await setup_facts(hosting, api, probe=probe))
    show(f"{answered(view).text}\n")
    return 0 if view.ready else 1
