"""The settings that say where the tools' calls go."""

from dataclasses import dataclass, field
from importlib.metadata import version

from dataworks.endpoints import checked_endpoint, regional_endpoint
from dataworks.errors import Unconfigured
from dataworks.language import Text
from dataworks.rate import DEFAULT_RATE
from dataworks.signing import Credentials

NAME = "dataworks-di-mcp"
VERSION = version(NAME)

STATE_KEY_VARIABLE = "DATAWORKS_DI_STATE_KEY"
REGION_VARIABLES = ("ALIBABA_CLOUD_REGION_ID", "ALIBABA_CLOUD_REGION")
NO_REGION = Text("no region is set, so there is no address to send to", "未设置地域，因此没有可以调用的地址")
NO_REGION_FIX = (
    "Add --region REGION (such as cn-shanghai) or set ALIBABA_CLOUD_REGION_ID; "
    "to try it without an account, add --emulator."
)


@dataclass(frozen=True)
class Settings:
    """Where the tools' calls go.

    Attributes:
        emulator: use the emulator in this process; no credentials are read, nothing leaves the machine.
        endpoint: an address to use instead of the region's.
        region: the region of the workspaces; there is no default.
        vpc: use the region's address inside its VPC.
        rate: requests per second that all calls together may send, 0 for no limit; ``None``: what the service allows.
        key: the access key of the operator's file; ``None``: it is looked up in the usual places.
    """

    emulator: bool = False
    endpoint: str | None = None
    region: str | None = None
    vpc: bool = False
    rate: float | None = None
    key: Credentials | None = field(default=None, repr=False)

    def limit(self) -> float:
        """Return the requests per second, 0 for no limit; by default the emulator has none."""
        default = 0.0 if self.emulator else DEFAULT_RATE
        return default if self.rate is None else self.rate

    def service(self) -> str:
        """Return a name of the service that no other service has, whether or not it can be called."""
        return "emulator" if self.emulator else self.endpoint or self.region or ""

    def address(self) -> str:
        """Return the endpoint to call.

        Raises:
            Unconfigured: neither region nor endpoint is set, or one of them is wrong.
        """
        if self.endpoint:
            return checked_endpoint(self.endpoint)
        if self.region:
            return regional_endpoint(self.region, vpc=self.vpc)
        raise Unconfigured("region", NO_REGION.said(), fix=NO_REGION_FIX)


def check_network(address: str) -> None:
    """Check what the environment says about the way to an address, without using it.

    Raises:
        Unconfigured: a proxy or a file of certificates can't be used.
    """
    from dataworks.network import check_certificates, proxy_for

    proxy_for(address)
    if address.startswith("https://"):
        check_certificates()
