"""The service that the tools call: Alibaba Cloud, another endpoint, or the emulator in this process."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dataworks import credentials
from dataworks.client import DataWorks
from dataworks.endpoints import EMULATOR_INSIDE
from dataworks.errors import Unconfigured
from dataworks.rate import RateLimit
from dataworks.request import Request
from dataworks.signing import Credentials
from dataworks.transport import Response, Transport, connect
from server.settings import Settings

if TYPE_CHECKING:
    from emulator.service import Emulator

EMULATOR_KEY = "emulator"


def dataworks(settings: Settings, make_emulator: "Callable[[], Emulator] | None" = None) -> DataWorks:
    """Return the client for these settings. It connects, and looks for credentials, at its first call.

    ``make_emulator`` is called if the settings ask for the emulator.
    """
    if settings.emulator:
        return replace(emulated(make_emulator), rate=RateLimit(settings.limit()))
    try:
        endpoint = settings.address()
    except Unconfigured as error:
        return DataWorks("", _missing(error), connect("https://unconfigured.invalid"))
    source = credentials.static(settings.key) if settings.key else credentials.chain()
    return DataWorks(endpoint, source, connect(endpoint), rate=RateLimit(settings.limit()))


def emulated(make_emulator: "Callable[[], Emulator] | None" = None) -> DataWorks:
    """Return a client of a new emulator in this process."""
    source = credentials.static(Credentials(EMULATOR_KEY, EMULATOR_KEY))
    return DataWorks(EMULATOR_INSIDE, source, LazyEmulator(make_emulator or _emulator))


class LazyEmulator:
    """An emulator that is made at the first request, so that a server starts without loading it."""

    def __init__(self, make: "Callable[[], Emulator]") -> None:
        self._make = make
        self._transport: Transport | None = None

    async def send(self, request: Request, limit: float) -> Response:
        """Return the emulator's answer."""
        if self._transport is None:
            from emulator.transport import EmulatorTransport

            self._transport = EmulatorTransport(self._make())
        return await self._transport.send(request, limit)

    async def aclose(self) -> None:
        """Do nothing: there is no connection to close."""


def _emulator() -> "Emulator":
    from server.emulation import new_emulator

    return new_emulator()


def _missing(error: Unconfigured) -> credentials.CredentialSource:
    """Return a source that raises at the first call what is missing, so that the server itself starts."""

    async def source() -> Credentials:
        raise Unconfigured(error.operation, error.message, fix=error.fix)

    return source
