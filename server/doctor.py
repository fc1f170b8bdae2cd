"""The shell's way to the facts that ``describe_setup`` tells."""

import sys
from collections.abc import Callable

from dataworks.client import DataWorks
from server.hosting import Hosting
from server.setup import setup_facts
from tools.calls.results import answered
from tools.sets.setup import SetupView


async def run_doctor(backend: Callable[[], DataWorks], hosting: Hosting, probe: bool) -> int:
    """Print how the server would be set up; the exit code is 1 when calls could not work."""
    async with backend() as api:
        view = SetupView.model_validate(await setup_facts(hosting, api, probe=probe))
    sys.stdout.write(f"{answered(view).text}\n")
    return 0 if view.ready else 1
