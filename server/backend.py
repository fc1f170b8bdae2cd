"""What the tools' calls reach: Alibaba Cloud, another endpoint, or the emulator in this process."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dataworks import credentials
from dataworks.client import DataWorks
from dataworks.errors import Unconfigured
from dataworks.rate import RateLimit
from dataworks.request import Request
from dataworks.signing import Credentials
from dataworks.transport import Response, Transport, connect
from server.settings import Settings

if TYPE_CHECKING:
    from emulator.service import Emulator

EMULATED = "http://127.0.0.1"
EMULATOR_KEY = "emulator"


def dataworks(settings: Settings, make: "Callable[[], Emulator] | None" = None) -> DataWorks:
    """The client for these settings. It connects, and looks for credentials, when it is first used.

    ``make`` is how the emulator is made, where these settings want one.
    """
    if settings.emulator:
        return replace(emulated(make), rate=RateLimit(settings.limit()))
    try:
        endpoint = settings.address()
    except Unconfigured as error:
        return DataWorks("", _missing(error), connect("https://unconfigured.invalid"))
    return DataWorks(endpoint, credentials.chain(), connect(endpoint), rate=RateLimit(settings.limit()))


def emulated(make: "Callable[[], Emulator] | None" = None) -> DataWorks:
    """A client of a new emulator in this process."""
    source = credentials.static(Credentials(EMULATOR_KEY, EMULATOR_KEY))
    return DataWorks(EMULATED, source, NewWorld(make or _emulator))


class NewWorld:
    """A world of its own, made with the first request: until then a server need not load the emulator."""

    def __init__(self, make: "Callable[[], Emulator]") -> None:
        self._make = make
        self._transport: Transport | None = None

    async def send(self, request: Request, limit: float) -> Response:
        """Let the emulator answer."""
        if self._transport is None:
            from emulator.transport import EmulatorTransport

            self._transport = EmulatorTransport(self._make())
        return await self._transport.send(request, limit)

    async def aclose(self) -> None:
        """There is no connection to let go of."""


def _emulator() -> "Emulator":
    from server.emulation import new_emulator

    return new_emulator()


def _missing(error: Unconfigured) -> credentials.CredentialSource:
    """A source that says what is missing, at the first call: the server itself starts without it."""

    async def source() -> Credentials:
        raise Unconfigured(error.operation, error.message, fix=error.fix)

    return source
