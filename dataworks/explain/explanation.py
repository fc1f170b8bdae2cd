"""What is said about an error: an explanation is added to the service's own words, never put in their place."""

from dataclasses import dataclass
from typing import Literal

Who = Literal["caller", "workspace admin", "account admin", "operator of this server", "Alibaba Cloud"]
Retry = Literal["yes", "after a wait", "after a fix", "look first", "no"]


@dataclass(frozen=True)
class Explanation:
    """One meaning.

    Attributes:
        means: the cause, in one sentence that claims no more than its source.
        who: who can mend it.
        fix: steps, in order.
        retry: whether the same call again can help.
        then: the operation that helps to find the right value, by its wire action.
        source: where the fact comes from.
    """

    means: str
    who: Who
    fix: tuple[str, ...]
    retry: Retry
    source: str
    then: str | None = None
