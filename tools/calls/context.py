"""What all calls of a server share."""

from dataclasses import dataclass, field

from dataworks.client import DataWorks
from dataworks.explain.explanation import Language
from tools.catalog import SetupFacts
from tools.rules.audit import Audit
from tools.rules.consent import Confirmations, Plans
from tools.rules.gate import Gate


@dataclass(frozen=True)
class Desk:
    """The client, the rules, and what the server knows of itself.

    Attributes:
        api: the connection to the service.
        setup: what ``describe_setup`` tells.
        gate: decides about each call.
        confirmations: proves that a plan was shown.
        audit: keeps a line of each write.
        plans: what users are looking at.
        language: that of explanations.
    """

    api: DataWorks
    setup: SetupFacts
    gate: Gate
    confirmations: Confirmations
    audit: Audit = field(default_factory=Audit)
    plans: Plans = field(default_factory=Plans)
    language: Language = "en"
