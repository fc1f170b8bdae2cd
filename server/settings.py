"""What the server is told at its start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from dataworks.endpoints import checked_endpoint, regional_endpoint
from dataworks.errors import Unconfigured
from dataworks.rate import USUAL_RATE

NAME = "dataworks-di-mcp"
VERSION = version(NAME)

REGION_VARIABLES = ("ALIBABA_CLOUD_REGION_ID", "ALIBABA_CLOUD_REGION")
NO_REGION_FIX = (
    "Start the server with --region REGION (such as cn-shanghai) or set ALIBABA_CLOUD_REGION_ID; "
    "to try it without an account, start it with --emulator."
)


@dataclass(frozen=True)
class Settings:
    """Where the tools' calls go.

    Attributes:
        emulator: answer from a world in this process; no credentials are read, nothing leaves the machine.
        endpoint: an address that takes the place of the region's.
        region: the region of the workspaces; there is no default.
        vpc: use the region's address inside its VPC.
        rate: requests a second that all calls together may send, 0 for no limit; ``None``: what the service allows.
    """

    emulator: bool = False
    endpoint: str | None = None
    region: str | None = None
    vpc: bool = False
    rate: float | None = None

    def limit(self) -> float:
        """Requests a second; the emulator has no limit of its own."""
        usual = 0.0 if self.emulator else USUAL_RATE
        return usual if self.rate is None else self.rate

    def address(self) -> str:
        """The endpoint all this amounts to.

        Raises:
            Unconfigured: neither region nor endpoint is set, or one of them is wrong.
        """
        if self.endpoint:
            return checked_endpoint(self.endpoint)
        if self.region:
            return regional_endpoint(self.region, vpc=self.vpc)
        raise Unconfigured("region", "no region is set, so there is no address to send to", fix=NO_REGION_FIX)


def region_of(environment: Mapping[str, str] = os.environ) -> str | None:
    """The region as the environment names it."""
    return next((environment[name] for name in REGION_VARIABLES if environment.get(name)), None)
