"""A measurement of ours and of a yardstick, in turn, and the allowed ratio."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """Samples of both sides, in one unit; ``value`` is the ratio of their medians."""

    name: str
    unit: str
    target: float
    ours: Sequence[float]
    yardstick: Sequence[float]

    @property
    def value(self) -> float:
        return median(self.ours) / median(self.yardstick)

    @property
    def holds(self) -> bool:
        return self.value <= self.target


def table(ratios: Sequence[Ratio]) -> str:
    """Return a line per ratio: medians, each with the fastest and the slowest sample."""
    rows = [("", "ours", "yardstick", "ratio", "target", "")]
    rows += [
        (r.name, _spread(r.ours, r.unit), _spread(r.yardstick, r.unit), f"{r.value:.2f}", f"{r.target:.2f}", _word(r))
        for r in ratios
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _spread(samples: Sequence[float], unit: str) -> str:
    return f"{_short(median(samples))} {unit} ({_short(min(samples))}-{_short(max(samples))})"


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def _word(ratio: Ratio) -> str:
    return "holds" if ratio.holds else "FAILS"
