"""What all calls of a server share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from dataworks.explain.explanation import Language
from tools.rules.audit import Audit
from tools.rules.consent import Confirmations, Plans
from tools.rules.gate import Gate

if TYPE_CHECKING:
    from dataworks.client import DataWorks
    from tools.catalog import Describe


@dataclass(frozen=True)
class Shared:
    """The client, the rules, and what the server knows of itself.

    Attributes:
        backend: makes the connection to the service; called once, with the first call.
        describe: what ``describe_setup`` answers.
        gate: decides about each call.
        confirmations: proves that a plan was shown.
        audit: keeps a line of each write.
        plans: what users are looking at.
        language: that of explanations.
    """

    backend: "Callable[[], DataWorks]"
    describe: "Describe"
    gate: Gate
    confirmations: Confirmations
    audit: Audit = field(default_factory=Audit)
    plans: Plans = field(default_factory=Plans)
    language: Language = "en"

    @cached_property
    def api(self) -> "DataWorks":
        """The connection to the service."""
        return self.backend()

    async def aclose(self) -> None:
        """Close the connection, if there is one."""
        if "api" in vars(self):
            await self.api.http.aclose()
