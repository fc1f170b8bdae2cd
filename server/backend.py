"""What the tools' calls reach: Alibaba Cloud, another endpoint, or the emulator in this process."""

from dataworks import credentials
from dataworks.client import DataWorks
from dataworks.errors import Unconfigured
from dataworks.request import Request
from dataworks.signing import Credentials
from dataworks.transport import Response, Transport, connect
from server.settings import Settings

EMULATED = "http://127.0.0.1"
EMULATOR_KEY = "emulator"


def dataworks(settings: Settings) -> DataWorks:
    """The client for these settings. It connects, and looks for credentials, when it is first used."""
    if settings.emulator:
        return emulated()
    try:
        endpoint = settings.address()
    except Unconfigured as error:
        return DataWorks("", _missing(error), connect("https://unconfigured.invalid"))
    return DataWorks(endpoint, credentials.chain(), connect(endpoint))


def emulated() -> DataWorks:
    """A client of a new emulator in this process."""
    source = credentials.static(Credentials(EMULATOR_KEY, EMULATOR_KEY))
    return DataWorks(EMULATED, source, NewWorld())


class NewWorld:
    """A world of its own, made with the first request: until then a server need not load the emulator."""

    def __init__(self) -> None:
        self._emulator: Transport | None = None

    async def send(self, request: Request, limit: float) -> Response:
        """Let the emulator answer."""
        self._emulator = self._emulator or _emulator()
        return await self._emulator.send(request, limit)

    async def aclose(self) -> None:
        """There is no connection to let go of."""


def _emulator() -> Transport:
    from emulator.seed import initial_world
    from emulator.service import Emulator
    from emulator.transport import EmulatorTransport

    return EmulatorTransport(Emulator(initial_world()))


def _missing(error: Unconfigured) -> credentials.CredentialSource:
    """A source that says what is missing, at the first call: the server itself starts without it."""

    async def source() -> Credentials:
        raise Unconfigured(error.operation, error.message, fix=error.fix)

    return source
