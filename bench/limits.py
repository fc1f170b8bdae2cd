"""A count and its limit. Times have ratios instead: they differ between machines."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """A count that must not exceed its limit."""

    name: str
    unit: str
    limit: float
    value: float

    @property
    def holds(self) -> bool:
        return self.value <= self.limit

    def __str__(self) -> str:
        word = "holds" if self.holds else "FAILS"
        value = f"{self.value:,.0f}" if self.value >= 1000 else f"{self.value:.3g}"
        return f"{self.name:<44} {value:>7} {self.unit:<3} limit {self.limit:g} {self.unit:<3} {word}"
