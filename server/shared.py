"""What the calls of a server share, or those of a shell."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from server.hosting import Hosting
from tools.arguments.home import HomeWorkspace
from tools.calls.context import Shared
from tools.rules.seals import Seals

if TYPE_CHECKING:
    from dataworks.client import DataWorks
    from server.identity.own import Owners


@asynccontextmanager
async def shared_by_calls(backend: "Callable[[], DataWorks]", hosting: Hosting) -> AsyncGenerator[Shared]:
    """Make what the calls share; its connection is closed at the end."""
    describe, seals = partial(_describe, hosting), Seals(hosting.key_for("plans"), hosting.clock)
    home, owners = HomeWorkspace(hosting.project), _owners(hosting)
    shared = Shared(
        backend,
        describe,
        hosting.gate,
        seals,
        hosting.audit,
        language=hosting.language,
        home=home,
        studios=hosting.studios,
        own=None if owners is None else owners.shared_with,
        observer=hosting.telemetry.observer if hosting.telemetry else None,
    )
    try:
        yield shared
    finally:
        await shared.aclose()
        if owners is not None:
            await owners.aclose()


def _owners(hosting: Hosting) -> "Owners | None":
    if hosting.roles is None:
        return None
    from server.identity.own import Owners  # only where callers have identities of their own

    return Owners(hosting.roles, hosting.settings, hosting.project)


async def _describe(hosting: Hosting, api: "DataWorks", probe: bool) -> dict[str, Any]:
    from server.setup import setup_facts  # loaded by the first call that needs it, for a quick start

    return await setup_facts(hosting, api, probe=probe)
