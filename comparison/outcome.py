"""The outcome of a case: equal, different, not comparable, or not tried."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from comparison.case import Case
from comparison.differences import Difference, Finding, NotComparable
from comparison.sender import Answer


class Verdict(StrEnum):
    """What a case shows."""

    EQUAL = "equal"
    DIFFERENT = "different"
    NOT_COMPARABLE = "not comparable"
    NOT_TRIED = "not tried"


@dataclass(frozen=True)
class Outcome:
    """What a case shows, or why it was not tried.

    Attributes:
        why: why it was not tried.
        theirs, ours: the last answers.
    """

    case: Case
    why: str = ""
    findings: Sequence[Finding] = ()
    theirs: Answer | None = None
    ours: Answer | None = None

    @property
    def differences(self) -> list[Difference]:
        """Where the answers differ."""
        return [each for each in self.findings if isinstance(each, Difference)]

    @property
    def not_comparable(self) -> list[str]:
        """The places that only one of the answers shows."""
        return [each.where for each in self.findings if isinstance(each, NotComparable)]

    @property
    def verdict(self) -> Verdict:
        """What it shows, in a word."""
        if self.why:
            return Verdict.NOT_TRIED
        if self.differences:
            return Verdict.DIFFERENT
        return Verdict.NOT_COMPARABLE if self.not_comparable else Verdict.EQUAL


@dataclass
class Result:
    """The result of a comparison, as far as it got.

    Attributes:
        ended: why it ended early; "": it did not.
        left: what could not be removed, with its id.
        reads, writes: requests that were sent to the service, with those that were repeated.
    """

    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    ended: str = ""
    left: list[str] = field(default_factory=list[str])
    reads: int = 0
    writes: int = 0
    repeated: int = 0

    @property
    def exit_code(self) -> int:
        """0: no differences; 1: there are some; 2: it could not run to its end."""
        if self.ended:
            return 2
        return int(any(outcome.differences for outcome in self.outcomes))
